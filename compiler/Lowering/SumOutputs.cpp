//===- SumOutputs.cpp - Let depthwise convolutions sum for a global average
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A squeeze-and-excite block takes the average of each channel of what a
// depthwise convolution has just written, often more than the cache holds. The
// convolution has all of it in registers: each of its items adds up what it
// writes, and the pool adds up the items. How a convolution is cut into items
// does not depend on the threads, so neither do the bits.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Lowering/Passes.h"

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
    // Items are blocks of channels, each in so many bands of rows.
    int64_t blocks = llvm::divideCeil(shape.channels, layout.getBlock());
    int64_t bands = findKernel(conv)->getWorkItems(conv).items / blocks;
    OpBuilder builder(conv);
    // f32 also where the output is rounded to bf16.
    auto sumsType = MemRefType::get({type.getDimSize(0), shape.channels, bands, 1}, builder.getF32Type(), layout);
    Value sums = kernel::BufferOp::create(builder, pool.getLoc(), sumsType, IntegerAttr());
    conv.getSumsMutable().assign(sums);
    pool.getInputsMutable()[0].set(sums);
    pool.setCount(shape.height * shape.width);
    ++fused;
  }
};

} // namespace
