//===- Rearrange.cpp - Operators of ONNX: elements in another order
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Axes in another order and elements repeated. Exporters write the shuffles of
// channels and pixels as Reshape, Transpose, Reshape; they are layers again here.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Ops/Shape.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

static FailureOr<SmallVector<int64_t>> readOrder(Node &node) {
  int64_t rank = node.rank(0);
  SmallVector<int64_t> order = node.attributeIntegers("perm");
  if (!node.hasAttribute("perm"))
    order = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rank)));
  SmallVector<int64_t> sorted = order;
  llvm::sort(sorted);
  if (!llvm::equal(sorted, llvm::seq<int64_t>(0, rank))) {
    node.error() << "perm must hold each axis of the input " << node.type(0) << " once";
    return failure();
  }
  return order;
}

/// Groups of axes that stay side by side, those of one element left out.
namespace {
struct AxisGroups {
  SmallVector<int64_t> extents; ///< in the order of the input
  SmallVector<int64_t> order;   ///< for each group of the result, which of the input it is
};
} // namespace

static AxisGroups groupAxes(ArrayRef<int64_t> shape, ArrayRef<int64_t> order) {
  auto isLong = [&](int64_t axis) { return shape[axis] != 1; };
  SmallVector<int64_t> input = llvm::to_vector(llvm::make_filter_range(llvm::seq<int64_t>(0, shape.size()), isLong));
  SmallVector<int64_t> result = llvm::to_vector(llvm::make_filter_range(order, isLong));
  SmallVector<int64_t> firsts; // the first axis of each group of the result, as place in `input`
  int64_t previous = -2;
  for (int64_t axis : result) {
    int64_t place = llvm::find(input, axis) - input.begin();
    if (place != previous + 1)
      firsts.push_back(place);
    previous = place;
  }
  SmallVector<int64_t> sorted = firsts;
  llvm::sort(sorted);
  AxisGroups groups;
  for (int64_t first : firsts)
    groups.order.push_back(llvm::find(sorted, first) - sorted.begin());
  for (auto [i, first] : llvm::enumerate(sorted)) {
    int64_t end = i + 1 < sorted.size() ? sorted[i + 1] : int64_t(input.size()), extent = 1;
    for (int64_t place = first; place < end; ++place)
      extent *= ShapedType::isDynamic(shape[input[place]]) ? 1 : shape[input[place]];
    groups.extents.push_back(extent);
  }
  return groups;
}

/// The picture of f32 that a view shows; null where there is none.
static Value viewedPicture(Value value) {
  if (!value.getDefiningOp<cnn::ViewOp>())
    return {};
  while (auto view = value.getDefiningOp<cnn::ViewOp>())
    value = view.getInput();
  auto type = cast<RankedTensorType>(value.getType());
  return type.getRank() == 4 && hasElements(type.getShape()) ? value : Value();
}

/// The layer that a view of a picture, transposed, amounts to; null for none.
static FailureOr<Value> shuffleLayer(Node &node, ArrayRef<int64_t> order) {
  Value picture = viewedPicture(node.input(0));
  ArrayRef<int64_t> s = node.shape(0);
  if (!picture)
    return Value();
  ArrayRef<int64_t> x = cast<RankedTensorType>(picture.getType()).getShape();
  if (x[0] != s[0])
    return Value();
  bool fourOrFive = order == ArrayRef<int64_t>{0, 2, 1, 3} || order == ArrayRef<int64_t>{0, 2, 1, 3, 4};
  if (fourOrFive && x[1] == s[1] * s[2])
    return node.layer<cnn::ChannelShuffleOp>(picture, node.attr("groups", s[1]));
  if (order == ArrayRef<int64_t>{0, 1, 4, 2, 5, 3} && s[2] == s[3] &&
      x.drop_front() == ArrayRef<int64_t>{s[1] * s[2] * s[3], s[4], s[5]})
    return node.layer<cnn::PixelShuffleOp>(picture, node.attr("factor", s[2]));
  if (order == ArrayRef<int64_t>{0, 1, 3, 5, 2, 4} && s[3] == s[5] &&
      x.drop_front() == ArrayRef<int64_t>{s[1], s[2] * s[3], s[4] * s[5]})
    return node.layer<cnn::PixelUnshuffleOp>(picture, node.attr("factor", s[3]));
  return Value();
}

/// Pictures with their channels, rows and columns in another order, as which
/// groups of axes may be seen; null where a formula must do.
static FailureOr<Value> transposeLayer(Node &node, ArrayRef<int64_t> order) {
  ArrayRef<int64_t> shape = node.shape(0);
  if (shape.size() == 4)
    return node.layer<cnn::TransposeOp>(node.input(0), node.attr("order", order.drop_front()));
  SmallVector<int64_t> behind = llvm::map_to_vector(order.drop_front(), [](int64_t axis) { return axis - 1; });
  AxisGroups groups = groupAxes(shape.drop_front(), behind);
  if (groups.extents.size() > 3)
    return Value();
  FailureOr<Value> picture = node.reshape(node.input(0), pictureOfGroups(shape[0], groups.extents));
  if (failed(picture))
    return failure();
  SmallVector<int64_t> axes = {3, 2, 1}; // of two groups, which are channels and columns
  if (groups.order.size() == 3)
    axes = llvm::map_to_vector(groups.order, [](int64_t group) { return group + 1; });
  return node.layer<cnn::TransposeOp>(*picture, node.attr("order", axes));
}

LogicalResult onnx_import::importTranspose(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  FailureOr<SmallVector<int64_t>> order = readOrder(node);
  if (failed(order))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  SmallVector<int64_t> result = llvm::map_to_vector(*order, [&](int64_t axis) { return shape[axis]; });
  if (failed(checkShape(node, result)))
    return failure();
  // Nothing moves but axes of one element.
  if (groupAxes(shape, *order).extents.size() <= 1)
    return setReshaped(node, node.input(0), result);
  if (isComputedFloats(node, 0) && order->front() == 0) {
    FailureOr<Value> layer = shuffleLayer(node, *order);
    if (succeeded(layer) && !*layer)
      layer = transposeLayer(node, *order);
    if (failed(layer))
      return failure();
    if (*layer)
      return setReshaped(node, *layer, result);
  }
  return node.setResult(moveElements(node, result, node.element(0), node.input(0), [&](Body &body) {
    SmallVector<Value> at(shape.size());
    for (auto [d, axis] : llvm::enumerate(*order))
      at[axis] = body.index[d];
    return body.load(0, at);
  }));
}

//===----------------------------------------------------------------------===//
// DepthToSpace, SpaceToDepth
//===----------------------------------------------------------------------===//

static FailureOr<int64_t> readBlocksize(Node &node) {
  constexpr int64_t most = int64_t(1) << 15; // whose square is within any extent
  if (node.rank(0) != 4) {
    node.error() << "the input is " << node.type(0) << ", expected a tensor of rank 4";
    return failure();
  }
  int64_t size = node.attribute("blocksize", 0);
  if (size < 1 || size > most) {
    node.error() << "blocksize is " << size << ", expected from 1 to " << most;
    return failure();
  }
  return size;
}

LogicalResult onnx_import::importDepthToSpace(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  FailureOr<int64_t> read = readBlocksize(node);
  if (failed(read))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t size = *read, channels = shape[1] / (size * size);
  StringRef mode = node.attributeText("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    return node.error() << "mode is " << quote(mode) << ", expected DCR or CRD";
  if (shape[1] % (size * size))
    return node.error() << "the input has " << shape[1] << " channels, expected a multiple of " << size * size;
  if (isComputedFloats(node, 0)) {
    FailureOr<Value> x = node.input(0);
    // With DCR the channels of a pixel lie apart.
    if (mode == "DCR" && channels > 1 &&
        failed(x = node.layer<cnn::ChannelShuffleOp>(*x, node.attr("groups", size * size))))
      return failure();
    return node.setResult(node.layer<cnn::PixelShuffleOp>(*x, node.attr("factor", size)));
  }
  SmallVector<int64_t> result = {shape[0], channels, shape[2] * size, shape[3] * size};
  return node.setResult(moveElements(node, result, node.element(0), node.input(0), [&](Body &body) {
    Value row = body.index[2], column = body.index[3];
    Value pixel = body.addIndex(body.mulIndex(body.remIndex(row, size), size), body.remIndex(column, size));
    Value channel = mode == "DCR" ? body.addIndex(body.mulIndex(pixel, channels), body.index[1])
                                  : body.addIndex(body.mulIndex(body.index[1], size * size), pixel);
    return body.load(0, {body.index[0], channel, body.divIndex(row, size), body.divIndex(column, size)});
  }));
}

LogicalResult onnx_import::importSpaceToDepth(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  FailureOr<int64_t> read = readBlocksize(node);
  if (failed(read))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t size = *read, channels = shape[1];
  if (shape[2] % size || shape[3] % size)
    return node.error() << "the input is " << node.type(0) << ", expected multiples of the blocksize " << size
                        << " as height and width";
  if (isComputedFloats(node, 0)) {
    FailureOr<Value> y = node.layer<cnn::PixelUnshuffleOp>(node.input(0), node.attr("factor", size));
    // The layer has the pixels of a channel side by side, the operator the channels of a pixel.
    if (succeeded(y) && channels > 1)
      y = node.layer<cnn::ChannelShuffleOp>(*y, node.attr("groups", channels));
    return node.setResult(y);
  }
  SmallVector<int64_t> result = {shape[0], channels * size * size, shape[2] / size, shape[3] / size};
  return node.setResult(moveElements(node, result, node.element(0), node.input(0), [&](Body &body) {
    Value pixel = body.divIndex(body.index[1], channels), channel = body.remIndex(body.index[1], channels);
    Value row = body.addIndex(body.mulIndex(body.index[2], size), body.divIndex(pixel, size));
    Value column = body.addIndex(body.mulIndex(body.index[3], size), body.remIndex(pixel, size));
    return body.load(0, {body.index[0], channel, row, column});
  }));
}

//===----------------------------------------------------------------------===//
// Expand, Tile
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::importExpand(Node &node) {
  if (failed(expect(node, 2, 2)))
    return failure();
  FailureOr<SmallVector<int64_t>> shape = node.integers(1, "shape");
  // Before they are broadcast, each must be a shape.
  if (failed(shape) || failed(checkShape(node, *shape)))
    return failure();
  FailureOr<SmallVector<int64_t>> result = node.broadcast(node.shape(0), *shape);
  if (failed(result) || failed(checkShape(node, *result)))
    return failure();
  if (ArrayRef(*result) == node.shape(0))
    return node.setResult(node.input(0));
  if (node.type(0).hasStaticShape() && !ShapedType::isDynamicShape(*result) &&
      cnn::countUnitElements(*result) == cnn::countUnitElements(node.shape(0)))
    return setReshaped(node, node.input(0), *result);
  return node.setResult(
      moveElements(node, *result, node.element(0), node.input(0), [&](Body &body) { return body.loadBroadcast(0); }));
}

LogicalResult onnx_import::importTile(Node &node) {
  if (failed(expect(node, 2, 2)))
    return failure();
  FailureOr<SmallVector<int64_t>> repeats = node.integers(1, "repeats");
  if (failed(repeats))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  if (repeats->size() != shape.size())
    return node.error() << "repeats has " << repeats->size() << " numbers, expected " << shape.size();
  SmallVector<int64_t> result;
  for (auto [extent, repeat] : llvm::zip_equal(shape, *repeats)) {
    bool free = ShapedType::isDynamic(repeat);
    if ((free && extent != 1) || (ShapedType::isDynamic(extent) && repeat != 1))
      return node.mixesPictures();
    if (!free && (repeat < 0 || repeat > (int64_t(1) << 31)))
      return node.error() << "repeats has " << repeat << ", expected from 0 to 2^31";
    result.push_back(free || repeat == 1 ? (free ? repeat : extent) : extent * repeat);
  }
  if (ArrayRef(result) == shape)
    return node.setResult(node.input(0));
  return node.setResult(moveElements(node, result, node.element(0), node.input(0), [&](Body &body) {
    SmallVector<Value> at = body.index;
    for (auto [i, extent, repeat] : llvm::zip_equal(at, shape, *repeats))
      if (repeat != 1)
        i = extent == 1 ? body.indexOf(0) : body.remIndex(i, extent);
    return body.load(0, at);
  }));
}
