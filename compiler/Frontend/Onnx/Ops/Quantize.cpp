//===- Quantize.cpp - Operators of ONNX on quantized tensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// To and from quantized numbers. All are formulas: the layers compute in f32.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Quantize.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

FailureOr<Parameter> Operands::parameter(unsigned i, StringRef what, ArrayRef<int64_t> tensor, int64_t axis) {
  Parameter result;
  if (!node.has(i))
    return result;
  result.shape.assign(node.shape(i).begin(), node.shape(i).end());
  bool isOne = llvm::all_of(result.shape, [](int64_t extent) { return extent == 1; });
  if (!isOne && result.shape.size() == 1) {
    if (axis < 0 || axis >= int64_t(tensor.size()) || tensor[axis] != result.shape[0])
      return node.error() << what << " has the shape " << node.type(i) << ", expected one number, or one for each of "
                          << "axis " << axis;
    result.axis = axis;
  } else if (!isOne) {
    bool fits = result.shape.size() == tensor.size();
    for (size_t d = 0; fits && d < tensor.size(); ++d)
      fits = result.shape[d] == 1 || result.shape[d] == tensor[d];
    if (!fits)
      return node.error() << what << " has the shape " << node.type(i) << ", which does not broadcast to its tensor";
  }
  if (!node.type(i).hasStaticShape())
    return node.error() << what << " depends on the free batch; fix the batch with --input-shape";
  result.input = add(i);
  return result;
}

bool onnx_import::isSmallInteger(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer && (integer.getWidth() == 8 || integer.getWidth() == 16);
}

LogicalResult onnx_import::checkQuantized(Node &node, unsigned input, unsigned zero) {
  if (!node.has(input))
    return node.error() << "input " << input << " is absent";
  if (!isSmallInteger(node.element(input)))
    return node.error() << "input " << input << " has elements of " << node.element(input)
                        << ", expected integers of 8 or 16 bits";
  if (node.has(zero) && node.element(zero) != node.element(input))
    return node.error() << "the zero point in input " << zero << " is of " << node.element(zero) << ", expected "
                        << node.element(input);
  return success();
}

LogicalResult onnx_import::expectFloats(Node &node, ArrayRef<unsigned> inputs) {
  for (unsigned i : inputs)
    if (!node.has(i) || !isa<FloatType>(node.element(i)))
      return node.error() << "input " << i << " must be a scale, of floats";
  return success();
}

//===----------------------------------------------------------------------===//
// Rounding
//===----------------------------------------------------------------------===//

Value onnx_import::quantize(Body &body, Value x, Value zero, Type element) {
  OpBuilder &b = body.b;
  Type wide = b.getF64Type();
  Value rounded = body.convert(math::RoundEvenOp::create(b, body.loc, x), wide);
  Value shifted = body.add(rounded, zero);
  unsigned width = element.getIntOrFloatBitWidth();
  bool isUnsigned = element.isUnsignedInteger();
  double least = isUnsigned ? 0 : -double(int64_t(1) << (width - 1));
  double most = double((int64_t(1) << (isUnsigned ? width : width - 1)) - 1);
  shifted = body.min(body.max(shifted, body.number(least, wide)), body.number(most, wide));
  return body.convert(shifted, element);
}

//===----------------------------------------------------------------------===//
// QuantizeLinear, DequantizeLinear
//===----------------------------------------------------------------------===//

/// The axis of per-axis parameters, or -1 where all elements share one.
static FailureOr<int64_t> getParameterAxis(Node &node) {
  if (node.type(1).getRank() == 0 || (node.rank(1) == 1 && node.shape(1)[0] == 1))
    return -1;
  return node.axis(node.attribute("axis", 1), node.rank(0));
}

static LogicalResult checkLinear(Node &node) {
  if (failed(node.expectInputs(2, 3)) || failed(expectFloats(node, 1)))
    return failure();
  if (node.attribute("block_size", 0) != 0)
    return node.unsupported("block_size is not");
  if (!node.type(1).hasStaticShape() || (node.has(2) && !node.type(2).hasStaticShape()))
    return node.error() << "a scale depends on the free batch; fix the batch with --input-shape";
  if (node.has(2) && node.shape(2) != node.shape(1) &&
      (node.type(2).getNumElements() != 1 || node.type(1).getNumElements() != 1))
    return node.error() << "the zero points are " << node.type(2) << ", expected the shape of the scales, "
                        << node.type(1);
  return success();
}

/// The element type that QuantizeLinear yields.
static FailureOr<Type> getQuantizedType(Node &node) {
  Type type = IntegerType::get(node.context(), 8, IntegerType::Unsigned);
  if (node.has(2))
    type = node.element(2);
  else if (int64_t dataType = node.attribute("output_dtype", 0))
    type = getElementType(int(std::clamp<int64_t>(dataType, -1, 1 << 16)), node.context());
  if (!type || !isSmallInteger(type)) {
    (void)node.unsupported("its result is no integer of 8 or 16 bits");
    return failure();
  }
  return type;
}

static LogicalResult importQuantizeLinear(Node &node) {
  if (failed(checkLinear(node)))
    return failure();
  if (node.element(0).isInteger(1))
    return node.error() << "found bools, expected numbers";
  FailureOr<Type> element = getQuantizedType(node);
  FailureOr<int64_t> axis = getParameterAxis(node);
  if (failed(element) || failed(axis))
    return failure();
  Operands operands{node, {node.input(0)}};
  FailureOr<Parameter> scale = operands.parameter(1, "y_scale", node.shape(0), *axis);
  if (failed(scale))
    return failure();
  FailureOr<Parameter> zero = operands.parameter(2, "y_zero_point", node.shape(0), *axis);
  if (failed(zero))
    return failure();
  FailureOr<Value> y = node.generate(node.shape(0), *element, operands.values, [&](Body &body) {
    Type type = body.in[0].getElementType().isF64() ? body.b.getF64Type() : Type(body.b.getF32Type());
    Value x = body.convert(body.load(0, body.index), type, body.isUnsigned(0));
    Value ratio = body.div(x, scale->load(body, body.index, type));
    return quantize(body, ratio, zero->load(body, body.index, body.b.getF64Type()), *element);
  });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

static LogicalResult importDequantizeLinear(Node &node) {
  if (failed(checkLinear(node)))
    return failure();
  if (!isSmallInteger(node.element(0)) && !node.element(0).isInteger(32))
    return node.error() << "found elements of " << node.element(0) << ", expected integers of 8, 16 or 32 bits";
  FailureOr<int64_t> axis = getParameterAxis(node);
  if (failed(axis))
    return failure();
  Operands operands{node, {node.input(0)}};
  FailureOr<Parameter> scale = operands.parameter(1, "x_scale", node.shape(0), *axis);
  if (failed(scale))
    return failure();
  FailureOr<Parameter> zero = operands.parameter(2, "x_zero_point", node.shape(0), *axis);
  if (failed(zero))
    return failure();
  Type element = node.element(1);
  FailureOr<Value> y = node.generate(node.shape(0), element, operands.values, [&](Body &body) {
    Type wide = body.b.getI64Type(), type = element.isF64() ? element : Type(body.b.getF32Type());
    Value x = body.convert(body.load(0, body.index), wide, body.isUnsigned(0));
    Value shifted = body.convert(body.sub(x, zero->load(body, body.index, wide)), type);
    return body.convert(body.mul(shifted, scale->load(body, body.index, type)), element);
  });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

//===----------------------------------------------------------------------===//
// DynamicQuantizeLinear
//===----------------------------------------------------------------------===//

/// The least and greatest element, 0 among them, as f32[2].
static FailureOr<Value> getLimits(Node &node) {
  SmallVector<int64_t> extents(node.shape(0));
  return node.generate({2}, node.b.getF32Type(), node.input(0), [&](Body &body) {
    Value zero = body.number(0, body.b.getF32Type());
    SmallVector<Value> limits = body.loopOver(extents, {zero, zero}, [&](ValueRange at, ValueRange carried) {
      Value x = body.load(0, at);
      return SmallVector<Value>{body.min(carried[0], x), body.max(carried[1], x)};
    });
    Value isFirst = body.inRange(body.index[0], 1);
    return body.select(isFirst, limits[0], limits[1]);
  });
}

static LogicalResult importDynamicQuantizeLinear(Node &node) {
  if (failed(node.expectInputs(1, 1)))
    return failure();
  if (!node.isF32(0))
    return node.error() << "found elements of " << node.element(0) << ", expected f32";
  if (!node.type(0).hasStaticShape())
    return node.mixesPictures();
  Type f32 = node.b.getF32Type(), u8 = IntegerType::get(node.context(), 8, IntegerType::Unsigned);
  FailureOr<Value> limits = getLimits(node);
  if (failed(limits))
    return failure();
  FailureOr<Value> scale = node.generate({}, f32, *limits, [&](Body &body) {
    Value range = body.sub(body.load(0, body.indexOf(1)), body.load(0, body.indexOf(0)));
    // Zeros only: any scale does.
    Value isNone = body.compare(Body::Order::Equal, range, body.number(0, f32));
    return body.select(isNone, body.number(1, f32), body.div(range, body.number(255, f32)));
  });
  if (failed(scale))
    return failure();
  FailureOr<Value> zero = node.generate({}, u8, {*limits, *scale}, [&](Body &body) {
    Value least = body.div(body.load(0, body.indexOf(0)), body.load(1, {}));
    return quantize(body, body.sub(body.number(0, f32), least), body.number(0, body.b.getF64Type()), u8);
  });
  if (failed(zero))
    return failure();
  FailureOr<Value> y = node.generate(node.shape(0), u8, {node.input(0), *scale, *zero}, [&](Body &body) {
    Value shift = body.convert(body.load(2, {}), body.b.getF64Type(), /*fromUnsigned=*/true);
    return quantize(body, body.div(body.load(0, body.index), body.load(1, {})), shift, u8);
  });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  node.setOutput(1, *scale);
  node.setOutput(2, *zero);
  return success();
}

ArrayRef<Operator> onnx_import::getQuantizeOperators() {
  static const Operator operators[] = {{"ConvInteger", importConvInteger},
                                       {"DequantizeLinear", importDequantizeLinear},
                                       {"DynamicQuantizeLinear", importDynamicQuantizeLinear},
                                       {"MatMulInteger", importMatMulInteger},
                                       {"QLinearConv", importQLinearConv},
                                       {"QLinearMatMul", importQLinearMatMul},
                                       {"QuantizeLinear", importQuantizeLinear}};
  return operators;
}
