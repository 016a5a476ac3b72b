//===- Softmax.cpp - Softmax along an axis
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The maximum; the exponentials, kept in the output, and their sum; the division.
// The logarithm of softmax needs no exponentials in the output.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include <limits>

using namespace mlir;
using namespace cnnc;

namespace {

class SoftmaxEmitter {
public:
  SoftmaxEmitter(kernel::SoftmaxOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), over(e, x, int64_t(op.getAxis())) {}

  void emitPlace(const FoldPlace &place) {
    SmallVector<Value> most = over.fold(
        x, place, -std::numeric_limits<float>::infinity(), [](Value v, int64_t) { return v; },
        [&](Value a, Value b) -> Value { return e.maximum(a, b); });
    auto below = [&](Value v, int64_t t) -> Value { return arith::SubFOp::create(e.b, e.loc, v, most[t]); };
    auto exponential = [&](Value v, int64_t t) -> Value { return math::ExpOp::create(e.b, e.loc, below(v, t)); };
    if (op.getLog()) {
      SmallVector<Value> sums = over.sum(x, place, exponential);
      for (Value &sum : sums)
        sum = math::LogOp::create(e.b, e.loc, sum);
      return map(x, place,
                 [&](Value v, int64_t t) -> Value { return arith::SubFOp::create(e.b, e.loc, below(v, t), sums[t]); });
    }
    map(x, place, exponential);
    SmallVector<Value> sums = over.sum(y, place, [](Value v, int64_t) { return v; });
    map(y, place, [&](Value v, int64_t t) -> Value { return arith::DivFOp::create(e.b, e.loc, v, sums[t]); });
  }

  void emit() {
    over.forPlaces([&](const FoldPlace &place) { emitPlace(place); },
                   [&](Value image, Value block, Value row0, Value row1) {
                     bool rows = op.getAxis() == 2;
                     e.fillHalo(y, image, block, op.getAxis() == 1 ? y.blocks : 1, rows ? e.index(0) : row0,
                                rows ? e.index(y.shape.height) : row1);
                   });
  }

private:
  /// y = a function of `from`, at all elements of a place.
  void map(const Buffer &from, const FoldPlace &place, function_ref<Value(Value, int64_t)> function) {
    over.visit(place, [&](Value block, Value row, Value column, int64_t t) {
      Value v = e.loadVector(from, e.at(from, place.image, block, row, column), y.block);
      e.store(function(v, t), y, e.at(y, place.image, block, row, column));
    });
  }

  kernel::SoftmaxOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  AxisFold over;
};

class SoftmaxKernel final : public Kernel {
public:
  StringRef getName() const override { return "softmax"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::SoftmaxOp>(getRoot(group)) || !isa<cnn::YieldOp>(getRoot(group)->getNextNode())) {
      why = "not a softmax by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements())};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto softmax = cast<cnn::SoftmaxOp>(getRoot(lowering.group));
    kernel::SoftmaxOp::create(lowering.builder, lowering.loc(), lowering.inputs, ValueRange(), lowering.output,
                              softmax.getAxisAttr(), softmax.getLogAttr());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getOutput(), int64_t(cast<kernel::SoftmaxOp>(op.getOperation()).getAxis())), 0};
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    SoftmaxEmitter(cast<kernel::SoftmaxOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getSoftmaxKernel() {
  static const SoftmaxKernel kernel;
  return kernel;
}
