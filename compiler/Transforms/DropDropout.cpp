//===- DropDropout.cpp - cnn-drop-dropout
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"

using namespace mlir;

namespace cnnc {
#define GEN_PASS_DEF_DROPDROPOUT
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

namespace {

struct DropDropout : cnnc::impl::DropDropoutBase<DropDropout> {
  void runOnOperation() override {
    getOperation().walk([&](cnnc::cnn::DropoutOp op) {
      op.getResult().replaceAllUsesWith(op.getInput());
      op.erase();
      ++numDropped;
    });
  }
};

} // namespace
