//===- Tensor.cpp - Tensors of any rank and element type
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace cnnc::cnn;

Type cnnc::cnn::getStorageType(Type element) {
  if (!element.isIntOrIndex() || element.isIndex())
    return element;
  return IntegerType::get(element.getContext(), std::max(8u, element.getIntOrFloatBitWidth()));
}

std::optional<int64_t> cnnc::cnn::countUnitElements(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (auto [i, extent] : llvm::enumerate(shape)) {
    if (i == 0 && ShapedType::isDynamic(extent))
      continue;
    if (extent < 0 || extent > kMostElements)
      return std::nullopt;
    count *= extent;
    if (count > kMostElements)
      return std::nullopt;
  }
  return count;
}

static bool isGeneralTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !countUnitElements(tensor.getShape()))
    return false;
  Type element = tensor.getElementType();
  if (!element.isIntOrFloat())
    return false;
  unsigned bits = element.getIntOrFloatBitWidth();
  return element.isInteger(1) || bits == 8 || bits == 16 || bits == 32 || bits == 64;
}

static RankedTensorType asStored(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return RankedTensorType::get(tensor.getShape(), getStorageType(tensor.getElementType()));
}

LogicalResult GenerateOp::verify() {
  SmallVector<Type> all(getInputs().getTypes());
  all.push_back(getType());
  for (Type type : all)
    if (!isGeneralTensor(type))
      return emitOpError("(C1): inputs and result must be tensors of numbers or bools, static but for the batch, got ")
             << type;
  auto result = cast<RankedTensorType>(getType());
  Block &block = getBody().front();
  int64_t rank = result.getRank();
  bool fits = int64_t(block.getNumArguments()) == rank + int64_t(getInputs().size());
  for (int64_t i = 0; fits && i < int64_t(block.getNumArguments()); ++i) {
    Type type = block.getArgument(i).getType();
    fits = i < rank ? type.isIndex() : type == asStored(getInputs()[i - rank].getType());
  }
  if (!fits)
    return emitOpError("(C2): the body's arguments must be ") << rank << " indices and the inputs as they are stored";
  auto yield = dyn_cast_or_null<YieldElementOp>(block.empty() ? nullptr : &block.back());
  if (!yield || yield.getValue().getType() != getStorageType(result.getElementType()))
    return emitOpError("(C3): the body must end in cnn.yield_element of ") << getStorageType(result.getElementType());
  auto found = getBody().walk([&](Operation *op) {
    bool allowed = isa<arith::ArithDialect, math::MathDialect, scf::SCFDialect>(op->getDialect()) ||
                   isa<tensor::ExtractOp>(op) || op == yield;
    if (allowed)
      return WalkResult::advance();
    emitOpError("(C4): the body may hold ops of arith, math, scf and tensor.extract only, not ") << op->getName();
    return WalkResult::interrupt();
  });
  return failure(found.wasInterrupted());
}

LogicalResult ViewOp::verify() {
  auto from = dyn_cast<RankedTensorType>(getInput().getType()), to = dyn_cast<RankedTensorType>(getType());
  bool fits = isGeneralTensor(from) && isGeneralTensor(to) && from.getElementType() == to.getElementType() &&
              countUnitElements(from.getShape()) == countUnitElements(to.getShape()) &&
              (from.getRank() && from.isDynamicDim(0)) == (to.getRank() && to.isDynamicDim(0));
  if (!fits)
    return emitOpError("(C1): ") << from << " and " << to << " must have the same elements";
  return success();
}

OpFoldResult ViewOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  // A view of a view is one.
  if (auto before = getInput().getDefiningOp<ViewOp>()) {
    getInputMutable().assign(before.getInput());
    return getResult();
  }
  return {};
}
