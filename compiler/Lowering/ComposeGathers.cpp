//===- ComposeGathers.cpp - One gather instead of one after the other
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A ShuffleNet shuffles channels and takes halves of the result, each of which is
// again a gather. Where all readers of what a gather writes are gathers, these can
// read its input through the product of both maps. Reshapes by way of a vector
// stay as they are, and so does what could then only be moved one by one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/GatherPlan.h"
#include "compiler/Lowering/Passes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_COMPOSEGATHERS
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class ComposeGathers final : public cnnc::impl::ComposeGathersBase<ComposeGathers> {
public:
  using ComposeGathersBase::ComposeGathersBase;

  void runOnOperation() override {
    // From the last to the first: what a composed one reads may be gathered, too.
    auto gathers = llvm::to_vector(getOperation().getOps<kernel::GatherOp>());
    for (kernel::GatherOp gather : llvm::reverse(gathers))
      compose(gather);
  }

private:
  static bool isPlain(kernel::GatherOp gather) {
    return gather.getInputs().size() == 1 && gather.getEpilogue().empty() &&
           GatherPlan(gather).form == GatherForm::Tiles;
  }

  void compose(kernel::GatherOp first) {
    auto buffer = first.getOutput().getDefiningOp<kernel::BufferOp>();
    if (!buffer || !isPlain(first))
      return;
    SmallVector<kernel::GatherOp> readers;
    for (Operation *user : buffer->getUsers()) {
      if (user == first)
        continue;
      auto reader = dyn_cast<kernel::GatherOp>(user);
      if (!reader || reader.getOutput() == buffer.getResult() || !isPlain(reader))
        return;
      readers.push_back(reader);
    }
    if (readers.empty())
      return;
    SmallVector<kernel::GatherOp> composed;
    for (kernel::GatherOp reader : readers) {
      AffineMap map = first.getMap().compose(reader.getMap());
      OpBuilder b(reader);
      composed.push_back(kernel::GatherOp::create(b, reader.getLoc(), first.getInputs(), ValueRange(),
                                                  reader.getOutput(), AffineMapAttr::get(map)));
    }
    // Whether the product stays within the input must be evident, too.
    ScopedDiagnosticHandler quiet(first.getContext(), [](Diagnostic &) {});
    bool fits = llvm::all_of(composed, [](kernel::GatherOp op) { return succeeded(verify(op)) && isPlain(op); });
    for (Operation *op : fits ? readers : composed)
      op->erase();
    if (!fits)
      return;
    count += composed.size();
    first.erase();
    buffer.erase();
  }
};

} // namespace
