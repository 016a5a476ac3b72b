//===- GroupNorm.cpp - Normalisation of groups of channels
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Groups and blocks of channels need not agree. An item has as many channels as
// both fill, and keeps a number for each of them on the stack: first vectors add
// up the planes of the channels, then scalar code the channels of each group.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include <numeric>

using namespace mlir;
using namespace cnnc;

namespace {

/// Channels of an item; the stack of a thread must hold them.
int64_t channelsPerItem(int64_t channels, int64_t groups, int64_t lanes) {
  return std::min<int64_t>(std::lcm(channels / groups, lanes), llvm::alignTo(channels, lanes));
}
constexpr int64_t kMostChannels = 16384;

class GroupNormEmitter {
public:
  GroupNormEmitter(kernel::GroupNormOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), perGroup(x.shape.channels / int64_t(op.getGroups())),
        perItem(channelsPerItem(x.shape.channels, int64_t(op.getGroups()), y.block)), over(e, x, {2, 3}) {}

  void emit() {
    // On entry of the function: memory of the stack is not freed before it ends.
    sums = allocate();
    means = allocate();
    int64_t blocks = perItem / y.block;
    e.forItems(llvm::divideCeil(y.blocks, blocks), 1, 1, [&](Value item, Value image, Value, Value) {
      Value first = e.mul(item, blocks), count = e.min(e.index(blocks), e.sub(e.index(y.blocks), first));
      emitItem(image, first, count);
      e.loop(e.index(0), count, 1,
             [&](Value block) { e.fillHalo(y, image, e.add(first, block), 1, e.index(0), e.index(y.shape.height)); });
    });
  }

private:
  Buffer allocate() {
    Buffer buffer;
    auto type = MemRefType::get({perItem}, e.b.getF32Type());
    buffer.memref = memref::AllocaOp::create(e.b, e.loc, type, e.b.getI64IntegerAttr(64));
    return buffer;
  }

  Value load(const Buffer &numbers, Value block) { return e.loadVector(numbers, e.mul(block, y.block), y.block); }
  void store(Value value, const Buffer &numbers, Value block) { e.store(value, numbers, e.mul(block, y.block)); }

  /// numbers[c] = the sum of the terms of channel c's plane, for `count` blocks.
  void sumPlanes(const Buffer &numbers, Value image, Value first, Value count,
                 function_ref<Value(Value x, Value block)> term) {
    e.loop(e.index(0), count, 1, [&](Value block) {
      FoldPlace place = {image, e.add(first, block), e.index(0), e.index(0), 1};
      store(over.sum(x, place, [&](Value v, int64_t) { return term(v, block); })[0], numbers, block);
    });
  }

  /// to[c] = a function of the mean of the group of c.
  void spreadMeans(const Buffer &from, const Buffer &to, Value groups, function_ref<Value(Value mean)> function) {
    e.loop(e.index(0), groups, 1, [&](Value group) {
      Value start = e.mul(group, perGroup), zero = e.scalar(0);
      Value sum = e.reduce(0, perGroup, zero, [&](Value i, ValueRange v) -> SmallVector<Value> {
        return {arith::AddFOp::create(e.b, e.loc, v[0], e.load(from, e.add(start, i)))};
      })[0];
      double count = double(perGroup) * double(x.shape.height) * double(x.shape.width);
      Value result = function(arith::DivFOp::create(e.b, e.loc, sum, e.scalar(float(count))));
      e.loop(0, perGroup, 1, [&](Value i) { e.store(result, to, e.add(start, i)); });
    });
  }

  void emitItem(Value image, Value first, Value count) {
    // Lanes beyond the channels belong to no group, but must be finite.
    e.loop(e.index(0), count, 1, [&](Value block) { store(e.splat(0, y.block), means, block); });
    Value channel = e.mul(first, y.block);
    Value groups = e.div(e.min(e.index(perItem), e.sub(e.index(x.shape.channels), channel)), perGroup);
    sumPlanes(sums, image, first, count, [](Value v, Value) { return v; });
    spreadMeans(sums, means, groups, [](Value mean) { return mean; });
    sumPlanes(sums, image, first, count, [&](Value v, Value block) -> Value {
      Value c = arith::SubFOp::create(e.b, e.loc, v, load(means, block));
      return arith::MulFOp::create(e.b, e.loc, c, c);
    });
    spreadMeans(sums, sums, groups, [&](Value variance) -> Value {
      Value epsilon = e.scalar(float(op.getEpsilon().convertToDouble()));
      Value deviation = math::SqrtOp::create(e.b, e.loc, arith::AddFOp::create(e.b, e.loc, variance, epsilon));
      return arith::DivFOp::create(e.b, e.loc, e.scalar(1), deviation);
    });
    e.loop(e.index(0), count, 1, [&](Value i) {
      Value block = e.add(first, i), mean = load(means, i), factor = load(sums, i), shift;
      if (!e.weights.empty()) {
        factor = arith::MulFOp::create(e.b, e.loc, factor, load(e.weights[0], block));
        shift = load(e.weights[1], block);
      }
      over.visit({image, block, e.index(0), e.index(0), 1}, [&](Value block, Value row, Value column, int64_t) {
        Value v = e.loadVector(x, e.at(x, image, block, row, column), y.block);
        Value centred = arith::SubFOp::create(e.b, e.loc, v, mean);
        v = shift ? e.fma(centred, factor, shift) : Value(arith::MulFOp::create(e.b, e.loc, centred, factor));
        e.store(e.finish(op, v, image, block, row, column), y, e.at(y, image, block, row, column));
      });
    });
  }

  kernel::GroupNormOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  int64_t perGroup, perItem;
  AxisFold over;
  Buffer sums, means;
};

class GroupNormKernel final : public Kernel {
public:
  StringRef getName() const override { return "group_norm"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto norm = dyn_cast<cnn::GroupNormOp>(getRoot(group));
    if (!norm || !hasElementwiseEpilogue(group)) {
      why = "not a group normalisation with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape shape = cnn::getPictureShape(norm.getInput());
    if (channelsPerItem(shape.channels, int64_t(norm.getGroups()), target.lanes) > kMostChannels) {
      why = "groups and blocks of channels meet too seldom";
      return std::nullopt;
    }
    return Candidate{{}, 3.0 * double(shape.elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto norm = cast<cnn::GroupNormOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(norm.getInput())]);
    if (failed(inputs))
      return failure();
    int64_t block = cnn::getLayout(lowering.output.getType()).getBlock();
    SmallVector<Value, 2> weights;
    for (Value value : norm.getScaleAndShift()) {
      auto packed = lowering.packBias(value, cnn::getPictureShape(norm.getInput()).channels, block);
      if (failed(packed))
        return failure();
      weights.push_back(*packed);
    }
    auto op = kernel::GroupNormOp::create(lowering.builder, lowering.loc(), *inputs, weights, lowering.output,
                                          norm.getGroupsAttr(), norm.getEpsilonAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    int64_t channels = cnn::getPictureShape(op.getOutput()).channels;
    int64_t groups = int64_t(cast<kernel::GroupNormOp>(op.getOperation()).getGroups());
    return {int64_t(llvm::divideCeil(channels, channelsPerItem(channels, groups, lanes))), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 6.0 * double(cnn::getPictureShape(op.getOutput()).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    GroupNormEmitter(cast<kernel::GroupNormOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getGroupNormKernel() {
  static const GroupNormKernel kernel;
  return kernel;
}
