//===- DepthwiseWeightGradient.cpp - Gradients of depthwise convolutions' weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector holds the same place of a block of channels, and there is one of sums
// for each tap: those of as many rows of the kernel as registers have room for. A
// tile is a run of columns of the gradient, so that each input that is loaded
// feeds all taps that see it. An item is a block of channels.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OuterProduct.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

class DepthwiseGradientEmitter {
public:
  DepthwiseGradientEmitter(kernel::DepthwiseWeightGradientOp op, KernelEmitter &e)
      : e(e), x(e.inputs[0]), g(e.inputs[1]), lanes(g.block), byPicture(bool(op.getWeight())),
        kernel(op.getWeightShape().drop_front(2)), strides(op.getStrides()), dilations(op.getDilations()),
        padding(op.getPadding()), tile(op.getTile()) {}

  void emit() {
    if (byPicture)
      e.forItems(g.blocks, 1, 1, [&](Value block, Value image, Value, Value) { emitBlock(block, image); });
    else
      e.loop(e.begin, e.end, 1, [&](Value block) { emitBlock(block, /*picture=*/nullptr); });
  }

private:
  void emitBlock(Value block, Value picture) {
    int64_t taps = kernel[0] * kernel[1];
    e.loop(0, taps * lanes, lanes, [&](Value at) { e.store(e.splat(0, lanes), e.scratch, at); });
    double rowBytes = 4.0 * double((x.columns * strides[0] + g.columns) * lanes);
    forChunks(
        e, g.shape.height, rowBytes, e.target.l1Bytes / 2,
        [&](const GradientChunk &chunk) {
          for (auto [h0, h1] : cutEvenly(kernel[0], tile[1]))
            for (auto [w0, w1] : cutEvenly(kernel[1], tile[2]))
              emitTaps(block, chunk, h0, h1, w0, w1);
        },
        picture);
    Value first = e.mul(block, lanes);
    Value count =
        g.shape.channels % lanes ? e.min(e.index(lanes), e.sub(e.index(g.shape.channels), first)) : e.index(lanes);
    e.loop(e.index(0), count, 1, [&](Value lane) {
      e.loop(0, taps, 1, [&](Value tap) {
        Value to = e.add(e.mul(e.add(first, lane), taps), tap);
        if (picture)
          to = e.add(e.mul(picture, e.output.pitch), to);
        e.store(e.load(e.scratch, e.add(e.mul(tap, lanes), lane)), e.output, to);
      });
    });
  }

  /// The sums of taps [h0, h1) x [w0, w1).
  void emitTaps(Value block, const GradientChunk &chunk, int64_t h0, int64_t h1, int64_t w0, int64_t w1) {
    SmallVector<Value> sums((h1 - h0) * (w1 - w0), e.splat(0, lanes));
    int64_t width = g.shape.width, count = llvm::divideCeil(width, tile[0]);
    int64_t narrow = width / count, split = width % count * (narrow + 1);
    sums = e.reduce(chunk.image0, chunk.image1, 1, sums, [&](Value image, ValueRange sums) {
      return e.reduce(chunk.row0, chunk.row1, 1, sums, [&](Value row, ValueRange sums) {
        Value gLine = e.at(g, image, block, row, e.index(0));
        Value xLine = e.at(x, image, block, e.add(e.mul(row, strides[0]), h0 * dilations[0] - padding[0]),
                           e.index(w0 * dilations[1] - padding[2]));
        SmallVector<Value> next(sums);
        auto emitTiles = [&](int64_t from, int64_t to, int64_t columns) {
          next = e.reduce(e.index(from), e.index(to), columns, next, [&](Value column, ValueRange sums) {
            Value xAt = e.add(xLine, e.mul(column, strides[1] * lanes));
            return addColumns(xAt, e.add(gLine, e.mul(column, lanes)), columns, h1 - h0, w1 - w0, sums);
          });
        };
        if (split)
          emitTiles(0, split, narrow + 1);
        emitTiles(split, width, narrow);
        return next;
      });
    });
    for (int64_t h = h0; h < h1; ++h)
      for (int64_t w = w0; w < w1; ++w) {
        Value at = e.index((h * kernel[1] + w) * lanes), sum = sums[(h - h0) * (w1 - w0) + w - w0];
        e.store(arith::AddFOp::create(e.b, e.loc, e.loadVector(e.scratch, at, lanes), sum), e.scratch, at);
      }
  }

  /// What a run of columns adds to `height` x `width` taps.
  SmallVector<Value> addColumns(Value xAt, Value gAt, int64_t columns, int64_t height, int64_t width, ValueRange init) {
    SmallVector<Value> gradients, sums(init);
    for (int64_t c = 0; c < columns; ++c)
      gradients.push_back(e.loadVector(g, e.add(gAt, c * lanes), lanes));
    int64_t reach = (columns - 1) * strides[1] + (width - 1) * dilations[1] + 1;
    for (int64_t h = 0; h < height; ++h)
      for (int64_t at = 0; at < reach; ++at) {
        Value input;
        for (int64_t w = 0; w < width; ++w) {
          int64_t distance = at - w * dilations[1], c = distance / strides[1];
          if (distance < 0 || distance % strides[1] || c >= columns)
            continue;
          if (!input)
            input = e.loadVector(x, e.add(xAt, (h * dilations[0] * x.columns + at) * lanes), lanes);
          sums[h * width + w] = e.fma(input, gradients[c], sums[h * width + w]);
        }
      }
    return sums;
  }

  KernelEmitter &e;
  const Buffer &x, &g;
  int64_t lanes;
  bool byPicture;
  ArrayRef<int64_t> kernel, strides, dilations, padding, tile;
};

class DepthwiseWeightGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "depthwise_weight_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dWeightGradientOp>(getRoot(group));
    if (!conv) {
      why = "not a gradient of a convolution's weight";
      return std::nullopt;
    }
    cnn::PictureShape g = cnn::getPictureShape(conv.getGradient());
    ArrayRef<int64_t> weight = cast<RankedTensorType>(conv.getType()).getShape();
    int64_t groups = conv.getGroups();
    if (groups == 1 || weight[1] != 1 || weight[0] != groups) {
      why = "not a gradient of a depthwise convolution";
      return std::nullopt;
    }
    // Half of the registers at least are sums; the others hold columns of the
    // gradient, and an input.
    // AArch64 has no multiply-add that reads memory, and LLVM moves loads ahead.
    int64_t columns = std::min<int64_t>(g.width, target.registers / 8), ahead = target.isa == Isa::Neon ? 8 : 2;
    int64_t room = target.registers - columns - ahead;
    int64_t taps = std::min(weight[3], room), rows = std::clamp<int64_t>(room / taps, 1, weight[2]);
    int64_t tiles = llvm::divideCeil(weight[2], rows) * llvm::divideCeil(weight[3], taps);
    if (tiles > 64) {
      why = "the kernel is too large";
      return std::nullopt;
    }
    double vectors = double(llvm::divideCeil(g.channels, target.lanes)) * double(g.height * g.width);
    double cycles = vectors * double(weight[2] * weight[3]) / target.fmaPerCycle;
    return Candidate{{columns, rows, taps}, cycles, cycles};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dWeightGradientOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), target.lanes, conv.getPadding());
  }

  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dWeightGradientOp>(getRoot(lowering.group));
    Value inputs[] = {lowering.inputs[getOperandIndex(conv.getInput())],
                      lowering.inputs[getOperandIndex(conv.getGradient())]};
    auto create = [&](Value output, DenseI64ArrayAttr weight) {
      kernel::DepthwiseWeightGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), output,
                                                conv.getStridesAttr(), conv.getDilationsAttr(), conv.getPaddingAttr(),
                                                lowering.builder.getDenseI64ArrayAttr(lowering.tile), weight);
    };
    lowerWeightGradient(lowering, cnn::getPictureShape(conv.getInput()), cnn::getPictureShape(conv.getGradient()),
                        cast<RankedTensorType>(conv.getType()).getShape(), create);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t lanes = cnn::getLayout(op.getInputs()[1].getType()).getBlock();
    int64_t blocks = llvm::divideCeil(cnn::getPictureShape(op.getInputs()[1]).channels, lanes);
    return reducesBatch(op) ? WorkItems{0, blocks} : WorkItems{blocks, 0};
  }

  int64_t countChannelParts(kernel::KernelOpInterface op) const override {
    return reducesBatch(op) ? 0 : countBlocks(op.getInputs()[1]);
  }

  bool reducesBatch(kernel::KernelOpInterface op) const override {
    return !cast<kernel::DepthwiseWeightGradientOp>(op.getOperation()).getWeight();
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    ArrayRef<int64_t> weight = cast<kernel::DepthwiseWeightGradientOp>(op.getOperation()).getWeightShape();
    return weight[2] * weight[3] * cnn::getLayout(op.getInputs()[1].getType()).getBlock() * 4;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    cnn::PictureShape g = cnn::getPictureShape(op.getInputs()[1]);
    double elements = 1;
    for (int64_t extent : cast<kernel::DepthwiseWeightGradientOp>(op.getOperation()).getWeightShape())
      elements *= double(extent);
    return 2.0 * double(g.height * g.width) * elements;
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    DepthwiseGradientEmitter(cast<kernel::DepthwiseWeightGradientOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getDepthwiseWeightGradientKernel() {
  static const DepthwiseWeightGradientKernel kernel;
  return kernel;
}
