//===- Index.cpp - Operators of ONNX: indices
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that pick elements by index or find the indices of elements. An
// index that is computed at run time and is beyond its axis reads element 0.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Shape.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

/// More than any index.
static constexpr int64_t kBeyondAll = int64_t(1) << 40;

static bool isFree(Node &node, unsigned i) { return !node.type(i).hasStaticShape(); }

//===----------------------------------------------------------------------===//
// Gather, GatherElements
//===----------------------------------------------------------------------===//

/// An element of indices as an index of an axis, where negative ones count from
/// its end.
static Value safeIndex(Body &body, Value element, bool isUnsigned, int64_t extent) {
  Value i = body.toIndex(element, isUnsigned);
  Value fromEnd = body.addIndex(i, extent);
  Value backwards = body.select(body.inRange(fromEnd, extent), fromEnd, body.indexOf(0));
  return body.select(body.inRange(i, extent), i, backwards);
}

/// Constant indices in [0, extent), or an error.
static FailureOr<SmallVector<int64_t>> readIndices(Node &node, int64_t extent) {
  FailureOr<SmallVector<int64_t>> indices = node.integers(1, "indices");
  if (failed(indices))
    return failure();
  for (int64_t &i : *indices) {
    if (i < -extent || i >= extent) {
      node.error() << "indices has " << i << ", expected from " << -extent << " to " << extent - 1;
      return failure();
    }
    i += i < 0 ? extent : 0;
  }
  return indices;
}

static LogicalResult checkIndices(Node &node) {
  if (!node.element(1).isInteger() || node.element(1).isInteger(1))
    return node.error() << "indices is " << node.type(1) << ", expected integers";
  return success();
}

/// Whether indices are as many as the steps of a slice.
static bool isRegular(ArrayRef<int64_t> indices) {
  if (indices.size() < 2)
    return !indices.empty();
  int64_t step = indices[1] - indices[0];
  for (size_t i = 1; i < indices.size(); ++i)
    if (indices[i] - indices[i - 1] != step)
      return false;
  return step > 0;
}

/// Constant indices at regular distances: a slice, in another shape.
static LogicalResult gatherSlice(Node &node, int64_t axis, ArrayRef<int64_t> indices, ArrayRef<int64_t> result) {
  Cut cut(node.shape(0));
  cut.starts[axis] = indices[0];
  cut.steps[axis] = indices.size() > 1 ? indices[1] - indices[0] : 1;
  cut.sizes[axis] = indices.size();
  FailureOr<Value> part = cutInput(node, 0, cut);
  if (failed(part))
    return failure();
  return setReshaped(node, *part, result);
}

LogicalResult onnx_import::importGather(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(checkIndices(node)))
    return failure();
  FailureOr<int64_t> read = node.axis(node.attribute("axis", 0), node.rank(0));
  if (failed(read))
    return failure();
  int64_t axis = *read, indexRank = node.rank(1);
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t extent = shape[axis];
  // Pictures would be picked, or each have the tables of all.
  if (ShapedType::isDynamic(extent) || (isFree(node, 1) && axis > 0))
    return node.mixesPictures();
  SmallVector<int64_t> result(shape.take_front(axis));
  llvm::append_range(result, node.shape(1));
  llvm::append_range(result, shape.drop_front(axis + 1));
  if (failed(checkShape(node, result)))
    return failure();
  if (node.isConstant(1)) {
    FailureOr<SmallVector<int64_t>> indices = readIndices(node, extent);
    if (failed(indices))
      return failure();
    if (isRegular(*indices))
      return gatherSlice(node, axis, *indices, result);
  } else if (extent == 0 && hasElements(result)) {
    return node.error() << "axis " << axis << " of the input " << node.type(0) << " is empty";
  }
  SmallVector<Value> operands = {node.input(0), node.input(1)};
  return node.setResult(moveElements(node, result, node.element(0), operands, [&](Body &body) {
    ValueRange at = body.index;
    Value element = body.load(1, at.slice(axis, indexRank));
    SmallVector<Value> from(at.take_front(axis));
    from.push_back(safeIndex(body, element, body.isUnsigned(1), extent));
    llvm::append_range(from, at.drop_front(axis + indexRank));
    return body.load(0, from);
  }));
}

LogicalResult onnx_import::importGatherElements(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(checkIndices(node)))
    return failure();
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", 0), node.rank(0));
  if (failed(axis))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0), result = node.shape(1);
  if (node.rank(1) != node.rank(0))
    return node.error() << "indices is " << node.type(1) << ", expected the rank of the input " << node.type(0);
  if (isFree(node, 0) != isFree(node, 1) || ShapedType::isDynamic(shape[*axis]))
    return node.mixesPictures();
  for (int64_t d = 0; d < node.rank(0); ++d)
    if (d != *axis && result[d] > shape[d])
      return node.error() << "indices is " << node.type(1) << ", which is beyond the input " << node.type(0);
  int64_t extent = shape[*axis];
  if (extent == 0 && hasElements(result))
    return node.error() << "axis " << *axis << " of the input " << node.type(0) << " is empty";
  if (node.isConstant(1) && failed(readIndices(node, extent)))
    return failure();
  SmallVector<Value> operands = {node.input(0), node.input(1)};
  return node.setResult(moveElements(node, result, node.element(0), operands, [&](Body &body) {
    SmallVector<Value> at = body.index;
    at[*axis] = safeIndex(body, body.load(1, body.index), body.isUnsigned(1), extent);
    return body.load(0, at);
  }));
}

//===----------------------------------------------------------------------===//
// TopK
//===----------------------------------------------------------------------===//

/// For each element how many stand before it in sorted order.
static FailureOr<Value> rankElements(Node &node, int64_t axis, bool largest) {
  return node.generate(node.shape(0), node.b.getI64Type(), node.input(0), [&](Body &body) {
    Type type = body.b.getI64Type();
    bool isUnsigned = body.isUnsigned(0);
    Value mine = body.load(0, body.index);
    auto step = [&](Value i, ValueRange carried) -> SmallVector<Value> {
      SmallVector<Value> at = body.index;
      at[axis] = i;
      Value other = body.load(0, at),
            fewer = body.inRange(body.addIndex(body.index[axis], body.mulIndex(i, -1)), kBeyondAll);
      auto order = largest ? Body::Order::Greater : Body::Order::Less;
      Value better = body.compare(order, other, mine, isUnsigned),
            equal = body.compare(Body::Order::Equal, other, mine);
      // Of equal ones the first stands first; an element is equal to itself.
      Value before = body.select(better, better, body.select(equal, fewer, equal));
      return {body.add(carried[0], body.select(before, body.integer(1, type), body.integer(0, type)))};
    };
    // From -1, as an element counts itself.
    Value count = body.loop(node.shape(0)[axis], body.integer(-1, type), step)[0];
    // But NaN does not.
    Value isNumber = body.compare(Body::Order::Equal, mine, mine);
    return body.select(isNumber, count, body.integer(node.shape(0)[axis] - 1, type));
  });
}

/// The index of the element with this rank.
static FailureOr<Value> findRanks(Node &node, Value ranks, int64_t axis, ArrayRef<int64_t> result) {
  return node.generate(result, node.b.getI64Type(), ranks, [&](Body &body) {
    Type type = body.b.getI64Type();
    Value wanted = body.fromIndex(body.index[axis], type);
    auto step = [&](Value i, ValueRange carried) -> SmallVector<Value> {
      SmallVector<Value> at = body.index;
      at[axis] = i;
      Value found = body.compare(Body::Order::Equal, body.load(0, at), wanted);
      return {body.select(found, body.fromIndex(i, type), carried[0])};
    };
    return body.loop(node.shape(0)[axis], body.integer(0, type), step)[0];
  });
}

LogicalResult onnx_import::importTopK(Node &node) {
  if (failed(expect(node, 1, 2)) || failed(expectNumbers(node, 0)))
    return failure();
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", -1), node.rank(0));
  FailureOr<SmallVector<int64_t>> read = SmallVector<int64_t>{node.attribute("k", -1)};
  if (failed(axis) || (node.has(1) && failed(read = node.integers(1, "K"))))
    return failure();
  int64_t extent = node.shape(0)[*axis];
  if (ShapedType::isDynamic(extent))
    return node.mixesPictures();
  if (read->size() != 1 || read->front() < 0 || read->front() > extent)
    return node.error() << "K must be one number from 0 to the axis' extent of " << extent;
  SmallVector<int64_t> result(node.shape(0));
  result[*axis] = read->front();
  if (failed(checkShape(node, result)))
    return failure();
  Type i64 = node.b.getI64Type();
  if (!hasElements(result) && !ShapedType::isDynamicShape(result)) {
    node.setOutput(0, node.splat(result, 0, node.element(0)));
    node.setOutput(1, node.splat(result, 0, i64));
    return success();
  }
  if (!hasElements(result))
    return node.unsupported("the result has a free batch, but no elements");
  FailureOr<Value> ranks = rankElements(node, *axis, node.attribute("largest", 1) != 0);
  if (failed(ranks))
    return failure();
  FailureOr<Value> indices = findRanks(node, *ranks, *axis, result);
  if (failed(indices))
    return failure();
  node.setOutput(1, *indices);
  SmallVector<Value> operands = {node.input(0), *indices};
  return node.setResult(node.generate(result, node.element(0), operands, [&](Body &body) {
    SmallVector<Value> at = body.index;
    at[*axis] = body.toIndex(body.load(1, body.index));
    return body.load(0, at);
  }));
}

//===----------------------------------------------------------------------===//
// CumSum
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::importCumSum(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(expectNumbers(node, 0)))
    return failure();
  FailureOr<SmallVector<int64_t>> read = node.integers(1, "axis");
  if (failed(read))
    return failure();
  if (read->size() != 1)
    return node.error() << "axis has " << read->size() << " numbers, expected 1";
  FailureOr<int64_t> axis = node.axis(read->front(), node.rank(0));
  if (failed(axis))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  if (ShapedType::isDynamic(shape[*axis]))
    return node.mixesPictures();
  if (!hasElements(shape))
    return node.setResult(node.input(0));
  bool reverse = node.attribute("reverse", 0) != 0, exclusive = node.attribute("exclusive", 0) != 0;
  return node.setResult(node.generate(shape, node.element(0), node.input(0), [&](Body &body) {
    Type own = elementInBody(node.element(0)), type = sumType(own);
    auto step = [&](Value i, ValueRange carried) -> SmallVector<Value> {
      SmallVector<Value> at = body.index;
      at[*axis] = i;
      // How far before the element, or behind it, the summand stands.
      Value distance =
          body.addIndex(body.mulIndex(body.index[*axis], reverse ? -1 : 1), body.mulIndex(i, reverse ? 1 : -1));
      Value counts = body.inRange(exclusive ? body.addIndex(distance, -1) : distance, kBeyondAll);
      Value sum = body.add(carried[0], body.convert(body.load(0, at), type));
      return {body.select(counts, sum, carried[0])};
    };
    return body.convert(body.loop(shape[*axis], body.number(0, type), step)[0], own);
  }));
}

//===----------------------------------------------------------------------===//
// OneHot
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::importOneHot(Node &node) {
  if (failed(expect(node, 3, 3)) || failed(expectNumbers(node, 0)))
    return failure();
  FailureOr<double> depth = node.number(1, "depth");
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", -1), node.rank(0) + 1);
  if (failed(depth) || failed(axis))
    return failure();
  if (!(*depth >= 1 && *depth <= double(int64_t(1) << 31)))
    return node.error() << "depth is " << *depth << ", expected from 1 to 2^31";
  if (node.rank(2) != 1 || node.shape(2)[0] != 2)
    return node.error() << "values is " << node.type(2) << ", expected two elements";
  int64_t extent = int64_t(*depth);
  SmallVector<int64_t> result(node.shape(0));
  result.insert(result.begin() + *axis, extent);
  if (failed(checkShape(node, result)))
    return failure();
  if (!hasElements(result) && !ShapedType::isDynamicShape(result))
    return node.setResult(node.splat(result, 0, node.element(2)));
  SmallVector<Value> operands = {node.input(0), node.input(2)};
  return node.setResult(node.generate(result, node.element(2), operands, [&](Body &body) {
    SmallVector<Value> at = body.index;
    at.erase(at.begin() + *axis);
    bool isUnsigned = body.isUnsigned(0);
    Value class64 = body.convert(body.load(0, at), body.b.getI64Type(), isUnsigned);
    Value distance = body.addIndex(body.toIndex(class64), body.mulIndex(body.index[*axis], -1));
    // Negative indices count from the end.
    Value hit = body.inRange(distance, 1), hitFromEnd = body.inRange(body.addIndex(distance, extent), 1);
    Value off = body.load(1, body.indexOf(0)), on = body.load(1, body.indexOf(1));
    return body.select(hit, on, body.select(hitFromEnd, on, off));
  }));
}

//===----------------------------------------------------------------------===//
// Trilu
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::importTrilu(Node &node) {
  if (failed(expect(node, 1, 2)))
    return failure();
  SmallVector<int64_t> diagonal = {0};
  if (node.has(1)) {
    FailureOr<SmallVector<int64_t>> read = node.integers(1, "k");
    if (failed(read))
      return failure();
    diagonal = *read;
  }
  int64_t rank = node.rank(0);
  if (diagonal.size() != 1 || rank < 2)
    return node.error() << "the input is " << node.type(0) << " and k has " << diagonal.size()
                        << " numbers, expected a tensor of rank 2 or more and one number";
  if (rank == 2 && isFree(node, 0))
    return node.mixesPictures();
  if (ShapedType::isDynamic(diagonal[0]))
    return node.mixesPictures();
  int64_t k = std::clamp(diagonal[0], -kBeyondAll / 4, kBeyondAll / 4);
  bool upper = node.attribute("upper", 1) != 0;
  return node.setResult(moveElements(node, node.shape(0), node.element(0), node.input(0), [&](Body &body) {
    // How far right of the diagonal, or left of it.
    int64_t sign = upper ? 1 : -1;
    Value right = body.addIndex(body.mulIndex(body.index[rank - 1], sign), body.mulIndex(body.index[rank - 2], -sign));
    Value kept = body.inRange(body.addIndex(right, -sign * k), kBeyondAll);
    return body.select(kept, body.load(0, body.index), body.number(0, elementInBody(node.element(0))));
  }));
}

//===----------------------------------------------------------------------===//
// NonZero
//===----------------------------------------------------------------------===//

/// As bools, so that integers that hold the free batch are not zero either.
static bool isNonZero(Attribute element) {
  if (auto number = dyn_cast<FloatAttr>(element))
    return !number.getValue().isZero();
  return !cast<IntegerAttr>(element).getValue().isZero();
}

LogicalResult onnx_import::importNonZero(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  DenseElementsAttr value = node.constant(0);
  if (!value)
    return node.unsupported("how many elements the result has is known for a constant input only");
  constexpr int64_t mostElements = 1 << 24; // of constants that are worth it
  if (value.getNumElements() > mostElements)
    return node.unsupported("the constant input has more than 2^24 elements");
  ArrayRef<int64_t> shape = node.shape(0);
  SmallVector<SmallVector<int64_t>> places(shape.size());
  int64_t count = 0;
  for (auto [i, element] : llvm::enumerate(value.getValues<Attribute>())) {
    if (!isNonZero(element))
      continue;
    ++count;
    int64_t rest = i;
    for (size_t axis = shape.size(); axis-- > 0; rest /= shape[axis])
      places[axis].push_back(rest % shape[axis]);
  }
  SmallVector<int64_t> all;
  for (const SmallVector<int64_t> &axis : places)
    llvm::append_range(all, axis);
  RankedTensorType type = node.tensorType({int64_t(shape.size()), count}, node.b.getI64Type());
  return node.setResult(node.constantOf(DenseElementsAttr::get(type, ArrayRef<int64_t>(all))));
}
