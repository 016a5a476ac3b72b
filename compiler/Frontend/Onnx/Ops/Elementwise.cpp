//===- Elementwise.cpp - What importers of element-wise operators share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of inputs, and the views and vectors that layers take.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Elementwise.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::expect(Node &node, unsigned least, unsigned most) {
  if (failed(node.expectInputs(least, most)))
    return failure();
  for (unsigned i = 0; i < least; ++i)
    if (!node.has(i))
      return node.error() << "input " << i << " is left out, but is not optional";
  return success();
}

LogicalResult onnx_import::expectFloats(Node &node, unsigned i) {
  if (isa<FloatType>(node.element(i)))
    return success();
  return node.error() << "found input " << i << " of " << node.type(i) << ", expected floats";
}

LogicalResult onnx_import::expectNumbers(Node &node, unsigned i) {
  if (!node.element(i).isInteger(1))
    return success();
  return node.error() << "found input " << i << " of bools, expected numbers";
}

LogicalResult onnx_import::expectBools(Node &node, unsigned i) {
  if (node.element(i).isInteger(1))
    return success();
  return node.error() << "found input " << i << " of " << node.type(i) << ", expected bools";
}

LogicalResult onnx_import::expectSameType(Node &node, unsigned i) {
  if (node.element(0) == node.element(i))
    return success();
  return node.error() << "found elements of " << node.element(i) << " in input " << i << ", expected "
                      << node.element(0) << " as in input 0";
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

Value onnx_import::viewForLayers(Node &node, unsigned i) {
  if (!node.isF32(i) || node.isConstant(i) || !hasElements(node.shape(i)))
    return {};
  return node.asPicture(node.input(i));
}

Value onnx_import::channelVector(Node &node, Value constant, DenseElementsAttr elements, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(constant.getType());
  int64_t rank = shape.size(), missing = rank - type.getRank();
  if (!type.getElementType().isF32() || missing < 0 || !type.hasStaticShape())
    return {};
  int64_t channels = 1;
  for (auto [i, extent] : llvm::enumerate(type.getShape())) {
    if (extent != 1 && (int64_t(i) + missing != 1 || extent != shape[1]))
      return {};
    channels *= extent;
  }
  if (channels == 1)
    return oneNumber(node, *elements.value_begin<float>());
  // The value itself, where it fits, has a name.
  if (type.getRank() == 1)
    return node.parameter(constant);
  FailureOr<Value> flat = node.reshape(constant, channels);
  return succeeded(flat) ? node.parameter(*flat) : Value();
}

LogicalResult onnx_import::finish(Node &node, FailureOr<Value> result, ArrayRef<int64_t> shape) {
  if (succeeded(result) && cast<RankedTensorType>(result->getType()).getShape() != shape)
    result = node.reshape(*result, shape);
  if (failed(result))
    return failure();
  node.setOutput(0, *result);
  return success();
}
