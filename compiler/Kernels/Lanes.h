//===- Lanes.h - Vectors put together from lanes of others
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_LANES_H
#define CNNC_COMPILER_KERNELS_LANES_H

#include "compiler/Kernels/Emitter.h"
#include <map>

namespace cnnc {

/// A lane of a vector; without a vector: any finite value.
struct Lane {
  mlir::Value vector;
  int64_t lane = 0;
};

/// Emits shuffles. What it made serves further vectors, so one object belongs
/// to one straight piece of code.
class LaneShuffler {
public:
  explicit LaneShuffler(KernelEmitter &e) : e(e) {}

  /// The vector of these lanes, of vectors that have as many.
  mlir::Value assemble(llvm::ArrayRef<Lane> lanes);

  /// Lane i of vector k becomes lane k of vector i; as many vectors as lanes, a
  /// power of two.
  llvm::ArrayRef<mlir::Value> transpose(llvm::ArrayRef<mlir::Value> vectors);

private:
  /// The vector where each lane comes from the same lane of another vector.
  mlir::Value assembleTransposed(llvm::ArrayRef<Lane> lanes);

  KernelEmitter &e;
  std::map<std::vector<void *>, llvm::SmallVector<mlir::Value>> transposed;
};

/// Of vectors of pixels one after the other, the vector of each channel.
llvm::SmallVector<mlir::Value> deinterleave(KernelEmitter &e, mlir::Value pixels, int64_t channels);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_LANES_H
