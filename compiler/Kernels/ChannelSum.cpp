//===- ChannelSum.cpp - Sums over the batch, one for each channel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane is a channel, so that no sum crosses lanes. Sums are made in three
// levels, of a row, of a picture and of the batch: with hundreds of thousands of
// terms one running sum in f32 would lose three of its seven digits. The first two
// are kernel.picture_sums, which can follow the kernel that writes a picture while
// it is in the cache (JoinSteps.cpp) or, of a convolution, become part of it
// (SumOutputs.cpp); kernel.channel_sum adds up the pictures and their bands.
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

class PictureSumsEmitter {
public:
  PictureSumsEmitter(kernel::PictureSumsOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), lanes(x.block),
        terms(cast<cnn::YieldScalarsOp>(op.getEpilogue().front().back()).getValues()) {}

  void emit() {
    e.forItems(x.blocks, 1, 1, [&](Value block, Value image, Value, Value) {
      for (auto [term, sum] : llvm::enumerate(sumPicture(image, block))) {
        Value at = e.at(e.output, image, e.add(block, int64_t(term) * x.blocks), e.index(0), e.index(0));
        e.store(sum, e.output, at);
      }
    });
  }

private:
  SmallVector<Value> zeros() { return SmallVector<Value>(terms.size(), e.splat(0, lanes)); }

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
          llvm::append_range(next, addAll(running.slice(i * terms.size(), terms.size()),
                                          loadTerms(image, block, row, e.add(column, i))));
        return next;
      });
    for (int64_t column = whole; column < x.shape.width; ++column) {
      SmallVector<Value> last = loadTerms(image, block, row, e.index(column));
      for (auto [i, term] : llvm::enumerate(last))
        sums[i] = arith::AddFOp::create(e.b, e.loc, sums[i], term);
    }
    for (int64_t width = together / 2; width >= 1; width /= 2)
      for (size_t i = 0; i < width * terms.size(); ++i)
        sums[i] = arith::AddFOp::create(e.b, e.loc, sums[i], sums[i + width * terms.size()]);
    sums.resize(terms.size());
    return sums;
  }

  SmallVector<Value> loadTerms(Value image, Value block, Value row, Value column) {
    SmallVector<Value> arguments;
    for (const Buffer &input : e.inputs)
      arguments.push_back(e.loadOperand(input, image, block, row, column, lanes));
    IRMapping mapping = e.cloneScalars(op.getEpilogue(), arguments, lanes);
    return llvm::map_to_vector(terms, [&](Value term) { return mapping.lookup(term); });
  }

  kernel::PictureSumsOp op;
  KernelEmitter &e;
  const Buffer &x;
  int64_t lanes;
  ValueRange terms;
};

/// The first half of a sum, never chosen by itself.
class PictureSumsKernel final : public Kernel {
public:
  StringRef getName() const override { return "picture_sums"; }

  std::optional<Candidate> match(cnn::FusedOp, const Target &, std::string &why) const override {
    why = "not a layer";
    return std::nullopt;
  }
  LogicalResult lower(GroupLowering &lowering) const override { return lowering.group.emitError("this is no layer"); }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    Value x = op.getInputs()[0];
    int64_t block = cnn::getLayout(x.getType()).getBlock();
    return {int64_t(llvm::divideCeil(cnn::getPictureShape(x).channels, block)), 0};
  }

  int64_t countChannelParts(kernel::KernelOpInterface op) const override { return countBlocks(op.getInputs()[0]); }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    PictureSumsEmitter(cast<kernel::PictureSumsOp>(op.getOperation()), e).emit();
    return success();
  }
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
    // Terms that are the same need one sum.
    auto yield = cast<cnn::YieldScalarsOp>(sum.getBody().front().back());
    SmallVector<Value> distinct;
    SmallVector<int64_t> sumOf;
    for (Value term : yield.getValues()) {
      const auto *known = llvm::find(distinct, term);
      sumOf.push_back(known - distinct.begin());
      if (known == distinct.end())
        distinct.push_back(term);
    }
    // What the sums of each picture take, they take in whole blocks.
    int64_t terms = int64_t(distinct.size());
    cnn::PictureShape shape = cnn::getPictureShape(inputs[0]);
    cnn::LayoutAttr layout = cnn::getLayout(inputs[0].getType());
    int64_t block = layout.getBlock(), channels = int64_t(llvm::alignTo(shape.channels, block)) * terms;
    auto type = MemRefType::get({cast<MemRefType>(inputs[0].getType()).getDimSize(0), channels, 1, 1}, b.getF32Type(),
                                blockedLayout(b.getContext(), block));
    Value sums = kernel::BufferOp::create(b, lowering.loc(), type, IntegerAttr());
    auto op = kernel::PictureSumsOp::create(b, lowering.loc(), inputs, ValueRange(), sums);
    IRMapping mapping;
    sum.getBody().cloneInto(&op.getEpilogue(), mapping);
    auto copy = cast<cnn::YieldScalarsOp>(op.getEpilogue().front().back());
    copy.getValuesMutable().assign(llvm::map_to_vector(distinct, [&](Value term) { return mapping.lookup(term); }));
    kernel::ChannelSumOp::create(b, lowering.loc(), sums, ValueRange(), lowering.output, sum.getMeanAttr(),
                                 b.getDenseI64ArrayAttr(sumOf), b.getI64IntegerAttr(shape.height * shape.width),
                                 sum.getStatisticsAttr());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto sum = cast<kernel::ChannelSumOp>(op.getOperation());
    return {0, countBlocks(op.getInputs()[0]) / sum.countStored() * int64_t(sum.getMean().size())};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).channels);
  }

  /// An item is a block of channels of one of the results.
  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::ChannelSumOp>(kernelOp.getOperation());
    const Buffer &x = e.inputs[0];
    int64_t perTerm = x.blocks / op.countStored();
    auto emitItems = [&](int64_t first, int64_t last, int64_t stored, bool isMean) {
      Value from = e.max(e.begin, e.index(first)), to = e.min(e.end, e.index(last));
      e.loop(from, to, 1, [&](Value block) {
        Value from = e.add(block, stored - first);
        Value sum = e.reduce(e.index(0), e.images, 1, e.splat(0, x.block), [&](Value image, ValueRange total) {
          return e.reduce(0, x.shape.height, total, [&](Value band, ValueRange total) {
            Value part = e.loadVector(x, e.at(x, image, from, band, e.index(0)), x.block);
            return SmallVector<Value>{arith::AddFOp::create(e.b, e.loc, total[0], part)};
          });
        })[0];
        if (isMean)
          sum = arith::DivFOp::create(e.b, e.loc, sum, e.broadcast(countElements(op, e), x.block));
        e.store(sum, e.output, e.mul(block, x.block));
      });
    };
    // Terms side by side that agree are one loop.
    ArrayRef<bool> mean = op.getMean();
    ArrayRef<int64_t> terms = op.getTerms();
    for (size_t i = 0, j; i < mean.size(); i = j) {
      for (j = i + 1; j < mean.size() && mean[j] == mean[i] && terms[j] == terms[j - 1] + 1;)
        ++j;
      emitItems(int64_t(i) * perTerm, int64_t(j) * perTerm, terms[i] * perTerm, mean[i]);
    }
    return success();
  }

private:
  /// Elements of a channel in the batch, in f32.
  static Value countElements(kernel::ChannelSumOp op, KernelEmitter &e) {
    Value elements = e.mul(e.images, int64_t(op.getCount()));
    Value integer = arith::IndexCastOp::create(e.b, e.loc, e.b.getI64Type(), elements);
    return arith::SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), integer);
  }
};

} // namespace

const Kernel &cnnc::getPictureSumsKernel() {
  static const PictureSumsKernel kernel;
  return kernel;
}

const Kernel &cnnc::getChannelSumKernel() {
  static const ChannelSumKernel kernel;
  return kernel;
}
