//===- PadFolds.cpp - A pad layer becomes the padding of what reads it
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A border that a layer of its own writes costs a copy of the picture; as the
// padding of a convolution or pool it is the halo of a buffer that is written
// anyway. The two say the same where
//
//   - the border repeats the picture, and the window has no padding of its own;
//   - the border is zeros, and the window is a convolution's, whose own padding
//     is zeros too: the amounts add up. To a pool, zeros of a border are
//     elements, its own padding is not.
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace cnnc::cnn;

static bool isPadded(ArrayRef<int64_t> padding) {
  return llvm::any_of(padding, [](int64_t amount) { return amount != 0; });
}

/// The pad layer that makes a value, if nothing else reads it.
static PadOp getPad(Value value) {
  auto pad = value.getDefiningOp<PadOp>();
  return pad && value.hasOneUse() && pad.getValue().isZero() ? pad : PadOp();
}

LogicalResult Conv2dOp::canonicalize(Conv2dOp op, PatternRewriter &rewriter) {
  PadOp pad = getPad(op.getInput());
  if (!pad)
    return rewriter.notifyMatchFailure(op, "the input is no pad layer of its own");
  bool zeros = pad.getPaddingMode() == PadMode::zero;
  if (isPadded(op.getPadding()) && (!zeros || op.getPaddingMode() != PadMode::zero))
    return rewriter.notifyMatchFailure(op, "the two paddings are of different modes");
  SmallVector<int64_t, 4> padding;
  for (auto [outer, inner] : llvm::zip(pad.getPadding(), op.getPadding()))
    padding.push_back(outer + inner);
  if (!areNumbers(padding, 4, 0))
    return rewriter.notifyMatchFailure(op, "the paddings add up to more than a convolution may have");
  rewriter.modifyOpInPlace(op, [&] {
    op.getInputMutable().assign(pad.getInput());
    op.setPadding(padding);
    op.setPaddingMode(pad.getPaddingMode());
  });
  rewriter.eraseOp(pad);
  return success();
}

LogicalResult PoolOp::canonicalize(PoolOp op, PatternRewriter &rewriter) {
  PadOp pad = getPad(op.getInput());
  if (!pad || pad.getPaddingMode() == PadMode::zero || isPadded(op.getPadding()) || op.getCeil())
    return rewriter.notifyMatchFailure(op, "the input is no pad layer that a pool could take");
  for (int side = 0; side < 4; ++side)
    if (pad.getPadding()[side] > op.getDilations()[side / 2] * (op.getKernel()[side / 2] - 1))
      return rewriter.notifyMatchFailure(op, "a pool's padding is smaller than its window");
  rewriter.modifyOpInPlace(op, [&] {
    op.getInputMutable().assign(pad.getInput());
    op.setPadding(pad.getPadding());
    op.setPaddingMode(pad.getPaddingMode());
  });
  rewriter.eraseOp(pad);
  return success();
}
