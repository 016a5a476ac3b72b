//===- Matmul.cpp - Verifier of kernel.matmul
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

LogicalResult MatmulOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  auto isMatrix = [](Value v) {
    cnn::LayoutAttr layout = cnn::getLayout(v.getType());
    return layout && layout.getBlock() == 1 && layout.getOrder() == cnn::Order::nchw &&
           typeOf(v).getElementType().isF32();
  };
  if (getInputs().size() != 2 || !llvm::all_of(getInputs(), isMatrix) || !isMatrix(getOutput()))
    return emitOpError("(C1): there must be two inputs of f32 that lie, as the output, in planes");
  if (failed(verifyNoEpilogue(*this)))
    return failure();
  cnn::PictureShape a = cnn::getPictureShape(getInputs()[0]), b = cnn::getPictureShape(getInputs()[1]);
  if (getTransposeLhs())
    std::swap(a.height, a.width);
  if (getTransposeRhs())
    std::swap(b.height, b.width);
  cnn::PictureShape y = cnn::getPictureShape(getOutput());
  bool channels = (a.channels == y.channels || a.channels == 1) && (b.channels == y.channels || b.channels == 1);
  if (a.height != y.height || a.width != b.height || b.width != y.width || !channels)
    return emitOpError("(C1): the inputs' shapes must multiply to the output's");
  if (!areNumbers(getTile(), 2, 1) || getTile()[0] > 64 || getTile()[1] > 64)
    return emitOpError("(C2): tile must be two numbers from 1 to 64");
  return success();
}
