//===- ReadPictures.cpp - Let first layers read the caller's pictures
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The caller's picture becomes planes with a halo by an element-wise kernel,
// which may normalise it as well. Convolutions that read these planes can do so
// themselves, row by row; then neither step nor buffer is needed. They must all
// be able to, or else the step stays, and nothing would be saved.
//
// Only what the caller passes is read in this way: it keeps its contents during
// the whole run.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/Passes.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_READPICTURES
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class ReadPictures final : public cnnc::impl::ReadPicturesBase<ReadPictures> {
public:
  using ReadPicturesBase::ReadPicturesBase;

  void runOnOperation() override {
    for (auto step : llvm::make_early_inc_range(getOperation().getOps<kernel::ElementwiseOp>()))
      if (convertsPicture(step) && canRead(step))
        fold(step);
  }

private:
  /// From a picture of the caller's, and parameters.
  static bool convertsPicture(kernel::ElementwiseOp step) {
    if (step.getInputs().empty())
      return false;
    Value input = step.getInputs()[0], output = step.getOutput();
    cnn::LayoutAttr layout = cnn::getLayout(input.getType());
    return isa<BlockArgument>(input) && layout && layout.getBlock() == 1 &&
           cast<MemRefType>(input.getType()).getShape() == cast<MemRefType>(output.getType()).getShape() &&
           llvm::all_of(step.getInputs().drop_front(), [](Value v) { return v.getDefiningOp<kernel::ConstantOp>(); });
  }

  /// Whether a convolution reads planes that it might make itself, and reads
  /// them as nothing else.
  static bool canRead(kernel::DirectConvOp conv, Value planes) {
    return conv && conv.getGroups() == 1 && conv.getInputs()[0] == planes && conv.getPrologue().empty() &&
           llvm::count(conv->getOperands(), planes) == 1;
  }

  static bool canRead(kernel::ElementwiseOp step) {
    Value planes = step.getOutput();
    cnn::LayoutAttr layout = cnn::getLayout(planes.getType());
    if (!planes.getDefiningOp<kernel::BufferOp>() || layout.getBlock() != 1 || layout.getOrder() != cnn::Order::nchw)
      return false;
    return llvm::all_of(planes.getUsers(), [&](Operation *user) {
      return user == step || canRead(dyn_cast<kernel::DirectConvOp>(user), planes);
    });
  }

  void fold(kernel::ElementwiseOp step) {
    Value planes = step.getOutput();
    for (Operation *user : llvm::make_early_inc_range(planes.getUsers())) {
      auto conv = dyn_cast<kernel::DirectConvOp>(user);
      if (!conv)
        continue;
      conv.getInputsMutable()[0].set(step.getInputs()[0]);
      conv.getWeightsMutable().append(step.getInputs().drop_front());
      IRMapping mapping;
      step.getEpilogue().cloneInto(&conv.getPrologue(), mapping);
      ++folded;
    }
    step.erase();
    planes.getDefiningOp()->erase();
  }
};

} // namespace
