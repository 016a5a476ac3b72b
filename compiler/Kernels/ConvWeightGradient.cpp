//===- ConvWeightGradient.cpp - Gradients of convolutions' weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A matrix of sums, each over all places of all pictures: outputs x (inputs,
// taps). One side of a tile are rows, single elements, the other one vectors:
//
//  - rows are channels of the gradient g and vectors blocks of inputs at the taps
//    of a row of the kernel, which all read the same few lines of x;
//  - or rows are inputs at taps, and vectors blocks of g: where inputs are planes,
//    or too few to fill a block.
//
// The taps of a row of the kernel are a line of the matrix. An item has some
// blocks of both sides and some lines. Its sums lie in scratch memory; it takes
// pictures, or rows of one, that fit into the first-level cache, and adds them up
// for one tile of its sums in registers after the other. So no item depends on
// another, and each sum is added up in one order.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OuterProduct.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

enum class RowKind { Outputs = 1, Inputs = 2 };

/// The matrix of a gradient, and how it is cut.
struct GradientShape {
  int64_t inputs, outputs, groups;
  int64_t lanes, inputBlock;
  std::array<int64_t, 2> kernel, strides, dilations;
  int64_t tileRows, tileVectors, rowBlocks, vectorBlocks;
  RowKind kind;
  bool byPicture = false; ///< each picture has a gradient of its own

  int64_t groupInputs() const { return inputs / groups; }
  int64_t groupOutputs() const { return outputs / groups; }
  int64_t outputBlocks() const { return llvm::divideCeil(outputs, lanes); }
  int64_t inputBlocks() const { return llvm::divideCeil(inputs, inputBlock); }
  int64_t taps() const { return kernel[0] * kernel[1]; }

  /// Few inputs: the whole kernel is one line.
  bool isOneLine() const { return kind == RowKind::Inputs && inputs * kernel[1] < 8; }
  int64_t lines() const { return isOneLine() ? 1 : kernel[0]; }
  /// Rows of the kernel in a line.
  int64_t lineRows() const { return kernel[0] / lines(); }

  /// Rows and vectors of a line of an item.
  int64_t rows() const { return kind == RowKind::Inputs ? inputs * lineRows() * kernel[1] : std::min(lanes, outputs); }
  int64_t vectors() const { return kind == RowKind::Inputs ? vectorBlocks : vectorBlocks * kernel[1]; }
  /// Sums of a block of the rows' side, and of an item.
  int64_t blockSums() const { return lines() * rows() * vectors() * lanes; }
  int64_t sums() const { return rowBlocks * blockSums(); }

  /// Whether each block of outputs reads whole blocks of inputs.
  bool hasWholeBlocks() const { return groups == 1 || (groupInputs() % lanes == 0 && groupOutputs() % lanes == 0); }

  /// Blocks of inputs that outputs from `channel` to `last` read: the first one, and one behind the last.
  std::pair<int64_t, int64_t> readBlocks(int64_t channel, int64_t last) const {
    return {channel / groupOutputs() * groupInputs() / lanes,
            llvm::divideCeil((last / groupOutputs() + 1) * groupInputs(), lanes)};
  }
  /// The most blocks of inputs that a block of outputs reads.
  int64_t mostReadBlocks() const {
    int64_t most = 0;
    for (int64_t o = 0; o < outputs; o += lanes) {
      auto [from, to] = readBlocks(o, std::min(o + lanes, outputs) - 1);
      most = std::max(most, to - from);
    }
    return most;
  }

  /// Items: groups of blocks of the rows' side, of the vectors' side, ranges of
  /// lines, ranges of tiles of rows.
  int64_t rowGroups() const { return kind == RowKind::Inputs ? 1 : outputBlocks() / rowBlocks; }
  int64_t vectorGroups() const {
    return llvm::divideCeil(kind == RowKind::Inputs ? outputBlocks() : mostReadBlocks(), vectorBlocks);
  }
  int64_t lineParts() const {
    return std::min(lines(), int64_t(llvm::divideCeil(enough(), rowGroups() * vectorGroups())));
  }
  int64_t rowParts() const {
    int64_t tiles = llvm::divideCeil(rows(), tileRows);
    return std::min(tiles, int64_t(llvm::divideCeil(enough(), rowGroups() * vectorGroups() * lineParts())));
  }
  int64_t items() const { return rowGroups() * vectorGroups() * lineParts() * rowParts(); }

  /// What an item reads of both buffers for a row of the gradient.
  double bytesOfRow(int64_t inputColumns, int64_t outputColumns) const {
    int64_t ofInputs = kind == RowKind::Inputs ? inputBlocks() : vectorBlocks;
    int64_t ofOutputs = kind == RowKind::Inputs ? vectorBlocks : rowBlocks;
    // No row of the input that all taps step over.
    int64_t rows = std::min(strides[0], kernel[0]);
    return 4.0 * double(ofInputs * inputColumns * inputBlock * rows + ofOutputs * outputColumns * lanes);
  }

  /// What a tile of so many vectors reads anew for a place of the gradient.
  double bytesOfPlace(int64_t tileVectors) const {
    double lines = double(tileVectors);
    // Neighbouring places see the same columns of the input.
    if (kind == RowKind::Outputs)
      lines *= double(std::min(kernel[1], strides[1])) / double(kernel[1]);
    double vector = 4.0 * double(lanes);
    double rows = kind == RowKind::Inputs && inputBlock == 1 ? 4.0 * double(inputs * strides[1]) : vector;
    return lines * vector + rows;
  }
  int64_t tiles() const {
    return int64_t(llvm::divideCeil(rows(), tileRows)) * int64_t(llvm::divideCeil(vectors(), tileVectors));
  }
  /// What a chunk may read. Where its tiles ask for more than the second-level cache
  /// gives with ease, it stays in the first.
  int64_t chunkBytes(const Target &target) const {
    double cycles = double(std::min(tileRows, rows()) * tileVectors) / double(target.fmaPerCycle);
    bool streams = bytesOfPlace(tileVectors) <= 0.4 * cycles * target.l2BytesPerCycle;
    return streams ? target.l2Bytes / 4 : target.l1Bytes / 2;
  }

  /// Items: there are enough pictures, or parts of a gradient are.
  int64_t enough() const { return byPicture ? 1 : 8; }
};

std::array<int64_t, 2> asArray(ArrayRef<int64_t> pair) { return {pair[0], pair[1]}; }

GradientShape getShape(kernel::ConvWeightGradientOp op) {
  ArrayRef<int64_t> weight = op.getWeightShape(), tile = op.getTile();
  return {cnn::getPictureShape(op.getInputs()[0]).channels,
          weight[0],
          int64_t(op.getGroups()),
          cnn::getLayout(op.getInputs()[1].getType()).getBlock(),
          cnn::getLayout(op.getInputs()[0].getType()).getBlock(),
          asArray(weight.drop_front(2)),
          asArray(op.getStrides()),
          asArray(op.getDilations()),
          tile[0],
          tile[1],
          tile[2],
          tile[3],
          RowKind(tile[4]),
          bool(op.getWeight())};
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

class GradientEmitter {
public:
  GradientEmitter(kernel::ConvWeightGradientOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), g(e.inputs[1]), s(getShape(op)), lanes(s.lanes) {}

  void emit() {
    if (s.byPicture)
      e.forItems(s.items(), 1, 1, [&](Value item, Value image, Value, Value) { emit(item, image); });
    else
      e.loop(e.begin, e.end, 1, [&](Value item) { emit(item, /*picture=*/nullptr); });
  }

private:
  struct Item {
    Value picture; ///< null: all of them
    Value rowGroup, vectorGroup, rowPart, line0, line1;
    Value firstBlock;  ///< of inputs that the outputs of the group read
    Value rowBlock;    ///< the first one on the side of the rows
    Value vectorBlock; ///< and on that of the vectors
  };

  /// Rows and vectors of a line, the `index`-th of so many tiles.
  struct Tile {
    std::pair<int64_t, int64_t> rows, vectors;
    int64_t index, count;
  };

  void emit(Value item, Value picture) {
    Item i;
    i.picture = picture;
    Value rest = split(item, s.vectorGroups(), i.vectorGroup);
    rest = split(rest, s.rowGroups(), i.rowGroup);
    rest = split(rest, s.rowParts(), i.rowPart);
    // Even ranges of lines.
    i.line0 = e.div(e.mul(rest, s.lines()), s.lineParts());
    i.line1 = e.div(e.mul(e.add(rest, 1), s.lines()), s.lineParts());
    i.firstBlock = e.index(0);
    i.rowBlock = e.mul(i.rowGroup, s.rowBlocks);
    if (s.groups > 1)
      i.firstBlock = e.div(e.mul(groupOf(e.mul(i.rowBlock, lanes)), s.groupInputs()), lanes);
    i.vectorBlock = e.mul(i.vectorGroup, s.vectorBlocks);
    if (s.kind == RowKind::Outputs)
      i.vectorBlock = e.add(i.firstBlock, i.vectorBlock);
    if (s.hasWholeBlocks()) {
      emitItem(i);
      return;
    }
    // Not all blocks of outputs read as many blocks of inputs.
    Value last = e.min(e.add(e.mul(i.rowBlock, lanes), lanes - 1), e.index(s.outputs - 1));
    Value beyond = e.mul(e.add(groupOf(last), 1), s.groupInputs());
    e.ifThen(e.less(e.mul(i.vectorBlock, lanes), beyond), [&] { emitItem(i); });
  }

  /// item = quotient * count + rest.
  Value split(Value item, int64_t count, Value &rest) {
    rest = e.rem(item, count);
    return count == 1 ? item : e.div(item, count);
  }

  Value groupOf(Value output) { return s.groups == 1 ? e.index(0) : e.div(output, s.groupOutputs()); }

  void emitItem(const Item &item) {
    e.loop(0, s.sums(), lanes, [&](Value at) { e.store(e.splat(0, lanes), e.scratch, at); });
    auto rowCuts = cutEvenly(s.rows(), s.tileRows), vectorCuts = cutEvenly(s.vectors(), s.tileVectors);
    int64_t tiles = rowCuts.size() * vectorCuts.size();
    forChunks(
        e, g.shape.height, s.bytesOfRow(x.columns, g.columns), s.chunkBytes(e.target),
        [&](const GradientChunk &chunk) {
          e.loop(0, s.rowBlocks, 1, [&](Value block) {
            e.loop(item.line0, item.line1, 1, [&](Value line) {
              for (auto [i, rows] : llvm::enumerate(rowCuts))
                inPart(item, i, [&, i = i, rows = rows] {
                  for (auto [j, vectors] : llvm::enumerate(vectorCuts))
                    emitTile(item, chunk, block, line, {rows, vectors, int64_t(i * vectorCuts.size() + j), tiles});
                });
            });
          });
        },
        item.picture);
    finish(item);
  }

  /// Emits what an item does if the i-th tile of rows is one of its own.
  void inPart(const Item &item, int64_t i, function_ref<void()> body) {
    int64_t parts = s.rowParts();
    if (parts == 1)
      return body();
    Value mine = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, item.rowPart, e.index(i % parts));
    e.ifThen(mine, body);
  }

  /// The sums of a tile of a line, for one of the item's blocks of rows.
  void emitTile(const Item &item, const GradientChunk &chunk, Value block, Value line, const Tile &tile) {
    bool inputs = s.kind == RowKind::Inputs;
    OuterSide rows{inputs ? x : g, {}}, vectors{inputs ? g : x, {}};
    for (int64_t r = tile.rows.first; r < tile.rows.second; ++r)
      rows.offsets.push_back(inputs ? tapOffset(r) : r);
    for (int64_t v = tile.vectors.first; v < tile.vectors.second; ++v)
      vectors.offsets.push_back(inputs ? v * g.rows * g.columns * lanes
                                       : blockOffset(v / s.kernel[1]) + columnOffset(v % s.kernel[1]));
    SmallVector<Value> at, sums(rows.offsets.size() * vectors.offsets.size(), e.splat(0, lanes));
    Value base = e.add(e.mul(block, s.blockSums()), e.mul(line, s.rows() * s.vectors() * lanes));
    for (int64_t r = tile.rows.first; r < tile.rows.second; ++r)
      for (int64_t v = tile.vectors.first; v < tile.vectors.second; ++v)
        at.push_back(e.add(base, (r * s.vectors() + v) * lanes));
    int64_t xStep = s.strides[1] * x.block;
    sums = e.reduce(chunk.image0, chunk.image1, 1, sums, [&](Value image, ValueRange sums) {
      Value nextImage = e.add(chunk.nextImage, e.sub(image, chunk.image0));
      return e.reduce(chunk.row0, chunk.row1, 1, sums, [&](Value row, ValueRange sums) {
        Value nextRow = e.add(chunk.nextRow, e.sub(row, chunk.row0));
        auto here = linesOf(item, image, block, row, line), next = linesOf(item, nextImage, block, nextRow, line);
        return e.reduce(0, g.shape.width, sums, [&](Value column, ValueRange sums) {
          Value xColumn = e.mul(column, xStep), gColumn = e.mul(column, lanes);
          prefetch(tile, e.add(next.first, xColumn), e.add(next.second, gColumn));
          Value xAt = e.add(here.first, xColumn), gAt = e.add(here.second, gColumn);
          return addOuterProduct(e, rows, inputs ? xAt : gAt, vectors, inputs ? gAt : xAt, lanes, sums);
        });
      });
    });
    for (auto [sum, index] : llvm::zip(sums, at))
      e.store(arith::AddFOp::create(e.b, e.loc, e.loadVector(e.scratch, index, lanes), sum), e.scratch, index);
  }

  /// Asks for a tile's share of what the next chunk reads at a place. The tiles read
  /// a chunk one after the other; the first one would wait for memory.
  void prefetch(const Tile &tile, Value xAt, Value gAt) {
    auto ask = [&](const Buffer &buffer, Value at) {
      memref::PrefetchOp::create(e.b, e.loc, buffer.memref, at, /*isWrite=*/false, /*localityHint=*/2,
                                 /*isDataCache=*/true);
    };
    bool inputs = s.kind == RowKind::Inputs;
    for (int64_t v = tile.index; v < s.vectorBlocks; v += tile.count)
      ask(inputs ? g : x, e.add(inputs ? gAt : xAt, inputs ? v * g.rows * g.columns * lanes : blockOffset(v)));
    if (!inputs && tile.index + 1 == tile.count)
      ask(g, gAt);
  }

  /// Where a row of the gradient begins, and what the first tap of a line sees for it.
  std::pair<Value, Value> linesOf(const Item &item, Value image, Value block, Value row, Value line) {
    ArrayRef<int64_t> padding = op.getPadding();
    Value tapRow = e.mul(line, s.lineRows() * s.dilations[0]);
    Value xRow = e.add(e.add(e.mul(row, s.strides[0]), tapRow), -padding[0]), xColumn = e.index(-padding[2]);
    bool inputs = s.kind == RowKind::Inputs;
    return {e.at(x, image, inputs ? e.index(0) : item.vectorBlock, xRow, xColumn),
            e.at(g, image, inputs ? item.vectorBlock : e.add(item.rowBlock, block), row, e.index(0))};
  }

  int64_t columnOffset(int64_t tap) const { return tap * s.dilations[1] * x.block; }
  int64_t blockOffset(int64_t block) const { return block * x.rows * x.columns * x.block; }

  /// Of a row (input, row and column of the kernel) of the matrix.
  int64_t tapOffset(int64_t r) const {
    int64_t kw = r % s.kernel[1], kh = r / s.kernel[1] % s.lineRows(), input = r / (s.kernel[1] * s.lineRows());
    int64_t plane = x.block == 1 ? blockOffset(input) : input;
    return plane + kh * s.dilations[0] * x.columns * x.block + columnOffset(kw);
  }

  //===--- Results -------------------------------------------------------===//

  /// Moves the sums of an item to where they belong.
  void finish(const Item &item) {
    Value first = e.mul(s.kind == RowKind::Inputs ? item.vectorBlock : item.rowBlock, lanes);
    int64_t blocks = s.kind == RowKind::Inputs ? s.vectorBlocks : s.rowBlocks;
    Value most = s.outputs % (blocks * lanes) ? e.min(e.index(blocks * lanes), e.sub(e.index(s.outputs), first))
                                              : e.index(blocks * lanes);
    e.loop(e.index(0), most, 1, [&](Value o) {
      Value output = e.add(first, o);
      if (s.kind == RowKind::Inputs) {
        Value from = e.add(e.mul(e.div(o, lanes), lanes), e.rem(o, lanes));
        finishRows(item, output, from);
        return;
      }
      Value row = e.rem(o, lanes), sums = e.mul(e.div(o, lanes), s.blockSums());
      for (int64_t j = 0; j < s.vectorBlocks; ++j)
        inPartOf(item, row, [&] { finishBlock(item, output, row, sums, j); });
    });
  }

  /// Where an element of the gradient is in the output.
  Value place(const Item &item, Value element) {
    return item.picture ? e.add(e.mul(item.picture, e.output.pitch), element) : element;
  }

  /// The part of rows to which a row belongs decides who writes it.
  void inPartOf(const Item &item, Value row, function_ref<void()> body) {
    if (s.rowParts() == 1)
      return body();
    for (auto [i, rows] : llvm::enumerate(cutEvenly(s.rows(), s.tileRows)))
      inPart(item, i, [&, rows = rows] {
        Value inside =
            arith::AndIOp::create(e.b, e.loc, e.less(e.index(rows.first - 1), row), e.less(row, e.index(rows.second)));
        e.ifThen(inside, body);
      });
  }

  /// Rows are inputs at taps: those of one output, one by one.
  void finishRows(const Item &item, Value output, Value lane) {
    int64_t perLine = s.rows() / s.inputs; // taps of a line
    e.loop(item.line0, item.line1, 1, [&](Value line) {
      for (auto [i, rows] : llvm::enumerate(cutEvenly(s.rows(), s.tileRows)))
        inPart(item, i, [&, rows = rows] {
          for (int64_t r = rows.first; r < rows.second; ++r) {
            Value from = e.add(e.add(e.mul(line, s.rows() * s.vectors() * lanes), r * s.vectors() * lanes), lane);
            int64_t tap = r / perLine * s.taps() + r % perLine;
            Value to = e.add(e.add(e.mul(output, s.inputs * s.taps()), e.mul(line, perLine)), tap);
            e.store(e.load(e.scratch, from), e.output, place(item, to));
          }
        });
    });
  }

  /// Rows are outputs: those inputs of the j-th block that an output's group has.
  void finishBlock(const Item &item, Value output, Value row, Value sums, int64_t j) {
    Value block = e.mul(e.add(item.vectorBlock, j), lanes);
    Value begin = e.mul(groupOf(output), s.groupInputs());
    // Lanes of the block that are inputs of the group.
    Value lane0 = e.max(e.index(0), e.sub(begin, block));
    Value lane1 = e.min(e.index(lanes), e.sub(e.add(begin, s.groupInputs()), block));
    Value to = place(item, e.mul(e.add(e.mul(output, s.groupInputs()), e.sub(block, begin)), s.taps()));
    Value from = e.add(sums, e.mul(e.add(e.mul(row, s.vectors()), j * s.kernel[1]), lanes));
    if (s.taps() == 1 && s.hasWholeBlocks() && s.groupInputs() % lanes == 0) {
      e.store(e.loadVector(e.scratch, from, lanes), e.output, to);
      return;
    }
    auto moveLine = [&](Value lane, Value line) {
      Value sum = e.add(e.add(from, lane), e.mul(line, s.rows() * s.vectors() * lanes));
      Value place = e.add(e.add(to, e.mul(lane, s.taps())), e.mul(line, s.kernel[1]));
      for (int64_t kw = 0; kw < s.kernel[1]; ++kw)
        e.store(e.load(e.scratch, e.add(sum, kw * lanes)), e.output, e.add(place, kw));
    };
    e.loop(lane0, lane1, 1, [&](Value lane) {
      // A small kernel at once: the loop would take as long as what it does.
      if (s.lineParts() == 1 && s.taps() <= 32)
        for (int64_t line = 0; line < s.lines(); ++line)
          moveLine(lane, e.index(line));
      else
        e.loop(item.line0, item.line1, 1, [&](Value line) { moveLine(lane, line); });
    });
  }

  kernel::ConvWeightGradientOp op;
  KernelEmitter &e;
  const Buffer &x, &g;
  GradientShape s;
  int64_t lanes;
};

//===----------------------------------------------------------------------===//
// Kernel
//===----------------------------------------------------------------------===//

class ConvWeightGradientKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "conv_weight_gradient"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dWeightGradientOp>(getRoot(group));
    if (!conv) {
      why = "not a gradient of a convolution's weight";
      return {};
    }
    SmallVector<Candidate> candidates;
    if (!readsPlanes(conv, target))
      addTiles(conv, RowKind::Outputs, target, candidates);
    if (conv.getGroups() == 1 && cnn::getPictureShape(conv.getInput()).channels <= target.lanes)
      addTiles(conv, RowKind::Inputs, target, candidates);
    if (candidates.empty()) {
      why = "the kernel is too large";
      return {};
    }
    auto least = [](const Candidate &a, const Candidate &b) { return a.cycles < b.cycles; };
    rankCandidates(candidates, std::min_element(candidates.begin(), candidates.end(), least) - candidates.begin());
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dWeightGradientOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), readsPlanes(conv, target) ? 1 : target.lanes, conv.getPadding());
  }

  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dWeightGradientOp>(getRoot(lowering.group));
    Value inputs[] = {lowering.inputs[getOperandIndex(conv.getInput())],
                      lowering.inputs[getOperandIndex(conv.getGradient())]};
    auto create = [&](Value output, DenseI64ArrayAttr weight) {
      kernel::ConvWeightGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), output,
                                           conv.getStridesAttr(), conv.getDilationsAttr(), conv.getPaddingAttr(),
                                           conv.getGroupsAttr(), lowering.builder.getDenseI64ArrayAttr(lowering.tile),
                                           weight);
    };
    lowerWeightGradient(lowering, cnn::getPictureShape(conv.getInput()), cnn::getPictureShape(conv.getGradient()),
                        cast<RankedTensorType>(conv.getType()).getShape(), create);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    GradientShape s = getShape(cast<kernel::ConvWeightGradientOp>(op.getOperation()));
    return s.byPicture ? WorkItems{s.items(), 0} : WorkItems{0, s.items()};
  }

  bool reducesBatch(kernel::KernelOpInterface op) const override {
    return !cast<kernel::ConvWeightGradientOp>(op.getOperation()).getWeight();
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    return getShape(cast<kernel::ConvWeightGradientOp>(op.getOperation())).sums() * 4;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    cnn::PictureShape g = cnn::getPictureShape(op.getInputs()[1]);
    double elements = 1;
    for (int64_t extent : cast<kernel::ConvWeightGradientOp>(op.getOperation()).getWeightShape())
      elements *= double(extent);
    return 2.0 * double(g.height * g.width) * elements;
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    GradientEmitter(cast<kernel::ConvWeightGradientOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// Each tile of sums is code of its own.
  static constexpr int64_t kMostTiles = 48;

  /// As the convolution itself does.
  static bool readsPlanes(cnn::Conv2dWeightGradientOp conv, const Target &target) {
    int64_t channels = cnn::getPictureShape(conv.getInput()).channels;
    return conv.getGroups() == 1 && channels <= 4 && channels < target.lanes;
  }

  /// Adds the tiles whose rows are of a kind.
  static void addTiles(cnn::Conv2dWeightGradientOp conv, RowKind kind, const Target &target,
                       SmallVectorImpl<Candidate> &candidates) {
    cnn::PictureShape x = cnn::getPictureShape(conv.getInput()), g = cnn::getPictureShape(conv.getGradient());
    auto weight = cast<RankedTensorType>(conv.getType()).getShape();
    GradientShape s{x.channels,
                    g.channels,
                    int64_t(conv.getGroups()),
                    target.lanes,
                    readsPlanes(conv, target) ? 1 : target.lanes,
                    asArray(weight.drop_front(2)),
                    asArray(conv.getStrides()),
                    asArray(conv.getDilations()),
                    /*tileRows=*/1,
                    /*tileVectors=*/1,
                    /*rowBlocks=*/1,
                    /*vectorBlocks=*/1,
                    kind};
    int64_t total = kind == RowKind::Inputs ? s.outputBlocks()
                    : s.groups > 1          ? s.groupInputs() / target.lanes
                                            : s.inputBlocks();
    int64_t rowTotal = kind == RowKind::Inputs ? 1 : s.groups > 1 ? s.groupOutputs() / target.lanes : s.outputBlocks();
    for (int64_t rowBlocks = 1; rowBlocks <= 4; ++rowBlocks)
      for (int64_t vectorBlocks = 1; vectorBlocks <= 4; ++vectorBlocks) {
        s.rowBlocks = rowBlocks;
        s.vectorBlocks = vectorBlocks;
        bool divides =
            (rowBlocks == 1 || rowTotal % rowBlocks == 0) && (vectorBlocks == 1 || total % vectorBlocks == 0);
        if (!divides || (rowBlocks * vectorBlocks > 1 && !s.hasWholeBlocks()))
          continue;
        for (const OuterTile &tile : rankOuterTiles(s.rows(), s.vectors(), target)) {
          s.tileRows = tile.rows;
          s.tileVectors = tile.vectors;
          if (s.tiles() > kMostTiles || tile.rows > 64)
            continue;
          double cycles = countCycles(s, x, g, target);
          candidates.push_back({{tile.rows, tile.vectors, rowBlocks, vectorBlocks, int64_t(kind)}, cycles, cycles});
        }
      }
  }

  /// Cycles of all items for one picture.
  static double countCycles(const GradientShape &s, cnn::PictureShape x, cnn::PictureShape g, const Target &target) {
    double products = 0;
    for (auto [r0, r1] : cutEvenly(s.rows(), s.tileRows))
      for (auto [v0, v1] : cutEvenly(s.vectors(), s.tileVectors)) {
        double compute = outerTileCycles(r1 - r0, v1 - v0, target);
        double stream = s.bytesOfPlace(v1 - v0) / target.l2BytesPerCycle;
        products += std::max(compute, stream) + 0.2 * std::min(compute, stream);
      }
    double lines = double(s.lines() * s.rowBlocks), bytes = s.bytesOfRow(x.width, g.width) * double(g.height);
    // What is summed up is added to what is in memory, tile by tile, once for each chunk.
    double chunks = bytes / double(s.chunkBytes(target)), parts = double(s.lineParts() * s.rowParts());
    double perTile = 30, perVector = double(s.sums() * 4) > double(target.l1Bytes) / 2 ? 6 : 1.5;
    double chunkCycles = double(s.tiles()) * lines * perTile + double(s.sums() / s.lanes) * perVector;
    double item = double(g.height * g.width) * lines * products + chunks * chunkCycles;
    return double(s.rowGroups() * s.vectorGroups()) * (item + 0.25 * parts * bytes / target.l3BytesPerCycle);
  }
};

} // namespace

const Kernel &cnnc::getConvWeightGradientKernel() {
  static const ConvWeightGradientKernel kernel;
  return kernel;
}
