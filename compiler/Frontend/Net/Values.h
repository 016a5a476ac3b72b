//===- Values.h - What an expression of the Net language is worth
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_VALUES_H
#define CNNC_COMPILER_FRONTEND_NET_VALUES_H

#include "compiler/Frontend/Net/Diagnostics.h"
#include "dialects/Cnn/CnnDialect.h"
#include <memory>
#include <variant>
#include <vector>

namespace cnnc::net {

/// The value of what failed: it has been reported, and whatever uses it fails
/// in silence.
struct Poison {};

/// A tensor and where a reader of the source finds it.
struct Tensor {
  mlir::Value value;
  llvm::StringRef name;     ///< of the variable that was read; empty: none
  llvm::StringRef producer; ///< the layer, or the input
  llvm::StringRef at;       ///< the place that defines the variable, or of the layer

  mlir::RankedTensorType getType() const { return llvm::cast<mlir::RankedTensorType>(value.getType()); }
};

/// `same` or `valid`.
struct PaddingMode {
  cnn::PaddingArg::Mode mode;
};

/// A word that layers know: `reflect`, `channels`.
struct Word {
  llvm::StringRef text;
};

struct AnyValue;
using List = std::shared_ptr<const std::vector<AnyValue>>;

struct AnyValue : std::variant<Poison, int64_t, double, bool, List, Tensor, PaddingMode, cnn::InitAttr, Word> {
  using variant::variant;

  template <typename T> const T *get() const { return std::get_if<T>(static_cast<const variant *>(this)); }
  template <typename T> bool is() const { return get<T>() != nullptr; }
  bool isPoison() const { return is<Poison>(); }
  bool isNumber() const { return is<int64_t>() || is<double>(); }
  /// A whole number or a real one as a real one.
  double asReal() const { return is<int64_t>() ? double(*get<int64_t>()) : *get<double>(); }
};

/// "the number 3", "a tensor of 56x56x128", "a list of 2: 0.5, true", for messages.
std::string describe(const AnyValue &value);

/// "56x56x128", "a vector of 10".
std::string describeShape(mlir::RankedTensorType type);

/// "x is 56x56x128 (written at line 12)".
std::string describeTensor(const Tensor &tensor, const Diagnostics &diagnostics);

/// The words `same`, `valid` and the initialisers that take no argument, which
/// mean themselves where no variable of that name exists; else poison.
AnyValue getPredefined(llvm::StringRef name, mlir::MLIRContext *context);

/// An initialiser written as a call, such as normal(0, 0.1).
bool isInitialiserCall(llvm::StringRef name);

/// All predefined words, for "did you mean".
llvm::ArrayRef<llvm::StringRef> getPredefinedNames();

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_VALUES_H
