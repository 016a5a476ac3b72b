//===- RecomputePlan.h - What to compute a second time, to save memory
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list of steps and the values that they read and write, without IR. Memory is
// what the values need that are alive at a step. Where it is above the limit, a
// value that is needed again only later can be given up and computed once more
// just before. Which one is decided by trying: each step of the search takes the
// change that brings the excess down most for the cycles that it costs. The
// excess is the sum over all steps of what is above the limit, so that a change
// counts that lowers one of several peaks.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_RECOMPUTEPLAN_H
#define CNNC_COMPILER_KERNELS_RECOMPUTEPLAN_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace cnnc {

class RecomputePlan {
public:
  static constexpr int kNone = -1;

  /// A place in memory. Versions of one value hold the same numbers.
  struct Value {
    int64_t bytes;
    int original; ///< itself, unless it is computed again
  };

  struct Step {
    int op; ///< the caller's number, which a step that computes again shares
    llvm::SmallVector<int, 4> reads;
    int writes; ///< or kNone
    bool again;
  };

  /// What may be done about an op.
  struct Op {
    bool canRepeat;
    /// Inputs (positions in `reads`) over which it may write its result.
    llvm::SmallVector<int, 4> inPlace;
    double cycles;
  };

  /// Returns the number of a new value.
  int addValue(int64_t bytes);
  /// Appends an op to the list; returns its number.
  int addOp(Op op, llvm::ArrayRef<int> reads, int writes);

  /// Changes the list until at most `limit` bytes are alive at each step, or
  /// nothing helps any more. Returns the bytes that are then needed.
  int64_t fit(int64_t limit);

  const std::vector<Step> &getSteps() const { return steps; }
  const Value &getValue(int value) const { return values[value]; }
  double getExtraCycles() const { return extraCycles; }

private:
  /// First and last step of a value's life, and the one that writes it.
  struct Life {
    int first, last;
  };
  struct Excess {
    double sum;
    int64_t peak;
    int at;
  };
  class Change;

  static std::vector<Life> findLives(const std::vector<Step> &steps, size_t count);
  Excess measure(const std::vector<Step> &steps, size_t count, int64_t limit) const;

  std::vector<Value> values;
  std::vector<Op> ops;
  std::vector<Step> steps;
  double extraCycles = 0;
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_RECOMPUTEPLAN_H
