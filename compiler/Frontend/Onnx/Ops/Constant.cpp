//===- Constant.cpp - Operators of ONNX: tensors from nothing
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants, shapes as constants, and operators that do nothing in inference.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Ops/Shape.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Constant, ConstantOfShape
//===----------------------------------------------------------------------===//

/// The elements of a tensor attribute, or an error.
static FailureOr<DenseElementsAttr> readAttribute(Node &node, StringRef name) {
  const onnx::TensorProto *tensor = node.attributeTensor(name);
  if (!tensor) {
    node.error() << "attribute " << name << " is not a tensor";
    return failure();
  }
  if (tensor->data_location() == onnx::TensorProto::EXTERNAL) {
    (void)node.unsupported("attribute " + name + " has its data in another file");
    return failure();
  }
  std::string why;
  DenseElementsAttr value = readTensor(*tensor, "", node.context(), why);
  if (value)
    return value;
  node.error() << "attribute " << name << ": " << why;
  return failure();
}

LogicalResult onnx_import::importConstant(Node &node) {
  if (failed(expect(node, 0, 0)))
    return failure();
  if (node.hasAttribute("value")) {
    FailureOr<DenseElementsAttr> value = readAttribute(node, "value");
    if (failed(value))
      return failure();
    return node.setResult(node.constantOf(*value));
  }
  if (node.hasAttribute("value_float"))
    return node.setResult(node.constantFloats({}, float(node.attributeFloat("value_float", 0))));
  if (node.hasAttribute("value_int")) {
    RankedTensorType type = node.tensorType({}, node.b.getI64Type());
    return node.setResult(node.constantOf(DenseElementsAttr::get(type, node.attribute("value_int", 0))));
  }
  if (node.hasAttribute("value_floats")) {
    SmallVector<float> values = llvm::to_vector_of<float>(node.attributeFloats("value_floats"));
    return node.setResult(node.constantFloats({int64_t(values.size())}, values));
  }
  if (node.hasAttribute("value_ints"))
    return node.setResult(node.constantIntegers(node.attributeIntegers("value_ints")));
  if (node.hasAttribute("sparse_value"))
    return node.unsupported("sparse tensors are not compiled");
  if (node.hasAttribute("value_string") || node.hasAttribute("value_strings"))
    return node.unsupported("strings are not compiled");
  return node.error() << "has no value";
}

LogicalResult onnx_import::importConstantOfShape(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  FailureOr<SmallVector<int64_t>> shape = node.integers(0, "input");
  if (failed(shape) || failed(checkShape(node, *shape)))
    return failure();
  auto zero = DenseElementsAttr::get(node.tensorType({1}, node.b.getF32Type()), 0.0f);
  FailureOr<DenseElementsAttr> value = zero;
  if (node.hasAttribute("value") && failed(value = readAttribute(node, "value")))
    return failure();
  if (value->getNumElements() != 1)
    return node.error() << "value has " << value->getNumElements() << " elements, expected 1";
  Type element = value->getElementType();
  Attribute number = *value->getValues<Attribute>().begin();
  DenseElementsAttr one = DenseElementsAttr::get(node.tensorType({}, element), number);
  if (!ShapedType::isDynamicShape(*shape) && hasElements(*shape))
    return node.setResult(node.constantOf(DenseElementsAttr::get(node.tensorType(*shape, element), number)));
  return node.setResult(
      moveElements(node, *shape, element, node.constantOf(one), [&](Body &body) { return body.load(0, {}); }));
}

//===----------------------------------------------------------------------===//
// Range
//===----------------------------------------------------------------------===//

/// How many integers from start on by delta are before the limit.
static FailureOr<uint64_t> countIntegers(Node &node) {
  int64_t numbers[3];
  for (auto [i, name] : llvm::enumerate(ArrayRef<StringRef>{"start", "limit", "delta"})) {
    FailureOr<SmallVector<int64_t>> read = node.integers(i, name);
    if (failed(read))
      return failure();
    if (ShapedType::isDynamic(read->front()))
      return node.mixesPictures();
    numbers[i] = read->front();
  }
  auto [start, limit, delta] = numbers;
  if (delta == 0) {
    node.error() << "delta is 0, expected another number";
    return failure();
  }
  if (delta > 0 ? limit <= start : limit >= start)
    return uint64_t(0);
  // Differences of 64-bit integers fit unsigned ones.
  return delta > 0 ? llvm::divideCeil(uint64_t(limit) - uint64_t(start), uint64_t(delta))
                   : llvm::divideCeil(uint64_t(start) - uint64_t(limit), uint64_t(0) - uint64_t(delta));
}

static FailureOr<uint64_t> countFloats(Node &node) {
  FailureOr<double> start = node.number(0, "start"), limit = node.number(1, "limit"), delta = node.number(2, "delta");
  if (failed(start) || failed(limit) || failed(delta))
    return failure();
  double count = std::ceil((*limit - *start) / *delta);
  if (count <= 0)
    return uint64_t(0);
  if (count <= 4e9) // more than any tensor has
    return uint64_t(count);
  node.error() << "start " << *start << ", limit " << *limit << " and delta " << *delta << " make no range";
  return failure();
}

LogicalResult onnx_import::importRange(Node &node) {
  if (failed(expect(node, 3, 3)))
    return failure();
  for (unsigned i = 0; i < 3; ++i)
    if (node.element(i) != node.element(0) || node.element(i).isInteger(1) || !node.type(i).hasStaticShape() ||
        node.type(i).getNumElements() != 1)
      return node.error() << "input " << i << " is " << node.type(i) << ", expected one number of the type of input 0";
  bool floats = isa<FloatType>(node.element(0));
  FailureOr<uint64_t> count = floats ? countFloats(node) : countIntegers(node);
  if (failed(count))
    return failure();
  if (*count > uint64_t(1) << 31)
    return node.error() << "the result has more than 2^31 elements";
  SmallVector<Value> operands = {node.input(0), node.input(2)};
  return node.setResult(moveElements(node, int64_t(*count), node.element(0), operands, [&](Body &body) {
    Type type = floats ? Type(body.b.getF64Type()) : elementInBody(node.element(0));
    auto load = [&](unsigned i) {
      SmallVector<Value> at(body.in[i].getRank(), body.indexOf(0));
      return body.convert(body.load(i, at), type);
    };
    Value steps = body.mul(body.fromIndex(body.index[0], type), load(1));
    return body.convert(body.add(load(0), steps), elementInBody(node.element(0)));
  }));
}

//===----------------------------------------------------------------------===//
// Shape, Size
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::importShape(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  int64_t rank = node.rank(0);
  auto place = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank); };
  int64_t start = place(node.attribute("start", 0)), end = place(node.attribute("end", rank));
  return node.setResult(node.constantIntegers(node.shape(0).slice(start, std::max<int64_t>(end - start, 0))));
}

LogicalResult onnx_import::importSize(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  if (!node.type(0).hasStaticShape())
    return node.mixesPictures();
  RankedTensorType type = node.tensorType({}, node.b.getI64Type());
  return node.setResult(node.constantOf(DenseElementsAttr::get(type, node.type(0).getNumElements())));
}

//===----------------------------------------------------------------------===//
// Identity, Dropout
//===----------------------------------------------------------------------===//

LogicalResult onnx_import::importIdentity(Node &node) {
  if (failed(expect(node, 1, 1)))
    return failure();
  return node.setResult(node.input(0));
}

/// Reports a dropout that drops something.
static LogicalResult checkInference(Node &node) {
  if (!node.has(2))
    return success();
  FailureOr<double> training = node.number(2, "training_mode");
  if (failed(training))
    return failure();
  if (*training == 0)
    return success();
  FailureOr<double> ratio = 0.5;
  if (node.isConstant(1) && failed(ratio = node.number(1, "ratio")))
    return failure();
  if (*ratio != 0 || (node.has(1) && !node.isConstant(1)))
    return node.unsupported("training_mode is set, but the model is compiled for inference");
  return success();
}

LogicalResult onnx_import::importDropout(Node &node) {
  if (failed(expect(node, 1, 3)) || failed(checkInference(node)))
    return failure();
  node.setOutput(0, node.input(0));
  if (!node.wants(1))
    return success();
  // Masks of bools came with opset 10.
  Type element = node.opset < 10 ? node.element(0) : Type(node.b.getI1Type());
  ArrayRef<int64_t> shape = node.shape(0);
  FailureOr<Value> mask = Value();
  if (node.type(0).hasStaticShape())
    mask = node.splat(shape, 1, element);
  else
    mask = moveElements(node, shape, element, node.splat({}, 1, element), [&](Body &body) { return body.load(0, {}); });
  if (failed(mask))
    return failure();
  node.setOutput(1, *mask);
  return success();
}
