//===- Reduce.cpp - Verifiers of reductions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/Ops/KernelSupport.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

/// (C1) of both: the output has an extent of 1 at the axes and the input's
/// elsewhere, and its block.
static LogicalResult verifyReduced(KernelOpInterface op, ArrayRef<int64_t> axes) {
  if (failed(verifyBlocked(op)))
    return failure();
  if (!areAxes(axes))
    return op->emitOpError("(C1): axes must be ascending numbers from 1 to 3");
  Value input = op.getInputs()[0];
  cnn::PictureShape in = cnn::getPictureShape(input), out = cnn::getPictureShape(op.getOutput());
  const int64_t from[] = {in.channels, in.height, in.width}, to[] = {out.channels, out.height, out.width};
  for (int64_t axis : {1, 2, 3})
    if (to[axis - 1] != (llvm::is_contained(axes, axis) ? 1 : from[axis - 1]))
      return op->emitOpError("(C1): the output's extents must be 1 at the axes and the input's elsewhere");
  cnn::LayoutAttr layout = cnn::getLayout(input.getType()), result = cnn::getLayout(op.getOutput().getType());
  if (layout.getBlock() != result.getBlock() || layout.getOrder() != cnn::Order::nchw ||
      result.getOrder() != cnn::Order::nchw)
    return op->emitOpError("(C1): input and output must have the same block, in nchw order");
  return success();
}

LogicalResult ReduceOp::verify() { return verifyReduced(*this, getAxes()); }

LogicalResult ArgMaxOp::verify() {
  if (failed(verifyReduced(*this, int64_t(getAxis()))))
    return failure();
  return verifyNoEpilogue(*this);
}
