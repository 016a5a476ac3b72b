//===- ReferenceEmitter.cpp - What reference kernels are written with
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ReferenceEmitter.h"

using namespace mlir;
using namespace cnnc;

cnn::PadMode ReferenceEmitter::padMode() const {
  auto mode = attributes.getAs<cnn::PadModeAttr>("padding_mode");
  return mode ? mode.getValue() : cnn::PadMode::zero;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Value ReferenceEmitter::real(double value) { return arith::ConstantOp::create(e.b, e.loc, e.b.getF64FloatAttr(value)); }
Value ReferenceEmitter::toReal(Value index) {
  Value whole = arith::IndexCastOp::create(e.b, e.loc, e.b.getI64Type(), index);
  return arith::SIToFPOp::create(e.b, e.loc, e.b.getF64Type(), whole);
}
Value ReferenceEmitter::add(Value a, Value b) { return arith::AddFOp::create(e.b, e.loc, a, b); }
Value ReferenceEmitter::sub(Value a, Value b) { return arith::SubFOp::create(e.b, e.loc, a, b); }
Value ReferenceEmitter::mul(Value a, Value b) { return arith::MulFOp::create(e.b, e.loc, a, b); }
Value ReferenceEmitter::div(Value a, Value b) { return arith::DivFOp::create(e.b, e.loc, a, b); }
Value ReferenceEmitter::maximum(Value a, Value b) { return arith::MaximumFOp::create(e.b, e.loc, a, b); }
Value ReferenceEmitter::exp(Value a) { return math::ExpOp::create(e.b, e.loc, a); }
Value ReferenceEmitter::sqrt(Value a) { return math::SqrtOp::create(e.b, e.loc, a); }
Value ReferenceEmitter::power(Value a, double exponent) {
  if (exponent == 1)
    return a;
  if (exponent == 2)
    return mul(a, a);
  if (exponent == 0.5)
    return sqrt(a);
  return math::PowFOp::create(e.b, e.loc, a, real(exponent));
}

Value ReferenceEmitter::notLess(Value a, Value b) {
  return arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::sge, a, b);
}
Value ReferenceEmitter::equal(Value a, Value b) {
  return arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, a, b);
}
Value ReferenceEmitter::both(Value a, Value b) { return arith::AndIOp::create(e.b, e.loc, a, b); }
Value ReferenceEmitter::select(Value condition, Value a, Value b) {
  return arith::SelectOp::create(e.b, e.loc, condition, a, b);
}

SmallVector<Value> ReferenceEmitter::branch(Value condition, ValueRange otherwise,
                                            function_ref<SmallVector<Value>()> then) {
  auto op = scf::IfOp::create(e.b, e.loc, otherwise.getTypes(), condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(e.b);
  e.b.setInsertionPointToStart(op.thenBlock());
  scf::YieldOp::create(e.b, e.loc, then());
  e.b.setInsertionPointToStart(op.elseBlock());
  scf::YieldOp::create(e.b, e.loc, otherwise);
  return llvm::to_vector_of<Value>(op.getResults());
}

Value ReferenceEmitter::branch(Value condition, Value otherwise, function_ref<Value()> then) {
  return branch(condition, ValueRange(otherwise), [&]() -> SmallVector<Value> { return {then()}; })[0];
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

Value ReferenceEmitter::fold(Value count, Value init, Step body) {
  return e.reduce(e.index(0), count, 1, init,
                  [&](Value i, ValueRange acc) -> SmallVector<Value> { return {body(i, acc[0])}; })[0];
}

SmallVector<Value> ReferenceEmitter::foldAxes(ArrayRef<int64_t> axes, Place place, ValueRange init,
                                              function_ref<SmallVector<Value>(Place, ValueRange)> body) {
  if (axes.empty())
    return body(place, init);
  return e.reduce(0, extent(axes[0]), init, [&](Value i, ValueRange acc) {
    Place inner = place;
    inner[axes[0]] = i;
    return foldAxes(axes.drop_front(), inner, acc, body);
  });
}

Value ReferenceEmitter::foldAxes(ArrayRef<int64_t> axes, Place place, Value init,
                                 function_ref<Value(Place, Value)> body) {
  return foldAxes(axes, place, ValueRange(init),
                  [&](Place inner, ValueRange acc) -> SmallVector<Value> { return {body(inner, acc[0])}; })[0];
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

Value ReferenceEmitter::load(Place place, unsigned input) {
  const Buffer &x = e.inputs[input];
  Value element = e.load(x, e.element(x, place.image, place.channel, place.row, place.column));
  return arith::ExtFOp::create(e.b, e.loc, e.b.getF64Type(), element);
}

Value ReferenceEmitter::loadOperand(const Buffer &operand, Place place) {
  if (!operand.layout)
    return e.load(operand, place.channel);
  Value zero = e.index(0);
  return e.load(operand, e.element(operand, place.image, operand.shape.channels == 1 ? zero : place.channel,
                                   operand.shape.height == 1 ? zero : place.row,
                                   operand.shape.width == 1 ? zero : place.column));
}

Value ReferenceEmitter::loadWeight(unsigned weight, Value index) {
  return arith::ExtFOp::create(e.b, e.loc, e.b.getF64Type(), e.load(e.weights[weight], index));
}

int64_t ReferenceEmitter::extent(int64_t axis, unsigned input) const {
  const cnn::PictureShape &shape = e.inputs[input].shape;
  return axis == 1 ? shape.channels : axis == 2 ? shape.height : shape.width;
}

int64_t ReferenceEmitter::count(ArrayRef<int64_t> axes) const {
  int64_t elements = 1;
  for (int64_t axis : axes)
    elements *= extent(axis);
  return elements;
}

Value ReferenceEmitter::inside(cnn::PadMode mode, Place place, Value acc, function_ref<Value(Place)> then) {
  Value zero = e.index(0);
  auto map = [&](Value i, int64_t n) -> Value {
    Value last = e.index(n - 1);
    switch (mode) {
    case cnn::PadMode::reflect: {
      Value positive = e.max(i, e.sub(zero, i));
      Value over = e.sub(positive, last);
      return e.sub(last, e.max(over, e.sub(zero, over)));
    }
    case cnn::PadMode::replicate:
      return e.min(e.max(i, zero), last);
    case cnn::PadMode::circular:
      return e.rem(e.add(i, n), n); // No padding is wider than the picture.
    case cnn::PadMode::zero:
      return i;
    }
    llvm_unreachable("all modes are covered");
  };
  int64_t height = extent(2), width = extent(3);
  place.row = map(place.row, height);
  place.column = map(place.column, width);
  if (mode != cnn::PadMode::zero)
    return then(place);
  Value fits = both(both(notLess(place.row, zero), e.less(place.row, e.index(height))),
                    both(notLess(place.column, zero), e.less(place.column, e.index(width))));
  return branch(fits, acc, [&] { return then(place); });
}
