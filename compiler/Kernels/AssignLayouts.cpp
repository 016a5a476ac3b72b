//===- AssignLayouts.cpp - Give every tensor a memory layout
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layouts follow from the chosen kernels. For each value, in program order:
//
//   1. its order and block are what its producer writes; a producer that does
//      not care takes what the first consumer that cares wants, else blocks;
//   2. its halo is the largest that consumers of that order and block need, with
//      the border of the first one that needs any;
//   3. consumers that need another order, block or border read through a
//      cnn.change_layout, one for all that agree on these.
//
// Invariant: afterwards every operand of a group satisfies its kernel.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Kernels/Passes.h"
#include "dialects/Cnn/CnnGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_ASSIGNLAYOUTS
#include "compiler/Kernels/Passes.h.inc"
} // namespace cnnc

namespace {

using cnn::LayoutAttr;

/// Whether one buffer serves both: a halo, where both have one, holds the same.
bool sameForm(LayoutAttr a, LayoutAttr b) {
  return a.getOrder() == b.getOrder() && a.getBlock() == b.getBlock() &&
         (!a.hasHalo() || !b.hasHalo() || a.getBorder() == b.getBorder());
}

LayoutAttr widenHalo(LayoutAttr layout, LayoutAttr wanted) {
  SmallVector<int64_t, 4> halo;
  for (auto [a, b] : llvm::zip(layout.getHalo(), wanted.getHalo()))
    halo.push_back(std::max(a, b));
  return layout.withHalo(halo, layout.hasHalo() ? layout.getBorder() : wanted.getBorder());
}

Type withLayout(Type type, LayoutAttr layout) {
  auto tensor = cast<RankedTensorType>(type);
  return RankedTensorType::get(tensor.getShape(), tensor.getElementType(), layout);
}

class AssignLayouts final : public cnnc::impl::AssignLayoutsBase<AssignLayouts> {
public:
  using AssignLayoutsBase::AssignLayoutsBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    kernels.clear();
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || !cnn::isOnTensors(func))
      return;
    auto created = createTarget(func, triple, cpu);
    if (failed(created))
      return signalPassFailure();
    target = *created;
    auto groups = llvm::to_vector(func.getOps<cnn::FusedOp>());
    for (cnn::FusedOp group : groups)
      if (!(kernels[group] = getChosenKernel(group, target)))
        return signalPassFailure();
    for (auto [i, argument] : llvm::enumerate(func.getArguments()))
      assign(argument, abiLayout(argument, func.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kLayoutAttr)),
             /*widen=*/false);
    for (Operation &op : llvm::make_early_inc_range(func.getBody().front())) {
      if (auto group = dyn_cast<cnn::FusedOp>(op)) {
        // One number for each channel lies in memory as it is.
        if (cast<RankedTensorType>(group.getType()).getRank() == 1)
          continue;
        LayoutAttr layout = kernels.lookup(group)->getOutputLayout(group, target);
        // Nor has what is summed over the batch a halo.
        bool widen = !group.getRoot()->hasTrait<cnn::BatchReduction>();
        assign(group.getResult(), layout ? layout : wish(group.getResult()), widen);
      } else if (isPlainOp(&op)) {
        assign(op.getResult(0), plainLayout(), /*widen=*/false);
      }
    }
    changeResults(func);
    func.setType(FunctionType::get(&getContext(), func.getBody().getArgumentTypes(),
                                   func.getBody().front().getTerminator()->getOperandTypes()));
  }

private:
  /// Ops that take tensors of any rank in row-major order.
  static bool isPlainOp(Operation *op) { return isa_and_nonnull<cnn::GenerateOp, cnn::ViewOp>(op); }

  LayoutAttr plainLayout() { return LayoutAttr::get(&getContext(), cnn::Order::nchw, 1, {0, 0, 0, 0}, 0); }

  /// The layout that a user of the library sees. That of a vector is the same
  /// in memory either way, so that it may be what its neighbours want.
  LayoutAttr abiLayout(Value value, StringAttr order) {
    int64_t rank = cast<RankedTensorType>(value.getType()).getRank();
    bool planes = order && order.getValue().contains("CHW");
    planes |= rank != 2 && rank != 4;
    planes |= rank == 2 && (isPlainOp(value.getDefiningOp()) || llvm::any_of(value.getUsers(), isPlainOp));
    return LayoutAttr::get(&getContext(), planes ? cnn::Order::nchw : cnn::Order::nhwc, 1, {0, 0, 0, 0}, 0);
  }

  /// What a use wants; null: anything.
  LayoutAttr wanted(OpOperand &use) {
    if (isPlainOp(use.getOwner()))
      return plainLayout();
    auto group = dyn_cast<cnn::FusedOp>(use.getOwner());
    const Kernel *kernel = group ? kernels.lookup(group) : nullptr;
    return kernel ? kernel->getInputLayout(group, use.getOperandNumber(), target) : LayoutAttr();
  }

  LayoutAttr wish(Value value) {
    for (OpOperand &use : value.getUses())
      if (LayoutAttr layout = wanted(use))
        return layout.withHalo({0, 0, 0, 0});
    return blockedLayout(&getContext(), target.lanes);
  }

  /// Profiles name a change of an input after the input.
  Location changeLoc(Value value) {
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument)
      return value.getLoc();
    auto name = getOperation().getArgAttrOfType<StringAttr>(argument.getArgNumber(), cnn::CnnDialect::kNameAttr);
    return name ? Location(NameLoc::get(name, value.getLoc())) : value.getLoc();
  }

  /// A layout that some uses get.
  struct Form {
    LayoutAttr layout;
    bool isPlain; ///< of ops that take no halo
    SmallVector<OpOperand *, 2> uses;
  };

  /// Steps 2 and 3 for one value.
  void assign(Value value, LayoutAttr layout, bool widen) {
    widen &= llvm::none_of(value.getUsers(), isPlainOp);
    SmallVector<Form> forms;
    for (OpOperand &use : value.getUses()) {
      LayoutAttr want = wanted(use);
      if (!want)
        continue;
      bool isPlain = isPlainOp(use.getOwner());
      if (sameForm(want, layout) && (widen || !want.hasHalo())) {
        layout = widenHalo(layout, want);
        continue;
      }
      auto *form = llvm::find_if(forms, [&](const Form &f) {
        return sameForm(f.layout, want) && (f.isPlain == isPlain || !(f.isPlain ? want : f.layout).hasHalo());
      });
      if (form == forms.end()) {
        forms.push_back({want, isPlain, {&use}});
        continue;
      }
      form->layout = widenHalo(form->layout, want);
      form->isPlain |= isPlain;
      form->uses.push_back(&use);
    }
    value.setType(withLayout(value.getType(), layout));
    for (Form &form : forms) {
      OpBuilder builder(&getContext());
      builder.setInsertionPointAfterValue(value);
      Value changed =
          cnn::ChangeLayoutOp::create(builder, changeLoc(value), withLayout(value.getType(), form.layout), value);
      ++changes;
      for (OpOperand *use : form.uses)
        use->set(changed);
    }
  }

  void changeResults(func::FuncOp func) {
    Operation *terminator = func.getBody().front().getTerminator();
    OpBuilder builder(terminator);
    for (OpOperand &operand : terminator->getOpOperands()) {
      auto order = func.getResultAttrOfType<StringAttr>(operand.getOperandNumber(), cnn::CnnDialect::kLayoutAttr);
      Type type = withLayout(operand.get().getType(), abiLayout(operand.get(), order));
      auto name = func.getResultAttrOfType<StringAttr>(operand.getOperandNumber(), cnn::CnnDialect::kNameAttr);
      Location loc = operand.get().getLoc();
      operand.set(cnn::ChangeLayoutOp::create(builder, name ? NameLoc::get(name, loc) : loc, type, operand.get()));
      ++changes;
    }
  }

  Target target;
  DenseMap<Operation *, const Kernel *> kernels;
};

} // namespace
