//===- Arguments.h - Arguments of calls
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the calls of layers, blocks, initialisers and training functions have
// in common: which argument goes where; and for layers, whether it fits.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_ARGUMENTS_H
#define CNNC_COMPILER_FRONTEND_NET_ARGUMENTS_H

#include "compiler/Frontend/Net/Values.h"

namespace cnnc::net {

/// A name that a callee gives to an argument.
struct Formal {
  llvm::StringRef name;
  bool required;
};

/// The callee, as messages need it.
struct Callee {
  llvm::StringRef name;
  llvm::StringRef at;                                ///< the call
  llvm::function_ref<void(mlir::Diagnostic &)> help; ///< adds a note with the signature
};

/// For each formal the index of its argument, or -1 for its default. `names`
/// and `places` are those of the arguments; an empty name is positional.
/// Missing, unknown, surplus and duplicate arguments are reported.
mlir::FailureOr<llvm::SmallVector<int>> matchArguments(const Callee &callee, llvm::ArrayRef<Formal> formals,
                                                       llvm::ArrayRef<llvm::StringRef> names,
                                                       llvm::ArrayRef<llvm::StringRef> places,
                                                       Diagnostics &diagnostics);

/// An evaluated argument.
struct Argument {
  llvm::StringRef name; ///< empty: positional
  llvm::StringRef at;
  AnyValue value;
};

/// The tensors among the arguments of a layer, and the rest converted to what
/// its spec asks for, defaults included.
struct LayerArguments {
  struct Input {
    Tensor tensor; ///< without a value where the input is a number
    llvm::StringRef at;
    double number = 0;
  };
  llvm::SmallVector<Input> inputs;
  llvm::StringMap<cnn::ArgValue> values;
  llvm::StringMap<llvm::StringRef> places; ///< of those that the user wrote
};

mlir::FailureOr<LayerArguments> checkLayerArguments(const cnn::LayerSpec &spec, llvm::StringRef at,
                                                    llvm::ArrayRef<Argument> args, Diagnostics &diagnostics);

/// The initialiser of a call such as normal(0, 0.1).
AnyValue buildInitialiser(llvm::StringRef at, llvm::ArrayRef<Argument> args, Diagnostics &diagnostics);

/// " from 1 to 4096".
std::string describeRange(double min, double max);

/// Whether the numbers of an argument, itself or those of its list, are such of
/// f32; reports it where one is not.
bool fitsF32(const Argument &arg, Diagnostics &diagnostics);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_ARGUMENTS_H
