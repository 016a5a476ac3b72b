//===- Parameters.h - Parameters by what layers do with them, and by name
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_PARAMETERS_H
#define CNNC_DIALECTS_CNN_PARAMETERS_H

#include "dialects/Cnn/CnnDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

namespace cnnc::cnn {

/// How a convolution or a dense layer reads its weight.
struct WeightUse {
  /// 0: `w[o]` leads into the output o. Of a transposed convolution its groups:
  /// the weight is C x O/groups x KH x KW.
  int64_t transposedGroups = 0;
};

/// The parameters of a network that training can change: all of its module but
/// running averages.
class LearnedParameters {
public:
  explicit LearnedParameters(mlir::func::FuncOp network);

  llvm::ArrayRef<ParameterOp> get() const { return parameters; }
  /// The use as the weight of a convolution or dense layer; null where it is a
  /// bias, or scale or shift of a normalisation.
  const WeightUse *findWeightUse(ParameterOp parameter) const {
    auto it = weights.find(parameter);
    return it == weights.end() ? nullptr : &it->second;
  }
  /// What a pattern of names means in a `train` block: of the parameters that
  /// match, the weights, and all where there are no weights among them; none
  /// where none matches. An error where the pattern is malformed.
  llvm::Expected<llvm::SmallVector<ParameterOp>> select(llvm::StringRef pattern) const;

private:
  llvm::SmallVector<ParameterOp> parameters;
  llvm::DenseMap<mlir::Operation *, WeightUse> weights;
};

} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_PARAMETERS_H
