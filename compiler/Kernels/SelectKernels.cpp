//===- SelectKernels.cpp - Choose the kernel and the tile of each group
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Kernels/Passes.h"

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
  bool allows(const Kernel &kernel, cnn::FusedOp group) const {
    bool isReference = kernel.getName() == "reference";
    if (reference || (conv == "reference" && isa<cnn::Conv2dOp, cnn::ConvTranspose2dOp>(getRoot(group))))
      return isReference;
    if (kernel.getName() == "winograd_conv" && conv == "direct")
      return false;
    return !isReference;
  }

  /// Whether `kernel` goes before what costs less.
  bool isWanted(const Kernel &kernel) const { return conv == "winograd" && kernel.getName() == "winograd_conv"; }

  LogicalResult select(cnn::FusedOp group, const Target &target) {
    const Kernel *best = nullptr;
    Candidate chosen;
    std::string reasons;
    for (const Kernel *kernel : allKernels()) {
      if (!allows(*kernel, group))
        continue;
      std::string why;
      std::optional<Candidate> offer = kernel->match(group, target, why);
      if (!offer) {
        reasons += (Twine("\n  ") + kernel->getName() + ": " + why).str();
        continue;
      }
      if (best && offer->cycles >= chosen.cycles && !isWanted(*kernel))
        continue;
      best = kernel;
      chosen = *offer;
      if (isWanted(*kernel))
        break;
    }
    if (!best)
      return group.emitError("no kernel computes this layer") << reasons;
    group->setAttr(kernel::KernelDialect::kChoiceAttr,
                   kernel::ChoiceAttr::get(&getContext(), best->getName(), chosen.tile));
    ++groups;
    return success();
  }
};

} // namespace
