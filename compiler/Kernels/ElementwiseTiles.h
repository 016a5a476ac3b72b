//===- ElementwiseTiles.h - Element-wise work between blocks and planes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_ELEMENTWISETILES_H
#define CNNC_COMPILER_KERNELS_ELEMENTWISETILES_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// Whether the channels of a pixel follow each other: those of pictures (nhwc),
/// and of vectors in any layout of single elements.
bool holdsPixels(mlir::Type type);

/// Whether emitElementwiseTiles can emit an op: some of its tensors are planes,
/// the others planes, pictures or blocks of `lanes`.
bool fitsElementwiseTiles(kernel::KernelOpInterface op, int64_t lanes);

/// Of which number of rows an item must be a multiple.
int64_t elementwiseRowStep(kernel::KernelOpInterface op);

/// Emits rows [row0, row1) of one picture, without the halo.
void emitElementwiseTiles(kernel::KernelOpInterface op, KernelEmitter &e, mlir::Value image, mlir::Value row0,
                          mlir::Value row1);

/// A vector of `used` of the channels from block * lanes of an operand that
/// holds them side by side; what is beyond them is anything finite.
mlir::Value loadChannels(KernelEmitter &e, const Buffer &operand, mlir::Value image, mlir::Value block, mlir::Value row,
                         mlir::Value column, int64_t used);

/// Writes the vector of the `used` channels from block * lanes: beyond them
/// zeros to blocks, and nothing to a picture.
void storeChannels(KernelEmitter &e, mlir::Value vector, const Buffer &output, mlir::Value image, mlir::Value block,
                   mlir::Value row, mlir::Value column, int64_t used);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_ELEMENTWISETILES_H
