//===- DirectConv.cpp - Direct convolution with a register tile
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One grid of positions, all outputs; see ConvLoops.cpp for the loops. A pool
// that ends the group is reduced in registers. Where the input is the caller's
// picture, items are bands of rows with all outputs, so that no row is converted
// twice within an item; see PictureBand.cpp.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvLoops.h"
#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/PictureBand.h"

using namespace mlir;
using namespace cnnc;

namespace {

ConvChannels getChannels(kernel::DirectConvOp op) {
  return {cnn::getPictureShape(op.getInputs()[0]).channels,
          cnn::getPictureShape(op.getOutput()).channels,
          int64_t(op.getGroups()),
          cnn::getLayout(op.getInputs()[0].getType()).getBlock(),
          cnn::getLayout(op.getOutput().getType()).getBlock(),
          op.getTile()[2],
          isBf16(op.getInputs()[0]) && isBf16(op.getWeights()[0]) ? 2 : 1};
}

std::array<int64_t, 2> asArray(ArrayRef<int64_t> pair) { return {pair[0], pair[1]}; }

ConvGrid getGrid(kernel::DirectConvOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  ConvGrid grid;
  grid.pool = asArray(op.getPool());
  grid.extent = {out.height * grid.pool[0], out.width * grid.pool[1]};
  grid.kernel = asArray(op.getKernel());
  grid.strides = asArray(op.getStrides());
  grid.dilations = asArray(op.getDilations());
  grid.start = {-op.getPadding()[0], -op.getPadding()[2]};
  cnn::PadMode halo = cnn::getLayout(op.getInputs()[0].getType()).getBorder();
  if (op.getBorder() == cnn::PadMode::zero && halo == cnn::PadMode::zero) {
    cnn::PictureShape in = cnn::getPictureShape(op.getInputs()[0]);
    for (int axis : {0, 1}) {
      ConvTaps taps = grid.taps(axis);
      taps.skipBorder(grid.extent[axis], axis ? in.width : in.height);
      grid.inputs[axis] = taps.inputs;
    }
  }
  return grid;
}

int64_t rowsPerItem(kernel::DirectConvOp op) {
  ConvGrid grid = getGrid(op);
  ConvChannels channels = getChannels(op);
  ConvDepth depth(channels, grid.kernel[0] * grid.kernel[1]);
  int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
  double work = double(grid.extent[1]) * double(op.getTile()[2] * lanes * depth.length());
  if (op.readsPicture()) {
    int64_t groups = llvm::divideCeil(cnn::getPictureShape(op.getOutput()).channels, op.getTile()[2] * lanes);
    return PictureBand::chooseRows(op, grid.extent[0], work * double(groups));
  }
  // Each item reads all weights of its blocks, which are worth more positions the
  // more they are. Where they come from behind the second cache, or the next ones do,
  // it should have all positions of a small map, if blocks alone make items enough.
  int64_t weights = op.getTile()[2] * lanes * depth.length(), rows = grid.extent[0];
  bool isShared = channels.tiles().count >= 8;
  if (isShared && rows * grid.extent[1] <= 64 && KernelEmitter::isMany(4 * weights))
    return rows;
  double least = weights <= 65536 ? 2e6 : weights <= 131072 || !isShared ? 1e7 : 4e7;
  return chooseRowsPerItem(rows, op.getTile()[0], work, least);
}

DepthParts getParts(kernel::DirectConvOp op, const Target &target) {
  ConvChannels channels = getChannels(op);
  if (op.readsPicture() || channels.inputBlock == 1)
    return {};
  return {getGrid(op), channels, op.getTile(), rowsPerItem(op), isBf16(op.getWeights()[0]) ? 2 : 4, target};
}

/// Planes serve where blocks of channels would be mostly padding.
bool readsPlanes(cnn::Conv2dOp conv, const Target &target) {
  int64_t channels = cnn::getPictureShape(conv.getInput()).channels;
  // A residual of the same tensor is read by blocks.
  return conv.getGroups() == 1 && channels <= 4 && channels < target.lanes && conv.getInput().hasOneUse();
}

class DirectConvKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "direct_conv"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dOp>(getRoot(group));
    if (!conv || !hasElementwiseEpilogue(group, /*pool=*/true)) {
      why = "not a convolution with an element-wise epilogue";
      return {};
    }
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput()), out = cnn::getPictureShape(conv.getResult());
    auto weight = cast<RankedTensorType>(conv.getWeight().getType());
    ConvTileProblem problem{out.height, out.width, int64_t(llvm::divideCeil(out.channels, target.lanes)),
                            weight.getDimSize(1)};
    problem.weightBytesPerCycle = coldWeightRate(4.0 * double(weight.getNumElements()), target);
    // A tile that crosses groups reads the inputs of each, most of them in vain.
    if (conv.getGroups() > 1) {
      int64_t perGroup = out.channels / int64_t(conv.getGroups());
      problem.groupBlocks = perGroup % target.lanes ? 1 : perGroup / target.lanes;
    }
    if (cnn::PoolOp pool = getFusedPool(group)) {
      problem.poolRows = pool.getKernel()[0];
      problem.poolColumns = pool.getKernel()[1];
      // Rows and columns that no window covers are not computed.
      problem.rows -= problem.rows % problem.poolRows;
      problem.columns -= problem.columns % problem.poolColumns;
    }
    for (int axis : {0, 1}) {
      ConvTaps &taps = axis ? problem.columnTaps : problem.rowTaps;
      taps = {weight.getDimSize(2 + axis), conv.getStrides()[axis], conv.getDilations()[axis],
              -conv.getPadding()[2 * axis]};
      if (conv.getPaddingMode() == cnn::PadMode::zero)
        taps.skipBorder(axis ? problem.columns : problem.rows, axis ? in.width : in.height);
    }
    problem.asksAhead = DepthParts::asksAhead(4 * weight.getNumElements(), problem.rows * problem.columns);
    // Two channels a step.
    cnn::LayoutAttr layout = getInputLayout(group, getOperandIndex(conv.getInput()), target);
    int64_t together = isStoredInBf16(in, layout, target) ? 2 : 1;
    problem.depth = llvm::divideCeil(problem.depth, together);
    SmallVector<Candidate> candidates;
    for (const ConvTile &tile : rankConvTiles(problem, target)) {
      // A run of blocks is read where a group has a few channels of it only.
      double waste = 1;
      if (conv.getGroups() > 1) {
        ConvChannels channels = {in.channels, out.channels, int64_t(conv.getGroups()), target.lanes, target.lanes,
                                 tile.blocks, together};
        waste = double(ConvDepth(channels, 1).length()) / double(together * problem.depth);
      }
      candidates.push_back({{tile.rows, tile.columns, tile.blocks}, tile.cycles * waste, tile.cycles * waste});
    }
    if (candidates.empty())
      why = "the fused pool's window does not fit into registers";
    else
      rankCandidates(candidates, /*best=*/0);
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), readsPlanes(conv, target) ? 1 : target.lanes, conv.getPadding(),
                         conv.getPaddingMode());
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    Value x = lowering.inputs[getOperandIndex(conv.getInput())];
    auto weight = packWeight(lowering, conv, x);
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    auto bias = lowering.packBias(conv.getBias(), cnn::getPictureShape(conv.getResult()).channels, lanes);
    auto inputs = collectInputs(lowering, x);
    if (failed(weight) || failed(bias) || failed(inputs))
      return failure();
    auto kernelShape = cast<RankedTensorType>(conv.getWeight().getType()).getShape().drop_front(2);
    SmallVector<int64_t, 2> pool = {1, 1};
    cnn::PoolKindAttr poolKind;
    if (cnn::PoolOp fused = getFusedPool(lowering.group)) {
      pool.assign(fused.getKernel().begin(), fused.getKernel().end());
      poolKind = fused.getKindAttr();
    }
    auto op = kernel::DirectConvOp::create(b, lowering.loc(), *inputs, ValueRange{*weight, *bias}, /*sums=*/Value(),
                                           lowering.output, b.getDenseI64ArrayAttr(kernelShape), conv.getStridesAttr(),
                                           conv.getDilationsAttr(), conv.getPaddingAttr(), conv.getGroupsAttr(),
                                           b.getDenseI64ArrayAttr(lowering.tile), b.getDenseI64ArrayAttr(pool),
                                           poolKind, conv.getPaddingModeAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    ConvChannels c = getChannels(conv);
    int64_t groups = conv.readsPicture() ? 1 : c.tiles().count;
    return {groups * countBands(op), 0};
  }

  int64_t countBands(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    return int64_t(llvm::divideCeil(getGrid(conv).extent[0], rowsPerItem(conv)));
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &target) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    if (conv.readsPicture())
      return PictureBand::countBytes(conv, rowsPerItem(conv));
    return 4 * getParts(conv, target).floats;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    int64_t channels = cnn::getPictureShape(conv.getInputs()[0]).channels / conv.getGroups();
    return 2.0 * cnn::getPictureShape(conv.getOutput()).elements() * conv.getPool()[0] * conv.getPool()[1] * channels *
           conv.getKernel()[0] * conv.getKernel()[1];
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    ConvGrid grid = getGrid(conv);
    ConvLoops loops(conv, e, getChannels(conv), conv.getTile(), conv.getPoolKind());
    auto emitBlocks = [&](int64_t blocks, Value block, Value image, Value row0, Value row1) {
      loops.startSums(image, blocks, block, e.div(row0, rowsPerItem(conv)));
      loops.emitRows(grid, blocks, block, image, row0, row1);
      e.fillHalo(e.output, image, block, blocks, e.div(row0, grid.pool[0]), e.div(row1, grid.pool[0]));
    };
    if (!conv.readsPicture()) {
      loops.splitDepth(getParts(conv, e.target));
      loops.forItems(grid.extent[0], rowsPerItem(conv), emitBlocks);
      return success();
    }
    PictureBand band(conv, e, rowsPerItem(conv));
    e.forItems(/*groups=*/1, grid.extent[0], rowsPerItem(conv), [&](Value, Value image, Value row0, Value row1) {
      loops.readFrom(band.getPlanes(), band.fill(image, row0, row1));
      loops.forBlocks([&](int64_t blocks, Value block) { emitBlocks(blocks, block, image, row0, row1); });
    });
    return success();
  }

private:
  /// Of O x C/groups x KH x KW, of the element type of x.
  static FailureOr<Value> packWeight(GroupLowering &lowering, cnn::Conv2dOp conv, Value x) {
    auto values = lowering.readConstant(conv.getWeight());
    if (failed(values))
      return failure();
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    int64_t perGroup = shape[1], taps = shape[2] * shape[3];
    ConvChannels channels = {cnn::getPictureShape(conv.getInput()).channels,
                             shape[0],
                             int64_t(conv.getGroups()),
                             cnn::getLayout(x.getType()).getBlock(),
                             cnn::getLayout(lowering.output.getType()).getBlock(),
                             lowering.tile[2],
                             isBf16(x) ? 2 : 1};
    auto write = [&](MutableArrayRef<float> out) {
      packConvWeight(channels, taps, out,
                     [&](int64_t o, int64_t i, int64_t tap) { return (*values)[(o * perGroup + i) * taps + tap]; });
    };
    return lowering.pack("weight", packedConvSize(channels, taps), write, isBf16(x));
  }
};

} // namespace

const Kernel &cnnc::getDirectConvKernel() {
  static const DirectConvKernel kernel;
  return kernel;
}
