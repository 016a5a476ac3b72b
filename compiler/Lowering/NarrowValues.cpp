//===- NarrowValues.cpp - Which values of a network are stored in bf16
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All f32 pictures in blocks that kernels hand to each other, but for
//
//   - what only goes to the network's results: it would be rounded in vain;
//   - places: the results of argmax and of max_pool_indices, what layers other
//     than those that multiply by weights make of them, and what max_unpool
//     takes for places. bf16 has no whole number but every second one above 256.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/NarrowValues.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// The layer of a group that is not element-wise; null for other ops.
Operation *rootOf(Operation *op) {
  auto group = dyn_cast<cnn::FusedOp>(op);
  return group ? getRoot(group) : nullptr;
}

/// Whether what a layer computes is no place although what it reads is one.
bool makesNumbers(Operation *root) {
  return isa_and_nonnull<cnn::Conv2dOp, cnn::ConvTranspose2dOp, cnn::DenseOp, cnn::UnpoolOp>(root);
}

bool makesPlaces(Operation *root) { return isa_and_nonnull<cnn::ArgMaxOp, cnn::PoolIndicesOp>(root); }

/// Values that hold places, or are made of some.
DenseSet<Value> findPlaces(func::FuncOp network) {
  DenseSet<Value> places;
  Block &body = network.getBody().front();
  for (Operation &op : body) {
    Operation *root = rootOf(&op);
    bool reads = llvm::any_of(op.getOperands(), [&](Value operand) { return places.contains(operand); });
    if (makesPlaces(root) || (reads && !makesNumbers(root)))
      places.insert_range(op.getResults());
  }
  // What unpooling reads may come from where nothing says that it holds places.
  DenseSet<Value> read;
  for (Operation &op : llvm::reverse(body)) {
    Operation *root = rootOf(&op);
    if (auto unpool = dyn_cast_or_null<cnn::UnpoolOp>(root))
      read.insert(op.getOperand(getOperandIndex(unpool.getIndices())));
    else if (!makesPlaces(root) && !makesNumbers(root) &&
             llvm::any_of(op.getResults(), [&](Value result) { return read.contains(result); }))
      read.insert_range(op.getOperands());
  }
  places.insert_range(read);
  return places;
}

bool goesToResultsOnly(Value value) {
  return llvm::all_of(value.getUsers(), [](Operation *user) {
    return isa<func::ReturnOp>(user) || (isa<cnn::ChangeLayoutOp>(user) && goesToResultsOnly(user->getResult(0)));
  });
}

} // namespace

DenseSet<Value> cnnc::findNarrowValues(func::FuncOp network, const Target &target) {
  DenseSet<Value> narrow;
  if (!target.useBf16)
    return narrow;
  DenseSet<Value> places = findPlaces(network);
  for (Operation &op : network.getBody().front())
    for (Value value : op.getResults()) {
      auto type = dyn_cast<RankedTensorType>(value.getType());
      cnn::LayoutAttr layout = type ? cnn::getLayout(type) : cnn::LayoutAttr();
      if (layout && type.getElementType().isF32() &&
          isStoredInBf16(cnn::getPictureShape(type.getShape()), layout, target) && !places.contains(value) &&
          !goesToResultsOnly(value))
        narrow.insert(value);
    }
  return narrow;
}
