//===- Elementwise.cpp - Gradients of element-wise layers and of normalisation
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All element-wise layers share one rule: the derivative of their scalar code.
// Where a function of the result is at hand, it replaces that of the input: the
// result is read by the next layer anyway, while the input may never have been in
// memory.
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Gradients/GradientSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cnnc::cnn;

Value cnnc::cnn::sumChannels(const GradientRule &rule, Value gradient) {
  return createChannelSum(rule.b, rule.loc, gradient, /*mean=*/{false}, /*statistics=*/false,
                          [](OpBuilder &, ValueRange s) { return SmallVector<Value>{s[0]}; });
}

FailureOr<Value> cnnc::cnn::sumToOperand(const GradientRule &rule, Value gradient, Value operand) {
  auto from = cast<RankedTensorType>(gradient.getType()), to = cast<RankedTensorType>(operand.getType());
  if (from == to)
    return gradient;
  PictureShape wide = getPictureShape(from.getShape());
  if (to.getRank() == 1) {
    if (to.getDimSize(0) == wide.channels)
      return sumChannels(rule, gradient);
    return emitError(rule.loc, "there is no gradient for a parameter that all channels share");
  }
  PictureShape narrow = getPictureShape(to.getShape());
  SmallVector<int64_t, 3> axes;
  if (narrow.channels != wide.channels)
    axes.push_back(1);
  if (from.getRank() == 4 && narrow.height != wide.height)
    axes.push_back(2);
  if (from.getRank() == 4 && narrow.width != wide.width)
    axes.push_back(3);
  Builder &b = rule.b;
  Value sum = gradient;
  if (!axes.empty())
    sum = createInferred<ReduceOp>(rule, sum,
                                   {{b.getStringAttr("kind"), ReduceKindAttr::get(b.getContext(), ReduceKind::sum)},
                                    {b.getStringAttr("axes"), b.getDenseI64ArrayAttr(axes)}});
  if (sum.getType() != to)
    sum = createInferred<ReshapeOp>(rule, sum,
                                    {{b.getStringAttr("shape"), b.getDenseI64ArrayAttr(to.getShape().drop_front())}});
  return sum;
}

//===----------------------------------------------------------------------===//
// Functions of the result
//===----------------------------------------------------------------------===//

namespace {
struct Scalars {
  OpBuilder &b;
  Location loc;

  Value constant(double value) { return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(value))); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value oneMinus(Value x) { return arith::SubFOp::create(b, loc, constant(1), x); }
  Value above(Value x, double limit) {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, x, constant(limit));
  }
  Value below(Value x, double limit) {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, constant(limit));
  }
  Value ifThen(Value condition, Value x) { return arith::SelectOp::create(b, loc, condition, x, constant(0)); }
};
} // namespace

/// g times the derivative, in terms of the result y; null: there is none.
static Value derivativeOfResult(Operation *op, Scalars s, Value g, Value y) {
  if (isa<ReluOp>(op))
    return s.ifThen(s.above(y, 0), g);
  if (isa<Relu6Op>(op))
    return s.ifThen(s.above(y, 0), s.ifThen(s.below(y, 6), g));
  if (isa<SigmoidOp>(op))
    return s.mul(g, s.mul(y, s.oneMinus(y)));
  if (isa<TanhOp>(op))
    return s.mul(g, s.oneMinus(s.mul(y, y)));
  if (isa<ExpOp>(op))
    return s.mul(g, y);
  return {};
}

static bool hasDerivativeOfResult(Operation *op) { return isa<ReluOp, Relu6Op, SigmoidOp, TanhOp, ExpOp>(op); }

static LogicalResult buildElementwise(Operation *op, GradientRule &rule) {
  Type type = op->getResult(0).getType();
  for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
    if (!rule.wanted[i])
      continue;
    SmallVector<Value> operands = {rule.gradient};
    if (hasDerivativeOfResult(op))
      operands.push_back(op->getResult(0));
    else
      llvm::append_range(operands, op->getOperands());
    bool failed = false, isZero = false;
    Value map = createMap(rule.b, rule.loc, type, operands, [&, i = i](OpBuilder &b, ValueRange s) -> Value {
      if (hasDerivativeOfResult(op))
        return derivativeOfResult(op, {b, rule.loc}, s[0], s[1]);
      Value y = cast<ElementwiseOpInterface>(op).buildScalar(b, rule.loc, s.drop_front());
      auto derivative = buildDerivative(b, rule.loc, y, s[1 + i], s[0]);
      failed = mlir::failed(derivative);
      if (!failed && *derivative)
        return *derivative;
      isZero = true;
      return arith::ConstantOp::create(b, rule.loc, b.getF32FloatAttr(0));
    });
    if (failed)
      return failure();
    if (isZero)
      continue;
    auto sum = sumToOperand(rule, map, operand);
    if (mlir::failed(sum))
      return failure();
    rule.gradients[i] = *sum;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

// With r = 1 / sqrt(variance + epsilon), z = (x - mean) * r and means over the batch
//
//   dx = scale * r * (g - mean(g) - z * mean(g * z)) = a * g + b * x + c
//
// where a, b and c are one number for each channel.
LogicalResult BatchNormalizeOp::buildGradients(OpBuilder &b, Value gradient, ArrayRef<bool> wanted,
                                               MutableArrayRef<Value> gradients) {
  Location loc = getLoc();
  auto vector = cast<RankedTensorType>(getMean().getType());
  double epsilon = getEpsilon().convertToDouble();
  Value r = createMap(b, loc, vector, getVariance(), [&](OpBuilder &b, ValueRange s) -> Value {
    Value small = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(epsilon)));
    Value root = math::SqrtOp::create(b, loc, arith::AddFOp::create(b, loc, s[0], small));
    Value one = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(1));
    return arith::DivFOp::create(b, loc, one, root);
  });
  auto mul = [&](OpBuilder &b, Value x, Value y) -> Value { return arith::MulFOp::create(b, loc, x, y); };
  Value sums = createChannelSum(b, loc, {gradient, getInput(), getMean(), r}, {true, true, false, false},
                                /*statistics=*/true, [&](OpBuilder &b, ValueRange s) -> SmallVector<Value> {
                                  Value gz = mul(b, s[0], mul(b, arith::SubFOp::create(b, loc, s[1], s[2]), s[3]));
                                  return {s[0], gz, s[0], gz};
                                });
  auto part = [&](int64_t i) -> Value { return PartOp::create(b, loc, vector, sums, i); };
  if (wanted[1])
    gradients[1] = part(3);
  if (wanted[2])
    gradients[2] = part(2);
  if (!wanted[0])
    return success();
  Value meanG = part(0), meanGz = part(1);
  Value scale =
      createMap(b, loc, vector, {getScale(), r}, [&](OpBuilder &b, ValueRange s) { return mul(b, s[0], s[1]); });
  Value slope = createMap(b, loc, vector, {scale, r, meanGz}, [&](OpBuilder &b, ValueRange s) -> Value {
    return arith::NegFOp::create(b, loc, mul(b, mul(b, s[0], s[1]), s[2]));
  });
  Value shift = createMap(b, loc, vector, {scale, slope, meanG, getMean()}, [&](OpBuilder &b, ValueRange s) -> Value {
    Value sum = arith::AddFOp::create(b, loc, mul(b, s[0], s[2]), mul(b, s[1], s[3]));
    return arith::NegFOp::create(b, loc, sum);
  });
  gradients[0] = createMap(b, loc, getType(), {gradient, getInput(), scale, slope, shift},
                           [&](OpBuilder &b, ValueRange s) -> Value {
                             Value rest = math::FmaOp::create(b, loc, s[1], s[3], s[4]);
                             return math::FmaOp::create(b, loc, s[0], s[2], rest);
                           });
  return success();
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

template <typename OpTy> static LogicalResult buildFor(OpTy op, GradientRule &rule) {
  return buildElementwise(op, rule);
}

template <typename... OpTys> static void attach(MLIRContext *context) {
  (OpTys::template attachInterface<RuleModel<OpTys, buildFor<OpTys>>>(*context), ...);
}

void cnnc::cnn::attachElementwiseGradients(MLIRContext *context) {
  attach<ReluOp, Relu6Op, SigmoidOp, TanhOp, SeluOp, SoftsignOp, MishOp, SiluOp, HardSigmoidOp, HardSwishOp, ExpOp,
         LogOp, SqrtOp, AbsOp, NegateOp, LeakyReluOp, EluOp, CeluOp, SoftplusOp, GeluOp, ClipOp, PreluOp, CastOp, AddOp,
         SubtractOp, MultiplyOp, DivideOp, MaximumOp, MinimumOp, PowerOp, ChannelAffineOp, MapOp>(context);
}
