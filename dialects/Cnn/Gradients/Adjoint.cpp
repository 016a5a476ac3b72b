//===- Adjoint.cpp - Verifiers of gradients with respect to a layer's input
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

ArrayRef<LayerSpec> PoolGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> AdaptivePoolGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> UnpoolGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> SliceGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> PadGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> ResizeGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> ReduceGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> SoftmaxGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> LayerNormGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> LocalResponseNormGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> RandomDropoutOp::getLayerSpecs() { return {}; }

static RankedTensorType getPicture(Value value) {
  return value ? getFloatTensor(value, /*vector=*/false, /*picture=*/true) : RankedTensorType();
}
static RankedTensorType getAny(Value value) {
  return value ? getFloatTensor(value, /*vector=*/true, /*picture=*/true) : RankedTensorType();
}

/// Whether two tensors are of one rank, batch and number of channels.
static bool sameButPlaces(RankedTensorType a, RankedTensorType b) {
  return a.getRank() == b.getRank() && isSameBatch(a, b) && a.getDimSize(1) == b.getDimSize(1);
}

static bool areAxes(ArrayRef<int64_t> axes, int64_t rank) {
  int64_t last = 0;
  for (int64_t axis : axes) {
    if (axis <= last || axis >= rank)
      return false;
    last = axis;
  }
  return last > 0;
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

/// (C1) and (C3) of pools: a picture from a gradient, and the layer's input or none.
template <typename Op> static LogicalResult verifyPool(Op op, bool takesVector) {
  RankedTensorType g = getAny(op.getGradient()), x = getPicture(op.getResult());
  bool fits = g && x && (g.getRank() == 4 || takesVector) && isSameBatch(g, x) && g.getDimSize(1) == x.getDimSize(1);
  if (!fits)
    return op.emitOpError("(C1): gradient and result must be N x C x H x W of f32, of one batch and as many channels");
  if ((op.getKind() == PoolKind::avg) != !op.getValue())
    return op.emitOpError("(C3): the value must be there for a maximum or a norm, and only then");
  if (op.getValue() && op.getValue().getType() != op.getResult().getType())
    return op.emitOpError("(C3): the value must be the layer's input, of type ") << op.getType();
  return success();
}

LogicalResult PoolGradientOp::verify() {
  bool isVector = cast<RankedTensorType>(getGradient().getType()).getRank() == 2;
  if (failed(verifyPool(*this, /*takesVector=*/true)))
    return failure();
  ArrayRef<int64_t> k = getKernel(), s = getStrides(), p = getPadding(), d = getDilations();
  bool fits = areNumbers(k, 2, 1) && areNumbers(s, 2, 1) && areNumbers(p, 4, 0) && areNumbers(d, 2, 1);
  for (int i = 0; fits && i < 4; ++i)
    fits = p[i] < d[i / 2] * (k[i / 2] - 1) + 1;
  bool isNorm = getKind() == PoolKind::lp;
  fits = fits && isNorm == getP().has_value() && !(isNorm && getP()->convertToDouble() < 1);
  if (!fits)
    return emitOpError("(C2): kernel, strides, padding, dilations or p do not fit");
  PictureShape x = getPictureShape(getResult()), g = getPictureShape(getGradient());
  const int64_t in[] = {x.height, x.width}, out[] = {isVector ? 1 : g.height, isVector ? 1 : g.width};
  PadMode mode = getPaddingMode();
  for (int axis : {0, 1}) {
    int64_t before = p[2 * axis], after = p[2 * axis + 1], start = (out[axis] - 1) * s[axis];
    bool whole = start + d[axis] * (k[axis] - 1) + 1 <= before + in[axis] + after;
    if (start >= before + in[axis] || (mode != PadMode::zero && (!whole || !canPad(in[axis], before, after, mode))))
      return emitOpError("(C4): the gradient has more windows than the picture, or the padding does not fit its mode");
  }
  return success();
}

LogicalResult AdaptivePoolGradientOp::verify() {
  if (failed(verifyPool(*this, /*takesVector=*/false)))
    return failure();
  PictureShape g = getPictureShape(getGradient());
  if (getKind() == PoolKind::lp || getSize() != ArrayRef<int64_t>({g.height, g.width}))
    return emitOpError("(C2): the kind must be max or avg, and size the gradient's extents");
  return success();
}

LogicalResult UnpoolGradientOp::verify() {
  RankedTensorType g = getPicture(getGradient()), x = getPicture(getResult());
  if (!g || !x || !sameButPlaces(g, x))
    return emitOpError("(C1): gradient and result must be N x C x H x W of f32, of one batch and as many channels");
  if (getSize() != g.getShape().drop_front(2))
    return emitOpError("(C2): size must be the gradient's extents");
  if (!getValue() || getValue().getType() != x)
    return emitOpError("(C3): there must be indices of type ") << x;
  return success();
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

LogicalResult SliceGradientOp::verify() {
  RankedTensorType g = getAny(getGradient()), x = getAny(getResult());
  if (!g || !x || g.getRank() != x.getRank() || !isSameBatch(g, x) || getValue())
    return emitOpError("(C1): gradient and result must be N x C or N x C x H x W of f32, without a value");
  size_t count = x.getRank() - 1;
  bool fits =
      areNumbers(getStarts(), count, 0) && areNumbers(getSteps(), count, 1) && getSizes() == g.getShape().drop_front();
  if (!fits)
    return emitOpError("(C2): starts, sizes and steps must be ")
           << count << " numbers, and sizes the gradient's extents";
  for (size_t i = 0; i < count; ++i)
    if (getStarts()[i] + (getSizes()[i] - 1) * getSteps()[i] >= x.getDimSize(i + 1))
      return emitOpError("(C3): the last element must be within the result");
  return success();
}

LogicalResult PadGradientOp::verify() {
  RankedTensorType g = getPicture(getGradient()), x = getPicture(getResult());
  if (!g || !x || !sameButPlaces(g, x) || getValue())
    return emitOpError("(C1): gradient and result must be N x C x H x W of f32, without a value");
  bool fits = areNumbers(getPadding(), 4, 0);
  for (int axis = 0; fits && axis < 2; ++axis) {
    int64_t before = getPadding()[2 * axis], after = getPadding()[2 * axis + 1], extent = x.getDimSize(2 + axis);
    fits = g.getDimSize(2 + axis) == before + extent + after && canPad(extent, before, after, getPaddingMode());
  }
  return fits ? success() : emitOpError("(C2): the padding must fit the mode and the extents");
}

LogicalResult ResizeGradientOp::verify() {
  RankedTensorType g = getPicture(getGradient()), x = getPicture(getResult());
  if (!g || !x || !sameButPlaces(g, x) || getValue())
    return emitOpError("(C1): gradient and result must be N x C x H x W of f32, without a value");
  if (getSize() != g.getShape().drop_front(2))
    return emitOpError("(C2): size must be the gradient's extents");
  if (getAlignCorners() && getMode() == ResizeMode::nearest)
    return emitOpError("(C3): align_corners does not go with nearest");
  return success();
}

LogicalResult ReduceGradientOp::verify() {
  RankedTensorType g = getAny(getGradient()), x = getAny(getResult());
  if (!g || !x || g.getRank() != x.getRank() || !isSameBatch(g, x))
    return emitOpError("(C1): gradient and result must be N x C or N x C x H x W of f32");
  bool fits = areAxes(getAxes(), x.getRank());
  for (int64_t axis = 1; fits && axis < x.getRank(); ++axis)
    fits = g.getDimSize(axis) == (llvm::is_contained(getAxes(), axis) ? 1 : x.getDimSize(axis));
  if (!fits)
    return emitOpError("(C2): the gradient must have extents of 1 along the axes, which ascend, else the result's");
  bool isExtreme = getKind() == ReduceKind::max || getKind() == ReduceKind::min;
  if (isExtreme != bool(getValue()) || (getValue() && getValue().getType() != x))
    return emitOpError("(C3): for max and min the value must be of type ") << x << ", else there is none";
  return success();
}

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

/// (C1) of these.
template <typename Op> static LogicalResult verifySameShape(Op op) {
  RankedTensorType g = getAny(op.getGradient()), x = getAny(op.getValue()), dx = getAny(op.getResult());
  if (!g || !x || !dx || g.getShape() != dx.getShape() || x.getShape() != dx.getShape())
    return op.emitOpError("(C1): gradient, value and result must be N x C or N x C x H x W of f32, of one shape");
  return success();
}

LogicalResult SoftmaxGradientOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  if (!areAxes({int64_t(getAxis())}, cast<RankedTensorType>(getType()).getRank()))
    return emitOpError("(C2): the axis must be a dimension other than the batch");
  return success();
}

LogicalResult LayerNormGradientOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  if (!areAxes(getAxes(), cast<RankedTensorType>(getType()).getRank()))
    return emitOpError("(C2): axes must be ascending dimensions other than the batch");
  return getEpsilon().convertToDouble() > 0 ? success() : emitOpError("(C3): epsilon must be above 0");
}

LogicalResult LocalResponseNormGradientOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  return areNumbers({int64_t(getSize())}, 1, 1) ? success() : emitOpError("(C2): size must be at least 1");
}

//===----------------------------------------------------------------------===//
// Dropout
//===----------------------------------------------------------------------===//

LogicalResult RandomDropoutOp::verify() {
  if (!getAny(getInput()) || getType() != getInput().getType())
    return emitOpError("(C1): the input must be N x C or N x C x H x W of f32, and the result likewise");
  double rate = getRate().convertToDouble();
  if (!(rate >= 0 && rate < 1))
    return emitOpError("(C2): the rate must be at least 0 and below 1");
  RankedTensorType control = getAny(getControl());
  if (getControl() && (!control || control.getRank() != 2 || control.getDimSize(1) != 16))
    return emitOpError("(C3): control must be N x 16 of f32");
  return success();
}
