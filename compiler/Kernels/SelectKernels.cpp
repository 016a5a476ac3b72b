//===- SelectKernels.cpp - Choose the kernel and the tile of each group
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Passes.h"
#include "compiler/Kernels/Selection.h"

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
    auto created = Target::create(triple, cpu);
    if (!created) {
      emitError(getOperation().getLoc(), llvm::toString(created.takeError()));
      return signalPassFailure();
    }
    Target target = *created;
    target.maxError = maxError;
    auto result = getOperation().walk([&](cnn::FusedOp group) {
      return succeeded(select(group, target)) ? WalkResult::advance() : WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

private:
  LogicalResult select(cnn::FusedOp group, const Target &target) {
    Selection selection = rankKernels(group, target, {conv, reference});
    if (selection.offers.empty()) {
      InFlightDiagnostic error = group.emitError("no kernel computes this layer");
      for (const Refusal &refusal : selection.refusals)
        if (refusal.reason != Refusal::Rules)
          error << "\n  " << refusal.kernel->getName() << ": " << refusal.why;
      return error;
    }
    const auto &[kernel, candidate] = selection.offers.front();
    group->setAttr(kernel::KernelDialect::kChoiceAttr,
                   kernel::ChoiceAttr::get(&getContext(), kernel->getName(), candidate.tile));
    group->setAttr(kernel::KernelDialect::kCyclesAttr, Builder(&getContext()).getF64FloatAttr(candidate.cycles));
    ++groups;
    return success();
  }
};

} // namespace
