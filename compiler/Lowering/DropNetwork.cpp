//===- DropNetwork.cpp - Remove the network function before LLVM
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cnnc takes the plan out of the network function before it lowers to LLVM;
// cnn-opt has no use for the plan, and only kernels can be lowered.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/Passes.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_DROPNETWORK
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class DropNetwork final : public cnnc::impl::DropNetworkBase<DropNetwork> {
public:
  using DropNetworkBase::DropNetworkBase;

  void runOnOperation() override {
    for (func::FuncOp func : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (func->hasAttr(cnn::CnnDialect::kNetworkAttr))
        func.erase();
    for (auto parameter : llvm::make_early_inc_range(getOperation().getOps<cnn::ParameterOp>()))
      parameter.erase();
  }
};

} // namespace
