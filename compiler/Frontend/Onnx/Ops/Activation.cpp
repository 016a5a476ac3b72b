//===- Activation.cpp - Activations and other functions of one tensor
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors of f32 become layers, through a view where they are no pictures, so
// that they run and fuse as layers of the Net language do. The formulas serve
// other types and constants.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Ops/Elementwise.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Schemes
//===----------------------------------------------------------------------===//

/// A formula that is the same for all types of numbers.
using NumberFormula = llvm::function_ref<Value(Body &, Value)>;
/// A formula of floats.
using RealFormula = llvm::function_ref<Real(Real)>;

static LogicalResult numberFormula(Node &node, NumberFormula formula) {
  auto body = [&](Body &body) { return formula(body, body.loadBroadcast(0)); };
  return finish(node, node.generate(node.shape(0), node.element(0), node.input(0), body), node.shape(0));
}

/// Narrow floats are computed in f32.
static LogicalResult realFormula(Node &node, RealFormula formula) {
  Type type = computeType(node.element(0));
  return numberFormula(node, [&](Body &body, Value x) {
    return body.convert(formula({&body, body.convert(x, type)}).value, node.element(0));
  });
}

/// A function of floats; `layered` where the layer computes it.
template <typename OpTy>
static LogicalResult unary(Node &node, RealFormula formula, ArrayRef<NamedAttribute> attributes = {},
                           bool layered = true) {
  if (failed(expect(node, 1, 1)) || failed(expectFloats(node, 0)))
    return failure();
  if (Value x = layered ? viewForLayers(node, 0) : Value())
    return finish(node, node.layer<OpTy>(x, attributes), node.shape(0));
  return realFormula(node, formula);
}

/// A function of floats that no layer computes.
static LogicalResult unaryFormula(Node &node, RealFormula formula) {
  if (failed(expect(node, 1, 1)) || failed(expectFloats(node, 0)))
    return failure();
  return realFormula(node, formula);
}

/// A function of floats and integers.
template <typename OpTy> static LogicalResult unaryOfNumbers(Node &node, NumberFormula formula) {
  if (failed(expect(node, 1, 1)) || failed(expectNumbers(node, 0)))
    return failure();
  if (Value x = viewForLayers(node, 0))
    return finish(node, node.layer<OpTy>(x), node.shape(0));
  return numberFormula(node, formula);
}

//===----------------------------------------------------------------------===//
// Without numbers
//===----------------------------------------------------------------------===//

static LogicalResult importRelu(Node &node) {
  return unaryOfNumbers<cnn::ReluOp>(
      node, [](Body &body, Value x) { return body.max(x, body.number(0, x.getType()), body.isUnsigned(0)); });
}

// exp(-|x|) does not overflow.
static Real sigmoid(Real x) {
  Real small = exp(-abs(x));
  return choose(x.below(0), small, small.like(1)) / (small + 1);
}

static Real softplus(Real x) { return max(x, 0) + log1p(exp(-abs(x))); }

static LogicalResult importSigmoid(Node &node) { return unary<cnn::SigmoidOp>(node, sigmoid); }
static LogicalResult importTanh(Node &node) {
  return unary<cnn::TanhOp>(node, [](Real x) { return tanh(x); });
}
static LogicalResult importSoftsign(Node &node) {
  return unary<cnn::SoftsignOp>(node, [](Real x) { return x / (abs(x) + 1); });
}
static LogicalResult importMish(Node &node) {
  return unary<cnn::MishOp>(node, [](Real x) { return x * tanh(softplus(x)); });
}
static LogicalResult importHardSwish(Node &node) {
  return unary<cnn::HardSwishOp>(node, [](Real x) { return x * min(max(x * (1.0 / 6) + 0.5, 0), 1); });
}
// Beyond 20 the logarithm adds less than f32 can hold.
static LogicalResult importSoftplus(Node &node) {
  return unary<cnn::SoftplusOp>(node, softplus, {node.attr("beta", 1.0), node.attr("threshold", 20.0)});
}

static LogicalResult importGelu(Node &node) {
  StringRef mode = node.attributeText("approximate", "none");
  if (mode != "none" && mode != "tanh")
    return node.error() << "found approximate = " << quote(mode) << ", expected 'none' or 'tanh'";
  if (mode == "tanh")
    return unary<cnn::GeluOp>(
        node, [](Real x) { return x * 0.5 * (tanh((x + x * x * x * 0.044715) * std::sqrt(2 / M_PI)) + 1); },
        node.flag("approximate"));
  return unary<cnn::GeluOp>(node, [](Real x) { return x * 0.5 * (erf(x * M_SQRT1_2) + 1); });
}

static LogicalResult importExp(Node &node) {
  return unary<cnn::ExpOp>(node, [](Real x) { return exp(x); });
}
static LogicalResult importLog(Node &node) {
  return unary<cnn::LogOp>(node, [](Real x) { return log(x); });
}
static LogicalResult importSqrt(Node &node) {
  return unary<cnn::SqrtOp>(node, [](Real x) { return x.call<math::SqrtOp>(); });
}
static LogicalResult importErf(Node &node) {
  if (failed(expect(node, 1, 1)) || failed(expectNumbers(node, 0)))
    return failure();
  if (!isa<FloatType>(node.element(0)))
    return node.unsupported("erf of integers");
  return realFormula(node, [](Real x) { return erf(x); });
}
static LogicalResult importFloor(Node &node) {
  return unaryFormula(node, [](Real x) { return x.call<math::FloorOp>(); });
}
static LogicalResult importCeil(Node &node) {
  return unaryFormula(node, [](Real x) { return x.call<math::CeilOp>(); });
}
static LogicalResult importRound(Node &node) {
  return unaryFormula(node, [](Real x) { return x.call<math::RoundEvenOp>(); });
}

static LogicalResult importReciprocal(Node &node) {
  if (failed(expect(node, 1, 1)) || failed(expectFloats(node, 0)))
    return failure();
  if (Value x = viewForLayers(node, 0))
    return finish(node, node.layer<cnn::DivideOp>({oneNumber(node, 1), x}), node.shape(0));
  return realFormula(node, [](Real x) { return x.like(1) / x; });
}

static LogicalResult importNeg(Node &node) {
  return unaryOfNumbers<cnn::NegateOp>(node, [](Body &body, Value x) { return body.neg(x); });
}

static LogicalResult importAbs(Node &node) {
  return unaryOfNumbers<cnn::AbsOp>(node, [](Body &body, Value x) -> Value {
    if (isa<FloatType>(x.getType()))
      return math::AbsFOp::create(body.b, body.loc, x);
    if (body.isUnsigned(0))
      return x;
    return body.select(body.compare(Body::Order::Less, x, body.integer(0, x.getType())), body.neg(x), x);
  });
}

static LogicalResult importSign(Node &node) {
  if (failed(expect(node, 1, 1)) || failed(expectNumbers(node, 0)))
    return failure();
  return numberFormula(node, [](Body &body, Value x) {
    Type type = x.getType();
    Value zero = body.number(0, type);
    // What is neither above nor below 0 is 0 or NaN.
    Value y = body.select(body.compare(Body::Order::Greater, x, zero, body.isUnsigned(0)), body.number(1, type), x);
    if (body.isUnsigned(0))
      return y;
    return body.select(body.compare(Body::Order::Less, x, zero), body.number(-1, type), y);
  });
}

//===----------------------------------------------------------------------===//
// With numbers
//===----------------------------------------------------------------------===//

/// Whether two numbers are the same in f32, in which attributes are stored.
static bool sameInF32(double x, double y) { return float(x) == float(y); }

static LogicalResult importLeakyRelu(Node &node) {
  double alpha = node.attributeFloat("alpha", 0.01);
  auto formula = [&](Real x) { return choose(x.below(0), x * alpha, x); };
  return unary<cnn::LeakyReluOp>(node, formula, node.attr("alpha", alpha), std::isfinite(alpha));
}

static LogicalResult importElu(Node &node) {
  double alpha = node.attributeFloat("alpha", 1);
  auto formula = [&](Real x) { return choose(x.below(0), expm1(x) * alpha, x); };
  return unary<cnn::EluOp>(node, formula, node.attr("alpha", alpha), std::isfinite(alpha));
}

// With a negative alpha the layer's two pieces are not the sum that ONNX has.
static LogicalResult importCelu(Node &node) {
  double alpha = node.attributeFloat("alpha", 1);
  if (alpha == 0)
    return node.error() << "found alpha = 0, which would divide by zero";
  auto formula = [&](Real x) { return max(x, 0) + min(expm1(x * (1 / alpha)) * alpha, 0); };
  return unary<cnn::CeluOp>(node, formula, node.attr("alpha", alpha), std::isfinite(alpha) && alpha > 0);
}

static LogicalResult importSelu(Node &node) {
  const double usualAlpha = 1.6732632423543772, usualGamma = 1.0507009873554805;
  double alpha = node.attributeFloat("alpha", usualAlpha), gamma = node.attributeFloat("gamma", usualGamma);
  auto formula = [&](Real x) { return choose(x.above(0), x, expm1(x) * alpha) * gamma; };
  return unary<cnn::SeluOp>(node, formula, {}, sameInF32(alpha, usualAlpha) && sameInF32(gamma, usualGamma));
}

static LogicalResult importThresholdedRelu(Node &node) {
  double alpha = node.attributeFloat("alpha", 1);
  return unaryFormula(node, [&](Real x) { return choose(x.above(alpha), x, x.like(0)); });
}

static LogicalResult importHardSigmoid(Node &node) {
  double alpha = node.attributeFloat("alpha", 0.2), beta = node.attributeFloat("beta", 0.5);
  if (failed(expect(node, 1, 1)) || failed(expectFloats(node, 0)))
    return failure();
  Value x = viewForLayers(node, 0);
  if (!x)
    return realFormula(node, [&](Real x) { return min(max(x * alpha + beta, 0), 1); });
  if (sameInF32(alpha, 1.0 / 6) && beta == 0.5)
    return finish(node, node.layer<cnn::HardSigmoidOp>(x), node.shape(0));
  // Other numbers: three layers, which fuse.
  FailureOr<Value> y = node.layer<cnn::MultiplyOp>({x, oneNumber(node, alpha)});
  if (succeeded(y))
    y = node.layer<cnn::AddOp>({*y, oneNumber(node, beta)});
  if (succeeded(y))
    y = node.layer<cnn::ClipOp>(*y, {node.attr("low", 0.0), node.attr("high", 1.0)});
  return finish(node, y, node.shape(0));
}

//===----------------------------------------------------------------------===//
// PRelu
//===----------------------------------------------------------------------===//

/// Before opset 7 a vector of slopes had one for each channel.
static FailureOr<Value> alignSlope(Node &node) {
  int64_t rank = node.rank(0);
  if (node.opset >= 7 || node.rank(1) != 1 || rank < 3 || node.shape(1)[0] != node.shape(0)[1])
    return node.input(1);
  SmallVector<int64_t> shape(rank - 1, 1);
  shape[0] = node.shape(1)[0];
  return node.reshape(node.input(1), shape);
}

static LogicalResult importPRelu(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(expectNumbers(node, 0)) || failed(expectSameType(node, 1)))
    return failure();
  FailureOr<Value> slope = alignSlope(node);
  if (failed(slope))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  FailureOr<SmallVector<int64_t>> both = node.broadcast(shape, cast<RankedTensorType>(slope->getType()).getShape());
  if (failed(both))
    return failure();
  if (ArrayRef(*both) != shape)
    return node.error() << "found a slope of " << node.type(1) << ", expected one that broadcasts to " << node.type(0);
  Value x = viewForLayers(node, 0);
  if (Value vector = x && node.isConstant(1) ? channelVector(node, *slope, node.constant(1), shape) : Value()) {
    int64_t count = cast<RankedTensorType>(vector.getType()).getDimSize(0);
    if (count == 1 || count == cast<RankedTensorType>(x.getType()).getDimSize(1))
      return finish(node, node.layer<cnn::PreluOp>({x, vector}), shape);
  }
  auto formula = [](Body &body) {
    Value x = body.loadBroadcast(0), zero = body.number(0, x.getType());
    // No unsigned number is negative.
    if (body.isUnsigned(0))
      return x;
    return body.select(body.compare(Body::Order::Less, x, zero), body.mul(x, body.loadBroadcast(1)), x);
  };
  return finish(node, node.generate(shape, node.element(0), {node.input(0), *slope}, formula), shape);
}

//===----------------------------------------------------------------------===//
// Clip
//===----------------------------------------------------------------------===//

/// Clips to inputs 1 and 2, where they are.
static LogicalResult clipToInputs(Node &node) {
  SmallVector<Value> inputs = {node.input(0)};
  for (unsigned i : {1, 2})
    if (node.has(i))
      inputs.push_back(node.input(i));
  auto formula = [&](Body &body) {
    Value x = body.loadBroadcast(0);
    unsigned next = 1;
    for (unsigned i : {1, 2}) {
      if (!node.has(i))
        continue;
      SmallVector<Value> at;
      for (int64_t k = 0; k < node.rank(i); ++k)
        at.push_back(body.indexOf(0));
      Value bound = body.load(next++, at);
      x = i == 1 ? body.max(x, bound, body.isUnsigned(0)) : body.min(x, bound, body.isUnsigned(0));
    }
    return x;
  };
  return finish(node, node.generate(node.shape(0), node.element(0), inputs, formula), node.shape(0));
}

/// Clips to numbers; one that is infinite bounds nothing.
static LogicalResult clipToNumbers(Node &node, double low, double high) {
  Value x = viewForLayers(node, 0);
  if (!x || !(low <= high))
    return numberFormula(node, [&](Body &body, Value x) {
      if (low != -INFINITY)
        x = body.max(x, body.number(low, x.getType()), body.isUnsigned(0));
      return high == INFINITY ? x : body.min(x, body.number(high, x.getType()), body.isUnsigned(0));
    });
  if (low == -INFINITY && high == INFINITY)
    return finish(node, x, node.shape(0));
  FailureOr<Value> y = failure();
  if (low == 0 && high == INFINITY)
    y = node.layer<cnn::ReluOp>(x);
  else if (low == 0 && high == 6)
    y = node.layer<cnn::Relu6Op>(x);
  else if (high == INFINITY)
    y = node.layer<cnn::MaximumOp>({x, oneNumber(node, low)});
  else if (low == -INFINITY)
    y = node.layer<cnn::MinimumOp>({x, oneNumber(node, high)});
  else
    y = node.layer<cnn::ClipOp>(x, {node.attr("low", low), node.attr("high", high)});
  return finish(node, y, node.shape(0));
}

static LogicalResult importClip(Node &node) {
  if (failed(expect(node, 1, 3)) || failed(expectNumbers(node, 0)))
    return failure();
  bool constant = true;
  for (unsigned i : {1, 2}) {
    if (!node.has(i))
      continue;
    if (failed(expectSameType(node, i)))
      return failure();
    if (!llvm::all_of(node.shape(i), [](int64_t extent) { return extent == 1; }))
      return node.error() << "found the bound " << node.type(i) << ", expected one number";
    constant &= node.isConstant(i);
  }
  bool bounded = node.has(1) || node.has(2);
  // Numbers of doubles hold no more than 53 bits of an integer.
  if (bounded && (!constant || !node.isF32(0)))
    return clipToInputs(node);
  double bounds[] = {-INFINITY, INFINITY};
  for (unsigned i : {0, 1}) {
    StringRef name = i == 0 ? "min" : "max";
    if (!node.has(i + 1)) {
      if (!bounded && isa<FloatType>(node.element(0)))
        bounds[i] = node.attributeFloat(name, bounds[i]);
      continue;
    }
    FailureOr<double> bound = node.number(i + 1, name);
    if (failed(bound))
      return failure();
    bounds[i] = *bound;
  }
  // A NaN, which takes all elements with it, is no bound of a layer.
  if (std::isnan(bounds[0]) || std::isnan(bounds[1]) || bounds[0] == INFINITY || bounds[1] == -INFINITY)
    return bounded ? clipToInputs(node) : LogicalResult(node.error() << "found no numbers as bounds");
  return clipToNumbers(node, bounds[0], bounds[1]);
}

//===----------------------------------------------------------------------===//
// Table
//===----------------------------------------------------------------------===//

ArrayRef<Operator> onnx_import::getActivationOperators() {
  static const Operator operators[] = {
      {"Relu", importRelu},
      {"LeakyRelu", importLeakyRelu},
      {"PRelu", importPRelu},
      {"Elu", importElu},
      {"Selu", importSelu},
      {"Celu", importCelu},
      {"ThresholdedRelu", importThresholdedRelu},
      {"Softplus", importSoftplus},
      {"Softsign", importSoftsign},
      {"Mish", importMish},
      {"Gelu", importGelu},
      {"Sigmoid", importSigmoid},
      {"Tanh", importTanh},
      {"HardSigmoid", importHardSigmoid},
      {"HardSwish", importHardSwish},
      {"Clip", importClip},
      {"Softmax", importSoftmax},
      {"LogSoftmax", importLogSoftmax},
      {"Hardmax", importHardmax},
      {"Exp", importExp},
      {"Log", importLog},
      {"Sqrt", importSqrt},
      {"Erf", importErf},
      {"Floor", importFloor},
      {"Ceil", importCeil},
      {"Round", importRound},
      {"Reciprocal", importReciprocal},
      {"Neg", importNeg},
      {"Abs", importAbs},
      {"Sign", importSign},
  };
  return operators;
}
