//===- WinogradTile.h - One tile of a picture at Winograd's points
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the kernels for gradients of weights share: tiles of F(4, 3), of the input
// and of the gradient.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_WINOGRADTILE_H
#define CNNC_COMPILER_KERNELS_WINOGRADTILE_H

#include "compiler/Kernels/Winograd.h"

namespace cnnc {

/// Outputs and inputs of a tile along an axis, and its points.
constexpr int64_t kTileOutputs = 4, kTileInputs = 6, kTilePoints = 36;

/// Rows or columns behind a picture of `extent` that `tiles` tiles read, of which the
/// first one begins `before` ahead of it.
int64_t winogradTileReach(int64_t tiles, bool gradient, int64_t before, int64_t extent);

/// Vectors of scratch memory that storeWinogradTile takes.
constexpr int64_t kTileVectors = kTilePoints + 9;

/// Writes the transforms' factors to the scratch memory at `at` of a tile: LLVM would
/// keep constants in registers across all loops.
void storeWinogradFactors(KernelEmitter &e, int64_t lanes, int64_t at);

/// Transforms the tile of one block of channels whose first element is at `from`: 6x6
/// inputs, or 4x4 elements of the gradient. Columns go to the scratch memory at `at`,
/// since all do not fit into registers; the points, row by row, to `output` from `to`
/// on, `pitch` floats apart. Expects the factors to be there.
void storeWinogradTile(KernelEmitter &e, const Buffer &x, mlir::Value from, bool gradient, int64_t at,
                       const Buffer &output, mlir::Value to, int64_t pitch);

/// Vectors of scratch memory that gatherWinogradTaps takes, and the first of the nine
/// in which it leaves the taps of a kernel's gradient, row by row.
constexpr int64_t kTapVectors = 27, kFirstTap = 18;

/// The taps of the 36 vectors that `load` gives for the points, by way of the scratch
/// memory at `at`: all at once would not fit into registers.
void gatherWinogradTaps(KernelEmitter &e, int64_t lanes, int64_t at, llvm::function_ref<mlir::Value(mlir::Value)> load);

/// Floats from the matrix of a point, of so many, to that of the next: an odd number
/// of cache lines, so that an element's points lie in different sets.
inline int64_t winogradPitch(int64_t floats) {
  constexpr int64_t line = 16;
  return (int64_t(llvm::divideCeil(floats, line)) | 1) * line;
}

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_WINOGRADTILE_H
