//===- Norm.cpp - cnn.normalize, cnn.batch_norm, cnn.channel_affine
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// normalize
//===----------------------------------------------------------------------===//

LogicalResult NormalizeOp::inferReturnTypes(MLIRContext *ctx, std::optional<Location> loc, Adaptor op,
                                            SmallVectorImpl<Type> &types) {
  auto x = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!x || x.getRank() != 4 || !hasSaneExtents(x.getShape().drop_front()) ||
      !(x.getElementType().isF32() || x.getElementType().isUnsignedInteger(8)))
    return violates(loc, "normalize", 1, "the input must be N x C x H x W of ui8 or f32");
  for (ArrayRef<double> values : {op.getMean(), op.getStd()})
    if (values.size() != 1 && int64_t(values.size()) != x.getDimSize(1))
      return violates(loc, "normalize", 2, "mean and std must have 1 or " + Twine(x.getDimSize(1)) + " values");
  if (llvm::is_contained(op.getStd(), 0.0))
    return violates(loc, "normalize", 3, "no std may be 0");
  types.push_back(RankedTensorType::get(x.getShape(), Float32Type::get(ctx)));
  return success();
}

static FailureOr<Value> buildNormalizeLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4, /*f32=*/false)))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  for (StringRef arg : {"mean", "std"}) {
    size_t count = call.getNumbers(arg).size();
    if (count != 1 && int64_t(count) != channels)
      return call.emitArgError(arg) << "expected 1 number or one per channel (" << channels << "), found " << count
                                    << ": " << call.describeInput(0);
  }
  if (llvm::is_contained(call.getNumbers("std"), 0.0))
    return call.emitArgError("std") << "a standard deviation of 0 would divide by zero";
  Builder &b = call.builder;
  bool bytes = call.getInputType(0).getElementType().isUnsignedInteger(8);
  return createLayer<NormalizeOp>(call, call.inputs,
                                  {b.getNamedAttr("mean", b.getDenseF64ArrayAttr(call.getNumbers("mean"))),
                                   b.getNamedAttr("std", b.getDenseF64ArrayAttr(call.getNumbers("std"))),
                                   b.getNamedAttr("scale", b.getF64FloatAttr(bytes ? 1.0 / 255.0 : 1.0))});
}

ArrayRef<LayerSpec> NormalizeOp::getLayerSpecs() {
  static const LayerArg args[] = {{"mean", ArgKind::Numbers, "0", -1e9, 1e9, "subtracted from each channel"},
                                  {"std", ArgKind::Numbers, "1", -1e9, 1e9, "divides each channel"}};
  static const LayerSpec specs[] = {
      {"normalize", "bytes to 0..1, then (x - mean) / std per channel", 1, 1, args, buildNormalizeLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// batch_norm
//===----------------------------------------------------------------------===//

LogicalResult BatchNormOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "batch_norm", 1, "the input must be N x C or N x C x H x W of f32");
  for (Value v : {op.getScale(), op.getShift(), op.getMean(), op.getVariance()})
    if (!isVectorOf(v, x.getDimSize(1)))
      return violates(loc, "batch_norm", 2,
                      "scale, shift, mean and variance must be vectors of " + Twine(x.getDimSize(1)));
  double epsilon = op.getEpsilon().convertToDouble(), momentum = op.getMomentum().convertToDouble();
  if (!(epsilon > 0) || !(momentum >= 0 && momentum <= 1))
    return violates(loc, "batch_norm", 3, "epsilon must be above 0, and momentum from 0 to 1");
  types.push_back(dropLayout(x));
  return success();
}

static FailureOr<Value> buildBatchNormLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  if (!(call.getNumber("epsilon") > 0))
    return call.emitArgError("epsilon") << "epsilon must be above 0";
  MLIRContext *ctx = call.builder.getContext();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  auto zeros = InitAttr::get(ctx, InitKind::zeros), ones = InitAttr::get(ctx, InitKind::ones);
  SmallVector<Value> operands = {call.inputs[0]};
  operands.push_back(call.createParameter("weight", {channels}, ones));
  operands.push_back(call.createParameter("bias", {channels}, zeros));
  operands.push_back(call.createParameter("running_mean", {channels}, zeros, /*state=*/true));
  operands.push_back(call.createParameter("running_var", {channels}, ones, /*state=*/true));
  Builder &b = call.builder;
  return createLayer<BatchNormOp>(call, operands,
                                  {b.getNamedAttr("epsilon", b.getF64FloatAttr(call.getNumber("epsilon"))),
                                   b.getNamedAttr("momentum", b.getF64FloatAttr(call.getNumber("momentum")))});
}

ArrayRef<LayerSpec> BatchNormOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"epsilon", ArgKind::Number, "1e-5", 0, 1e9, "added to the variance"},
      {"momentum", ArgKind::Number, "0.1", 0, 1, "weight of a new batch in the running averages"}};
  static const LayerSpec specs[] = {{"batch_norm", "batch normalisation", 1, 1, args, buildBatchNormLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// channel_affine
//===----------------------------------------------------------------------===//

LogicalResult ChannelAffineOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                                SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "channel_affine", 1, "the input must be N x C or N x C x H x W of f32");
  for (Value v : {op.getScale(), op.getShift()})
    if (!isVectorOf(v, x.getDimSize(1)))
      return violates(loc, "channel_affine", 2, "scale and shift must be vectors of " + Twine(x.getDimSize(1)));
  types.push_back(dropLayout(x));
  return success();
}

ArrayRef<LayerSpec> ChannelAffineOp::getLayerSpecs() { return {}; }

Value ChannelAffineOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  return math::FmaOp::create(b, loc, s[0], s[1], s[2]);
}
