//===- Attributes.cpp - An op's attributes as those of an ONNX node
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/Attributes.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_export;

static onnx::AttributeProto encodeDoubles(StringRef name, ArrayRef<int64_t> shape, ArrayRef<double> values) {
  onnx::AttributeProto result;
  result.set_name(name.str());
  result.set_type(onnx::AttributeProto::TENSOR);
  onnx::TensorProto &tensor = *result.mutable_t();
  tensor.set_data_type(onnx::TensorProto::DOUBLE);
  for (int64_t extent : shape)
    tensor.add_dims(extent);
  tensor.set_raw_data(values.data(), values.size() * sizeof(double));
  return result;
}

static std::optional<onnx::AttributeProto> encode(StringRef name, Attribute value) {
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return attr(name, integer.getInt());
  if (auto number = dyn_cast<FloatAttr>(value)) {
    double exact = number.getValueAsDouble();
    if (double(float(exact)) == exact)
      return attr(name, exact);
    return encodeDoubles(name, {}, exact);
  }
  if (isa<UnitAttr>(value))
    return attr(name, int64_t(1));
  if (auto integers = dyn_cast<DenseI64ArrayAttr>(value))
    return attr(name, integers.asArrayRef());
  if (auto numbers = dyn_cast<DenseF64ArrayAttr>(value))
    return encodeDoubles(name, {int64_t(numbers.size())}, numbers.asArrayRef());
  if (auto kind = dyn_cast<cnn::PoolKindAttr>(value))
    return attr(name, cnn::stringifyPoolKind(kind.getValue()));
  if (auto kind = dyn_cast<cnn::ReduceKindAttr>(value))
    return attr(name, cnn::stringifyReduceKind(kind.getValue()));
  if (auto mode = dyn_cast<cnn::ResizeModeAttr>(value))
    return attr(name, cnn::stringifyResizeMode(mode.getValue()));
  if (auto mode = dyn_cast<cnn::PadModeAttr>(value))
    return attr(name, cnn::stringifyPadMode(mode.getValue()));
  return std::nullopt; // A constant's value, which is an operand of the node.
}

SmallVector<onnx::AttributeProto> onnx_export::encodeAttributes(Operation *op) {
  SmallVector<onnx::AttributeProto> result;
  for (NamedAttribute attribute : op->getAttrs())
    if (auto encoded = encode(attribute.getName().getValue(), attribute.getValue()))
      result.push_back(std::move(*encoded));
  return result;
}
