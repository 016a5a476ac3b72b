//===- SelectKernels.cpp - Choose the kernel and the tile of each group
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Passes.h"
#include "compiler/Kernels/Tuning.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_SELECTKERNELS
#include "compiler/Kernels/Passes.h.inc"
} // namespace cnnc

namespace {

class SelectKernels final : public cnnc::impl::SelectKernelsBase<SelectKernels> {
public:
  using SelectKernelsBase::SelectKernelsBase;

  void runOnOperation() override {
    auto created = createTarget(getOperation(), triple, cpu);
    if (failed(created))
      return signalPassFailure();
    Target target = *created;
    target.maxError = maxError;
    if (!getOperation()->hasAttr(cnn::CnnDialect::kBatchAttr))
      target.batch = batch;
    if (target.batch > 1)
      getOperation()->setAttr(cnn::CnnDialect::kBatchAttr, Builder(&getContext()).getI64IntegerAttr(target.batch));
    if (auto error = target.setPrecision(precision)) {
      emitError(getOperation().getLoc(), llvm::toString(std::move(error)));
      return signalPassFailure();
    }
    std::optional<Tuning> measured;
    if (!tuning.empty()) {
      llvm::Expected<Tuning> read = Tuning::read(tuning);
      if (!read) {
        emitError(getOperation().getLoc(), llvm::toString(read.takeError()));
        return signalPassFailure();
      }
      measured = std::move(*read);
    }
    auto result = getOperation().walk([&](cnn::FusedOp group) {
      bool isDone = group->hasAttr(kernel::KernelDialect::kChoiceAttr)
                        ? getChosenKernel(group, target) != nullptr
                        : succeeded(select(group, target, measured ? &*measured : nullptr));
      return isDone ? WalkResult::advance() : WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

private:
  LogicalResult select(cnn::FusedOp group, const Target &target, const Tuning *measured) {
    SelectionRules rules{conv, reference};
    Selection selection = rankKernels(group, target, rules);
    if (selection.offers.empty()) {
      InFlightDiagnostic error = group.emitError("no kernel computes this layer");
      for (const Refusal &refusal : selection.refusals)
        if (refusal.reason != Refusal::Rules)
          error << "\n  " << refusal.kernel->getName() << ": " << refusal.why;
      return error;
    }
    if (measured)
      if (auto mistake = measured->apply(selection, group, target, rules)) {
        InFlightDiagnostic error = emitError(
            FileLineColLoc::get(&getContext(), tuning.getValue(), mistake->line, /*column=*/1), mistake->text);
        error.attachNote(group.getLoc()) << "the layer is here";
        return error;
      }
    const auto &[kernel, candidate, nanoseconds] = selection.offers.front();
    group->setAttr(kernel::KernelDialect::kChoiceAttr,
                   kernel::ChoiceAttr::get(&getContext(), kernel->getName(), candidate.tile));
    group->setAttr(kernel::KernelDialect::kCyclesAttr, Builder(&getContext()).getF64FloatAttr(candidate.cycles));
    ++groups;
    return success();
  }
};

} // namespace
