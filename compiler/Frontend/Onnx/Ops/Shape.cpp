//===- Shape.cpp - Operators of ONNX: shapes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that keep all elements in their order, and what all that move
// elements share.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Shape.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Common to all
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<int64_t>> onnx_import::readIntegers(Node &node, unsigned input, StringRef name) {
  if (node.has(input))
    return node.integers(input, name);
  return node.attributeIntegers(name);
}

FailureOr<SmallVector<int64_t>> onnx_import::distinctAxes(Node &node, ArrayRef<int64_t> axes, int64_t rank) {
  FailureOr<SmallVector<int64_t>> found = node.axes(axes, rank);
  if (failed(found))
    return failure();
  SmallVector<int64_t> sorted = *found;
  llvm::sort(sorted);
  if (const int64_t *twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end()) {
    node.error() << "axes has axis " << *twice << " twice, expected each once";
    return failure();
  }
  return found;
}

LogicalResult onnx_import::checkShape(Node &node, ArrayRef<int64_t> shape) {
  constexpr size_t mostAxes = 32;
  if (shape.size() > mostAxes)
    return node.error() << "the result has " << shape.size() << " axes, expected at most " << mostAxes;
  if (shape.size() > 1 && llvm::any_of(shape.drop_front(), ShapedType::isDynamic))
    return node.mixesPictures();
  for (auto [axis, extent] : llvm::enumerate(shape))
    if (extent < 0 && !ShapedType::isDynamic(extent))
      return node.error() << "axis " << axis << " of the result has the extent " << extent << ", expected at least 0";
  if (!cnn::countUnitElements(shape))
    return node.error() << "the result has more than 2^31 elements";
  return success();
}

FailureOr<Value> onnx_import::moveElements(Node &node, ArrayRef<int64_t> shape, Type element, ValueRange inputs,
                                           function_ref<Value(Body &)> body) {
  if (failed(checkShape(node, shape)))
    return failure();
  if (hasElements(shape))
    return node.generate(shape, element, inputs, body, Use::Moves);
  if (ShapedType::isDynamicShape(shape)) {
    (void)node.unsupported("the result has a free batch, but no elements");
    return failure();
  }
  return node.splat(shape, 0, element);
}

LogicalResult onnx_import::setReshaped(Node &node, Value value, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() == shape)
    return node.setResult(value);
  if (failed(checkShape(node, shape)))
    return failure();
  // What is empty is a constant, of which nothing is to be kept.
  if (!hasElements(shape) && !ShapedType::isDynamicShape(shape))
    return node.setResult(node.splat(shape, 0, type.getElementType()));
  return node.setResult(node.reshape(value, shape));
}

bool onnx_import::isComputedFloats(Node &node, unsigned i) {
  return node.isF32(i) && node.rank(i) >= 2 && hasElements(node.shape(i)) && !node.isConstant(i);
}

SmallVector<int64_t> onnx_import::pictureOfGroups(int64_t batch, ArrayRef<int64_t> groups) {
  assert(groups.size() <= 3 && "a picture has three axes");
  int64_t channels = groups.empty() ? 1 : groups.front();
  int64_t rows = groups.size() == 3 ? groups[1] : 1, columns = groups.size() > 1 ? groups.back() : 1;
  return {batch, channels, rows, columns};
}

/// The product of extents that are static; no more than 2^32, which is beyond any tensor.
static int64_t product(ArrayRef<int64_t> extents) {
  constexpr int64_t most = int64_t(1) << 32;
  int64_t count = 1;
  if (llvm::is_contained(extents, 0))
    return 0;
  for (int64_t extent : extents)
    count = extent >= most || count >= most ? most : count * extent;
  return count;
}

//===----------------------------------------------------------------------===//
// Reshape, Flatten
//===----------------------------------------------------------------------===//

/// Puts the extent in the place of -1 that keeps the elements, those of one
/// picture where the input has a free batch.
static LogicalResult inferExtent(Node &node, SmallVectorImpl<int64_t> &shape, size_t unknown) {
  ArrayRef<int64_t> input = node.shape(0);
  bool free = !node.type(0).hasStaticShape();
  int64_t wanted = product(free ? input.drop_front() : input);
  SmallVector<int64_t> others(shape.begin(), shape.end());
  others.erase(others.begin() + unknown);
  bool resultIsFree = llvm::is_contained(others, ShapedType::kDynamic);
  llvm::erase(others, ShapedType::kDynamic);
  int64_t known = product(others);
  // The batch is what is left, where the rest makes up a picture.
  if (free && !resultIsFree) {
    if (unknown != 0 || known != wanted)
      return node.mixesPictures();
    shape[unknown] = ShapedType::kDynamic;
    return success();
  }
  if (known == 0)
    return node.error() << "shape has -1 beside an extent of 0, so that it could be any";
  if (wanted % known)
    return node.error() << "the input is " << node.type(0) << ", whose elements do not fill the " << known
                        << " of the shape's known extents";
  shape[unknown] = wanted / known;
  return success();
}

static LogicalResult importReshape(Node &node) {
  if (failed(expect(node, 2, 2)))
    return failure();
  FailureOr<SmallVector<int64_t>> read = node.integers(1, "shape");
  if (failed(read))
    return failure();
  SmallVector<int64_t> shape = *read;
  bool copyZero = node.attribute("allowzero", 0) == 0;
  std::optional<size_t> unknown;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && copyZero) {
      if (int64_t(i) >= node.rank(0))
        return node.error() << "shape[" << i << "] is 0, for the extent of an axis that the input " << node.type(0)
                            << " does not have";
      shape[i] = node.shape(0)[i];
    } else if (shape[i] == -1) {
      if (unknown)
        return node.error() << "shape has -1 twice, expected it once at most";
      unknown = i;
    } else if (shape[i] < 0 && !ShapedType::isDynamic(shape[i])) {
      return node.error() << "shape[" << i << "] is " << shape[i] << ", expected at least -1";
    }
  }
  if (unknown && failed(inferExtent(node, shape, *unknown)))
    return failure();
  if (failed(checkShape(node, shape)))
    return failure();
  bool free = !node.type(0).hasStaticShape();
  if (free != ShapedType::isDynamicShape(shape))
    return node.mixesPictures();
  if (cnn::countUnitElements(shape) != cnn::countUnitElements(node.shape(0)))
    return node.error() << "the input is " << node.type(0) << ", whose elements do not fill the shape "
                        << node.tensorType(shape, node.element(0));
  return setReshaped(node, node.input(0), shape);
}

static LogicalResult importFlatten(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t rank = node.rank(0), axis = node.attribute("axis", 1);
  if (axis < -rank || axis > rank)
    return node.error() << "axis is " << axis << ", expected from " << -rank << " to " << rank;
  axis += axis < 0 ? rank : 0;
  if (node.type(0).hasStaticShape())
    return setReshaped(node, node.input(0), {product(shape.take_front(axis)), product(shape.drop_front(axis))});
  if (axis == 0 || product(shape.take_front(axis).drop_front()) != 1)
    return node.mixesPictures();
  return setReshaped(node, node.input(0), {shape[0], product(shape.drop_front(axis))});
}

//===----------------------------------------------------------------------===//
// Squeeze, Unsqueeze
//===----------------------------------------------------------------------===//

static LogicalResult importSqueeze(Node &node) {
  if (failed(expect(node, 1, 2)))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  FailureOr<SmallVector<int64_t>> axes = readIntegers(node, 1, "axes");
  if (failed(axes) || failed(axes = distinctAxes(node, *axes, node.rank(0))))
    return failure();
  bool all = !node.has(1) && !node.hasAttribute("axes");
  SmallVector<int64_t> result;
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    bool named = llvm::is_contained(*axes, int64_t(axis));
    if (named && ShapedType::isDynamic(extent))
      return node.mixesPictures();
    if (named && extent != 1)
      return node.error() << "axis " << axis << " has the extent " << extent << ", expected 1";
    if (!named && !(all && extent == 1))
      result.push_back(extent);
  }
  return setReshaped(node, node.input(0), result);
}

static LogicalResult importUnsqueeze(Node &node) {
  if (failed(expect(node, 1, 2)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = readIntegers(node, 1, "axes");
  if (failed(axes))
    return failure();
  int64_t rank = node.rank(0) + int64_t(axes->size());
  if (failed(axes = distinctAxes(node, *axes, rank)))
    return failure();
  llvm::sort(*axes);
  SmallVector<int64_t> result(node.shape(0));
  for (int64_t axis : *axes)
    result.insert(result.begin() + axis, 1);
  return setReshaped(node, node.input(0), result);
}

ArrayRef<Operator> onnx_import::getShapeOperators() {
  static const Operator operators[] = {{"Concat", importConcat},
                                       {"Constant", importConstant},
                                       {"ConstantOfShape", importConstantOfShape},
                                       {"CumSum", importCumSum},
                                       {"DepthToSpace", importDepthToSpace},
                                       {"Dropout", importDropout},
                                       {"Expand", importExpand},
                                       {"Flatten", importFlatten},
                                       {"Gather", importGather},
                                       {"GatherElements", importGatherElements},
                                       {"Identity", importIdentity},
                                       {"NonZero", importNonZero},
                                       {"OneHot", importOneHot},
                                       {"Pad", importPad},
                                       {"Range", importRange},
                                       {"Reshape", importReshape},
                                       {"Shape", importShape},
                                       {"Size", importSize},
                                       {"Slice", importSlice},
                                       {"SpaceToDepth", importSpaceToDepth},
                                       {"Split", importSplit},
                                       {"Squeeze", importSqueeze},
                                       {"Tile", importTile},
                                       {"TopK", importTopK},
                                       {"Transpose", importTranspose},
                                       {"Trilu", importTrilu},
                                       {"Unsqueeze", importUnsqueeze}};
  return operators;
}
