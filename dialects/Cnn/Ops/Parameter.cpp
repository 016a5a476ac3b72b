//===- Parameter.cpp - cnn.parameter and cnn.get_parameter
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult ParameterOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!type || !hasSaneExtents(type.getShape()) || !type.getElementType().isF32())
    return emitOpError("(C1): the type must be a tensor of f32 with static extents of at least 1, got ") << getType();
  if (getValueAttr() && getValueAttr().getShapedType() != type)
    return emitOpError("(C2): the value's type ")
           << getValueAttr().getShapedType() << " is not the parameter's, " << type;
  int64_t listed = getInit().getValues().size();
  if (getInit().getKind() == InitKind::values && listed != type.getNumElements())
    return emitOpError("(C3): the initialiser lists ") << listed << " elements of " << type.getNumElements();
  return success();
}

LogicalResult GetParameterOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto parameter = symbols.lookupNearestSymbolFrom<ParameterOp>(*this, getParameterAttr());
  if (!parameter)
    return emitOpError("(C1): there is no cnn.parameter named ") << getParameterAttr();
  if (parameter.getType() != getType())
    return emitOpError("(C1): the parameter has type ") << parameter.getType() << ", not " << getType();
  return success();
}
