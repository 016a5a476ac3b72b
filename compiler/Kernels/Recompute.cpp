//===- Recompute.cpp - Activations that are computed again instead of kept
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass cnn-recompute. It comes after layouts, when each group of layers is a
// step and each tensor a buffer whose size is known, and before the buffers have
// places. RecomputePlan.h has the search.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Passes.h"
#include "compiler/Kernels/RecomputePlan.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelDialect.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_RECOMPUTE
#include "compiler/Kernels/Passes.h.inc"
} // namespace cnnc

namespace {

class Recompute final : public cnnc::impl::RecomputeBase<Recompute> {
public:
  using RecomputeBase::RecomputeBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!computesGradients(function))
      return;
    plan = RecomputePlan();
    numbers.clear();
    ops.clear();
    read(function.getBody().front());
    plan.fit(limit);
    write(function.getBody().front());
  }

private:
  /// Bytes of a picture's part of a tensor.
  static int64_t getBytes(Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    auto layout = type ? dyn_cast_if_present<LayoutAttr>(type.getEncoding()) : LayoutAttr();
    if (!layout || !type.getRank() || !type.isDynamicDim(0))
      return 0;
    return llvm::alignTo(layout.pictureElements(type.getShape()) * (type.getElementTypeBitWidth() / 8), 64);
  }

  /// Whether it lies in memory of the caller's.
  static bool isResult(Value value) {
    return llvm::any_of(value.getUsers(), [](Operation *user) { return isa<func::ReturnOp>(user); });
  }

  int numberOf(Value value) {
    while (auto view = value.getDefiningOp<ViewOp>())
      value = view.getInput();
    auto found = numbers.find(value);
    if (found != numbers.end())
      return found->second;
    int64_t bytes = value.getDefiningOp() && !isResult(value) ? getBytes(value) : 0;
    return numbers[value] = plan.addValue(bytes);
  }

  /// The operands that a group may write over, as PlanMemory.cpp does: those with
  /// the result's type that are read at the very element that is written.
  static SmallVector<int, 4> findInPlace(FusedOp group) {
    SmallVector<int, 4> operands;
    bool isElementwise = isa<ElementwiseOpInterface>(group.getRoot());
    bool hasEpilogue = !isa<YieldOp>(group.getRoot()->getNextNode());
    for (auto [i, input] : llvm::enumerate(group.getInputs()))
      if (input.getType() == group.getType() && (isElementwise || (hasEpilogue && i > 0)))
        operands.push_back(int(i));
    return operands;
  }

  void read(Block &block) {
    for (Operation &op : block.without_terminator()) {
      if (isa<ViewOp>(op))
        continue;
      SmallVector<int> reads;
      for (Value operand : op.getOperands())
        reads.push_back(numberOf(operand));
      int writes = op.getNumResults() == 1 ? numberOf(op.getResult(0)) : RecomputePlan::kNone;
      RecomputePlan::Op step;
      auto group = dyn_cast<FusedOp>(op);
      // Sums over the batch, and what follows from them, are small.
      step.canRepeat = (group || isa<ChangeLayoutOp>(op)) && writes >= 0 && plan.getValue(writes).bytes;
      if (group) {
        auto cycles = op.getAttrOfType<FloatAttr>(kernel::KernelDialect::kCyclesAttr);
        step.cycles = cycles ? cycles.getValueAsDouble() : 0;
        step.inPlace = findInPlace(group);
      }
      // Each element is read and written, whatever is computed.
      if (step.canRepeat)
        step.cycles += double(plan.getValue(writes).bytes) / 8;
      plan.addOp(std::move(step), reads, writes);
      ops.push_back(&op);
    }
  }

  /// The list as IR: steps that compute again are copies.
  void write(Block &block) {
    DenseMap<int, Value> places;
    for (auto [value, number] : numbers)
      places[number] = value;
    Operation *place = &block.front();
    for (const RecomputePlan::Step &step : plan.getSteps()) {
      Operation *op = ops[step.op];
      if (step.again) {
        OpBuilder b(place);
        op = b.clone(*op);
        places[step.writes] = op->getResult(0);
        ++repeated;
        repeatedBytes += plan.getValue(step.writes).bytes;
      } else {
        place = op->getNextNode();
      }
      for (auto [operand, read] : llvm::zip_equal(op->getOpOperands(), step.reads))
        operand.set(remap(operand.get(), places.lookup(read), op));
    }
  }

  /// `value` with `source` where its views begin.
  static Value remap(Value value, Value source, Operation *user) {
    auto view = value.getDefiningOp<ViewOp>();
    if (!view)
      return source;
    Value input = remap(view.getInput(), source, user);
    if (input == view.getInput())
      return value;
    OpBuilder b(user);
    return ViewOp::create(b, view.getLoc(), view.getType(), input);
  }

  RecomputePlan plan;
  DenseMap<Value, int> numbers;
  SmallVector<Operation *> ops;
};

} // namespace
