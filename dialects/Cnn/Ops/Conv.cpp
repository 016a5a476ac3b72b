//===- Conv.cpp - cnn.conv2d and the layers conv, depthwise
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
    return violates(loc, name, 6, "the input is too small for this padding of mode " +
                                      stringifyPadMode(op.getPaddingMode()));
  types.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

int64_t Conv2dOp::getMultiplyAdds() {
  PictureShape out = getPictureShape(getResult());
  auto w = cast<RankedTensorType>(getWeight().getType());
  return out.height * out.width * w.getNumElements();
}

static FailureOr<Value> buildConv(LayerCall &call, int64_t outputs, int64_t groups) {
  PictureShape in = getPictureShape(call.inputs[0]);
  FailureOr<Window> window = resolveWindow(call, /*dilation=*/true);
  if (failed(window))
    return failure();
  SmallVector<Value> operands = {call.inputs[0]};
  operands.push_back(call.createParameter(
      "weight", {outputs, in.channels / groups, window->kernel[0], window->kernel[1]}, call.getInit("init")));
  if (call.getBool("bias"))
    operands.push_back(call.createParameter("bias", {outputs}, call.getInit("bias_init")));
  Builder &b = call.builder;
  return createLayer<Conv2dOp>(call, operands,
                               {b.getNamedAttr("strides", b.getDenseI64ArrayAttr(window->strides)),
                                b.getNamedAttr("padding", b.getDenseI64ArrayAttr(window->padding)),
                                b.getNamedAttr("dilations", b.getDenseI64ArrayAttr(window->dilations)),
                                b.getNamedAttr("groups", b.getI64IntegerAttr(groups))});
}

static FailureOr<Value> buildConvLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  int64_t filters = call.getInteger("filters"), groups = call.getInteger("groups");
  if (channels % groups)
    return call.emitArgError("groups") << "groups = " << groups << " does not divide the " << channels
                                       << " input channels: " << call.describeInput(0);
  if (filters % groups)
    return call.emitArgError("groups") << "groups = " << groups << " does not divide the " << filters << " filters";
  return buildConv(call, filters, groups);
}

static FailureOr<Value> buildDepthwiseLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  return buildConv(call, channels * call.getInteger("multiplier"), channels);
}

ArrayRef<LayerSpec> Conv2dOp::getLayerSpecs() {
  static const LayerArg convArgs[] = {{"filters", ArgKind::Integer, "", 1, 1 << 20, "output channels"},
                                      {"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"},
                                      {"stride", ArgKind::Pair, "1", 1, 4096, "step of the window"},
                                      {"padding", ArgKind::Padding, "valid", 0, 4096, "zeros around the picture"},
                                      {"dilation", ArgKind::Pair, "1", 1, 4096, "step between the window's taps"},
                                      {"groups", ArgKind::Integer, "1", 1, 1 << 20, "independent groups of channels"},
                                      {"bias", ArgKind::Bool, "true", 0, 0, "add a learned number per filter"},
                                      {"init", ArgKind::Init, "he_normal", 0, 0, "initialiser of the weights"},
                                      {"bias_init", ArgKind::Init, "zeros", 0, 0, "initialiser of the bias"}};
  static const LayerArg depthwiseArgs[] = {
      {"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"},
      {"stride", ArgKind::Pair, "1", 1, 4096, "step of the window"},
      {"padding", ArgKind::Padding, "valid", 0, 4096, "zeros around the picture"},
      {"multiplier", ArgKind::Integer, "1", 1, 4096, "output channels per input channel"},
      {"dilation", ArgKind::Pair, "1", 1, 4096, "step between the window's taps"},
      {"bias", ArgKind::Bool, "true", 0, 0, "add a learned number per channel"},
      {"init", ArgKind::Init, "he_normal", 0, 0, "initialiser of the weights"},
      {"bias_init", ArgKind::Init, "zeros", 0, 0, "initialiser of the bias"}};
  static const LayerSpec specs[] = {
      {"conv", "2-D convolution", 1, 1, convArgs, buildConvLayer},
      {"depthwise", "2-D convolution of each channel by itself", 1, 1, depthwiseArgs, buildDepthwiseLayer}};
  return specs;
}
