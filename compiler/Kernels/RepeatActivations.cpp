//===- RepeatActivations.cpp - Element-wise layers again, beside a gradient
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What follows a batch normalisation is needed by the next convolution, at once,
// and by the gradient of its weight, much later. To write it to memory for the
// second one and read it there takes longer than to compute it twice: what it is
// computed from is read in the backward pass anyway, by the normalisation's own
// gradient.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OuterProduct.h"
#include "compiler/Kernels/Passes.h"
#include "dialects/Cnn/CnnGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_REPEATACTIVATIONS
#include "compiler/Kernels/Passes.h.inc"
} // namespace cnnc

namespace {

class RepeatActivations final : public cnnc::impl::RepeatActivationsBase<RepeatActivations> {
public:
  using RepeatActivationsBase::RepeatActivationsBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!cnn::computesGradients(function))
      return;
    for (cnn::FusedOp gradient : llvm::to_vector(function.getOps<cnn::FusedOp>()))
      if (isByPicture(gradient))
        for (OpOperand &operand : gradient->getOpOperands())
          if (cnn::FusedOp group = operand.get().getDefiningOp<cnn::FusedOp>(); group && pays(group, gradient)) {
            Value again = OpBuilder(gradient).clone(*group)->getResult(0);
            // So do others there: the layer's own gradient may ask for its result's sign.
            group.getResult().replaceUsesWithIf(again, [&](OpOperand &use) {
              return use.getOwner()->getBlock() == gradient->getBlock() && !use.getOwner()->isBeforeInBlock(gradient);
            });
            ++repeated;
          }
  }

private:
  static bool isByPicture(cnn::FusedOp group) {
    auto conv = dyn_cast<cnn::Conv2dWeightGradientOp>(getRoot(group));
    auto choice = group->getAttrOfType<kernel::ChoiceAttr>(kernel::KernelDialect::kChoiceAttr);
    const Kernel *kernel = choice ? findKernel(choice.getKernel()) : nullptr;
    if (conv && kernel == &getWinogradPictureGradientKernel())
      return true;
    return conv && (kernel == &getConvWeightGradientKernel() || kernel == &getDepthwiseWeightGradientKernel()) &&
           sumsByPicture(cnn::getPictureShape(conv.getInput()), cnn::getPictureShape(conv.getGradient()),
                         cast<RankedTensorType>(conv.getType()).getShape());
  }

  /// Whether the group can be computed again before `user`, and is needed there long
  /// after what needs it first.
  static bool pays(cnn::FusedOp group, Operation *user) {
    bool isElementwise = llvm::all_of(group.getBody().front().without_terminator(),
                                      [](Operation &op) { return isa<cnn::ElementwiseOpInterface>(op); });
    bool waits = llvm::any_of(group->getUsers(), [&](Operation *other) {
      return other->getBlock() == user->getBlock() && isa<cnn::Conv2dOp>(rootOf(other)) && other->isBeforeInBlock(user);
    });
    bool isKept = llvm::all_of(group.getInputs(), [&](Value input) {
      bool isPicture = cast<RankedTensorType>(input.getType()).getRank() > 1;
      return !isPicture || isa<BlockArgument>(input) || llvm::any_of(input.getUsers(), [&](Operation *other) {
        return other->getBlock() == user->getBlock() && user->isBeforeInBlock(other);
      });
    });
    return isElementwise && waits && isKept;
  }

  static Operation *rootOf(Operation *op) {
    auto group = dyn_cast<cnn::FusedOp>(op);
    return group ? getRoot(group) : op;
  }
};

} // namespace
