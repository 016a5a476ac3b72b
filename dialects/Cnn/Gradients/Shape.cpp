//===- Shape.cpp - Gradients of layers that move elements
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Gradients/GradientSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The gradient in the shape of the input.
static Value reshapeTo(const GradientRule &rule, Value gradient, Type type) {
  if (gradient.getType() == type)
    return gradient;
  auto shape = cast<RankedTensorType>(type).getShape().drop_front();
  return createInferred<ReshapeOp>(rule, gradient,
                                   {{rule.b.getStringAttr("shape"), rule.b.getDenseI64ArrayAttr(shape)}});
}

template <typename OpTy> static LogicalResult buildReshape(OpTy op, GradientRule &rule) {
  rule.gradients[0] = reshapeTo(rule, rule.gradient, op.getInput().getType());
  return success();
}

static LogicalResult buildTranspose(TransposeOp op, GradientRule &rule) {
  SmallVector<int64_t, 3> inverse(3);
  for (auto [i, axis] : llvm::enumerate(op.getOrder()))
    inverse[axis - 1] = int64_t(i) + 1;
  rule.gradients[0] = createInferred<TransposeOp>(
      rule, rule.gradient, {{rule.b.getStringAttr("order"), rule.b.getDenseI64ArrayAttr(inverse)}});
  return success();
}

static LogicalResult buildPixelShuffle(PixelShuffleOp op, GradientRule &rule) {
  rule.gradients[0] =
      createInferred<PixelUnshuffleOp>(rule, rule.gradient, {{rule.b.getStringAttr("factor"), op.getFactorAttr()}});
  return success();
}

static LogicalResult buildPixelUnshuffle(PixelUnshuffleOp op, GradientRule &rule) {
  rule.gradients[0] =
      createInferred<PixelShuffleOp>(rule, rule.gradient, {{rule.b.getStringAttr("factor"), op.getFactorAttr()}});
  return success();
}

/// y[i*groups + g] = x[g*C/groups + i]: a shuffle of C/groups groups undoes it.
static LogicalResult buildChannelShuffle(ChannelShuffleOp op, GradientRule &rule) {
  int64_t groups = getPictureShape(op.getInput()).channels / int64_t(op.getGroups());
  rule.gradients[0] = createInferred<ChannelShuffleOp>(
      rule, rule.gradient, {{rule.b.getStringAttr("groups"), rule.b.getI64IntegerAttr(groups)}});
  return success();
}

static LogicalResult buildConcat(ConcatOp op, GradientRule &rule) {
  auto type = cast<RankedTensorType>(op.getType());
  SmallVector<int64_t, 3> starts(type.getRank() - 1, 0), steps(type.getRank() - 1, 1);
  int64_t axis = op.getAxis();
  for (auto [i, input] : llvm::enumerate(op.getInputs())) {
    auto extents = cast<RankedTensorType>(input.getType()).getShape().drop_front();
    Builder &b = rule.b;
    if (rule.wanted[i])
      rule.gradients[i] = createInferred<SliceOp>(rule, rule.gradient,
                                                  {{b.getStringAttr("starts"), b.getDenseI64ArrayAttr(starts)},
                                                   {b.getStringAttr("sizes"), b.getDenseI64ArrayAttr(extents)},
                                                   {b.getStringAttr("steps"), b.getDenseI64ArrayAttr(steps)}});
    starts[axis - 1] += extents[axis - 1];
  }
  return success();
}

void cnnc::cnn::attachShapeGradients(MLIRContext *context) {
  FlattenOp::attachInterface<RuleModel<FlattenOp, buildReshape<FlattenOp>>>(*context);
  ReshapeOp::attachInterface<RuleModel<ReshapeOp, buildReshape<ReshapeOp>>>(*context);
  TransposeOp::attachInterface<RuleModel<TransposeOp, buildTranspose>>(*context);
  PixelShuffleOp::attachInterface<RuleModel<PixelShuffleOp, buildPixelShuffle>>(*context);
  PixelUnshuffleOp::attachInterface<RuleModel<PixelUnshuffleOp, buildPixelUnshuffle>>(*context);
  ChannelShuffleOp::attachInterface<RuleModel<ChannelShuffleOp, buildChannelShuffle>>(*context);
  ConcatOp::attachInterface<RuleModel<ConcatOp, buildConcat>>(*context);
}

void cnnc::cnn::attachGradients(MLIRContext *context) {
  attachElementwiseGradients(context);
  attachConvGradients(context);
  attachShapeGradients(context);
  attachLayerGradients(context);
}
