//===- CnnGradients.h - Ops that training adds to the cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNGRADIENTS_H
#define CNNC_DIALECTS_CNN_CNNGRADIENTS_H

#include "dialects/Cnn/CnnDialect.h"

namespace cnnc::cnn {
template <typename Op> class BatchReduction : public mlir::OpTrait::TraitBase<Op, BatchReduction> {};
} // namespace cnnc::cnn

#include "dialects/Cnn/GradientInterfaces.h.inc"

#define GET_OP_CLASSES
#include "dialects/Cnn/GradientOps.h.inc"

namespace cnnc::cnn {
/// Gives the layers their gradients; part of loading the dialect.
void attachGradients(mlir::MLIRContext *context);

/// Whether a function has the role `gradients`.
inline bool computesGradients(mlir::Operation *function) {
  auto role = function->getAttrOfType<mlir::StringAttr>(CnnDialect::kRoleAttr);
  return role && role.getValue() == "gradients";
}

/// The derivative of scalar code. `inputs` of type f32 lie outside of it or are
/// block arguments; the ops between them and `result` are of arith and math.
/// Emits what is needed for d result / d inputs[i], times `factor`, and returns
/// it; null where it is zero, and an error at `loc` for an op without a rule.
mlir::FailureOr<mlir::Value> buildDerivative(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value result,
                                             mlir::Value input, mlir::Value factor);

/// A `cnn.map` whose body is emitted by `body` from a scalar per operand.
/// Operands that it does not use are left out.
mlir::Value createMap(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type, mlir::ValueRange operands,
                      llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::ValueRange)> body);

/// A `cnn.channel_sum` of the terms that `body` emits.
mlir::Value
createChannelSum(mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange operands, llvm::ArrayRef<bool> mean,
                 bool statistics,
                 llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::ValueRange)> body);
} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_CNNGRADIENTS_H
