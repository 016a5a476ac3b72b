//===- LowerNormalize.cpp - cnn-lower-normalize
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"
#include "dialects/Cnn/Constants.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_LOWERNORMALIZE
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

/// A constant with one value per channel, named after the op's path.
static Value createChannelConstant(OpBuilder &b, Location loc, StringRef suffix, ArrayRef<float> values) {
  auto path = dyn_cast<NameLoc>(loc);
  std::string name = (path ? path.getName().str() : "normalize") + suffix.str();
  auto type = RankedTensorType::get({int64_t(values.size())}, b.getF32Type());
  Location named = NameLoc::get(b.getStringAttr(name), path ? path.getChildLoc() : loc);
  return arith::ConstantOp::create(b, named, createFloatResource(type, name, values));
}

static void lower(NormalizeOp op) {
  OpBuilder b(op);
  int64_t channels = getPictureShape(op.getInput()).channels;
  ArrayRef<double> mean = op.getMean(), std = op.getStd();
  double scale = op.getScale().convertToDouble();
  SmallVector<float> scales, shifts;
  for (int64_t c = 0; c < channels; ++c) {
    double s = std[std.size() == 1 ? 0 : c], m = mean[mean.size() == 1 ? 0 : c];
    scales.push_back(scale / s);
    shifts.push_back(-m / s);
  }

  Location loc = op.getLoc();
  Value input = op.getInput();
  if (!op.getInput().getType().getElementType().isF32())
    input = CastOp::create(b, loc, input);
  Value scaleValue = createChannelConstant(b, loc, ".scale", scales);
  Value shiftValue = createChannelConstant(b, loc, ".shift", shifts);
  Value result = ChannelAffineOp::create(b, loc, input, scaleValue, shiftValue);
  op.getResult().replaceAllUsesWith(result);
  op.erase();
}

namespace {

struct LowerNormalize : cnnc::impl::LowerNormalizeBase<LowerNormalize> {
  void runOnOperation() override {
    getOperation().walk([&](NormalizeOp op) {
      lower(op);
      ++numLowered;
    });
  }
};

} // namespace
