//===- Elementwise.h - What importers of element-wise operators share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of inputs, arithmetic on floats written as formulas, and the operands
// that binary layers take.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_OPS_ELEMENTWISE_H
#define CNNC_COMPILER_FRONTEND_ONNX_OPS_ELEMENTWISE_H

#include "compiler/Frontend/Onnx/Node.h"

namespace cnnc::onnx_import {

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

/// From `least` to `most` inputs, none of the first `least` left out.
LogicalResult expect(Node &node, unsigned least, unsigned most);
/// Input `i` is of floats; of numbers, that is floats or integers; of bools.
LogicalResult expectFloats(Node &node, unsigned i);
LogicalResult expectNumbers(Node &node, unsigned i);
LogicalResult expectBools(Node &node, unsigned i);
/// Input `i` has the element type of input 0.
LogicalResult expectSameType(Node &node, unsigned i);

/// No extent is 0; layers take no empty tensors.
inline bool hasElements(ArrayRef<int64_t> shape) { return !llvm::is_contained(shape, 0); }

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// A tensor that is not constant, as layers take it; null where a formula must do.
Value viewForLayers(Node &node, unsigned i);
/// A constant that broadcasts over a tensor of this shape as one number for all
/// elements or for each channel, as a vector; else null.
Value channelVector(Node &node, Value constant, mlir::DenseElementsAttr elements, ArrayRef<int64_t> shape);
/// A vector of one element.
inline Value oneNumber(Node &node, double value) { return node.constantFloats({1}, float(value)); }
/// The sum with broadcasting.
FailureOr<Value> addTensors(Node &node, Value a, Value b);
/// Sets output 0, in this shape.
LogicalResult finish(Node &node, FailureOr<Value> result, ArrayRef<int64_t> shape);

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

/// The type in which to compute with elements: no float narrower than f32.
inline Type computeType(Type element) {
  bool narrow = llvm::isa<mlir::FloatType>(element) && element.getIntOrFloatBitWidth() < 32;
  return narrow ? mlir::Float32Type::get(element.getContext()) : element;
}

/// The type in which to sum up: f64 for floats, integers wrap as they are.
inline Type sumType(Type element) {
  return llvm::isa<mlir::FloatType>(element) ? mlir::Float64Type::get(element.getContext()) : element;
}

/// The type of an element in a formula, where integers have no sign.
inline Type elementInBody(Type element) {
  return element.isInteger() ? mlir::IntegerType::get(element.getContext(), element.getIntOrFloatBitWidth()) : element;
}

/// A float within a formula.
struct Real {
  Body *body;
  Value value;

  Real like(double number) const { return {body, body->number(number, value.getType())}; }
  Value above(double limit) const { return body->compare(Body::Order::Greater, value, like(limit).value); }
  Value below(double limit) const { return body->compare(Body::Order::Less, value, like(limit).value); }
  template <typename OpTy> Real call() const { return {body, OpTy::create(body->b, body->loc, value).getResult()}; }
};

inline Real operator+(Real x, Real y) { return {x.body, x.body->add(x.value, y.value)}; }
inline Real operator-(Real x, Real y) { return {x.body, x.body->sub(x.value, y.value)}; }
inline Real operator*(Real x, Real y) { return {x.body, x.body->mul(x.value, y.value)}; }
inline Real operator/(Real x, Real y) { return {x.body, x.body->div(x.value, y.value)}; }
inline Real operator+(Real x, double y) { return x + x.like(y); }
inline Real operator*(Real x, double y) { return x * x.like(y); }
inline Real operator-(Real x) { return {x.body, x.body->neg(x.value)}; }
inline Real max(Real x, double y) { return {x.body, x.body->max(x.value, x.like(y).value)}; }
inline Real min(Real x, double y) { return {x.body, x.body->min(x.value, x.like(y).value)}; }
inline Real choose(Value condition, Real x, Real y) { return {x.body, x.body->select(condition, x.value, y.value)}; }
inline Real abs(Real x) { return x.call<mlir::math::AbsFOp>(); }
inline Real exp(Real x) { return x.call<mlir::math::ExpOp>(); }
inline Real expm1(Real x) { return x.call<mlir::math::ExpM1Op>(); }
inline Real log(Real x) { return x.call<mlir::math::LogOp>(); }
inline Real log1p(Real x) { return x.call<mlir::math::Log1pOp>(); }
inline Real tanh(Real x) { return x.call<mlir::math::TanhOp>(); }
inline Real erf(Real x) { return x.call<mlir::math::ErfOp>(); }

//===----------------------------------------------------------------------===//
// Importers in files of their own
//===----------------------------------------------------------------------===//

LogicalResult importSoftmax(Node &node);
LogicalResult importLogSoftmax(Node &node);
LogicalResult importHardmax(Node &node);
LogicalResult importGemm(Node &node);
LogicalResult importMatMul(Node &node);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_OPS_ELEMENTWISE_H
