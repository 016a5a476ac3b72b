//===- WinogradWeights.cpp - Transformed kernels of weights that training changes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane is an output channel. Where the convolution computes the gradient of
// another one's input, inputs and outputs are exchanged and taps reversed on the
// way: the elements of a vector then lie nine apart instead of a filter apart.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Winograd.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Inputs of a group of blocks that make an item.
constexpr int64_t kInputsPerItem = 16;

class WinogradWeightsKernel final : public Kernel {
public:
  StringRef getName() const override { return "winograd_weights"; }

  std::optional<Candidate> match(cnn::FusedOp, const Target &, std::string &why) const override {
    why = "not a layer";
    return std::nullopt;
  }
  LogicalResult lower(GroupLowering &lowering) const override { return lowering.group.emitError("this is no layer"); }

  WorkItems getWorkItems(kernel::KernelOpInterface kernelOp) const override {
    auto op = cast<kernel::WinogradWeightsOp>(kernelOp.getOperation());
    int64_t groups = llvm::divideCeil(op.countBlocks(), int64_t(op.getBlocks()));
    return {0, groups * int64_t(llvm::divideCeil(int64_t(op.getInputChannels()), kInputsPerItem))};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 4 * double(cast<MemRefType>(op.getOutput().getType()).getNumElements());
  }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::WinogradWeightsOp>(kernelOp.getOperation());
    int64_t inputs = op.getInputChannels(), total = op.countBlocks(), most = op.getBlocks();
    int64_t chunks = llvm::divideCeil(inputs, kInputsPerItem);
    e.loop(e.begin, e.end, 1, [&](Value item) {
      Value first = e.mul(e.rem(item, chunks), kInputsPerItem);
      Value last = e.min(e.add(first, kInputsPerItem), e.index(inputs));
      e.inGroup(e.div(item, chunks), total, most, [&](int64_t blocks, Value block) {
        for (int64_t i = 0; i < blocks; ++i)
          e.loop(first, last, 1, [&](Value input) { emitKernels(op, e, block, i, blocks, input); });
      });
    });
    return success();
  }

private:
  /// Those of one block of outputs, the i-th of `blocks` that stand together.
  static void emitKernels(kernel::WinogradWeightsOp op, KernelEmitter &e, Value firstBlock, int64_t i, int64_t blocks,
                          Value input) {
    int64_t lanes = op.getLanes(), inputs = op.getInputChannels(), outputs = op.getOutputChannels();
    Winograd winograd(op.getOutputs());
    Value output = e.mul(e.add(firstBlock, i), lanes);
    Value count = e.min(e.sub(e.index(outputs), output), e.index(lanes));
    Value mask = vector::CreateMaskOp::create(e.b, e.loc, VectorType::get({lanes}, e.b.getI1Type()), count);
    bool exchanged = op.getExchanged();
    // An element of O x I x 3 x 3, or of what is I x O x 3 x 3 in this op's terms.
    int64_t step = exchanged ? 9 : inputs * 9;
    Value base =
        exchanged ? e.mul(e.add(e.mul(input, outputs), output), 9) : e.mul(e.add(e.mul(output, inputs), input), 9);
    SmallVector<int32_t> steps;
    for (int64_t lane = 0; lane < lanes; ++lane)
      steps.push_back(int32_t(lane * step));
    auto offsetType = VectorType::get({lanes}, e.b.getI32Type());
    Value offsets = arith::ConstantOp::create(e.b, e.loc, DenseIntElementsAttr::get(offsetType, steps));
    SmallVector<Value, 9> kernel;
    for (int64_t tap = 0; tap < 9; ++tap) {
      Value at = e.add(base, exchanged ? 8 - tap : tap);
      kernel.push_back(vector::GatherOp::create(e.b, e.loc, e.vectorType(lanes), e.inputs[0].memref, at, offsets, mask,
                                                e.splat(0, lanes)));
    }
    Value group = e.mul(firstBlock, winograd.points() * inputs);
    for (auto [p, value] : llvm::enumerate(winograd.transformKernel(e, kernel, lanes))) {
      Value row = e.add(e.mul(e.add(e.index(int64_t(p) * inputs), input), blocks), i);
      e.store(value, e.output, e.mul(e.add(group, row), lanes));
    }
  }
};

} // namespace

const Kernel &cnnc::getWinogradWeightsKernel() {
  static const WinogradWeightsKernel kernel;
  return kernel;
}
