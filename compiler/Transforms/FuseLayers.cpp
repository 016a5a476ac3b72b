//===- FuseLayers.cpp - cnn-fuse-layers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A group is a chain: a root and then, one by one, the only user of the result
// so far. Two things need care, and one argument settles both.
//
// Where both sides of an addition are chains, only one may take it. Chains grow
// in the order of what fusing saves: convolutions and dense layers first, among
// them the last in program order; then pools; then what is left. Taking them
// from the end matters: the last chain is the one after which the addition can
// be computed at once, with the other side already in memory.
//
// A group needs the other operands of its epilogue, which may be computed after
// its root. So a group stands where its last layer stood. That is always legal:
// whatever a layer of the group reads from outside came before that layer, and
// cannot depend on the group, since results inside a chain have one user.
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"
#include "dialects/Cnn/CnnGradients.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_FUSELAYERS
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

using Group = SmallVector<Operation *, 4>;

//===----------------------------------------------------------------------===//
// Choosing groups
//===----------------------------------------------------------------------===//

/// Code on one number for each channel, which has no pictures.
static bool isVectorCode(Operation *op) {
  return isa<MapOp>(op) && cast<ShapedType>(op->getResult(0).getType()).getRank() == 1;
}

/// A pool whose windows cut the picture into tiles, small enough to be reduced
/// in registers on every target.
static bool isTilingPool(Operation *op) {
  auto pool = dyn_cast<PoolOp>(op);
  return pool && pool.getKind() != PoolKind::lp && !pool.getCeil() && pool.getKernel() == pool.getStrides() &&
         pool.getDilations() == ArrayRef<int64_t>({1, 1}) && pool.getKernel()[0] * pool.getKernel()[1] <= 9 &&
         llvm::all_of(pool.getPadding(), [](int64_t p) { return p == 0; });
}

/// A convolution whose tiles can reduce windows: depthwise ones have none.
static bool takesPool(Operation *root) {
  auto conv = dyn_cast<Conv2dOp>(root);
  return conv && conv.getGroups() == 1;
}

/// The layer that the group is about: a flatten may stand before it.
static Operation *getRoot(const Group &group) {
  return group.size() > 1 && isa<FlattenOp>(group[0]) ? group[1] : group[0];
}

/// Element-wise in the tensor that the group computes: not one that uses it as
/// a vector of channels.
static bool isElementwiseOn(Operation *op, Value value) {
  return isa<ElementwiseOpInterface>(op) &&
         cast<ShapedType>(op->getResult(0).getType()).getShape() == cast<ShapedType>(value.getType()).getShape();
}

static bool takesEpilogue(Operation *root) { return root->hasTrait<EpilogueRoot>(); }

/// The layer that may join the group, or null.
static Operation *getNextLayer(const Group &group) {
  Operation *root = getRoot(group), *last = group.back();
  bool poolIsLast = last != root && isa<PoolOp>(last);
  Value result = last->getResult(0);
  if (!takesEpilogue(root) || poolIsLast || !result.hasOneUse())
    return nullptr;
  Operation *user = *result.user_begin();
  if (user->getBlock() != root->getBlock())
    return nullptr;
  bool joins = isElementwiseOn(user, result) || (takesPool(root) && isTilingPool(user));
  return joins ? user : nullptr;
}

/// All layers of the block, in groups.
static SmallVector<Group> chooseGroups(Block &block, bool epilogues) {
  SmallVector<Operation *> layers;
  for (Operation &op : block)
    if (isa<LayerOpInterface>(op) && !isVectorCode(&op))
      layers.push_back(&op);

  SmallVector<Group> groups;
  llvm::SmallPtrSet<Operation *, 32> taken;
  auto growFrom = [&](Operation *root) {
    if (!taken.insert(root).second)
      return;
    Group group = {root};
    // Dense kernels read a picture as it lies in memory.
    Operation *before = isa<DenseOp>(root) ? cast<DenseOp>(root).getInput().getDefiningOp() : nullptr;
    if (epilogues && before && isa<FlattenOp>(before) && before->hasOneUse() && taken.insert(before).second)
      group.insert(group.begin(), before);
    if (!epilogues) {
      groups.push_back(std::move(group));
      return;
    }
    for (Operation *next = getNextLayer(group); next && taken.insert(next).second; next = getNextLayer(group))
      group.push_back(next);
    groups.push_back(std::move(group));
  };
  for (Operation *op : llvm::reverse(layers))
    if (isa<Conv2dOp, ConvTranspose2dOp, DenseOp>(op))
      growFrom(op);
  for (Operation *op : llvm::reverse(layers))
    if (takesEpilogue(op) && !isa<ElementwiseOpInterface>(op))
      growFrom(op);
  for (Operation *op : layers)
    growFrom(op);
  return groups;
}

//===----------------------------------------------------------------------===//
// Building groups
//===----------------------------------------------------------------------===//

/// Whether the body uses the value from outside instead of through an operand.
static bool isParameter(Value value) {
  Operation *op = value.getDefiningOp();
  return op && (op->hasTrait<OpTrait::ConstantLike>() || isa<GetParameterOp, TransposeWeightOp>(op));
}

/// What the group reads from outside, each once, in the order of first use.
static SmallVector<Value> getActivations(const Group &group) {
  llvm::SmallSetVector<Value, 4> activations;
  for (Operation *op : group)
    for (Value operand : op->getOperands())
      if (!isParameter(operand) && !llvm::is_contained(group, operand.getDefiningOp()))
        activations.insert(operand);
  return activations.takeVector();
}

static void buildFused(const Group &group) {
  Operation *last = group.back();
  SmallVector<Value> activations = getActivations(group);
  auto locations = llvm::map_to_vector(group, [](Operation *op) { return op->getLoc(); });

  OpBuilder b(last);
  auto fused = FusedOp::create(b, b.getFusedLoc(locations), last->getResult(0).getType(), activations);
  last->getResult(0).replaceAllUsesWith(fused.getResult());

  Block &body = fused.getBody().emplaceBlock();
  IRMapping inside;
  for (Value value : activations) {
    RankedTensorType type = dropLayout(cast<RankedTensorType>(value.getType()));
    inside.map(value, body.addArgument(type, value.getLoc()));
  }
  for (Operation *op : group) {
    op->moveBefore(&body, body.end());
    for (OpOperand &operand : op->getOpOperands())
      operand.set(inside.lookupOrDefault(operand.get()));
  }
  b.setInsertionPointToEnd(&body);
  YieldOp::create(b, last->getLoc(), last->getResult(0));
}

namespace {

struct FuseLayers : cnnc::impl::FuseLayersBase<FuseLayers> {
  using FuseLayersBase::FuseLayersBase;

  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      for (const Group &group : chooseGroups(block, epilogues)) {
        buildFused(group);
        ++numGroups;
        numEpilogue += group.size() - 1;
      }
  }
};

} // namespace
