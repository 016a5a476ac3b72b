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

namespace cnnc {

/// What a tile is chosen for. All extents are before pooling.
struct ConvTileProblem {
  int64_t rows, columns; ///< of the output
  int64_t blocks;        ///< vectors of output channels
  int64_t depth;         ///< multiply-adds per output element
  int64_t poolRows = 1, poolColumns = 1;
  int64_t groupBlocks = 0; ///< with groups: blocks that share inputs; a tile holds a divisor of them
};

/// Rows x columns x blocks of output channels held in registers.
struct ConvTile {
  int64_t rows = 1, columns = 1, blocks = 1;
  double cycles = 0; ///< predicted for the whole layer, one core
};

/// The cheapest tile under a model of the inner loop: each step of the depth
/// costs the largest of its FMAs, its loads, and the latency of one FMA.
ConvTile chooseConvTile(const ConvTileProblem &problem, const Target &target);

/// All tiles among which it chooses: its choice first, then by cycles. None where
/// none fits into registers.
llvm::SmallVector<ConvTile> rankConvTiles(const ConvTileProblem &problem, const Target &target);

/// The most columns (a multiple of `unit`) of `count` even tiles over `total`.
/// Even tiles, since 17 = 9 + 8 keeps more registers busy than 14 + 3.
int64_t evenTile(int64_t total, int64_t count, int64_t unit);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_CONVTILE_H
