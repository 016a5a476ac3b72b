//===- NamedConstants.cpp - Constants that were parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/NamedConstants.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace cnnc::cnn;

StringRef cnnc::cnn::getConstantName(Value value) {
  StringRef name;
  if (auto named = dyn_cast<NameLoc>(value.getLoc())) {
    name = named.getName();
  } else if (auto constant = value.getDefiningOp<arith::ConstantOp>()) {
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue()))
      name = resource.getRawHandle().getKey();
  }
  name.consume_back(".folded");
  return name;
}

Value cnnc::cnn::createConstant(Operation *user, Value origin, StringRef name, ArrayRef<int64_t> shape,
                                ArrayRef<float> data) {
  OpBuilder b(user);
  Location loc = origin.getLoc();
  if (auto named = dyn_cast<NameLoc>(loc))
    loc = named.getChildLoc();
  loc = NameLoc::get(b.getStringAttr(name), loc);
  auto type = RankedTensorType::get(shape, b.getF32Type());
  return arith::ConstantOp::create(b, loc, createFloatResource(type, name, data));
}

void cnnc::cnn::eraseIfUnused(Value value) {
  if (Operation *op = value ? value.getDefiningOp() : nullptr)
    if (op->use_empty() && op->hasTrait<OpTrait::ConstantLike>())
      op->erase();
}
