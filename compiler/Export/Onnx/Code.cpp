//===- Code.cpp - ONNX nodes being written
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/Code.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_export;

onnx::AttributeProto onnx_export::attr(StringRef name, int64_t value) {
  onnx::AttributeProto result;
  result.set_name(name.str());
  result.set_type(onnx::AttributeProto::INT);
  result.set_i(value);
  return result;
}

onnx::AttributeProto onnx_export::attr(StringRef name, ArrayRef<int64_t> values) {
  onnx::AttributeProto result;
  result.set_name(name.str());
  result.set_type(onnx::AttributeProto::INTS);
  for (int64_t value : values)
    result.add_ints(value);
  return result;
}

onnx::AttributeProto onnx_export::attr(StringRef name, double value) {
  onnx::AttributeProto result;
  result.set_name(name.str());
  result.set_type(onnx::AttributeProto::FLOAT);
  result.set_f(float(value));
  return result;
}

onnx::AttributeProto onnx_export::attr(StringRef name, StringRef text) {
  onnx::AttributeProto result;
  result.set_name(name.str());
  result.set_type(onnx::AttributeProto::STRING);
  result.set_s(text.str());
  return result;
}

template <typename T>
static onnx::TensorProto makeRaw(StringRef name, ArrayRef<int64_t> shape, ArrayRef<T> values, int32_t type) {
  onnx::TensorProto tensor;
  tensor.set_name(name.str());
  tensor.set_data_type(type);
  for (int64_t extent : shape)
    tensor.add_dims(extent);
  // Little endian, as every target of the compiler is.
  tensor.set_raw_data(values.data(), values.size() * sizeof(T));
  return tensor;
}

onnx::TensorProto onnx_export::makeTensor(StringRef name, ArrayRef<int64_t> shape, ArrayRef<float> values) {
  return makeRaw(name, shape, values, onnx::TensorProto::FLOAT);
}

onnx::TensorProto onnx_export::makeTensor(StringRef name, ArrayRef<int64_t> shape, ArrayRef<int64_t> values) {
  return makeRaw(name, shape, values, onnx::TensorProto::INT64);
}

static onnx::NodeProto makeNode(StringRef op, Names inputs, ArrayRef<onnx::AttributeProto> attributes) {
  onnx::NodeProto node;
  node.set_op_type(op.str());
  for (const std::string &input : inputs)
    node.add_input(input);
  for (const onnx::AttributeProto &attribute : attributes)
    *node.add_attribute() = attribute;
  return node;
}

std::string Code::add(StringRef op, Names inputs, ArrayRef<onnx::AttributeProto> attributes) {
  nodes.push_back(makeNode(op, inputs, attributes));
  std::string name = freshName();
  nodes.back().add_output(name);
  return name;
}

std::string Code::addSecond(StringRef op, Names inputs, ArrayRef<onnx::AttributeProto> attributes) {
  nodes.push_back(makeNode(op, inputs, attributes));
  nodes.back().add_output(freshName());
  std::string name = freshName();
  nodes.back().add_output(name);
  return name;
}

std::string Code::integers(StringRef what, ArrayRef<int64_t> values) {
  return constant(what, makeTensor("", {int64_t(values.size())}, values));
}

std::string Code::integer(StringRef what, int64_t value) { return constant(what, makeTensor("", {}, ArrayRef(value))); }

std::string Code::floats(StringRef what, ArrayRef<int64_t> shape, ArrayRef<float> values) {
  return constant(what, makeTensor("", shape, values));
}

std::string Code::splat(StringRef what, ArrayRef<int64_t> shape, double value) {
  SmallVector<float> values(ShapedType::getNumElements(shape), float(value));
  return floats(what, shape, values);
}

std::string Code::reshape(const std::string &value, ArrayRef<int64_t> shape) {
  return add("Reshape", {value, integers("shape", shape)});
}

std::string Code::perChannel(const std::string &vector, int64_t count, int64_t rank) {
  return rank == 4 ? reshape(vector, {count, 1, 1}) : vector;
}

//===----------------------------------------------------------------------===//
// Borders
//===----------------------------------------------------------------------===//

/// Rows (axis 2) or columns (axis 3) with those of the opposite end around them.
static std::string wrapAround(Code &c, const std::string &picture, int64_t axis, int64_t extent, int64_t before,
                              int64_t after) {
  SmallVector<std::string, 3> parts;
  auto cut = [&](int64_t start, int64_t end) {
    return c.add("Slice", {picture, c.integers("starts", start), c.integers("ends", end), c.integers("axes", axis)});
  };
  if (before)
    parts.push_back(cut(extent - before, extent));
  parts.push_back(picture);
  if (after)
    parts.push_back(cut(0, after));
  return parts.size() == 1 ? picture : c.add("Concat", parts, {attr("axis", axis)});
}

std::string onnx_export::padPicture(Code &c, const std::string &picture, ArrayRef<int64_t> shape,
                                    ArrayRef<int64_t> padding, cnn::PadMode mode, double value) {
  int64_t top = padding[0], bottom = padding[1], left = padding[2], right = padding[3];
  // Only opset 19 has it.
  if (mode == cnn::PadMode::circular)
    return wrapAround(c, wrapAround(c, picture, 2, shape[2], top, bottom), 3, shape[3], left, right);
  StringRef name = mode == cnn::PadMode::reflect ? "reflect" : mode == cnn::PadMode::replicate ? "edge" : "constant";
  SmallVector<std::string, 3> inputs = {picture, c.integers("pads", {0, 0, top, left, 0, 0, bottom, right})};
  if (mode == cnn::PadMode::zero)
    inputs.push_back(c.number("value", value));
  return c.add("Pad", inputs, {attr("mode", name)});
}
