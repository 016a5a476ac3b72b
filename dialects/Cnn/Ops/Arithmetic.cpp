//===- Arithmetic.cpp - cnn.add
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult AddOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                      SmallVectorImpl<Type> &types) {
  RankedTensorType a = getFloatTensor(op.getLhs(), /*vector=*/true, /*picture=*/true);
  RankedTensorType b = getFloatTensor(op.getRhs(), /*vector=*/true, /*picture=*/true);
  if (!a || !b || a.getShape() != b.getShape())
    return violates(loc, "add", 1, "both operands must have the same shape and be of f32");
  types.push_back(dropLayout(a));
  return success();
}

static FailureOr<Value> buildAddLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)) || failed(checkInput(call, 1, /*rank=*/0)))
    return failure();
  if (call.getInputType(0).getShape() != call.getInputType(1).getShape())
    return call.emitError() << "both sides of an addition must have the same shape, but " << call.describeInput(0)
                            << " and " << call.describeInput(1);
  return createLayer<AddOp>(call, call.inputs);
}

ArrayRef<LayerSpec> AddOp::getLayerSpecs() {
  static const LayerSpec specs[] = {{"add", "element-wise sum", 2, 2, {}, buildAddLayer}};
  return specs;
}

Value AddOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) { return arith::AddFOp::create(b, loc, s[0], s[1]); }
