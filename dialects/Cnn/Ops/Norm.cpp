//===- Norm.cpp - Normalisation
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

// The range comes first: x / 255 * (high - low) + low for bytes. The op has one
// factor, and what is added moves into its mean.
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
  double low = call.getNumber("low"), high = call.getNumber("high");
  if (!(low < high))
    return call.emitArgError("high") << "the range from " << numberText(low) << " to " << numberText(high)
                                     << " is empty";
  Builder &b = call.builder;
  bool bytes = call.getInputType(0).getElementType().isUnsignedInteger(8);
  double scale = (bytes ? 1.0 / 255.0 : 1.0) * (high - low), most = scale;
  SmallVector<double> mean(call.getNumbers("mean"));
  for (double &m : mean) {
    m -= low;
    most = std::max(most, std::abs(m));
  }
  // The quotients of both are constants of f32.
  for (double deviation : call.getNumbers("std"))
    if (!(most / std::abs(deviation) <= std::numeric_limits<float>::max()))
      return call.emitArgError("std") << "a standard deviation of " << numberText(deviation)
                                      << (deviation == 0 ? " would divide by zero"
                                                         : " is too close to 0 to divide by it");
  return createLayer<NormalizeOp>(call, call.inputs,
                                  {b.getNamedAttr("mean", b.getDenseF64ArrayAttr(mean)),
                                   b.getNamedAttr("std", b.getDenseF64ArrayAttr(call.getNumbers("std"))),
                                   b.getNamedAttr("scale", b.getF64FloatAttr(scale))});
}

ArrayRef<LayerSpec> NormalizeOp::getLayerSpecs() {
  static const LayerArg args[] = {{"mean", ArgKind::Numbers, "0", -1e9, 1e9, "subtracted from each channel"},
                                  {"std", ArgKind::Numbers, "1", -1e9, 1e9, "divides each channel"},
                                  {"low", ArgKind::Number, "0", -1e9, 1e9, "what 0 becomes before"},
                                  {"high", ArgKind::Number, "1", -1e9, 1e9, "what 255, or 1 of f32, becomes before"}};
  static const LayerSpec specs[] = {
      {"normalize", "bytes to low..high, then (x - mean) / std per channel", 1, 1, args, buildNormalizeLayer}};
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

/// Kernels compute with epsilon as f32.
static LogicalResult checkEpsilon(LayerCall &call) {
  double epsilon = call.getNumber("epsilon");
  if (!(float(epsilon) > 0))
    return call.emitArgError("epsilon") << "epsilon must be above 0 in f32; got " << numberText(epsilon);
  return success();
}

static FailureOr<Value> buildBatchNormLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)) || failed(checkEpsilon(call)))
    return failure();
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

//===----------------------------------------------------------------------===//
// layer_norm, group_norm
//===----------------------------------------------------------------------===//

/// Whether scale and shift are absent, or both of this shape.
static bool areAffine(ValueRange scaleAndShift, ArrayRef<int64_t> shape) {
  if (scaleAndShift.empty())
    return true;
  return scaleAndShift.size() == 2 && llvm::all_of(scaleAndShift, [&](Value v) {
           auto type = cast<RankedTensorType>(v.getType());
           return type.getElementType().isF32() && type.getShape() == shape;
         });
}

/// Scale and shift of a layer, where it has them.
static void appendAffine(LayerCall &call, ArrayRef<int64_t> shape, SmallVectorImpl<Value> &operands) {
  if (!call.getBool("affine"))
    return;
  MLIRContext *ctx = call.builder.getContext();
  operands.push_back(call.createParameter("weight", shape, InitAttr::get(ctx, InitKind::ones)));
  operands.push_back(call.createParameter("bias", shape, InitAttr::get(ctx, InitKind::zeros)));
}

LogicalResult LayerNormOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "layer_norm", 1, "the input must be N x C or N x C x H x W of f32");
  SmallVector<int64_t, 3> extents;
  int64_t last = 0;
  for (int64_t axis : op.getAxes()) {
    if (axis <= last || axis >= x.getRank())
      return violates(loc, "layer_norm", 2, "the axes must be ascending numbers from 1 to " + Twine(x.getRank() - 1));
    last = axis;
    extents.push_back(x.getDimSize(axis));
  }
  if (extents.empty())
    return violates(loc, "layer_norm", 2, "there must be an axis");
  if (!areAffine(op.getScaleAndShift(), extents))
    return violates(loc, "layer_norm", 3, "scale and shift must be of f32 and have the extents of the axes");
  if (!(op.getEpsilon().convertToDouble() > 0))
    return violates(loc, "layer_norm", 4, "epsilon must be above 0");
  types.push_back(dropLayout(x));
  return success();
}

static FailureOr<Value> buildLayerNormLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = getAxes(call, "axes");
  if (failed(axes) || failed(checkEpsilon(call)))
    return failure();
  auto extents = llvm::map_to_vector(*axes, [&](int64_t axis) { return call.getInputType(0).getDimSize(axis); });
  SmallVector<Value> operands = {call.inputs[0]};
  appendAffine(call, extents, operands);
  Builder &b = call.builder;
  return createLayer<LayerNormOp>(call, operands,
                                  {b.getNamedAttr("axes", b.getDenseI64ArrayAttr(*axes)),
                                   b.getNamedAttr("epsilon", b.getF64FloatAttr(call.getNumber("epsilon")))});
}

ArrayRef<LayerSpec> LayerNormOp::getLayerSpecs() {
  static const LayerArg args[] = {{"axes", ArgKind::Axes, "channels", 0, 0, "over which mean and variance are taken"},
                                  {"epsilon", ArgKind::Number, "1e-5", 0, 1e9, "added to the variance"},
                                  {"affine", ArgKind::Bool, "true", 0, 0, "whether a scale and a shift are learned"}};
  static const LayerSpec specs[] = {{"layer_norm", "layer normalisation", 1, 1, args, buildLayerNormLayer}};
  return specs;
}

LogicalResult GroupNormOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "group_norm", 1, "the input must be N x C or N x C x H x W of f32");
  int64_t groups = op.getGroups(), channels = x.getDimSize(1);
  if (groups < 1 || channels % groups)
    return violates(loc, "group_norm", 2, "groups must divide the " + Twine(channels) + " channels");
  if (!areAffine(op.getScaleAndShift(), channels))
    return violates(loc, "group_norm", 3, "scale and shift must be vectors of " + Twine(channels));
  if (!(op.getEpsilon().convertToDouble() > 0))
    return violates(loc, "group_norm", 4, "epsilon must be above 0");
  types.push_back(dropLayout(x));
  return success();
}

static FailureOr<Value> buildGroupNorm(LayerCall &call, int64_t groups) {
  if (failed(checkEpsilon(call)))
    return failure();
  SmallVector<Value> operands = {call.inputs[0]};
  appendAffine(call, getPictureShape(call.inputs[0]).channels, operands);
  Builder &b = call.builder;
  return createLayer<GroupNormOp>(call, operands,
                                  {b.getNamedAttr("groups", b.getI64IntegerAttr(groups)),
                                   b.getNamedAttr("epsilon", b.getF64FloatAttr(call.getNumber("epsilon")))});
}

static FailureOr<Value> buildGroupNormLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  int64_t groups = call.getInteger("groups"), channels = getPictureShape(call.inputs[0]).channels;
  if (channels % groups)
    return call.emitArgError("groups") << channels << " channels cannot be cut into " << groups
                                       << " equal groups: " << call.describeInput(0);
  return buildGroupNorm(call, groups);
}

static FailureOr<Value> buildInstanceNormLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  return buildGroupNorm(call, getPictureShape(call.inputs[0]).channels);
}

ArrayRef<LayerSpec> GroupNormOp::getLayerSpecs() {
  static const LayerArg group[] = {
      {"groups", ArgKind::Integer, "", 1, 1 << 20, "of channels, each normalised by itself"},
      {"epsilon", ArgKind::Number, "1e-5", 0, 1e9, "added to the variance"},
      {"affine", ArgKind::Bool, "true", 0, 0, "whether a scale and a shift are learned"}};
  static const LayerArg instance[] = {
      {"epsilon", ArgKind::Number, "1e-5", 0, 1e9, "added to the variance"},
      {"affine", ArgKind::Bool, "false", 0, 0, "whether a scale and a shift are learned"}};
  static const LayerSpec specs[] = {
      {"group_norm", "normalisation of groups of channels", 1, 1, group, buildGroupNormLayer},
      {"instance_norm", "normalisation of each channel of each picture", 1, 1, instance, buildInstanceNormLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// local_response_norm
//===----------------------------------------------------------------------===//

LogicalResult LocalResponseNormOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                                    SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "local_response_norm", 1, "the input must be N x C or N x C x H x W of f32");
  if (int64_t(op.getSize()) < 1 || int64_t(op.getSize()) > kMostElements)
    return violates(loc, "local_response_norm", 2, "size must be at least 1");
  types.push_back(dropLayout(x));
  return success();
}

static FailureOr<Value> buildLocalResponseNormLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  Builder &b = call.builder;
  SmallVector<NamedAttribute, 4> attributes = {b.getNamedAttr("size", b.getI64IntegerAttr(call.getInteger("size")))};
  for (StringRef name : {"alpha", "beta", "k"})
    attributes.push_back(b.getNamedAttr(name, b.getF64FloatAttr(call.getNumber(name))));
  return createLayer<LocalResponseNormOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> LocalResponseNormOp::getLayerSpecs() {
  static const LayerArg args[] = {{"size", ArgKind::Integer, "", 1, 1 << 20, "channels whose squares are added up"},
                                  {"alpha", ArgKind::Number, "1e-4", -1e9, 1e9, "factor of their mean"},
                                  {"beta", ArgKind::Number, "0.75", -1e9, 1e9, "exponent"},
                                  {"k", ArgKind::Number, "1", -1e9, 1e9, "added to the mean"}};
  static const LayerSpec specs[] = {{"local_response_norm", "division by a power of the neighbouring channels' energy",
                                     1, 1, args, buildLocalResponseNormLayer}};
  return specs;
}
