//===- Parameters.cpp - Parameters by what layers do with them, and by name
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Parameters.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The use of a value as a weight.
static std::optional<WeightUse> findUse(Value value) {
  for (Operation *user : value.getUsers()) {
    if (auto conv = dyn_cast<Conv2dOp>(user); conv && conv.getWeight() == value)
      return WeightUse{};
    if (auto dense = dyn_cast<DenseOp>(user); dense && dense.getWeight() == value)
      return WeightUse{};
    if (auto conv = dyn_cast<ConvTranspose2dOp>(user); conv && conv.getWeight() == value)
      return WeightUse{int64_t(conv.getGroups())};
    if (auto standardize = dyn_cast<StandardizeOp>(user))
      if (auto use = findUse(standardize.getResult()))
        return use;
  }
  return std::nullopt;
}

LearnedParameters::LearnedParameters(func::FuncOp network) {
  llvm::StringMap<ParameterOp> byName;
  for (auto parameter : network->getParentOfType<ModuleOp>().getOps<ParameterOp>())
    if (!parameter.getState()) {
      parameters.push_back(parameter);
      byName[parameter.getSymName()] = parameter;
    }
  for (auto get : network.getOps<GetParameterOp>())
    if (ParameterOp parameter = byName.lookup(get.getParameter()))
      if (auto use = findUse(get.getResult()))
        weights.try_emplace(parameter, *use);
}

llvm::Expected<SmallVector<ParameterOp>> LearnedParameters::select(StringRef text) const {
  auto pattern = llvm::GlobPattern::create(text);
  if (!pattern)
    return pattern.takeError();
  SmallVector<ParameterOp> all, chosen;
  for (ParameterOp parameter : parameters) {
    if (!pattern->match(parameter.getSymName()))
      continue;
    all.push_back(parameter);
    if (findWeightUse(parameter))
      chosen.push_back(parameter);
  }
  return chosen.empty() ? all : chosen;
}
