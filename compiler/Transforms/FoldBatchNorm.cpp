//===- FoldBatchNorm.cpp - cnn-fold-batch-norm
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A batch norm with known statistics, and a channel_affine, are one affine
// function per channel. Convolutions and dense layers are affine too, so the
// composition of the two is again one of them, with other weights.
//
// Folding backward is always exact. Folding forward into a convolution is exact
// only without a padding of zeros: these stand after the affine function, and
// there is no value before it that would give zero in every channel. A padding
// by elements of the picture is as good before the function as after it.
//
// Invariants: a constant is never changed, since others may use it; a layer is
// changed in place and keeps its location; constants that nothing uses any more
// are erased.
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/NamedConstants.h"
#include "compiler/Transforms/Passes.h"
#include "llvm/ADT/SetVector.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

namespace {

/// y = x * scale[c] + shift[c].
struct Affine {
  SmallVector<double> scale, shift;
};

/// A convolution or dense layer with constant weights. Dense layers count as
/// convolutions with one group.
struct Layer {
  Operation *op;
  OpOperand *weight;
  Value bias; ///< may be null
  ConstantFloats weightData;
  std::optional<ConstantFloats> biasData;
  int64_t outputs, groups;
  int64_t rowSize; ///< elements of the weight for one output

  double getBias(int64_t output) const { return biasData ? (*biasData)[output] : 0.0; }
};

} // namespace

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

template <typename OpTy> static std::optional<Layer> getLayer(OpTy op, int64_t groups) {
  std::optional<ConstantFloats> weight = ConstantFloats::get(op.getWeight()), bias;
  if (op.getBias() && !(bias = ConstantFloats::get(op.getBias())))
    return std::nullopt;
  if (!weight)
    return std::nullopt;
  int64_t outputs = op.getWeight().getType().getDimSize(0);
  int64_t rowSize = weight->size() / outputs;
  return Layer{op, &op.getWeightMutable(), op.getBias(), std::move(*weight), std::move(bias), outputs, groups, rowSize};
}

/// Nothing where the op is neither, or its parameters are not at hand.
static std::optional<Layer> getLayer(Operation *op) {
  if (auto conv = dyn_cast_or_null<Conv2dOp>(op))
    return getLayer(conv, conv.getGroups());
  if (auto dense = dyn_cast_or_null<DenseOp>(op))
    return getLayer(dense, /*groups=*/1);
  return std::nullopt;
}

/// Gives the layer new parameters. The old ones go if nothing else uses them.
static void setParameters(Layer &layer, ArrayRef<float> weight, ArrayRef<float> bias) {
  Value oldWeight = layer.weight->get(), oldBias = layer.bias;
  std::string weightName = getConstantName(oldWeight).str(), biasName;
  if (weightName.empty())
    weightName = "weight";
  StringRef stem = weightName;
  if (oldBias)
    biasName = getConstantName(oldBias).str();
  else if (stem.consume_back("weight"))
    biasName = stem.str() + "bias";
  if (biasName.empty())
    biasName = weightName + ".bias";

  auto shape = cast<RankedTensorType>(oldWeight.getType()).getShape();
  layer.weight->set(createConstant(layer.op, oldWeight, weightName + ".folded", shape, weight));
  Value newBias = createConstant(layer.op, oldBias ? oldBias : oldWeight, biasName + ".folded", {layer.outputs}, bias);
  if (auto conv = dyn_cast<Conv2dOp>(layer.op))
    conv.getBiasMutable().assign(newBias);
  else
    cast<DenseOp>(layer.op).getBiasMutable().assign(newBias);
  eraseIfUnused(oldWeight);
  eraseIfUnused(oldBias);
}

/// The layer, then the affine function on its outputs.
static void foldIntoOutputs(Layer &layer, const Affine &affine) {
  SmallVector<float, 0> weight(layer.weightData.size()), bias(layer.outputs);
  for (int64_t o = 0, i = 0; o < layer.outputs; ++o) {
    bias[o] = layer.getBias(o) * affine.scale[o] + affine.shift[o];
    for (int64_t end = i + layer.rowSize; i < end; ++i)
      weight[i] = layer.weightData[i] * affine.scale[o];
  }
  setParameters(layer, weight, bias);
}

/// The affine function on the inputs, then the layer. Each channel covers as
/// many elements of a row of the weight as its share of the row.
static void foldIntoInputs(Layer &layer, const Affine &affine) {
  int64_t channelsPerGroup = affine.scale.size() / layer.groups;
  int64_t outputsPerGroup = layer.outputs / layer.groups;
  int64_t elementsPerChannel = layer.rowSize / channelsPerGroup;
  SmallVector<float, 0> weight(layer.weightData.size()), bias(layer.outputs);
  for (int64_t o = 0; o < layer.outputs; ++o) {
    double sum = layer.getBias(o);
    for (int64_t k = 0; k < layer.rowSize; ++k) {
      int64_t c = o / outputsPerGroup * channelsPerGroup + k / elementsPerChannel;
      double w = layer.weightData[o * layer.rowSize + k];
      weight[o * layer.rowSize + k] = w * affine.scale[c];
      sum += w * affine.shift[c];
    }
    bias[o] = sum;
  }
  setParameters(layer, weight, bias);
}

/// The layer whose result `input` is, if `input` has one user.
static std::optional<Layer> getLayerBefore(Value input) {
  return input.hasOneUse() ? getLayer(input.getDefiningOp()) : std::nullopt;
}

/// The layer that alone reads `result`, maybe flattened, without padding it by zeros.
static std::optional<Layer> getLayerAfter(Value result) {
  if (!result.hasOneUse())
    return std::nullopt;
  OpOperand &use = *result.use_begin();
  if (auto flatten = dyn_cast<FlattenOp>(use.getOwner()))
    return getLayerAfter(flatten.getResult());
  auto conv = dyn_cast<Conv2dOp>(use.getOwner());
  if (conv && conv.getPaddingMode() == PadMode::zero &&
      llvm::any_of(conv.getPadding(), [](int64_t p) { return p != 0; }))
    return std::nullopt;
  return use.getOperandNumber() == 0 ? getLayer(use.getOwner()) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Affine functions
//===----------------------------------------------------------------------===//

/// The function that the op computes: nothing where a constant is not at hand,
/// failure where it is not defined, which has been reported.
static FailureOr<std::optional<Affine>> getAffine(BatchNormOp op) {
  auto scale = ConstantFloats::get(op.getScale()), shift = ConstantFloats::get(op.getShift());
  auto mean = ConstantFloats::get(op.getMean()), variance = ConstantFloats::get(op.getVariance());
  if (!scale || !shift || !mean || !variance)
    return std::optional<Affine>();
  Affine affine;
  double epsilon = op.getEpsilon().convertToDouble();
  for (size_t c = 0; c < scale->size(); ++c) {
    double sum = (*variance)[c] + epsilon;
    if (!(sum > 0))
      return op.emitError() << "the variance of channel " << c << " is " << (*variance)[c]
                            << "; expected a number above " << -epsilon;
    double s = (*scale)[c] / std::sqrt(sum);
    affine.scale.push_back(s);
    affine.shift.push_back((*shift)[c] - (*mean)[c] * s);
  }
  return std::optional(affine);
}

static FailureOr<std::optional<Affine>> getAffine(ChannelAffineOp op) {
  auto scale = ConstantFloats::get(op.getScale()), shift = ConstantFloats::get(op.getShift());
  if (!scale || !shift)
    return std::optional<Affine>();
  Affine affine;
  llvm::append_range(affine.scale, scale->values());
  llvm::append_range(affine.shift, shift->values());
  return std::optional(affine);
}

/// Removes an op whose function its neighbour has taken.
template <typename OpTy> static void eraseAffine(OpTy op, Value replacement) {
  SmallVector<Value> operands(op->getOperands().drop_front());
  op.getResult().replaceAllUsesWith(replacement);
  op.erase();
  // One constant may be several operands.
  for (Value operand : llvm::SmallSetVector<Value, 4>(operands.begin(), operands.end()))
    eraseIfUnused(operand);
}

static void replaceByChannelAffine(BatchNormOp op, const Affine &affine) {
  OpBuilder b(op);
  auto create = [&](Value origin, ArrayRef<double> values, StringRef fallback) {
    StringRef name = getConstantName(origin);
    SmallVector<float> data(values.begin(), values.end());
    return createConstant(op, origin, ((name.empty() ? fallback : name) + ".folded").str(), {int64_t(data.size())},
                          data);
  };
  Value scale = create(op.getScale(), affine.scale, "scale");
  Value shift = create(op.getShift(), affine.shift, "shift");
  Value result = ChannelAffineOp::create(b, op.getLoc(), op.getInput(), scale, shift);
  eraseAffine(op, result);
}

namespace {

struct FoldBatchNorm : cnnc::impl::FoldBatchNormBase<FoldBatchNorm> {
  void runOnOperation() override;

private:
  template <typename OpTy> LogicalResult fold(OpTy op);
};

} // namespace

template <typename OpTy> LogicalResult FoldBatchNorm::fold(OpTy op) {
  FailureOr<std::optional<Affine>> affine = getAffine(op);
  if (failed(affine))
    return failure();
  if (!*affine)
    return success();
  if (std::optional<Layer> layer = getLayerBefore(op.getInput())) {
    foldIntoOutputs(*layer, **affine);
    eraseAffine(op, op.getInput());
    ++numBefore;
  } else if (std::optional<Layer> layer = getLayerAfter(op.getResult())) {
    foldIntoInputs(*layer, **affine);
    eraseAffine(op, op.getInput());
    ++numAfter;
  } else if constexpr (std::is_same_v<OpTy, BatchNormOp>) {
    replaceByChannelAffine(op, **affine);
    ++numAffine;
  }
  return success();
}

void FoldBatchNorm::runOnOperation() {
  SmallVector<Operation *> candidates;
  getOperation().walk([&](Operation *op) {
    if (isa<BatchNormOp, ChannelAffineOp>(op))
      candidates.push_back(op);
  });
  for (Operation *op : candidates) {
    auto norm = dyn_cast<BatchNormOp>(op);
    if (failed(norm ? fold(norm) : fold(cast<ChannelAffineOp>(op))))
      signalPassFailure();
  }
}
