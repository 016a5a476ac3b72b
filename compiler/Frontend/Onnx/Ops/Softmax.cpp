//===- Softmax.cpp - Softmax, LogSoftmax and Hardmax
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From opset 13 these work along one axis; before, along all axes from the
// given one to the last, which is one axis of a view.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Elementwise.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

namespace {
/// The axes from `first` up to, not including, `end`.
struct Axes {
  int64_t first, end;
};
} // namespace

/// Checks the input and the attribute.
static FailureOr<Axes> getAxes(Node &node) {
  if (failed(expect(node, 1, 1)) || failed(expectFloats(node, 0)))
    return failure();
  bool joins = node.opset < 13;
  int64_t rank = node.rank(0), given = node.attribute("axis", joins ? 1 : -1);
  // All axes before the given one may be joined, which leaves none to work along.
  if (joins && (given == rank || rank == 0))
    return Axes{rank, rank};
  FailureOr<int64_t> axis = node.axis(given, rank);
  if (failed(axis))
    return failure();
  if (*axis == 0 && node.type(0).isDynamicDim(0))
    return node.mixesPictures();
  return Axes{*axis, joins ? rank : *axis + 1};
}

static int64_t product(ArrayRef<int64_t> extents) {
  int64_t result = 1;
  for (int64_t extent : extents)
    result *= extent;
  return result;
}

/// The layer, on the tensor itself or a view; null where it must be a formula.
static FailureOr<Value> softmaxLayer(Node &node, Axes axes, bool log) {
  ArrayRef<int64_t> shape = node.shape(0);
  if (!node.isF32(0) || node.isConstant(0) || axes.first == axes.end || !hasElements(shape) ||
      !cnn::countUnitElements(shape))
    return Value();
  bool isPicture = shape.size() == 4 || shape.size() == 2;
  Value x = node.input(0);
  int64_t axis = axes.first;
  if (axis == 0 || axes.end != axis + 1 || !isPicture) {
    // N x before x axis x after, with the axis in rows, or in columns.
    int64_t length = product(shape.slice(axes.first, axes.end - axes.first)),
            after = product(shape.drop_front(axes.end));
    int64_t pictures = axis == 0 ? 1 : shape[0], before = axis == 0 ? 1 : product(shape.slice(1, axis - 1));
    SmallVector<int64_t> view = {pictures, before, length, after};
    if (after == 1)
      view = {pictures, 1, before, length};
    if (after == 1 && before == 1)
      view = {pictures, length};
    axis = after != 1 ? 2 : before != 1 ? 3 : 1;
    FailureOr<Value> viewed = node.reshape(x, view);
    if (failed(viewed))
      return failure();
    x = *viewed;
  }
  SmallVector<NamedAttribute, 2> attributes = {node.attr("axis", axis)};
  if (log)
    attributes.push_back(node.flag("log"));
  return node.layer<cnn::SoftmaxOp>(x, attributes);
}

/// Runs over the elements that share a result's sum, carrying values.
static SmallVector<Value>
overAxes(Body &body, Axes axes, ArrayRef<int64_t> shape, ValueRange init,
         llvm::function_ref<SmallVector<Value>(ValueRange place, Value element, ValueRange carried)> step) {
  return body.loopOver(shape.slice(axes.first, axes.end - axes.first), init, [&](ValueRange at, ValueRange carried) {
    SmallVector<Value> place = body.index;
    for (auto [i, index] : llvm::enumerate(at))
      place[axes.first + i] = index;
    return step(at, body.load(0, place), carried);
  });
}

static Value softmaxFormula(Body &body, Axes axes, ArrayRef<int64_t> shape, bool log) {
  Value own = body.loadBroadcast(0);
  Type type = computeType(own.getType()), wide = sumType(own.getType());
  auto load = [&](Value element) { return body.convert(element, type); };
  Value greatest = overAxes(body, axes, shape, load(own), [&](ValueRange, Value element, ValueRange carried) {
    return SmallVector<Value>{body.max(carried[0], load(element))};
  })[0];
  auto term = [&](Value element) {
    return exp(Real{&body, body.convert(body.sub(load(element), greatest), wide)}).value;
  };
  Value sum = overAxes(body, axes, shape, body.number(0, wide), [&](ValueRange, Value element, ValueRange carried) {
    return SmallVector<Value>{body.add(carried[0], term(element))};
  })[0];
  Value y;
  if (log)
    y = body.sub(body.convert(body.sub(load(own), greatest), wide), onnx_import::log(Real{&body, sum}).value);
  else
    y = body.div(term(own), sum);
  return body.convert(y, own.getType());
}

static LogicalResult import(Node &node, bool log) {
  FailureOr<Axes> axes = getAxes(node);
  if (failed(axes))
    return failure();
  FailureOr<Value> y = softmaxLayer(node, *axes, log);
  if (succeeded(y) && !*y)
    y = node.generate(node.shape(0), node.element(0), node.input(0),
                      [&](Body &body) { return softmaxFormula(body, *axes, node.shape(0), log); });
  return finish(node, y, node.shape(0));
}

LogicalResult onnx_import::importSoftmax(Node &node) { return import(node, /*log=*/false); }
LogicalResult onnx_import::importLogSoftmax(Node &node) { return import(node, /*log=*/true); }

/// 1 where the first of the greatest elements is, else 0.
LogicalResult onnx_import::importHardmax(Node &node) {
  FailureOr<Axes> axes = getAxes(node);
  if (failed(axes))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  auto linear = [&](Body &body, ValueRange at) {
    Value place = body.indexOf(0);
    for (auto [i, index] : llvm::enumerate(at))
      place = body.addIndex(body.mulIndex(place, shape[axes->first + i]), index);
    return place;
  };
  auto formula = [&](Body &body) {
    Value own = body.loadBroadcast(0);
    Value here = linear(body, ValueRange(body.index).slice(axes->first, axes->end - axes->first));
    Value yes = body.integer(1, body.b.getI1Type()), no = body.integer(0, body.b.getI1Type());
    auto step = [&](ValueRange at, Value element, ValueRange carried) {
      Value earlier = arith::CmpIOp::create(body.b, body.loc, arith::CmpIPredicate::ult, linear(body, at), here);
      Value same = body.select(earlier, body.compare(Body::Order::Equal, element, own), no);
      Value beaten = body.select(body.compare(Body::Order::Greater, element, own), yes, same);
      return SmallVector<Value>{body.select(beaten, no, carried[0])};
    };
    Value first = overAxes(body, *axes, shape, yes, step)[0];
    return body.select(first, body.number(1, own.getType()), body.number(0, own.getType()));
  };
  return finish(node, node.generate(shape, node.element(0), node.input(0), formula), shape);
}
