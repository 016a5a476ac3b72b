//===- FreezeParameters.cpp - cnn-freeze-parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_FREEZEPARAMETERS
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

namespace {

struct FreezeParameters : cnnc::impl::FreezeParametersBase<FreezeParameters> {
  void runOnOperation() override;
};

} // namespace

void FreezeParameters::runOnOperation() {
  SymbolTable symbols(getOperation());
  llvm::MapVector<ParameterOp, SmallVector<GetParameterOp, 1>> uses;
  for (auto parameter : getOperation().getOps<ParameterOp>())
    uses[parameter];
  // Functions that train have parameters still.
  bool isTrained = llvm::any_of(getOperation().getOps<func::FuncOp>(),
                                [](func::FuncOp f) { return f->hasAttr(CnnDialect::kRoleAttr); });
  getOperation().walk([&](GetParameterOp use) {
    if (use->getParentOfType<func::FuncOp>()->hasAttr(CnnDialect::kRoleAttr))
      return;
    if (auto parameter = symbols.lookup<ParameterOp>(use.getParameter()))
      uses[parameter].push_back(use);
  });

  // All the user's mistakes at once, and before anything has changed.
  bool complete = true;
  for (auto &[parameter, gets] : uses) {
    if (parameter.getValueAttr() || gets.empty())
      continue;
    parameter.emitError() << "parameter '" << parameter.getSymName()
                          << "' has no value: neither weights nor an initialiser gave it one";
    complete = false;
  }
  if (!complete)
    return signalPassFailure();

  for (auto &[parameter, gets] : uses) {
    Location loc = NameLoc::get(parameter.getSymNameAttr(), parameter.getLoc());
    for (GetParameterOp use : gets) {
      OpBuilder b(use);
      Value value = arith::ConstantOp::create(b, loc, parameter.getValueAttr());
      use.getResult().replaceAllUsesWith(value);
      use.erase();
    }
    numFrozen += gets.size();
    if (isTrained)
      continue;
    numUnused += gets.empty();
    ParameterOp(parameter).erase();
  }
}
