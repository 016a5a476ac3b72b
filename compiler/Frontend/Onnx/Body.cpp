//===- Body.cpp - Scalar code of a formula
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The methods of Body. Nothing here has undefined results: integers divide by
// zero to zero, floats beyond an integer's range become its lowest value (as
// x86 has it), so that a model's inputs cannot bring a formula down. Halves are
// computed in f32, since a model is linked without a library of their helpers.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Node.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

/// The type of an element in a body: integers have no sign.
static Type signless(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer ? IntegerType::get(type.getContext(), integer.getWidth()) : type;
}

static bool isHalf(Type type) { return type.isF16() || type.isBF16(); }
static bool isFloat(Value x) { return isa<FloatType>(x.getType()); }

/// Bools order as 0 and 1.
static bool comparesUnsigned(Value x, bool isUnsigned) { return isUnsigned || x.getType().isInteger(1); }

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

Value Body::load(unsigned i, ValueRange at) {
  Value element = tensor::ExtractOp::create(b, loc, tensors[i], at);
  return in[i].getElementType().isInteger(1) ? convert(element, b.getI1Type()) : element;
}

Value Body::loadBroadcast(unsigned i) {
  ArrayRef<int64_t> shape = in[i].getShape();
  SmallVector<Value> at;
  for (int64_t d = 0, first = int64_t(index.size()) - int64_t(shape.size()); d < int64_t(shape.size()); ++d)
    at.push_back(shape[d] == 1 || first + d < 0 ? indexOf(0) : index[first + d]);
  return load(i, at);
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

Value Body::indexOf(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }

Value Body::addIndex(Value x, Value y) {
  if (matchPattern(x, m_Zero()))
    return y;
  return matchPattern(y, m_Zero()) ? x : arith::AddIOp::create(b, loc, x, y).getResult();
}

Value Body::mulIndex(Value x, int64_t y) {
  return y == 0 ? indexOf(0) : y == 1 ? x : arith::MulIOp::create(b, loc, x, indexOf(y)).getResult();
}

Value Body::divIndex(Value x, int64_t y) {
  return y == 1 ? x : arith::DivUIOp::create(b, loc, x, indexOf(y)).getResult();
}

Value Body::remIndex(Value x, int64_t y) {
  return y == 1 ? indexOf(0) : arith::RemUIOp::create(b, loc, x, indexOf(y)).getResult();
}

Value Body::inRange(Value x, int64_t n) {
  if (n <= 0)
    return integer(0, b.getI1Type());
  // A negative index is a large unsigned one.
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, x, indexOf(n));
}

Value Body::toIndex(Value element, bool isUnsigned) {
  Type type = element.getType();
  if (type.isIndex())
    return element;
  if (isFloat(element))
    element = convert(element, b.getI64Type());
  if (comparesUnsigned(element, isUnsigned))
    return arith::IndexCastUIOp::create(b, loc, b.getIndexType(), element);
  return arith::IndexCastOp::create(b, loc, b.getIndexType(), element);
}

Value Body::fromIndex(Value x, Type type) {
  type = signless(type);
  if (type.isIndex())
    return x;
  Value wide = arith::IndexCastOp::create(b, loc, b.getI64Type(), x);
  return convert(wide, type);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

Value Body::number(double value, Type type) {
  if (auto real = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(b, loc, real, FloatAttr::get(real, value));
  if (std::isnan(value))
    return integer(0, type);
  if (type.isInteger(1))
    return integer(value != 0, type);
  // Through 64 bits of the sign that the value needs.
  if (value >= 0x1p63)
    return integer(value >= 0x1p64 ? -1 : int64_t(uint64_t(value)), type);
  return integer(value < -0x1p63 ? INT64_MIN : int64_t(value), type);
}

Value Body::integer(int64_t value, Type type) {
  if (isa<FloatType>(type))
    return number(double(value), type);
  if (type.isIndex())
    return indexOf(value);
  type = signless(type);
  unsigned width = type.getIntOrFloatBitWidth();
  APInt bits = width == 1 ? APInt(1, value != 0) : APInt(64, uint64_t(value)).sextOrTrunc(width);
  return arith::ConstantOp::create(b, loc, cast<TypedAttr>(IntegerAttr::get(type, bits)));
}

/// An operation on elements of one type, halves as f32.
template <typename FloatOp, typename IntegerOp> static Value binary(Body &body, Value x, Value y) {
  if (!isFloat(x))
    return IntegerOp::create(body.b, body.loc, x, y);
  Type type = x.getType(), f32 = body.b.getF32Type();
  if (!isHalf(type))
    return FloatOp::create(body.b, body.loc, x, y);
  Value result = FloatOp::create(body.b, body.loc, body.convert(x, f32), body.convert(y, f32));
  return body.convert(result, type);
}

Value Body::add(Value x, Value y) { return binary<arith::AddFOp, arith::AddIOp>(*this, x, y); }
Value Body::sub(Value x, Value y) { return binary<arith::SubFOp, arith::SubIOp>(*this, x, y); }
Value Body::mul(Value x, Value y) { return binary<arith::MulFOp, arith::MulIOp>(*this, x, y); }

Value Body::div(Value x, Value y, bool isUnsigned) {
  if (isFloat(x))
    return binary<arith::DivFOp, arith::DivSIOp>(*this, x, y);
  isUnsigned = comparesUnsigned(x, isUnsigned);
  Type type = x.getType();
  auto divide = [&](Value by) -> Value {
    return isUnsigned ? arith::DivUIOp::create(b, loc, x, by).getResult()
                      : arith::DivSIOp::create(b, loc, x, by).getResult();
  };
  APInt known;
  if (matchPattern(y, m_ConstantInt(&known)) && !known.isZero() && (isUnsigned || !known.isAllOnes()))
    return divide(y);
  // The processor stops at x / 0, and at the lowest value / -1.
  Value zero = integer(0, type), one = integer(1, type), isZero = compare(Order::Equal, y, zero);
  if (isUnsigned)
    return select(isZero, zero, divide(select(isZero, one, y)));
  Value isNegating = compare(Order::Equal, y, integer(-1, type));
  Value safe = select(isZero, one, select(isNegating, one, y));
  return select(isZero, zero, select(isNegating, sub(zero, x), divide(safe)));
}

Value Body::max(Value x, Value y, bool isUnsigned) {
  return comparesUnsigned(x, isUnsigned) ? binary<arith::MaximumFOp, arith::MaxUIOp>(*this, x, y)
                                         : binary<arith::MaximumFOp, arith::MaxSIOp>(*this, x, y);
}

Value Body::min(Value x, Value y, bool isUnsigned) {
  return comparesUnsigned(x, isUnsigned) ? binary<arith::MinimumFOp, arith::MinUIOp>(*this, x, y)
                                         : binary<arith::MinimumFOp, arith::MinSIOp>(*this, x, y);
}

Value Body::neg(Value x) {
  if (!isFloat(x))
    return sub(integer(0, x.getType()), x);
  Type type = x.getType();
  if (isHalf(type))
    return convert(neg(convert(x, b.getF32Type())), type);
  return arith::NegFOp::create(b, loc, x);
}

Value Body::compare(Order order, Value x, Value y, bool isUnsigned) {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  constexpr F floats[] = {F::OEQ, F::OLT, F::OLE, F::OGT, F::OGE};
  constexpr I signedOrders[] = {I::eq, I::slt, I::sle, I::sgt, I::sge};
  constexpr I unsignedOrders[] = {I::eq, I::ult, I::ule, I::ugt, I::uge};
  unsigned i = unsigned(order);
  if (!isFloat(x))
    return arith::CmpIOp::create(b, loc, (comparesUnsigned(x, isUnsigned) ? unsignedOrders : signedOrders)[i], x, y);
  if (isHalf(x.getType())) {
    x = convert(x, b.getF32Type());
    y = convert(y, b.getF32Type());
  }
  return arith::CmpFOp::create(b, loc, floats[i], x, y);
}

Value Body::select(Value condition, Value x, Value y) { return arith::SelectOp::create(b, loc, condition, x, y); }

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

/// An f64 as the f32 toward zero whose last bit is set if anything was lost: a
/// second rounding, to a half, then comes out as a single one would.
static Value roundToOdd(Body &body, Value x) {
  OpBuilder &b = body.b;
  Type i32 = b.getI32Type(), f32 = b.getF32Type();
  Value nearest = arith::TruncFOp::create(b, body.loc, f32, x);
  Value back = arith::ExtFOp::create(b, body.loc, b.getF64Type(), nearest);
  Value inexact = arith::CmpFOp::create(b, body.loc, arith::CmpFPredicate::ONE, back, x);
  Value beyond = arith::CmpFOp::create(b, body.loc, arith::CmpFPredicate::OGT, math::AbsFOp::create(b, body.loc, back),
                                       math::AbsFOp::create(b, body.loc, x));
  Value bits = arith::BitcastOp::create(b, body.loc, i32, nearest);
  Value lower = body.select(beyond, body.sub(bits, body.integer(1, i32)), bits);
  Value odd = arith::OrIOp::create(b, body.loc, lower, body.integer(1, i32));
  return arith::BitcastOp::create(b, body.loc, f32, body.select(inexact, odd, bits));
}

static Value narrowToBF16(Body &body, Value x) {
  OpBuilder &b = body.b;
  Type i32 = b.getI32Type();
  Value sixteen = body.integer(16, i32), bits = arith::BitcastOp::create(b, body.loc, i32, x);
  Value upper = arith::ShRUIOp::create(b, body.loc, bits, sixteen);
  // To the nearest, ties to even; the carry may reach the exponent.
  Value even = arith::AndIOp::create(b, body.loc, upper, body.integer(1, i32));
  Value rounded = body.add(bits, body.add(even, body.integer(0x7fff, i32)));
  rounded = arith::ShRUIOp::create(b, body.loc, rounded, sixteen);
  // A NaN whose payload lies in the lower bits must remain one.
  Value quiet = arith::OrIOp::create(b, body.loc, upper, body.integer(0x40, i32));
  Value isNan = arith::CmpFOp::create(b, body.loc, arith::CmpFPredicate::UNO, x, x);
  Value result = arith::TruncIOp::create(b, body.loc, b.getIntegerType(16), body.select(isNan, quiet, rounded));
  return arith::BitcastOp::create(b, body.loc, b.getBF16Type(), result);
}

static Value convertFloat(Body &body, Value x, FloatType to) {
  OpBuilder &b = body.b;
  auto from = cast<FloatType>(x.getType());
  if (from == to)
    return x;
  if (isHalf(from) && !to.isF32())
    return convertFloat(body, arith::ExtFOp::create(b, body.loc, b.getF32Type(), x), to);
  if (from.getWidth() < to.getWidth())
    return arith::ExtFOp::create(b, body.loc, to, x);
  if (from.isF64() && isHalf(to))
    x = roundToOdd(body, x);
  if (to.isBF16())
    return narrowToBF16(body, x);
  return arith::TruncFOp::create(b, body.loc, to, x);
}

static Value floatToInteger(Body &body, Value x, IntegerType to, bool isUnsigned) {
  OpBuilder &b = body.b;
  if (isHalf(x.getType()))
    x = convertFloat(body, x, b.getF32Type());
  Type type = x.getType();
  unsigned width = to.getWidth();
  // The integer through which it goes: narrow ones wrap.
  Type through = width < 32 ? b.getI32Type() : width == 32 && !isUnsigned ? b.getI32Type() : b.getI64Type();
  if (width == 64 && isUnsigned) {
    Value isLarge = body.compare(Body::Order::GreaterOrEqual, x, body.number(0x1p63, type));
    x = body.select(isLarge, body.sub(x, body.number(0x1p64, type)), x);
  }
  double bound = through.isInteger(32) ? 0x1p31 : 0x1p63;
  Value fits = body.compare(Body::Order::Less, math::AbsFOp::create(b, body.loc, x), body.number(bound, type));
  x = body.select(fits, x, body.number(-bound, type));
  Value result = arith::FPToSIOp::create(b, body.loc, through, x);
  return body.convert(result, to);
}

static Value integerToFloat(Body &body, Value x, FloatType to, bool isUnsigned) {
  OpBuilder &b = body.b;
  Type through = isHalf(to) ? Type(b.getF32Type()) : to;
  Value result = isUnsigned ? arith::UIToFPOp::create(b, body.loc, through, x).getResult()
                            : arith::SIToFPOp::create(b, body.loc, through, x).getResult();
  return convertFloat(body, result, to);
}

Value Body::convert(Value x, Type type, bool fromUnsigned, bool toUnsigned) {
  toUnsigned |= type.isUnsignedInteger();
  type = signless(type);
  Type from = x.getType();
  if (from == type)
    return x;
  if (from.isIndex())
    return fromIndex(x, type);
  if (type.isIndex())
    return toIndex(x, fromUnsigned);
  fromUnsigned = comparesUnsigned(x, fromUnsigned);
  if (type.isInteger(1) && isFloat(x)) {
    if (isHalf(from))
      x = convertFloat(*this, x, b.getF32Type());
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNE, x, number(0, x.getType()));
  }
  if (type.isInteger(1))
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, x, integer(0, from));
  if (auto to = dyn_cast<FloatType>(type))
    return isFloat(x) ? convertFloat(*this, x, to) : integerToFloat(*this, x, to, fromUnsigned);
  auto to = cast<IntegerType>(type);
  if (isFloat(x))
    return floatToInteger(*this, x, to, toUnsigned);
  if (to.getWidth() < from.getIntOrFloatBitWidth())
    return arith::TruncIOp::create(b, loc, to, x);
  return fromUnsigned ? arith::ExtUIOp::create(b, loc, to, x).getResult()
                      : arith::ExtSIOp::create(b, loc, to, x).getResult();
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

SmallVector<Value> Body::loop(int64_t count, ValueRange init, Step step) {
  if (count <= 0)
    return SmallVector<Value>(init);
  if (count == 1)
    return step(indexOf(0), init);
  auto op = scf::ForOp::create(
      b, loc, indexOf(0), indexOf(count), indexOf(1), init,
      [&](OpBuilder &, Location, Value i, ValueRange carried) { scf::YieldOp::create(b, loc, step(i, carried)); });
  return SmallVector<Value>(op.getResults());
}

SmallVector<Value> Body::loopOver(ArrayRef<int64_t> extents, ValueRange init,
                                  llvm::function_ref<SmallVector<Value>(ValueRange, ValueRange)> step) {
  SmallVector<Value> at;
  std::function<SmallVector<Value>(ValueRange)> nest = [&](ValueRange carried) {
    if (at.size() == extents.size())
      return step(at, carried);
    return loop(extents[at.size()], carried, [&](Value i, ValueRange inner) {
      at.push_back(i);
      SmallVector<Value> next = nest(inner);
      at.pop_back();
      return next;
    });
  };
  return nest(init);
}

Value Body::branch(Value condition, Value otherwise, llvm::function_ref<Value()> then) {
  auto op = scf::IfOp::create(
      b, loc, condition, [&](OpBuilder &, Location) { scf::YieldOp::create(b, loc, then()); },
      [&](OpBuilder &, Location) { scf::YieldOp::create(b, loc, otherwise); });
  return op.getResult(0);
}
