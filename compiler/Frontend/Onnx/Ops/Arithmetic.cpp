//===- Arithmetic.cpp - Functions of several tensors, and casts
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operands of f32 whose shapes a binary layer can broadcast become one; all
// others are a formula with ONNX's broadcasting. A constant of one number, or
// of one for each channel, is a parameter of the layer.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Elementwise.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

namespace {
/// An input, or what was computed from some.
struct Operand {
  Value value;
  DenseElementsAttr constant; ///< null where it is none

  RankedTensorType type() const { return cast<RankedTensorType>(value.getType()); }
  ArrayRef<int64_t> shape() const { return type().getShape(); }
};
} // namespace

static Operand operandOf(Value value) {
  DenseElementsAttr constant;
  matchPattern(value, m_Constant(&constant));
  return {value, constant};
}

static Operand operandOf(Node &node, unsigned i) { return {node.input(i), node.constant(i)}; }

/// The shape of all inputs together.
static FailureOr<SmallVector<int64_t>> broadcastShapes(Node &node, ArrayRef<Value> values) {
  SmallVector<int64_t> shape;
  for (Value value : values) {
    FailureOr<SmallVector<int64_t>> both = node.broadcast(shape, cast<RankedTensorType>(value.getType()).getShape());
    if (failed(both))
      return failure();
    shape = *both;
  }
  for (size_t i = 1; i < shape.size(); ++i)
    if (ShapedType::isDynamic(shape[i]))
      return node.mixesPictures();
  return shape;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// The tensor beside a constant, and the constant as a vector.
static std::optional<std::pair<Value, Value>> pictureAndVector(Node &node, Operand x, Operand c,
                                                               ArrayRef<int64_t> shape) {
  if (x.shape() != shape)
    return std::nullopt;
  Value picture = node.asPicture(x.value);
  Value vector = picture ? channelVector(node, c.value, c.constant, shape) : Value();
  if (!vector)
    return std::nullopt;
  int64_t count = cast<RankedTensorType>(vector.getType()).getDimSize(0);
  if (count != 1 && count != cast<RankedTensorType>(picture.getType()).getDimSize(1))
    return std::nullopt;
  return std::make_pair(picture, vector);
}

/// Views of two tensors that a layer broadcasts as ONNX does.
static std::optional<std::pair<Value, Value>> twoPictures(Node &node, Operand a, Operand b) {
  ArrayRef<int64_t> m = a.shape(), n = b.shape();
  if (m == n) {
    Value x = node.asPicture(a.value), y = node.asPicture(b.value);
    return x && y ? std::optional(std::make_pair(x, y)) : std::nullopt;
  }
  if (m.size() != n.size() || m.size() < 2 || m.size() > 4 || m[0] != n[0])
    return std::nullopt;
  for (auto [i, j] : llvm::zip(m, n))
    if (i != j && i != 1 && j != 1)
      return std::nullopt;
  if (m.size() != 3)
    return std::make_pair(a.value, b.value);
  FailureOr<Value> x = node.reshape(a.value, {m[0], m[1], 1, m[2]}), y = node.reshape(b.value, {n[0], n[1], 1, n[2]});
  return succeeded(x) && succeeded(y) ? std::optional(std::make_pair(*x, *y)) : std::nullopt;
}

/// Operands for a binary layer; nothing where there is none.
static std::optional<std::pair<Value, Value>> layerOperands(Node &node, Operand a, Operand b, ArrayRef<int64_t> shape) {
  if (!a.type().getElementType().isF32() || !b.type().getElementType().isF32() || (a.constant && b.constant) ||
      !hasElements(shape))
    return std::nullopt;
  if (!a.constant && !b.constant)
    return twoPictures(node, a, b);
  auto operands = a.constant ? pictureAndVector(node, b, a, shape) : pictureAndVector(node, a, b, shape);
  if (operands && a.constant)
    std::swap(operands->first, operands->second);
  return operands;
}

/// The elements of two operands together, as stored.
using Combine = Value (*)(Body &, Value, Value);

/// By the layer, where it takes the operands.
template <typename OpTy>
static FailureOr<Value> combine(Node &node, Operand a, Operand b, Type element, Combine formula) {
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(node, {a.value, b.value});
  if (failed(shape))
    return failure();
  if (auto operands = layerOperands(node, a, b, *shape)) {
    FailureOr<Value> y = node.layer<OpTy>({operands->first, operands->second});
    return failed(y) ? y : node.reshape(*y, *shape);
  }
  return node.generate(*shape, element, {a.value, b.value},
                       [&](Body &body) { return formula(body, body.loadBroadcast(0), body.loadBroadcast(1)); });
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

static Value addElements(Body &body, Value x, Value y) { return body.add(x, y); }

FailureOr<Value> onnx_import::addTensors(Node &node, Value a, Value b) {
  Type element = cast<RankedTensorType>(a.getType()).getElementType();
  return combine<cnn::AddOp>(node, operandOf(a), operandOf(b), element, addElements);
}

/// Before opset 7 the second operand could start at an axis of the first.
static FailureOr<Operand> secondOperand(Node &node) {
  Operand b = operandOf(node, 1);
  if (node.opset >= 7 || node.attribute("broadcast", 0) == 0 || !node.hasAttribute("axis"))
    return b;
  int64_t rank = node.rank(0);
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", 0), rank);
  if (failed(axis))
    return failure();
  if (*axis + node.rank(1) > rank)
    return node.error() << "found operands of rank " << rank << " and " << node.rank(1)
                        << ", which do not fit together from axis " << *axis;
  SmallVector<int64_t> shape(node.shape(1));
  shape.append(rank - *axis - node.rank(1), 1);
  FailureOr<Value> view = node.reshape(b.value, shape);
  if (failed(view))
    return failure();
  return operandOf(*view);
}

template <typename OpTy> static LogicalResult binary(Node &node, Combine formula) {
  if (failed(expect(node, 2, 2)) || failed(expectNumbers(node, 0)) || failed(expectSameType(node, 1)))
    return failure();
  FailureOr<Operand> b = secondOperand(node);
  if (failed(b))
    return failure();
  FailureOr<Value> y = combine<OpTy>(node, operandOf(node, 0), *b, node.element(0), formula);
  return failed(y) ? failure() : finish(node, y, cast<RankedTensorType>(y->getType()).getShape());
}

// Integers by 0, and the one quotient that overflows, would stop the program.
static Value divideIntegers(Body &body, Value x, Value y, bool remainder) {
  Type type = y.getType();
  Value zero = body.integer(0, type), one = body.integer(1, type);
  bool isUnsigned = body.isUnsigned(0);
  Value isZero = body.compare(Body::Order::Equal, y, zero), divisor = body.select(isZero, one, y);
  Value isMinusOne;
  if (!isUnsigned) {
    isMinusOne = body.compare(Body::Order::Equal, y, body.integer(-1, type));
    divisor = body.select(isMinusOne, one, divisor);
  }
  Value quotient = body.div(x, divisor, isUnsigned);
  if (remainder)
    return body.select(isZero, zero, body.sub(x, body.mul(quotient, divisor)));
  if (isMinusOne)
    quotient = body.select(isMinusOne, body.neg(x), quotient);
  return body.select(isZero, zero, quotient);
}

static LogicalResult importAdd(Node &node) { return binary<cnn::AddOp>(node, addElements); }
static LogicalResult importSub(Node &node) {
  return binary<cnn::SubtractOp>(node, [](Body &body, Value x, Value y) { return body.sub(x, y); });
}
static LogicalResult importMul(Node &node) {
  return binary<cnn::MultiplyOp>(node, [](Body &body, Value x, Value y) { return body.mul(x, y); });
}
static LogicalResult importDiv(Node &node) {
  return binary<cnn::DivideOp>(node, [](Body &body, Value x, Value y) {
    return isa<FloatType>(x.getType()) ? body.div(x, y) : divideIntegers(body, x, y, /*remainder=*/false);
  });
}

//===----------------------------------------------------------------------===//
// Formulas of two operands
//===----------------------------------------------------------------------===//

/// A formula of two broadcast inputs; the result's elements are of `element`.
static LogicalResult binaryFormula(Node &node, Value b, Type element,
                                   llvm::function_ref<Value(Body &, Value, Value)> formula) {
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(node, {node.input(0), b});
  if (failed(shape))
    return failure();
  auto body = [&](Body &body) { return formula(body, body.loadBroadcast(0), body.loadBroadcast(1)); };
  return finish(node, node.generate(*shape, element, {node.input(0), b}, body), *shape);
}

/// The remainder has the divisor's sign, with `fmod` the dividend's.
static LogicalResult importMod(Node &node) {
  bool fmod = node.attribute("fmod", 0) != 0;
  if (failed(expect(node, 2, 2)) || failed(expectNumbers(node, 0)) || failed(expectSameType(node, 1)))
    return failure();
  if (!fmod && isa<FloatType>(node.element(0)))
    return node.error() << "found floats with fmod = 0, expected fmod = 1";
  return binaryFormula(node, node.input(1), node.element(0), [&](Body &body, Value x, Value y) -> Value {
    Type type = x.getType(), wide = computeType(type);
    if (isa<FloatType>(type)) {
      Value r = arith::RemFOp::create(body.b, body.loc, body.convert(x, wide), body.convert(y, wide));
      return body.convert(r, type);
    }
    Value r = divideIntegers(body, x, y, /*remainder=*/true);
    if (fmod || body.isUnsigned(0))
      return r;
    Value zero = body.integer(0, type), no = body.integer(0, body.b.getI1Type());
    auto negative = [&](Value v) { return body.compare(Body::Order::Less, v, zero); };
    Value differ = arith::XOrIOp::create(body.b, body.loc, negative(r), negative(y));
    Value exact = body.compare(Body::Order::Equal, r, zero);
    return body.select(body.select(exact, no, differ), body.add(r, y), r);
  });
}

/// By squaring, modulo what the type holds. Of a negative exponent only powers
/// of 1 and -1 are whole numbers.
static Value integerPower(Body &body, Value x, Value y, bool isUnsigned) {
  OpBuilder &b = body.b;
  Type type = x.getType(), wide = b.getI64Type();
  Value base = body.convert(x, wide, body.isUnsigned(0)), exponent = body.convert(y, wide, isUnsigned);
  Value zero = body.integer(0, wide), one = body.integer(1, wide);
  Value isNegative = body.integer(0, b.getI1Type());
  if (!isUnsigned)
    isNegative = body.compare(Body::Order::Less, exponent, zero);
  Value magnitude = body.select(isNegative, body.neg(exponent), exponent);
  auto step = [&](Value, ValueRange carried) {
    Value result = carried[0], power = carried[1], rest = carried[2];
    Value bit = arith::AndIOp::create(b, body.loc, rest, one);
    Value taken = body.compare(Body::Order::Equal, bit, one);
    Value half = arith::ShRUIOp::create(b, body.loc, rest, one);
    return SmallVector<Value>{body.select(taken, body.mul(result, power), result), body.mul(power, power), half};
  };
  Value product = body.loop(64, {one, base, magnitude}, step)[0];
  Value isUnit = body.compare(Body::Order::Equal, body.mul(base, base), one);
  Value inverse = body.select(isUnit, product, zero);
  return body.convert(body.select(isNegative, inverse, product), type, false, body.isUnsigned(0));
}

static LogicalResult importPow(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(expectNumbers(node, 0)) || failed(expectNumbers(node, 1)))
    return failure();
  FailureOr<Operand> exponent = secondOperand(node);
  if (failed(exponent))
    return failure();
  Operand base = operandOf(node, 0);
  Type element = node.element(0), other = node.element(1);
  // A whole exponent of a float is a float too.
  if (element.isF32() && exponent->constant && exponent->constant.isSplat() && !other.isF32()) {
    FailureOr<double> number = node.number(1, "the exponent");
    if (failed(number))
      return failure();
    exponent = operandOf(node.splat(exponent->shape(), *number, element));
    other = element;
  }
  if (element.isF32() && other.isF32()) {
    FailureOr<Value> y = combine<cnn::PowerOp>(node, base, *exponent, element, [](Body &body, Value x, Value y) {
      return Value(math::PowFOp::create(body.b, body.loc, x, y));
    });
    return failed(y) ? failure() : finish(node, y, cast<RankedTensorType>(y->getType()).getShape());
  }
  return binaryFormula(node, exponent->value, element, [&](Body &body, Value x, Value y) -> Value {
    if (!isa<FloatType>(element) && !isa<FloatType>(other))
      return integerPower(body, x, y, body.isUnsigned(1));
    Type wide = body.b.getF64Type();
    Value power = math::PowFOp::create(body.b, body.loc, body.convert(x, wide, body.isUnsigned(0)),
                                       body.convert(y, wide, body.isUnsigned(1)));
    return body.convert(power, x.getType(), false, body.isUnsigned(0));
  });
}

//===----------------------------------------------------------------------===//
// Any number of operands
//===----------------------------------------------------------------------===//

template <typename OpTy> static FailureOr<Value> variadic(Node &node, Combine formula) {
  unsigned count = node.inputCount();
  if (failed(expect(node, 1, UINT16_MAX)) || failed(expect(node, count, count)) || failed(expectNumbers(node, 0)))
    return failure();
  Operand result = operandOf(node, 0);
  for (unsigned i = 1; i < count; ++i) {
    if (failed(expectSameType(node, i)))
      return failure();
    FailureOr<Value> y = combine<OpTy>(node, result, operandOf(node, i), node.element(0), formula);
    if (failed(y))
      return failure();
    result = operandOf(*y);
  }
  return result.value;
}

static LogicalResult finishAsIs(Node &node, FailureOr<Value> y) {
  return failed(y) ? failure() : finish(node, y, cast<RankedTensorType>(y->getType()).getShape());
}

static LogicalResult importSum(Node &node) { return finishAsIs(node, variadic<cnn::AddOp>(node, addElements)); }

static LogicalResult importMean(Node &node) {
  FailureOr<Value> sum = variadic<cnn::AddOp>(node, addElements);
  if (failed(sum) || node.inputCount() == 1)
    return finishAsIs(node, sum);
  Type element = node.element(0);
  Operand count = operandOf(node.splat({}, node.inputCount(), element));
  return finishAsIs(
      node, combine<cnn::DivideOp>(node, operandOf(*sum), count, element, [](Body &body, Value x, Value y) {
        return isa<FloatType>(x.getType()) ? body.div(x, y) : divideIntegers(body, x, y, /*remainder=*/false);
      }));
}

static LogicalResult importMax(Node &node) {
  return finishAsIs(node, variadic<cnn::MaximumOp>(
                              node, [](Body &body, Value x, Value y) { return body.max(x, y, body.isUnsigned(0)); }));
}

static LogicalResult importMin(Node &node) {
  return finishAsIs(node, variadic<cnn::MinimumOp>(
                              node, [](Body &body, Value x, Value y) { return body.min(x, y, body.isUnsigned(0)); }));
}

//===----------------------------------------------------------------------===//
// Comparisons, bools
//===----------------------------------------------------------------------===//

template <Body::Order order> static LogicalResult importCompare(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(expectSameType(node, 1)) ||
      (order != Body::Order::Equal && failed(expectNumbers(node, 0))))
    return failure();
  FailureOr<Operand> b = secondOperand(node);
  if (failed(b))
    return failure();
  return binaryFormula(node, b->value, node.b.getI1Type(),
                       [&](Body &body, Value x, Value y) { return body.compare(order, x, y, body.isUnsigned(0)); });
}

template <typename OpTy> static LogicalResult importLogic(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(expectBools(node, 0)) || failed(expectBools(node, 1)))
    return failure();
  FailureOr<Operand> b = secondOperand(node);
  if (failed(b))
    return failure();
  return binaryFormula(node, b->value, node.element(0),
                       [&](Body &body, Value x, Value y) -> Value { return OpTy::create(body.b, body.loc, x, y); });
}

static LogicalResult importNot(Node &node) {
  if (failed(expect(node, 1, 1)) || failed(expectBools(node, 0)))
    return failure();
  auto formula = [](Body &body) -> Value {
    Value x = body.loadBroadcast(0);
    return arith::XOrIOp::create(body.b, body.loc, x, body.integer(1, x.getType()));
  };
  return finish(node, node.generate(node.shape(0), node.element(0), node.input(0), formula), node.shape(0));
}

static LogicalResult importWhere(Node &node) {
  if (failed(expect(node, 3, 3)) || failed(expectBools(node, 0)))
    return failure();
  if (node.element(1) != node.element(2))
    return node.error() << "found elements of " << node.element(1) << " and " << node.element(2)
                        << " to choose from, expected one type";
  SmallVector<Value> inputs = {node.input(0), node.input(1), node.input(2)};
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(node, inputs);
  if (failed(shape))
    return failure();
  auto formula = [](Body &body) {
    return body.select(body.loadBroadcast(0), body.loadBroadcast(1), body.loadBroadcast(2));
  };
  return finish(node, node.generate(*shape, node.element(1), inputs, formula, Use::Moves), *shape);
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

static LogicalResult castTo(Node &node, Type element) {
  if (element == node.element(0))
    return finish(node, node.input(0), node.shape(0));
  auto formula = [&](Body &body) {
    // A bool that is extended as a signed number would be -1.
    bool fromUnsigned = body.isUnsigned(0) || node.element(0).isInteger(1);
    return body.convert(body.loadBroadcast(0), elementInBody(element), fromUnsigned, element.isUnsignedInteger());
  };
  return finish(node, node.generate(node.shape(0), element, node.input(0), formula), node.shape(0));
}

static LogicalResult importCast(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  int64_t to = node.attribute("to", 0);
  if (!node.hasAttribute("to"))
    return node.error() << "has no attribute 'to', the data type of the result";
  Type element = to >= 0 && to <= INT32_MAX ? getElementType(int(to), node.context()) : Type();
  if (!element)
    return node.unsupported("a cast to " + getDataTypeName(to));
  return castTo(node, element);
}

static LogicalResult importCastLike(Node &node) {
  return failed(expect(node, 2, 2)) ? failure() : castTo(node, node.element(1));
}

//===----------------------------------------------------------------------===//
// Table
//===----------------------------------------------------------------------===//

ArrayRef<Operator> onnx_import::getArithmeticOperators() {
  static const Operator operators[] = {
      {"Add", importAdd},
      {"Sub", importSub},
      {"Mul", importMul},
      {"Div", importDiv},
      {"Mod", importMod},
      {"Pow", importPow},
      {"Min", importMin},
      {"Max", importMax},
      {"Mean", importMean},
      {"Sum", importSum},
      {"Equal", importCompare<Body::Order::Equal>},
      {"Less", importCompare<Body::Order::Less>},
      {"LessOrEqual", importCompare<Body::Order::LessOrEqual>},
      {"Greater", importCompare<Body::Order::Greater>},
      {"GreaterOrEqual", importCompare<Body::Order::GreaterOrEqual>},
      {"And", importLogic<arith::AndIOp>},
      {"Or", importLogic<arith::OrIOp>},
      {"Xor", importLogic<arith::XOrIOp>},
      {"Not", importNot},
      {"Where", importWhere},
      {"Cast", importCast},
      {"CastLike", importCastLike},
      {"Gemm", importGemm},
      {"MatMul", importMatMul},
  };
  return operators;
}
