//===- ConvTile.cpp - Register tiles of direct convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/BlockGroups.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <tuple>

using namespace cnnc;

int64_t cnnc::evenTile(int64_t total, int64_t count, int64_t unit) {
  return llvm::divideCeil(llvm::divideCeil(total, unit), count) * unit;
}

std::pair<int64_t, int64_t> ConvTaps::seenBy(int64_t first, int64_t last) const {
  if (!inputs)
    return {0, taps};
  // first.stride + start + tap.dilation < inputs, and the same of the last is not negative.
  int64_t before = -start - last * stride, after = inputs - start - first * stride;
  int64_t from = before > 0 ? llvm::divideCeil(before, dilation) : 0;
  int64_t to = after > 0 ? std::min<int64_t>(taps, llvm::divideCeil(after, dilation)) : 0;
  return {std::min(from, to), to};
}

void ConvTaps::skipBorder(int64_t outputs, int64_t inputExtent) {
  inputs = inputExtent;
  int64_t seen = 0;
  for (int64_t i = 0; i < outputs; ++i) {
    auto [from, to] = seenBy(i, i);
    seen += to - from;
  }
  // The first tile asks for the weights of those after it, and cannot where it
  // goes over a part of them. 3x3 on 7x7, with 19 of 21 seen along each axis, gains.
  if (double(seen) > 0.92 * double(outputs * taps))
    inputs = 0;
}

/// Cycles of one step of the depth for one tile. The loop's own instructions all but
/// hide behind the multiply-adds; the latency does not quite where these just cover it.
static double stepCycles(int64_t positions, int64_t blocks, const Target &target) {
  double fma = double(positions * blocks) / target.fmaPerCycle;
  double loads = double(positions + blocks) / target.loadsPerCycle;
  return std::max({fma, loads, 1.25 * double(target.fmaLatency)}) + 0.1 + target.broadcastCycles * double(positions);
}

double cnnc::coldWeightRate(double bytes, const Target &target) {
  return bytes > double(target.l2Bytes) ? target.coldBytesPerCycle : target.nearBytesPerCycle;
}

/// Cycles of one step over a whole row of even tiles.
static double rowCycles(int64_t columns, int64_t tile, int64_t rows, int64_t blocks, int64_t unit,
                        const Target &target) {
  int64_t count = llvm::divideCeil(columns, tile), units = columns / unit;
  int64_t wide = units % count, narrowColumns = units / count * unit;
  double cycles = double(count - wide) * stepCycles(rows * narrowColumns, blocks, target);
  return cycles + double(wide) * stepCycles(rows * (narrowColumns + unit), blocks, target);
}

/// Cycles of a row of tiles for each tap of the other axis and element of the depth.
static double runsCycles(const ConvTileProblem &p, int64_t tile, int64_t rows, int64_t blocks, const Target &target) {
  double cycles = 0;
  for (const ColumnRun &run : chooseColumnRuns(p.columns, tile, rows, blocks, p.poolColumns, p.columnTaps, target))
    cycles += double(run.lastTap - run.firstTap) *
              rowCycles(run.to - run.from, std::min(tile, run.to - run.from), rows, blocks, p.poolColumns, target);
  return cycles;
}

static double layerCycles(const ConvTileProblem &p, int64_t rows, int64_t columns, int64_t blocks,
                          const Target &target) {
  int64_t whole = p.rows / rows * rows, rest = p.rows - whole, wholeTaps = 0;
  auto tapsOf = [&](int64_t row, int64_t count) {
    auto [from, to] = p.rowTaps.seenBy(row, row + count - 1);
    return to - from;
  };
  for (int64_t row = 0; row < whole; row += rows)
    wholeTaps += tapsOf(row, rows);
  auto overRows = [&](int64_t b) {
    double cycles = double(wholeTaps) * runsCycles(p, columns, rows, b, target);
    if (rest)
      cycles += double(tapsOf(whole, rest)) * runsCycles(p, columns, rest, b, target);
    // Wide blocks and few positions ask for more weights in a step than come. Those that
    // each tile asks for a share of have the time of all tiles.
    double taps = double(p.rowTaps.taps * p.columnTaps.taps), wait = 0;
    if (p.weightBytesPerCycle > 0)
      wait = taps *
             std::max(0.0, double(b * target.lanes * 4) / p.weightBytesPerCycle -
                               (p.asksAhead ? cycles / taps : stepCycles(std::min(rows, p.rows) * columns, b, target)));
    // What a position costs beside its steps, for each group of blocks.
    return cycles + wait + double(p.rows * p.columns) / double(p.depth);
  };
  BlockGroups groups(p.blocks, blocks);
  int64_t wide = groups.total % groups.count;
  double cycles = double(groups.count - wide) * overRows(groups.narrow());
  if (wide)
    cycles += double(wide) * overRows(groups.narrow() + 1);
  return cycles * double(p.depth);
}

llvm::SmallVector<ColumnRun> cnnc::chooseColumnRuns(int64_t columns, int64_t tile, int64_t rows, int64_t blocks,
                                                    int64_t unit, const ConvTaps &taps, const Target &target) {
  // Outputs that see the same taps, and for each number of them the cheapest way
  // to cut what is before into runs.
  llvm::SmallVector<int64_t> bounds = {0};
  for (int64_t column = unit; column < columns; column += unit)
    if (taps.seenBy(column, column + unit - 1) != taps.seenBy(column - unit, column - 1))
      bounds.push_back(column);
  bounds.push_back(columns);
  struct Cut {
    double cycles = 0;
    size_t before = 0;
  };
  llvm::SmallVector<Cut> cuts(bounds.size());
  auto runBetween = [&](size_t i, size_t k) {
    auto [first, last] = taps.seenBy(bounds[i], bounds[k] - 1);
    return ColumnRun{bounds[i], bounds[k], first, last};
  };
  for (size_t k = 1; k < bounds.size(); ++k)
    for (size_t i = 0; i < k; ++i) {
      ColumnRun run = runBetween(i, k);
      int64_t width = run.to - run.from;
      double cycles = cuts[i].cycles + double(run.lastTap - run.firstTap) *
                                           rowCycles(width, std::min(tile, width), rows, blocks, unit, target);
      if (i == 0 || cycles < cuts[k].cycles * 0.97)
        cuts[k] = {cycles, i};
    }
  llvm::SmallVector<ColumnRun> runs;
  for (size_t k = bounds.size() - 1; k > 0; k = cuts[k].before)
    runs.push_back(runBetween(cuts[k].before, k));
  std::reverse(runs.begin(), runs.end());
  return runs;
}

ConvTile cnnc::chooseConvTile(const ConvTileProblem &problem, const Target &target) {
  llvm::SmallVector<ConvTile> tiles = rankConvTiles(problem, target);
  return tiles.empty() ? ConvTile{1, 1, 1, -1} : tiles.front();
}

llvm::SmallVector<ConvTile> cnnc::rankConvTiles(const ConvTileProblem &p, const Target &target) {
  llvm::SmallVector<ConvTile> tiles;
  size_t best = 0;
  // What is not an accumulator or a weight. AArch64 has no multiply-add that
  // reads memory, and loads inputs in pairs, some ahead of their use.
  int64_t others = target.isa == Isa::Neon ? 4 : 1;
  // Two blocks first: at the same cost they need the fewest registers beside
  // the accumulators.
  for (int64_t blocks : {2, 3, 1, 4}) {
    if (blocks > p.blocks || (p.groupBlocks && p.groupBlocks % blocks))
      continue;
    int64_t most = (target.registers - blocks - others) / blocks;
    // With 27 accumulators and three weights LLVM does not always find the last register.
    if (blocks == 3)
      most = std::min(most, target.registers / 4);
    for (int64_t rows = p.poolRows; rows <= std::min<int64_t>(p.rows, 8); rows += p.poolRows)
      for (int64_t count = 1; count <= p.columns / p.poolColumns; ++count) {
        int64_t columns = evenTile(p.columns, count, p.poolColumns);
        if (rows * columns > most)
          continue;
        tiles.push_back({rows, columns, blocks, layerCycles(p, rows, columns, blocks, target)});
        if (tiles.back().cycles < tiles[best].cycles * 0.995)
          best = tiles.size() - 1;
        break; // more tiles of fewer columns only cost more
      }
  }
  if (tiles.empty())
    return tiles;
  std::rotate(tiles.begin(), tiles.begin() + best, tiles.begin() + best + 1);
  std::sort(tiles.begin() + 1, tiles.end(), [](const ConvTile &a, const ConvTile &b) {
    return std::tuple(a.cycles, a.blocks, a.rows) < std::tuple(b.cycles, b.blocks, b.rows);
  });
  return tiles;
}
