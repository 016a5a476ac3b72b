//===- Pool.cpp - cnn.pool and cnn.global_pool
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult PoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "pool", 1, "the input must be N x C x H x W of f32");
  ArrayRef<int64_t> kernel = op.getKernel(), strides = op.getStrides(), padding = op.getPadding();
  bool fits = areNumbers(kernel, 2, 1) && areNumbers(strides, 2, 1) && areNumbers(padding, 4, 0);
  for (unsigned i = 0; fits && i < 4; ++i)
    fits = padding[i] < kernel[i / 2];
  if (!fits)
    return violates(loc, "pool", 2,
                    "kernel and strides must be two numbers of at least 1, padding four from 0 to below the kernel");
  SmallVector<int64_t> shape = {x.getDimSize(0), x.getDimSize(1)};
  for (int axis : {0, 1}) {
    shape.push_back(windowExtent(x.getDimSize(2 + axis), kernel[axis], strides[axis], /*dilation=*/1, padding[2 * axis],
                                 padding[2 * axis + 1]));
    if (shape.back() < 1)
      return violates(loc, "pool", 3,
                      Twine("the output's ") + (axis ? "width" : "height") + " would be " + Twine(shape.back()));
  }
  if (!hasSaneExtents(ArrayRef(shape).drop_front()))
    return violates(loc, "pool", 3, "the output would have more than 2^31 elements");
  types.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

static FailureOr<Value> buildPool(LayerCall &call, PoolKind kind) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  FailureOr<Window> window = resolveWindow(call, /*dilation=*/false);
  if (failed(window))
    return failure();
  for (unsigned i = 0; i < 4; ++i)
    if (window->padding[i] >= window->kernel[i / 2])
      return call.emitArgError("padding") << "padding (" << window->padding[i] << ") must be smaller than the window ("
                                          << window->kernel[i / 2] << "), or some windows hold nothing";
  Builder &b = call.builder;
  SmallVector<NamedAttribute> attributes = {b.getNamedAttr("kind", PoolKindAttr::get(b.getContext(), kind)),
                                            b.getNamedAttr("kernel", b.getDenseI64ArrayAttr(window->kernel)),
                                            b.getNamedAttr("strides", b.getDenseI64ArrayAttr(window->strides)),
                                            b.getNamedAttr("padding", b.getDenseI64ArrayAttr(window->padding))};
  if (kind == PoolKind::avg && call.getBool("count_padding"))
    attributes.push_back(b.getNamedAttr("count_include_pad", b.getUnitAttr()));
  return createLayer<PoolOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> PoolOp::getLayerSpecs() {
  static const LayerArg maxArgs[] = {{"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"},
                                     {"stride", ArgKind::Pair, "kernel", 1, 4096, "step of the window"},
                                     {"padding", ArgKind::Padding, "valid", 0, 4096, "room around the picture"}};
  static const LayerArg avgArgs[] = {
      {"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"},
      {"stride", ArgKind::Pair, "kernel", 1, 4096, "step of the window"},
      {"padding", ArgKind::Padding, "valid", 0, 4096, "room around the picture"},
      {"count_padding", ArgKind::Bool, "false", 0, 0, "divide by the whole window at the borders"}};
  static const LayerSpec specs[] = {{"max_pool", "maximum of a sliding window", 1, 1, maxArgs,
                                     [](LayerCall &call) { return buildPool(call, PoolKind::max); }},
                                    {"avg_pool", "average of a sliding window", 1, 1, avgArgs,
                                     [](LayerCall &call) { return buildPool(call, PoolKind::avg); }}};
  return specs;
}

LogicalResult GlobalPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                             SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, "global_pool", 1, "the input must be N x C x H x W of f32");
  types.push_back(RankedTensorType::get(x.getShape().take_front(2), x.getElementType()));
  return success();
}

static FailureOr<Value> buildGlobalPool(LayerCall &call, PoolKind kind) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  Builder &b = call.builder;
  return createLayer<GlobalPoolOp>(call, call.inputs,
                                   {b.getNamedAttr("kind", PoolKindAttr::get(b.getContext(), kind))});
}

ArrayRef<LayerSpec> GlobalPoolOp::getLayerSpecs() {
  static const LayerSpec specs[] = {{"global_avg_pool",
                                     "average of each channel",
                                     1,
                                     1,
                                     {},
                                     [](LayerCall &call) { return buildGlobalPool(call, PoolKind::avg); }},
                                    {"global_max_pool", "maximum of each channel", 1, 1, {}, [](LayerCall &call) {
                                       return buildGlobalPool(call, PoolKind::max);
                                     }}};
  return specs;
}
