//===- ConvTile.cpp - Register tiles of direct convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvTile.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <tuple>

using namespace cnnc;

int64_t cnnc::evenTile(int64_t total, int64_t count, int64_t unit) {
  return llvm::divideCeil(llvm::divideCeil(total, unit), count) * unit;
}

/// Cycles of one step of the depth for one tile. The constant stands for the
/// loop's own instructions, which are what makes large tiles better.
static double stepCycles(int64_t positions, int64_t blocks, const Target &target) {
  double fma = double(positions * blocks) / target.fmaPerCycle;
  double loads = double(positions + blocks) / 2;
  return std::max({fma, loads, double(target.fmaLatency)}) + 0.5;
}

/// Cycles of one step over a whole row of even tiles.
static double rowCycles(int64_t columns, int64_t tile, int64_t rows, int64_t blocks, int64_t unit,
                        const Target &target) {
  int64_t count = llvm::divideCeil(columns, tile), units = columns / unit;
  int64_t wide = units % count, narrowColumns = units / count * unit;
  double cycles = double(count - wide) * stepCycles(rows * narrowColumns, blocks, target);
  return cycles + double(wide) * stepCycles(rows * (narrowColumns + unit), blocks, target);
}

static double layerCycles(const ConvTileProblem &p, int64_t rows, int64_t columns, int64_t blocks,
                          const Target &target) {
  auto overRows = [&](int64_t b) {
    double cycles = double(p.rows / rows) * rowCycles(p.columns, columns, rows, b, p.poolColumns, target);
    if (p.rows % rows)
      cycles += rowCycles(p.columns, columns, p.rows % rows, b, p.poolColumns, target);
    return cycles;
  };
  double cycles = double(p.blocks / blocks) * overRows(blocks);
  if (p.blocks % blocks)
    cycles += overRows(p.blocks % blocks);
  return cycles * double(p.depth);
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
