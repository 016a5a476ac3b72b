//===- Diagnostics.h - Errors of a Net source file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A place in the source is a StringRef into its buffer (a token's text), so
// that the syntax tree needs no location of its own.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_DIAGNOSTICS_H
#define CNNC_COMPILER_FRONTEND_NET_DIAGNOSTICS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/SourceMgr.h"
#include <vector>

namespace cnnc::net {

class Diagnostics {
public:
  Diagnostics(llvm::SourceMgr &sources, mlir::MLIRContext *context);

  /// The main file's text.
  llvm::StringRef getText() const { return text; }
  mlir::FileLineColLoc getLoc(llvm::StringRef at) const;
  unsigned getLine(llvm::StringRef at) const { return getLoc(at).getLine(); }
  mlir::MLIRContext *getContext() const { return context; }

  /// An error at `at`, with notes at the calls of the blocks being evaluated.
  /// Only the first error of a place is shown, and no more than `kMaxErrors`;
  /// the others are swallowed.
  mlir::InFlightDiagnostic error(llvm::StringRef at);
  mlir::InFlightDiagnostic warning(llvm::StringRef at);

  bool hasErrors() const { return errors != 0; }
  /// Something failed and reported it without going through here.
  void noteFailure() { errors += errors == 0; }
  /// Nothing will be shown any more: give up.
  bool isFull() const { return errors > kMaxErrors; }

  /// A block being evaluated, for the notes.
  struct Call {
    llvm::StringRef block, at;
  };
  llvm::SmallVector<Call> calls;

private:
  static constexpr unsigned kMaxErrors = 20;

  mlir::MLIRContext *context;
  llvm::StringRef text;
  mlir::StringAttr file;
  std::vector<const char *> lines; ///< where each line starts
  unsigned errors = 0, warnings = 0;
  llvm::DenseSet<const char *> places;
};

/// ", did you mean 'conv'?" where a candidate is close to `name`, else `otherwise`.
std::string didYouMean(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates,
                       const llvm::Twine &otherwise = "");

/// "a, b or c", of two words at least.
std::string joinOr(llvm::ArrayRef<llvm::StringRef> words);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_DIAGNOSTICS_H
