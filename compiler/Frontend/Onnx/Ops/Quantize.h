//===- Quantize.h - Quantized tensors as operands
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A quantized number q stands for (q - zero point) * scale. Results are rounded
// to the nearest, ties to even, and saturated.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_OPS_QUANTIZE_H
#define CNNC_COMPILER_FRONTEND_ONNX_OPS_QUANTIZE_H

#include "compiler/Frontend/Onnx/Node.h"

namespace cnnc::onnx_import {

/// A scale or zero point: one for all, or along an axis of its tensor, or a
/// tensor that broadcasts to it. The number 0 where the input is absent.
struct Parameter {
  int input = -1; ///< among those of the formula
  SmallVector<int64_t> shape;
  std::optional<unsigned> axis;

  /// The parameter of the element at `at` of its tensor, of which it reads the axes that it has.
  Value load(Body &body, ValueRange at, Type type) const {
    if (input < 0)
      return body.number(0, type);
    SmallVector<Value> place;
    for (auto [i, extent] : llvm::enumerate(shape))
      place.push_back(extent == 1 ? body.indexOf(0) : at[axis ? *axis : i]);
    return body.convert(body.load(input, place), type, body.isUnsigned(input));
  }
};

/// The inputs of a formula.
struct Operands {
  Node &node;
  SmallVector<Value> values;

  int add(unsigned i) {
    values.push_back(node.input(i));
    return int(values.size()) - 1;
  }
  /// Input `i` as a parameter of a tensor of this shape; as a vector it goes along `axis`.
  FailureOr<Parameter> parameter(unsigned i, StringRef what, ArrayRef<int64_t> tensor, int64_t axis);
};
/// Whether elements are integers of 8 or 16 bits.
bool isSmallInteger(Type type);

/// Reports elements other than those, and a zero point of another type.
LogicalResult checkQuantized(Node &node, unsigned input, unsigned zero);

/// Reports scales that are no floats.
LogicalResult expectFloats(Node &node, ArrayRef<unsigned> inputs);

/// x rounded, shifted by the zero point (an f64), and saturated to the element type.
Value quantize(Body &body, Value x, Value zero, Type element);

LogicalResult importConvInteger(Node &node);
LogicalResult importMatMulInteger(Node &node);
LogicalResult importQLinearConv(Node &node);
LogicalResult importQLinearMatMul(Node &node);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_OPS_QUANTIZE_H
