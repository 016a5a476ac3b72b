//===- Norm.cpp - Verifiers of softmax and normalisation
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

/// (C1) of all these kernels.
static LogicalResult verifySameShape(KernelOpInterface op) {
  if (failed(verifySameChannels(op)))
    return failure();
  if (typeOf(op.getInputs()[0]).getShape() != typeOf(op.getOutput()).getShape())
    return op->emitOpError("(C1): input and output must have the same shape");
  return success();
}

LogicalResult SoftmaxOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  if (int64_t(getAxis()) < 1 || int64_t(getAxis()) > 3)
    return emitOpError("(C2): the axis must be 1, 2 or 3, got ") << int64_t(getAxis());
  return verifyNoEpilogue(*this);
}

bool kernel::areAxes(ArrayRef<int64_t> axes) {
  int64_t last = 0;
  for (int64_t axis : axes) {
    if (axis <= last || axis > 3)
      return false;
    last = axis;
  }
  return last > 0;
}

/// No weights, or two of `count` numbers.
static bool areAffine(KernelOpInterface op, int64_t count) {
  return op.getWeights().empty() ||
         (op.getWeights().size() == 2 && isPacked(op.getWeights()[0], count) && isPacked(op.getWeights()[1], count));
}

LogicalResult LayerNormOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  if (!areAxes(getAxes()))
    return emitOpError("(C2): axes must be ascending numbers from 1 to 3");
  cnn::PictureShape shape = cnn::getPictureShape(getOutput());
  const int64_t extents[] = {physicalChannels(getOutput()), shape.height, shape.width};
  int64_t count = 1;
  for (int64_t axis : getAxes())
    count *= extents[axis - 1];
  if (!areAffine(*this, count))
    return emitOpError("(C3): the weights must be none, or two of ") << count << " numbers";
  if (!(getEpsilon().convertToDouble() > 0))
    return emitOpError("(C4): epsilon must be above 0");
  return success();
}

LogicalResult GroupNormOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  int64_t groups = getGroups();
  if (groups < 1 || channelsOf(getOutput()) % groups)
    return emitOpError("(C2): groups (") << groups << ") must divide the channels";
  if (!areAffine(*this, physicalChannels(getOutput())))
    return emitOpError("(C3): the weights must be none, or two of one number for each channel");
  if (!(getEpsilon().convertToDouble() > 0))
    return emitOpError("(C4): epsilon must be above 0");
  return success();
}

LogicalResult LocalResponseNormOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  if (int64_t(getSize()) < 1 || int64_t(getSize()) > kMost)
    return emitOpError("(C2): size must be at least 1");
  return success();
}
