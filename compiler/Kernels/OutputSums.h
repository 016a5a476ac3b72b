//===- OutputSums.h - Sums of what a kernel writes, for each channel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What kernel.SummingOpInterface asks for: an item clears its places, adds up the
// terms of a tile in registers, and adds those to its places once for each tile.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_OUTPUTSUMS_H
#define CNNC_COMPILER_KERNELS_OUTPUTSUMS_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

class OutputSums {
public:
  /// Does nothing where the kernel has no sums.
  OutputSums(kernel::SummingOpInterface op, KernelEmitter &e);

  /// Begins an item: the rows of band `band` of blocks [block0, block1).
  void start(mlir::Value image, mlir::Value block0, mlir::Value block1, mlir::Value band);

  /// Takes a result of the tile's `i`-th block, which is `block` of the output.
  void take(int64_t i, mlir::Value result, mlir::Value image, mlir::Value block, mlir::Value row, mlir::Value column);

  /// Adds what was taken for the tile's `i`-th block to the item's sums.
  void flush(int64_t i, mlir::Value image, mlir::Value block);

private:
  /// The terms of a result.
  llvm::SmallVector<mlir::Value> getTerms(mlir::Value result, mlir::Value image, mlir::Value block, mlir::Value row,
                                          mlir::Value column);
  mlir::Value at(mlir::Value image, mlir::Value block, size_t term);

  kernel::SummingOpInterface op;
  KernelEmitter &e;
  bool wanted;
  mlir::Value band;
  llvm::SmallVector<llvm::SmallVector<mlir::Value>> taken; ///< sums of each term, for each block of the tile
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_OUTPUTSUMS_H
