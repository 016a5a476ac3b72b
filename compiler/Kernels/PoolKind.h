//===- PoolKind.h - What pools make of the elements of a window
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_POOLKIND_H
#define CNNC_COMPILER_KERNELS_POOLKIND_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// Maximum, average or p-norm of vectors, or where the maximum is.
class PoolReducer {
public:
  /// Of the elements so far; the place is there for indices only.
  struct State {
    mlir::Value value, place;

    State() = default;
    explicit State(mlir::ValueRange values) : value(values[0]), place(values.size() > 1 ? values[1] : mlir::Value()) {}
    llvm::SmallVector<mlir::Value> values() const {
      return place ? llvm::SmallVector<mlir::Value>{value, place} : llvm::SmallVector<mlir::Value>{value};
    }
  };

  PoolReducer(KernelEmitter &e, cnn::PoolKind kind, std::optional<llvm::APFloat> p, bool indices)
      : e(e), kind(kind), p(p ? p->convertToDouble() : 0), indices(indices) {}

  /// A state of one vector; `place` gives its index in the plane.
  State first(mlir::Value vector, llvm::function_ref<mlir::Value()> place);
  /// Of `b` what is better than `a`, or their sum. Of equals the one that is
  /// first in the plane stays.
  State combine(const State &a, const State &b);
  /// The result of `count` elements (index).
  mlir::Value finish(const State &state, mlir::Value count);

private:
  State combineIndices(const State &a, const State &b);

  KernelEmitter &e;
  cnn::PoolKind kind;
  double p;
  bool indices;
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_POOLKIND_H
