//===- Generate.cpp - Formulas for one element, on buffers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/Ops/KernelSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

/// In row-major order, with nothing between the elements of a picture.
static bool isPlain(Value value) {
  cnn::LayoutAttr layout = cnn::getLayout(value.getType());
  return layout && layout.getOrder() == cnn::Order::nchw && layout.getBlock() == 1 && !layout.hasHalo() &&
         layout.getPitch() == 0 && cnn::countUnitElements(typeOf(value).getShape()) &&
         isNumber(typeOf(value).getElementType());
}

/// Whether the result is the source's memory with a part of its halo as rows and columns.
static bool isBorderView(ViewOp view) {
  cnn::LayoutAttr from = cnn::getLayout(view.getSource().getType()), to = cnn::getLayout(view.getType());
  MemRefType source = typeOf(view.getSource()), result = typeOf(view.getResult());
  if (!from || !to || source.getRank() != 4 || result.getRank() != 4 || from.getOrder() != cnn::Order::nchw ||
      to.getOrder() != cnn::Order::nchw || from.getBlock() != to.getBlock() || from.getPitch() != to.getPitch() ||
      source.getElementType() != result.getElementType() ||
      source.getShape().take_front(2) != result.getShape().take_front(2) ||
      (to.hasHalo() && (from.getBorder() != cnn::PadMode::zero || to.getBorder() != cnn::PadMode::zero)))
    return false;
  for (int axis : {0, 1}) {
    int64_t before = from.getHalo()[2 * axis] - to.getHalo()[2 * axis];
    int64_t after = from.getHalo()[2 * axis + 1] - to.getHalo()[2 * axis + 1];
    if (before < 0 || after < 0 || source.getDimSize(2 + axis) + before + after != result.getDimSize(2 + axis))
      return false;
  }
  return true;
}

LogicalResult ViewOp::verify() {
  if (isBorderView(*this))
    return success();
  MemRefType from = typeOf(getSource()), to = typeOf(getResult());
  if (!isPlain(getSource()) || !isPlain(getResult()) || from.getElementType() != to.getElementType() ||
      cnn::countUnitElements(from.getShape()) != cnn::countUnitElements(to.getShape()))
    return emitOpError("(C1): source and result must be plain, dense and have the same elements, or "
                       "the result have a part of the source's halo as rows and columns");
  return success();
}

LogicalResult GenerateOp::verify() {
  SmallVector<Value> buffers(getInputs());
  buffers.push_back(getOutput());
  for (Value value : buffers)
    if (!isPlain(value))
      return emitOpError("(C1): inputs and output must be of numbers and have the plain nchw layout");
  for (Value weight : getWeights())
    if (typeOf(weight).getRank() != 1 || !typeOf(weight).hasStaticShape() || !isNumber(typeOf(weight).getElementType()))
      return emitOpError("(C1): weights must be vectors of numbers");
  if (!getEpilogue().empty())
    return emitOpError("has no epilogue");
  Block &block = getBody().front();
  SmallVector<Type> types(typeOf(getOutput()).getRank(), IndexType::get(getContext()));
  llvm::append_range(types, getInputs().getTypes());
  llvm::append_range(types, getWeights().getTypes());
  auto yield = dyn_cast_or_null<YieldOp>(block.empty() ? nullptr : &block.back());
  if (!llvm::equal(block.getArgumentTypes(), types) || !yield ||
      yield.getValue().getType() != typeOf(getOutput()).getElementType())
    return emitOpError("(C2): the body's arguments must be the output's indices, the inputs and the weights, and it "
                       "must yield an element of the output");
  auto found = getBody().walk([&](Operation *op) {
    bool allowed = isa<arith::ArithDialect, math::MathDialect, scf::SCFDialect>(op->getDialect()) ||
                   isa<memref::LoadOp>(op) || op == yield;
    if (allowed)
      return WalkResult::advance();
    emitOpError("(C3): the body may hold ops of arith, math, scf and memref.load only, not ") << op->getName();
    return WalkResult::interrupt();
  });
  return failure(found.wasInterrupted());
}
