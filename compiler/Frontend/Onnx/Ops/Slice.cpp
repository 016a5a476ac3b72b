//===- Slice.cpp - Operators of ONNX: parts of tensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cutting along axes and joining the parts: layers where whole pictures stay
// together, else formulas.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Shape.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

/// No step or extent is larger.
static constexpr int64_t kMostExtent = int64_t(1) << 31;

//===----------------------------------------------------------------------===//
// Cut
//===----------------------------------------------------------------------===//

static bool isWhole(ArrayRef<int64_t> shape, const Cut &cut) {
  for (size_t axis = 0; axis < shape.size(); ++axis)
    if (cut.sizes[axis] != shape[axis] || cut.steps[axis] != 1)
      return false;
  return true;
}

/// A cut of the axes behind the batch, with those merged that stay whole side by
/// side; `whole` gets their extents.
static Cut mergeWholeAxes(ArrayRef<int64_t> shape, const Cut &cut, SmallVectorImpl<int64_t> &whole) {
  Cut merged({});
  bool mergeable = false;
  for (size_t axis = 1; axis < shape.size(); ++axis) {
    bool isWholeAxis = cut.sizes[axis] == shape[axis] && cut.steps[axis] == 1;
    if (isWholeAxis && mergeable) {
      whole.back() *= shape[axis];
      merged.sizes.back() *= shape[axis];
      continue;
    }
    whole.push_back(shape[axis]);
    merged.starts.push_back(cut.starts[axis]);
    merged.steps.push_back(cut.steps[axis]);
    merged.sizes.push_back(cut.sizes[axis]);
    mergeable = isWholeAxis;
  }
  return merged;
}

static FailureOr<Value> sliceLayer(Node &node, Value x, ArrayRef<int64_t> starts, ArrayRef<int64_t> sizes,
                                   ArrayRef<int64_t> steps) {
  return node.layer<cnn::SliceOp>(x,
                                  {node.attr("starts", starts), node.attr("sizes", sizes), node.attr("steps", steps)});
}

/// The cut as a layer; null where it takes a formula.
static FailureOr<Value> cutByLayer(Node &node, unsigned input, const Cut &cut) {
  ArrayRef<int64_t> shape = node.shape(input);
  if (!isComputedFloats(node, input) || !hasElements(cut.sizes) || cut.sizes[0] != shape[0] || cut.steps[0] != 1 ||
      llvm::any_of(cut.steps, [](int64_t step) { return step < 1; }))
    return Value();
  Value x = node.input(input);
  if (shape.size() == 2 || shape.size() == 4)
    return sliceLayer(node, x, ArrayRef(cut.starts).drop_front(), ArrayRef(cut.sizes).drop_front(),
                      ArrayRef(cut.steps).drop_front());
  SmallVector<int64_t> groups;
  Cut merged = mergeWholeAxes(shape, cut, groups);
  if (groups.size() > 3)
    return Value();
  while (groups.size() < 3) { // as pictureOfGroups places them
    size_t at = std::min<size_t>(groups.size(), 1);
    groups.insert(groups.begin() + at, 1);
    merged.starts.insert(merged.starts.begin() + at, 0);
    merged.steps.insert(merged.steps.begin() + at, 1);
    merged.sizes.insert(merged.sizes.begin() + at, 1);
  }
  FailureOr<Value> picture = node.reshape(x, pictureOfGroups(shape[0], groups));
  if (failed(picture))
    return failure();
  FailureOr<Value> y = sliceLayer(node, *picture, merged.starts, merged.sizes, merged.steps);
  if (failed(y))
    return failure();
  return node.reshape(*y, cut.sizes);
}

FailureOr<Value> onnx_import::cutInput(Node &node, unsigned input, Cut cut) {
  for (size_t axis = 0; axis < cut.sizes.size(); ++axis)
    if (cut.sizes[axis] == 1)
      cut.steps[axis] = 1; // of one element
  if (isWhole(node.shape(input), cut))
    return node.input(input);
  FailureOr<Value> layer = cutByLayer(node, input, cut);
  if (failed(layer) || *layer)
    return layer;
  return moveElements(node, cut.sizes, node.element(input), node.input(input), [&](Body &body) {
    SmallVector<Value> at;
    for (auto [i, start, step] : llvm::zip_equal(body.index, cut.starts, cut.steps)) {
      Value scaled = step == 1 ? i : body.mulIndex(i, step);
      at.push_back(start == 0 ? scaled : body.addIndex(scaled, start));
    }
    return body.load(0, at);
  });
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

/// Whether [start, end) by step is the whole free batch; that holds of any batch
/// where the end is as large as none.
static bool isWholeBatch(int64_t start, int64_t end, int64_t step) {
  return start == 0 && step == 1 && (ShapedType::isDynamic(end) || end >= std::numeric_limits<int32_t>::max());
}

/// Puts the range of an axis, clamped to its extent, into the cut.
static LogicalResult narrow(Node &node, Cut &cut, int64_t axis, int64_t start, int64_t end, int64_t step) {
  int64_t extent = node.shape(0)[axis];
  if (step == 0)
    return node.error() << "the step of axis " << axis << " is 0, expected another";
  if (ShapedType::isDynamic(extent))
    return success(isWholeBatch(start, end, step) || succeeded(node.mixesPictures()));
  // The least integer is also what marks the free batch. It is meant as a number
  // where all before the start are taken backwards.
  if (ShapedType::isDynamic(start) || ShapedType::isDynamic(step) || (ShapedType::isDynamic(end) && step > 0))
    return node.mixesPictures();
  step = std::clamp(step, -kMostExtent, kMostExtent);
  auto place = [&](int64_t at, int64_t least, int64_t most) {
    return std::clamp(at < 0 ? at + extent : at, least, most);
  };
  int64_t size;
  if (step > 0) {
    start = place(start, 0, extent);
    size = llvm::divideCeil(std::max<int64_t>(place(end, 0, extent) - start, 0), step);
  } else {
    int64_t last = std::max<int64_t>(extent - 1, 0);
    start = place(start, 0, last);
    // An end before the first element stays there.
    end = place(end, -1, last);
    size = extent ? llvm::divideCeil(std::max<int64_t>(start - end, 0), -step) : 0;
  }
  cut.starts[axis] = start;
  cut.steps[axis] = step;
  cut.sizes[axis] = size;
  return success();
}

LogicalResult onnx_import::importSlice(Node &node) {
  if (failed(expect(node, 1, 5)))
    return failure();
  FailureOr<SmallVector<int64_t>> starts = readIntegers(node, 1, "starts"), ends = readIntegers(node, 2, "ends");
  FailureOr<SmallVector<int64_t>> axes = readIntegers(node, 3, "axes"), steps = readIntegers(node, 4, "steps");
  if (failed(starts) || failed(ends) || failed(axes) || failed(steps))
    return failure();
  if (!node.has(1) && !node.hasAttribute("starts"))
    return node.error() << "has no starts";
  size_t count = starts->size();
  if (!node.has(3) && !node.hasAttribute("axes"))
    llvm::append_range(*axes, llvm::seq<int64_t>(0, count));
  if (!node.has(4))
    steps->assign(count, 1);
  if (ends->size() != count || axes->size() != count || steps->size() != count)
    return node.error() << "starts has " << count << " numbers, ends " << ends->size() << ", axes " << axes->size()
                        << ", steps " << steps->size() << ", expected as many of each";
  if (failed(axes = distinctAxes(node, *axes, node.rank(0))))
    return failure();
  Cut cut(node.shape(0));
  for (size_t i = 0; i < count; ++i)
    if (failed(narrow(node, cut, (*axes)[i], (*starts)[i], (*ends)[i], (*steps)[i])))
      return failure();
  return node.setResult(cutInput(node, 0, cut));
}

//===----------------------------------------------------------------------===//
// Split
//===----------------------------------------------------------------------===//

/// The extents of the parts, of which there is one for each output.
static FailureOr<SmallVector<int64_t>> readParts(Node &node, int64_t extent) {
  int64_t count = node.outputCount();
  if (node.has(1) || node.hasAttribute("split")) {
    FailureOr<SmallVector<int64_t>> parts = readIntegers(node, 1, "split");
    if (failed(parts))
      return failure();
    int64_t sum = 0;
    bool fits = int64_t(parts->size()) == count;
    for (int64_t part : *parts) {
      fits = fits && part >= 0 && part <= extent - sum;
      sum += fits ? part : 0;
    }
    if (!fits || sum != extent) {
      node.error() << "split must be " << count << " numbers of at least 0 that add up to the axis' extent of "
                   << extent;
      return failure();
    }
    return parts;
  }
  if (int64_t named = node.attribute("num_outputs", count); named != count) {
    node.error() << "num_outputs is " << named << ", but the node has " << count << " outputs";
    return failure();
  }
  int64_t size = llvm::divideCeil(extent, std::max<int64_t>(count, 1));
  SmallVector<int64_t> parts(count, size);
  // Only where num_outputs says so the last part may be smaller.
  int64_t last = extent - size * (count - 1);
  if (count < 1 || last < 0 || (last != size && !node.hasAttribute("num_outputs"))) {
    node.error() << "the axis' extent of " << extent << " does not make " << count << " parts";
    return failure();
  }
  parts.back() = last;
  return parts;
}

LogicalResult onnx_import::importSplit(Node &node) {
  if (failed(expect(node, 1, 2)))
    return failure();
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", 0), node.rank(0));
  if (failed(axis))
    return failure();
  int64_t extent = node.shape(0)[*axis];
  if (ShapedType::isDynamic(extent))
    return node.mixesPictures();
  FailureOr<SmallVector<int64_t>> parts = readParts(node, extent);
  if (failed(parts))
    return failure();
  int64_t start = 0;
  for (auto [i, size] : llvm::enumerate(*parts)) {
    Cut cut(node.shape(0));
    cut.starts[*axis] = start;
    cut.sizes[*axis] = size;
    start += size;
    if (!node.wants(i))
      continue;
    FailureOr<Value> part = cutInput(node, 0, cut);
    if (failed(part))
      return failure();
    node.setOutput(i, *part);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

/// The shape of the whole, or an error where the inputs do not fit each other.
static FailureOr<SmallVector<int64_t>> joinShapes(Node &node, int64_t axis) {
  SmallVector<int64_t> result(node.shape(0));
  result[axis] = 0;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    if (node.element(i) != node.element(0) || node.rank(i) != node.rank(0)) {
      node.error() << "input " << i << " is " << node.type(i) << ", expected type and rank of input 0, "
                   << node.type(0);
      return failure();
    }
    for (int64_t d = 0; d < node.rank(0); ++d)
      if (d != axis && node.shape(i)[d] != result[d]) {
        node.error() << "input " << i << " is " << node.type(i) << ", which differs from input 0, " << node.type(0)
                     << ", along another axis than " << axis;
        return failure();
      }
    if (ShapedType::isDynamic(node.shape(i)[axis]))
      return node.mixesPictures();
    result[axis] += node.shape(i)[axis];
    if (result[axis] > kMostExtent) {
      node.error() << "the result has more than 2^31 elements";
      return failure();
    }
  }
  if (failed(checkShape(node, result)))
    return failure();
  return result;
}

/// Joins pictures; tensors of other ranks as views whose axes on either side of
/// the joined one are merged.
static FailureOr<Value> concatLayer(Node &node, ArrayRef<unsigned> parts, int64_t axis, ArrayRef<int64_t> result) {
  bool direct = result.size() == 2 || result.size() == 4;
  int64_t layerAxis = axis;
  SmallVector<Value> operands;
  for (unsigned i : parts) {
    ArrayRef<int64_t> shape = node.shape(i);
    Value x = node.input(i);
    if (!direct) {
      int64_t before = 1, after = 1;
      for (int64_t d = 1; d < int64_t(shape.size()); ++d)
        (d < axis ? before : after) *= d == axis ? 1 : shape[d];
      SmallVector<int64_t> view = {shape[0], before, shape[axis], after};
      layerAxis = 2;
      if (axis == 1) {
        view = {shape[0], shape[1], 1, after};
        layerAxis = 1;
      } else if (after == 1) {
        view = {shape[0], before, 1, shape[axis]};
        layerAxis = 3;
      }
      FailureOr<Value> picture = node.reshape(x, view);
      if (failed(picture))
        return failure();
      x = *picture;
    }
    operands.push_back(x);
  }
  FailureOr<Value> y = node.layer<cnn::ConcatOp>(operands, node.attr("axis", layerAxis));
  if (failed(y))
    return failure();
  return node.reshape(*y, result);
}

LogicalResult onnx_import::importConcat(Node &node) {
  if (node.inputCount() == 0 || failed(expect(node, node.inputCount(), node.inputCount())))
    return node.inputCount() == 0 ? LogicalResult(node.error() << "has no inputs, expected one or more") : failure();
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", 1), node.rank(0));
  if (failed(axis))
    return failure();
  FailureOr<SmallVector<int64_t>> result = joinShapes(node, *axis);
  if (failed(result))
    return failure();
  SmallVector<unsigned> parts;
  SmallVector<Value> operands;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    if (node.shape(i)[*axis] == 0)
      continue;
    parts.push_back(i);
    operands.push_back(node.input(i));
  }
  if (operands.size() == 1)
    return node.setResult(operands[0]);
  if (*axis > 0 && !parts.empty() && llvm::all_of(parts, [&](unsigned i) { return isComputedFloats(node, i); }))
    return node.setResult(concatLayer(node, parts, *axis, *result));
  return node.setResult(moveElements(node, *result, node.element(0), operands, [&](Body &body) {
    Value element = body.number(0, elementInBody(node.element(0)));
    int64_t start = 0;
    for (unsigned k = 0; k < parts.size(); ++k) {
      SmallVector<Value> at = body.index;
      if (start)
        at[*axis] = body.addIndex(at[*axis], -start);
      int64_t size = node.shape(parts[k])[*axis];
      element = body.branch(body.inRange(at[*axis], size), element, [&] { return body.load(k, at); });
      start += size;
    }
    return element;
  }));
}
