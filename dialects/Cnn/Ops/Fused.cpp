//===- Fused.cpp - cnn.fused and cnn.change_layout
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnDialect.h"

using namespace mlir;
using namespace cnnc::cnn;

static bool sameButLayout(Type a, Type b) {
  auto x = dyn_cast<RankedTensorType>(a), y = dyn_cast<RankedTensorType>(b);
  return x && y && x.getShape() == y.getShape() && x.getElementType() == y.getElementType();
}

/// (C3): the first layer reads an operand of the group, the others the one before.
static LogicalResult verifyChain(FusedOp group, Block &block) {
  Operation *before = nullptr;
  for (Operation &op : block) {
    if (&op != &block.back() && !isa<LayerOpInterface>(op))
      return group.emitOpError("(C3): the body may hold layers only, not ") << op.getName();
    if (before && !llvm::is_contained(op.getOperands(), before->getResult(0)))
      return group.emitOpError("(C3): ") << op.getName() << " does not read " << before->getName() << " before it";
    auto isOperand = [&](Value value) { return isa<BlockArgument>(value) && value.getParentBlock() == &block; };
    // `2 - x` is element-wise too.
    bool reads = isa<ElementwiseOpInterface>(op) ? llvm::any_of(op.getOperands(), isOperand)
                                                 : op.getNumOperands() && isOperand(op.getOperand(0));
    if (!before && !reads && !isa<ConstantOp>(op))
      return group.emitOpError("(C3): the first layer must read an operand of the group");
    before = &op;
  }
  return success();
}

LogicalResult FusedOp::verify() {
  Block &block = getBody().front();
  if (block.getNumArguments() != getInputs().size())
    return emitOpError("(C1): has ") << getInputs().size() << " operands but " << block.getNumArguments()
                                     << " block arguments";
  for (auto [argument, operand] : llvm::zip(block.getArguments(), getInputs()))
    if (!sameButLayout(argument.getType(), operand.getType()) || getLayout(argument.getType()))
      return emitOpError("(C1): block argument ")
             << argument.getArgNumber() << " is " << argument.getType() << ", the operand " << operand.getType();
  auto yield = dyn_cast_or_null<YieldOp>(block.empty() ? nullptr : &block.back());
  if (!yield || block.getOperations().size() < 2)
    return emitOpError("(C2): the body must hold at least one layer and end in cnn.yield");
  if (!sameButLayout(yield.getValue().getType(), getType()) || getLayout(yield.getValue().getType()))
    return emitOpError("(C2): yields ") << yield.getValue().getType() << ", the result is " << getType();
  return verifyChain(*this, block);
}

LogicalResult ChangeLayoutOp::verify() {
  if (!sameButLayout(getInput().getType(), getType()))
    return emitOpError("(C1): ") << getInput().getType() << " and " << getType() << " differ in more than the layout";
  return success();
}

OpFoldResult ChangeLayoutOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  // Two changes in a row are one.
  if (auto before = getInput().getDefiningOp<ChangeLayoutOp>()) {
    getInputMutable().assign(before.getInput());
    return getResult();
  }
  return {};
}
