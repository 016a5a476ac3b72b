//===- KernelOps.cpp - Verifiers of the kernel dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/KernelDialect.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

static MemRefType typeOf(Value value) { return cast<MemRefType>(value.getType()); }
static int64_t channelsOf(Value value) { return cnn::getPictureShape(value).channels; }

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

LogicalResult BufferOp::verify() {
  if (!cnn::getLayout(getType()))
    return emitOpError("(C1): the buffer's type has no #cnn.layout");
  if (getOffset() && (*getOffset() < 0 || *getOffset() % 64))
    return emitOpError("(C2): the offset must be a multiple of 64 of at least 0, got ") << *getOffset();
  return success();
}

LogicalResult ConstantOp::verify() {
  auto value = cast<ShapedType>(getValueAttr().getShapedType());
  auto type = cast<MemRefType>(getType());
  if (!value.getElementType().isF32() || value.getRank() != 1 || type.getShape() != value.getShape() ||
      !type.getElementType().isF32())
    return emitOpError("(C1): value and memref must be vectors of f32 of the same length");
  return success();
}

int64_t SliceOp::getElementOffset() {
  cnn::LayoutAttr layout = cnn::getLayout(getSource().getType());
  int64_t elements = layout.pictureElements(typeOf(getSource()).getShape());
  return elements / layout.physicalShape(typeOf(getSource()).getShape())[0] * (getChannel() / layout.getBlock());
}

LogicalResult SliceOp::verify() {
  cnn::LayoutAttr from = cnn::getLayout(getSource().getType()), to = cnn::getLayout(getType());
  if (!from || !to || int64_t(getChannel()) < 0 || int64_t(getChannel()) % from.getBlock() ||
      int64_t(getChannel()) + channelsOf(getResult()) > channelsOf(getSource()) || to.withPitch(0) != from.withPitch(0) ||
      typeOf(getSource()).getShape().drop_front(2) != cast<MemRefType>(getType()).getShape().drop_front(2))
    return emitOpError("(C1): the channels must start at a multiple of the block and lie within the source, and "
                       "the rest of shape and layout must be the source's");
  if (to.getPitch() != from.pictureStride(typeOf(getSource()).getShape()))
    return emitOpError("(C2): the result's pitch must be ") << from.pictureStride(typeOf(getSource()).getShape());
  return success();
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// What holds for all kernels: layouts, and an epilogue of the right form.
static LogicalResult verifyKernel(KernelOpInterface op) {
  if (!cnn::getLayout(op.getOutput().getType()))
    return op->emitOpError("the output has no #cnn.layout");
  if (op.getInputs().empty())
    return op->emitOpError("needs at least one input");
  for (Value input : op.getInputs())
    if (typeOf(input).getRank() != 1 && !cnn::getLayout(input.getType()))
      return op->emitOpError("an input has no #cnn.layout");
  if (op.getEpilogue().empty())
    return success();
  Block &block = op.getEpilogue().front();
  if (block.empty() || !isa<YieldOp>(block.back()))
    return op->emitOpError("the epilogue must end in kernel.yield");
  if (block.getNumArguments() != op.getInputs().size())
    return op->emitOpError("the epilogue must have one argument per input");
  return success();
}

static LogicalResult verifySameChannels(KernelOpInterface op) {
  if (failed(verifyKernel(op)))
    return failure();
  Value input = op.getInputs()[0];
  if (channelsOf(input) != channelsOf(op.getOutput()) ||
      cnn::getLayout(input.getType()).getBlock() != cnn::getLayout(op.getOutput().getType()).getBlock())
    return op->emitOpError("(C1): input and output must have the same channels and block");
  return success();
}

static LogicalResult verifyHalo(KernelOpInterface op, ArrayRef<int64_t> padding) {
  ArrayRef<int64_t> halo = cnn::getLayout(op.getInputs()[0].getType()).getHalo();
  for (unsigned i = 0; i < 4; ++i)
    if (padding.size() != 4 || halo[i] < padding[i])
      return op->emitOpError("(C1): the input's halo must be at least the padding");
  return success();
}

LogicalResult DirectConvOp::verify() {
  if (failed(verifyKernel(*this)) || failed(verifyHalo(*this, getPadding())))
    return failure();
  int64_t in = cnn::getLayout(getInputs()[0].getType()).getBlock(), out = cnn::getLayout(getOutput().getType()).getBlock();
  if (in != 1 && in != out)
    return emitOpError("(C1): the input's block must be 1 or the output's");
  if (getTile().size() != 3 || llvm::any_of(getTile(), [](int64_t t) { return t < 1; }))
    return emitOpError("(C2): tile must be three numbers of at least 1");
  if (getPool().size() != 2 || getPool()[0] < 1 || getPool()[1] < 1 || getTile()[0] % getPool()[0] ||
      getTile()[1] % getPool()[1])
    return emitOpError("(C3): rows and columns of the tile must be multiples of the pool");
  return success();
}

LogicalResult DepthwiseConvOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  return verifyHalo(*this, getPadding());
}

LogicalResult DenseOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  cnn::LayoutAttr in = cnn::getLayout(getInputs()[0].getType()), out = cnn::getLayout(getOutput().getType());
  int64_t outputs = out.pictureElements(typeOf(getOutput()).getShape());
  if (getWeights().size() != 2 ||
      typeOf(getWeights()[0]).getNumElements() != outputs * in.pictureElements(typeOf(getInputs()[0]).getShape()))
    return emitOpError("(C1): the first weight must have outputs * inputs elements");
  return success();
}

LogicalResult PoolOp::verify() { return verifySameChannels(*this); }
LogicalResult GlobalPoolOp::verify() { return verifySameChannels(*this); }
LogicalResult SoftmaxOp::verify() { return verifySameChannels(*this); }

LogicalResult ElementwiseOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  for (Value input : getInputs())
    if (typeOf(input).getRank() != 1 && typeOf(input).getShape() != typeOf(getOutput()).getShape())
      return emitOpError("(C1): picture inputs must have the output's shape");
  return success();
}

LogicalResult ConcatOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  int64_t channels = 0;
  for (Value input : getInputs()) {
    channels += channelsOf(input);
    if (typeOf(input).getShape().drop_front(2) != typeOf(getOutput()).getShape().drop_front(2))
      return emitOpError("(C1): all must have the same H and W");
  }
  if (channels != channelsOf(getOutput()))
    return emitOpError("(C1): the inputs' channels add up to ") << channels << ", not " << channelsOf(getOutput());
  return success();
}

LogicalResult FlattenOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  if (cnn::getPictureShape(getInputs()[0]).elements() != cnn::getPictureShape(getOutput()).elements())
    return emitOpError("(C1): the output must have as many elements as the input");
  return success();
}

LogicalResult ReferenceOp::verify() { return verifyKernel(*this); }

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (!symbols.lookupNearestSymbolFrom<func::FuncOp>(*this, getKernelAttr()))
    return emitOpError("(C1): there is no function ") << getKernelAttr();
  return success();
}
