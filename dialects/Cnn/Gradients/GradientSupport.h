//===- GradientSupport.h - What rules for gradients share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTS_GRADIENTSUPPORT_H
#define CNNC_DIALECTS_CNN_GRADIENTS_GRADIENTSUPPORT_H

#include "dialects/Cnn/CnnGradients.h"

namespace cnnc::cnn {

/// What a rule works with.
struct GradientRule {
  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Value gradient; ///< with respect to the result
  llvm::ArrayRef<bool> wanted;
  llvm::MutableArrayRef<mlir::Value> gradients; ///< to be set
};

/// A layer built with inferred types and these attributes.
template <typename OpTy>
mlir::Value createInferred(const GradientRule &rule, mlir::ValueRange operands,
                           llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  mlir::MLIRContext *context = rule.b.getContext();
  mlir::OperationState state(rule.loc, OpTy::getOperationName());
  state.addOperands(operands);
  state.addAttributes(attributes);
  mlir::DictionaryAttr dictionary = state.attributes.getDictionary(context);
  typename OpTy::Properties properties;
  OpTy::populateDefaultProperties(state.name, properties);
  auto error = [&] { return mlir::emitError(rule.loc); };
  llvm::SmallVector<mlir::Type> types;
  mlir::LogicalResult inferred = OpTy::setPropertiesFromAttr(properties, dictionary, error);
  if (mlir::succeeded(inferred))
    inferred =
        OpTy::inferReturnTypes(context, rule.loc, operands, dictionary, mlir::OpaqueProperties(&properties), {}, types);
  assert(mlir::succeeded(inferred) && "a rule builds legal layers");
  (void)inferred;
  state.addTypes(types);
  return rule.b.create(state)->getResult(0);
}

/// The sum of each channel over the batch: the gradient of a bias.
mlir::Value sumChannels(const GradientRule &rule, mlir::Value gradient);

/// A gradient of the shape of a result, summed to that of an operand with
/// extents of 1 that stand for all, or of a vector for each channel.
mlir::FailureOr<mlir::Value> sumToOperand(const GradientRule &rule, mlir::Value gradient, mlir::Value operand);

/// Gives `OpTy` the gradient that a function `LogicalResult (OpTy, GradientRule &)` builds.
template <typename OpTy, mlir::LogicalResult (*build)(OpTy, GradientRule &)>
struct RuleModel : DifferentiableOpInterface::ExternalModel<RuleModel<OpTy, build>, OpTy> {
  mlir::LogicalResult buildGradients(mlir::Operation *op, mlir::OpBuilder &b, mlir::Value gradient,
                                     llvm::ArrayRef<bool> wanted, llvm::MutableArrayRef<mlir::Value> gradients) const {
    GradientRule rule{b, op->getLoc(), gradient, wanted, gradients};
    return build(llvm::cast<OpTy>(op), rule);
  }
};

void attachElementwiseGradients(mlir::MLIRContext *context);
void attachConvGradients(mlir::MLIRContext *context);
void attachShapeGradients(mlir::MLIRContext *context);
void attachLayerGradients(mlir::MLIRContext *context);

} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_GRADIENTS_GRADIENTSUPPORT_H
