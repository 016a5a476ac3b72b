//===- Activation.cpp - Activations, softmax and casts
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace cnnc::cnn;

/// A unary op gives the type of its input.
static LogicalResult inferUnary(std::optional<Location> loc, StringRef name, Value input,
                                SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(input, /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, name, 1, "the input must be N x C or N x C x H x W of f32");
  types.push_back(dropLayout(x));
  return success();
}

template <typename OpTy> static FailureOr<Value> buildUnary(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  return createLayer<OpTy>(call, call.inputs);
}

namespace {
/// Scalar code, written as formulas.
struct Scalars {
  OpBuilder &b;
  Location loc;

  Value constant(double value) { return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(value))); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value add(Value x, double y) { return add(x, constant(y)); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value mul(Value x, double y) { return mul(x, constant(y)); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, loc, x, y); }
  Value fma(Value x, Value y, Value z) { return math::FmaOp::create(b, loc, x, y, z); }
  Value abs(Value x) { return math::AbsFOp::create(b, loc, x); }
  Value negate(Value x) { return arith::NegFOp::create(b, loc, x); }
  Value exp(Value x) { return math::ExpOp::create(b, loc, x); }
  Value log(Value x) { return math::LogOp::create(b, loc, x); }
  Value sqrt(Value x) { return math::SqrtOp::create(b, loc, x); }
  Value tanh(Value x) { return math::TanhOp::create(b, loc, x); }
  // maximumf, not maxnumf: NaN must come out as NaN, as PyTorch has it. Zeros may
  // have either sign, which halves the instructions on x86.
  static constexpr auto nsz = arith::FastMathFlags::nsz;
  Value maximum(Value x, double y) { return arith::MaximumFOp::create(b, loc, x, constant(y), nsz); }
  Value minimum(Value x, double y) { return arith::MinimumFOp::create(b, loc, x, constant(y), nsz); }

  /// x > limit ? above : otherwise; NaN takes `otherwise`.
  Value ifAbove(Value x, double limit, Value above, Value otherwise) {
    Value condition = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, x, constant(limit));
    return arith::SelectOp::create(b, loc, condition, above, otherwise);
  }

  // exp(-|x|) never overflows, and neither side of the curve loses digits.
  Value sigmoid(Value x) {
    Value small = exp(negate(abs(x)));
    Value negative = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, constant(0));
    return div(arith::SelectOp::create(b, loc, negative, small, constant(1)), add(small, 1));
  }

  Value hardSigmoid(Value x) { return mul(minimum(maximum(add(x, 3), 0), 6), 1.0 / 6); }

  /// x > 0 ? x : alpha * (exp(x / divisor) - 1)
  Value exponentialUnit(Value x, double alpha, double divisor) {
    Value z = divisor == 1 ? x : mul(x, 1 / divisor);
    Value below = math::ExpM1Op::create(b, loc, z);
    return ifAbove(x, 0, x, alpha == 1 ? below : mul(below, alpha));
  }
};
} // namespace

#define CNNC_SCALAR(OP, EXPRESSION)                                                                                    \
  Value OP::buildScalar(OpBuilder &b, Location loc, ValueRange s) {                                                    \
    Scalars f{b, loc};                                                                                                 \
    Value x = s[0];                                                                                                    \
    return EXPRESSION;                                                                                                 \
  }
CNNC_SCALAR(ReluOp, f.maximum(x, 0))
CNNC_SCALAR(Relu6Op, f.minimum(f.maximum(x, 0), 6))
CNNC_SCALAR(TanhOp, f.tanh(x))
CNNC_SCALAR(SigmoidOp, f.sigmoid(x))
CNNC_SCALAR(SoftsignOp, f.div(x, f.add(f.abs(x), 1)))
CNNC_SCALAR(SiluOp, f.mul(x, f.sigmoid(x)))
CNNC_SCALAR(HardSigmoidOp, f.hardSigmoid(x))
CNNC_SCALAR(HardSwishOp, f.mul(x, f.hardSigmoid(x)))
CNNC_SCALAR(ExpOp, f.exp(x))
CNNC_SCALAR(LogOp, f.log(x))
CNNC_SCALAR(SqrtOp, f.sqrt(x))
CNNC_SCALAR(AbsOp, f.abs(x))
CNNC_SCALAR(NegateOp, f.negate(x))
CNNC_SCALAR(LeakyReluOp, f.ifAbove(x, 0, x, f.mul(x, getAlpha().convertToDouble())))
CNNC_SCALAR(EluOp, f.exponentialUnit(x, getAlpha().convertToDouble(), 1))
CNNC_SCALAR(CeluOp, f.exponentialUnit(x, getAlpha().convertToDouble(), getAlpha().convertToDouble()))
CNNC_SCALAR(SeluOp, f.mul(f.exponentialUnit(x, 1.6732632423543772, 1), 1.0507009873554805))
CNNC_SCALAR(ClipOp, f.minimum(f.maximum(x, getLow().convertToDouble()), getHigh().convertToDouble()))
CNNC_SCALAR(PreluOp, f.ifAbove(x, 0, x, f.mul(x, s[1])))
#undef CNNC_SCALAR

// log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|)), which never overflows.
Value SoftplusOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  Scalars f{b, loc};
  double beta = getBeta().convertToDouble();
  Value z = beta == 1 ? s[0] : f.mul(s[0], beta);
  // log(1 + t) = 2 artanh(s) with s = t / (2 + t), and t <= 1, so that s <= 1/3:
  // eight terms of the series are enough.
  Value t = f.exp(f.negate(f.abs(z))), s1 = f.div(t, f.add(t, 2)), square = f.mul(s1, s1);
  Value series = f.constant(2.0 / 15);
  for (int k = 13; k >= 1; k -= 2)
    series = f.fma(series, square, f.constant(2.0 / k));
  Value small = f.mul(series, s1);
  Value y = f.add(f.maximum(z, 0), small);
  return f.ifAbove(z, getThreshold().convertToDouble(), s[0], beta == 1 ? y : f.mul(y, 1 / beta));
}

// With e = exp(x), tanh(log(1 + e)) = (e^2 + 2e) / (e^2 + 2e + 2). Beyond 20 that
// is 1 in f32, and e^2 could overflow.
Value MishOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  Scalars f{b, loc};
  Value e = f.exp(f.minimum(s[0], 20));
  Value n = f.mul(e, f.add(e, 2));
  return f.mul(s[0], f.div(n, f.add(n, 2)));
}

Value GeluOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  Scalars f{b, loc};
  Value x = s[0];
  if (getApproximate()) {
    // (1 + tanh(z)) / 2 is the sigmoid of 2z, which keeps its digits for small z.
    Value cubic = f.fma(f.mul(f.mul(x, x), 0.044715), x, x);
    return f.mul(x, f.sigmoid(f.mul(cubic, 1.5957691216057308)));
  }
  Value half = f.mul(x, 0.5);
  Value erf = math::ErfOp::create(b, loc, f.mul(x, 0.70710678118654752));
  return f.fma(half, erf, half);
}

#define CNNC_UNARY_LAYER(OP, NAME, SUMMARY)                                                                            \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,                           \
                                     SmallVectorImpl<Type> &types) {                                                   \
    return inferUnary(loc, NAME, op.getInput(), types);                                                                \
  }                                                                                                                    \
  ArrayRef<LayerSpec> OP::getLayerSpecs() {                                                                            \
    static const LayerSpec specs[] = {{NAME, SUMMARY, 1, 1, {}, buildUnary<OP>}};                                      \
    return specs;                                                                                                      \
  }
CNNC_UNARY_LAYER(ReluOp, "relu", "max(x, 0)")
CNNC_UNARY_LAYER(Relu6Op, "relu6", "min(max(x, 0), 6)")
CNNC_UNARY_LAYER(SigmoidOp, "sigmoid", "1 / (1 + exp(-x))")
CNNC_UNARY_LAYER(TanhOp, "tanh", "hyperbolic tangent")
CNNC_UNARY_LAYER(SeluOp, "selu", "scaled exponential linear unit")
CNNC_UNARY_LAYER(SoftsignOp, "softsign", "x / (1 + |x|)")
CNNC_UNARY_LAYER(MishOp, "mish", "x * tanh(log(1 + exp(x)))")
CNNC_UNARY_LAYER(SiluOp, "silu", "x / (1 + exp(-x))")
CNNC_UNARY_LAYER(HardSigmoidOp, "hard_sigmoid", "min(max(x + 3, 0), 6) / 6")
CNNC_UNARY_LAYER(HardSwishOp, "hard_swish", "x * min(max(x + 3, 0), 6) / 6")
CNNC_UNARY_LAYER(ExpOp, "exp", "exponential function")
CNNC_UNARY_LAYER(LogOp, "log", "natural logarithm")
CNNC_UNARY_LAYER(SqrtOp, "sqrt", "square root")
CNNC_UNARY_LAYER(AbsOp, "abs", "absolute value")
CNNC_UNARY_LAYER(NegateOp, "negate", "-x")
#undef CNNC_UNARY_LAYER

//===----------------------------------------------------------------------===//
// Activations with numbers
//===----------------------------------------------------------------------===//

static bool isFinite(const APFloat &value) { return value.isFinite(); }

static NamedAttribute number(Builder &b, StringRef name, double value) {
  return b.getNamedAttr(name, b.getF64FloatAttr(value));
}

/// leaky_relu, elu and celu: one number, called `argument` by users.
#define CNNC_ALPHA_LAYER(OP, NAME, ARGUMENT, DEFAULT, SUMMARY, NONZERO)                                                \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,                           \
                                     SmallVectorImpl<Type> &types) {                                                   \
    if (!isFinite(op.getAlpha()) || (NONZERO && op.getAlpha().isZero()))                                               \
      return violates(loc, NAME, 2, NONZERO ? "alpha must be finite and not 0" : "alpha must be finite");              \
    return inferUnary(loc, NAME, op.getInput(), types);                                                                \
  }                                                                                                                    \
  static FailureOr<Value> build##OP(LayerCall &call) {                                                                 \
    if (failed(checkInput(call, 0, /*rank=*/0)))                                                                       \
      return failure();                                                                                                \
    if (NONZERO && call.getNumber(ARGUMENT) == 0)                                                                      \
      return call.emitArgError(ARGUMENT) << "an " ARGUMENT " of 0 would divide by zero";                               \
    return createLayer<OP>(call, call.inputs, {number(call.builder, "alpha", call.getNumber(ARGUMENT))});              \
  }                                                                                                                    \
  ArrayRef<LayerSpec> OP::getLayerSpecs() {                                                                            \
    static const LayerArg args[] = {{ARGUMENT, ArgKind::Number, DEFAULT, -1e9, 1e9, "of negative elements"}};          \
    static const LayerSpec specs[] = {{NAME, SUMMARY, 1, 1, args, build##OP}};                                         \
    return specs;                                                                                                      \
  }
CNNC_ALPHA_LAYER(LeakyReluOp, "leaky_relu", "slope", "0.01", "x if x > 0, else slope * x", false)
CNNC_ALPHA_LAYER(EluOp, "elu", "alpha", "1", "x if x > 0, else alpha * (exp(x) - 1)", false)
CNNC_ALPHA_LAYER(CeluOp, "celu", "alpha", "1", "x if x > 0, else alpha * (exp(x / alpha) - 1)", true)
#undef CNNC_ALPHA_LAYER

LogicalResult SoftplusOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                           SmallVectorImpl<Type> &types) {
  if (!isFinite(op.getBeta()) || !isFinite(op.getThreshold()) || op.getBeta().isZero())
    return violates(loc, "softplus", 2, "beta and threshold must be finite, and beta not 0");
  return inferUnary(loc, "softplus", op.getInput(), types);
}

static FailureOr<Value> buildSoftplusLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  if (call.getNumber("beta") == 0)
    return call.emitArgError("beta") << "a beta of 0 would divide by zero";
  return createLayer<SoftplusOp>(call, call.inputs,
                                 {number(call.builder, "beta", call.getNumber("beta")),
                                  number(call.builder, "threshold", call.getNumber("threshold"))});
}

ArrayRef<LayerSpec> SoftplusOp::getLayerSpecs() {
  static const LayerArg args[] = {{"beta", ArgKind::Number, "1", -1e9, 1e9, "how sharp the bend is"},
                                  {"threshold", ArgKind::Number, "20", -1e9, 1e9, "x itself where beta * x is above"}};
  static const LayerSpec specs[] = {{"softplus", "log(1 + exp(beta * x)) / beta", 1, 1, args, buildSoftplusLayer}};
  return specs;
}

LogicalResult GeluOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                       SmallVectorImpl<Type> &types) {
  return inferUnary(loc, "gelu", op.getInput(), types);
}

static FailureOr<Value> buildGeluLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  SmallVector<NamedAttribute, 1> attributes;
  if (call.getBool("approximate"))
    attributes.push_back(call.builder.getNamedAttr("approximate", call.builder.getUnitAttr()));
  return createLayer<GeluOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> GeluOp::getLayerSpecs() {
  static const LayerArg args[] = {{"approximate", ArgKind::Bool, "false", 0, 0, "by tanh instead of erf"}};
  static const LayerSpec specs[] = {
      {"gelu", "x times the normal distribution function of x", 1, 1, args, buildGeluLayer}};
  return specs;
}

LogicalResult ClipOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                       SmallVectorImpl<Type> &types) {
  if (!(op.getLow().convertToDouble() <= op.getHigh().convertToDouble()))
    return violates(loc, "clip", 2, "low must be at most high");
  return inferUnary(loc, "clip", op.getInput(), types);
}

static FailureOr<Value> buildClipLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  if (call.getNumber("low") > call.getNumber("high"))
    return call.emitArgError("high") << "`clip(low, high)` needs low <= high";
  return createLayer<ClipOp>(
      call, call.inputs,
      {number(call.builder, "low", call.getNumber("low")), number(call.builder, "high", call.getNumber("high"))});
}

ArrayRef<LayerSpec> ClipOp::getLayerSpecs() {
  static const LayerArg args[] = {{"low", ArgKind::Number, "", -1e30, 1e30, "the least result"},
                                  {"high", ArgKind::Number, "", -1e30, 1e30, "the greatest result"}};
  static const LayerSpec specs[] = {{"clip", "min(max(x, low), high)", 1, 1, args, buildClipLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// prelu
//===----------------------------------------------------------------------===//

LogicalResult PreluOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                        SmallVectorImpl<Type> &types) {
  if (failed(inferUnary(loc, "prelu", op.getInput(), types)))
    return failure();
  int64_t channels = getPictureShape(op.getInput()).channels;
  if (!isVectorOf(op.getSlope(), channels) && !isVectorOf(op.getSlope(), 1))
    return violates(loc, "prelu", 2, "the slope must be a vector of " + Twine(channels) + " or of one element");
  return success();
}

static FailureOr<Value> buildPreluLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  int64_t count = call.getBool("shared") ? 1 : getPictureShape(call.inputs[0]).channels;
  InitAttr init =
      call.has("init") ? call.getInit("init") : InitAttr::get(call.builder.getContext(), InitKind::constant, 0.25, 0);
  return createLayer<PreluOp>(call, {call.inputs[0], call.createParameter("weight", {count}, init)});
}

ArrayRef<LayerSpec> PreluOp::getLayerSpecs() {
  static const LayerArg args[] = {{"shared", ArgKind::Bool, "false", 0, 0, "one slope for all channels"},
                                  {"init", ArgKind::Init, "none", 0, 0, "initialiser of the slope; 0.25"}};
  static const LayerSpec specs[] = {{"prelu", "x if x > 0, else a learned slope * x", 1, 1, args, buildPreluLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// softmax
//===----------------------------------------------------------------------===//

LogicalResult SoftmaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                          SmallVectorImpl<Type> &types) {
  if (failed(inferUnary(loc, "softmax", op.getInput(), types)))
    return failure();
  int64_t rank = cast<RankedTensorType>(op.getInput().getType()).getRank();
  // The parser infers before it fills in what is not written.
  int64_t axis = op.getAxisAttr() ? op.getAxisAttr().getInt() : 1;
  if (axis < 1 || axis >= rank)
    return violates(loc, "softmax", 2, "the axis must be from 1 to " + Twine(rank - 1));
  return success();
}

template <bool log> static FailureOr<Value> buildSoftmaxLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<int64_t> axis = getAxis(call, "axis");
  if (failed(axis))
    return failure();
  Builder &b = call.builder;
  SmallVector<NamedAttribute, 2> attributes = {b.getNamedAttr("axis", b.getI64IntegerAttr(*axis))};
  if (log)
    attributes.push_back(b.getNamedAttr("log", b.getUnitAttr()));
  return createLayer<SoftmaxOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> SoftmaxOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"axis", ArgKind::Word, "channels", 0, 0, "along which the results add up to 1", axisWords}};
  static const LayerSpec specs[] = {
      {"softmax", "exponentials along an axis, divided by their sum", 1, 1, args, buildSoftmaxLayer<false>},
      {"log_softmax", "the logarithm of softmax", 1, 1, args, buildSoftmaxLayer<true>}};
  return specs;
}

//===----------------------------------------------------------------------===//
// cast
//===----------------------------------------------------------------------===//

LogicalResult CastOp::inferReturnTypes(MLIRContext *ctx, std::optional<Location> loc, Adaptor op,
                                       SmallVectorImpl<Type> &types) {
  auto x = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!x || (x.getRank() != 2 && x.getRank() != 4) || !hasSaneExtents(x.getShape().drop_front()) ||
      !(x.getElementType().isF32() || x.getElementType().isUnsignedInteger(8)))
    return violates(loc, "cast", 1, "the input must be N x C or N x C x H x W of ui8 or f32");
  types.push_back(RankedTensorType::get(x.getShape(), Float32Type::get(ctx)));
  return success();
}

ArrayRef<LayerSpec> CastOp::getLayerSpecs() { return {}; }

Value CastOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  if (isa<FloatType>(getElementTypeOrSelf(s[0].getType())))
    return s[0];
  return arith::UIToFPOp::create(b, loc, b.getF32Type(), s[0]);
}

OpFoldResult CastOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }
