//===- Conv.cpp - Convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult Conv2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  StringRef name = "conv2d";
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, name, 1, "the input must be N x C x H x W of f32");
  auto w = dyn_cast<RankedTensorType>(op.getWeight().getType());
  int64_t groups = op.getGroups();
  if (!w || w.getRank() != 4 || !hasSaneExtents(w.getShape()) || !w.getElementType().isF32())
    return violates(loc, name, 2, "the weight must be O x C/groups x KH x KW of f32");
  if (groups < 1 || x.getDimSize(1) % groups || w.getDimSize(0) % groups)
    return violates(loc, name, 2,
                    "groups (" + Twine(groups) + ") must divide the channels of input (" + Twine(x.getDimSize(1)) +
                        ") and output (" + Twine(w.getDimSize(0)) + ")");
  if (w.getDimSize(1) != x.getDimSize(1) / groups)
    return violates(loc, name, 2,
                    "the weight has " + Twine(w.getDimSize(1)) + " input channels per group, the input " +
                        Twine(x.getDimSize(1) / groups));
  if (op.getBias() && !isVectorOf(op.getBias(), w.getDimSize(0)))
    return violates(loc, name, 3, "the bias must be a vector of " + Twine(w.getDimSize(0)));
  if (!areNumbers(op.getStrides(), 2, 1) || !areNumbers(op.getDilations(), 2, 1) || !areNumbers(op.getPadding(), 4, 0))
    return violates(loc, name, 4,
                    "strides and dilations must be two numbers of at least 1, padding four of at least 0");
  SmallVector<int64_t> shape = {x.getDimSize(0), w.getDimSize(0)};
  for (int axis : {0, 1}) {
    int64_t out = windowExtent(x.getDimSize(2 + axis), w.getDimSize(2 + axis), op.getStrides()[axis],
                               op.getDilations()[axis], op.getPadding()[2 * axis], op.getPadding()[2 * axis + 1]);
    if (out < 1)
      return violates(loc, name, 5, Twine("the output's ") + (axis ? "width" : "height") + " would be " + Twine(out));
    shape.push_back(out);
  }
  if (!hasSaneExtents(ArrayRef(shape).drop_front()))
    return violates(loc, name, 5, "the output would have more than 2^31 elements");
  ArrayRef<int64_t> p = op.getPadding();
  if (!canPad(x.getDimSize(2), p[0], p[1], op.getPaddingMode()) ||
      !canPad(x.getDimSize(3), p[2], p[3], op.getPaddingMode()))
    return violates(loc, name, 6,
                    "the input is too small for this padding of mode " + stringifyPadMode(op.getPaddingMode()));
  types.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

int64_t Conv2dOp::getMultiplyAdds() {
  PictureShape out = getPictureShape(getResult());
  auto w = cast<RankedTensorType>(getWeight().getType());
  return out.height * out.width * w.getNumElements();
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

namespace {
/// What a convolution layer adds to its window: names are those of parameters.
struct ConvSpec {
  int64_t outputs, groups = 1;
  StringRef weight = "weight", bias = "bias"; ///< no bias: empty
  PadMode mode = PadMode::zero;
  bool standardize = false;
};
} // namespace

static constexpr double standardizeEpsilon = 1e-5;

static FailureOr<Value> createConv(LayerCall &call, Value input, const Window &window, const ConvSpec &spec) {
  int64_t perGroup = getPictureShape(input).channels / spec.groups;
  Value weight = call.createParameter(spec.weight, {spec.outputs, perGroup, window.kernel[0], window.kernel[1]},
                                      call.getInit("init"));
  Builder &b = call.builder;
  if (spec.standardize)
    weight = StandardizeOp::create(call.builder, call.loc, weight, b.getF64FloatAttr(standardizeEpsilon));
  SmallVector<Value> operands = {input, weight};
  if (!spec.bias.empty())
    operands.push_back(call.createParameter(spec.bias, {spec.outputs}, call.getInit("bias_init")));
  SmallVector<NamedAttribute> attributes = {b.getNamedAttr("strides", b.getDenseI64ArrayAttr(window.strides)),
                                            b.getNamedAttr("padding", b.getDenseI64ArrayAttr(window.padding)),
                                            b.getNamedAttr("dilations", b.getDenseI64ArrayAttr(window.dilations)),
                                            b.getNamedAttr("groups", b.getI64IntegerAttr(spec.groups))};
  if (spec.mode != PadMode::zero)
    attributes.push_back(b.getNamedAttr("padding_mode", PadModeAttr::get(b.getContext(), spec.mode)));
  return createLayer<Conv2dOp>(call, operands, attributes);
}

/// The window and the padding mode of any of the layers.
static FailureOr<Window> resolveConv(LayerCall &call, WindowKind kind) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  FailureOr<Window> window = resolveWindow(call, kind);
  if (failed(window) || failed(checkPadMode(call, *window, getPadMode(call))))
    return failure();
  return window;
}

static StringRef biasName(LayerCall &call, StringRef name) { return call.getBool("bias") ? name : StringRef(); }

template <WindowKind kind> static FailureOr<Value> buildConvLayer(LayerCall &call) {
  FailureOr<Window> window = resolveConv(call, kind);
  if (failed(window))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  int64_t filters = call.getInteger("filters"), groups = call.getInteger("groups");
  if (channels % groups)
    return call.emitArgError("groups") << "groups = " << groups << " does not divide the " << channels
                                       << " input channels: " << call.describeInput(0);
  if (filters % groups)
    return call.emitArgError("groups") << "groups = " << groups << " does not divide the " << filters << " filters";
  return createConv(call, call.inputs[0], *window,
                    {filters, groups, "weight", biasName(call, "bias"), getPadMode(call), call.getBool("standardize")});
}

static FailureOr<Value> buildDepthwiseLayer(LayerCall &call) {
  FailureOr<Window> window = resolveConv(call, WindowKind::Picture);
  if (failed(window))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  return createConv(
      call, call.inputs[0], *window,
      {channels * call.getInteger("multiplier"), channels, "weight", biasName(call, "bias"), getPadMode(call)});
}

/// Each channel by itself, then all channels of each pixel.
static FailureOr<Value> buildSeparableLayer(LayerCall &call) {
  FailureOr<Window> window = resolveConv(call, WindowKind::Picture);
  if (failed(window))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  FailureOr<Value> depthwise =
      createConv(call, call.inputs[0], *window,
                 {channels * call.getInteger("multiplier"), channels, "depthwise.weight", "", getPadMode(call)});
  if (failed(depthwise))
    return failure();
  const Window pixel = {{1, 1}, {1, 1}, {1, 1}, {0, 0, 0, 0}};
  return createConv(call, *depthwise, pixel,
                    {call.getInteger("filters"), 1, "pointwise.weight", biasName(call, "pointwise.bias")});
}

/// A column of taps, then a row of them.
static FailureOr<Value> buildSpatialLayer(LayerCall &call) {
  FailureOr<Window> w = resolveConv(call, WindowKind::Picture);
  if (failed(w))
    return failure();
  ArrayRef<int64_t> p = w->padding;
  const Window column = {{w->kernel[0], 1}, {w->strides[0], 1}, {w->dilations[0], 1}, {p[0], p[1], 0, 0}};
  const Window row = {{1, w->kernel[1]}, {1, w->strides[1]}, {1, w->dilations[1]}, {0, 0, p[2], p[3]}};
  int64_t filters = call.getInteger("filters");
  FailureOr<Value> first =
      createConv(call, call.inputs[0], column, {filters, 1, "vertical.weight", "", getPadMode(call)});
  if (failed(first))
    return failure();
  return createConv(call, *first, row,
                    {filters, 1, "horizontal.weight", biasName(call, "horizontal.bias"), getPadMode(call)});
}

static constexpr LayerArg filtersArg = {"filters", ArgKind::Integer, "", 1, 1 << 20, "output channels"};
static constexpr LayerArg kernelArg = {"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"};
static constexpr LayerArg strideArg = {"stride", ArgKind::Pair, "1", 1, 4096, "step of the window"};
static constexpr LayerArg paddingArg = {"padding", ArgKind::Padding, "valid", 0, 4096, "room around the picture"};
static constexpr LayerArg dilationArg = {"dilation", ArgKind::Pair, "1", 1, 4096, "step between the window's taps"};
static constexpr LayerArg groupsArg = {"groups", ArgKind::Integer, "1", 1, 1 << 20, "independent groups of channels"};
static constexpr LayerArg biasArg = {"bias", ArgKind::Bool, "true", 0, 0, "add a learned number per filter"};
static constexpr LayerArg initArg = {"init", ArgKind::Init, "he_normal", 0, 0, "initialiser of the weights"};
static constexpr LayerArg biasInitArg = {"bias_init", ArgKind::Init, "zeros", 0, 0, "initialiser of the bias"};
static constexpr LayerArg modeArg = {"padding_mode", ArgKind::Word, "zero", 0, 0, "what the room holds", padModeWords};
static constexpr LayerArg standardizeArg = {
    "standardize", ArgKind::Bool, "false", 0, 0, "filters with mean 0 and variance 1"};
static constexpr LayerArg multiplierArg = {
    "multiplier", ArgKind::Integer, "1", 1, 4096, "output channels per input channel"};
static constexpr LayerArg kernelArg1d = {"kernel", ArgKind::Integer, "", 1, 4096, "extent of the window"};
static constexpr LayerArg strideArg1d = {"stride", ArgKind::Integer, "1", 1, 4096, "step of the window"};
static constexpr LayerArg paddingArg1d = {"padding", ArgKind::Padding1d, "valid", 0, 4096, "room around the row"};
static constexpr LayerArg dilationArg1d = {
    "dilation", ArgKind::Integer, "1", 1, 4096, "step between the window's taps"};

ArrayRef<LayerSpec> Conv2dOp::getLayerSpecs() {
  static const LayerArg convArgs[] = {filtersArg, kernelArg, strideArg,   paddingArg, dilationArg,   groupsArg,
                                      biasArg,    initArg,   biasInitArg, modeArg,    standardizeArg};
  static const LayerArg conv1dArgs[] = {filtersArg, kernelArg1d, strideArg1d, paddingArg1d, dilationArg1d, groupsArg,
                                        biasArg,    initArg,     biasInitArg, modeArg,      standardizeArg};
  static const LayerArg depthwiseArgs[] = {kernelArg, strideArg, paddingArg,  multiplierArg, dilationArg,
                                           biasArg,   initArg,   biasInitArg, modeArg};
  static const LayerArg separableArgs[] = {filtersArg,  kernelArg, strideArg, paddingArg,  multiplierArg,
                                           dilationArg, biasArg,   initArg,   biasInitArg, modeArg};
  static const LayerArg spatialArgs[] = {filtersArg, kernelArg, strideArg,   paddingArg, dilationArg,
                                         biasArg,    initArg,   biasInitArg, modeArg};
  static const LayerSpec specs[] = {
      {"conv", "2-D convolution", 1, 1, convArgs, buildConvLayer<WindowKind::Picture>},
      {"conv1d", "convolution along a row", 1, 1, conv1dArgs, buildConvLayer<WindowKind::Row>},
      {"depthwise", "2-D convolution of each channel by itself", 1, 1, depthwiseArgs, buildDepthwiseLayer},
      {"separable_conv", "depthwise, then 1x1 convolution", 1, 1, separableArgs, buildSeparableLayer},
      {"spatial_conv", "k x 1, then 1 x k convolution", 1, 1, spatialArgs, buildSpatialLayer}};
  return specs;
}
