//===- CompactInputs.cpp - cnn-compact-inputs
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A convolution of 1x1 reads its input once for each tile of blocks of output
// channels. With strides, the rows that it reads come whole, whatever part of a
// line of the cache it takes of them, and the processor's prefetchers bring those
// in between. Gathered by a pool of 1x1, which reads them once, they take a half
// to a quarter of the room, and the convolution is a dense one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Kernels/Passes.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_COMPACTINPUTS
#include "compiler/Kernels/Passes.h.inc"
} // namespace cnnc

namespace {

class CompactInputs final : public cnnc::impl::CompactInputsBase<CompactInputs> {
public:
  using CompactInputsBase::CompactInputsBase;

  void runOnOperation() override {
    auto target = createTarget(getOperation(), triple, cpu);
    if (failed(target))
      return signalPassFailure();
    for (cnn::Conv2dOp conv : llvm::to_vector(getOperation().getOps<cnn::Conv2dOp>()))
      if (pays(conv, *target)) {
        rewrite(conv);
        ++compacted;
      }
  }

private:
  static bool pays(cnn::Conv2dOp conv, const Target &target) {
    ArrayRef<int64_t> strides = conv.getStrides();
    auto weight = cast<RankedTensorType>(conv.getWeight().getType());
    bool isStrided = weight.getDimSize(2) == 1 && weight.getDimSize(3) == 1 && conv.getGroups() == 1 &&
                     llvm::all_of(conv.getPadding(), [](int64_t p) { return p == 0; }) && strides[0] * strides[1] > 1;
    if (!isStrided)
      return false;
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput()), out = cnn::getPictureShape(conv.getResult());
    double read = 4.0 * double(in.channels * out.height * in.width);
    double written = 4.0 * double(in.channels * out.height * out.width);
    double copy = (read + written) / target.memoryBytesPerCycle;
    double multiply = double(out.elements() * in.channels) / double(target.lanes * target.fmaPerCycle);
    // Measured: at 55 to 65 % of the peak with the strides, at more than 90 % without.
    return read > double(target.l2Bytes) / 2 && copy < 0.3 * multiply;
  }

  static void rewrite(cnn::Conv2dOp conv) {
    OpBuilder b(conv);
    auto in = cast<RankedTensorType>(conv.getInput().getType());
    cnn::PictureShape out = cnn::getPictureShape(conv.getResult());
    auto type = RankedTensorType::get({in.getDimSize(0), in.getDimSize(1), out.height, out.width}, in.getElementType());
    auto ones = b.getDenseI64ArrayAttr({1, 1});
    auto zero = cnn::PadModeAttr::get(b.getContext(), cnn::PadMode::zero);
    Value gathered =
        cnn::PoolOp::create(b, conv.getLoc(), type, cnn::PoolKindAttr::get(b.getContext(), cnn::PoolKind::max),
                            conv.getInput(), ones, conv.getStridesAttr(), b.getDenseI64ArrayAttr({0, 0, 0, 0}),
                            /*count_include_pad=*/nullptr, /*dilations=*/ones, /*ceil=*/nullptr, zero,
                            /*p=*/nullptr);
    conv.getInputMutable().assign(gathered);
    conv.setStridesAttr(ones);
  }
};

} // namespace
