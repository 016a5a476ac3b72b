//===- InferShapes.cpp - cnn-infer-shapes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_INFERSHAPES
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

namespace {

struct InferShapes : cnnc::impl::InferShapesBase<InferShapes> {
  void runOnOperation() override;

private:
  LogicalResult inferBlock(Block &block);
  LogicalResult inferLayer(InferTypeOpInterface op);
  LogicalResult inferFused(FusedOp op);
  LogicalResult refine(Value value, Type inferred, Location loc);
};

} // namespace

/// Gives the value the inferred type, if that does not contradict the stated
/// one. The value keeps its layout.
LogicalResult InferShapes::refine(Value value, Type inferred, Location loc) {
  auto stated = dyn_cast<RankedTensorType>(value.getType());
  auto found = dyn_cast<RankedTensorType>(inferred);
  bool contradicts = !stated || !found || stated.getElementType() != found.getElementType() ||
                     failed(verifyCompatibleShape(stated, found));
  if (contradicts)
    return mlir::emitError(loc) << "the result is stated as " << value.getType() << ", but inferred as " << inferred;
  auto refined = RankedTensorType::get(found.getShape(), found.getElementType(), stated.getEncoding());
  if (refined != stated)
    ++numRefined;
  value.setType(refined);
  return success();
}

LogicalResult InferShapes::inferLayer(InferTypeOpInterface op) {
  SmallVector<Type> types;
  if (failed(op.inferReturnTypes(op.getContext(), op.getLoc(), op->getOperands(), op->getAttrDictionary(),
                                 op->getPropertiesStorage(), op->getRegions(), types)))
    return failure(); // Inference has said why.
  for (auto [result, type] : llvm::zip_equal(op->getResults(), types))
    if (failed(refine(result, type, op.getLoc())))
      return failure();
  return success();
}

LogicalResult InferShapes::inferFused(FusedOp op) {
  Block &body = op.getBody().front();
  for (auto [argument, input] : llvm::zip(body.getArguments(), op.getInputs()))
    if (failed(refine(argument, input.getType(), op.getLoc())))
      return failure();
  if (failed(inferBlock(body)))
    return failure();
  return refine(op.getResult(), cast<YieldOp>(body.getTerminator()).getValue().getType(), op.getLoc());
}

LogicalResult InferShapes::inferBlock(Block &block) {
  for (Operation &op : block) {
    if (!isa_and_nonnull<CnnDialect>(op.getDialect()))
      continue;
    if (auto fused = dyn_cast<FusedOp>(op)) {
      if (failed(inferFused(fused)))
        return failure();
    } else if (auto layer = dyn_cast<InferTypeOpInterface>(op)) {
      if (failed(inferLayer(layer)))
        return failure();
    }
  }
  return success();
}

void InferShapes::runOnOperation() {
  func::FuncOp func = getOperation();
  if (func.isExternal())
    return;
  for (Block &block : func.getBody())
    if (failed(inferBlock(block)))
      return signalPassFailure();
  Block &entry = func.getBody().front();
  Operation *terminator = func.getBody().back().getTerminator();
  func.setType(FunctionType::get(&getContext(), entry.getArgumentTypes(), terminator->getOperandTypes()));
}
