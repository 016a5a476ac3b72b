//===- Pool.cpp - Verifiers of pooling
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

static bool fitsNorm(cnn::PoolKind kind, std::optional<APFloat> p) {
  return (kind == cnn::PoolKind::lp) == p.has_value() && (!p || (p->isFinite() && p->convertToDouble() >= 1));
}

LogicalResult PoolOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  if (!areNumbers(getKernel(), 2, 1) || !areNumbers(getStrides(), 2, 1) || !areNumbers(getDilations(), 2, 1) ||
      !areNumbers(getPadding(), 4, 0) || getKernel()[0] > kMostTaps || getKernel()[1] > kMostTaps)
    return emitOpError("kernel, strides and dilations must be two numbers of at least 1, padding four of at least 0");
  if (!fitsNorm(getKind(), getP()) || (getIndices() && getKind() != cnn::PoolKind::max))
    return emitOpError("(C2): p, at least 1, must be there for a norm and for nothing else; indices go with a maximum");
  if (!getReadsHalo())
    return success();
  ArrayRef<int64_t> halo = cnn::getLayout(getInputs()[0].getType()).getHalo();
  for (unsigned i = 0; i < 4; ++i)
    if (halo[i] < getPadding()[i])
      return emitOpError("(C3): the input's halo must be at least the padding");
  return verifyWindow(*this, getKernel(), getStrides(), getDilations(), getPadding());
}

LogicalResult GlobalPoolOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  cnn::PictureShape y = cnn::getPictureShape(getOutput());
  if (y.height != 1 || y.width != 1)
    return emitOpError("(C1): the output must have one element for each channel");
  if (!fitsNorm(getKind(), getP()))
    return emitOpError("(C2): p, at least 1, must be there for a norm and for nothing else");
  if (getCount() && (getKind() != cnn::PoolKind::avg || int64_t(*getCount()) < 1))
    return emitOpError("(C3): count must be at least 1, and of an average");
  return success();
}

LogicalResult AdaptivePoolOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  if (getKind() == cnn::PoolKind::lp)
    return emitOpError("(C2): the kind must be max or avg");
  return success();
}

LogicalResult UnpoolOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  auto isPicture = [](Value v) { return cnn::getLayout(v.getType()) && isReal(typeOf(v).getElementType()); };
  if (getInputs().size() != 2 || !llvm::all_of(getInputs(), isPicture) ||
      typeOf(getInputs()[0]).getShape() != typeOf(getInputs()[1]).getShape() ||
      channelsOf(getInputs()[0]) != channelsOf(getOutput()))
    return emitOpError("(C1): there must be two inputs of one shape, with the output's channels");
  cnn::LayoutAttr out = cnn::getLayout(getOutput().getType());
  for (Value input : getInputs())
    if (cnn::getLayout(input.getType()).getBlock() != out.getBlock() ||
        cnn::getLayout(input.getType()).getOrder() != cnn::Order::nchw || out.getOrder() != cnn::Order::nchw)
      return emitOpError("(C1): inputs and output must have the same block, in nchw order");
  return verifyNoEpilogue(*this);
}
