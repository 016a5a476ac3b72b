//===- StandardizeWeights.cpp - cnn-standardize-weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/NamedConstants.h"
#include "compiler/Transforms/Passes.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_STANDARDIZEWEIGHTS
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

/// Mean 0 and variance 1, sums in f64.
static void standardize(ArrayRef<float> filter, double epsilon, MutableArrayRef<float> out) {
  double count = double(filter.size()), mean = 0, variance = 0;
  for (float w : filter)
    mean += w / count;
  for (float w : filter)
    variance += (w - mean) * (w - mean) / count;
  for (auto [from, to] : llvm::zip(filter, out))
    to = float((from - mean) / std::sqrt(variance + epsilon));
}

/// False where the weight is no constant.
static bool fold(StandardizeOp op) {
  std::optional<ConstantFloats> weight = ConstantFloats::get(op.getWeight());
  if (!weight)
    return false;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op.getWeight().getType()).getShape();
  size_t filter = weight->size() / shape[0];
  SmallVector<float, 0> data(weight->size());
  for (size_t at = 0; at < data.size(); at += filter)
    standardize(weight->values().slice(at, filter), op.getEpsilon().convertToDouble(),
                MutableArrayRef(data).slice(at, filter));
  Value old = op.getWeight();
  StringRef name = getConstantName(old);
  Value folded = createConstant(op, old, ((name.empty() ? "weight" : name) + ".folded").str(), shape, data);
  op.getResult().replaceAllUsesWith(folded);
  op.erase();
  eraseIfUnused(old);
  return true;
}

namespace {

struct StandardizeWeights : cnnc::impl::StandardizeWeightsBase<StandardizeWeights> {
  void runOnOperation() override {
    getOperation().walk([&](StandardizeOp op) { numFolded += fold(op); });
  }
};

} // namespace
