//===- SumOutputs.cpp - Let convolutions add up what they write
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A squeeze-and-excite block takes the average of each channel of what a
// depthwise convolution has just written, often more than the cache holds; a
// batch norm in training the mean and the variance, and its gradient two sums
// more. The convolution has all of it in registers: each of its items adds up
// what it writes, and the pool, or the sum over the batch, adds up the items. How
// a convolution is cut into items does not depend on the threads, so neither do
// the bits.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Lowering/Effects.h"
#include "compiler/Lowering/Passes.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_SUMOUTPUTS
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class SumOutputs final : public cnnc::impl::SumOutputsBase<SumOutputs> {
public:
  using SumOutputsBase::SumOutputsBase;

  void runOnOperation() override {
    for (auto pool : getOperation().getOps<kernel::GlobalPoolOp>())
      if (pool.getKind() == cnn::PoolKind::avg && !pool.getCount())
        if (kernel::DepthwiseConvOp conv = getProducer(pool))
          fuse(conv, pool);
    auto pictureSums = llvm::to_vector(getOperation().getOps<kernel::PictureSumsOp>());
    if (!pictureSums.empty())
      moveBuffers(getOperation().getBody().front());
    for (kernel::PictureSumsOp sums : pictureSums)
      if (kernel::SummingOpInterface producer = getProducer(sums); producer && moveNeeded(producer, sums))
        fuse(producer, sums);
  }

private:
  /// The convolution that writes what the pool reads, unless it sums already.
  static kernel::DepthwiseConvOp getProducer(kernel::GlobalPoolOp pool) {
    Value input = pool.getInputs()[0];
    kernel::DepthwiseConvOp producer;
    for (Operation *user : input.getUsers())
      if (auto conv = dyn_cast<kernel::DepthwiseConvOp>(user); conv && conv.getOutput() == input)
        producer = conv;
    bool fits = producer && input.getDefiningOp<kernel::BufferOp>() && !producer.getSums() &&
                producer.getMultiplier() == 1 && cnn::getLayout(input.getType()).getBlock() > 1;
    return fits ? producer : kernel::DepthwiseConvOp();
  }

  void fuse(kernel::DepthwiseConvOp conv, kernel::GlobalPoolOp pool) {
    auto type = cast<MemRefType>(conv.getOutput().getType());
    cnn::LayoutAttr layout = cnn::getLayout(type).withHalo({0, 0, 0, 0}).withPitch(0);
    cnn::PictureShape shape = cnn::getPictureShape(conv.getOutput());
    int64_t bands = findKernel(conv)->countBands(conv);
    OpBuilder builder(conv);
    // f32 also where the output is rounded to bf16.
    auto sumsType = MemRefType::get({type.getDimSize(0), shape.channels, bands, 1}, builder.getF32Type(), layout);
    Value sums = kernel::BufferOp::create(builder, pool.getLoc(), sumsType, IntegerAttr());
    conv.getSumsMutable().assign(sums);
    pool.getInputsMutable()[0].set(sums);
    pool.setCount(shape.height * shape.width);
    ++fused;
  }

  /// The kernel that writes what is added up, unless it cannot do that itself.
  static kernel::SummingOpInterface getProducer(kernel::PictureSumsOp sums) {
    Value input = sums.getInputs()[0];
    if (!input.getDefiningOp<kernel::BufferOp>() || llvm::is_contained(sums.getInputs().drop_front(), input))
      return {};
    kernel::KernelOpInterface producer;
    for (Operation *user : input.getUsers()) {
      auto op = dyn_cast<kernel::KernelOpInterface>(user);
      if (!op || (op.getOutput() == input && producer))
        return {};
      if (op.getOutput() == input)
        producer = op;
    }
    auto summing =
        producer ? dyn_cast<kernel::SummingOpInterface>(producer.getOperation()) : kernel::SummingOpInterface();
    if (!summing || summing.getSums() || findKernel(producer)->countBands(producer) == 0 || !canSum(producer) ||
        !cast<MemRefType>(input.getType()).getElementType().isF32() || cnn::getLayout(input.getType()).getBlock() == 1)
      return {};
    return producer->isBeforeInBlock(sums) ? summing : kernel::SummingOpInterface();
  }

  /// Moves the kernels ahead of the producer that write what else the terms are of:
  /// vectors. Whether that was possible.
  static bool moveNeeded(kernel::SummingOpInterface producer, kernel::PictureSumsOp sums) {
    Effects needed, staying(cast<kernel::KernelOpInterface>(producer.getOperation()));
    for (Value other : sums.getInputs().drop_front())
      needed.add(other, /*isWritten=*/false);
    SmallVector<kernel::KernelOpInterface> between, moving;
    for (Operation *op = producer->getNextNode(); op != sums; op = op->getNextNode())
      if (auto kernel = dyn_cast<kernel::KernelOpInterface>(op))
        between.push_back(kernel);
    for (kernel::KernelOpInterface op : llvm::reverse(between)) {
      if (!Effects(op).conflictsWith(needed))
        continue;
      if (cnn::getLayout(op.getOutput().getType()))
        return false;
      moving.push_back(op);
      for (Value read : llvm::concat<Value>(op.getInputs(), op.getWeights()))
        needed.add(read, /*isWritten=*/false);
    }
    for (kernel::KernelOpInterface op : between) {
      bool moves = llvm::is_contained(moving, op);
      if (moves && Effects(op).conflictsWith(staying))
        return false;
      if (!moves)
        staying.add(Effects(op));
    }
    for (kernel::KernelOpInterface op : llvm::reverse(moving))
      op->moveBefore(producer);
    return true;
  }

  /// Not what a pool has made of the results, nor of several blocks at once.
  static bool canSum(kernel::KernelOpInterface op) {
    auto isOne = [](int64_t extent) { return extent == 1; };
    if (auto conv = dyn_cast<kernel::DirectConvOp>(op.getOperation()))
      return llvm::all_of(conv.getPool(), isOne);
    if (auto conv = dyn_cast<kernel::WinogradConvOp>(op.getOperation()))
      return llvm::all_of(conv.getPool(), isOne);
    auto depthwise = dyn_cast<kernel::DepthwiseConvOp>(op.getOperation());
    return !depthwise || depthwise.getMultiplier() == 1;
  }

  void fuse(kernel::SummingOpInterface summing, kernel::PictureSumsOp sums) {
    auto producer = cast<kernel::KernelOpInterface>(summing.getOperation());
    OpBuilder builder(producer);
    auto type = cast<MemRefType>(sums.getOutput().getType());
    SmallVector<int64_t> shape(type.getShape());
    shape[2] = findKernel(producer)->countBands(producer);
    auto itsType = MemRefType::get(shape, type.getElementType(), type.getLayout());
    Value places = kernel::BufferOp::create(builder, sums.getLoc(), itsType, IntegerAttr());
    sums.getOutput().replaceAllUsesWith(places);
    summing.getSumsMutable().assign(places);
    // The inputs of both, one after the other; each region takes a number of all.
    OperandRange others = sums.getInputs().drop_front();
    Region &terms = summing.getTerms();
    terms.takeBody(sums.getEpilogue());
    for (Value input : producer.getInputs().drop_front())
      terms.insertArgument(1u, builder.getF32Type(), input.getLoc());
    if (!producer.getEpilogue().empty())
      for (Value other : others)
        producer.getEpilogue().addArgument(builder.getF32Type(), other.getLoc());
    SmallVector<Value> inputs(producer.getInputs());
    llvm::append_range(inputs, others);
    producer.getInputsMutable().assign(inputs);
    sums.erase();
    ++fused;
  }
};

} // namespace
