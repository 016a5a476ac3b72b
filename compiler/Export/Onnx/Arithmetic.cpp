//===- Arithmetic.cpp - Functions of two tensors and reductions in ONNX
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/Code.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::onnx_export;

/// An operand with extents of 1 where ONNX's broadcasting, which counts from the
/// right, would mistake channels for columns.
static std::string alignOperand(Code &c, const std::string &name, Value operand, int64_t rank) {
  int64_t own = rankOf(operand);
  if (own == 1)
    return c.perChannel(name, shapeOf(operand)[0], rank);
  if (own == 2 && rank == 4)
    return c.add("Unsqueeze", {name, c.integers("axes", {2, 3})});
  return name;
}

template <typename OpTy> static std::string exportBinary(Code &c, OpTy op, Names in, StringRef name) {
  int64_t rank = rankOf(op.getResult());
  std::string lhs = alignOperand(c, in[0], op.getLhs(), rank), rhs = alignOperand(c, in[1], op.getRhs(), rank);
  return c.add(name, {lhs, rhs});
}
static std::string exportAdd(Code &c, AddOp op, Names in) { return exportBinary(c, op, in, "Add"); }
static std::string exportSubtract(Code &c, SubtractOp op, Names in) { return exportBinary(c, op, in, "Sub"); }
static std::string exportMultiply(Code &c, MultiplyOp op, Names in) { return exportBinary(c, op, in, "Mul"); }
static std::string exportDivide(Code &c, DivideOp op, Names in) { return exportBinary(c, op, in, "Div"); }
static std::string exportMaximum(Code &c, MaximumOp op, Names in) { return exportBinary(c, op, in, "Max"); }
static std::string exportMinimum(Code &c, MinimumOp op, Names in) { return exportBinary(c, op, in, "Min"); }
static std::string exportPower(Code &c, PowerOp op, Names in) { return exportBinary(c, op, in, "Pow"); }

static std::string exportReduce(Code &c, ReduceOp op, Names in) {
  // Of these only the sum takes its axes as an input before opset 18.
  switch (op.getKind()) {
  case ReduceKind::sum:
    return c.add("ReduceSum", {in[0], c.integers("axes", op.getAxes())}, {attr("keepdims", int64_t(1))});
  case ReduceKind::mean:
    return c.add("ReduceMean", in, {attr("axes", op.getAxes()), attr("keepdims", int64_t(1))});
  case ReduceKind::max:
    return c.add("ReduceMax", in, {attr("axes", op.getAxes()), attr("keepdims", int64_t(1))});
  case ReduceKind::min:
    return c.add("ReduceMin", in, {attr("axes", op.getAxes()), attr("keepdims", int64_t(1))});
  }
  llvm_unreachable("all kinds are there");
}

static std::string exportArgMax(Code &c, ArgMaxOp op, Names in) {
  std::string where = c.add(op.getSmallest() ? "ArgMin" : "ArgMax", in,
                            {attr("axis", int64_t(op.getAxis())), attr("keepdims", int64_t(1))});
  return c.add("Cast", where, {attr("to", int64_t(onnx::TensorProto::FLOAT))});
}

ArrayRef<Layer> cnnc::onnx_export::getArithmeticLayers() {
  static const Layer layers[] = {
      layer<AddOp, exportAdd>("cnn.add"),
      layer<SubtractOp, exportSubtract>("cnn.subtract"),
      layer<MultiplyOp, exportMultiply>("cnn.multiply"),
      layer<DivideOp, exportDivide>("cnn.divide"),
      layer<MaximumOp, exportMaximum>("cnn.maximum"),
      layer<MinimumOp, exportMinimum>("cnn.minimum"),
      layer<PowerOp, exportPower>("cnn.power"),
      layer<ReduceOp, exportReduce>("cnn.reduce"),
      layer<ArgMaxOp, exportArgMax>("cnn.argmax"),
  };
  return layers;
}
