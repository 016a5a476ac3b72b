//===- JoinSteps.cpp - Kernels that pictures go through together
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With a batch, the pictures of a map may be far more than the caches hold: each
// kernel then fetches from memory what the one before has just written. But a
// kernel's results for a picture depend on that picture only, until a sum over the
// batch comes. Kernels in between are joined: a few pictures go through all of
// them, then the next few. Where one picture is too large already, and no kernel
// mixes channels, its blocks of channels go through them one by one.
//
// The list is walked once, with one run of joined kernels open. Another kernel in
// the way goes before the run if it depends on nothing in it (it packs a weight),
// or else behind it (the gradient of a weight), where it meets its inputs a little
// later. A kernel that depends on one that has gone behind ends the run.
//
// With the runs it is known, too, whose results nobody reads soon: these can go past
// the caches.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Kernels/WinogradLoops.h"
#include "compiler/Lowering/Effects.h"
#include "compiler/Lowering/Passes.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_JOINSTEPS
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// How many kernels may go behind a run: what they read stays alive longer.
constexpr size_t kMostBehind = 6;

class JoinSteps final : public cnnc::impl::JoinStepsBase<JoinSteps> {
public:
  using JoinStepsBase::JoinStepsBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    auto batch = func->getAttrOfType<IntegerAttr>(cnn::CnnDialect::kBatchAttr);
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || !batch || batch.getInt() < 2)
      return;
    auto created = createTarget(func, triple, cpu);
    if (failed(created))
      return signalPassFailure();
    target = *created;
    moveBuffers(func.getBody().front());
    run.clear();
    behind.clear();
    for (auto op : llvm::to_vector(func.getOps<kernel::KernelOpInterface>()))
      visit(op);
    endRun();
    if (target.isa != Isa::Neon)
      markStreams(batch.getInt());
  }

private:
  /// Marks kernels whose output is more than the caches hold and is read in another
  /// run only. A store fetches no line that goes past the caches; it must be of whole
  /// lines, or of vectors one behind the other.
  void markStreams(int64_t batch) {
    kernel::KernelOpInterface first;
    for (auto op : getOperation().getOps<kernel::KernelOpInterface>()) {
      if (!op->hasAttr(kernel::KernelDialect::kJoinedAttr))
        first = op;
      Value output = op.getOutput();
      auto type = cast<MemRefType>(output.getType());
      cnn::LayoutAttr layout = cnn::getLayout(type);
      if (!isa<kernel::DepthwiseTransposedConvOp, kernel::ElementwiseOp, kernel::WinogradConvOp>(op) ||
          !output.getDefiningOp<kernel::BufferOp>() || layout.hasHalo() || layout.getBlock() != target.lanes ||
          layout.getOrder() != cnn::Order::nchw || !type.getElementType().isF32() || !type.isDynamicDim(0) ||
          batch * layout.pictureStride(type.getShape()) * 4 <= target.keptBytes)
        continue;
      bool isReadHere = llvm::any_of(output.getUsers(), [&](Operation *user) {
        if (user == op)
          return false;
        while (user->hasAttr(kernel::KernelDialect::kJoinedAttr))
          user = user->getPrevNode();
        return user == first || !isa<kernel::KernelOpInterface>(user);
      });
      if (!isReadHere)
        op->setAttr(kernel::KernelDialect::kStreamAttr, UnitAttr::get(&getContext()));
    }
  }

  struct Member {
    kernel::KernelOpInterface op;
    Effects effects;
  };

  void visit(kernel::KernelOpInterface op) {
    Effects effects(op);
    auto meets = [&](const Member &member) { return member.effects.conflictsWith(effects); };
    bool waits = llvm::any_of(behind, meets);
    if (!run.empty() && canJoin(op)) {
      if (!waits && run.size() < size_t(kernel::kMostJoined)) {
        op->moveAfter(run.back().op);
        run.push_back({op, effects});
        return;
      }
      endRun();
    } else if (!run.empty()) {
      if (!waits && llvm::none_of(run, meets)) {
        op->moveBefore(run.front().op);
        return;
      }
      behind.push_back({op, effects});
      if (behind.size() == kMostBehind)
        endRun();
      return;
    }
    if (canJoin(op))
      run.push_back({op, effects});
  }

  void endRun() {
    if (run.size() > 1) {
      Builder b(&getContext());
      run.front().op->setAttr(kernel::KernelDialect::kJoinAttr, b.getI64IntegerAttr(countPictures()));
      if (auto [blocks, together] = countBlocksTogether(); together < blocks)
        run.front().op->setAttr(kernel::KernelDialect::kJoinBlocksAttr, b.getDenseI64ArrayAttr({blocks, together}));
      for (Member &member : llvm::drop_begin(run))
        member.op->setAttr(kernel::KernelDialect::kJoinedAttr, b.getUnitAttr());
      joined += run.size();
    }
    run.clear();
    behind.clear();
  }

  /// Whether it computes each picture by itself, whatever its number in the batch,
  /// and does not fetch many weights each time.
  bool canJoin(kernel::KernelOpInterface op) const {
    if (!isa<kernel::DirectConvOp, kernel::WinogradConvOp, kernel::DepthwiseConvOp, kernel::TransposedConvOp,
             kernel::DepthwiseTransposedConvOp, kernel::ElementwiseOp, kernel::PictureSumsOp, kernel::PoolOp,
             kernel::ConvWeightGradientOp, kernel::DepthwiseWeightGradientOp, kernel::WinogradPictureGradientOp>(op))
      return false;
    int64_t weights = 0;
    for (Value operand : op->getOperands()) {
      auto type = cast<MemRefType>(operand.getType());
      if (cnn::getLayout(type) && !type.isDynamicDim(0))
        return false;
      if (operand.getDefiningOp<kernel::ControlOp>())
        return false;
      if (!cnn::getLayout(type))
        weights += type.getNumElements() * (type.getElementTypeBitWidth() / 8);
    }
    WorkItems items = findKernel(op)->getWorkItems(op);
    // A gradient of a weight has no fixed items if each picture has its own.
    return items.fixed == 0 && weights <= target.l2Bytes / 2;
  }

  /// Bytes of the pictures that the kernels touch.
  int64_t countBytes() {
    int64_t bytes = 0;
    SmallVector<Value> seen;
    for (Member &member : run)
      for (Value operand : member.op->getOperands()) {
        auto type = cast<MemRefType>(operand.getType());
        if (!cnn::getLayout(type) || llvm::is_contained(seen, operand))
          continue;
        seen.push_back(operand);
        bytes += cnn::getLayout(type).pictureStride(type.getShape()) * (type.getElementTypeBitWidth() / 8);
      }
    return bytes;
  }

  /// What a run may fill of the second level of the caches.
  int64_t countCached() const { return target.l2Bytes * 3 / 4; }

  /// As many as keep what the kernels touch in the cache, and in whole products where
  /// one is of several pictures.
  int64_t countPictures() {
    int64_t unit = 1;
    for (Member &member : run) {
      if (auto conv = dyn_cast<kernel::WinogradConvOp>(member.op.getOperation()))
        unit = std::max(unit, WinogradRun::get(conv).pictures);
    }
    int64_t fit = std::max<int64_t>(1, countCached() / std::max<int64_t>(1, countBytes()));
    return int64_t(llvm::alignTo(fit, unit));
  }

  /// Blocks of a picture's channels, and how many the cache holds; 1 and 1 where they
  /// all go through the kernels together.
  std::pair<int64_t, int64_t> countBlocksTogether() {
    int64_t bytes = countBytes(), blocks = findKernel(run[0].op)->countChannelParts(run[0].op);
    if (bytes <= countCached() || blocks < 2 ||
        !llvm::all_of(
            run,
            [&](const Member &member) {
              return findKernel(member.op)->countChannelParts(member.op) == blocks && keepsBlocks(member.op, blocks);
            }))
      return {1, 1};
    return {blocks, std::max<int64_t>(1, blocks * countCached() / bytes)};
  }

  /// Whether a tensor that this run alone touches has these blocks, one after
  /// another: they will lie in the same place.
  bool keepsBlocks(kernel::KernelOpInterface op, int64_t blocks) {
    return llvm::all_of(op->getOperands(), [&](Value operand) {
      auto type = cast<MemRefType>(operand.getType());
      Value source = kernel::getSource(operand);
      if (!source.getDefiningOp<kernel::BufferOp>() || !isTouchedHereOnly(source))
        return true;
      return source == operand && cnn::getLayout(type) && cnn::getLayout(type).getPitch() == 0 &&
             countBlocks(operand) == blocks;
    });
  }

  bool isTouchedHereOnly(Value buffer) {
    return llvm::all_of(buffer.getUsers(), [&](Operation *user) {
      return isa<kernel::PartOp, kernel::SliceOp, kernel::ViewOp>(user)
                 ? isTouchedHereOnly(user->getResult(0))
                 : llvm::any_of(run, [&](const Member &member) { return member.op == user; });
    });
  }

  Target target;
  std::vector<Member> run, behind;
};

} // namespace
