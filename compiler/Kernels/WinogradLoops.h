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

#include "compiler/Kernels/Winograd.h"

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

/// Bands of rows of tiles, of nearly the same height.
int64_t countWinogradBands(const WinogradShape &shape, const WinogradTile &tile);

/// Parts of the output blocks that are items of their own, where bands are few:
/// each transforms the input again.
int64_t countWinogradParts(const WinogradShape &shape, const WinogradTile &tile);

/// Small pictures of a batch whose tiles are multiplied at once, where the kernel is
/// larger than a cache; 1: each by itself.
int64_t countWinogradPictures(const WinogradShape &shape, const WinogradTile &tile);

/// Attribute of a `kernel.winograd_conv`: these pictures, where they are several. Each
/// takes scratch memory, so that it is written where a batch is expected only.
constexpr llvm::StringLiteral kWinogradPicturesAttr = "kernel.pictures";
int64_t getWinogradPictures(kernel::WinogradConvOp op);

/// Bytes of scratch memory of a thread.
int64_t getWinogradScratch(const WinogradShape &shape, const WinogradTile &tile, int64_t pictures);

void emitWinogradLoops(kernel::WinogradConvOp op, KernelEmitter &e);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_WINOGRADLOOPS_H
