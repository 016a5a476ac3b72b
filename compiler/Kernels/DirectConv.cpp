//===- DirectConv.cpp - Direct convolution with a register tile
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tile of rows x columns x blocks of output channels lives in registers; one
// rolled loop nest runs over the depth (blocks of input channels, kernel rows
// and columns, channels), and each step loads one vector of weights per block
// and one broadcast per position. It reaches 94-99 % of the FMA peak, provided
// that
//
//   - the body holds ONE step of the depth: unrolled, LLVM's scheduler moves
//     loads apart from their uses until accumulators spill;
//   - each broadcast stands right before its FMAs, for the same reason;
//   - accumulators start as the bias, are carried as iter_args, and are stored
//     once, after the epilogue.
//
// Inputs come in two forms: blocks of channels, or (block 1, a first layer)
// planes; they differ in the strides of the depth only. Groups: a tile reads
// the run of input blocks that its output channels' groups touch; weights that
// cross groups are zero. Channels beyond C in the last block are not visited,
// or meet zero weights.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// The depth of a convolution as its inner loops see it.
struct Depth {
  int64_t blocks; ///< full runs of `step` input channels
  int64_t step;   ///< channels in a run
  int64_t tail;   ///< channels in a last, shorter run
  int64_t taps;   ///< kernel rows * columns
  bool grouped;
  int64_t groupInputs, groupOutputs, inputBlocks;

  int64_t length() const { return (blocks * step + tail) * taps; }
  /// The first run of input blocks that the output channels from `channel` read.
  int64_t firstBlock(int64_t channel) const {
    if (!grouped)
      return 0;
    return std::min(channel / groupOutputs * groupInputs / step, inputBlocks - blocks);
  }
};

Depth makeDepth(int64_t channels, int64_t outputs, int64_t groups, int64_t taps, int64_t inputBlock,
                int64_t tileChannels) {
  Depth d{};
  d.taps = taps;
  d.grouped = groups > 1;
  d.groupInputs = channels / groups;
  d.groupOutputs = outputs / groups;
  if (inputBlock == 1) {
    d.blocks = 1;
    d.step = channels;
    d.inputBlocks = 1;
    d.grouped = false;
    return d;
  }
  d.step = inputBlock;
  d.inputBlocks = llvm::divideCeil(channels, inputBlock);
  if (!d.grouped) {
    d.blocks = channels / inputBlock;
    d.tail = channels % inputBlock;
    return d;
  }
  // The longest run of blocks that any tile's groups touch.
  for (int64_t first = 0; first < outputs; first += tileChannels) {
    int64_t last = std::min(first + tileChannels, outputs) - 1;
    int64_t from = first / d.groupOutputs * d.groupInputs / inputBlock;
    int64_t to = ((last / d.groupOutputs + 1) * d.groupInputs - 1) / inputBlock;
    d.blocks = std::max(d.blocks, to - from + 1);
  }
  return d;
}

class DirectConvEmitter {
public:
  DirectConvEmitter(kernel::DirectConvOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), lanes(e.output.block), kernelH(op.getKernel()[0]),
        kernelW(op.getKernel()[1]), poolH(op.getPool()[0]), poolW(op.getPool()[1]), rows(y.shape.height * poolH),
        columns(y.shape.width * poolW), tile(op.getTile()),
        depth(makeDepth(x.shape.channels, y.shape.channels, op.getGroups(), kernelH * kernelW, x.block,
                        tile[2] * lanes)) {}

  void emit() {
    int64_t full = y.blocks / tile[2], rest = y.blocks % tile[2];
    int64_t groups = full + (rest ? 1 : 0);
    e.forItems(groups, rows, rowsPerItem(), [&](Value group, Value image, Value row0, Value row1) {
      Value block = e.mul(group, tile[2]);
      auto main = [&] { emitGroup(tile[2], block, image, row0, row1); };
      auto remainder = [&] { emitGroup(rest, block, image, row0, row1); };
      if (!rest)
        main();
      else if (!full)
        remainder();
      else
        e.ifThen(e.less(group, e.index(full)), main, remainder);
    });
  }

  int64_t rowsPerItem() {
    return chooseRowsPerItem(rows, tile[0], double(columns) * tile[2] * lanes * depth.length(), 2e6);
  }

private:
  /// All tiles of one group of output blocks over rows [row0, row1).
  void emitGroup(int64_t blocks, Value block, Value image, Value row0, Value row1) {
    int64_t whole = rows / tile[0] * tile[0], rest = rows - whole;
    Value limit = rest ? e.min(row1, e.index(whole)) : row1;
    e.loop(row0, limit, tile[0], [&](Value row) { emitRow(tile[0], blocks, block, image, row); });
    if (rest)
      e.ifThen(e.less(e.index(whole), row1), [&] { emitRow(rest, blocks, block, image, e.index(whole)); });
    Value out0 = e.div(row0, poolH), out1 = e.div(row1, poolH);
    e.fillHalo(y, image, block, blocks, out0, out1);
  }

  /// Even column tiles: the wider ones first.
  void emitRow(int64_t tileRows, int64_t blocks, Value block, Value image, Value row) {
    int64_t units = columns / poolW, count = llvm::divideCeil(columns, tile[1]);
    int64_t narrow = units / count * poolW, wide = narrow + poolW, split = units % count * wide;
    if (split)
      e.loop(0, split, wide, [&](Value column) { emitTile(tileRows, wide, blocks, block, image, row, column); });
    e.loop(split, columns, narrow,
           [&](Value column) { emitTile(tileRows, narrow, blocks, block, image, row, column); });
  }

  void emitTile(int64_t tileRows, int64_t tileColumns, int64_t blocks, Value block, Value image, Value row,
                Value column) {
    SmallVector<Value> bias, acc;
    for (int64_t i = 0; i < blocks; ++i)
      bias.push_back(e.loadVector(e.weights[1], e.mul(e.add(block, i), lanes), lanes));
    for (int64_t p = 0; p < tileRows * tileColumns; ++p)
      acc.append(bias);
    acc = emitDepth(tileRows, tileColumns, blocks, block, image, row, column, acc);
    storeTile(tileRows, tileColumns, blocks, block, image, row, column, acc);
  }

  /// The loop nest over the depth.
  SmallVector<Value> emitDepth(int64_t tileRows, int64_t tileColumns, int64_t blocks, Value block, Value image,
                               Value row, Value column, SmallVector<Value> acc) {
    ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations(), padding = op.getPadding();
    int64_t columnStep = x.block, rowStep = x.columns * x.block, blockStep = x.rows * rowStep;
    int64_t channelStep = x.block == 1 ? blockStep : 1;
    Value firstRow = e.add(e.mul(row, strides[0]), -padding[0]);
    Value firstColumn = e.add(e.mul(column, strides[1]), -padding[2]);
    Value firstBlock = e.index(0);
    if (depth.grouped)
      firstBlock = e.min(e.div(e.mul(e.div(e.mul(block, lanes), depth.groupOutputs), depth.groupInputs), depth.step),
                         e.index(depth.inputBlocks - depth.blocks));
    Value xOrigin = e.at(x, image, firstBlock, firstRow, firstColumn);
    Value wOrigin = e.mul(block, lanes * depth.length());

    auto run = [&](Value xRun, Value wRun, int64_t channels, ValueRange init) {
      return e.reduce(0, kernelH, init, [&](Value kh, ValueRange accH) {
        Value xRow = e.add(xRun, e.mul(kh, dilations[0] * rowStep));
        Value wRow = e.add(wRun, e.mul(kh, kernelW * channels * blocks * lanes));
        return e.reduce(0, kernelW, accH, [&](Value kw, ValueRange accW) {
          Value xTap = e.add(xRow, e.mul(kw, dilations[1] * columnStep));
          Value wTap = e.add(wRow, e.mul(kw, channels * blocks * lanes));
          return e.reduce(0, channels, accW, [&](Value ic, ValueRange accI) {
            return step(tileRows, tileColumns, blocks, e.add(xTap, e.mul(ic, channelStep)),
                        e.add(wTap, e.mul(ic, blocks * lanes)), strides[0] * rowStep, strides[1] * columnStep, accI);
          });
        });
      });
    };
    if (depth.blocks)
      acc = e.reduce(0, depth.blocks, acc, [&](Value icb, ValueRange init) {
        return run(e.add(xOrigin, e.mul(icb, blockStep)),
                   e.add(wOrigin, e.mul(icb, depth.step * depth.taps * blocks * lanes)), depth.step, init);
      });
    if (depth.tail)
      acc = run(e.add(xOrigin, depth.blocks * blockStep),
                e.add(wOrigin, depth.blocks * depth.step * depth.taps * blocks * lanes), depth.tail, acc);
    return acc;
  }

  /// One step of the depth: the body of the innermost loop.
  SmallVector<Value> step(int64_t tileRows, int64_t tileColumns, int64_t blocks, Value xIndex, Value wIndex,
                          int64_t rowDistance, int64_t columnDistance, ValueRange acc) {
    SmallVector<Value> w, result(acc.begin(), acc.end());
    for (int64_t i = 0; i < blocks; ++i)
      w.push_back(e.loadVector(e.weights[0], e.add(wIndex, i * lanes), lanes));
    for (int64_t r = 0; r < tileRows; ++r)
      for (int64_t c = 0; c < tileColumns; ++c) {
        Value at = e.add(xIndex, r * rowDistance + c * columnDistance);
        Value broadcast = e.broadcast(e.load(x, at), lanes);
        for (int64_t i = 0; i < blocks; ++i) {
          Value &sum = result[(r * tileColumns + c) * blocks + i];
          sum = e.fma(broadcast, w[i], sum);
        }
      }
    return result;
  }

  void storeTile(int64_t tileRows, int64_t tileColumns, int64_t blocks, Value block, Value image, Value row,
                 Value column, MutableArrayRef<Value> acc) {
    Value outRow = e.div(row, poolH), outColumn = e.div(column, poolW);
    for (int64_t r = 0; r < tileRows; r += poolH)
      for (int64_t c = 0; c < tileColumns; c += poolW)
        for (int64_t i = 0; i < blocks; ++i) {
          Value result;
          for (int64_t pr = 0; pr < poolH; ++pr)
            for (int64_t pc = 0; pc < poolW; ++pc) {
              Value sum = acc[((r + pr) * tileColumns + c + pc) * blocks + i];
              sum = e.finish(op, sum, image, e.add(block, i), e.add(row, r + pr), e.add(column, c + pc));
              result = result ? combine(result, sum) : sum;
            }
          if (op.getPoolKind() == cnn::PoolKind::avg)
            result = arith::DivFOp::create(e.b, e.loc, result, e.splat(float(poolH * poolW), lanes));
          e.store(result, y, e.at(y, image, e.add(block, i), e.add(outRow, r / poolH), e.add(outColumn, c / poolW)));
        }
  }

  Value combine(Value a, Value b) {
    if (op.getPoolKind() == cnn::PoolKind::avg)
      return arith::AddFOp::create(e.b, e.loc, a, b);
    return arith::MaximumFOp::create(e.b, e.loc, a, b);
  }

  kernel::DirectConvOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  int64_t lanes, kernelH, kernelW, poolH, poolW, rows, columns;
  ArrayRef<int64_t> tile;
  Depth depth;
};

/// The pool that ends a group, if one does.
cnn::PoolOp getPool(cnn::FusedOp group) {
  return dyn_cast<cnn::PoolOp>(group.getBody().front().getTerminator()->getPrevNode());
}

/// Planes serve where blocks of channels would be mostly padding.
bool readsPlanes(cnn::Conv2dOp conv, const Target &target) {
  int64_t channels = cnn::getPictureShape(conv.getInput()).channels;
  // A residual of the same tensor is read by blocks.
  return conv.getGroups() == 1 && channels <= 4 && channels < target.lanes && conv.getInput().hasOneUse();
}

class DirectConvKernel final : public Kernel {
public:
  StringRef getName() const override { return "direct_conv"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dOp>(getRoot(group));
    if (!conv || !hasElementwiseEpilogue(group, /*pool=*/true)) {
      why = "not a convolution with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape out = cnn::getPictureShape(conv.getResult());
    auto weight = cast<RankedTensorType>(conv.getWeight().getType());
    ConvTileProblem problem{out.height, out.width, int64_t(llvm::divideCeil(out.channels, target.lanes)),
                            weight.getNumElements() / weight.getDimSize(0)};
    // A tile that crosses groups reads the inputs of each, most of them in vain.
    if (conv.getGroups() > 1) {
      int64_t perGroup = out.channels / int64_t(conv.getGroups());
      problem.groupBlocks = perGroup % target.lanes ? 1 : perGroup / target.lanes;
    }
    if (cnn::PoolOp pool = getPool(group)) {
      problem.poolRows = pool.getKernel()[0];
      problem.poolColumns = pool.getKernel()[1];
      // Rows and columns that no window covers are not computed.
      problem.rows -= problem.rows % problem.poolRows;
      problem.columns -= problem.columns % problem.poolColumns;
    }
    ConvTile tile = chooseConvTile(problem, target);
    if (tile.cycles < 0) {
      why = "the fused pool's window does not fit into registers";
      return std::nullopt;
    }
    return Candidate{{tile.rows, tile.columns, tile.blocks}, tile.cycles};
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
    auto weight = packWeight(lowering, conv, cnn::getLayout(x.getType()).getBlock());
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    auto bias = lowering.packBias(conv.getBias(), cnn::getPictureShape(conv.getResult()).channels, lanes);
    auto inputs = collectInputs(lowering, x);
    if (failed(weight) || failed(bias) || failed(inputs))
      return failure();
    auto kernelShape = cast<RankedTensorType>(conv.getWeight().getType()).getShape().drop_front(2);
    SmallVector<int64_t, 2> pool = {1, 1};
    cnn::PoolKindAttr poolKind;
    if (cnn::PoolOp fused = getPool(lowering.group)) {
      pool.assign(fused.getKernel().begin(), fused.getKernel().end());
      poolKind = fused.getKindAttr();
    }
    auto op = kernel::DirectConvOp::create(
        b, lowering.loc(), *inputs, ValueRange{*weight, *bias}, lowering.output, b.getDenseI64ArrayAttr(kernelShape),
        conv.getStridesAttr(), conv.getDilationsAttr(), conv.getPaddingAttr(), conv.getGroupsAttr(),
        b.getDenseI64ArrayAttr(lowering.tile), b.getDenseI64ArrayAttr(pool), poolKind);
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    cnn::PictureShape out = cnn::getPictureShape(conv.getOutput());
    cnn::PictureShape in = cnn::getPictureShape(conv.getInputs()[0]);
    int64_t lanes = cnn::getLayout(conv.getOutput().getType()).getBlock();
    int64_t rows = out.height * conv.getPool()[0], columns = out.width * conv.getPool()[1];
    ArrayRef<int64_t> tile = conv.getTile(), kernel = conv.getKernel();
    Depth depth = makeDepth(in.channels, out.channels, conv.getGroups(), kernel[0] * kernel[1],
                            cnn::getLayout(conv.getInputs()[0].getType()).getBlock(), tile[2] * lanes);
    int64_t perItem = chooseRowsPerItem(rows, tile[0], double(columns) * tile[2] * lanes * depth.length(), 2e6);
    int64_t groups = llvm::divideCeil(llvm::divideCeil(out.channels, lanes), tile[2]);
    return {groups * int64_t(llvm::divideCeil(rows, perItem)), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DirectConvOp>(op.getOperation());
    int64_t channels = cnn::getPictureShape(conv.getInputs()[0]).channels / conv.getGroups();
    return 2.0 * cnn::getPictureShape(conv.getOutput()).elements() * conv.getPool()[0] * conv.getPool()[1] * channels *
           conv.getKernel()[0] * conv.getKernel()[1];
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &emitter) const override {
    DirectConvEmitter(cast<kernel::DirectConvOp>(op.getOperation()), emitter).emit();
    return success();
  }

private:
  /// O x C/groups x KH x KW -> [tile of outputs][run of inputs][KH][KW][ic][block][lane].
  static FailureOr<Value> packWeight(GroupLowering &lowering, cnn::Conv2dOp conv, int64_t inputBlock) {
    auto values = lowering.readConstant(conv.getWeight());
    if (failed(values))
      return failure();
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    int64_t outputs = shape[0], perGroup = shape[1], taps = shape[2] * shape[3];
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock(), tileBlocks = lowering.tile[2];
    Depth depth = makeDepth(cnn::getPictureShape(conv.getInput()).channels, outputs, conv.getGroups(), taps, inputBlock,
                            tileBlocks * lanes);
    int64_t blocks = llvm::divideCeil(outputs, lanes);
    return lowering.pack("weight", blocks * lanes * depth.length(), [&](MutableArrayRef<float> out) {
      for (int64_t o = 0; o < outputs; ++o) {
        int64_t block = o / lanes, first = block / tileBlocks * tileBlocks;
        int64_t inTile = std::min(tileBlocks, blocks - first);
        int64_t firstInput = depth.firstBlock(first * lanes) * depth.step;
        int64_t groupStart = o / depth.groupOutputs * depth.groupInputs;
        for (int64_t i = 0; i < perGroup; ++i)
          for (int64_t t = 0; t < taps; ++t) {
            int64_t channel = groupStart + i - firstInput, run = channel / depth.step, ic = channel % depth.step;
            int64_t runLength = run < depth.blocks ? depth.step : depth.tail;
            int64_t step = run * depth.step * taps + t * runLength + ic;
            int64_t at = first * lanes * depth.length() + (step * inTile + block - first) * lanes + o % lanes;
            out[at] = (*values)[(o * perGroup + i) * taps + t];
          }
      }
    });
  }
};

} // namespace

const Kernel &cnnc::getDirectConvKernel() {
  static const DirectConvKernel kernel;
  return kernel;
}
