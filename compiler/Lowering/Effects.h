//===- Effects.h - What kernels read and write, for passes that move them
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_LOWERING_EFFECTS_H
#define CNNC_COMPILER_LOWERING_EFFECTS_H

#include "dialects/Kernel/KernelDialect.h"
#include "dialects/Kernel/KernelGradients.h"

namespace cnnc {

/// What a kernel touches: buffers by the op that makes them, and state by its name.
struct Effects {
  llvm::SmallVector<mlir::Attribute> readStates, writtenStates;
  llvm::SmallVector<mlir::Value> reads, writes;

  Effects() = default;
  explicit Effects(kernel::KernelOpInterface op) {
    unsigned inputs = op.getInputs().size() + op.getWeights().size();
    for (mlir::OpOperand &operand : op->getOpOperands())
      add(operand.get(), operand.getOperandNumber() >= inputs);
  }

  /// Whether one of the two must come first.
  bool conflictsWith(const Effects &other) const {
    return meet(writes, other.reads) || meet(reads, other.writes) || meet(writes, other.writes) ||
           meet(writtenStates, other.readStates) || meet(readStates, other.writtenStates) ||
           meet(writtenStates, other.writtenStates);
  }

  /// Adds a buffer that is read, or written.
  void add(mlir::Value value, bool isWritten) {
    value = kernel::getSource(value);
    if (auto state = value.getDefiningOp<kernel::StateOp>()) {
      mlir::Builder b(state.getContext());
      (isWritten ? writtenStates : readStates)
          .push_back(b.getArrayAttr({state.getParameterAttr(), state.getKindAttr()}));
      return;
    }
    (isWritten ? writes : reads).push_back(value);
  }

  void add(const Effects &other) {
    llvm::append_range(readStates, other.readStates);
    llvm::append_range(writtenStates, other.writtenStates);
    llvm::append_range(reads, other.reads);
    llvm::append_range(writes, other.writes);
  }

private:
  template <typename T> static bool meet(const llvm::SmallVector<T> &a, const llvm::SmallVector<T> &b) {
    return llvm::any_of(a, [&](T x) { return llvm::is_contained(b, x); });
  }
};

/// Moves what is no kernel to the beginning, so that kernels can move.
inline void moveBuffers(mlir::Block &block) {
  mlir::Operation *place = nullptr;
  for (mlir::Operation &op : llvm::make_early_inc_range(block.without_terminator())) {
    if (llvm::isa<kernel::KernelOpInterface>(op))
      place = place ? place : &op;
    else if (place)
      op.moveBefore(place);
  }
}

} // namespace cnnc

#endif // CNNC_COMPILER_LOWERING_EFFECTS_H
