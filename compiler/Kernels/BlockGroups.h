//===- BlockGroups.h - Blocks of channels cut into the tiles of a kernel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_BLOCKGROUPS_H
#define CNNC_COMPILER_KERNELS_BLOCKGROUPS_H

#include "llvm/Support/MathExtras.h"
#include <cstdint>

namespace cnnc {

/// `total` blocks as groups of at most `most`, as few and as even as can be: sixteen
/// by threes are 2 3 3 2 3 3, since a last group of one would cost nearly as much as
/// one of two. Wider and narrower ones take turns, so that threads that share out the
/// groups share out the blocks. Weights are packed by these groups.
struct BlockGroups {
  int64_t total, count;

  BlockGroups(int64_t total, int64_t most) : total(total), count(llvm::divideCeil(total, most)) {}

  /// Blocks of the narrower groups; the wider ones, if there are any, have one more.
  int64_t narrow() const { return total / count; }
  bool isEven() const { return total % count == 0; }

  /// The first block of a group, or of what is behind the last one.
  int64_t first(int64_t group) const { return group * total / count; }
  int64_t size(int64_t group) const { return first(group + 1) - first(group); }
  /// The group of a block.
  int64_t of(int64_t block) const { return int64_t(llvm::divideCeil((block + 1) * count, total)) - 1; }
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_BLOCKGROUPS_H
