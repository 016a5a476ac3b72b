//===- WinogradWeights.cpp - Transformed kernels of weights that training changes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane is an output channel. The nine elements of sixteen inputs of a filter of
// 3x3 are nine vectors in memory; those of a vector of filters are transposed by shuffles,
// sixteen to sixteen, and wait in scratch memory: gathering elements one by one
// would take most of the time. Where the convolution computes the gradient of
// another one's input, inputs and outputs are exchanged and taps reversed: the
// lanes of a vector then lie side by side, nine apart, and are gathered.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Lanes.h"
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

  int64_t getScratchBytes(kernel::KernelOpInterface kernelOp, const Target &) const override {
    auto op = cast<kernel::WinogradWeightsOp>(kernelOp.getOperation());
    return op.getExchanged() ? 0 : countElements(op) * op.getLanes() * op.getLanes() * 4;
  }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::WinogradWeightsOp>(kernelOp.getOperation());
    int64_t inputs = op.getInputChannels(), lanes = op.getLanes();
    BlockGroups groups(op.countBlocks(), op.getBlocks()), runs(groups.count, op.getGroups());
    int64_t chunks = llvm::divideCeil(inputs, kInputsPerItem);
    e.loop(e.begin, e.end, 1, [&](Value item) {
      Value first = e.mul(e.rem(item, chunks), kInputsPerItem);
      Value last = e.min(e.add(first, kInputsPerItem), e.index(inputs));
      Value group = e.div(item, chunks), run = e.groupOf(group, runs);
      Value block0 = e.firstOf(e.firstOf(run, runs), groups),
            block1 = e.firstOf(e.firstOf(e.add(run, 1), runs), groups);
      e.inGroup(group, groups, [&](int64_t blocks, Value block) {
        // Of the points' matrices of the run; see WinogradCut.
        Place place{e.add(e.mul(block0, countPoints(op)), e.sub(block, block0)), e.sub(block1, block0), blocks};
        for (int64_t i = 0; i < blocks; ++i) {
          if (op.getExchanged()) {
            e.loop(first, last, 1, [&](Value input) {
              emitPoints(op, e, place, i, input, gatherKernels(op, e, e.add(block, i), input));
            });
            continue;
          }
          // As many inputs as lanes at a time.
          e.loop(first, last, lanes, [&](Value input0) {
            transposeKernels(op, e, e.add(block, i), input0);
            e.loop(input0, e.min(e.add(input0, lanes), last), 1, [&](Value input) {
              SmallVector<Value> kernel;
              Value at = e.mul(e.sub(input, input0), countElements(op) * lanes);
              for (int64_t i = 0; i < countElements(op); ++i)
                kernel.push_back(e.loadVector(e.scratch, e.add(at, i * lanes), lanes));
              emitPoints(op, e, place, i, input, kernel);
            });
          });
        }
      });
    });
    return success();
  }

private:
  /// Where the matrices of a group of blocks lie: their first block at the first point,
  /// blocks from point to point, and its own blocks.
  struct Place {
    Value first, pitch;
    int64_t blocks;
  };

  static int64_t countPoints(kernel::WinogradWeightsOp op) { return Winograd(op.getOutputs(), op.getTaps()).points(); }

  /// Of a filter for one input.
  static int64_t countElements(kernel::WinogradWeightsOp op) { return op.getTaps() * op.getTaps(); }

  /// The kernels of a block of outputs for some inputs, to the scratch memory as
  /// [input][element][lane]. Filters and inputs that do not exist are the last ones again.
  static void transposeKernels(kernel::WinogradWeightsOp op, KernelEmitter &e, Value block, Value input0) {
    int64_t lanes = op.getLanes(), inputs = op.getInputChannels(), outputs = op.getOutputChannels();
    int64_t elements = countElements(op);
    Value length = e.min(e.mul(e.sub(e.index(inputs), input0), elements), e.index(elements * lanes));
    for (int64_t part = 0; part < elements; ++part) {
      Value count = e.max(e.sub(length, e.index(part * lanes)), e.index(0));
      Value mask = vector::CreateMaskOp::create(e.b, e.loc, VectorType::get({lanes}, e.b.getI1Type()), count);
      SmallVector<Value> rows;
      for (int64_t lane = 0; lane < lanes; ++lane) {
        Value output = e.min(e.add(e.mul(block, lanes), lane), e.index(outputs - 1));
        Value at = e.add(e.mul(e.add(e.mul(output, inputs), input0), elements), part * lanes);
        rows.push_back(vector::MaskedLoadOp::create(e.b, e.loc, e.vectorType(lanes), e.inputs[0].memref, at, mask,
                                                    e.splat(0, lanes)));
      }
      LaneShuffler shuffler(e);
      for (auto [i, element] : llvm::enumerate(shuffler.transpose(rows)))
        e.store(element, e.scratch, e.index((part * lanes + int64_t(i)) * lanes));
    }
  }

  /// The elements, in reverse, of a block of outputs of what is I x O x R x R.
  static SmallVector<Value> gatherKernels(kernel::WinogradWeightsOp op, KernelEmitter &e, Value block, Value input) {
    int64_t lanes = op.getLanes(), outputs = op.getOutputChannels(), elements = countElements(op);
    Value output = e.mul(block, lanes), base = e.mul(e.add(e.mul(input, outputs), output), elements);
    Value count = e.min(e.sub(e.index(outputs), output), e.index(lanes));
    Value mask = vector::CreateMaskOp::create(e.b, e.loc, VectorType::get({lanes}, e.b.getI1Type()), count);
    SmallVector<int32_t> steps;
    for (int64_t lane = 0; lane < lanes; ++lane)
      steps.push_back(int32_t(lane * elements));
    auto offsetType = VectorType::get({lanes}, e.b.getI32Type());
    Value offsets = arith::ConstantOp::create(e.b, e.loc, DenseIntElementsAttr::get(offsetType, steps));
    SmallVector<Value> kernel;
    for (int64_t i = 0; i < elements; ++i)
      kernel.push_back(vector::GatherOp::create(e.b, e.loc, e.vectorType(lanes), e.inputs[0].memref,
                                                e.add(base, elements - 1 - i), offsets, mask, e.splat(0, lanes)));
    return kernel;
  }

  /// The points of one input, for the i-th block of a group.
  static void emitPoints(kernel::WinogradWeightsOp op, KernelEmitter &e, const Place &place, int64_t i, Value input,
                         ArrayRef<Value> kernel) {
    int64_t lanes = op.getLanes(), inputs = op.getInputChannels();
    Winograd winograd(op.getOutputs(), op.getTaps());
    for (auto [p, value] : llvm::enumerate(winograd.transformKernel(e, kernel, lanes))) {
      Value matrix = e.mul(e.add(place.first, e.mul(place.pitch, int64_t(p))), inputs);
      Value row = e.add(e.mul(input, place.blocks), i);
      e.store(value, e.output, e.mul(e.add(matrix, row), lanes));
    }
  }
};

} // namespace

const Kernel &cnnc::getWinogradWeightsKernel() {
  static const WinogradWeightsKernel kernel;
  return kernel;
}
