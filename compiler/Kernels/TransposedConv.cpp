//===- TransposedConv.cpp - Transposed convolution, phase by phase
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The outputs whose row and column leave certain rests modulo the strides are a
// convolution of stride 1 with some taps of the kernel (dialects/Kernel/
// Transposed.h has the argument): exactly the products that count are formed.
// Each such phase is a grid of ConvLoops.h, whose outputs lie a stride apart.
// Phases that differ in their taps' numbers only are a loop over one piece of
// code; a work item computes all phases of its rows, so that the lines of the
// output are written while they are in cache.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvLoops.h"
#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/TransposedGeometry.h"

using namespace mlir;
using namespace cnnc;

namespace {

ConvChannels getChannels(kernel::TransposedConvOp op) {
  int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
  return {cnn::getPictureShape(op.getInputs()[0]).channels,
          cnn::getPictureShape(op.getOutput()).channels,
          int64_t(op.getGroups()),
          lanes,
          lanes,
          op.getTile()[2],
          isBf16(op.getInputs()[0]) && isBf16(op.getWeights()[0]) ? 2 : 1};
}

int64_t rowsPerItem(kernel::TransposedConvOp op) {
  ConvChannels c = getChannels(op);
  double perOutput = double(ConvDepth(c, 1).length() * op.getKernel()[0] * op.getKernel()[1]) /
                     double(op.getStrides()[0] * op.getStrides()[1]);
  double work = double(cnn::getPictureShape(op.getOutput()).width * op.getStrides()[0]) *
                double(c.tileBlocks * c.lanes) * std::max(perOutput, 1.0);
  // As for other convolutions: see DirectConv.cpp. A position is one of each phase.
  int64_t rows = countPositionRows(op),
          columns = llvm::divideCeil(cnn::getPictureShape(op.getOutput()).width, op.getStrides()[1]);
  int64_t weights = c.tileBlocks * c.lanes * ConvDepth(c, 1).length() * op.getKernel()[0] * op.getKernel()[1];
  bool isShared = c.tiles().count >= 8;
  if (isShared && rows * columns <= 64 && KernelEmitter::isMany(4 * weights))
    return rows;
  return chooseRowsPerItem(rows, op.getTile()[0], work, weights > 65536 ? 1e7 : 2e6);
}

/// The outputs of one phase, as a grid without the places of outputs and weights.
ConvGrid getPhaseGrid(kernel::TransposedConvOp op, const kernel::TransposedRun &rowRun,
                      const kernel::TransposedRun &run) {
  kernel::TransposedAxis rows = op.getAxis(0), columns = op.getAxis(1);
  ConvGrid grid;
  grid.extent = {rowRun.extent, run.extent};
  grid.kernel = {rowRun.taps, run.taps};
  grid.strides = {1, 1};
  grid.dilations = {rows.inputDilation(), columns.inputDilation()};
  grid.start = {rowRun.start, run.start};
  grid.outScale = {rows.stride, columns.stride};
  return grid;
}

DepthParts getParts(kernel::TransposedConvOp op, const ConvGrid &grid, const Target &target) {
  return {grid, getChannels(op), op.getTile(), rowsPerItem(op), isBf16(op.getWeights()[0]) ? 2 : 4, target};
}

class TransposedConvEmitter {
public:
  TransposedConvEmitter(kernel::TransposedConvOp op, KernelEmitter &e)
      : op(op), e(e), channels(getChannels(op)), rows(op.getAxis(0)), columns(op.getAxis(1)),
        loops(op, e, channels, op.getTile()) {}

  void emit() {
    loops.forItems(countPositionRows(op), rowsPerItem(op),
                   [&](int64_t blocks, Value block, Value image, Value row0, Value row1) {
                     loops.startSums(image, blocks, block, e.div(row0, rowsPerItem(op)));
                     for (const kernel::TransposedRun &rowRun : rows.getRuns())
                       e.loop(rowRun.first, rowRun.first + rowRun.count, 1,
                              [&](Value rowRest) { emitRuns(rowRun, rowRest, blocks, block, image, row0, row1); });
                     Value last = e.min(e.mul(row1, rows.stride), e.index(rows.out));
                     e.fillHalo(e.output, image, block, blocks, e.mul(row0, rows.stride), last);
                   });
  }

private:
  void emitRuns(const kernel::TransposedRun &rowRun, Value rowRest, int64_t blocks, Value block, Value image,
                Value row0, Value row1) {
    int64_t perTap = packedConvSize(channels, 1);
    for (const kernel::TransposedRun &run : columns.getRuns())
      e.loop(run.first, run.first + run.count, 1, [&](Value rest) {
        ConvGrid grid = getPhaseGrid(op, rowRun, run);
        grid.outOffset = {rowRest, rest};
        // Kernels of the phases stand row by row: see packWeight.
        Value tapsAbove = tapsBefore(rowRun, rowRest), tapsLeft = tapsBefore(run, rest);
        Value taps = e.add(e.mul(tapsAbove, columnTaps()), e.mul(tapsLeft, rowRun.taps));
        grid.weightOffset = e.mul(taps, perTap);
        grid.nextWeights = rowRun.taps * run.taps * perTap;
        loops.splitDepth(getParts(op, grid, e.target));
        loops.emitRows(grid, blocks, block, image, row0, e.min(row1, e.index(rowRun.extent)));
      });
  }

  Value tapsBefore(const kernel::TransposedRun &run, Value rest) {
    return e.add(e.mul(e.add(rest, -run.first), run.taps), run.tapsBefore);
  }

  /// Fewer than the kernel has columns where the output is narrower than the stride.
  int64_t columnTaps() const {
    int64_t taps = 0;
    for (const kernel::TransposedRun &run : columns.getRuns())
      taps += run.taps * run.count;
    return taps;
  }

  kernel::TransposedConvOp op;
  KernelEmitter &e;
  ConvChannels channels;
  kernel::TransposedAxis rows, columns;
  ConvLoops loops;
};

class TransposedConvKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "transposed_conv"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::ConvTranspose2dOp>(getRoot(group));
    if (!conv || !hasElementwiseEpilogue(group)) {
      why = "not a transposed convolution with an element-wise epilogue";
      return {};
    }
    ArrayRef<int64_t> strides = conv.getStrides();
    for (int axis : {0, 1})
      if (strides[axis] > kernel::kMostTransposedStride ||
          getTransposedAxis(conv, axis).getRuns().size() > kernel::kMostTransposedRuns) {
        why = "the stride is too large, or with this dilation makes too many kinds of outputs";
        return {};
      }
    cnn::PictureShape out = cnn::getPictureShape(conv.getResult());
    int64_t phases = strides[0] * strides[1], perGroup = out.channels / int64_t(conv.getGroups());
    int64_t products = cnn::getPictureShape(conv.getInput()).channels / int64_t(conv.getGroups()) *
                       getTransposedAxis(conv, 0).kernel * getTransposedAxis(conv, 1).kernel;
    ConvTileProblem problem{
        int64_t(llvm::divideCeil(out.height, strides[0])), int64_t(llvm::divideCeil(out.width, strides[1])),
        int64_t(llvm::divideCeil(out.channels, target.lanes)), std::max<int64_t>(1, products / phases)};
    if (conv.getGroups() > 1)
      problem.groupBlocks = perGroup % target.lanes ? 1 : perGroup / target.lanes;
    int64_t weightBytes = 4 * cast<RankedTensorType>(conv.getWeight().getType()).getNumElements();
    problem.weightBytesPerCycle = coldWeightRate(double(weightBytes), target);
    problem.asksAhead = DepthParts::asksAhead(weightBytes / phases, problem.rows * problem.columns);
    // Two channels a step.
    cnn::LayoutAttr layout = getInputLayout(group, getOperandIndex(conv.getInput()), target);
    if (isStoredInBf16(cnn::getPictureShape(conv.getInput()), layout, target))
      problem.depth = llvm::divideCeil(problem.depth, 2);
    SmallVector<Candidate> candidates;
    for (const ConvTile &tile : rankConvTiles(problem, target)) {
      // A run of blocks is read where a group has a few channels of it only.
      int64_t inputs = cnn::getPictureShape(conv.getInput()).channels / int64_t(conv.getGroups());
      double waste = inputs < target.lanes && conv.getGroups() > 1 ? double(target.lanes) / double(inputs) : 1;
      double cycles = tile.cycles * double(phases) * waste;
      candidates.push_back({{tile.rows, tile.columns, tile.blocks}, cycles, cycles});
    }
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    return getTransposedInputLayout(group, operand, target);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::ConvTranspose2dOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    Value x = lowering.inputs[getOperandIndex(conv.getInput())];
    auto weight = packWeight(lowering, conv, isBf16(x));
    auto bias = lowering.packBias(conv.getBias(), cnn::getPictureShape(conv.getResult()).channels,
                                  cnn::getLayout(lowering.output.getType()).getBlock());
    auto inputs = collectInputs(lowering, x);
    if (failed(weight) || failed(bias) || failed(inputs))
      return failure();
    auto kernelShape = cast<RankedTensorType>(conv.getWeight().getType()).getShape().drop_front(2);
    auto op = kernel::TransposedConvOp::create(b, lowering.loc(), *inputs, ValueRange{*weight, *bias}, /*sums=*/Value(),
                                               lowering.output, b.getDenseI64ArrayAttr(kernelShape),
                                               conv.getStridesAttr(), conv.getDilationsAttr(), conv.getPaddingAttr(),
                                               conv.getGroupsAttr(), b.getDenseI64ArrayAttr(lowering.tile));
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::TransposedConvOp>(op.getOperation());
    ConvChannels c = getChannels(conv);
    int64_t groups = c.tiles().count;
    return {groups * countBands(op), 0};
  }

  int64_t countBands(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::TransposedConvOp>(op.getOperation());
    return int64_t(llvm::divideCeil(countPositionRows(conv), rowsPerItem(conv)));
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &target) const override {
    auto conv = cast<kernel::TransposedConvOp>(op.getOperation());
    int64_t floats = 0;
    for (const kernel::TransposedRun &rowRun : conv.getAxis(0).getRuns())
      for (const kernel::TransposedRun &run : conv.getAxis(1).getRuns())
        floats = std::max(floats, getParts(conv, getPhaseGrid(conv, rowRun, run), target).floats);
    return 4 * floats;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::TransposedConvOp>(op.getOperation());
    double outputs = double(cnn::getPictureShape(conv.getOutput()).channels) / double(conv.getGroups());
    return 2.0 * double(cnn::getPictureShape(conv.getInputs()[0]).elements()) * outputs *
           double(conv.getKernel()[0] * conv.getKernel()[1]);
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    TransposedConvEmitter(cast<kernel::TransposedConvOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// The kernels of all phases, row by row, of C x O/groups x KH x KW.
  static FailureOr<Value> packWeight(GroupLowering &lowering, cnn::ConvTranspose2dOp conv, bool bf16) {
    auto values = lowering.readConstant(conv.getWeight());
    if (failed(values))
      return failure();
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    kernel::TransposedAxis rows = getTransposedAxis(conv, 0), columns = getTransposedAxis(conv, 1);
    int64_t groups = conv.getGroups(), perGroup = shape[1], inputs = shape[0] / groups;
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    ConvChannels channels = {shape[0], perGroup * groups, groups, lanes, lanes, lowering.tile[2], bf16 ? 2 : 1};

    auto weightOf = [&](int64_t o, int64_t i, int64_t kh, int64_t kw) {
      int64_t channel = o / perGroup * inputs + i;
      return (*values)[((channel * perGroup + o % perGroup) * shape[2] + kh) * shape[3] + kw];
    };
    int64_t size = packedConvSize(channels, shape[2] * shape[3]);
    auto write = [&](MutableArrayRef<float> out) {
      forRests(rows, [&](const kernel::TransposedRun &row, int64_t firstRow) {
        forRests(columns, [&](const kernel::TransposedRun &column, int64_t firstColumn) {
          int64_t taps = row.taps * column.taps;
          if (!taps)
            return;
          int64_t phaseSize = packedConvSize(channels, taps);
          packConvWeight(channels, taps, out.take_front(phaseSize), [&](int64_t o, int64_t i, int64_t tap) {
            return weightOf(o, i, firstRow - tap / column.taps * rows.tapStep(),
                            firstColumn - tap % column.taps * columns.tapStep());
          });
          out = out.drop_front(phaseSize);
        });
      });
    };
    return lowering.pack("weight", size, write, bf16);
  }

  /// Runs `body` for each rest, with the tap that comes first in it.
  static void forRests(const kernel::TransposedAxis &axis,
                       function_ref<void(const kernel::TransposedRun &, int64_t)> body) {
    for (const kernel::TransposedRun &run : axis.getRuns())
      for (int64_t i = 0; i < run.count; ++i)
        body(run, getFirstTap(axis, run, run.first + i));
  }

  /// The last tap k of a rest has i + before = start * stride + k * dilation.
  static int64_t getFirstTap(const kernel::TransposedAxis &axis, const kernel::TransposedRun &run, int64_t rest) {
    return run.taps ? (rest + axis.before - run.start * axis.stride) / axis.dilation : 0;
  }
};

} // namespace

const Kernel &cnnc::getTransposedConvKernel() {
  static const TransposedConvKernel kernel;
  return kernel;
}
