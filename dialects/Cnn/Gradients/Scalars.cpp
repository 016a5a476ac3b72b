//===- Scalars.cpp - Derivatives of scalar code
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element-wise layers say on scalars what they compute, so that one set of rules
// for the ops of arith and math gives all of them their gradients. The derivative
// with respect to one input goes along with the code itself (forward mode): for
// each op the derivative of its result follows from those of its operands.
//
// At a kink the derivative is that of PyTorch: a maximum with a constant has none
// at the constant (so relu'(0) = 0), equal operands share it, |x| has none at 0.
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnGradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace {

/// Walks from a result to its inputs, once for each value.
class Derivative {
public:
  Derivative(OpBuilder &b, Location loc, Value input, Value seed) : b(b), loc(loc) { known[input] = seed; }

  /// The derivative of a value; null: zero.
  Value of(Value value) {
    if (auto it = known.find(value); it != known.end())
      return it->second;
    Operation *op = value.getDefiningOp();
    Value result = op ? build(op) : Value();
    known[value] = result;
    return result;
  }

  Operation *unknown = nullptr; ///< an op without a rule

private:
  Value build(Operation *op) {
    SmallVector<Value> d = llvm::map_to_vector(op->getOperands(), [&](Value v) { return of(v); });
    if (llvm::none_of(d, [](Value v) { return bool(v); }) || isa<arith::CmpFOp, arith::CmpIOp>(op))
      return {};
    Value y = op->getResult(0), x = op->getOperand(0), z = op->getNumOperands() > 1 ? op->getOperand(1) : Value();
    Value dx = d[0], dz = d.size() > 1 ? d[1] : Value();
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](arith::AddFOp) { return add(dx, dz); })
        .Case([&](arith::SubFOp) { return add(dx, negate(dz)); })
        .Case([&](arith::MulFOp) { return add(mul(dx, z), mul(dz, x)); })
        .Case([&](arith::DivFOp) { return div(add(dx, negate(mul(dz, y))), z); })
        .Case([&](arith::NegFOp) { return negate(dx); })
        .Case([&](math::FmaOp) { return add(add(mul(dx, z), mul(dz, x)), d[2]); })
        .Case([&](math::AbsFOp) { return ifThen(compare(greater, x, 0), dx, ifThen(compare(less, x, 0), negate(dx))); })
        .Case([&](arith::MaximumFOp) { return extreme(greater, x, z, dx, dz); })
        .Case([&](arith::MinimumFOp) { return extreme(less, x, z, dx, dz); })
        .Case([&](arith::SelectOp) { return ifThen(x, d[1], d[2]); })
        .Case([&](math::ExpOp) { return mul(dx, y); })
        .Case([&](math::ExpM1Op) { return mul(dx, arith::AddFOp::create(b, loc, y, constant(1))); })
        .Case([&](math::LogOp) { return div(dx, x); })
        .Case([&](math::Log1pOp) { return div(dx, arith::AddFOp::create(b, loc, x, constant(1))); })
        .Case([&](math::SqrtOp) { return div(mul(dx, constant(0.5)), y); })
        .Case([&](math::RsqrtOp) { return mul(mul(mul(dx, constant(-0.5)), y), mul(y, y)); })
        .Case([&](math::TanhOp) { return mul(dx, arith::SubFOp::create(b, loc, constant(1), mul(y, y))); })
        .Case([&](math::ErfOp) {
          Value bell = math::ExpOp::create(b, loc, negate(mul(x, x)));
          return mul(mul(dx, constant(1.1283791670955126)), bell); // 2 / sqrt(pi)
        })
        .Case([&](math::PowFOp) { return power(x, z, y, dx, dz); })
        .Default([&](Operation *) {
          unknown = op;
          return Value();
        });
  }

  /// x^z: z * x^(z-1), and log(x) * x^z where x is above 0.
  Value power(Value x, Value z, Value y, Value dx, Value dz) {
    Value result;
    if (dx) {
      Value less = arith::SubFOp::create(b, loc, z, constant(1));
      result = mul(dx, mul(z, math::PowFOp::create(b, loc, x, less)));
    }
    if (dz)
      result = add(result, ifThen(compare(greater, x, 0), mul(dz, mul(y, math::LogOp::create(b, loc, x)))));
    return result;
  }

  static constexpr auto greater = arith::CmpFPredicate::OGT, less = arith::CmpFPredicate::OLT;

  /// Of the greater or lesser of two.
  Value extreme(arith::CmpFPredicate wins, Value x, Value z, Value dx, Value dz) {
    if (!dz && matchPattern(z, m_Constant()))
      return ifThen(arith::CmpFOp::create(b, loc, wins, x, z), dx);
    if (!dx && matchPattern(x, m_Constant()))
      return ifThen(arith::CmpFOp::create(b, loc, wins, z, x), dz);
    Value half = mul(add(dx, dz), constant(0.5));
    Value second = ifThen(arith::CmpFOp::create(b, loc, wins, z, x), dz, half);
    return ifThen(arith::CmpFOp::create(b, loc, wins, x, z), dx, second);
  }

  Value constant(double value) { return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(value))); }
  Value compare(arith::CmpFPredicate predicate, Value x, double y) {
    return arith::CmpFOp::create(b, loc, predicate, x, constant(y));
  }
  /// Null stands for zero in these.
  Value add(Value x, Value y) { return x && y ? Value(arith::AddFOp::create(b, loc, x, y)) : x ? x : y; }
  Value mul(Value x, Value y) { return x ? Value(arith::MulFOp::create(b, loc, x, y)) : x; }
  Value div(Value x, Value y) { return x ? Value(arith::DivFOp::create(b, loc, x, y)) : x; }
  Value negate(Value x) { return x ? Value(arith::NegFOp::create(b, loc, x)) : x; }
  Value ifThen(Value condition, Value x, Value y = {}) {
    if (!x && !y)
      return {};
    return arith::SelectOp::create(b, loc, condition, x ? x : constant(0), y ? y : constant(0));
  }

  OpBuilder &b;
  Location loc;
  DenseMap<Value, Value> known;
};

} // namespace

FailureOr<Value> cnnc::cnn::buildDerivative(OpBuilder &b, Location loc, Value result, Value input, Value factor) {
  Derivative derivative(b, loc, input, factor);
  Value value = derivative.of(result);
  if (derivative.unknown)
    return emitError(loc, "there is no derivative of ") << derivative.unknown->getName();
  return value;
}

//===----------------------------------------------------------------------===//
// Ops with scalar bodies
//===----------------------------------------------------------------------===//

/// Adds an argument for each operand to a body.
static void addArguments(Block &block, ValueRange operands, Location loc) {
  for (size_t i = 0; i < operands.size(); ++i)
    block.addArgument(Float32Type::get(loc.getContext()), loc);
}

/// Ops that nothing reads, and then operands that nothing reads.
static void dropUnused(Operation *op, Block &block) {
  SmallVector<Operation *> ops;
  for (Operation &inner : block.without_terminator())
    ops.push_back(&inner);
  for (Operation *inner : llvm::reverse(ops))
    if (inner->use_empty())
      inner->erase();
  for (unsigned i = block.getNumArguments(); i-- > 0 && op->getNumOperands() > 1;)
    if (block.getArgument(i).use_empty()) {
      block.eraseArgument(i);
      op->eraseOperand(i);
    }
}

Value cnnc::cnn::createMap(OpBuilder &b, Location loc, Type type, ValueRange operands,
                           function_ref<Value(OpBuilder &, ValueRange)> body) {
  auto map = MapOp::create(b, loc, type, operands);
  Block &block = map.getBody().emplaceBlock();
  addArguments(block, operands, loc);
  OpBuilder inner = OpBuilder::atBlockEnd(&block);
  YieldScalarsOp::create(inner, loc, body(inner, block.getArguments()));
  dropUnused(map, block);
  return map;
}

Value cnnc::cnn::createChannelSum(OpBuilder &b, Location loc, ValueRange operands, ArrayRef<bool> mean, bool statistics,
                                  function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  int64_t channels = getPictureShape(operands[0]).channels;
  auto type = RankedTensorType::get({channels * int64_t(mean.size())}, b.getF32Type());
  auto sum = ChannelSumOp::create(b, loc, type, operands, b.getDenseBoolArrayAttr(mean), statistics);
  Block &block = sum.getBody().emplaceBlock();
  addArguments(block, operands, loc);
  OpBuilder inner = OpBuilder::atBlockEnd(&block);
  YieldScalarsOp::create(inner, loc, body(inner, block.getArguments()));
  return sum;
}
