//===- Shape.cpp - cnn.flatten, cnn.concat, cnn.dropout
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// flatten
//===----------------------------------------------------------------------===//

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "flatten", 1, "the input must be N x C or N x C x H x W of f32");
  types.push_back(
      RankedTensorType::get({x.getDimSize(0), getPictureShape(op.getInput()).elements()}, x.getElementType()));
  return success();
}

OpFoldResult FlattenOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }

static FailureOr<Value> buildFlattenLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  return createLayer<FlattenOp>(call, call.inputs);
}

ArrayRef<LayerSpec> FlattenOp::getLayerSpecs() {
  static const LayerSpec specs[] = {
      {"flatten", "one vector, in the order channels, rows, columns", 1, 1, {}, buildFlattenLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// concat
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  SmallVector<int64_t> shape;
  Type element;
  for (Value input : op.getInputs()) {
    RankedTensorType x = getFloatTensor(input, /*vector=*/true, /*picture=*/true);
    if (!x || (!shape.empty() && size_t(x.getRank()) != shape.size()))
      return violates(loc, "concat", 1, "all operands must be N x C x H x W, or all N x C, of f32");
    if (!shape.empty() && x.getShape().drop_front(2) != ArrayRef(shape).drop_front(2))
      return violates(loc, "concat", 2, "all operands must have the same H and W");
    if (shape.empty())
      shape.assign(x.getShape().begin(), x.getShape().end());
    else
      shape[1] += x.getDimSize(1);
    element = x.getElementType();
  }
  if (shape.empty())
    return violates(loc, "concat", 1, "there must be at least one operand");
  if (!hasSaneExtents(ArrayRef(shape).drop_front()))
    return violates(loc, "concat", 1, "the result would have more than 2^31 elements");
  types.push_back(RankedTensorType::get(shape, element));
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  return getInputs().size() == 1 && getInputs()[0].getType() == getType() ? getInputs()[0] : Value();
}

static FailureOr<Value> buildConcatLayer(LayerCall &call) {
  for (unsigned i = 0; i < call.inputs.size(); ++i) {
    if (failed(checkInput(call, i, /*rank=*/0)))
      return failure();
    RankedTensorType first = call.getInputType(0), type = call.getInputType(i);
    if (type.getRank() != first.getRank() || type.getShape().drop_front(2) != first.getShape().drop_front(2))
      return call.emitInputError(i) << "concat joins channels, so height and width must be equal, but "
                                    << call.describeInput(0) << " and " << call.describeInput(i);
  }
  return createLayer<ConcatOp>(call, call.inputs);
}

ArrayRef<LayerSpec> ConcatOp::getLayerSpecs() {
  static const LayerSpec specs[] = {
      {"concat", "channels of several tensors, one after the other", 1, -1, {}, buildConcatLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// dropout
//===----------------------------------------------------------------------===//

LogicalResult DropoutOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, "dropout", 1, "the input must be N x C or N x C x H x W of f32");
  double rate = op.getRate().convertToDouble();
  if (!(rate >= 0 && rate < 1))
    return violates(loc, "dropout", 2, "the rate must be at least 0 and below 1");
  types.push_back(dropLayout(x));
  return success();
}

static FailureOr<Value> buildDropoutLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  double rate = call.getNumber("rate");
  if (rate >= 1)
    return call.emitArgError("rate") << "a dropout rate of " << rate << " would drop everything; use a rate below 1";
  Builder &b = call.builder;
  return createLayer<DropoutOp>(call, call.inputs, {b.getNamedAttr("rate", b.getF64FloatAttr(rate))});
}

ArrayRef<LayerSpec> DropoutOp::getLayerSpecs() {
  static const LayerArg args[] = {{"rate", ArgKind::Number, "", 0, 1, "share of the elements that become 0"}};
  static const LayerSpec specs[] = {
      {"dropout", "zeroes elements at random in training", 1, 1, args, buildDropoutLayer}};
  return specs;
}
