//===- ChannelSum.cpp - Sums over the batch, one for each channel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane is a channel, so that no sum crosses lanes. Sums are made in three
// levels, of a row, of a picture and of the batch: with hundreds of thousands of
// terms one running sum in f32 would lose three of its seven digits.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cnnc;

namespace {

class ChannelSumEmitter {
public:
  ChannelSumEmitter(kernel::ChannelSumOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), lanes(x.block), terms(op.getMean().size()) {
    auto yield = cast<cnn::YieldScalarsOp>(op.getEpilogue().front().back());
    // Terms that are the same need one sum.
    for (Value term : yield.getValues()) {
      const auto *known = llvm::find(distinct, term);
      sumOf.push_back(known - distinct.begin());
      if (known == distinct.end())
        distinct.push_back(term);
    }
  }

  void emit() {
    e.loop(e.begin, e.end, 1, [&](Value block) {
      SmallVector<Value> sums = e.reduce(e.index(0), e.images, 1, zeros(), [&](Value image, ValueRange total) {
        return addAll(total, sumPicture(image, block));
      });
      for (int64_t i = 0; i < terms; ++i) {
        Value sum = sums[sumOf[i]];
        if (op.getMean()[i])
          sum = arith::DivFOp::create(e.b, e.loc, sum, e.broadcast(count(), lanes));
        Value at = e.add(e.mul(block, lanes), i * x.blocks * lanes);
        e.store(sum, e.output, at);
      }
    });
  }

private:
  SmallVector<Value> zeros() { return SmallVector<Value>(distinct.size(), e.splat(0, lanes)); }

  SmallVector<Value> addAll(ValueRange a, ValueRange b) {
    SmallVector<Value> sums;
    for (auto [x, y] : llvm::zip(a, b))
      sums.push_back(arith::AddFOp::create(e.b, e.loc, x, y));
    return sums;
  }

  SmallVector<Value> sumPicture(Value image, Value block) {
    return e.reduce(0, x.shape.height, zeros(),
                    [&](Value row, ValueRange total) { return addAll(total, sumRow(image, block, row)); });
  }

  /// Several columns at once: one sum alone would wait for each addition.
  SmallVector<Value> sumRow(Value image, Value block, Value row) {
    constexpr int64_t together = 4;
    int64_t whole = x.shape.width / together * together;
    SmallVector<Value> init;
    for (int64_t i = 0; i < together; ++i)
      llvm::append_range(init, zeros());
    SmallVector<Value> sums = init;
    if (whole)
      sums = e.reduce(e.index(0), e.index(whole), together, init, [&](Value column, ValueRange running) {
        SmallVector<Value> next;
        for (int64_t i = 0; i < together; ++i)
          llvm::append_range(next, addAll(running.slice(i * distinct.size(), distinct.size()),
                                          loadTerms(image, block, row, e.add(column, i))));
        return next;
      });
    for (int64_t column = whole; column < x.shape.width; ++column) {
      SmallVector<Value> last = loadTerms(image, block, row, e.index(column));
      for (auto [i, term] : llvm::enumerate(last))
        sums[i] = arith::AddFOp::create(e.b, e.loc, sums[i], term);
    }
    for (int64_t width = together / 2; width >= 1; width /= 2)
      for (size_t i = 0; i < width * distinct.size(); ++i)
        sums[i] = arith::AddFOp::create(e.b, e.loc, sums[i], sums[i + width * distinct.size()]);
    sums.resize(distinct.size());
    return sums;
  }

  SmallVector<Value> loadTerms(Value image, Value block, Value row, Value column) {
    SmallVector<Value> arguments;
    for (const Buffer &input : e.inputs)
      arguments.push_back(e.loadOperand(input, image, block, row, column, lanes));
    IRMapping mapping = e.cloneScalars(op.getEpilogue(), arguments, lanes);
    return llvm::map_to_vector(distinct, [&](Value term) { return mapping.lookup(term); });
  }

  /// Elements of a channel in the batch, in f32.
  Value count() {
    Value elements = e.mul(e.images, x.shape.height * x.shape.width);
    Value integer = arith::IndexCastOp::create(e.b, e.loc, e.b.getI64Type(), elements);
    return arith::SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), integer);
  }

  kernel::ChannelSumOp op;
  KernelEmitter &e;
  const Buffer &x;
  int64_t lanes, terms;
  SmallVector<Value> distinct; ///< terms, each once
  SmallVector<size_t> sumOf;   ///< of each term, among `distinct`
};

class ChannelSumKernel final : public Kernel {
public:
  StringRef getName() const override { return "channel_sum"; }
  bool reducesBatch(kernel::KernelOpInterface) const override { return true; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto sum = dyn_cast<cnn::ChannelSumOp>(getRoot(group));
    if (!sum) {
      why = "not sums over the batch";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(sum.getInputs()[0]).elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto sum = cast<cnn::ChannelSumOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    SmallVector<Value> inputs;
    for (Value operand : sum.getInputs()) {
      if (isa<BlockArgument>(operand)) {
        inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
        continue;
      }
      auto packed =
          lowering.packBias(operand, cnn::getPictureShape(sum.getInputs()[0]).channels, lowering.target.lanes);
      if (failed(packed))
        return failure();
      inputs.push_back(*packed);
    }
    auto op = kernel::ChannelSumOp::create(b, lowering.loc(), inputs, ValueRange(), lowering.output, sum.getMeanAttr(),
                                           sum.getStatistics());
    IRMapping mapping;
    sum.getBody().cloneInto(&op.getEpilogue(), mapping);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    Value x = op.getInputs()[0];
    int64_t block = cnn::getLayout(x.getType()).getBlock();
    return {0, int64_t(llvm::divideCeil(cnn::getPictureShape(x).channels, block))};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ChannelSumEmitter(cast<kernel::ChannelSumOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getChannelSumKernel() {
  static const ChannelSumKernel kernel;
  return kernel;
}
