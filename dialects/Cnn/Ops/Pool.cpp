//===- Pool.cpp - Pooling
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

static int64_t poolExtent(int64_t n, int64_t kernel, int64_t stride, int64_t dilation, int64_t before, int64_t after,
                          bool ceil) {
  int64_t room = n + before + after - dilation * (kernel - 1) - 1;
  if (!ceil || room < 0)
    return windowExtent(n, kernel, stride, dilation, before, after);
  int64_t windows = llvm::divideCeil(room, stride) + 1;
  // The last one must not begin beyond the picture.
  return (windows - 1) * stride >= n + before ? windows - 1 : windows;
}

namespace {
/// What cnn.pool and cnn.pool_indices have in common.
struct PoolWindow {
  ArrayRef<int64_t> kernel, strides, padding, dilations;
  bool ceil;
};
} // namespace

static LogicalResult inferWindow(std::optional<Location> loc, StringRef name, RankedTensorType x, const PoolWindow &w,
                                 SmallVectorImpl<Type> &types) {
  bool fits = areNumbers(w.kernel, 2, 1) && areNumbers(w.strides, 2, 1) && areNumbers(w.dilations, 2, 1) &&
              areNumbers(w.padding, 4, 0);
  for (unsigned i = 0; fits && i < 4; ++i) {
    int64_t reach = 0;
    fits = !llvm::MulOverflow(w.dilations[i / 2], w.kernel[i / 2] - 1, reach) && reach <= kMostElements &&
           w.padding[i] <= reach;
  }
  if (!fits)
    return violates(loc, name, 2,
                    "kernel, strides and dilations must be two numbers of at least 1, padding four from 0 to below "
                    "the kernel's extent");
  SmallVector<int64_t> shape = {x.getDimSize(0), x.getDimSize(1)};
  for (int axis : {0, 1}) {
    shape.push_back(poolExtent(x.getDimSize(2 + axis), w.kernel[axis], w.strides[axis], w.dilations[axis],
                               w.padding[2 * axis], w.padding[2 * axis + 1], w.ceil));
    if (shape.back() < 1)
      return violates(loc, name, 3,
                      Twine("the output's ") + (axis ? "width" : "height") + " would be " + Twine(shape.back()));
  }
  if (!hasSaneExtents(ArrayRef(shape).drop_front()))
    return violates(loc, name, 3, "the output would have more than 2^31 elements");
  types.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

/// Whether some window has no element of the picture: only those that begin
/// before it can.
static bool hasEmptyWindow(int64_t n, int64_t kernel, int64_t stride, int64_t dilation, int64_t before, int64_t out) {
  for (int64_t i = 0, start = -before; i < out && start < 0; ++i, start += stride) {
    int64_t tap = llvm::divideCeil(-start, dilation);
    if (tap >= kernel || start + tap * dilation >= n)
      return true;
  }
  return false;
}

static const char *axisName(int axis) { return axis ? "width" : "height"; }

/// The window of a call, whose output may be rounded up.
static FailureOr<Window> resolvePool(LayerCall &call, bool oneDimensional, PadMode mode, bool ceil) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  FailureOr<Window> w = resolveWindow(call, oneDimensional ? WindowKind::Row : WindowKind::Picture);
  if (failed(w))
    return failure();
  PictureShape shape = getPictureShape(call.inputs[0]);
  const int64_t extents[] = {shape.height, shape.width};
  for (int axis : {0, 1}) {
    int64_t reach = w->dilations[axis] * (w->kernel[axis] - 1);
    int64_t before = w->padding[2 * axis], after = w->padding[2 * axis + 1];
    if (std::max(before, after) > reach)
      return call.emitArgError("padding")
             << "padding (" << std::max(before, after) << ") must be smaller than the window (" << reach + 1
             << "), or some windows hold nothing";
    int64_t out = poolExtent(extents[axis], w->kernel[axis], w->strides[axis], w->dilations[axis], before, after, ceil);
    if (mode == PadMode::zero &&
        hasEmptyWindow(extents[axis], w->kernel[axis], w->strides[axis], w->dilations[axis], before, out))
      return call.emitArgError("padding") << "some windows lie in the padding only along the " << axisName(axis)
                                          << " of " << extents[axis] << "; use less padding";
  }
  if (failed(checkPadMode(call, *w, mode)))
    return failure();
  return w;
}

//===----------------------------------------------------------------------===//
// pool
//===----------------------------------------------------------------------===//

static bool fitsNorm(PoolKind kind, std::optional<APFloat> p) {
  return (kind == PoolKind::lp) == p.has_value() && (!p || (p->isFinite() && p->convertToDouble() >= 1));
}

LogicalResult PoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "pool", 1, "the input must be N x C x H x W of f32");
  PoolWindow w = {op.getKernel(), op.getStrides(), op.getPadding(), op.getDilations(), op.getCeil()};
  if (failed(inferWindow(loc, "pool", x, w, types)))
    return failure();
  if (!fitsNorm(op.getKind(), op.getP()))
    return violates(loc, "pool", 4, "p, at least 1, must be there for a norm and for nothing else");
  PadMode mode = op.getPaddingMode();
  ArrayRef<int64_t> p = op.getPadding();
  if (!canPad(x.getDimSize(2), p[0], p[1], mode) || !canPad(x.getDimSize(3), p[2], p[3], mode) ||
      (op.getCeil() && mode != PadMode::zero))
    return violates(loc, "pool", 5,
                    "the picture is too small for this padding, or ceil goes with another mode than zero");
  return success();
}

static SmallVector<NamedAttribute> windowAttributes(Builder &b, const Window &w) {
  SmallVector<NamedAttribute> attributes = {b.getNamedAttr("kernel", b.getDenseI64ArrayAttr(w.kernel)),
                                            b.getNamedAttr("strides", b.getDenseI64ArrayAttr(w.strides)),
                                            b.getNamedAttr("padding", b.getDenseI64ArrayAttr(w.padding))};
  if (w.dilations != SmallVector<int64_t, 2>{1, 1})
    attributes.push_back(b.getNamedAttr("dilations", b.getDenseI64ArrayAttr(w.dilations)));
  return attributes;
}

template <PoolKind kind, bool oneDimensional> static FailureOr<Value> buildPool(LayerCall &call) {
  PadMode mode = getPadMode(call);
  bool ceil = call.getBool("ceil");
  if (ceil && mode != PadMode::zero)
    return call.emitArgError("ceil") << "`ceil` goes with `padding_mode = zero` only";
  FailureOr<Window> window = resolvePool(call, oneDimensional, mode, ceil);
  if (failed(window))
    return failure();
  Builder &b = call.builder;
  SmallVector<NamedAttribute> attributes = windowAttributes(b, *window);
  attributes.push_back(b.getNamedAttr("kind", PoolKindAttr::get(b.getContext(), kind)));
  if (kind == PoolKind::avg && call.getBool("count_padding"))
    attributes.push_back(b.getNamedAttr("count_include_pad", b.getUnitAttr()));
  if (kind == PoolKind::lp)
    attributes.push_back(b.getNamedAttr("p", b.getF64FloatAttr(call.getNumber("p"))));
  if (ceil)
    attributes.push_back(b.getNamedAttr("ceil", b.getUnitAttr()));
  if (mode != PadMode::zero)
    attributes.push_back(b.getNamedAttr("padding_mode", PadModeAttr::get(b.getContext(), mode)));
  return createLayer<PoolOp>(call, call.inputs, attributes);
}

static constexpr LayerArg kernelArg = {"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"};
static constexpr LayerArg strideArg = {"stride", ArgKind::Pair, "kernel", 1, 4096, "step of the window"};
static constexpr LayerArg paddingArg = {"padding", ArgKind::Padding, "valid", 0, 4096, "room around the picture"};
static constexpr LayerArg dilationArg = {"dilation", ArgKind::Pair, "1", 1, 4096, "step between a window's elements"};
static constexpr LayerArg ceilArg = {"ceil", ArgKind::Bool, "false", 0, 0, "round the output's extents up"};
static constexpr LayerArg modeArg = {"padding_mode", ArgKind::Word, "zero", 0, 0, "what the room holds", padModeWords};
static constexpr LayerArg countArg = {
    "count_padding", ArgKind::Bool, "false", 0, 0, "divide by the whole window at the borders"};
static constexpr LayerArg pArg = {"p", ArgKind::Number, "2", 1, 1e6, "exponent of the norm"};
static constexpr LayerArg kernelArg1d = {"kernel", ArgKind::Integer, "", 1, 4096, "extent of the window"};
static constexpr LayerArg strideArg1d = {"stride", ArgKind::Integer, "kernel", 1, 4096, "step of the window"};
static constexpr LayerArg paddingArg1d = {"padding", ArgKind::Padding1d, "valid", 0, 4096, "room around the row"};
static constexpr LayerArg dilationArg1d = {
    "dilation", ArgKind::Integer, "1", 1, 4096, "step between a window's elements"};

ArrayRef<LayerSpec> PoolOp::getLayerSpecs() {
  static const LayerArg maxArgs[] = {kernelArg, strideArg, paddingArg, dilationArg, ceilArg, modeArg};
  static const LayerArg avgArgs[] = {kernelArg, strideArg, paddingArg, countArg, dilationArg, ceilArg, modeArg};
  static const LayerArg lpArgs[] = {kernelArg, strideArg, paddingArg, pArg, dilationArg, ceilArg, modeArg};
  static const LayerArg max1dArgs[] = {kernelArg1d, strideArg1d, paddingArg1d, dilationArg1d, ceilArg, modeArg};
  static const LayerArg avg1dArgs[] = {kernelArg1d,   strideArg1d, paddingArg1d, countArg,
                                       dilationArg1d, ceilArg,     modeArg};
  static const LayerSpec specs[] = {
      {"max_pool", "maximum of a sliding window", 1, 1, maxArgs, buildPool<PoolKind::max, false>},
      {"avg_pool", "average of a sliding window", 1, 1, avgArgs, buildPool<PoolKind::avg, false>},
      {"lp_pool", "p-norm of a sliding window", 1, 1, lpArgs, buildPool<PoolKind::lp, false>},
      {"max_pool1d", "maximum of a window that slides along a row", 1, 1, max1dArgs, buildPool<PoolKind::max, true>},
      {"avg_pool1d", "average of a window that slides along a row", 1, 1, avg1dArgs, buildPool<PoolKind::avg, true>}};
  return specs;
}

//===----------------------------------------------------------------------===//
// pool_indices, unpool
//===----------------------------------------------------------------------===//

/// Beyond this not every place in a plane is an f32.
static constexpr int64_t mostPlaces = int64_t(1) << 24;

LogicalResult PoolIndicesOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                              SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x || x.getDimSize(2) * x.getDimSize(3) > mostPlaces)
    return violates(loc, "pool_indices", 1, "the input must be N x C x H x W of f32, with H * W at most 2^24");
  PoolWindow w = {op.getKernel(), op.getStrides(), op.getPadding(), op.getDilations(), op.getCeil()};
  return inferWindow(loc, "pool_indices", x, w, types);
}

static FailureOr<Value> buildPoolIndicesLayer(LayerCall &call) {
  FailureOr<Window> window = resolvePool(call, /*oneDimensional=*/false, PadMode::zero, call.getBool("ceil"));
  if (failed(window))
    return failure();
  PictureShape shape = getPictureShape(call.inputs[0]);
  if (shape.height * shape.width > mostPlaces)
    return call.emitInputError(0) << "places in a picture of more than 2^24 pixels are no numbers of f32: "
                                  << call.describeInput(0);
  SmallVector<NamedAttribute> attributes = windowAttributes(call.builder, *window);
  if (call.getBool("ceil"))
    attributes.push_back(call.builder.getNamedAttr("ceil", call.builder.getUnitAttr()));
  return createLayer<PoolIndicesOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> PoolIndicesOp::getLayerSpecs() {
  static const LayerArg args[] = {kernelArg, strideArg, paddingArg, dilationArg, ceilArg};
  static const LayerSpec specs[] = {
      {"max_pool_indices", "where in the picture the maximum of each window is", 1, 1, args, buildPoolIndicesLayer}};
  return specs;
}

LogicalResult UnpoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  RankedTensorType i = getFloatTensor(op.getIndices(), /*vector=*/false, /*picture=*/true);
  if (!x || !i || x.getShape() != i.getShape())
    return violates(loc, "unpool", 1, "input and indices must be N x C x h x w of f32, of one shape");
  ArrayRef<int64_t> size = op.getSize();
  if (!areNumbers(size, 2, 1) || size[0] > mostPlaces || size[1] > mostPlaces || size[0] * size[1] > mostPlaces ||
      !hasSaneExtents({x.getDimSize(1), size[0], size[1]}))
    return violates(loc, "unpool", 2,
                    "size must be two numbers of at least 1, H * W at most 2^24, with at most 2^31 elements");
  types.push_back(withExtents(x, {x.getDimSize(1), size[0], size[1]}));
  return success();
}

static FailureOr<Value> buildUnpoolLayer(LayerCall &call) {
  for (unsigned i : {0, 1})
    if (failed(checkInput(call, i, /*rank=*/4)))
      return failure();
  if (call.getInputType(0).getShape() != call.getInputType(1).getShape())
    return call.emitError() << "elements and indices must have one shape, but " << call.describeInput(0) << " and "
                            << call.describeInput(1);
  ArrayRef<int64_t> size = call.getPair("size");
  if (size[0] * size[1] > mostPlaces)
    return call.emitArgError("size") << "a picture of " << size[0] << "x" << size[1] << " has too many pixels; at most "
                                     << mostPlaces;
  if (!hasSaneExtents({getPictureShape(call.inputs[0]).channels, size[0], size[1]}))
    return call.emitArgError("size") << "the output would have more than 2^31 elements";
  return createLayer<UnpoolOp>(call, call.inputs,
                               {call.builder.getNamedAttr("size", call.builder.getDenseI64ArrayAttr(size))});
}

ArrayRef<LayerSpec> UnpoolOp::getLayerSpecs() {
  static const LayerArg args[] = {{"size", ArgKind::Pair, "", 1, 1 << 24, "height and width of the result"}};
  static const LayerSpec specs[] = {
      {"max_unpool", "elements back to where max_pool_indices found them", 2, 2, args, buildUnpoolLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// global_pool
//===----------------------------------------------------------------------===//

LogicalResult GlobalPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                             SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "global_pool", 1, "the input must be N x C x H x W of f32");
  if (!fitsNorm(op.getKind(), op.getP()))
    return violates(loc, "global_pool", 2, "p, at least 1, must be there for a norm and for nothing else");
  types.push_back(RankedTensorType::get(x.getShape().take_front(2), x.getElementType()));
  return success();
}

template <PoolKind kind> static FailureOr<Value> buildGlobalPool(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  Builder &b = call.builder;
  SmallVector<NamedAttribute, 2> attributes = {b.getNamedAttr("kind", PoolKindAttr::get(b.getContext(), kind))};
  if (kind == PoolKind::lp)
    attributes.push_back(b.getNamedAttr("p", b.getF64FloatAttr(call.getNumber("p"))));
  return createLayer<GlobalPoolOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> GlobalPoolOp::getLayerSpecs() {
  static const LayerArg args[] = {pArg};
  static const LayerSpec specs[] = {
      {"global_avg_pool", "average of each channel", 1, 1, {}, buildGlobalPool<PoolKind::avg>},
      {"global_max_pool", "maximum of each channel", 1, 1, {}, buildGlobalPool<PoolKind::max>},
      {"global_lp_pool", "p-norm of each channel", 1, 1, args, buildGlobalPool<PoolKind::lp>}};
  return specs;
}

//===----------------------------------------------------------------------===//
// adaptive_pool
//===----------------------------------------------------------------------===//

LogicalResult AdaptivePoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                               SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "adaptive_pool", 1, "the input must be N x C x H x W of f32");
  if (op.getKind() == PoolKind::lp)
    return violates(loc, "adaptive_pool", 2, "the kind must be max or avg");
  ArrayRef<int64_t> size = op.getSize();
  if (!areNumbers(size, 2, 1) || !hasSaneExtents({x.getDimSize(1), size[0], size[1]}))
    return violates(loc, "adaptive_pool", 3, "size must be two numbers of at least 1, with at most 2^31 elements");
  types.push_back(withExtents(x, {x.getDimSize(1), size[0], size[1]}));
  return success();
}

template <PoolKind kind> static FailureOr<Value> buildAdaptivePool(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  ArrayRef<int64_t> size = call.getPair("size");
  if (!hasSaneExtents({getPictureShape(call.inputs[0]).channels, size[0], size[1]}))
    return call.emitArgError("size") << "the output would have more than 2^31 elements";
  Builder &b = call.builder;
  return createLayer<AdaptivePoolOp>(call, call.inputs,
                                     {b.getNamedAttr("kind", PoolKindAttr::get(b.getContext(), kind)),
                                      b.getNamedAttr("size", b.getDenseI64ArrayAttr(size))});
}

ArrayRef<LayerSpec> AdaptivePoolOp::getLayerSpecs() {
  static const LayerArg args[] = {{"size", ArgKind::Pair, "", 1, 1 << 24, "height and width of the result"}};
  static const LayerSpec specs[] = {
      {"adaptive_avg_pool", "averages of a grid of windows", 1, 1, args, buildAdaptivePool<PoolKind::avg>},
      {"adaptive_max_pool", "maxima of a grid of windows", 1, 1, args, buildAdaptivePool<PoolKind::max>}};
  return specs;
}
