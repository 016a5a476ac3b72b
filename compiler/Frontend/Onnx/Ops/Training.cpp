//===- Training.cpp - Operators of ONNX that train
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers of the domain ai.onnx.preview.training. Inputs are the learning
// rate R, the number of updates T, then all tensors X to be optimized, all their
// gradients G, and all of each state; outputs are the new X and the new states.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Node.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

namespace {
/// What one element of a formula reads, as f64.
struct Step {
  Body &body;
  Value rate, x, gradient, states[2];

  Value number(double value) { return body.number(value, body.b.getF64Type()); }
  Value scale(Value x, double factor) { return body.mul(x, number(factor)); }
  Value sqrt(Value x) { return math::SqrtOp::create(body.b, body.loc, x); }
  Value updates() { return body.convert(body.load(1, {}), body.b.getF64Type(), body.isUnsigned(1)); }
  /// `value` but in the first update.
  Value ifLater(Value value, Value first) {
    Value isLater = body.compare(Body::Order::Greater, updates(), number(0));
    return body.select(isLater, value, first);
  }
};

/// An optimizer: the new x and the new states from the old ones.
struct Optimizer {
  unsigned states;
  double norm; ///< of the regularization x * x / 2
  llvm::function_ref<SmallVector<Value>(Step &)> step;
};
} // namespace

static bool isOne(ArrayRef<int64_t> shape) {
  return llvm::all_of(shape, [](int64_t extent) { return extent == 1; });
}

/// Checks R, T, and that the tensors of a group have one shape and type.
static LogicalResult checkGroups(Node &node, unsigned groups, unsigned count) {
  if (!isa<FloatType>(node.element(0)) || node.rank(0) > 1 || !isOne(node.shape(0)))
    return node.error() << "found the learning rate " << node.type(0) << ", expected one float";
  if (!isa<IntegerType>(node.element(1)) || node.rank(1) > 1 || !isOne(node.shape(1)))
    return node.error() << "found the number of updates " << node.type(1) << ", expected one i64";
  for (unsigned i = 0; i < count; ++i)
    for (unsigned group = 0; group < groups; ++group) {
      unsigned input = 2 + group * count + i;
      if (!isa<FloatType>(node.element(input)) || node.type(input) != node.type(2 + i))
        return node.error() << "input " << input << " is " << node.type(input) << ", expected floats like "
                            << node.type(2 + i);
    }
  return success();
}

/// The one element of a scalar, or of a vector of one.
static FailureOr<Value> asScalar(Node &node, unsigned i) { return node.reshape(node.input(i), {}); }

static LogicalResult optimize(Node &node, const Optimizer &optimizer) {
  unsigned groups = 2 + optimizer.states, inputs = node.inputCount();
  if (inputs < 2 + groups || (inputs - 2) % groups)
    return node.error() << "has " << inputs << " inputs, expected 2 and then " << groups << " for each tensor";
  if (failed(node.expectInputs(inputs, inputs)))
    return failure();
  unsigned count = (inputs - 2) / groups;
  if (failed(checkGroups(node, groups, count)))
    return failure();
  FailureOr<Value> rate = asScalar(node, 0), updates = asScalar(node, 1);
  if (failed(rate) || failed(updates))
    return failure();
  for (unsigned output = 0; output < (1 + optimizer.states) * count; ++output) {
    if (!node.wants(output))
      continue;
    unsigned tensor = output % count, which = output / count;
    SmallVector<Value> operands = {*rate, *updates};
    for (unsigned group = 0; group < groups; ++group)
      operands.push_back(node.input(2 + group * count + tensor));
    Type element = node.element(2 + tensor);
    FailureOr<Value> value = node.generate(node.shape(2 + tensor), element, operands, [&](Body &body) {
      Type wide = body.b.getF64Type();
      auto load = [&](unsigned i) { return body.convert(body.load(i, body.index), wide); };
      Step step{body, body.convert(body.load(0, {}), wide), load(2), load(3), {}};
      step.gradient = body.add(step.gradient, step.scale(step.x, optimizer.norm));
      for (unsigned i = 0; i < optimizer.states; ++i)
        step.states[i] = load(4 + i);
      return body.convert(optimizer.step(step)[which], element);
    });
    if (failed(value))
      return failure();
    node.setOutput(output, *value);
  }
  return success();
}

static LogicalResult importAdagrad(Node &node) {
  double decay = node.attributeFloat("decay_factor", 0), epsilon = node.attributeFloat("epsilon", 1e-6);
  auto step = [&](Step &s) -> SmallVector<Value> {
    Body &body = s.body;
    Value rate = body.div(s.rate, body.add(s.number(1), s.scale(s.updates(), decay)));
    Value squares = body.add(s.states[0], body.mul(s.gradient, s.gradient));
    Value divisor = body.add(s.sqrt(squares), s.number(epsilon));
    return {body.sub(s.x, body.div(body.mul(rate, s.gradient), divisor)), squares};
  };
  return optimize(node, {1, node.attributeFloat("norm_coefficient", 0), step});
}

static LogicalResult importAdam(Node &node) {
  double alpha = node.attributeFloat("alpha", 0.9), beta = node.attributeFloat("beta", 0.999);
  double epsilon = node.attributeFloat("epsilon", 1e-6), post = node.attributeFloat("norm_coefficient_post", 0);
  auto step = [&](Step &s) -> SmallVector<Value> {
    Body &body = s.body;
    Value mean = body.add(s.scale(s.states[0], alpha), s.scale(s.gradient, 1 - alpha));
    Value squares = body.add(s.scale(s.states[1], beta), s.scale(body.mul(s.gradient, s.gradient), 1 - beta));
    // 1 - base^T, which the averages lack that began with 0.
    auto missing = [&](double base) {
      Value power = math::PowFOp::create(body.b, body.loc, s.number(base), s.updates());
      return body.sub(s.number(1), power);
    };
    Value corrected = body.div(body.mul(s.rate, s.sqrt(missing(beta))), missing(alpha));
    Value rate = s.ifLater(corrected, s.rate), divisor = body.add(s.sqrt(squares), s.number(epsilon));
    Value x = body.sub(s.x, body.div(body.mul(rate, mean), divisor));
    return {s.scale(x, 1 - post), mean, squares};
  };
  return optimize(node, {2, node.attributeFloat("norm_coefficient", 0), step});
}

static LogicalResult importMomentum(Node &node) {
  double alpha = node.attributeFloat("alpha", 0), beta = node.attributeFloat("beta", 0);
  StringRef mode = node.attributeText("mode", "");
  if (mode != "standard" && mode != "nesterov")
    return node.error() << "found mode " << quote(mode) << ", expected standard or nesterov";
  auto step = [&](Step &s) -> SmallVector<Value> {
    Body &body = s.body;
    Value weight = s.ifLater(s.number(beta), s.number(1));
    Value speed = body.add(s.scale(s.states[0], alpha), body.mul(weight, s.gradient));
    Value move = mode == "nesterov" ? body.add(s.gradient, s.scale(speed, alpha)) : speed;
    return {body.sub(s.x, body.mul(s.rate, move)), speed};
  };
  return optimize(node, {1, node.attributeFloat("norm_coefficient", 0), step});
}

ArrayRef<Operator> onnx_import::getTrainingOperators() {
  static const Operator operators[] = {{"Adagrad", importAdagrad}, {"Adam", importAdam}, {"Momentum", importMomentum}};
  return operators;
}
