//===- MicroBatch.cpp - How many pictures go through the network together
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel that computes all pictures of a batch before the next kernel begins finds
// none of its input in a cache, once the batch is large. One picture after another
// would be best for maps, and worst for weights, which each of them fetches again.
// The traffic of each kernel with micro-batches of some sizes is estimated, and a
// dynamic programme finds the sizes along the network: where they change, a section
// ends, and what is alive there lies in memory for the whole batch.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Lowering/Passes.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_MICROBATCH
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// Sizes to choose from; the last stands for all pictures that there are.
constexpr int64_t kSizes[] = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
constexpr size_t kWhole = std::size(kSizes) - 1;

/// By how much a byte of a map takes longer than one of the weights, which are read as
/// a stream: measured 9 bytes a cycle from the last-level cache, where weights have 24.
constexpr double kMapCost = 2;

/// Cycles to call a kernel, and what a section must save for a picture.
constexpr double kCallCycles = 300, kBorderCycles = 2000;

/// A kernel, or several that are joined and so are not parted.
struct Unit {
  SmallVector<kernel::KernelOpInterface> kernels;
  double readBytes = 0, writtenBytes = 0; ///< for each picture
  double weightBytes = 0;
  bool needsWhole = false; ///< whether it computes something of all pictures
};

class MicroBatch final : public cnnc::impl::MicroBatchBase<MicroBatch> {
public:
  using MicroBatchBase::MicroBatchBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || func->hasAttr(cnn::CnnDialect::kRoleAttr))
      return;
    auto created = createTarget(func, triple, cpu);
    if (failed(created))
      return signalPassFailure();
    target = *created;
    collectUnits(func);
    if (!units.empty())
      mark(chooseSizes());
  }

private:
  void collectUnits(func::FuncOp func) {
    units.clear();
    weightBytes = 0;
    for (auto op : func.getOps<kernel::KernelOpInterface>()) {
      if (units.empty() || !op->hasAttr(kernel::KernelDialect::kJoinedAttr))
        units.emplace_back();
      Unit &unit = units.back();
      unit.kernels.push_back(op);
      unit.needsWhole |= findKernel(op)->getWorkItems(op).fixed != 0 || findKernel(op)->reducesBatch(op);
      for (OpOperand &operand : op->getOpOperands()) {
        auto type = cast<MemRefType>(operand.get().getType());
        cnn::LayoutAttr layout = cnn::getLayout(type);
        double bytes = type.getElementTypeBitWidth() / 8.0;
        if (!layout) {
          unit.weightBytes += bytes * double(type.getNumElements());
          continue;
        }
        unit.needsWhole |= type.getRank() == 0 || !type.isDynamicDim(0);
        if (unit.needsWhole)
          continue;
        bool isRead = operand.getOperandNumber() < op.getInputs().size();
        (isRead ? unit.readBytes : unit.writtenBytes) += bytes * double(layout.pictureStride(type.getShape()));
      }
    }
    for (const Unit &unit : units)
      weightBytes += unit.weightBytes;
  }

  /// What one core may fill of the second level, and of the last.
  double levelTwo() const { return 0.75 * double(target.l2Bytes); }
  double levelThree() const { return 0.5 * double(target.l3Bytes); }

  /// Cycles per picture to move what a unit touches. Weights are back in the last-level
  /// cache, if at all; a line is fetched before it is written.
  double countCycles(const Unit &unit, int64_t pictures) const {
    double touched = unit.weightBytes + double(pictures) * (unit.readBytes + unit.writtenBytes);
    double far = std::max(0.0, 1 - levelTwo() / touched), farther = std::max(0.0, 1 - levelThree() / touched);
    double rate = weightBytes > levelThree() ? target.memoryBytesPerCycle : target.l3BytesPerCycle;
    double mapBytes = kMapCost * (unit.readBytes + 2 * unit.writtenBytes);
    return mapBytes * (far / target.l3BytesPerCycle + farther / target.memoryBytesPerCycle) +
           (kCallCycles * double(unit.kernels.size()) + unit.weightBytes / rate) / double(pictures);
  }

  /// Cycles per picture to write and read again what is alive before unit `i`, where
  /// a section ends: it has room for all pictures, of which there are many.
  double countCrossing(size_t i) const {
    double bytes = 0;
    llvm::SmallDenseSet<Value> seen;
    for (const Unit &unit : ArrayRef(units).take_front(i))
      for (kernel::KernelOpInterface op : unit.kernels) {
        Value source = kernel::getSource(op.getOutput());
        auto type = cast<MemRefType>(source.getType());
        if (!source.getDefiningOp<kernel::BufferOp>() || !cnn::getLayout(type) || !seen.insert(source).second ||
            !isReadFrom(source, i))
          continue;
        bytes += double(cnn::getLayout(type).pictureStride(type.getShape())) * type.getElementTypeBitWidth() / 8.0;
      }
    bool stays = bytes * double(kSizes[kWhole]) <= levelThree();
    return kBorderCycles + 3 * kMapCost * bytes / (stays ? target.l3BytesPerCycle : target.memoryBytesPerCycle);
  }

  /// Whether a kernel from unit `i` on touches the buffer.
  bool isReadFrom(Value buffer, size_t i) const {
    Operation *first = units[i].kernels[0];
    return llvm::any_of(buffer.getUsers(), [&](Operation *user) {
      return isa<kernel::KernelOpInterface>(user) ? !user->isBeforeInBlock(first)
                                                  : user->getNumResults() == 1 && isReadFrom(user->getResult(0), i);
    });
  }

  /// For each unit the index of a size.
  std::vector<size_t> chooseSizes() const {
    constexpr double never = std::numeric_limits<double>::infinity();
    constexpr size_t sizes = std::size(kSizes);
    std::vector<std::array<double, sizes>> cost(units.size());
    std::vector<std::array<size_t, sizes>> before(units.size());
    for (size_t i = 0; i < units.size(); ++i) {
      double crossing = i ? countCrossing(i) : 0;
      size_t best = i ? llvm::min_element(cost[i - 1]) - cost[i - 1].begin() : 0;
      for (size_t k = 0; k < sizes; ++k) {
        bool stays = i && cost[i - 1][k] <= cost[i - 1][best] + crossing;
        before[i][k] = stays ? k : best;
        double sofar = !i ? 0 : stays ? cost[i - 1][k] : cost[i - 1][best] + crossing;
        cost[i][k] = units[i].needsWhole && k != kWhole ? never : sofar + countCycles(units[i], kSizes[k]);
      }
    }
    std::vector<size_t> chosen(units.size());
    chosen.back() = llvm::min_element(cost.back()) - cost.back().begin();
    for (size_t i = units.size() - 1; i > 0; --i)
      chosen[i - 1] = before[i][chosen[i]];
    return chosen;
  }

  void mark(ArrayRef<size_t> chosen) {
    Builder b(&getContext());
    for (auto [i, unit] : llvm::enumerate(units)) {
      bool isWhole = chosen[i] == kWhole;
      if (i == 0 ? !isWhole : chosen[i] != chosen[i - 1]) {
        unit.kernels[0]->setAttr(kernel::KernelDialect::kMicroBatchAttr,
                                 b.getI64IntegerAttr(isWhole ? 0 : kSizes[chosen[i]]));
        sections += !isWhole;
      }
      // What a micro-batch writes is read before it would have left the caches.
      for (kernel::KernelOpInterface op : unit.kernels)
        if (!isWhole)
          op->removeAttr(kernel::KernelDialect::kStreamAttr);
    }
  }

  Target target;
  std::vector<Unit> units;
  double weightBytes = 0; ///< of the network
};

} // namespace
