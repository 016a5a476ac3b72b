//===- WinogradLoops.h - The tiles and loops of Winograd convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the choice of a tile, the size of the scratch memory and the loops agree on.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_WINOGRADLOOPS_H
#define CNNC_COMPILER_KERNELS_WINOGRADLOOPS_H

#include "compiler/Kernels/WinogradTile.h"

namespace cnnc {

/// The tile attribute: [outputs of a tile along an axis, rows of tiles in a
/// band, columns of tiles in a part, columns and blocks of the register tile].
struct WinogradTile {
  int64_t outputs, rows, columns, positions, blocks;

  static WinogradTile get(llvm::ArrayRef<int64_t> tile) { return {tile[0], tile[1], tile[2], tile[3], tile[4]}; }
  llvm::SmallVector<int64_t, 3> attribute() const { return {outputs, rows, columns, positions, blocks}; }
};

/// Extents of a layer in tiles.
struct WinogradShape {
  int64_t inputs, outputs;           ///< channels
  int64_t inputBlocks, outputBlocks; ///< of `lanes`
  int64_t height, width;             ///< before a pool
  int64_t lanes;
  std::array<int64_t, 2> dilations;
  int64_t taps; ///< of the kernel along an axis

  Winograd transforms(const WinogradTile &tile) const { return Winograd(tile.outputs, taps); }
  int64_t tileRows(int64_t m) const { return tiles(height, m, dilations[0]); }
  int64_t tileColumns(int64_t m) const { return tiles(width, m, dilations[1]); }

private:
  static int64_t tiles(int64_t extent, int64_t m, int64_t dilation) {
    return llvm::divideCeil(extent, m * dilation) * dilation;
  }
};

WinogradShape getWinogradShape(cnn::PictureShape in, cnn::PictureShape out, llvm::ArrayRef<int64_t> pool,
                               llvm::ArrayRef<int64_t> dilations, int64_t lanes, int64_t taps);
WinogradShape getWinogradShape(kernel::WinogradConvOp op);

/// Bands of rows of tiles, of nearly the same height: higher and lower ones take turns, so
/// that threads, which have consecutive ones, finish together.
int64_t countWinogradBands(const WinogradShape &shape, const WinogradTile &tile);
/// The first row of tiles of a band, or what is behind the last one.
int64_t firstOfWinogradBand(const WinogradShape &shape, const WinogradTile &tile, int64_t band);

/// What is multiplied at once.
struct WinogradRun {
  /// Small pictures of a batch, where the kernel is larger than a cache. Each takes
  /// scratch memory, so that there are several where a batch is expected only.
  int64_t pictures = 1;
  /// Groups of output blocks that go through the points together, where the input of
  /// all points is more than a cache holds and that of one is not.
  int64_t groups = 1;

  static WinogradRun choose(const WinogradShape &shape, const WinogradTile &tile, const Target &target);
  /// From and to discardable attributes of the op, where they are not 1.
  static WinogradRun get(kernel::WinogradConvOp op);
  void set(kernel::WinogradConvOp op) const;
};

/// How the blocks of outputs are cut: into `groups`, of which a register tile has one;
/// these into `runs` that go through the points together, in whose order the kernel is
/// packed: [run][point][group][input][block][lane]; and these into `parts` that are items
/// of their own. Where items share their transformed input that is each run; else few,
/// since each transforms it again, and where bands are few.
struct WinogradCut {
  BlockGroups groups, runs, parts;
  WinogradCut(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run);

  /// The first block of a run, or of what is behind the last one.
  int64_t firstOfRun(int64_t i) const { return groups.first(runs.first(i)); }
  int64_t firstOfPart(int64_t i) const { return firstOfRun(parts.first(i)); }
};

/// Whether each tile of a band or part of one, of so many, asks for its share of the next point's kernel.
bool winogradAsksAhead(int64_t kernelBytes, int64_t tiles);

/// Whether an item finds the input transformed where another of its band came before
/// it on the same thread.
bool keepsWinogradInput(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run);

/// Bytes of scratch memory of a thread.
int64_t getWinogradScratch(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run);

void emitWinogradLoops(kernel::WinogradConvOp op, KernelEmitter &e);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_WINOGRADLOOPS_H
