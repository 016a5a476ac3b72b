//===- TrainingForm.cpp - A network as training and evaluation compute it
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Autodiff/TrainingForm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;

/// Mean and variance of each channel of the batch, and the averages' update. Both
/// come of one pass over x - p, where p is the running mean: the difference of the
/// mean square and the squared mean loses what the mean is larger than the
/// deviation, and p has most of the mean after some steps. It is the same on all
/// machines that train together.
static std::pair<Value, Value> measure(OpBuilder &b, BatchNormOp norm) {
  Location loc = norm.getLoc();
  Value x = norm.getInput(), pivot = norm.getMean();
  Type vector = pivot.getType();
  Value sums = createChannelSum(b, loc, {x, pivot}, /*mean=*/{true, true}, /*statistics=*/true,
                                [&](OpBuilder &b, ValueRange s) -> SmallVector<Value> {
                                  Value d = arith::SubFOp::create(b, loc, s[0], s[1]);
                                  return {d, arith::MulFOp::create(b, loc, d, d)};
                                });
  Value first = PartOp::create(b, loc, vector, sums, 0), second = PartOp::create(b, loc, vector, sums, 1);
  Value mean = createMap(b, loc, vector, {first, pivot}, [&](OpBuilder &b, ValueRange s) -> Value {
    return arith::AddFOp::create(b, loc, s[0], s[1]);
  });
  Value variance = createMap(b, loc, vector, {first, second}, [&](OpBuilder &b, ValueRange s) -> Value {
    Value d = arith::SubFOp::create(b, loc, s[1], arith::MulFOp::create(b, loc, s[0], s[0]));
    return arith::MaximumFOp::create(b, loc, d, arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0)));
  });
  PictureShape shape = getPictureShape(x);
  auto update = [&](Value average, Value value, bool unbiased) {
    if (auto get = average.getDefiningOp<GetParameterOp>())
      UpdateAverageOp::create(b, loc, get.getParameterAttr(), value, norm.getMomentumAttr(),
                              b.getI64IntegerAttr(shape.height * shape.width), unbiased ? b.getUnitAttr() : UnitAttr());
  };
  update(norm.getMean(), mean, /*unbiased=*/false);
  update(norm.getVariance(), variance, /*unbiased=*/true);
  return {mean, variance};
}

static void separatePadding(Conv2dOp conv) {
  if (conv.getPaddingMode() == PadMode::zero)
    return;
  OpBuilder b(conv);
  auto type = cast<RankedTensorType>(conv.getInput().getType());
  ArrayRef<int64_t> p = conv.getPadding();
  SmallVector<int64_t, 4> shape(type.getShape());
  shape[2] += p[0] + p[1];
  shape[3] += p[2] + p[3];
  auto padded = RankedTensorType::get(shape, type.getElementType());
  Value pad = PadOp::create(b, conv.getLoc(), padded, conv.getInput(), conv.getPaddingAttr(), conv.getPaddingModeAttr(),
                            b.getF64FloatAttr(0));
  conv.getInputMutable().assign(pad);
  conv.setPadding({0, 0, 0, 0});
  conv.setPaddingMode(PadMode::zero);
}

/// One multiplication and addition per channel.
static Value createAffine(OpBuilder &b, Location loc, Value x, Value scale, Value shift, Value mean, Value variance,
                          double epsilon) {
  Type vector = mean.getType();
  Value slope = createMap(b, loc, vector, {scale, variance}, [&](OpBuilder &b, ValueRange s) -> Value {
    Value small = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(epsilon)));
    Value sum = arith::AddFOp::create(b, loc, s[1], small);
    return arith::DivFOp::create(b, loc, s[0], math::SqrtOp::create(b, loc, sum));
  });
  Value rest = createMap(b, loc, vector, {shift, mean, slope}, [&](OpBuilder &b, ValueRange s) -> Value {
    return arith::SubFOp::create(b, loc, s[0], arith::MulFOp::create(b, loc, s[1], s[2]));
  });
  return ChannelAffineOp::create(b, loc, x, slope, rest);
}

/// Replaces a layer by what computes it; a loss finds it by its name.
static void replace(Operation *layer, Value result) {
  layer->getResult(0).replaceAllUsesWith(result);
  if (Attribute name = layer->getAttr(CnnDialect::kNameAttr))
    result.getDefiningOp()->setAttr(CnnDialect::kNameAttr, name);
  layer->erase();
}

void cnnc::makeForm(func::FuncOp function, bool training, const llvm::StringSet<> &frozen) {
  auto isFrozen = [&](Value parameter) {
    auto get = parameter.getDefiningOp<GetParameterOp>();
    return !get || frozen.contains(get.getParameter());
  };
  function.walk([&](BatchNormOp norm) {
    OpBuilder b(norm);
    Value mean = norm.getMean(), variance = norm.getVariance(), result;
    bool measures = training && !(isFrozen(norm.getScale()) && isFrozen(norm.getShift()));
    if (measures) {
      std::tie(mean, variance) = measure(b, norm);
      result = BatchNormalizeOp::create(b, norm.getLoc(), norm.getType(), norm.getInput(), norm.getScale(),
                                        norm.getShift(), mean, variance, norm.getEpsilonAttr());
    } else {
      result = createAffine(b, norm.getLoc(), norm.getInput(), norm.getScale(), norm.getShift(), mean, variance,
                            norm.getEpsilon().convertToDouble());
    }
    replace(norm, result);
  });
  if (!training)
    return;
  function.walk(separatePadding);
  int64_t salt = 0;
  function.walk([&](DropoutOp dropout) {
    OpBuilder b(dropout);
    Value result = RandomDropoutOp::create(b, dropout.getLoc(), dropout.getType(), dropout.getInput(),
                                           /*control=*/Value(), dropout.getRateAttr(), b.getI64IntegerAttr(salt++));
    replace(dropout, result);
  });
}

void cnnc::lowerBatchNormalize(func::FuncOp function) {
  function.walk([&](BatchNormalizeOp norm) {
    OpBuilder b(norm);
    Value result = createAffine(b, norm.getLoc(), norm.getInput(), norm.getScale(), norm.getShift(), norm.getMean(),
                                norm.getVariance(), norm.getEpsilon().convertToDouble());
    norm.getResult().replaceAllUsesWith(result);
    norm.erase();
  });
}
