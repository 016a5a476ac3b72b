//===- CnnDialect.cpp - Registration of the cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnDialect.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace cnnc::cnn;

#include "dialects/Cnn/CnnDialect.cpp.inc"
#include "dialects/Cnn/CnnInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Cnn/CnnOps.cpp.inc"

void CnnDialect::initialize() {
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "dialects/Cnn/CnnOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Cnn/GradientOps.cpp.inc"
      >();
  attachGradients(getContext());
}

/// Passes rely on this form of the network's function.
static LogicalResult verifyNetwork(Operation *op) {
  auto function = dyn_cast<func::FuncOp>(op);
  if (!function || function.isExternal() || !function.getBody().hasOneBlock() ||
      !isa<func::ReturnOp>(function.getBody().front().back()))
    return op->emitError("'cnn.network' belongs on a func.func of one block that ends in func.return");
  auto isTensor = [](Type type) {
    return isa<RankedTensorType, MemRefType>(type) && countUnitElements(cast<ShapedType>(type).getShape());
  };
  for (Type type : llvm::concat<const Type>(function.getArgumentTypes(), function.getResultTypes()))
    if (!isTensor(type))
      return op->emitError("a network's inputs and outputs must be tensors of known extents but for the batch, got ")
             << type;
  return success();
}

LogicalResult CnnDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  return attribute.getName() == kNetworkAttr ? verifyNetwork(op) : success();
}

PictureShape cnnc::cnn::getPictureShape(ArrayRef<int64_t> shape) {
  if (shape.size() == 4)
    return {shape[1], shape[2], shape[3]};
  int64_t elements = 1;
  for (int64_t extent : shape.drop_front(shape.empty() ? 0 : 1))
    elements *= extent;
  return {elements, 1, 1};
}

cnnc::cnn::LayerPlace cnnc::cnn::getLayerPlace(Location loc) {
  LayerPlace place;
  loc->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part); name && place.name.empty())
      place.name = name.getName().str();
    if (auto file = dyn_cast<FileLineColLoc>(part); file && place.location.empty())
      place.location = (llvm::sys::path::filename(file.getFilename()) + ":" + Twine(file.getLine())).str();
    return WalkResult::advance();
  });
  return place;
}

bool cnnc::cnn::isOnTensors(func::FuncOp network) {
  return llvm::all_of(network.getArgumentTypes(), llvm::IsaPred<RankedTensorType>);
}

RankedTensorType cnnc::cnn::dropLayout(RankedTensorType type) {
  return RankedTensorType::get(type.getShape(), type.getElementType());
}
