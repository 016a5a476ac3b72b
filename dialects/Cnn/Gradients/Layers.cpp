//===- Layers.cpp - Gradients of pools, normalisations and other layers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Gradients/GradientSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The operand that an adjoint of an average does not need.
static Value valueUnless(bool isLinear, Value value) { return isLinear ? Value() : value; }

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

static LogicalResult buildPool(PoolOp op, GradientRule &rule) {
  rule.gradients[0] =
      PoolGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient,
                             valueUnless(op.getKind() == PoolKind::avg, op.getInput()), op.getKindAttr(),
                             op.getKernelAttr(), op.getStridesAttr(), op.getPaddingAttr(), op.getCountIncludePadAttr(),
                             op.getDilationsAttr(), op.getCeilAttr(), op.getPaddingModeAttr(), op.getPAttr());
  return success();
}

/// A window of the whole picture.
static LogicalResult buildGlobalPool(GlobalPoolOp op, GradientRule &rule) {
  Builder &b = rule.b;
  PictureShape shape = getPictureShape(op.getInput());
  auto window = b.getDenseI64ArrayAttr({shape.height, shape.width}), one = b.getDenseI64ArrayAttr({1, 1});
  rule.gradients[0] =
      PoolGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient,
                             valueUnless(op.getKind() == PoolKind::avg, op.getInput()), op.getKindAttr(), window, one,
                             b.getDenseI64ArrayAttr({0, 0, 0, 0}), UnitAttr(), one, UnitAttr(),
                             PadModeAttr::get(b.getContext(), PadMode::zero), op.getPAttr());
  return success();
}

static LogicalResult buildAdaptivePool(AdaptivePoolOp op, GradientRule &rule) {
  rule.gradients[0] = AdaptivePoolGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient,
                                                     valueUnless(op.getKind() == PoolKind::avg, op.getInput()),
                                                     op.getKindAttr(), op.getSizeAttr());
  return success();
}

/// Indices have no gradient.
static LogicalResult buildUnpool(UnpoolOp op, GradientRule &rule) {
  if (rule.wanted[0])
    rule.gradients[0] = UnpoolGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient,
                                                 op.getIndices(), op.getSizeAttr());
  return success();
}

/// Places are whole numbers, which do not change with what stands there.
template <typename OpTy> static LogicalResult buildNone(OpTy, GradientRule &) { return success(); }

//===----------------------------------------------------------------------===//
// Parts, borders, sizes, reductions
//===----------------------------------------------------------------------===//

static LogicalResult buildSlice(SliceOp op, GradientRule &rule) {
  rule.gradients[0] = SliceGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient, Value(),
                                              op.getStartsAttr(), op.getSizesAttr(), op.getStepsAttr());
  return success();
}

static LogicalResult buildPad(PadOp op, GradientRule &rule) {
  rule.gradients[0] = PadGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient, Value(),
                                            op.getPaddingAttr(), op.getPaddingModeAttr());
  return success();
}

static LogicalResult buildResize(ResizeOp op, GradientRule &rule) {
  rule.gradients[0] = ResizeGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient, Value(),
                                               op.getSizeAttr(), op.getModeAttr(), op.getAlignCornersAttr());
  return success();
}

static LogicalResult buildReduce(ReduceOp op, GradientRule &rule) {
  bool isLinear = op.getKind() == ReduceKind::mean || op.getKind() == ReduceKind::sum;
  rule.gradients[0] =
      ReduceGradientOp::create(rule.b, rule.loc, op.getInput().getType(), rule.gradient,
                               valueUnless(isLinear, op.getInput()), op.getKindAttr(), op.getAxesAttr());
  return success();
}

//===----------------------------------------------------------------------===//
// Softmax, normalisation, dropout
//===----------------------------------------------------------------------===//

static LogicalResult buildSoftmax(SoftmaxOp op, GradientRule &rule) {
  rule.gradients[0] = SoftmaxGradientOp::create(rule.b, rule.loc, op.getType(), rule.gradient, op.getResult(),
                                                op.getAxisAttr(), op.getLogAttr());
  return success();
}

static LogicalResult buildLocalResponseNorm(LocalResponseNormOp op, GradientRule &rule) {
  rule.gradients[0] =
      LocalResponseNormGradientOp::create(rule.b, rule.loc, op.getType(), rule.gradient, op.getInput(),
                                          op.getSizeAttr(), op.getAlphaAttr(), op.getBetaAttr(), op.getKAttr());
  return success();
}

/// The product with a number for each channel.
static Value scaleChannels(const GradientRule &rule, Value gradient, Value scale) {
  return createMap(rule.b, rule.loc, gradient.getType(), {gradient, scale},
                   [&](OpBuilder &b, ValueRange s) -> Value { return arith::MulFOp::create(b, rule.loc, s[0], s[1]); });
}

/// Of scale and shift of each channel, `h` being what they are applied to.
static void buildScaleAndShift(GradientRule &rule, Value h) {
  if (rule.wanted[1])
    rule.gradients[1] = createChannelSum(rule.b, rule.loc, {rule.gradient, h}, /*mean=*/{false}, /*statistics=*/false,
                                         [&](OpBuilder &b, ValueRange s) -> SmallVector<Value> {
                                           return {arith::MulFOp::create(b, rule.loc, s[0], s[1])};
                                         });
  if (rule.wanted[2])
    rule.gradients[2] = sumChannels(rule, rule.gradient);
}

static LogicalResult buildLayerNorm(LayerNormOp op, GradientRule &rule) {
  Value g = rule.gradient;
  if (!op.getScaleAndShift().empty()) {
    if (op.getAxes() != ArrayRef<int64_t>(1))
      return op.emitError("there is no gradient of a layer_norm whose scale and shift differ within a channel");
    if (rule.wanted[1] || rule.wanted[2]) {
      Value h = LayerNormOp::create(rule.b, rule.loc, op.getType(), op.getInput(), ValueRange(), op.getAxesAttr(),
                                    op.getEpsilonAttr());
      buildScaleAndShift(rule, h);
    }
    g = scaleChannels(rule, g, op.getScaleAndShift()[0]);
  }
  if (rule.wanted[0])
    rule.gradients[0] = LayerNormGradientOp::create(rule.b, rule.loc, op.getType(), g, op.getInput(), op.getAxesAttr(),
                                                    op.getEpsilonAttr());
  return success();
}

/// A layer norm of a picture whose channels are the groups.
static LogicalResult buildGroupNorm(GroupNormOp op, GradientRule &rule) {
  Builder &b = rule.b;
  Value g = rule.gradient;
  if (!op.getScaleAndShift().empty()) {
    if (rule.wanted[1] || rule.wanted[2]) {
      Value h = GroupNormOp::create(rule.b, rule.loc, op.getType(), op.getInput(), ValueRange(), op.getGroupsAttr(),
                                    op.getEpsilonAttr());
      buildScaleAndShift(rule, h);
    }
    g = scaleChannels(rule, g, op.getScaleAndShift()[0]);
  }
  if (!rule.wanted[0])
    return success();
  PictureShape shape = getPictureShape(op.getInput());
  int64_t groups = op.getGroups();
  auto reshape = [&](Value x, ArrayRef<int64_t> extents) {
    return createInferred<ReshapeOp>(rule, x, {{b.getStringAttr("shape"), b.getDenseI64ArrayAttr(extents)}});
  };
  SmallVector<int64_t, 3> grouped = {groups, shape.channels / groups * shape.height, shape.width};
  Value x = reshape(op.getInput(), grouped);
  Value dx = LayerNormGradientOp::create(rule.b, rule.loc, x.getType(), reshape(g, grouped), x,
                                         b.getDenseI64ArrayAttr({2, 3}), op.getEpsilonAttr());
  rule.gradients[0] = reshape(dx, cast<RankedTensorType>(op.getInput().getType()).getShape().drop_front());
  return success();
}

/// The same elements are kept.
static LogicalResult buildRandomDropout(RandomDropoutOp op, GradientRule &rule) {
  if (rule.wanted[0])
    rule.gradients[0] = RandomDropoutOp::create(rule.b, rule.loc, op.getType(), rule.gradient, op.getControl(),
                                                op.getRateAttr(), op.getSaltAttr());
  return success();
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

void cnnc::cnn::attachLayerGradients(MLIRContext *context) {
  PoolOp::attachInterface<RuleModel<PoolOp, buildPool>>(*context);
  GlobalPoolOp::attachInterface<RuleModel<GlobalPoolOp, buildGlobalPool>>(*context);
  AdaptivePoolOp::attachInterface<RuleModel<AdaptivePoolOp, buildAdaptivePool>>(*context);
  UnpoolOp::attachInterface<RuleModel<UnpoolOp, buildUnpool>>(*context);
  PoolIndicesOp::attachInterface<RuleModel<PoolIndicesOp, buildNone<PoolIndicesOp>>>(*context);
  ArgMaxOp::attachInterface<RuleModel<ArgMaxOp, buildNone<ArgMaxOp>>>(*context);
  SliceOp::attachInterface<RuleModel<SliceOp, buildSlice>>(*context);
  PadOp::attachInterface<RuleModel<PadOp, buildPad>>(*context);
  ResizeOp::attachInterface<RuleModel<ResizeOp, buildResize>>(*context);
  ReduceOp::attachInterface<RuleModel<ReduceOp, buildReduce>>(*context);
  SoftmaxOp::attachInterface<RuleModel<SoftmaxOp, buildSoftmax>>(*context);
  LocalResponseNormOp::attachInterface<RuleModel<LocalResponseNormOp, buildLocalResponseNorm>>(*context);
  LayerNormOp::attachInterface<RuleModel<LayerNormOp, buildLayerNorm>>(*context);
  GroupNormOp::attachInterface<RuleModel<GroupNormOp, buildGroupNorm>>(*context);
  RandomDropoutOp::attachInterface<RuleModel<RandomDropoutOp, buildRandomDropout>>(*context);
}
