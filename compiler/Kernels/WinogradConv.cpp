//===- WinogradConv.cpp - Convolution of 3x3 by Winograd's algorithm
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An item is a band of rows of tiles. For a part of its columns it transforms
// the input of all channels into scratch memory; then, for each group of output
// blocks, multiplies the matrices of all points and transforms the products,
// which stay in the cache. With dilation, tiles are interleaved: each takes every
// d-th row and column.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/PoolKind.h"
#include "compiler/Kernels/Winograd.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Bytes of transformed input that an item may keep, of the second-level cache.
constexpr int64_t kInputBytes = 640 << 10;
/// Between the matrices of two points, so that they do not share cache sets.
constexpr int64_t kPointGap = 64;

/// The tile attribute: [outputs of a tile along an axis, rows of tiles in a
/// band, columns of tiles in a part, columns and blocks of the register tile].
struct WinogradTile {
  int64_t outputs, rows, columns, positions, blocks;

  static WinogradTile get(ArrayRef<int64_t> tile) { return {tile[0], tile[1], tile[2], tile[3], tile[4]}; }
  SmallVector<int64_t, 3> attribute() const { return {outputs, rows, columns, positions, blocks}; }
};

/// Extents of a layer in tiles.
struct WinogradShape {
  int64_t inputs, outputs;           ///< channels
  int64_t inputBlocks, outputBlocks; ///< of `lanes`
  int64_t height, width;             ///< before a pool
  int64_t lanes;
  std::array<int64_t, 2> dilations;

  int64_t tileRows(int64_t m) const { return tiles(height, m, dilations[0]); }
  int64_t tileColumns(int64_t m) const { return tiles(width, m, dilations[1]); }

private:
  static int64_t tiles(int64_t extent, int64_t m, int64_t dilation) {
    return llvm::divideCeil(extent, m * dilation) * dilation;
  }
};

WinogradShape getShape(cnn::PictureShape in, cnn::PictureShape out, ArrayRef<int64_t> pool, ArrayRef<int64_t> dilations,
                       int64_t lanes) {
  return {in.channels,
          out.channels,
          int64_t(llvm::divideCeil(in.channels, lanes)),
          int64_t(llvm::divideCeil(out.channels, lanes)),
          out.height * pool[0],
          out.width * pool[1],
          lanes,
          {dilations[0], dilations[1]}};
}

WinogradShape getShape(kernel::WinogradConvOp op) {
  return getShape(cnn::getPictureShape(op.getInputs()[0]), cnn::getPictureShape(op.getOutput()), op.getPool(),
                  op.getDilations(), cnn::getLayout(op.getOutput().getType()).getBlock());
}

/// Floats between the matrices of two points: of the transformed input, and of
/// the products of a group of blocks.
int64_t inputPitch(const WinogradShape &shape, int64_t tiles) {
  return shape.inputBlocks * tiles * shape.lanes + kPointGap;
}
int64_t productPitch(const WinogradShape &shape, int64_t tiles, int64_t blocks) {
  return tiles * blocks * shape.lanes + kPointGap;
}

/// Where the parts of the scratch memory begin, in floats.
struct Scratch {
  int64_t input = 0, products, columns, factors, total;

  Scratch(const WinogradShape &shape, const WinogradTile &tile) {
    Winograd w(tile.outputs);
    int64_t tiles = tile.rows * tile.columns;
    products = w.points() * inputPitch(shape, tiles);
    columns = products + w.points() * productPitch(shape, tiles, tile.blocks);
    factors = columns + w.points() * shape.lanes;
    total = llvm::alignTo(factors + int64_t(w.factors().size()) * shape.lanes, 16);
  }
};

/// Parts of the output blocks that are items of their own, where bands are few:
/// each transforms the input again.
int64_t countParts(const WinogradShape &shape, const WinogradTile &tile) {
  int64_t bands = llvm::divideCeil(shape.tileRows(tile.outputs), tile.rows);
  int64_t groups = llvm::divideCeil(shape.outputBlocks, tile.blocks);
  constexpr int64_t wantedItems = 4, leastGroups = 2;
  return std::max<int64_t>(1, std::min<int64_t>(llvm::divideCeil(wantedItems, bands), groups / leastGroups));
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// Cycles to transform a block of channels of one tile.
struct TransformCycles {
  double input, output;
  explicit TransformCycles(int64_t m) : input(m == 4 ? 110 : 40), output(m == 4 ? 75 : 30) {}
};

struct WinogradChoice {
  WinogradTile tile;
  double cycles = -1;
};

WinogradChoice chooseTile(const WinogradShape &shape, int64_t m, const Target &target) {
  Winograd w(m);
  int64_t rows = shape.tileRows(m), columns = shape.tileColumns(m);
  int64_t perTile = w.points() * shape.inputBlocks * shape.lanes * 4;
  int64_t most = std::clamp<int64_t>(kInputBytes / perTile, 1, 56);
  WinogradChoice choice;
  WinogradTile &tile = choice.tile;
  tile.outputs = m;
  // Where tiles interleave, a band is whole: d rows of tiles lie between its first and last row.
  int64_t d = shape.dilations[0], bands = rows / d;
  int64_t widest = std::max<int64_t>(1, most / d);
  tile.columns = evenTile(columns, llvm::divideCeil(columns, widest), 1);
  int64_t inBand = tile.columns == columns ? std::clamp<int64_t>(widest / columns, 1, std::min(bands, 64 / d)) : 1;
  tile.rows = evenTile(bands, llvm::divideCeil(bands, inBand), 1) * d;
  ConvTileProblem problem{1, tile.rows * tile.columns, shape.outputBlocks, shape.inputs};
  // Of AVX2's 16 registers LLVM keeps one for a constant of the epilogue.
  Target product = target;
  product.registers -= target.isa == Isa::Avx2;
  ConvTile registers = chooseConvTile(problem, product);
  tile.positions = registers.columns;
  tile.blocks = registers.blocks;
  double tiles = double(rows) * double(columns);
  double items = tiles / double(tile.rows * tile.columns);
  TransformCycles transform(m);
  double lanes16 = double(shape.lanes) / double(target.lanes);
  double gemm = registers.cycles * double(w.points()) * items;
  double cycles = gemm + tiles * lanes16 *
                             (transform.input * double(shape.inputBlocks * countParts(shape, tile)) +
                              transform.output * double(shape.outputBlocks));
  // The kernel at all points comes from memory, which the products hide in part.
  double bytes = double(w.points()) * double(shape.inputs) * double(shape.outputBlocks * shape.lanes) * 4;
  cycles = std::max(cycles, bytes / target.memoryBytesPerCycle) + 0.25 * bytes / target.memoryBytesPerCycle;
  choice.cycles = cycles;
  return choice;
}

/// The pool that ends the group, if one does.
cnn::PoolOp getPool(cnn::FusedOp group) {
  return dyn_cast<cnn::PoolOp>(group.getBody().front().getTerminator()->getPrevNode());
}

SmallVector<int64_t, 2> getPoolExtent(cnn::FusedOp group) {
  if (cnn::PoolOp pool = getPool(group))
    return SmallVector<int64_t, 2>(pool.getKernel());
  return {1, 1};
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

class WinogradLoops {
public:
  WinogradLoops(kernel::WinogradConvOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), shape(getShape(op)), tile(WinogradTile::get(op.getTile())),
        w(tile.outputs), scratch(shape, tile), n(w.inputs()) {}

  void emit() {
    int64_t rows = shape.tileRows(w.outputs()), groups = llvm::divideCeil(shape.outputBlocks, tile.blocks);
    int64_t parts = countParts(shape, tile), perPart = llvm::divideCeil(groups, parts);
    e.forItems(parts, rows, tile.rows, [&](Value part, Value image, Value row0, Value row1) {
      for (auto [i, factor] : llvm::enumerate(w.factors()))
        e.store(e.splat(float(factor), shape.lanes), e.scratch, e.index(scratch.factors + int64_t(i) * shape.lanes));
      Value group0 = e.mul(part, perPart), group1 = e.min(e.add(group0, perPart), e.index(groups));
      int64_t rest = rows % tile.rows;
      auto full = [&] { emitBand(image, row0, tile.rows, group0, group1); };
      auto last = [&] { emitBand(image, row0, rest, group0, group1); };
      if (rest)
        e.ifThen(e.less(row0, e.index(rows - rest)), full, last);
      else
        full();
      fillHalo(image, row0, row1, e.mul(group0, tile.blocks),
               e.min(e.mul(group1, tile.blocks), e.index(shape.outputBlocks)));
    });
  }

private:
  /// Part of a band: `rows` x `columns` tiles from `row0` and `column0`.
  struct Part {
    Value image, row0, column0;
    int64_t rows, columns;
    int64_t tiles() const { return rows * columns; }
  };

  void emitBand(Value image, Value row0, int64_t rows, Value group0, Value group1) {
    int64_t columns = shape.tileColumns(w.outputs()), rest = columns % tile.columns;
    auto emitPart = [&](Value column0, int64_t width) {
      Part part{image, row0, column0, rows, width};
      transformInput(part);
      emitGroups(part, group0, group1);
    };
    if (columns > rest)
      e.loop(0, columns - rest, tile.columns, [&](Value column0) { emitPart(column0, tile.columns); });
    if (rest)
      emitPart(e.index(columns - rest), rest);
  }

  /// The matrix product needs all registers: the transforms' factors, which LLVM
  /// would move out of all loops and keep, are read from memory.
  Value getFactor(double value) {
    int64_t i = llvm::find(w.factors(), value) - w.factors().begin();
    return e.loadVector(e.scratch, e.index(scratch.factors + i * shape.lanes), shape.lanes);
  }
  SmallVector<Value> toPoints(ArrayRef<Value> x) {
    return w.transformInput(e, x, [this](double value) { return getFactor(value); });
  }
  SmallVector<Value> fromPoints(ArrayRef<Value> y) {
    return w.transformOutput(e, y, [this](double value) { return getFactor(value); });
  }

  /// The part of the halo that belongs to a band's rows.
  void fillHalo(Value image, Value row0, Value row1, Value block0, Value block1) {
    if (!y.layout.hasHalo())
      return;
    int64_t d = shape.dilations[0], pool = op.getPool()[0];
    auto outputRow = [&](Value tileRow) { return e.div(e.mul(e.div(tileRow, d), w.outputs() * d), pool); };
    Value first = outputRow(row0), last = e.min(outputRow(row1), e.index(shape.height / pool));
    e.loop(block0, block1, 1, [&](Value block) { e.fillHalo(y, image, block, 1, first, last); });
  }

  /// The first output row or column of tile `i`.
  Value place(Value i, int axis) {
    int64_t d = shape.dilations[axis];
    if (d == 1)
      return e.mul(i, w.outputs());
    return e.add(e.mul(e.div(i, d), w.outputs() * d), e.rem(i, d));
  }

  void forTiles(const Part &part, llvm::function_ref<void(Value tile, Value row, Value column)> body) {
    e.loop(0, part.rows, 1, [&](Value r) {
      Value row = place(e.add(part.row0, r), 0);
      e.loop(0, part.columns, 1,
             [&](Value c) { body(e.add(e.mul(r, part.columns), c), row, place(e.add(part.column0, c), 1)); });
    });
  }

  /// To [point][block][tile][lane] at the scratch memory's start.
  void transformInput(const Part &part) {
    int64_t lanes = shape.lanes, pitch = inputPitch(shape, part.tiles());
    Value top = e.index(-op.getPadding()[0]), left = e.index(-op.getPadding()[2]);
    e.loop(0, shape.inputBlocks, 1, [&](Value block) {
      forTiles(part, [&](Value tileIndex, Value row, Value column) {
        Value from = e.at(x, part.image, block, e.add(row, top), e.add(column, left));
        Value to = e.mul(e.add(e.mul(block, part.tiles()), tileIndex), lanes);
        // Two loops of six, since all 36 values fill more than the registers.
        e.loop(0, n, 1, [&](Value j) {
          SmallVector<Value> column;
          Value at = e.add(from, e.mul(j, shape.dilations[1] * lanes));
          for (int64_t i = 0; i < n; ++i)
            column.push_back(e.loadVector(x, e.add(at, i * shape.dilations[0] * x.columns * lanes), lanes));
          for (auto [i, value] : llvm::enumerate(toPoints(column)))
            e.store(value, e.scratch, e.add(e.mul(j, lanes), scratch.columns + int64_t(i) * n * lanes));
        });
        e.loop(0, n, 1, [&](Value i) {
          SmallVector<Value> line;
          Value at = e.add(e.mul(i, n * lanes), scratch.columns);
          for (int64_t j = 0; j < n; ++j)
            line.push_back(e.loadVector(e.scratch, e.add(at, j * lanes), lanes));
          Value point = e.add(to, e.mul(i, n * pitch));
          for (auto [j, value] : llvm::enumerate(toPoints(line)))
            e.store(value, e.scratch, e.add(point, int64_t(j) * pitch));
        });
      });
    });
  }

  /// Groups of output blocks; the last one may have fewer.
  void emitGroups(const Part &part, Value group0, Value group1) {
    int64_t rest = shape.outputBlocks % tile.blocks, full = shape.outputBlocks / tile.blocks;
    auto emitGroup = [&](Value group, int64_t blocks) {
      Value block = e.mul(group, tile.blocks);
      multiply(part, block, blocks);
      transformOutput(part, block, blocks);
    };
    e.loop(group0, group1, 1, [&](Value group) {
      auto main = [&] { emitGroup(group, tile.blocks); };
      auto last = [&] { emitGroup(group, rest); };
      if (!rest)
        main();
      else if (!full)
        last();
      else
        e.ifThen(e.less(group, e.index(full)), main, last);
    });
  }

  /// The matrix products of all points, to [point][tile][block][lane].
  void multiply(const Part &part, Value block, int64_t blocks) {
    int64_t tiles = part.tiles(), lanes = shape.lanes, count = llvm::divideCeil(tiles, tile.positions);
    // Even runs of tiles, the longer ones first.
    int64_t narrow = tiles / count, wideRuns = tiles % count, split = wideRuns * (narrow + 1);
    e.loop(0, w.points(), 1, [&](Value point) {
      Value kernel = e.mul(e.add(e.mul(block, w.points()), e.mul(point, blocks)), shape.inputs * lanes);
      Value input = e.mul(point, inputPitch(shape, tiles));
      Value product = e.add(e.mul(point, productPitch(shape, tiles, blocks)), scratch.products);
      auto run = [&](Value first, int64_t positions) {
        SmallVector<Value> sums =
            emitDepth(kernel, e.add(input, e.mul(first, lanes)), tiles * lanes, positions, blocks);
        Value to = e.add(product, e.mul(first, blocks * lanes));
        for (auto [i, sum] : llvm::enumerate(sums))
          e.store(sum, e.scratch, e.add(to, int64_t(i) * lanes));
      };
      if (split)
        e.loop(0, split, narrow + 1, [&](Value first) { run(first, narrow + 1); });
      if (split < tiles)
        e.loop(split, tiles, narrow, [&](Value first) { run(first, narrow); });
    });
  }

  /// Sums over the input channels, for `positions` tiles x `blocks`.
  SmallVector<Value> emitDepth(Value kernel, Value input, int64_t blockStep, int64_t positions, int64_t blocks) {
    int64_t lanes = shape.lanes, full = shape.inputs / lanes, tail = shape.inputs % lanes;
    SmallVector<Value> sums(positions * blocks, e.splat(0, lanes));
    auto channels = [&](Value from, Value weights, int64_t length, ValueRange init) {
      return e.reduce(0, length, init, [&](Value ic, ValueRange carried) {
        SmallVector<Value> factors, result(carried.begin(), carried.end());
        Value at = e.add(weights, e.mul(ic, blocks * lanes)), element = e.add(from, ic);
        for (int64_t i = 0; i < blocks; ++i)
          factors.push_back(e.loadVector(e.weights[0], e.add(at, i * lanes), lanes));
        e.prefetchWeights(e.weights[0], at, blocks * lanes);
        for (int64_t p = 0; p < positions; ++p) {
          Value value = e.broadcast(e.load(e.scratch, e.add(element, p * lanes)), lanes);
          for (int64_t i = 0; i < blocks; ++i)
            result[p * blocks + i] = e.fma(value, factors[i], result[p * blocks + i]);
        }
        return result;
      });
    };
    if (full)
      sums = e.reduce(0, full, sums, [&](Value icb, ValueRange init) {
        return channels(e.add(input, e.mul(icb, blockStep)), e.add(kernel, e.mul(icb, lanes * blocks * lanes)), lanes,
                        init);
      });
    if (tail)
      sums = channels(e.add(input, full * blockStep), e.add(kernel, full * lanes * blocks * lanes), tail, sums);
    return sums;
  }

  void transformOutput(const Part &part, Value block, int64_t blocks) {
    int64_t lanes = shape.lanes, m = w.outputs(), pitch = productPitch(shape, part.tiles(), blocks);
    e.loop(0, blocks, 1, [&](Value inGroup) {
      Value own = e.add(block, inGroup);
      Value bias = e.loadVector(e.weights[1], e.mul(own, lanes), lanes);
      forTiles(part, [&](Value tileIndex, Value row, Value column) {
        Value from = e.add(e.mul(e.add(e.mul(tileIndex, blocks), inGroup), lanes), scratch.products);
        // As for the input, two loops.
        e.loop(0, n, 1, [&](Value j) {
          SmallVector<Value> points;
          Value at = e.add(from, e.mul(j, pitch));
          for (int64_t i = 0; i < n; ++i)
            points.push_back(e.loadVector(e.scratch, e.add(at, i * n * pitch), lanes));
          for (auto [i, value] : llvm::enumerate(fromPoints(points)))
            e.store(value, e.scratch, e.add(e.mul(j, lanes), scratch.columns + int64_t(i) * n * lanes));
        });
        bool pools = op.getPool()[0] > 1;
        // Two lines at once, for a pool, would not fit into 16 registers.
        if (pools)
          e.loop(0, m, 1, [&](Value i) {
            for (auto [j, value] : llvm::enumerate(finishLine(i)))
              e.store(value, e.scratch, columnAt(i, int64_t(j)));
          });
        e.loop(0, m, op.getPool()[0], [&](Value i) {
          Value line = e.add(row, e.mul(i, shape.dilations[0]));
          // Windows are inside as a whole, or outside.
          ifInside(line, 0, [&] {
            if (pools)
              return emitStores(part.image, own, line, column, bias, [&](int64_t r, int64_t j) {
                return e.loadVector(e.scratch, columnAt(e.add(i, r), j), lanes);
              });
            SmallVector<Value> sums = finishLine(i);
            emitStores(part.image, own, line, column, bias, [&](int64_t, int64_t j) { return sums[j]; });
          });
        });
      });
    });
  }

  /// The place of element j of line i between the transform of columns and that of lines.
  Value columnAt(Value i, int64_t j) { return e.add(e.mul(i, n * shape.lanes), scratch.columns + j * shape.lanes); }

  /// The outputs of a line of a tile.
  SmallVector<Value> finishLine(Value i) {
    SmallVector<Value> line;
    for (int64_t j = 0; j < n; ++j)
      line.push_back(e.loadVector(e.scratch, columnAt(i, j), shape.lanes));
    return fromPoints(line);
  }

  /// Runs `body` where tiles reach beyond the picture only if this row or column is inside.
  void ifInside(Value place, int axis, llvm::function_ref<void()> body) {
    int64_t extent = axis ? shape.width : shape.height;
    if (extent % (w.outputs() * shape.dilations[axis]) == 0)
      return body();
    e.ifThen(e.less(place, e.index(extent)), body);
  }

  /// Stores a line of a tile, or what its pool makes of as many as it has rows.
  void emitStores(Value image, Value block, Value row, Value column, Value bias,
                  llvm::function_ref<Value(int64_t, int64_t)> getSum) {
    int64_t poolH = op.getPool()[0], poolW = op.getPool()[1];
    for (int64_t c = 0; c < w.outputs(); c += poolW) {
      Value place = e.add(column, c * shape.dilations[1]);
      ifInside(place, 1, [&] {
        Value result;
        for (int64_t r = 0; r < poolH; ++r)
          for (int64_t j = 0; j < poolW; ++j) {
            Value sum = arith::AddFOp::create(e.b, e.loc, getSum(r, c + j), bias);
            sum = e.finish(op, sum, image, block, e.add(row, r), e.add(place, j));
            result = result ? combine(result, sum) : sum;
          }
        if (op.getPoolKind() == cnn::PoolKind::avg)
          result = arith::DivFOp::create(e.b, e.loc, result, e.splat(float(poolH * poolW), shape.lanes));
        e.store(result, y, e.at(y, image, block, e.div(row, poolH), e.div(place, poolW)));
      });
    }
  }

  Value combine(Value a, Value b) {
    if (op.getPoolKind() == cnn::PoolKind::avg)
      return arith::AddFOp::create(e.b, e.loc, a, b);
    return e.maximum(a, b);
  }

  kernel::WinogradConvOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  WinogradShape shape;
  WinogradTile tile;
  Winograd w;
  Scratch scratch;
  int64_t n;
};

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

class WinogradConvKernel final : public Kernel {
public:
  StringRef getName() const override { return "winograd_conv"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dOp>(getRoot(group));
    if (!conv || !hasElementwiseEpilogue(group, /*pool=*/true)) {
      why = "not a convolution with an element-wise epilogue";
      return std::nullopt;
    }
    ArrayRef<int64_t> weight = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    if (weight[2] != 3 || weight[3] != 3 || conv.getStrides()[0] != 1 || conv.getStrides()[1] != 1 ||
        conv.getGroups() != 1) {
      why = "not a kernel of 3x3, stride 1 and one group";
      return std::nullopt;
    }
    // Tiles reach beyond the picture, where a halo that repeats it may not.
    if (conv.getPaddingMode() != cnn::PadMode::zero) {
      why = "the padding is not zero";
      return std::nullopt;
    }
    SmallVector<int64_t, 2> pool = getPoolExtent(group);
    if (getPool(group) && (pool[0] > 2 || pool[1] > 2 || conv.getDilations()[0] != 1 || conv.getDilations()[1] != 1)) {
      why = "windows of the fused pool cross tiles";
      return std::nullopt;
    }
    if (conv.getDilations()[0] > 16 || conv.getDilations()[1] > 16) {
      why = "the dilation is above 16";
      return std::nullopt;
    }
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput());
    cnn::PictureShape out = cnn::getPictureShape(group.getResult());
    if (in.channels < target.lanes || out.channels < target.lanes) {
      why = "the transforms cost more than they save with fewer channels than a vector has";
      return std::nullopt;
    }
    WinogradShape shape = getShape(in, out, pool, conv.getDilations(), target.lanes);
    WinogradChoice best;
    for (int64_t m : {4, 2}) {
      WinogradChoice choice = chooseTile(shape, m, target);
      if (best.cycles < 0 || choice.cycles < best.cycles)
        best = choice;
    }
    return Candidate{best.tile.attribute(), best.cycles};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    // The last tiles reach beyond the rows and columns that the padding adds.
    auto choice = group->getAttrOfType<kernel::ChoiceAttr>(kernel::KernelDialect::kChoiceAttr);
    SmallVector<int64_t, 4> halo(conv.getPadding());
    cnn::PictureShape out = cnn::getPictureShape(group.getResult());
    SmallVector<int64_t, 2> pool = getPoolExtent(group);
    int64_t m = choice.getTile()[0], height = out.height * pool[0], width = out.width * pool[1];
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput());
    halo[1] = std::max(halo[1], kernel::winogradHaloAfter(height, m, conv.getDilations()[0], halo[0], in.height));
    halo[3] = std::max(halo[3], kernel::winogradHaloAfter(width, m, conv.getDilations()[1], halo[2], in.width));
    return blockedLayout(group.getContext(), target.lanes, halo);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    Value x = lowering.inputs[getOperandIndex(conv.getInput())];
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    auto weight = packWeight(lowering, conv, lanes);
    auto bias = lowering.packBias(conv.getBias(), cnn::getPictureShape(conv.getResult()).channels, lanes);
    auto inputs = collectInputs(lowering, x);
    if (failed(weight) || failed(bias) || failed(inputs))
      return failure();
    cnn::PoolKindAttr poolKind;
    if (cnn::PoolOp fused = getPool(lowering.group))
      poolKind = fused.getKindAttr();
    auto op = kernel::WinogradConvOp::create(b, lowering.loc(), *inputs, ValueRange{*weight, *bias}, lowering.output,
                                             conv.getDilationsAttr(), conv.getPaddingAttr(),
                                             b.getDenseI64ArrayAttr(lowering.tile),
                                             b.getDenseI64ArrayAttr(getPoolExtent(lowering.group)), poolKind);
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    WinogradShape shape = getShape(conv);
    WinogradTile tile = WinogradTile::get(conv.getTile());
    return {countParts(shape, tile) * int64_t(llvm::divideCeil(shape.tileRows(tile.outputs), tile.rows)), 0};
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    return Scratch(getShape(conv), WinogradTile::get(conv.getTile())).total * 4;
  }

  /// Those of the direct algorithm, so that speeds can be compared.
  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    WinogradShape shape = getShape(conv);
    return 2.0 * 9 * double(shape.inputs) * double(shape.outputs) * double(shape.height) * double(shape.width);
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    WinogradLoops(cast<kernel::WinogradConvOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// As [group of blocks][point][input][block][lane].
  static FailureOr<Value> packWeight(GroupLowering &lowering, cnn::Conv2dOp conv, int64_t lanes) {
    auto values = lowering.readConstant(conv.getWeight());
    if (failed(values))
      return failure();
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    WinogradTile tile = WinogradTile::get(lowering.tile);
    Winograd w(tile.outputs);
    int64_t outputs = shape[0], inputs = shape[1], blocks = llvm::divideCeil(outputs, lanes);
    return lowering.pack("weight", w.points() * inputs * blocks * lanes, [&](MutableArrayRef<float> packed) {
      SmallVector<float, 9> kernel(9);
      SmallVector<float, 36> transformed(w.points());
      for (int64_t o = 0; o < outputs; ++o) {
        int64_t block = o / lanes, first = block / tile.blocks * tile.blocks;
        int64_t inGroup = std::min(tile.blocks, blocks - first);
        for (int64_t i = 0; i < inputs; ++i) {
          for (int64_t t = 0; t < 9; ++t)
            kernel[t] = (*values)[(o * inputs + i) * 9 + t];
          w.transformKernel(kernel, transformed);
          for (int64_t p = 0; p < w.points(); ++p)
            packed[((first * w.points() + p * inGroup) * inputs + i * inGroup + block - first) * lanes + o % lanes] =
                transformed[p];
        }
      }
    });
  }
};

} // namespace

const Kernel &cnnc::getWinogradConvKernel() {
  static const WinogradConvKernel kernel;
  return kernel;
}
