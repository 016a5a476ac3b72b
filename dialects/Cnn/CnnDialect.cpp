//===- CnnDialect.cpp - Registration of the cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"

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
}

PictureShape cnnc::cnn::getPictureShape(ArrayRef<int64_t> shape) {
  if (shape.size() == 4)
    return {shape[1], shape[2], shape[3]};
  return {shape.size() > 1 ? shape[1] : 1, 1, 1};
}

RankedTensorType cnnc::cnn::dropLayout(RankedTensorType type) {
  return RankedTensorType::get(type.getShape(), type.getElementType());
}
