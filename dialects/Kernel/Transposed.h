//===- Transposed.h - The phases of a transposed convolution
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Along one axis the output i sees the taps k with
//
//   i + before = h * stride + k * dilation
//
// for some input h. So outputs of one rest a modulo the stride see the same
// taps: every stride / gcd(stride, dilation)-th from a first one, and from one
// of these outputs to the next, h grows by 1. Taken from the last tap to the
// first, the outputs of a rest are a convolution of stride 1 whose dilation is
// dilation / gcd. No product with a zero between inputs is ever formed.
//
// Rests side by side often agree in the number of taps and the first input;
// such a run of rests is one piece of code.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_TRANSPOSED_H
#define CNNC_DIALECTS_KERNEL_TRANSPOSED_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace cnnc::kernel {

/// Rests from `first` to before `first + count` that agree in all but their taps.
struct TransposedRun {
  int64_t first, count;
  int64_t taps;       ///< of each rest; may be 0
  int64_t start;      ///< the input that its last tap meets at its first output; may be outside
  int64_t extent;     ///< outputs of each rest
  int64_t tapsBefore; ///< taps of the rests before these
};

/// One axis of a transposed convolution.
struct TransposedAxis {
  int64_t kernel, stride, dilation, before;
  int64_t in, out; ///< extents

  int64_t tapStep() const;       ///< between the taps of a rest
  int64_t inputDilation() const; ///< between the inputs that they meet
  llvm::SmallVector<TransposedRun> getRuns() const;
  /// How far before and beyond the picture the taps reach.
  std::pair<int64_t, int64_t> getHalo() const;
};

/// Strides beyond this have no kernel.
constexpr int64_t kMostTransposedStride = 4096;
/// Nor have axes with more runs: each is code of its own.
constexpr size_t kMostTransposedRuns = 8;

} // namespace cnnc::kernel

#endif // CNNC_DIALECTS_KERNEL_TRANSPOSED_H
