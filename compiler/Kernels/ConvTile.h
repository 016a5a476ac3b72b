//===- ConvTile.h - Register tiles of direct convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_CONVTILE_H
#define CNNC_COMPILER_KERNELS_CONVTILE_H

#include "compiler/Support/Target.h"
#include "llvm/ADT/SmallVector.h"
#include <utility>

namespace cnnc {

/// The taps of a convolution along one axis. With padding of zeros those that a
/// run of outputs sees outside of the input only need no products.
struct ConvTaps {
  int64_t taps = 1, stride = 1, dilation = 1;
  int64_t start = 0;  ///< the input of the first tap of the first output
  int64_t inputs = 0; ///< 0: all taps count everywhere

  /// With `outputs` outputs, leaves out products with what is beyond the input if
  /// they are many.
  void skipBorder(int64_t outputs, int64_t inputExtent);
  /// The taps [from, to) that any of the outputs first .. last needs.
  std::pair<int64_t, int64_t> seenBy(int64_t first, int64_t last) const;
};

/// What a tile is chosen for. All extents are before pooling.
struct ConvTileProblem {
  int64_t rows, columns; ///< of the output
  int64_t blocks;        ///< vectors of output channels
  int64_t depth;         ///< multiply-adds per output element, for each tap of the axes
  int64_t poolRows = 1, poolColumns = 1;
  int64_t groupBlocks = 0; ///< with groups: blocks that share inputs; a tile holds a divisor of them
  ConvTaps rowTaps = {}, columnTaps = {};
  double weightBytesPerCycle = 0; ///< at which weights come that other layers have displaced; 0: no matter
  bool asksAhead = false;         ///< tiles ask for shares of the next step's weights
};

/// ConvTileProblem::weightBytesPerCycle of so many bytes of weights.
double coldWeightRate(double bytes, const Target &target);

/// Rows x columns x blocks of output channels held in registers.
struct ConvTile {
  int64_t rows = 1, columns = 1, blocks = 1;
  double cycles = 0; ///< predicted for the whole layer, one core
};

/// The cheapest tile under a model of the inner loop: each step of the depth
/// costs the largest of its FMAs, its loads, and the latency of one FMA. The first
/// tile of each group of blocks may wait for its weights.
ConvTile chooseConvTile(const ConvTileProblem &problem, const Target &target);

/// All tiles among which it chooses: its choice first, then by cycles. None where
/// none fits into registers.
llvm::SmallVector<ConvTile> rankConvTiles(const ConvTileProblem &problem, const Target &target);

/// Columns [from, to) of the output, cut into even tiles that need the same taps.
struct ColumnRun {
  int64_t from, to;
  int64_t firstTap, lastTap; ///< [first, last)
};

/// A row of `columns` outputs as runs, of one or more tiles of at most `tile`
/// columns each: apart where what the taps need not be multiplied is worth more
/// than the narrower tiles cost. `rows` and `blocks` are the tile's.
llvm::SmallVector<ColumnRun> chooseColumnRuns(int64_t columns, int64_t tile, int64_t rows, int64_t blocks, int64_t unit,
                                              const ConvTaps &taps, const Target &target);

/// The most columns (a multiple of `unit`) of `count` even tiles over `total`.
/// Even tiles, since 17 = 9 + 8 keeps more registers busy than 14 + 3.
int64_t evenTile(int64_t total, int64_t count, int64_t unit);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_CONVTILE_H
