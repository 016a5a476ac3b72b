//===- Picture.cpp - cnn.pad, resize, pixel and channel shuffles, constant
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Constants.h"
#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// pad
//===----------------------------------------------------------------------===//

static bool canPadPicture(PictureShape x, ArrayRef<int64_t> padding, PadMode mode) {
  return canPad(x.height, padding[0], padding[1], mode) && canPad(x.width, padding[2], padding[3], mode);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                      SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "pad", 1, "the input must be N x C x H x W of f32");
  ArrayRef<int64_t> padding = op.getPadding();
  PictureShape shape = getPictureShape(op.getInput());
  if (!areNumbers(padding, 4, 0) || !canPadPicture(shape, padding, op.getPaddingMode()))
    return violates(loc, "pad", 2,
                    "the padding must be four numbers of at least 0, with mode reflect below the extent of their "
                    "axis, with circular at most that");
  if (op.getPaddingMode() != PadMode::zero && !op.getValue().isZero())
    return violates(loc, "pad", 3, "a value goes with mode zero only");
  const int64_t extents[] = {shape.channels, shape.height + padding[0] + padding[1],
                             shape.width + padding[2] + padding[3]};
  if (!hasSaneExtents(extents))
    return violates(loc, "pad", 4, "the output would have more than 2^31 elements");
  types.push_back(withExtents(x, extents));
  return success();
}

static FailureOr<Value> buildPadLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  PaddingArg pad = call.getPadding("padding");
  PadMode mode = *symbolizePadMode(call.getWord("mode"));
  double value = call.getNumber("value");
  if (mode != PadMode::zero && value != 0)
    return call.emitArgError("value") << "a border with mode = " << stringifyPadMode(mode)
                                      << " has no value of its own";
  const int64_t padding[] = {pad.top, pad.bottom, pad.left, pad.right};
  if (!canPadPicture(getPictureShape(call.inputs[0]), padding, mode))
    return call.emitArgError("padding") << "with mode = " << stringifyPadMode(mode) << " the padding must be "
                                        << (mode == PadMode::reflect ? "smaller than" : "at most as large as")
                                        << " the picture: " << call.describeInput(0);
  Builder &b = call.builder;
  return createLayer<PadOp>(call, call.inputs,
                            {b.getNamedAttr("padding", b.getDenseI64ArrayAttr(padding)),
                             b.getNamedAttr("padding_mode", PadModeAttr::get(b.getContext(), mode)),
                             b.getNamedAttr("value", b.getF64FloatAttr(value))});
}

ArrayRef<LayerSpec> PadOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"padding", ArgKind::Border, "", 0, 1 << 24, "rows and columns around the picture"},
      {"mode", ArgKind::Word, "zero", 0, 0, "what the border holds", "zero reflect replicate circular"},
      {"value", ArgKind::Number, "0", -3.4e38, 3.4e38, "the elements of the border, with mode zero"}};
  static const LayerSpec specs[] = {{"pad", "a picture with a border", 1, 1, args, buildPadLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// resize
//===----------------------------------------------------------------------===//

LogicalResult ResizeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "resize", 1, "the input must be N x C x H x W of f32");
  ArrayRef<int64_t> size = op.getSize();
  if (!areNumbers(size, 2, 1) || !hasSaneExtents({x.getDimSize(1), size[0], size[1]}))
    return violates(loc, "resize", 2,
                    "the size must be two numbers of at least 1, and the output have at most 2^31 elements");
  if (op.getAlignCorners() && op.getMode() == ResizeMode::nearest)
    return violates(loc, "resize", 3, "align_corners does not go with nearest");
  types.push_back(withExtents(x, {x.getDimSize(1), size[0], size[1]}));
  return success();
}

static FailureOr<Value> buildResize(LayerCall &call, ArrayRef<int64_t> size) {
  ResizeMode mode = *symbolizeResizeMode(call.getWord("mode"));
  Builder &b = call.builder;
  SmallVector<NamedAttribute> attributes = {b.getNamedAttr("size", b.getDenseI64ArrayAttr(size)),
                                            b.getNamedAttr("mode", ResizeModeAttr::get(b.getContext(), mode))};
  if (call.getBool("align_corners")) {
    if (mode == ResizeMode::nearest)
      return call.emitArgError("align_corners") << "nearest takes elements as they are and has no corners to align; "
                                                   "use mode = bilinear or bicubic";
    attributes.push_back(b.getNamedAttr("align_corners", b.getUnitAttr()));
  }
  return createLayer<ResizeOp>(call, call.inputs, attributes);
}

static FailureOr<Value> buildResizeLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  return buildResize(call, call.getPair("size"));
}

static FailureOr<Value> buildUpsampleLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  PictureShape shape = getPictureShape(call.inputs[0]);
  const SmallVector<int64_t, 2> &scale = call.getPair("scale");
  return buildResize(call, {shape.height * scale[0], shape.width * scale[1]});
}

ArrayRef<LayerSpec> ResizeOp::getLayerSpecs() {
  static constexpr LayerArg mode = {
      "mode", ArgKind::Word, "nearest", 0, 0, "how elements are interpolated", "nearest bilinear bicubic"};
  static constexpr LayerArg alignCorners = {
      "align_corners", ArgKind::Bool, "false", 0, 0, "corners of input and output lie on each other"};
  static const LayerArg resizeArgs[] = {
      {"size", ArgKind::Pair, "", 1, 1 << 24, "height and width of the output"}, mode, alignCorners};
  static const LayerArg upsampleArgs[] = {
      {"scale", ArgKind::Pair, "2", 1, 4096, "how much higher and wider it becomes"}, mode, alignCorners};
  static const LayerSpec specs[] = {
      {"resize", "a picture of another size", 1, 1, resizeArgs, buildResizeLayer},
      {"upsample", "a picture several times as high and wide", 1, 1, upsampleArgs, buildUpsampleLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// pixel_shuffle, pixel_unshuffle, channel_shuffle
//===----------------------------------------------------------------------===//

LogicalResult PixelShuffleOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                               SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "pixel_shuffle", 1, "the input must be N x C x H x W of f32");
  int64_t factor = op.getFactor(), channels = x.getDimSize(1);
  // No factor whose square is beyond the channels can divide them.
  if (factor < 1 || factor > channels / factor || channels % (factor * factor))
    return violates(loc, "pixel_shuffle", 2, "the factor must be at least 1 and its square divide the channels");
  types.push_back(withExtents(x, {channels / (factor * factor), x.getDimSize(2) * factor, x.getDimSize(3) * factor}));
  return success();
}

LogicalResult PixelUnshuffleOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                                 SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "pixel_unshuffle", 1, "the input must be N x C x H x W of f32");
  int64_t factor = op.getFactor();
  if (factor < 1 || x.getDimSize(2) % factor || x.getDimSize(3) % factor)
    return violates(loc, "pixel_unshuffle", 2, "the factor must be at least 1 and divide height and width");
  types.push_back(
      withExtents(x, {x.getDimSize(1) * factor * factor, x.getDimSize(2) / factor, x.getDimSize(3) / factor}));
  return success();
}

LogicalResult ChannelShuffleOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                                 SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "channel_shuffle", 1, "the input must be N x C or N x C x H x W of f32");
  int64_t groups = op.getGroups();
  if (groups < 1 || x.getDimSize(1) % groups)
    return violates(loc, "channel_shuffle", 2, "groups must be at least 1 and divide the channels");
  types.push_back(dropLayout(x));
  return success();
}

template <typename OpTy> static FailureOr<Value> createShuffle(LayerCall &call, StringRef arg) {
  Builder &b = call.builder;
  return createLayer<OpTy>(call, call.inputs, {b.getNamedAttr(arg, b.getI64IntegerAttr(call.getInteger(arg)))});
}

static FailureOr<Value> buildPixelShuffleLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  int64_t factor = call.getInteger("factor");
  if (getPictureShape(call.inputs[0]).channels % (factor * factor))
    return call.emitArgError("factor") << "the channels must be a multiple of " << factor * factor << " = " << factor
                                       << " * " << factor << ", but " << call.describeInput(0);
  return createShuffle<PixelShuffleOp>(call, "factor");
}

static FailureOr<Value> buildPixelUnshuffleLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  int64_t factor = call.getInteger("factor");
  PictureShape shape = getPictureShape(call.inputs[0]);
  if (shape.height % factor || shape.width % factor)
    return call.emitArgError("factor") << "height and width must be multiples of " << factor << ", but "
                                       << call.describeInput(0);
  return createShuffle<PixelUnshuffleOp>(call, "factor");
}

static FailureOr<Value> buildChannelShuffleLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  int64_t groups = call.getInteger("groups");
  if (getPictureShape(call.inputs[0]).channels % groups)
    return call.emitArgError("groups") << "the channels must be a multiple of " << groups << ", but "
                                       << call.describeInput(0);
  return createShuffle<ChannelShuffleOp>(call, "groups");
}

ArrayRef<LayerSpec> PixelShuffleOp::getLayerSpecs() {
  static const LayerArg args[] = {{"factor", ArgKind::Integer, "", 1, 4096, "pixels in a row that were channels"}};
  static const LayerSpec specs[] = {{"pixel_shuffle", "channels to pixels", 1, 1, args, buildPixelShuffleLayer}};
  return specs;
}

ArrayRef<LayerSpec> PixelUnshuffleOp::getLayerSpecs() {
  static const LayerArg args[] = {{"factor", ArgKind::Integer, "", 1, 4096, "pixels in a row that become channels"}};
  static const LayerSpec specs[] = {{"pixel_unshuffle", "pixels to channels", 1, 1, args, buildPixelUnshuffleLayer}};
  return specs;
}

ArrayRef<LayerSpec> ChannelShuffleOp::getLayerSpecs() {
  static const LayerArg args[] = {{"groups", ArgKind::Integer, "", 1, 1 << 24, "groups whose channels take turns"}};
  static const LayerSpec specs[] = {
      {"channel_shuffle", "the channels of all groups in turn", 1, 1, args, buildChannelShuffleLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// constant
//===----------------------------------------------------------------------===//

LogicalResult ConstantOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                           SmallVectorImpl<Type> &types) {
  auto value = dyn_cast_or_null<RankedTensorType>(op.getValueAttr() ? op.getValueAttr().getShapedType() : ShapedType());
  bool fits = value && value.getElementType().isF32() && (value.getRank() == 1 || value.getRank() == 3) &&
              hasSaneExtents(value.getShape());
  if (!fits)
    return violates(loc, "constant", 1, "the value must be of f32 and of the shape C, or C x H x W");
  SmallVector<int64_t, 4> shape = {ShapedType::kDynamic};
  shape.append(value.getShape().begin(), value.getShape().end());
  types.push_back(RankedTensorType::get(shape, value.getElementType()));
  return success();
}

static FailureOr<Value> buildConstantLayer(LayerCall &call) {
  SmallVector<int64_t, 2> size = {1, 1, 1};
  if (call.has("size"))
    size = call.getIntegers("size");
  if (size.size() != 1 && size.size() != 3)
    return call.emitArgError("size") << "expected [height, width, channels] or the length of a vector, got "
                                     << size.size() << " numbers";
  if (!hasSaneExtents(size))
    return call.emitArgError("size") << "a tensor has at most " << kMostElements << " elements";
  const SmallVector<double> &values = call.getNumbers("values");
  int64_t count = countElements(size);
  if (values.size() != 1 && int64_t(values.size()) != count)
    return call.emitArgError("values") << "expected one number, or one for each of the " << count << " elements, got "
                                       << values.size();
  Type f32 = call.builder.getF32Type();
  bool isPicture = size.size() == 3;
  SmallVector<int64_t, 3> shape(size.begin(), size.end());
  if (isPicture)
    shape = {size[2], size[0], size[1]};
  auto type = RankedTensorType::get(shape, f32);
  ElementsAttr value;
  if (values.size() == 1) {
    value = DenseElementsAttr::get(type, float(values[0]));
  } else {
    // As they are written, pixel by pixel; in the tensor, channel by channel.
    int64_t channels = isPicture ? size[2] : count, pixels = count / channels;
    std::vector<float> elements(count);
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t p = 0; p < pixels; ++p)
        elements[c * pixels + p] = float(values[p * channels + c]);
    value = DenseElementsAttr::get(type, ArrayRef(elements));
  }
  return createLayer<ConstantOp>(call, {}, {call.builder.getNamedAttr("value", value)});
}

ArrayRef<LayerSpec> ConstantOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"values", ArgKind::Numbers, "", -3.4e38, 3.4e38, "a number for all elements, or one for each"},
      {"size", ArgKind::Integers, "none", 1, 1 << 24, "height, width, channels, or a length; 1 x 1 x 1"}};
  static const LayerSpec specs[] = {{"constant", "the same tensor for each picture", 0, 0, args, buildConstantLayer}};
  return specs;
}
