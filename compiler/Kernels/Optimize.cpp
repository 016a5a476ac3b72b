//===- Optimize.cpp - One step of an optimiser
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pass over each parameter: its gradient and what the optimiser keeps are read
// once and written once. Items are vectors; parameters of all sizes share the
// code, since their number of items belongs to the step.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Formulas on vectors, or scalars where lanes is 0.
class OptimizeEmitter {
public:
  OptimizeEmitter(kernel::OptimizeOp op, KernelEmitter &e) : op(op), e(e), b(e.b), lanes(e.target.lanes) {}

  void emit() {
    rate = control(kernel::Control::Rate);
    Value scale = op.getClipNorm() ? control(kernel::Control::GradientScale) : Value();
    StringRef function = op.getOptimizer().getAs<StringAttr>("function").getValue();
    if (function.starts_with("adam")) {
      correction1 = control(kernel::Control::Correction1);
      correction2 = control(kernel::Control::Correction2);
    }
    e.loop(e.begin, e.end, 1, [&](Value item) {
      at = e.mul(item, lanes);
      w = e.loadVector(e.output, at, lanes);
      Value g = e.loadVector(e.inputs[0], at, lanes);
      if (scale)
        g = mul(g, scale);
      g = regularize(clip(g), function);
      Value result = function == "sgd"       ? emitSgd(g)
                     : function == "rmsprop" ? emitRmsprop(g)
                     : function == "adagrad" ? emitAdagrad(g)
                                             : emitAdam(g, function == "adamw");
      e.store(result, e.output, at);
    });
  }

private:
  double number(StringRef name) { return op.getOptimizer().getAs<FloatAttr>(name).getValueAsDouble(); }
  Value constant(double value) { return e.splat(float(value), lanes); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, e.loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, e.loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, e.loc, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, e.loc, x, y); }
  Value control(kernel::Control which) { return e.broadcast(e.load(e.inputs.back(), e.index(int64_t(which))), lanes); }

  const Buffer &slot(int64_t i) const { return e.inputs[1 + i]; }
  Value loadSlot(int64_t i) { return e.loadVector(slot(i), at, lanes); }
  void storeSlot(int64_t i, Value value) { e.store(value, slot(i), at); }

  Value clip(Value g) {
    if (!op.getClipValue())
      return g;
    double limit = op.getClipValue()->convertToDouble();
    return e.maximum(e.minimum(g, constant(limit)), constant(-limit));
  }

  Value regularize(Value g, StringRef function) {
    double l1 = op.getL1().convertToDouble(), l2 = op.getL2().convertToDouble();
    if (function != "adamw")
      l2 += number("weight_decay");
    if (l2)
      g = e.fma(constant(l2), w, g);
    if (l1) {
      Value zero = constant(0);
      Value above = arith::CmpFOp::create(b, e.loc, arith::CmpFPredicate::OGT, w, zero);
      Value below = arith::CmpFOp::create(b, e.loc, arith::CmpFPredicate::OLT, w, zero);
      Value negative = arith::SelectOp::create(b, e.loc, below, constant(-l1), zero);
      g = add(g, arith::SelectOp::create(b, e.loc, above, constant(l1), negative));
    }
    return g;
  }

  Value emitSgd(Value g) {
    double momentum = number("momentum");
    if (momentum) {
      Value v = e.fma(constant(momentum), loadSlot(0), g);
      storeSlot(0, v);
      auto nesterov = op.getOptimizer().getAs<BoolAttr>("nesterov");
      g = nesterov && nesterov.getValue() ? e.fma(constant(momentum), v, g) : v;
    }
    return sub(w, mul(rate, g));
  }

  Value emitAdam(Value g, bool decoupled) {
    double beta1 = number("beta1"), beta2 = number("beta2");
    Value m = e.fma(constant(beta1), loadSlot(0), mul(constant(1 - beta1), g));
    Value v = e.fma(constant(beta2), loadSlot(1), mul(constant(1 - beta2), mul(g, g)));
    storeSlot(0, m);
    storeSlot(1, v);
    Value root = math::SqrtOp::create(b, e.loc, mul(v, correction2));
    Value step = div(mul(m, correction1), add(root, constant(number("epsilon"))));
    Value start = w;
    if (double decay = decoupled ? number("weight_decay") : 0)
      start = sub(w, mul(mul(rate, constant(decay)), w));
    return sub(start, mul(rate, step));
  }

  Value emitRmsprop(Value g) {
    double decay = number("decay"), momentum = number("momentum");
    Value v = e.fma(constant(decay), loadSlot(0), mul(constant(1 - decay), mul(g, g)));
    storeSlot(0, v);
    Value step = div(g, add(math::SqrtOp::create(b, e.loc, v), constant(number("epsilon"))));
    if (momentum) {
      step = e.fma(constant(momentum), loadSlot(1), step);
      storeSlot(1, step);
    }
    return sub(w, mul(rate, step));
  }

  Value emitAdagrad(Value g) {
    Value v = add(loadSlot(0), mul(g, g));
    storeSlot(0, v);
    return sub(w, mul(rate, div(g, add(math::SqrtOp::create(b, e.loc, v), constant(number("epsilon"))))));
  }

  kernel::OptimizeOp op;
  KernelEmitter &e;
  OpBuilder &b;
  int64_t lanes;
  Value rate, correction1, correction2, at, w;
};

class OptimizeKernel final : public Kernel {
public:
  StringRef getName() const override { return "optimize"; }

  std::optional<Candidate> match(cnn::FusedOp, const Target &, std::string &why) const override {
    why = "not a layer";
    return std::nullopt;
  }
  LogicalResult lower(GroupLowering &lowering) const override { return lowering.group.emitError("this is no layer"); }
  /// Conversion has written it down; see KernelDialect::kItemsAttr.
  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {0, 0}; }
  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    OptimizeEmitter(cast<kernel::OptimizeOp>(op.getOperation()), e).emit();
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

/// An item is a filter. Sums are in f64 and in order: filters are short.
class ConstrainKernel final : public Kernel {
public:
  StringRef getName() const override { return "constrain"; }

  std::optional<Candidate> match(cnn::FusedOp, const Target &, std::string &why) const override {
    why = "not a layer";
    return std::nullopt;
  }
  LogicalResult lower(GroupLowering &lowering) const override { return lowering.group.emitError("this is no layer"); }
  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {0, getFilters(cast<kernel::ConstrainOp>(op.getOperation())).count};
  }
  double getFlops(kernel::KernelOpInterface op) const override {
    return 4 * double(cast<MemRefType>(op.getOutput().getType()).getNumElements());
  }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::ConstrainOp>(kernelOp.getOperation());
    Filters filters = getFilters(op);
    double low = op.getLow().convertToDouble(), high = op.getHigh().convertToDouble();
    bool isNorm = op.getKind() == "norm";
    e.loop(e.begin, e.end, 1, [&](Value filter) {
      isNorm ? boundNorm(e, filters, filter, low, high) : boundValues(e, filters, filter, low, high);
    });
    return success();
  }

private:
  /// Where the elements of a filter lie: in rows, whose distance is that of the
  /// inputs of a transposed convolution, and one row elsewhere. Filters of a group
  /// follow each other.
  struct Filters {
    int64_t count, perGroup, rows, length;
    int64_t rowStride() const { return perGroup * length; }
  };

  static Filters getFilters(kernel::ConstrainOp op) {
    auto type = cast<MemRefType>(op.getOutput().getType());
    int64_t outer = type.getDimSize(0), length = type.getNumElements() / outer;
    int64_t groups = op.getTransposed().value_or(0);
    if (!groups)
      return {outer, 1, 1, length};
    int64_t perGroup = type.getDimSize(1);
    return {groups * perGroup, perGroup, outer / groups, length / perGroup};
  }

  /// Where row `row` of a filter begins. Groups lie one behind the other.
  static Value rowBegin(KernelEmitter &e, const Filters &filters, Value filter, Value row) {
    if (filters.rows == 1)
      return e.mul(filter, filters.length);
    Value group = e.mul(e.div(filter, filters.perGroup), filters.rows * filters.rowStride());
    Value first = e.add(group, e.mul(e.rem(filter, filters.perGroup), filters.length));
    return e.add(first, e.mul(row, filters.rowStride()));
  }

  static void forEach(KernelEmitter &e, const Filters &filters, Value filter, llvm::function_ref<void(Value at)> body) {
    e.loop(0, filters.rows, 1, [&](Value row) {
      Value begin = rowBegin(e, filters, filter, row);
      e.loop(0, filters.length, 1, [&](Value i) { body(e.add(begin, i)); });
    });
  }

  static Value sumOfSquares(KernelEmitter &e, const Filters &filters, Value filter, Value zero) {
    OpBuilder &b = e.b;
    return e.reduce(0, filters.rows, zero, [&](Value row, ValueRange outer) -> SmallVector<Value> {
      Value begin = rowBegin(e, filters, filter, row);
      return e.reduce(0, filters.length, outer[0], [&](Value i, ValueRange sum) -> SmallVector<Value> {
        Value x = arith::ExtFOp::create(b, e.loc, b.getF64Type(), e.load(e.output, e.add(begin, i)));
        return {arith::AddFOp::create(b, e.loc, sum[0], arith::MulFOp::create(b, e.loc, x, x))};
      });
    })[0];
  }

  static void boundNorm(KernelEmitter &e, const Filters &filters, Value filter, double low, double high) {
    OpBuilder &b = e.b;
    auto constant = [&](double x) -> Value { return arith::ConstantOp::create(b, e.loc, b.getF64FloatAttr(x)); };
    Value zero = constant(0);
    Value norm = math::SqrtOp::create(b, e.loc, sumOfSquares(e, filters, filter, zero));
    Value bounded = e.maximum(e.minimum(norm, constant(high)), constant(low));
    Value isOutside = arith::CmpFOp::create(b, e.loc, arith::CmpFPredicate::ONE, norm, bounded);
    Value isLong = arith::CmpFOp::create(b, e.loc, arith::CmpFPredicate::OGT, norm, zero);
    e.ifThen(arith::AndIOp::create(b, e.loc, isOutside, isLong), [&] {
      Value ratio = arith::DivFOp::create(b, e.loc, bounded, norm);
      Value factor = arith::TruncFOp::create(b, e.loc, b.getF32Type(), ratio);
      forEach(e, filters, filter,
              [&](Value at) { e.store(arith::MulFOp::create(b, e.loc, e.load(e.output, at), factor), e.output, at); });
    });
  }

  static void boundValues(KernelEmitter &e, const Filters &filters, Value filter, double low, double high) {
    forEach(e, filters, filter, [&](Value at) {
      Value x = e.minimum(e.load(e.output, at), e.scalar(float(high)));
      e.store(e.maximum(x, e.scalar(float(low))), e.output, at);
    });
  }
};

} // namespace

const Kernel &cnnc::getOptimizeKernel() {
  static const OptimizeKernel kernel;
  return kernel;
}

const Kernel &cnnc::getConstrainKernel() {
  static const ConstrainKernel kernel;
  return kernel;
}
