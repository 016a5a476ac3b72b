//===- Shape.cpp - cnn.flatten, concat, reshape, transpose, slice, dropout
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

static constexpr LayerArg axisArgument = {"axis", ArgKind::Word, "channels", 0, 0, "the axis along which", axisWords};

static StringRef axisName(int64_t axis) { return axis == 1 ? "channels" : axis == 2 ? "rows" : "columns"; }
static StringRef otherAxes(int64_t axis) {
  return axis == 1 ? "height and width" : axis == 2 ? "width and channels" : "height and channels";
}

//===----------------------------------------------------------------------===//
// flatten
//===----------------------------------------------------------------------===//

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "flatten", 1, "the input must be N x C or N x C x H x W of f32");
  types.push_back(
      RankedTensorType::get({x.getDimSize(0), getPictureShape(op.getInput()).elements()}, x.getElementType()));
  return success();
}

OpFoldResult FlattenOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }

static FailureOr<Value> buildFlattenLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  return createLayer<FlattenOp>(call, call.inputs);
}

ArrayRef<LayerSpec> FlattenOp::getLayerSpecs() {
  static const LayerSpec specs[] = {
      {"flatten", "one vector, in the order channels, rows, columns", 1, 1, {}, buildFlattenLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// concat
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  SmallVector<int64_t> shape;
  Type element;
  int64_t axis = op.getAxis();
  for (Value input : op.getInputs()) {
    RankedTensorType x = getFloatTensor(input, /*vector=*/true, /*picture=*/true);
    if (!x || (!shape.empty() && size_t(x.getRank()) != shape.size()))
      return violates(loc, "concat", 1, "all operands must be N x C x H x W, or all N x C, of f32");
    if (axis < 1 || axis >= x.getRank())
      return violates(loc, "concat", 3, "the axis must be a dimension other than the batch, got " + Twine(axis));
    if (shape.empty()) {
      shape.assign(x.getShape().begin(), x.getShape().end());
      element = x.getElementType();
      continue;
    }
    shape[axis] += x.getDimSize(axis);
    if (!x.isDynamicDim(0) && !ShapedType::isDynamic(shape[0]) && x.getDimSize(0) != shape[0])
      return violates(loc, "concat", 2, "all operands must have the same batch");
    for (int64_t i = 1; i < x.getRank(); ++i)
      if (i != axis && x.getDimSize(i) != shape[i])
        return violates(loc, "concat", 2, "all operands must have the same extents but along the axis");
  }
  if (shape.empty())
    return violates(loc, "concat", 1, "there must be at least one operand");
  if (!hasSaneExtents(ArrayRef(shape).drop_front()))
    return violates(loc, "concat", 1, "the result would have more than 2^31 elements");
  types.push_back(RankedTensorType::get(shape, element));
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  return getInputs().size() == 1 && getInputs()[0].getType() == getType() ? getInputs()[0] : Value();
}

static FailureOr<Value> buildConcatLayer(LayerCall &call) {
  int64_t axis = 1;
  for (unsigned i = 0; i < call.inputs.size(); ++i) {
    if (failed(checkInput(call, i, /*rank=*/0)))
      return failure();
    RankedTensorType first = call.getInputType(0), type = call.getInputType(i);
    if (i == 0) {
      FailureOr<int64_t> chosen = getAxis(call, "axis");
      if (failed(chosen))
        return failure();
      axis = *chosen;
    }
    bool fits = type.getRank() == first.getRank();
    for (int64_t d = 1; fits && d < first.getRank(); ++d)
      fits = d == axis || type.getDimSize(d) == first.getDimSize(d);
    if (!fits)
      return call.emitInputError(i) << "concat joins " << axisName(axis) << ", so " << otherAxes(axis)
                                    << " must be equal, but " << call.describeInput(0) << " and "
                                    << call.describeInput(i);
  }
  return createLayer<ConcatOp>(call, call.inputs,
                               {call.builder.getNamedAttr("axis", call.builder.getI64IntegerAttr(axis))});
}

ArrayRef<LayerSpec> ConcatOp::getLayerSpecs() {
  static const LayerArg args[] = {axisArgument};
  static const LayerSpec specs[] = {
      {"concat", "several tensors, one after the other along an axis", 1, -1, args, buildConcatLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "reshape", 1, "the input must be N x C or N x C x H x W of f32");
  ArrayRef<int64_t> shape = op.getShape();
  if ((shape.size() != 1 && shape.size() != 3) || !hasSaneExtents(shape) ||
      countElements(shape) != getPictureShape(op.getInput()).elements())
    return violates(loc, "reshape", 2, "the shape must be C, or C, H and W, with as many elements as the input");
  types.push_back(withExtents(x, shape));
  return success();
}

/// The extent that makes the elements of a shape as many as wanted, in place of
/// its -1; the shape as it is where it has none.
static FailureOr<SmallVector<int64_t, 2>> inferExtent(LayerCall &call) {
  SmallVector<int64_t, 2> size = call.getIntegers("size");
  int64_t wanted = getPictureShape(call.inputs[0]).elements(), known = 1, unknown = 0;
  if (size.size() != 1 && size.size() != 3)
    return call.emitArgError("size") << "expected [height, width, channels] or the length of a vector, got "
                                     << size.size() << " numbers";
  for (int64_t extent : size) {
    if (extent == 0)
      return call.emitArgError("size") << "an extent must be at least 1, or -1 for what is left";
    unknown += extent < 0;
    // Not beyond what is left, so that the product stays small.
    known = extent < 0 ? known : known > wanted ? known : known * extent;
  }
  if (unknown > 1)
    return call.emitArgError("size") << "only one extent may be -1";
  if (unknown ? wanted % known != 0 : known != wanted)
    return call.emitArgError("size") << "the " << wanted << " elements of the input do not fill "
                                     << llvm::join(llvm::map_range(size, [](int64_t n) { return std::to_string(n); }),
                                                   " x ")
                                     << ": " << call.describeInput(0);
  for (int64_t &extent : size)
    extent = extent < 0 ? wanted / known : extent;
  return size;
}

static FailureOr<Value> buildReshapeLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<SmallVector<int64_t, 2>> size = inferExtent(call);
  if (failed(size))
    return failure();
  if (size->size() == 3) // height, width, channels as the user counts
    size->assign({(*size)[2], (*size)[0], (*size)[1]});
  Builder &b = call.builder;
  return createLayer<ReshapeOp>(call, call.inputs, {b.getNamedAttr("shape", b.getDenseI64ArrayAttr(*size))});
}

ArrayRef<LayerSpec> ReshapeOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"size", ArgKind::Integers, "", -1, 1 << 24, "height, width, channels, or a length; one may be -1"}};
  static const LayerSpec specs[] = {{"reshape", "the same elements in another shape", 1, 1, args, buildReshapeLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// transpose
//===----------------------------------------------------------------------===//

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "transpose", 1, "the input must be N x C x H x W of f32");
  SmallVector<int64_t> sorted(op.getOrder());
  llvm::sort(sorted);
  if (sorted != SmallVector<int64_t>{1, 2, 3})
    return violates(loc, "transpose", 2, "the order must hold 1, 2 and 3, each once");
  types.push_back(withExtents(x, llvm::map_to_vector(op.getOrder(), [&](int64_t axis) { return x.getDimSize(axis); })));
  return success();
}

static FailureOr<Value> buildTransposeLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  const SmallVector<int64_t, 2> &order = call.getIntegers("order");
  if (order.size() != 3)
    return call.emitArgError("order") << "expected the three axes that become height, width and channels, got "
                                      << order.size();
  Builder &b = call.builder;
  return createLayer<TransposeOp>(call, call.inputs,
                                  {b.getNamedAttr("order", b.getDenseI64ArrayAttr({order[2], order[0], order[1]}))});
}

ArrayRef<LayerSpec> TransposeOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"order", ArgKind::Axes, "", 0, 0, "the input's axes that become height, width and channels"}};
  static const LayerSpec specs[] = {{"transpose", "the axes in another order", 1, 1, args, buildTransposeLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// slice, split, crop
//===----------------------------------------------------------------------===//

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "slice", 1, "the input must be N x C or N x C x H x W of f32");
  size_t axes = x.getRank() - 1;
  ArrayRef<int64_t> starts = op.getStarts(), sizes = op.getSizes(), steps = op.getSteps();
  if (!areNumbers(starts, axes, 0) || !areNumbers(sizes, axes, 1) || !areNumbers(steps, axes, 1))
    return violates(loc, "slice", 2,
                    "starts, sizes and steps must be one number for each dimension, starts of at least 0, the others "
                    "of at least 1");
  for (size_t i = 0; i < axes; ++i)
    if (starts[i] + (sizes[i] - 1) * steps[i] >= x.getDimSize(i + 1))
      return violates(loc, "slice", 3,
                      "the last element along dimension " + Twine(i + 1) + " would be " +
                          Twine(starts[i] + (sizes[i] - 1) * steps[i]) + " of " + Twine(x.getDimSize(i + 1)));
  types.push_back(withExtents(x, sizes));
  return success();
}

namespace {
/// Everything of an input, to be narrowed axis by axis.
struct Cut {
  SmallVector<int64_t, 3> starts, sizes, steps;

  explicit Cut(RankedTensorType type)
      : starts(type.getRank() - 1, 0), sizes(type.getShape().drop_front()), steps(type.getRank() - 1, 1) {}

  void narrow(int64_t axis, int64_t start, int64_t size, int64_t step = 1) {
    starts[axis - 1] = start;
    sizes[axis - 1] = size;
    steps[axis - 1] = step;
  }

  FailureOr<Value> create(LayerCall &call) const {
    Builder &b = call.builder;
    return createLayer<SliceOp>(call, call.inputs,
                                {b.getNamedAttr("starts", b.getDenseI64ArrayAttr(starts)),
                                 b.getNamedAttr("sizes", b.getDenseI64ArrayAttr(sizes)),
                                 b.getNamedAttr("steps", b.getDenseI64ArrayAttr(steps))});
  }
};
} // namespace

static FailureOr<Value> buildSliceLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<int64_t> axis = getAxis(call, "axis");
  if (failed(axis))
    return failure();
  int64_t extent = call.getInputType(0).getDimSize(*axis), step = call.getInteger("step");
  int64_t start = call.getInteger("start"), end = call.has("end") ? call.getInteger("end") : extent;
  // Negative numbers count from the end.
  int64_t first = start < 0 ? start + extent : start, last = end < 0 ? end + extent : end;
  if (first < 0 || first >= extent)
    return call.emitArgError("start") << "start = " << start << " is beyond the " << extent << " " << axisName(*axis)
                                      << " of the input: " << call.describeInput(0);
  if (last > extent || last <= first)
    return call.emitArgError("end") << "end = " << end << " must be after start = " << start << " and at most the "
                                    << extent << " " << axisName(*axis) << " of the input: " << call.describeInput(0);
  Cut cut(call.getInputType(0));
  cut.narrow(*axis, first, llvm::divideCeil(last - first, step), step);
  return cut.create(call);
}

/// No split makes more parts.
static constexpr int64_t kMostParts = 4096;

/// The sizes of the parts: as written, or as many equal ones.
static FailureOr<SmallVector<int64_t, 2>> getParts(LayerCall &call, int64_t axis) {
  SmallVector<int64_t, 2> parts = call.getIntegers("parts");
  int64_t extent = call.getInputType(0).getDimSize(axis);
  if (parts.size() > kMostParts || (parts.size() == 1 && parts[0] > kMostParts))
    return call.emitArgError("parts") << "a split has at most " << kMostParts << " parts";
  if (parts.size() == 1) {
    if (extent % parts[0])
      return call.emitArgError("parts") << "the " << extent << " " << axisName(axis) << " of the input do not make "
                                        << parts[0] << " equal parts: " << call.describeInput(0);
    return SmallVector<int64_t, 2>(parts[0], extent / parts[0]);
  }
  int64_t sum = 0;
  for (int64_t part : parts)
    sum += part;
  if (sum != extent)
    return call.emitArgError("parts") << "the parts add up to " << sum << ", but the input has " << extent << " "
                                      << axisName(axis) << ": " << call.describeInput(0);
  return parts;
}

static FailureOr<SmallVector<Value>> buildSplitLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<int64_t> axis = getAxis(call, "axis");
  if (failed(axis))
    return failure();
  FailureOr<SmallVector<int64_t, 2>> parts = getParts(call, *axis);
  if (failed(parts))
    return failure();
  SmallVector<Value> results;
  int64_t start = 0;
  for (int64_t size : *parts) {
    Cut cut(call.getInputType(0));
    cut.narrow(*axis, start, size);
    FailureOr<Value> part = cut.create(call);
    if (failed(part))
      return failure();
    results.push_back(*part);
    start += size;
  }
  return results;
}

static FailureOr<Value> buildCropLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  PaddingArg edges = call.getPadding("amounts");
  PictureShape shape = getPictureShape(call.inputs[0]);
  if (edges.top + edges.bottom >= shape.height || edges.left + edges.right >= shape.width)
    return call.emitArgError("amounts") << "nothing would be left: " << call.describeInput(0);
  Cut cut(call.getInputType(0));
  cut.narrow(2, edges.top, shape.height - edges.top - edges.bottom);
  cut.narrow(3, edges.left, shape.width - edges.left - edges.right);
  return cut.create(call);
}

ArrayRef<LayerSpec> SliceOp::getLayerSpecs() {
  static const LayerArg sliceArgs[] = {
      {"axis", ArgKind::Word, "", 0, 0, "the axis along which it is cut", "channels height width"},
      {"start", ArgKind::Integer, "", -(1 << 24), 1 << 24, "the first place; negative: from the end"},
      {"end", ArgKind::Integer, "none", -(1 << 24), 1 << 24, "the place after the last; negative: from the end"},
      {"step", ArgKind::Integer, "1", 1, 1 << 24, "the distance of places"}};
  static const LayerArg splitArgs[] = {
      {"parts", ArgKind::Parts, "", 1, 1 << 24, "the number of equal parts, or the size of each"}, axisArgument};
  static const LayerArg cropArgs[] = {{"amounts", ArgKind::Border, "", 0, 1 << 24, "rows and columns to cut off"}};
  static const LayerSpec specs[] = {
      {"slice", "a range of channels, rows or columns", 1, 1, sliceArgs, buildSliceLayer},
      {"split", "a list of ranges of channels, rows or columns", 1, 1, splitArgs, nullptr, buildSplitLayer},
      {"crop", "a picture without its edges", 1, 1, cropArgs, buildCropLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// dropout
//===----------------------------------------------------------------------===//

LogicalResult DropoutOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "dropout", 1, "the input must be N x C or N x C x H x W of f32");
  double rate = op.getRate().convertToDouble();
  if (!(rate >= 0 && rate < 1))
    return violates(loc, "dropout", 2, "the rate must be at least 0 and below 1");
  types.push_back(dropLayout(x));
  return success();
}

static FailureOr<Value> buildDropoutLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  double rate = call.getNumber("rate");
  if (rate >= 1)
    return call.emitArgError("rate") << "a dropout rate of " << numberText(rate)
                                     << " would drop everything; use a rate below 1";
  Builder &b = call.builder;
  return createLayer<DropoutOp>(call, call.inputs, {b.getNamedAttr("rate", b.getF64FloatAttr(rate))});
}

ArrayRef<LayerSpec> DropoutOp::getLayerSpecs() {
  static const LayerArg args[] = {{"rate", ArgKind::Number, "", 0, 1, "share of the elements that become 0"}};
  static const LayerSpec specs[] = {
      {"dropout", "zeroes elements at random in training", 1, 1, args, buildDropoutLayer}};
  return specs;
}
