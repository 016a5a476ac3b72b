//===- Reduce.cpp - cnn.reduce, cnn.argmax
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The type with an extent of 1 at these dimensions.
static RankedTensorType withUnitExtents(RankedTensorType type, ArrayRef<int64_t> axes) {
  SmallVector<int64_t, 4> shape(type.getShape());
  for (int64_t axis : axes)
    shape[axis] = 1;
  return RankedTensorType::get(shape, type.getElementType());
}

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "reduce", 1, "the input must be N x C or N x C x H x W of f32");
  int64_t last = 0;
  for (int64_t axis : op.getAxes()) {
    if (axis <= last || axis >= x.getRank())
      return violates(loc, "reduce", 2, "the axes must be ascending numbers from 1 to " + Twine(x.getRank() - 1));
    last = axis;
  }
  if (op.getAxes().empty())
    return violates(loc, "reduce", 2, "there must be an axis");
  types.push_back(withUnitExtents(x, op.getAxes()));
  return success();
}

template <ReduceKind kind> static FailureOr<Value> buildReduceLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = getAxes(call, "axes");
  if (failed(axes))
    return failure();
  Builder &b = call.builder;
  return createLayer<ReduceOp>(call, call.inputs,
                               {b.getNamedAttr("kind", ReduceKindAttr::get(b.getContext(), kind)),
                                b.getNamedAttr("axes", b.getDenseI64ArrayAttr(*axes))});
}

ArrayRef<LayerSpec> ReduceOp::getLayerSpecs() {
  static const LayerArg args[] = {{"axes", ArgKind::Axes, "", 0, 0, "that become an extent of 1"}};
  static const LayerSpec specs[] = {
      {"reduce_mean", "mean over axes", 1, 1, args, buildReduceLayer<ReduceKind::mean>},
      {"reduce_sum", "sum over axes", 1, 1, args, buildReduceLayer<ReduceKind::sum>},
      {"reduce_max", "greatest element over axes", 1, 1, args, buildReduceLayer<ReduceKind::max>},
      {"reduce_min", "least element over axes", 1, 1, args, buildReduceLayer<ReduceKind::min>}};
  return specs;
}

//===----------------------------------------------------------------------===//
// argmax
//===----------------------------------------------------------------------===//

/// Beyond this not every place is an f32.
static constexpr int64_t mostPlaces = int64_t(1) << 24;

LogicalResult ArgMaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "argmax", 1, "the input must be N x C or N x C x H x W of f32");
  int64_t axis = op.getAxis();
  if (axis < 1 || axis >= x.getRank() || x.getDimSize(axis) > mostPlaces)
    return violates(loc, "argmax", 2,
                    "the axis must be from 1 to " + Twine(x.getRank() - 1) + ", of an extent of at most 2^24");
  types.push_back(withUnitExtents(x, axis));
  return success();
}

template <bool smallest> static FailureOr<Value> buildArgMaxLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  FailureOr<int64_t> axis = getAxis(call, "axis");
  if (failed(axis))
    return failure();
  if (call.getInputType(0).getDimSize(*axis) > mostPlaces)
    return call.emitArgError("axis") << "places along an axis of more than 2^24 elements are no numbers of f32: "
                                     << call.describeInput(0);
  Builder &b = call.builder;
  SmallVector<NamedAttribute, 2> attributes = {b.getNamedAttr("axis", b.getI64IntegerAttr(*axis))};
  if (smallest)
    attributes.push_back(b.getNamedAttr("smallest", b.getUnitAttr()));
  return createLayer<ArgMaxOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> ArgMaxOp::getLayerSpecs() {
  static const LayerArg args[] = {{"axis", ArgKind::Word, "channels", 0, 0, "along which is searched", axisWords}};
  static const LayerSpec specs[] = {
      {"argmax", "where along an axis the greatest element is", 1, 1, args, buildArgMaxLayer<false>},
      {"argmin", "where along an axis the least element is", 1, 1, args, buildArgMaxLayer<true>}};
  return specs;
}
