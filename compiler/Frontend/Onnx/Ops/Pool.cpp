//===- Pool.cpp - Operators of ONNX: poolings
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows and pictures of f32 are layers, unless some window lies in the padding
// only; the rest is a formula. A global pooling does not care how its elements
// are arranged, so that more axes are a picture as well.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Window.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

using cnn::PoolKind;
using Order = Body::Order;

namespace {
/// What is made of the elements of a window.
struct Pooling {
  PoolKind kind;
  double p = 2;              ///< of a norm
  bool countPadding = false; ///< in the divisor of an average
};
} // namespace

/// The norms that layers are made for.
static constexpr double kGreatestLayerP = 1e6;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static FailureOr<bool> readFlag(Node &node, StringRef name) {
  int64_t value = node.attribute(name, 0);
  if (value != 0 && value != 1) {
    node.error() << name << " is " << value << ", expected 0 or 1";
    return failure();
  }
  return value == 1;
}

/// p of a norm, which was a float at opset 1.
static FailureOr<double> readP(Node &node) {
  double p = node.opset < 2 ? node.attributeFloat("p", 2) : double(node.attribute("p", 2));
  if (!std::isfinite(p) || p <= 0) {
    node.error() << "p is " << p << ", expected a number above 0";
    return failure();
  }
  return p;
}

/// Averages and norms are of floats, maxima also of integers.
static LogicalResult checkInput(Node &node, PoolKind kind) {
  if (failed(node.expectInputs(1, 1)))
    return failure();
  Type element = node.element(0);
  if (isa<FloatType>(element) || (kind == PoolKind::max && !element.isInteger(1)))
    return success();
  return node.error() << "the input has elements of " << element << ", expected "
                      << (kind == PoolKind::max ? "numbers" : "floats");
}

/// Checks the input and places the window on it.
static FailureOr<SlidingWindow> readPool(Node &node, PoolKind kind) {
  if (failed(checkInput(node, kind)) || failed(expectPictures(node, 0)))
    return failure();
  FailureOr<SlidingWindow> window = readWindow(node, node.rank(0) - 2);
  FailureOr<bool> ceil = readFlag(node, "ceil_mode");
  if (failed(window) || failed(ceil))
    return failure();
  window->ceil = *ceil;
  if (failed(placeWindow(node, *window, node.shape(0).drop_front(2))))
    return failure();
  return window;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static bool hasLayer(const Pooling &pooling) {
  return pooling.kind != PoolKind::lp || (pooling.p >= 1 && pooling.p <= kGreatestLayerP);
}

static SmallVector<NamedAttribute> kindAttributes(Node &node, const Pooling &pooling) {
  SmallVector<NamedAttribute> attributes = {node.attr("kind", cnn::PoolKindAttr::get(node.context(), pooling.kind))};
  if (pooling.kind == PoolKind::lp)
    attributes.push_back(node.attr("p", pooling.p));
  return attributes;
}

static SmallVector<NamedAttribute> windowAttributes(Node &node, const SlidingWindow &window) {
  SmallVector<NamedAttribute> attributes = {
      node.attr("kernel", window.asPair(window.kernel)), node.attr("strides", window.asPair(window.strides)),
      node.attr("padding", window.pairOfPaddings()), node.attr("dilations", window.asPair(window.dilations))};
  if (window.ceil)
    attributes.push_back(node.flag("ceil"));
  return attributes;
}

static FailureOr<Value> createPool(Node &node, const Pooling &pooling, const SlidingWindow &window,
                                   ArrayRef<int64_t> result) {
  SmallVector<NamedAttribute> attributes = windowAttributes(node, window);
  attributes.append(kindAttributes(node, pooling));
  if (pooling.countPadding)
    attributes.push_back(node.flag("count_include_pad"));
  FailureOr<Value> x = toPicture(node, node.input(0));
  if (failed(x))
    return failure();
  FailureOr<Value> y = node.layer<cnn::PoolOp>(*x, attributes);
  if (failed(y))
    return failure();
  return node.reshape(*y, result);
}

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

/// What no element is below.
static Value lowest(Body &body) {
  Type element = body.in[0].getElementType();
  if (isa<FloatType>(element))
    return body.number(-std::numeric_limits<double>::infinity(), element);
  if (body.isUnsigned(0))
    return body.integer(0, element);
  return body.integer(APInt::getSignedMinValue(element.getIntOrFloatBitWidth()).getSExtValue(), element);
}

/// Maxima have the elements' type, sums are f64.
static Value neutral(Body &body, const Pooling &pooling) {
  return pooling.kind == PoolKind::max ? lowest(body) : body.number(0, body.b.getF64Type());
}

static Value combine(Body &body, const Pooling &pooling, Value all, Value x) {
  if (pooling.kind == PoolKind::max)
    return body.max(all, x, body.isUnsigned(0));
  x = body.convert(x, all.getType());
  if (pooling.kind == PoolKind::avg)
    return body.add(all, x);
  if (pooling.p == 2)
    return body.add(all, body.mul(x, x));
  x = math::AbsFOp::create(body.b, body.loc, x);
  if (pooling.p != 1)
    x = math::PowFOp::create(body.b, body.loc, x, body.number(pooling.p, x.getType()));
  return body.add(all, x);
}

/// The element of the result, from all and, for an average, their number.
static Value finish(Body &body, const Pooling &pooling, Value all, Value count) {
  if (pooling.kind == PoolKind::avg)
    all = body.div(all, body.fromIndex(count, all.getType()));
  if (pooling.kind == PoolKind::lp && pooling.p == 2)
    all = math::SqrtOp::create(body.b, body.loc, all);
  else if (pooling.kind == PoolKind::lp && pooling.p != 1)
    all = math::PowFOp::create(body.b, body.loc, all, body.number(1 / pooling.p, all.getType()));
  return body.convert(all, body.in[0].getElementType());
}

/// Where the input is read: at these places of the result's picture and channel.
static SmallVector<Value> inChannel(Body &body, ValueRange places) {
  SmallVector<Value> at = {body.index[0], body.index[1]};
  llvm::append_range(at, places);
  return at;
}

static Value poolElement(Body &body, const Pooling &pooling, const SlidingWindow &window) {
  bool counts = pooling.kind == PoolKind::avg;
  auto step = [&](ValueRange at, ValueRange carried) -> SmallVector<Value> {
    SlidingWindow::Tap tap = window.tap(body, ValueRange(body.index).drop_front(2), at);
    auto take = [&] { return combine(body, pooling, carried[0], body.load(0, inChannel(body, tap.position))); };
    SmallVector<Value> next = {tap.inside ? body.branch(tap.inside, carried[0], take) : take()};
    if (!counts)
      return next;
    Value counted = pooling.countPadding ? tap.padded : tap.inside, more = body.addIndex(carried[1], 1);
    next.push_back(counted ? body.select(counted, more, carried[1]) : more);
    return next;
  };
  SmallVector<Value> init = {neutral(body, pooling)};
  if (counts)
    init.push_back(body.indexOf(0));
  SmallVector<Value> result = body.loopOver(window.kernel, init, step);
  return finish(body, pooling, result[0], counts ? result[1] : Value());
}

static LogicalResult importPool(Node &node, const Pooling &pooling, const SlidingWindow &window) {
  FailureOr<SmallVector<int64_t>> result = pictureShape(node, node.shape(0)[0], node.shape(0)[1], window.output);
  if (failed(result))
    return failure();
  bool isLayer = isLayerInput(node, 0) && hasLayer(pooling) && !window.hasEmptyWindow();
  FailureOr<Value> y = isLayer ? createPool(node, pooling, window, *result)
                               : node.generate(*result, node.element(0), node.input(0),
                                               [&](Body &body) { return poolElement(body, pooling, window); });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

//===----------------------------------------------------------------------===//
// Indices of maxima
//===----------------------------------------------------------------------===//

/// From one place to the next of each axis in a plane: the last axis runs
/// fastest, or with a storage order of columns the first.
static SmallVector<int64_t> placeStrides(ArrayRef<int64_t> extents, bool columns) {
  SmallVector<int64_t> strides(extents.size());
  int64_t stride = 1;
  for (size_t i = 0; i < extents.size(); ++i) {
    size_t axis = columns ? i : extents.size() - 1 - i;
    strides[axis] = stride;
    stride *= extents[axis];
  }
  return strides;
}

static Value placeInPlane(Body &body, ValueRange position, ArrayRef<int64_t> strides) {
  Value place = body.indexOf(0);
  for (auto [at, stride] : llvm::zip_equal(position, strides))
    place = body.addIndex(place, body.mulIndex(at, stride));
  return place;
}

/// A place in the plane of the result's channel as one in the whole input.
static Value placeInInput(Body &body, Value place) {
  ArrayRef<int64_t> shape = body.in[0].getShape();
  Value plane = body.addIndex(body.mulIndex(body.index[0], shape[1]), body.index[1]);
  int64_t elements = 1;
  for (int64_t extent : shape.drop_front(2))
    elements *= extent;
  return body.addIndex(body.mulIndex(plane, elements), place);
}

/// Whether x takes the place of the greatest so far: NaN is the greatest, and
/// of equals the first stays.
static Value isGreater(Body &body, Value x, Value most) {
  Value above = body.compare(Order::Greater, x, most, body.isUnsigned(0));
  if (!isa<FloatType>(x.getType()))
    return above;
  // NaN is not equal to itself.
  Value number = body.compare(Order::Equal, x, x), mostIsNumber = body.compare(Order::Equal, most, most);
  return body.select(number, above, mostIsNumber);
}

/// -1 for a window without elements.
static Value indexElement(Body &body, const SlidingWindow &window, bool columns) {
  SmallVector<int64_t> strides = placeStrides(window.input, columns);
  Value none = body.indexOf(-1), least = lowest(body);
  auto step = [&](ValueRange at, ValueRange carried) -> SmallVector<Value> {
    SlidingWindow::Tap tap = window.tap(body, ValueRange(body.index).drop_front(2), at);
    auto load = [&] { return body.load(0, inChannel(body, tap.position)); };
    Value x = tap.inside ? body.branch(tap.inside, least, load) : load();
    Value first = body.compare(Order::Equal, carried[1], none);
    Value takes = arith::OrIOp::create(body.b, body.loc, first, isGreater(body, x, carried[0]));
    takes = both(body, tap.inside, takes);
    return {body.select(takes, x, carried[0]),
            body.select(takes, placeInPlane(body, tap.position, strides), carried[1])};
  };
  Value place = body.loopOver(window.kernel, {least, none}, step)[1];
  Value result = body.select(body.compare(Order::Equal, place, none), none, placeInInput(body, place));
  return body.fromIndex(result, body.b.getI64Type());
}

/// Indices from those of the layer, which are `row * W + column` in f32.
static Value indexFromLayer(Body &body, bool columns) {
  ArrayRef<int64_t> extents = body.in[0].getShape().drop_front(2);
  Value place = body.toIndex(body.load(1, body.index));
  if (columns && extents.size() == 2) {
    Value position[] = {body.divIndex(place, extents[1]), body.remIndex(place, extents[1])};
    place = placeInPlane(body, position, placeStrides(extents, columns));
  }
  return body.fromIndex(placeInInput(body, place), body.b.getI64Type());
}

/// Whether cnn.pool_indices can say where the maxima are: f32 holds each place.
static bool hasIndexLayer(Node &node, const SlidingWindow &window) {
  if (!isLayerInput(node, 0) || window.hasEmptyWindow())
    return false;
  int64_t places = 1;
  for (int64_t extent : window.input)
    places *= extent; // At most two, of at most 2^31.
  return places <= int64_t(1) << 24;
}

static LogicalResult importIndices(Node &node, const SlidingWindow &window, bool columns) {
  SmallVector<int64_t> result = {node.shape(0)[0], node.shape(0)[1]};
  llvm::append_range(result, window.output);
  SmallVector<Value> operands = {node.input(0)};
  bool isLayer = hasIndexLayer(node, window);
  if (isLayer) {
    FailureOr<Value> x = toPicture(node, node.input(0));
    if (failed(x))
      return failure();
    FailureOr<Value> places = node.layer<cnn::PoolIndicesOp>(*x, windowAttributes(node, window));
    if (failed(places) || failed(places = node.reshape(*places, result)))
      return failure();
    operands.push_back(*places);
  }
  FailureOr<Value> y = node.generate(result, node.b.getI64Type(), operands, [&](Body &body) {
    return isLayer ? indexFromLayer(body, columns) : indexElement(body, window, columns);
  });
  if (failed(y))
    return failure();
  node.setOutput(1, *y);
  return success();
}

//===----------------------------------------------------------------------===//
// MaxPool, AveragePool, LpPool
//===----------------------------------------------------------------------===//

static LogicalResult importMaxPool(Node &node) {
  FailureOr<SlidingWindow> window = readPool(node, PoolKind::max);
  FailureOr<bool> columns = readFlag(node, "storage_order");
  if (failed(window) || failed(columns) || failed(importPool(node, {PoolKind::max}, *window)))
    return failure();
  return node.wants(1) ? importIndices(node, *window, *columns) : success();
}

static LogicalResult importAveragePool(Node &node) {
  FailureOr<SlidingWindow> window = readPool(node, PoolKind::avg);
  FailureOr<bool> countPadding = readFlag(node, "count_include_pad");
  if (failed(window) || failed(countPadding))
    return failure();
  Pooling pooling = {PoolKind::avg};
  pooling.countPadding = *countPadding;
  return importPool(node, pooling, *window);
}

static LogicalResult importLpPool(Node &node) {
  FailureOr<SlidingWindow> window = readPool(node, PoolKind::lp);
  FailureOr<double> p = readP(node);
  if (failed(window) || failed(p))
    return failure();
  return importPool(node, {PoolKind::lp, *p}, *window);
}

//===----------------------------------------------------------------------===//
// Global pools
//===----------------------------------------------------------------------===//

/// The layer on N x C x H x W; null where the input cannot be one.
static FailureOr<Value> createGlobalPool(Node &node, const Pooling &pooling, ArrayRef<int64_t> result) {
  if (node.rank(0) < 3 || !node.isF32(0) || node.isConstant(0) || !hasLayer(pooling))
    return Value();
  Value x = node.asPicture(node.input(0));
  if (!x)
    return Value();
  FailureOr<Value> y = node.layer<cnn::GlobalPoolOp>(x, kindAttributes(node, pooling));
  if (failed(y))
    return failure();
  return node.reshape(*y, result);
}

static Value globalElement(Body &body, const Pooling &pooling) {
  ArrayRef<int64_t> extents = body.in[0].getShape().drop_front(2);
  auto step = [&](ValueRange at, ValueRange carried) -> SmallVector<Value> {
    return {combine(body, pooling, carried[0], body.load(0, inChannel(body, at)))};
  };
  int64_t count = 1;
  for (int64_t extent : extents)
    count *= extent;
  return finish(body, pooling, body.loopOver(extents, neutral(body, pooling), step)[0], body.indexOf(count));
}

static LogicalResult importGlobalPool(Node &node, const Pooling &pooling) {
  if (failed(checkInput(node, pooling.kind)))
    return failure();
  if (node.rank(0) < 2)
    return node.error() << "the input has rank " << node.rank(0) << ", expected at least 2";
  SmallVector<int64_t> result(node.rank(0), 1);
  result[0] = node.shape(0)[0];
  result[1] = node.shape(0)[1];
  FailureOr<Value> y = createGlobalPool(node, pooling, result);
  if (succeeded(y) && !*y)
    y = node.generate(result, node.element(0), node.input(0), [&](Body &body) { return globalElement(body, pooling); });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

static LogicalResult importGlobalAveragePool(Node &node) { return importGlobalPool(node, {PoolKind::avg}); }
static LogicalResult importGlobalMaxPool(Node &node) { return importGlobalPool(node, {PoolKind::max}); }

static LogicalResult importGlobalLpPool(Node &node) {
  FailureOr<double> p = readP(node);
  return failed(p) ? failure() : importGlobalPool(node, {PoolKind::lp, *p});
}

ArrayRef<Operator> onnx_import::getPoolOperators() {
  static const Operator operators[] = {{"MaxPool", importMaxPool},
                                       {"AveragePool", importAveragePool},
                                       {"LpPool", importLpPool},
                                       {"GlobalAveragePool", importGlobalAveragePool},
                                       {"GlobalMaxPool", importGlobalMaxPool},
                                       {"GlobalLpPool", importGlobalLpPool}};
  return operators;
}
