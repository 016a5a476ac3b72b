//===- WinogradLoops.cpp - The loops of Winograd convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A band of rows of tiles, or a part of its columns, has its input of all channels
// transformed into scratch memory; then, for each group of output blocks, the
// matrices of all points are multiplied, and the products, which stay in the cache,
// transformed. An item is such a group, of a band that is as wide as the picture:
// whichever comes first to a thread transforms the input for those that follow it
// there. With dilation, tiles are interleaved: each takes every d-th row and column.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/WinogradLoops.h"
#include "compiler/Kernels/OutputSums.h"

using namespace mlir;
using namespace cnnc;

WinogradShape cnnc::getWinogradShape(cnn::PictureShape in, cnn::PictureShape out, ArrayRef<int64_t> pool,
                                     ArrayRef<int64_t> dilations, int64_t lanes, int64_t taps) {
  return {in.channels,
          out.channels,
          int64_t(llvm::divideCeil(in.channels, lanes)),
          int64_t(llvm::divideCeil(out.channels, lanes)),
          out.height * pool[0],
          out.width * pool[1],
          lanes,
          {dilations[0], dilations[1]},
          taps};
}

WinogradShape cnnc::getWinogradShape(kernel::WinogradConvOp op) {
  return getWinogradShape(cnn::getPictureShape(op.getInputs()[0]), cnn::getPictureShape(op.getOutput()), op.getPool(),
                          op.getDilations(), cnn::getLayout(op.getOutput().getType()).getBlock(), op.getTaps());
}

int64_t cnnc::countWinogradBands(const WinogradShape &shape, const WinogradTile &tile) {
  return int64_t(llvm::divideCeil(shape.tileRows(tile.outputs), tile.rows));
}

int64_t cnnc::firstOfWinogradBand(const WinogradShape &shape, const WinogradTile &tile, int64_t band) {
  int64_t rows = shape.tileRows(tile.outputs) / shape.dilations[0], bands = countWinogradBands(shape, tile);
  return int64_t(llvm::divideCeil(band * rows, bands)) * shape.dilations[0];
}

bool cnnc::winogradAsksAhead(int64_t kernelBytes, int64_t tiles) {
  // More of them have time to wait for the first ones' kernels.
  constexpr int64_t manyTiles = 64;
  return KernelEmitter::isMany(kernelBytes) && tiles <= manyTiles;
}

bool cnnc::keepsWinogradInput(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run) {
  return run.pictures == 1 && tile.columns == shape.tileColumns(tile.outputs);
}

WinogradCut::WinogradCut(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run)
    : groups(shape.outputBlocks, tile.blocks), runs(groups.count, run.groups), parts(runs.count, 1) {
  if (keepsWinogradInput(shape, tile, run))
    return;
  constexpr int64_t wantedItems = 4, leastGroups = 2;
  int64_t count =
      std::min<int64_t>(llvm::divideCeil(wantedItems, countWinogradBands(shape, tile)), groups.count / leastGroups);
  parts = {runs.count, int64_t(llvm::divideCeil(runs.count, std::max<int64_t>(1, count)))};
}

/// See WinogradRun::pictures; no more than there are.
static int64_t choosePictures(const WinogradShape &shape, const WinogradTile &tile) {
  int64_t rows = shape.tileRows(tile.outputs), columns = shape.tileColumns(tile.outputs);
  if (tile.rows < rows || tile.columns < columns || shape.dilations != std::array<int64_t, 2>{1, 1})
    return 1;
  // A kernel that stays in the cache may as well be read for each picture.
  constexpr int64_t leastKernelBytes = 1 << 20, mostInputBytes = 1300 << 10, most = 8;
  int64_t points = shape.transforms(tile).points(), channels = shape.inputBlocks * shape.lanes;
  if (points * channels * shape.outputBlocks * shape.lanes * 4 <= leastKernelBytes)
    return 1;
  return std::clamp<int64_t>(mostInputBytes / (points * channels * rows * columns * 4), 1, most);
}

/// See WinogradRun::groups.
static int64_t chooseGroups(const WinogradShape &shape, const WinogradTile &tile, int64_t pictures,
                            const Target &target) {
  int64_t points = shape.transforms(tile).points(), tiles = tile.rows * tile.columns * pictures;
  int64_t vectorBytes = shape.lanes * 4, inputOfPoint = shape.inputBlocks * tiles * vectorBytes;
  if (points * inputOfPoint <= target.l2Bytes / 2)
    return 1;
  // Their products stay in the cache, beside the input of the point.
  int64_t productsOfGroup = points * tiles * tile.blocks * vectorBytes;
  int64_t most = (target.l2Bytes * 3 / 4 - inputOfPoint) / productsOfGroup;
  // Items for a few threads are left.
  constexpr int64_t wantedItems = 4;
  int64_t count = BlockGroups(shape.outputBlocks, tile.blocks).count;
  most = std::min(most, count * countWinogradBands(shape, tile) / wantedItems);
  return std::clamp<int64_t>(most, 1, std::min<int64_t>(count, 64));
}

WinogradRun WinogradRun::choose(const WinogradShape &shape, const WinogradTile &tile, const Target &target) {
  int64_t pictures = std::min(choosePictures(shape, tile), target.batch);
  return {pictures, chooseGroups(shape, tile, pictures, target)};
}

constexpr llvm::StringLiteral kPicturesAttr = "kernel.pictures", kGroupsAttr = "kernel.groups";

WinogradRun WinogradRun::get(kernel::WinogradConvOp op) {
  WinogradShape shape = getWinogradShape(op);
  WinogradTile tile = WinogradTile::get(op.getTile());
  auto read = [&](StringRef name, int64_t most) {
    auto attr = op->getAttrOfType<IntegerAttr>(name);
    return attr ? std::clamp<int64_t>(attr.getInt(), 1, most) : 1;
  };
  return {read(kPicturesAttr, choosePictures(shape, tile)),
          read(kGroupsAttr, BlockGroups(shape.outputBlocks, tile.blocks).count)};
}

void WinogradRun::set(kernel::WinogradConvOp op) const {
  auto write = [&](StringRef name, int64_t value) {
    if (value > 1)
      op->setAttr(name, Builder(op).getI64IntegerAttr(value));
  };
  write(kPicturesAttr, pictures);
  write(kGroupsAttr, groups);
}

namespace {

/// Floats between the matrices of two points: of the transformed input, and of
/// the products of some blocks.
int64_t inputPitch(const WinogradShape &shape, int64_t tiles) {
  return winogradPitch(shape.inputBlocks * tiles * shape.lanes);
}
int64_t productPitch(const WinogradShape &shape, int64_t tiles, int64_t blocks) {
  return winogradPitch(tiles * blocks * shape.lanes);
}

/// Where the parts of the scratch memory begin, in floats. The first word tells whose
/// input is there; it is 0 where a thread begins with the step.
struct Scratch {
  int64_t input = 16, products, columns, factors, total;

  Scratch(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run) {
    Winograd w = shape.transforms(tile);
    int64_t tiles = tile.rows * tile.columns * run.pictures;
    products = input + w.points() * inputPitch(shape, tiles);
    columns = products + w.points() * productPitch(shape, tiles, run.groups * tile.blocks);
    factors = columns + w.points() * shape.lanes;
    total = llvm::alignTo(factors + int64_t(w.factors().size()) * shape.lanes, 16);
  }
};

class WinogradLoops {
public:
  WinogradLoops(kernel::WinogradConvOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), shape(getWinogradShape(op)), tile(WinogradTile::get(op.getTile())),
        run(WinogradRun::get(op)), cut(shape, tile, run), w(shape.transforms(tile)), scratch(shape, tile, run),
        sums(op, e), n(w.inputs()) {}

  void emit() {
    if (run.pictures > 1)
      return emitPictures();
    int64_t d = shape.dilations[0], rows = shape.tileRows(w.outputs()) / d, bands = countWinogradBands(shape, tile);
    int64_t narrow = rows / bands;
    auto bandRow = [&](Value band) { return e.mul(e.div(e.add(e.mul(band, rows), bands - 1), bands), d); };
    auto emitItem = [&](Value part, Value image, Value band, Value nextBand) {
      Value row0 = bandRow(band), row1 = bandRow(nextBand);
      storeFactors();
      Value run0 = e.firstOf(part, cut.parts), run1 = e.firstOf(e.add(part, 1), cut.parts);
      Value block0 = firstOfRun(run0), block1 = firstOfRun(run1);
      sums.start(image, block0, block1, band);
      Value owner = e.add(e.add(e.mul(image, bands), band), 1);
      auto wide = [&] { emitBand(image, row0, (narrow + 1) * d, run0, run1, owner); };
      auto other = [&] { emitBand(image, row0, narrow * d, run0, run1, owner); };
      if (rows % bands)
        e.ifThen(e.less(e.index(narrow * d), e.sub(row1, row0)), wide, other);
      else
        other();
      fillHalo(image, row0, row1, block0, block1);
    };
    e.forItems(cut.parts.count, bands, 1, emitItem, ItemOrder::GroupsInChunk);
  }

private:
  /// Part of a band: `rows` x `columns` tiles from `row0` and `column0`, of some
  /// pictures one after the other.
  struct Part {
    Value image, row0, column0;
    int64_t rows, columns, pictures = 1;
    int64_t tiles() const { return pictures * rows * columns; }
  };

  void storeFactors() {
    for (auto [i, factor] : llvm::enumerate(w.factors()))
      e.store(e.splat(float(factor), shape.lanes), e.scratch, e.index(scratch.factors + int64_t(i) * shape.lanes));
  }

  /// Small pictures, several at once where there are as many: their tiles share
  /// each number of a kernel that comes from far away. An item is a part of the
  /// outputs of a picture.
  void emitPictures() {
    storeFactors();
    int64_t together = run.pictures;
    int64_t rows = shape.tileRows(w.outputs()), columns = shape.tileColumns(w.outputs());
    Value zero = e.index(0);
    e.loop(0, cut.parts.count, 1, [&](Value part) {
      // Items are counted part by part.
      Value before = e.mul(part, e.images);
      Value first = e.min(e.max(e.sub(e.begin, before), zero), e.images);
      Value last = e.min(e.max(e.sub(e.end, before), zero), e.images);
      Value run0 = e.firstOf(part, cut.parts), run1 = e.firstOf(e.add(part, 1), cut.parts);
      Value block0 = firstOfRun(run0), block1 = firstOfRun(run1);
      auto emitRun = [&](Value image, int64_t pictures) {
        Part part{image, zero, zero, rows, columns, pictures};
        for (int64_t i = 0; i < pictures; ++i)
          sums.start(e.add(image, i), block0, block1, zero);
        transformInput(part);
        emitRuns(part, run0, run1);
        for (int64_t i = 0; i < pictures; ++i)
          fillHalo(e.add(image, i), zero, e.index(rows), block0, block1);
      };
      // With one picture at a time the bounds may be in the wrong order.
      Value whole = e.add(first, e.mul(e.div(e.max(e.sub(last, first), zero), together), together));
      e.loop(first, whole, together, [&](Value image) { emitRun(image, together); });
      e.loop(whole, last, 1, [&](Value image) { emitRun(image, 1); });
    });
  }

  /// Transforms the input unless that of `owner` is in the scratch memory.
  void transformOnce(const Part &part, Value owner) {
    Type word = e.b.getI32Type();
    owner = arith::IndexCastOp::create(e.b, e.loc, word, owner);
    Value kept = arith::BitcastOp::create(e.b, e.loc, word, e.load(e.scratch, e.index(0)));
    e.ifThen(arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::ne, kept, owner), [&] {
      transformInput(part);
      e.store(arith::BitcastOp::create(e.b, e.loc, e.b.getF32Type(), owner), e.scratch, e.index(0));
    });
  }

  void emitBand(Value image, Value row0, int64_t rows, Value run0, Value run1, Value owner) {
    int64_t columns = shape.tileColumns(w.outputs()), rest = columns % tile.columns;
    bool keeps = keepsWinogradInput(shape, tile, run);
    auto emitPart = [&](Value column0, int64_t width) {
      Part part{image, row0, column0, rows, width};
      if (keeps)
        transformOnce(part, owner);
      else
        transformInput(part);
      emitRuns(part, run0, run1);
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

  void forTiles(const Part &part, llvm::function_ref<void(Value tile, Value image, Value row, Value column)> body) {
    e.loop(0, part.pictures, 1, [&](Value picture) {
      Value image = e.add(part.image, picture), firstTile = e.mul(picture, part.rows * part.columns);
      e.loop(0, part.rows, 1, [&](Value r) {
        Value row = place(e.add(part.row0, r), 0), rowTile = e.add(firstTile, e.mul(r, part.columns));
        e.loop(0, part.columns, 1,
               [&](Value c) { body(e.add(rowTile, c), image, row, place(e.add(part.column0, c), 1)); });
      });
    });
  }

  /// To [point][block][tile][lane] in the scratch memory.
  void transformInput(const Part &part) {
    int64_t lanes = shape.lanes, pitch = inputPitch(shape, part.tiles());
    Value top = e.index(-op.getPadding()[0]), left = e.index(-op.getPadding()[2]);
    e.loop(0, shape.inputBlocks, 1, [&](Value block) {
      forTiles(part, [&](Value tileIndex, Value image, Value row, Value column) {
        Value from = e.at(x, image, block, e.add(row, top), e.add(column, left));
        Value to = e.add(e.mul(e.add(e.mul(block, part.tiles()), tileIndex), lanes), scratch.input);
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

  /// The first block of a run.
  Value firstOfRun(Value i) { return e.firstOf(e.firstOf(i, cut.runs), cut.groups); }

  /// The runs [run0, run1) of output blocks.
  void emitRuns(const Part &part, Value run0, Value run1) {
    e.loop(run0, run1, 1, [&](Value i) {
      Value next = e.add(i, 1), block0 = firstOfRun(i), block1 = firstOfRun(next);
      e.loop(0, w.points(), 1, [&](Value point) {
        e.loop(e.firstOf(i, cut.runs), e.firstOf(next, cut.runs), 1, [&](Value group) {
          e.inGroup(group, cut.groups,
                    [&](int64_t blocks, Value block) { multiply(part, point, block0, block1, block, blocks); });
        });
      });
      transformOutput(part, block0, block1);
    });
  }

  /// Floats between the products of two tiles at a point.
  int64_t tilePitch() const { return run.groups * tile.blocks * shape.lanes; }

  /// The matrix products of a point for some blocks of the run [block0, block1), to
  /// [point][tile][block][lane].
  void multiply(const Part &part, Value point, Value block0, Value block1, Value block, int64_t blocks) {
    int64_t tiles = part.tiles(), lanes = shape.lanes, count = llvm::divideCeil(tiles, tile.positions);
    // Even runs of tiles, the longer ones first.
    int64_t narrow = tiles / count, wideRuns = tiles % count, split = wideRuns * (narrow + 1);
    Value inRun = e.sub(block, block0), ofPoint = e.add(e.mul(point, e.sub(block1, block0)), inRun);
    Value kernel = e.mul(e.add(e.mul(block0, w.points()), ofPoint), shape.inputs * lanes);
    Value input = e.add(e.mul(point, inputPitch(shape, tiles)), scratch.input);
    Value product = e.add(e.mul(point, productPitch(shape, tiles, run.groups * tile.blocks)), scratch.products);
    product = e.add(product, e.mul(inRun, lanes));
    auto emitRun = [&](Value first, int64_t positions) {
      SmallVector<Value> sums = emitDepth(kernel, input, part, first, positions, blocks);
      Value to = e.add(product, e.mul(first, tilePitch()));
      for (auto [i, sum] : llvm::enumerate(sums))
        e.store(sum, e.scratch, e.add(to, int64_t(i) / blocks * tilePitch() + int64_t(i) % blocks * lanes));
    };
    if (split)
      e.loop(0, split, narrow + 1, [&](Value first) { emitRun(first, narrow + 1); });
    if (split < tiles)
      e.loop(split, tiles, narrow, [&](Value first) { emitRun(first, narrow); });
  }

  /// Sums over the input channels, for `positions` tiles from `first` on x `blocks`.
  SmallVector<Value> emitDepth(Value kernel, Value input, const Part &part, Value first, int64_t positions,
                               int64_t blocks) {
    int64_t tiles = part.tiles(), blockStep = tiles * shape.lanes;
    input = e.add(input, e.mul(first, shape.lanes));
    bool ahead = winogradAsksAhead(e.weights[0].type().getNumElements() * e.weights[0].elementBytes(), tiles);
    int64_t lanes = shape.lanes, full = shape.inputs / lanes, tail = shape.inputs % lanes;
    SmallVector<Value> sums(positions * blocks, e.splat(0, lanes));
    auto channels = [&](Value from, Value weights, int64_t length, ValueRange init) {
      return e.reduce(0, length, init, [&](Value ic, ValueRange carried) {
        Value at = e.add(weights, e.mul(ic, blocks * lanes)), element = e.add(from, ic);
        return e.multiplyStep(
            e.scratch, e.weights[0], at, blocks, lanes, carried, [&](int64_t p) { return e.add(element, p * lanes); },
            ahead ? 2048 : 8192);
      });
    };
    if (full)
      sums = e.reduce(0, full, sums, [&](Value icb, ValueRange init) {
        if (ahead)
          e.prefetchShare(e.weights[0], e.add(kernel, e.mul(e.add(icb, full), lanes * blocks * lanes)),
                          lanes * blocks * lanes, first, positions, tiles);
        return channels(e.add(input, e.mul(icb, blockStep)), e.add(kernel, e.mul(icb, lanes * blocks * lanes)), lanes,
                        init);
      });
    if (tail)
      sums = channels(e.add(input, full * blockStep), e.add(kernel, full * lanes * blocks * lanes), tail, sums);
    return sums;
  }

  /// The products of blocks [block0, block1).
  void transformOutput(const Part &part, Value block0, Value block1) {
    int64_t lanes = shape.lanes, m = w.outputs();
    int64_t pitch = productPitch(shape, part.tiles(), run.groups * tile.blocks);
    e.loop(block0, block1, 1, [&](Value own) {
      Value products = e.add(e.mul(e.sub(own, block0), lanes), scratch.products);
      Value bias = e.loadVector(e.weights[1], e.mul(own, lanes), lanes);
      forTiles(part, [&](Value tileIndex, Value image, Value row, Value column) {
        Value from = e.add(products, e.mul(tileIndex, tilePitch()));
        if (shape.dilations == std::array<int64_t, 2>{1, 1} && op.getPool()[0] * op.getPool()[1] == 1)
          for (int64_t r = 0; r < m; ++r)
            e.prefetchOperands(image, own, e.add(row, r), column, m);
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
              return emitStores(image, own, line, column, bias, [&](int64_t r, int64_t j) {
                return e.loadVector(e.scratch, columnAt(e.add(i, r), j), lanes);
              });
            SmallVector<Value> sums = finishLine(i);
            emitStores(image, own, line, column, bias, [&](int64_t, int64_t j) { return sums[j]; });
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

  int64_t getExtent(int axis) const { return axis ? shape.width : shape.height; }

  /// Whether no tile reaches beyond the picture.
  bool isWhole(int axis) const { return getExtent(axis) % (w.outputs() * shape.dilations[axis]) == 0; }

  /// Runs `body` where tiles reach beyond the picture only if this row or column is inside.
  void ifInside(Value place, int axis, llvm::function_ref<void()> body) {
    if (isWhole(axis))
      return body();
    e.ifThen(e.less(place, e.index(getExtent(axis))), body);
  }

  /// Stores a line of a tile, or what its pool makes of as many as it has rows.
  void emitStores(Value image, Value block, Value row, Value column, Value bias,
                  llvm::function_ref<Value(int64_t, int64_t)> getSum) {
    int64_t poolH = op.getPool()[0], poolW = op.getPool()[1];
    for (int64_t c = 0; c < w.outputs(); c += poolW) {
      Value place = e.add(column, c * shape.dilations[1]);
      ifInside(place, 1, [&] {
        SmallVector<Value> window;
        for (int64_t r = 0; r < poolH; ++r)
          for (int64_t j = 0; j < poolW; ++j) {
            Value sum = arith::AddFOp::create(e.b, e.loc, getSum(r, c + j), bias);
            window.push_back(e.finish(op, sum, image, block, e.add(row, r), e.add(place, j)));
          }
        Value result = op.getPoolKind() ? e.reduceWindow(*op.getPoolKind(), window) : window[0];
        Value outRow = e.div(row, poolH), outColumn = e.div(place, poolW);
        e.store(result, y, e.at(y, image, block, outRow, outColumn));
        sums.take(0, result, image, block, outRow, outColumn);
        if (!isWhole(1))
          sums.flush(0, image, block);
      });
    }
    if (isWhole(1))
      sums.flush(0, image, block);
  }

  kernel::WinogradConvOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  WinogradShape shape;
  WinogradTile tile;
  WinogradRun run;
  WinogradCut cut;
  Winograd w;
  Scratch scratch;
  OutputSums sums;
  int64_t n;
};

} // namespace

int64_t cnnc::getWinogradScratch(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run) {
  return Scratch(shape, tile, run).total * 4;
}

void cnnc::emitWinogradLoops(kernel::WinogradConvOp op, KernelEmitter &e) { WinogradLoops(op, e).emit(); }
