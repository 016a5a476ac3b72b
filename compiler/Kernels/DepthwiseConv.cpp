//===- DepthwiseConv.cpp - Convolution of each channel, or narrow group, by itself
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector holds the same position of a block of channels, and a tile a run of
// columns. Kernel rows are a rolled loop, the columns of a row are unrolled,
// with that row's weights in registers: each input is loaded once and feeds all
// multiply-adds that need it.
//
// Groups of I inputs and I * M outputs, I a divisor of the block V: M blocks of
// outputs read one block of inputs, and lane l of the j-th of them belongs to
// group (j * V + l) / (I * M) of that block. So input i of every lane's group is
// one shuffle of the block, always the same: no lane multiplies in vain, where
// a direct convolution would multiply V / I times as many zeros.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OutputSums.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Channels of a group, and outputs for each of them; 0 where the outputs are no
/// multiple.
std::pair<int64_t, int64_t> getGroup(cnn::Conv2dOp conv) {
  int64_t in = cnn::getPictureShape(conv.getInput()).channels, out = cnn::getPictureShape(conv.getResult()).channels;
  return {in / int64_t(conv.getGroups()), out % in ? 0 : out / in};
}

int64_t rowsPerItem(kernel::DepthwiseConvOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  double products = double(op.getKernel()[0] * op.getKernel()[1] * int64_t(op.getGroupInputs() * op.getMultiplier()));
  double lanes = double(cnn::getLayout(op.getOutput().getType()).getBlock());
  return chooseRowsPerItem(out.height, 1, double(out.width) * lanes * products);
}

/// The columns of a tile: at most half of the registers accumulate, the others
/// hold a row of the kernel and inputs. AArch64 has no multiply-add that reads
/// memory, and LLVM moves all loads of a tile to its front: there all inputs
/// must fit.
int64_t mostColumns(cnn::Conv2dOp conv, const Target &target) {
  int64_t kernelW = cast<RankedTensorType>(conv.getWeight().getType()).getDimSize(3);
  int64_t stride = conv.getStrides()[1], dilation = conv.getDilations()[1];
  // A shuffle's pattern takes a register as well.
  bool shuffles = getGroup(conv) != std::pair<int64_t, int64_t>(1, 1);
  int64_t others = target.registers - kernelW - (shuffles ? 1 : 0),
          most = std::min<int64_t>(target.registers / 2, others - 2);
  if (target.isa == Isa::Neon)
    most = std::min(most, (others - (kernelW - 1) * dilation - 1 + stride) / (1 + stride));
  return std::max<int64_t>(most, 4);
}

/// Blocks as a tile sees them: the `part`-th of those that read `inBlock`.
struct TilePlace {
  int64_t width, part;
  Value inBlock, block, image, row, column;
};

class DepthwiseConvEmitter {
public:
  DepthwiseConvEmitter(kernel::DepthwiseConvOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), lanes(y.block), kernelH(op.getKernel()[0]),
        kernelW(op.getKernel()[1]), groupInputs(op.getGroupInputs()), multiplier(op.getMultiplier()),
        strides(op.getStrides()), dilations(op.getDilations()), padding(op.getPadding()), sums(op, e) {}

  void emit() {
    e.forItems(x.blocks, y.shape.height, rowsPerItem(op), [&](Value inBlock, Value image, Value row0, Value row1) {
      for (int64_t part = 0; part < multiplier; ++part) {
        Value block = e.add(e.mul(inBlock, multiplier), part);
        auto emitPart = [&] {
          emitRows({0, part, inBlock, block, image, {}, {}}, row0, row1);
          e.fillHalo(y, image, block, 1, row0, row1);
        };
        // The last block of inputs may be so short that it has fewer.
        if ((x.blocks - 1) * multiplier + part < y.blocks)
          emitPart();
        else
          e.ifThen(e.less(block, e.index(y.blocks)), emitPart);
      }
    });
  }

private:
  void emitRows(TilePlace place, Value row0, Value row1) {
    int64_t width = y.shape.width, count = llvm::divideCeil(width, op.getTile()[0]);
    int64_t narrow = width / count, split = width % count * (narrow + 1);
    auto emitTiles = [&](int64_t from, int64_t to, int64_t tile) {
      e.loop(from, to, tile, [&](Value column) {
        place.width = tile;
        place.column = column;
        emitTile(place);
      });
    };
    sums.start(place.image, place.block, e.add(place.block, 1), e.div(row0, rowsPerItem(op)));
    e.loop(row0, row1, 1, [&](Value row) {
      place.row = row;
      if (split)
        emitTiles(0, split, narrow + 1);
      emitTiles(split, width, narrow);
    });
  }

  void emitTile(const TilePlace &place) {
    Value origin = e.at(x, place.image, place.inBlock, e.add(e.mul(place.row, strides[0]), -padding[0]),
                        e.add(e.mul(place.column, strides[1]), -padding[2]));
    int64_t perInput = kernelH * kernelW * lanes;
    SmallVector<Value> acc(place.width, e.loadVector(e.weights[1], e.mul(place.block, lanes), lanes));
    if (asksAhead()) {
      int64_t columns = place.width * strides[1] * lanes, line = x.columns * lanes;
      for (int64_t row = 0; row < strides[0]; ++row)
        e.prefetch(x, e.add(origin, ((kernelH - 1) * dilations[0] + 1 + row) * line), columns);
    }
    for (int64_t i = 0; i < groupInputs; ++i) {
      Value weights = e.add(e.mul(place.block, groupInputs * perInput), i * perInput);
      acc = e.reduce(0, kernelH, acc, [&](Value kh, ValueRange init) {
        return emitLine(place, i, e.add(origin, e.mul(kh, dilations[0] * x.columns * lanes)),
                        e.add(weights, e.mul(kh, kernelW * lanes)), init);
      });
    }
    for (int64_t c = 0; c < place.width; ++c) {
      Value column = e.add(place.column, c);
      Value result = e.finish(op, acc[c], place.image, place.block, place.row, column);
      e.store(result, y, e.at(y, place.image, place.block, place.row, column));
      sums.take(0, result, place.image, place.block, place.row, column);
    }
    sums.flush(0, place.image, place.block);
  }

  /// Whether a tile asks for what the one below it reads beside what it reads itself:
  /// few products follow a load, fewer still where an activation stands between a tile
  /// and the next, so that one that comes from afar is waited for.
  bool asksAhead() const { return dilations[0] == 1 && x.elements * x.elementBytes() > e.target.l2Bytes; }

  /// One row of the kernel, for input `i` of each lane's group.
  SmallVector<Value> emitLine(const TilePlace &place, int64_t i, Value line, Value weights, ValueRange init) {
    SmallVector<Value> w, sums(init.begin(), init.end());
    for (int64_t kw = 0; kw < kernelW; ++kw)
      w.push_back(e.loadVector(e.weights[0], e.add(weights, kw * lanes), lanes));
    // From left to right, so that each input is read once and then done with.
    int64_t columns = (place.width - 1) * strides[1] + (kernelW - 1) * dilations[1] + 1;
    for (int64_t at = 0; at < columns; ++at) {
      Value input;
      for (int64_t kw = 0; kw < kernelW; ++kw) {
        int64_t distance = at - kw * dilations[1], c = distance / strides[1];
        if (distance < 0 || distance % strides[1] || c >= place.width)
          continue;
        if (!input)
          input = spread(e.loadVector(x, e.add(line, at * lanes), lanes), place.part, i);
        sums[c] = e.fma(input, w[kw], sums[c]);
      }
    }
    return sums;
  }

  /// Input `i` of the group of each lane of the `part`-th block of outputs.
  Value spread(Value input, int64_t part, int64_t i) {
    if (groupInputs == 1 && multiplier == 1)
      return input;
    SmallVector<int64_t> picks;
    for (int64_t lane = 0; lane < lanes; ++lane)
      picks.push_back((part * lanes + lane) / (groupInputs * multiplier) * groupInputs + i);
    return vector::ShuffleOp::create(e.b, e.loc, input, input, picks);
  }

  kernel::DepthwiseConvOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  int64_t lanes, kernelH, kernelW, groupInputs, multiplier;
  ArrayRef<int64_t> strides, dilations, padding;
  OutputSums sums;
};

class DepthwiseConvKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "depthwise_conv"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dOp>(getRoot(group));
    if (!conv || conv.getGroups() == 1 || !hasElementwiseEpilogue(group)) {
      why = "not a convolution of groups with an element-wise epilogue";
      return {};
    }
    auto [inputs, multiplier] = getGroup(conv);
    if (!multiplier || multiplier > kMostParts || inputs > kMostParts || target.lanes % inputs) {
      why = "the groups are too wide to be shuffled";
      return {};
    }
    auto weight = cast<RankedTensorType>(conv.getWeight().getType());
    if (weight.getDimSize(3) > 32) {
      why = "the kernel's rows are too long to unroll";
      return {};
    }
    cnn::PictureShape out = cnn::getPictureShape(conv.getResult());
    int64_t count = llvm::divideCeil(out.width, mostColumns(conv, target));
    double vectors = double(llvm::divideCeil(out.channels, target.lanes)) * double(out.height * out.width);
    // One shuffle a cycle, for each input that a tile reads anew.
    double taps = double(weight.getDimSize(2) * weight.getDimSize(3) * inputs);
    double perTap = inputs * multiplier == 1 ? 1.0 / target.fmaPerCycle : 1.0;
    double cycles = vectors * taps * perTap;
    // Measured: with a stride, where each reads twice as many inputs, several tiles
    // in a row are better narrower than registers allow.
    int64_t wanted = conv.getStrides()[1] > 1 ? target.registers * 6 / 16 : target.registers;
    SmallVector<Candidate> candidates;
    size_t best = 0;
    for (int64_t more = 0; more < kTiles && count + more <= out.width; ++more) {
      int64_t tile = evenTile(out.width, count + more, 1);
      if (!candidates.empty() && tile == candidates.back().tile[0])
        continue;
      if (!candidates.empty() && candidates.back().tile[0] > wanted && candidates.back().tile[0] < out.width)
        best = candidates.size();
      candidates.push_back({{tile}, cycles, cycles});
    }
    rankCandidates(candidates, best);
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), target.lanes, conv.getPadding(), conv.getPaddingMode());
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    auto shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    int64_t outputs = shape[0], taps = shape[2] * shape[3];
    auto values = lowering.readConstant(conv.getWeight());
    auto bias = lowering.packBias(conv.getBias(), outputs, lanes);
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(conv.getInput())]);
    if (failed(values) || failed(bias) || failed(inputs))
      return failure();
    // O x I x taps -> [O/V][I][taps][V].
    int64_t perOutput = shape[1] * taps;
    Value weight = lowering.pack("weight", llvm::alignTo(outputs, lanes) * perOutput, [&](MutableArrayRef<float> out) {
      for (int64_t o = 0; o < outputs; ++o)
        for (int64_t t = 0; t < perOutput; ++t)
          out[(o / lanes * perOutput + t) * lanes + o % lanes] = (*values)[o * perOutput + t];
    });
    auto [groupInputs, multiplier] = getGroup(conv);
    auto op = kernel::DepthwiseConvOp::create(b, lowering.loc(), *inputs, ValueRange{weight, *bias}, /*sums=*/Value(),
                                              lowering.output, b.getDenseI64ArrayAttr(shape.drop_front(2)),
                                              conv.getStridesAttr(), conv.getDilationsAttr(), conv.getPaddingAttr(),
                                              b.getDenseI64ArrayAttr(lowering.tile), b.getI64IntegerAttr(groupInputs),
                                              b.getI64IntegerAttr(multiplier));
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    int64_t channels = cnn::getPictureShape(conv.getInputs()[0]).channels;
    int64_t lanes = cnn::getLayout(conv.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(channels, lanes)) * countBands(op), 0};
  }

  int64_t countBands(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    return int64_t(llvm::divideCeil(cnn::getPictureShape(conv.getOutput()).height, rowsPerItem(conv)));
  }

  int64_t countChannelParts(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    // Blocks of outputs that share one of inputs are computed together.
    return conv.getMultiplier() == 1 ? countBlocks(conv.getOutput()) : 0;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    return 2.0 * double(cnn::getPictureShape(conv.getOutput()).elements()) *
           double(conv.getKernel()[0] * conv.getKernel()[1] * int64_t(conv.getGroupInputs()));
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    DepthwiseConvEmitter(cast<kernel::DepthwiseConvOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// Each part, and each input of a group, is code of its own.
  static constexpr int64_t kMostParts = 8;
  /// Widths of tiles worth a look.
  static constexpr int64_t kTiles = 3;
};

} // namespace

const Kernel &cnnc::getDepthwiseConvKernel() {
  static const DepthwiseConvKernel kernel;
  return kernel;
}
