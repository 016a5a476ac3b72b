//===- ConvLoops.cpp - The loops of convolutions with a register tile
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
// Where the weights of a tile's blocks are more than the first cache holds, and
// the second is too slow for them, the tiles of an item pass over a part of the
// depth each before any of them goes on; see DepthParts.
//
// Inputs come in two forms: blocks of channels, or (block 1, a first layer)
// planes; they differ in the strides of the depth only. Groups: a tile reads
// the run of input blocks that its output channels' groups touch; weights that
// cross groups are zero. Channels beyond C in the last block are not visited,
// or meet zero weights.
//
// Where input and kernel are of bf16, a step takes a pair of channels, which lie
// side by side in a block: one broadcast of both, one dot product for each
// vector of weights. All else is the same; the sums are f32.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvLoops.h"

using namespace mlir;
using namespace cnnc;

//===----------------------------------------------------------------------===//
// Depth and packing
//===----------------------------------------------------------------------===//

ConvDepth::ConvDepth(const ConvChannels &c, int64_t taps)
    : taps(taps), groupInputs(c.inputs / c.groups), groupOutputs(c.outputs / c.groups) {
  if (c.inputBlock == 1) {
    blocks = 1;
    step = c.inputs;
    inputBlocks = 1;
    return;
  }
  grouped = c.groups > 1;
  step = c.inputBlock;
  inputBlocks = llvm::divideCeil(c.inputs, c.inputBlock);
  if (!grouped) {
    blocks = c.inputs / c.inputBlock;
    tail = llvm::alignTo(c.inputs % c.inputBlock, c.together);
    return;
  }
  // The longest run of blocks that any tile's groups touch.
  BlockGroups tiles = c.tiles();
  for (int64_t tile = 0; tile < tiles.count; ++tile) {
    int64_t first = tiles.first(tile) * c.lanes, last = std::min(tiles.first(tile + 1) * c.lanes, c.outputs) - 1;
    int64_t from = first / groupOutputs * groupInputs / c.inputBlock;
    int64_t to = ((last / groupOutputs + 1) * groupInputs - 1) / c.inputBlock;
    blocks = std::max(blocks, to - from + 1);
  }
}

int64_t ConvDepth::firstBlock(int64_t channel) const {
  if (!grouped)
    return 0;
  return std::min(channel / groupOutputs * groupInputs / step, inputBlocks - blocks);
}

int64_t cnnc::packedConvSize(const ConvChannels &c, int64_t taps) {
  return llvm::alignTo(c.outputs, c.lanes) * ConvDepth(c, taps).length();
}

void cnnc::packConvWeight(const ConvChannels &c, int64_t taps, MutableArrayRef<float> out,
                          function_ref<float(int64_t, int64_t, int64_t)> weight) {
  ConvDepth depth(c, taps);
  BlockGroups tiles = c.tiles();
  int64_t perGroup = c.inputs / c.groups;
  for (int64_t o = 0; o < c.outputs; ++o) {
    int64_t block = o / c.lanes, tile = tiles.of(block), first = tiles.first(tile), inTile = tiles.size(tile);
    int64_t firstInput = depth.firstBlock(first * c.lanes) * depth.step;
    int64_t groupStart = o / depth.groupOutputs * depth.groupInputs;
    for (int64_t i = 0; i < perGroup; ++i)
      for (int64_t t = 0; t < taps; ++t) {
        int64_t channel = groupStart + i - firstInput, run = channel / depth.step, ic = channel % depth.step;
        int64_t runLength = run < depth.blocks ? depth.step : depth.tail;
        int64_t step = run * depth.step * taps + t * runLength + ic;
        int64_t lane = (step / c.together * inTile + block - first) * c.lanes + o % c.lanes;
        out[first * c.lanes * depth.length() + lane * c.together + step % c.together] = weight(o, i, t);
      }
  }
}

bool DepthParts::asksAhead(int64_t weightBytes, int64_t places) {
  // More tiles than these have time to wait for the first.
  constexpr int64_t manyPlaces = 256;
  return places <= manyPlaces && KernelEmitter::isMany(weightBytes);
}

DepthParts::DepthParts(const ConvGrid &grid, const ConvChannels &c, ArrayRef<int64_t> tile, int64_t itemRows,
                       int64_t weightBytes, const Target &target)
    : places(std::min(itemRows, grid.extent[0]) * grid.extent[1]) {
  int64_t taps = grid.kernel[0] * grid.kernel[1];
  ConvDepth depth(c, taps);
  int64_t stepBytes = c.tileBlocks * c.lanes * c.together * weightBytes;
  int64_t runBytes = stepBytes * depth.step / c.together * taps;
  ahead = asksAhead(packedConvSize(c, taps) * weightBytes, places);

  // The second cache is fast enough for tiles that use a vector often.
  double stepCycles = double(tile[0] * tile[1] * tile[2]) / double(target.fmaPerCycle);
  bool isFast = double(stepBytes) < 0.3 * target.l2BytesPerCycle * stepCycles;
  int64_t cache = isFast ? target.l2Bytes / 2 : target.l1Bytes / 2, bytes = depth.blocks * runBytes;
  if (bytes <= cache || places <= 2 * tile[0] * tile[1])
    return;
  int64_t most = std::max<int64_t>(1, target.l1Bytes / 2 / runBytes);
  runs = llvm::divideCeil(depth.blocks, llvm::divideCeil(depth.blocks, most));
  floats = places * c.tileBlocks * c.lanes;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// What is small enough to stay in the cache does, and the rest goes through it
/// as few times as possible.
ItemOrder ConvLoops::itemOrder(int64_t chunks) const {
  const Buffer &kernel = e.weights[0];
  int64_t cache = e.target.l2Bytes / 2, groups = llvm::divideCeil(y.blocks, tile[2]);
  int64_t weights = kernel.type().getNumElements() * kernel.elementBytes(), input = x.elements * x.elementBytes();
  if (weights <= cache)
    return ItemOrder::GroupsInChunk;
  if (input <= cache)
    return ItemOrder::GroupsInPicture;
  // Either the picture comes again for each group, or the weights for each chunk.
  bool fits = input / chunks <= cache;
  return fits && chunks * weights + input < groups * input + weights ? ItemOrder::GroupsInChunk
                                                                     : ItemOrder::PicturesInGroup;
}

void ConvLoops::forItems(int64_t rows, int64_t rowsPerItem,
                         function_ref<void(int64_t, Value, Value, Value, Value)> body) {
  BlockGroups groups(y.blocks, tile[2]);
  e.forItems(
      groups.count, rows, rowsPerItem,
      [&](Value group, Value image, Value row0, Value row1) {
        e.inGroup(group, groups, [&](int64_t blocks, Value block) { body(blocks, block, image, row0, row1); });
      },
      itemOrder(llvm::divideCeil(rows, rowsPerItem)));
}

void ConvLoops::forBlocks(function_ref<void(int64_t, Value)> body) {
  BlockGroups groups(y.blocks, tile[2]);
  e.loop(0, groups.count, 1, [&](Value group) { e.inGroup(group, groups, body); });
}

void ConvLoops::emitRows(const ConvGrid &grid, int64_t blocks, Value block, Value image, Value row0, Value row1) {
  int64_t runs = ConvDepth(channels, grid.kernel[0] * grid.kernel[1]).blocks;
  int64_t last = parts.runs ? (runs - 1) / parts.runs * parts.runs : 0;
  TilePlace place;
  place.blocks = blocks;
  place.block = block;
  place.image = image;
  place.row0 = row0;
  auto emit = [&](Value from, Value to, bool isFirst, bool isLast) {
    place.firstRun = from;
    place.lastRun = to;
    place.isFirst = isFirst;
    place.isLast = isLast;
    emitPart(grid, place, row1);
  };
  if (!last)
    return emit(e.index(0), e.index(runs), true, true);
  emit(e.index(0), e.index(parts.runs), true, false);
  e.loop(parts.runs, last, parts.runs, [&](Value from) { emit(from, e.add(from, parts.runs), false, false); });
  emit(e.index(last), e.index(runs), false, true);
}

void ConvLoops::emitPart(const ConvGrid &grid, TilePlace place, Value row1) {
  int64_t rows = grid.extent[0], whole = rows / tile[0] * tile[0], rest = rows - whole;
  auto emit = [&](int64_t count, Value row) {
    place.rows = count;
    place.row = row;
    emitRow(grid, place);
  };
  Value limit = rest ? e.min(row1, e.index(whole)) : row1;
  e.loop(place.row0, limit, tile[0], [&](Value row) { emit(tile[0], row); });
  if (rest)
    e.ifThen(e.less(e.index(whole), row1), [&] { emit(rest, e.index(whole)); });
}

void ConvLoops::emitRow(const ConvGrid &grid, TilePlace place) {
  for (const ColumnRun &run :
       chooseColumnRuns(grid.extent[1], tile[1], place.rows, place.blocks, grid.pool[1], grid.taps(1), e.target))
    emitRun(grid, place, run);
}

/// Even column tiles: the wider ones first.
void ConvLoops::emitRun(const ConvGrid &grid, TilePlace place, const ColumnRun &run) {
  int64_t columns = run.to - run.from, unit = grid.pool[1];
  int64_t units = columns / unit, count = llvm::divideCeil(columns, std::min(tile[1], columns));
  int64_t narrow = units / count * unit, wide = narrow + unit, split = run.from + units % count * wide;
  place.firstTap = run.firstTap;
  place.lastTap = run.lastTap;
  auto emit = [&](int64_t from, int64_t to, int64_t width) {
    e.loop(from, to, width, [&](Value column) {
      place.columns = width;
      place.column = column;
      emitTile(grid, place);
    });
  };
  if (split > run.from)
    emit(run.from, split, wide);
  emit(split, run.to, narrow);
}

/// The rows [from, to) of the kernel that any row of a tile sees; see ConvTaps.
std::pair<Value, Value> ConvLoops::seenRows(const ConvGrid &grid, const TilePlace &place) {
  ConvTaps taps = grid.taps(0);
  Value from = e.index(0), to = e.index(taps.taps);
  // Most tiles see all rows: where no tile misses one, nothing is computed.
  if (taps.seenBy(0, place.rows - 1).first > 0) {
    Value before = e.sub(e.index(-taps.start - (place.rows - 1) * taps.stride), e.mul(place.row, taps.stride));
    from = e.div(e.add(e.max(before, e.index(0)), taps.dilation - 1), taps.dilation);
  }
  if (taps.seenBy(grid.extent[0] - place.rows, grid.extent[0] - 1).second < taps.taps) {
    Value after = e.sub(e.index(taps.inputs - taps.start), e.mul(place.row, taps.stride));
    to = e.min(to, e.div(e.add(e.max(after, e.index(0)), taps.dilation - 1), taps.dilation));
  }
  return {from, to};
}

void ConvLoops::emitTile(const ConvGrid &grid, const TilePlace &place) {
  int64_t positions = place.rows * place.columns;
  SmallVector<Value> acc;
  if (place.isFirst) {
    SmallVector<Value> bias;
    for (int64_t i = 0; i < place.blocks; ++i)
      bias.push_back(e.loadVector(e.weights[1], e.mul(e.add(place.block, i), y.block), y.block));
    for (int64_t p = 0; p < positions; ++p)
      acc.append(bias);
  } else {
    for (int64_t p = 0; p < positions; ++p)
      for (int64_t i = 0; i < place.blocks; ++i)
        acc.push_back(e.loadVector(e.scratch, e.add(partialSum(grid, place, p), i * y.block), y.block));
  }
  if (place.isLast && grid.pool[0] * grid.pool[1] == 1)
    for (int64_t i = 0; i < place.blocks; ++i)
      for (int64_t r = 0; r < place.rows; ++r)
        e.prefetchOperands(place.image, e.add(place.block, i), grid.outputOf(e, e.add(place.row, r), 0),
                           grid.outputOf(e, place.column, 1), (place.columns - 1) * grid.outScale[1] + 1);
  if (grid.kernel[0] && place.firstTap < place.lastTap)
    acc = emitDepth(grid, place, acc);
  if (place.isLast)
    return storeTile(grid, place, acc);
  for (int64_t p = 0; p < positions; ++p)
    for (int64_t i = 0; i < place.blocks; ++i)
      e.store(acc[p * place.blocks + i], e.scratch, e.add(partialSum(grid, place, p), i * y.block));
}

/// Where the scratch has the sums of a position of a tile.
Value ConvLoops::partialSum(const ConvGrid &grid, const TilePlace &place, int64_t position) {
  Value row = e.add(e.sub(place.row, place.row0), position / place.columns);
  Value column = e.add(place.column, position % place.columns);
  return e.mul(e.add(e.mul(row, grid.extent[1]), column), tile[2] * y.block);
}

/// The loop nest over the depth.
SmallVector<Value> ConvLoops::emitDepth(const ConvGrid &grid, const TilePlace &place, SmallVector<Value> acc) {
  int64_t kernelH = grid.kernel[0], kernelW = grid.kernel[1], lanes = y.block, blocks = place.blocks;
  int64_t together = channels.together;
  ConvDepth depth(channels, kernelH * kernelW);
  int64_t columnStep = x.block, rowStep = x.columns * x.block, blockStep = x.rows * rowStep;
  int64_t channelStep = x.block == 1 ? blockStep : 1;
  Value row = e.add(e.mul(place.row, grid.strides[0]), grid.start[0]);
  if (firstRow)
    row = e.sub(row, firstRow);
  Value firstColumn = e.add(e.mul(place.column, grid.strides[1]), grid.start[1]);
  Value firstBlock = e.index(0);
  if (depth.grouped)
    firstBlock =
        e.min(e.div(e.mul(e.div(e.mul(place.block, lanes), depth.groupOutputs), depth.groupInputs), depth.step),
              e.index(depth.inputBlocks - depth.blocks));
  Value xOrigin = e.at(x, place.image, firstBlock, row, firstColumn);
  Value wOrigin = e.mul(place.block, lanes * depth.length());
  if (grid.weightOffset)
    wOrigin = e.add(wOrigin, grid.weightOffset);

  std::pair<Value, Value> tapRows = seenRows(grid, place);
  auto run = [&](Value xRun, Value wRun, int64_t length, ValueRange init) {
    return e.reduce(tapRows.first, tapRows.second, 1, init, [&](Value kh, ValueRange accH) {
      Value xRow = e.add(xRun, e.mul(kh, grid.dilations[0] * rowStep));
      Value wRow = e.add(wRun, e.mul(kh, kernelW * length * blocks * lanes));
      return e.reduce(place.firstTap, place.lastTap, accH, [&](Value kw, ValueRange accW) {
        Value xTap = e.add(xRow, e.mul(kw, grid.dilations[1] * columnStep));
        int64_t tapElements = length * blocks * lanes;
        Value wTap = e.add(wRow, e.mul(kw, tapElements));
        // A tap's weights are few enough to ask for at once.
        if (parts.ahead && length == depth.step)
          prefetchPart(grid, place, wTap, tapElements);
        return e.reduce(0, length / together, accW, [&](Value step, ValueRange accI) {
          return emitStep(place, e.add(xTap, e.mul(step, together * channelStep)),
                          e.add(wTap, e.mul(step, together * blocks * lanes)), grid.strides[0] * rowStep,
                          grid.strides[1] * columnStep, accI);
        });
      });
    });
  };
  if (depth.blocks)
    acc = e.reduce(place.firstRun, place.lastRun, 1, acc, [&](Value icb, ValueRange init) {
      prefetchNext(grid, place, e.add(xOrigin, e.mul(icb, blockStep)), columnStep);
      int64_t runElements = depth.step * depth.taps * blocks * lanes;
      return run(e.add(xOrigin, e.mul(icb, blockStep)), e.add(wOrigin, e.mul(icb, runElements)), depth.step, init);
    });
  if (depth.tail && place.isLast)
    acc = run(e.add(xOrigin, depth.blocks * blockStep),
              e.add(wOrigin, depth.blocks * depth.step * depth.taps * blocks * lanes), depth.tail, acc);
  return acc;
}

/// Asks for what the next tile of the row reads of a block of inputs. A convolution
/// of 1x1 reads each input once for few products, from as many places as there are
/// blocks: pictures beyond the cache, or of which another core has written half, would
/// come at the speed of single misses, since the processor's own prefetchers begin anew
/// in each page.
void ConvLoops::prefetchNext(const ConvGrid &grid, const TilePlace &place, Value at, int64_t columnStep) {
  const Buffer &kernel = e.weights[0];
  int64_t touched = x.elements * x.elementBytes() + kernel.type().getNumElements() * kernel.elementBytes();
  bool isStream = grid.kernel[0] * grid.kernel[1] == 1 && grid.strides[0] * grid.strides[1] == 1 &&
                  touched > e.target.l2Bytes / 4 && x.block == y.block;
  if (!isStream)
    return;
  int64_t count = place.columns * columnStep;
  for (int64_t row = 0; row < place.rows; ++row)
    e.prefetch(x, e.add(at, row * x.columns * x.block + count), count);
}

/// Asks for this tile's share of the weights that lie a part ahead of those of a tap.
void ConvLoops::prefetchPart(const ConvGrid &grid, const TilePlace &place, Value tap, int64_t tapElements) {
  int64_t runElements = tapElements * grid.kernel[0] * grid.kernel[1];
  Value at = place.isLast && grid.nextWeights ? e.add(e.sub(tap, e.mul(place.firstRun, runElements)), grid.nextWeights)
                                              : e.add(tap, e.mul(e.sub(place.lastRun, place.firstRun), runElements));
  Value before = e.add(e.mul(e.sub(place.row, place.row0), grid.extent[1]), e.mul(place.column, place.rows));
  e.prefetchShare(e.weights[0], at, tapElements, before, place.rows * place.columns, parts.places);
}

/// One step of the depth: the body of the innermost loop.
SmallVector<Value> ConvLoops::emitStep(const TilePlace &place, Value xIndex, Value wIndex, int64_t rowDistance,
                                       int64_t columnDistance, ValueRange acc) {
  auto at = [&](int64_t p) {
    return e.add(xIndex, p / place.columns * rowDistance + p % place.columns * columnDistance);
  };
  // What comes next is in the second cache already where tiles ask for it.
  int64_t aheadBytes = parts.ahead ? 4096 : 8192;
  return e.multiplyStep(x, e.weights[0], wIndex, place.blocks, y.block, acc, at, aheadBytes);
}

void ConvLoops::storeTile(const ConvGrid &grid, const TilePlace &place, ArrayRef<Value> acc) {
  auto outputOf = [&](Value position, int axis) { return grid.outputOf(e, position, axis); };
  int64_t poolH = grid.pool[0], poolW = grid.pool[1];
  Value outRow = e.div(place.row, poolH), outColumn = e.div(place.column, poolW);
  for (int64_t r = 0; r < place.rows; r += poolH)
    for (int64_t c = 0; c < place.columns; c += poolW)
      for (int64_t i = 0; i < place.blocks; ++i) {
        SmallVector<Value> window;
        Value block = e.add(place.block, i);
        for (int64_t pr = 0; pr < poolH; ++pr)
          for (int64_t pc = 0; pc < poolW; ++pc) {
            Value sum = acc[((r + pr) * place.columns + c + pc) * place.blocks + i];
            window.push_back(e.finish(op, sum, place.image, block, outputOf(e.add(place.row, r + pr), 0),
                                      outputOf(e.add(place.column, c + pc), 1)));
          }
        Value result = poolKind ? e.reduceWindow(*poolKind, window) : window[0];
        Value row = outputOf(e.add(outRow, r / poolH), 0), column = outputOf(e.add(outColumn, c / poolW), 1);
        e.store(result, y, e.at(y, place.image, block, row, column));
        sums.take(i, result, place.image, block, row, column);
      }
  for (int64_t i = 0; i < place.blocks; ++i)
    sums.flush(i, place.image, e.add(place.block, i));
}
