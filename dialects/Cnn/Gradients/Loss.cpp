//===- Loss.cpp - Verifiers of losses
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

ArrayRef<LayerSpec> CrossEntropyOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> CrossEntropyGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> SoftCrossEntropyOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> SoftCrossEntropyGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> DifferenceLossOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> DifferenceLossGradientOp::getLayerSpecs() { return {}; }

/// A loss is N x 1.
static LogicalResult verifyLossType(Operation *op, int constraint) {
  auto in = cast<RankedTensorType>(op->getOperand(0).getType());
  Type wanted = RankedTensorType::get({in.getDimSize(0), 1}, in.getElementType());
  if (dropLayout(cast<RankedTensorType>(op->getResult(0).getType())) != wanted)
    return op->emitOpError("(C") << constraint << "): the result must be " << wanted;
  return success();
}

static LogicalResult verifyGradientType(Operation *op, int constraint) {
  Type wanted = op->getOperand(0).getType();
  if (op->getResult(0).getType() != wanted)
    return op->emitOpError("(C") << constraint << "): the result must be " << wanted;
  return success();
}

/// (C1) of losses whose target is like the prediction.
static LogicalResult verifySameShape(Operation *op) {
  RankedTensorType x = getFloatTensor(op->getOperand(0), /*vector=*/true, /*picture=*/true);
  RankedTensorType target = getFloatTensor(op->getOperand(1), /*vector=*/true, /*picture=*/true);
  if (!x || !target || x.getShape() != target.getShape())
    return op->emitOpError("(C1): the operands must be N x C or N x C x H x W of f32, of one shape");
  return success();
}

template <typename Op> static LogicalResult verifyCrossEntropy(Op op) {
  RankedTensorType x = getFloatTensor(op.getLogits(), /*vector=*/true, /*picture=*/true);
  auto label = dyn_cast<RankedTensorType>(op.getLabel().getType());
  bool fits = x && label && label.getElementType().isInteger(32) && label.getRank() == x.getRank();
  if (fits) {
    SmallVector<int64_t, 4> shape(x.getShape());
    shape[1] = 1;
    fits = label.getShape() == ArrayRef(shape);
  }
  if (!fits)
    return op.emitOpError(
        "(C1): logits must be N x C or N x C x H x W of f32, labels the same with one channel of i32");
  double smoothing = op.getSmoothing().convertToDouble();
  std::optional<ArrayRef<double>> weights = op.getClassWeights();
  fits = smoothing >= 0 && smoothing < 1;
  if (weights)
    fits = fits && int64_t(weights->size()) == x.getDimSize(1) &&
           llvm::all_of(*weights, [](double weight) { return weight >= 0; });
  if (!fits)
    return op.emitOpError("(C2): smoothing must be at least 0 and below 1, and class weights be ")
           << x.getDimSize(1) << " numbers of at least 0";
  return success();
}

LogicalResult CrossEntropyOp::verify() {
  return failed(verifyCrossEntropy(*this)) ? failure() : verifyLossType(*this, 3);
}

LogicalResult CrossEntropyGradientOp::verify() {
  return failed(verifyCrossEntropy(*this)) ? failure() : verifyGradientType(*this, 3);
}

LogicalResult SoftCrossEntropyOp::verify() {
  return failed(verifySameShape(*this)) ? failure() : verifyLossType(*this, 2);
}

LogicalResult SoftCrossEntropyGradientOp::verify() {
  return failed(verifySameShape(*this)) ? failure() : verifyGradientType(*this, 2);
}

template <typename Op> static LogicalResult verifyDifference(Op op) {
  if (failed(verifySameShape(op)))
    return failure();
  bool fits = llvm::is_contained({"squared", "absolute", "huber", "binary", "binary_logits"}, op.getKind());
  if (!fits || !(op.getDelta().convertToDouble() > 0))
    return op.emitOpError(
        "(C2): the kind must be squared, absolute, huber, binary or binary_logits, and delta above 0");
  return success();
}

LogicalResult DifferenceLossOp::verify() {
  return failed(verifyDifference(*this)) ? failure() : verifyLossType(*this, 3);
}

LogicalResult DifferenceLossGradientOp::verify() {
  return failed(verifyDifference(*this)) ? failure() : verifyGradientType(*this, 3);
}
