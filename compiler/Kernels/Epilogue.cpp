//===- Epilogue.cpp - From the layers of a group to a kernel op's inputs and epilogue
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A group is a root and element-wise layers after it. The root becomes the
// kernel op; the others become scalar code in its region, built by their own
// buildScalar. What they read besides the running value becomes a further
// input: an operand of the group, or a per-channel constant.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cnnc;

Operation *cnnc::getRoot(cnn::FusedOp group) {
  Operation *root = &group.getBody().front().front();
  if (isa<cnn::FlattenOp>(root) && isa<cnn::DenseOp>(root->getNextNode()))
    return root->getNextNode();
  return root;
}

unsigned cnnc::getOperandIndex(Value value) {
  if (auto flatten = value.getDefiningOp<cnn::FlattenOp>())
    value = flatten.getInput();
  return cast<BlockArgument>(value).getArgNumber();
}

/// Whether a value is a parameter from outside the group.
static bool isConstant(cnn::FusedOp group, Value value) { return value.getParentRegion() != &group.getBody(); }

/// An epilogue knows constants per channel only.
static bool readsChannelConstants(cnn::FusedOp group, Operation *op) {
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    return !isConstant(group, operand) || cast<ShapedType>(operand.getType()).getRank() == 1;
  });
}

bool cnnc::hasElementwiseEpilogue(cnn::FusedOp group, bool pool) {
  if (isa<cnn::ElementwiseOpInterface>(getRoot(group)) && !readsChannelConstants(group, getRoot(group)))
    return false;
  for (Operation *op = getRoot(group)->getNextNode(); !isa<cnn::YieldOp>(op); op = op->getNextNode()) {
    bool last = isa<cnn::YieldOp>(op->getNextNode());
    bool elementwise = isa<cnn::ElementwiseOpInterface>(op) && readsChannelConstants(group, op);
    if (!elementwise && !(pool && last && isa<cnn::PoolOp>(op)))
      return false;
  }
  return true;
}

cnn::PoolOp cnnc::getFusedPool(cnn::FusedOp group) {
  return dyn_cast<cnn::PoolOp>(group.getBody().front().getTerminator()->getPrevNode());
}

/// The element-wise layers of a group, the root included if it is one.
static SmallVector<cnn::ElementwiseOpInterface> getElementwise(cnn::FusedOp group) {
  SmallVector<cnn::ElementwiseOpInterface> ops;
  for (Operation &op : group.getBody().front())
    if (auto elementwise = dyn_cast<cnn::ElementwiseOpInterface>(op))
      ops.push_back(elementwise);
  return ops;
}

/// Whether a constant is one number for all elements: it becomes an operand of
/// the epilogue's scalar code.
static bool isScalarConstant(cnn::FusedOp group, Value value) {
  return isConstant(group, value) && matchPattern(value, m_Constant()) &&
         cast<ShapedType>(value.getType()).getNumElements() == 1;
}

/// The values besides the running one that the epilogue reads, in order.
static SmallVector<Value> collectReads(cnn::FusedOp group, unsigned mainCount) {
  SmallVector<Value> reads;
  Operation *root = getRoot(group);
  auto isMain = [&](Value value) {
    return isa<BlockArgument>(value) && llvm::is_contained(root->getOperands(), value) && mainCount;
  };
  for (cnn::ElementwiseOpInterface op : getElementwise(group))
    for (Value operand : op->getOperands()) {
      if (operand.getDefiningOp() && !isConstant(group, operand))
        continue; // an intermediate of the group
      // An element-wise root reads its operands as the running value does.
      if (op == root && isMain(operand) && !isConstant(group, operand))
        continue;
      if (!isScalarConstant(group, operand))
        reads.push_back(operand);
    }
  return reads;
}

FailureOr<SmallVector<Value>> cnnc::collectInputs(GroupLowering &lowering, ArrayRef<Value> main) {
  SmallVector<Value> inputs(main);
  for (cnn::ElementwiseOpInterface op : getElementwise(lowering.group))
    for (Value operand : op->getOperands())
      if (isScalarConstant(lowering.group, operand) && failed(lowering.readConstant(operand)))
        return failure();
  int64_t block = cnn::getLayout(lowering.output.getType()).getBlock();
  for (Value read : collectReads(lowering.group, main.size())) {
    if (auto argument = dyn_cast<BlockArgument>(read)) {
      inputs.push_back(lowering.inputs[argument.getArgNumber()]);
      continue;
    }
    auto packed = lowering.packBias(read, cnn::getPictureShape(lowering.group.getResult()).channels, block);
    if (failed(packed))
      return failure();
    inputs.push_back(*packed);
  }
  return inputs;
}

void cnnc::buildEpilogue(GroupLowering &lowering, kernel::KernelOpInterface op, unsigned mainCount) {
  SmallVector<cnn::ElementwiseOpInterface> layers = getElementwise(lowering.group);
  if (layers.empty())
    return;
  OpBuilder::InsertionGuard guard(lowering.builder);
  Block *block = lowering.builder.createBlock(&op.getEpilogue());
  for (Value input : op.getInputs()) {
    Type element = cast<MemRefType>(input.getType()).getElementType();
    block->addArgument(kernel::getScalarType(element), op.getLoc());
  }
  Operation *root = getRoot(lowering.group);
  DenseMap<Value, Value> scalars;
  bool elementwiseRoot = isa<cnn::ElementwiseOpInterface>(root);
  if (!elementwiseRoot) {
    // A kernel of several main inputs has no epilogue, so the value is the first.
    Value running = block->getArgument(0);
    scalars[root->getResult(0)] = running;
  }
  SmallVector<Value> reads = collectReads(lowering.group, mainCount);
  if (elementwiseRoot)
    for (auto [i, operand] : llvm::enumerate(
             llvm::make_filter_range(root->getOperands(), [&](Value v) { return !isConstant(lowering.group, v); })))
      scalars[operand] = block->getArgument(i);
  for (auto [i, read] : llvm::enumerate(reads))
    scalars[read] = block->getArgument(mainCount + i);
  Value last = block->getArgument(0);
  for (cnn::ElementwiseOpInterface layer : layers) {
    SmallVector<Value> operands = llvm::map_to_vector(layer->getOperands(), [&](Value operand) -> Value {
      if (!isScalarConstant(lowering.group, operand))
        return scalars.lookup(operand);
      // collectInputs has seen that the value is there.
      float value = cnn::ConstantFloats::get(operand)->values()[0];
      return arith::ConstantOp::create(lowering.builder, layer.getLoc(), lowering.builder.getF32FloatAttr(value));
    });
    last = layer.buildScalar(lowering.builder, layer.getLoc(), operands);
    scalars[layer->getResult(0)] = last;
  }
  kernel::YieldOp::create(lowering.builder, op.getLoc(), last);
}
