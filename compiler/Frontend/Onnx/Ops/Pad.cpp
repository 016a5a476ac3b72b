//===- Pad.cpp - Operators of ONNX: borders
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows and pictures with a border around them are layers. What is cut off goes
// first, so that a mirrored border shows what is left.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Ops/Shape.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

namespace {
enum class Mode { Constant, Reflect, Edge, Wrap };

/// A border, less than nothing where it crops.
struct Border {
  Mode mode = Mode::Constant;
  SmallVector<int64_t> before, after;
};
} // namespace

/// No border is wider, so that extents stay within 64 bits.
static constexpr int64_t kMostBorder = int64_t(1) << 31;

static FailureOr<Mode> readMode(Node &node) {
  StringRef name = node.attributeText("mode", "constant");
  std::optional<Mode> mode = llvm::StringSwitch<std::optional<Mode>>(name)
                                 .Case("constant", Mode::Constant)
                                 .Case("reflect", Mode::Reflect)
                                 .Case("edge", Mode::Edge)
                                 .Case("wrap", Mode::Wrap)
                                 .Default(std::nullopt);
  if (mode)
    return *mode;
  node.error() << "mode is " << quote(name) << ", expected constant, reflect, edge or wrap";
  return failure();
}

static FailureOr<Border> readBorder(Node &node) {
  FailureOr<Mode> mode = readMode(node);
  FailureOr<SmallVector<int64_t>> pads = readIntegers(node, 1, "pads");
  if (failed(mode) || failed(pads))
    return failure();
  int64_t rank = node.rank(0);
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (node.has(3)) {
    FailureOr<SmallVector<int64_t>> named = node.integers(3, "axes");
    if (failed(named) || failed(named = distinctAxes(node, *named, rank)))
      return failure();
    axes = *named;
  }
  if (pads->size() != 2 * axes.size()) {
    node.error() << "pads has " << pads->size() << " numbers, expected " << 2 * axes.size();
    return failure();
  }
  if (llvm::any_of(*pads, [](int64_t pad) { return pad < -kMostBorder || pad > kMostBorder; })) {
    node.error() << "pads must be numbers from -2^31 to 2^31";
    return failure();
  }
  Border border;
  border.mode = *mode;
  border.before.assign(rank, 0);
  border.after.assign(rank, 0);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    border.before[axis] = (*pads)[i];
    border.after[axis] = (*pads)[axes.size() + i];
  }
  return border;
}

/// The shape with the border, or an error.
static FailureOr<SmallVector<int64_t>> padShape(Node &node, const Border &border) {
  SmallVector<int64_t> result(node.shape(0));
  for (auto [axis, extent] : llvm::enumerate(result)) {
    int64_t before = border.before[axis], after = border.after[axis];
    if (before == 0 && after == 0)
      continue;
    if (ShapedType::isDynamic(extent))
      return node.mixesPictures();
    int64_t left = extent + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0);
    extent += before + after;
    if (extent < 0 || (border.mode != Mode::Constant && left < 1 && extent > 0)) {
      node.error() << "pads has " << before << " and " << after << " for axis " << axis << " with the extent "
                   << node.shape(0)[axis] << ", of which nothing is left";
      return failure();
    }
  }
  if (failed(checkShape(node, result)))
    return failure();
  return result;
}

//===----------------------------------------------------------------------===//
// As a layer
//===----------------------------------------------------------------------===//

static cnn::PadMode layerMode(Mode mode) {
  switch (mode) {
  case Mode::Constant:
    return cnn::PadMode::zero;
  case Mode::Reflect:
    return cnn::PadMode::reflect;
  case Mode::Edge:
    return cnn::PadMode::replicate;
  case Mode::Wrap:
    return cnn::PadMode::circular;
  }
  llvm_unreachable("covered switch");
}

/// Whether cnn.pad has this border, of rows or pictures.
static bool canBeLayer(Node &node, const Border &border) {
  int64_t rank = node.rank(0);
  if (!isComputedFloats(node, 0) || (rank != 3 && rank != 4) || (node.has(2) && !node.isConstant(2)))
    return false;
  for (int64_t axis = 0; axis < rank; ++axis) {
    int64_t before = border.before[axis], after = border.after[axis];
    if (before < 0 || after < 0 || (axis < 2 && before + after > 0) ||
        (axis >= 2 && !cnn::canPad(node.shape(0)[axis], before, after, layerMode(border.mode))))
      return false;
  }
  return true;
}

static LogicalResult createLayer(Node &node, const Border &border, ArrayRef<int64_t> result) {
  double value = node.attributeFloat("value", 0);
  if (node.has(2)) {
    FailureOr<double> read = node.number(2, "constant_value");
    if (failed(read))
      return failure();
    value = *read;
  }
  ArrayRef<int64_t> shape = node.shape(0);
  bool row = shape.size() == 3;
  FailureOr<Value> x = node.input(0);
  if (row && failed(x = node.reshape(*x, pictureOfGroups(shape[0], shape.drop_front()))))
    return failure();
  SmallVector<int64_t> padding = {row ? 0 : border.before[2], row ? 0 : border.after[2], border.before.back(),
                                  border.after.back()};
  auto mode = cnn::PadModeAttr::get(node.context(), layerMode(border.mode));
  FailureOr<Value> y =
      node.layer<cnn::PadOp>(*x, {node.attr("padding", padding), node.attr("padding_mode", Attribute(mode)),
                                  node.attr("value", border.mode == Mode::Constant ? value : 0.0)});
  if (failed(y))
    return failure();
  return setReshaped(node, *y, result);
}

//===----------------------------------------------------------------------===//
// As a formula
//===----------------------------------------------------------------------===//

/// Where the element at `i` of an axis with a border of `before` comes from, in
/// an axis of this extent, which has what the crop leaves.
static Value sourceOf(Body &body, Mode mode, Value i, int64_t extent, int64_t before) {
  constexpr int64_t beyondAll = int64_t(1) << 40;
  if (extent == 1)
    return body.indexOf(0);
  if (mode == Mode::Edge) {
    Value at = body.addIndex(i, -before);
    Value clamped = body.select(body.inRange(at, beyondAll), body.indexOf(extent - 1), body.indexOf(0));
    return body.select(body.inRange(at, extent), at, clamped);
  }
  // The border is periodic; whole periods more keep what is divided from being negative.
  int64_t period = mode == Mode::Wrap ? extent : 2 * (extent - 1);
  int64_t shift = llvm::divideCeil(before, period) * period - before;
  Value at = body.remIndex(body.addIndex(i, shift), period);
  if (mode == Mode::Wrap)
    return at;
  Value mirrored = body.addIndex(body.mulIndex(at, -1), period);
  return body.select(body.inRange(at, extent), at, mirrored);
}

static Value padElement(Body &body, Node &node, const Border &border, Value value) {
  SmallVector<Value> at = body.index;
  Value inside;
  for (auto [axis, extent] : llvm::enumerate(node.shape(0))) {
    int64_t before = border.before[axis], after = border.after[axis];
    if (before == 0 && after == 0)
      continue;
    if (border.mode == Mode::Constant) {
      at[axis] = body.addIndex(at[axis], -before);
      Value in = body.inRange(at[axis], extent);
      inside = inside ? body.select(inside, in, inside) : in;
      continue;
    }
    int64_t crop = -std::min<int64_t>(before, 0), left = extent - crop + std::min<int64_t>(after, 0);
    at[axis] = body.addIndex(sourceOf(body, border.mode, at[axis], left, std::max<int64_t>(before, 0)), crop);
  }
  return inside ? body.branch(inside, value, [&] { return body.load(0, at); }) : body.load(0, at);
}

LogicalResult onnx_import::importPad(Node &node) {
  if (failed(expect(node, 1, 4)))
    return failure();
  FailureOr<Border> border = readBorder(node);
  if (failed(border))
    return failure();
  FailureOr<SmallVector<int64_t>> result = padShape(node, *border);
  if (failed(result))
    return failure();
  if (node.has(2) &&
      (node.element(2) != node.element(0) || !node.type(2).hasStaticShape() || node.type(2).getNumElements() != 1))
    return node.error() << "constant_value is " << node.type(2) << ", expected one element of " << node.element(0);
  if (llvm::all_of(llvm::concat<int64_t>(border->before, border->after), [](int64_t pad) { return pad == 0; }))
    return node.setResult(node.input(0));
  if (llvm::all_of(llvm::concat<int64_t>(border->before, border->after), [](int64_t pad) { return pad <= 0; })) {
    Cut cut(*result);
    for (auto [start, before] : llvm::zip_equal(cut.starts, border->before))
      start = -before;
    return node.setResult(cutInput(node, 0, cut));
  }
  if (canBeLayer(node, *border))
    return createLayer(node, *border, *result);
  SmallVector<Value> operands = {node.input(0)};
  if (node.has(2) && border->mode == Mode::Constant)
    operands.push_back(node.input(2));
  return node.setResult(moveElements(node, *result, node.element(0), operands, [&](Body &body) {
    Value value;
    if (operands.size() > 1)
      value = body.load(1, SmallVector<Value>(node.rank(2), body.indexOf(0)));
    else
      value = body.number(node.attributeFloat("value", 0), elementInBody(node.element(0)));
    return padElement(body, node, *border, value);
  }));
}
