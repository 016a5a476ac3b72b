//===- Conv.cpp - Convolutions and products of matrices in ONNX
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

/// Top, bottom, left, right as ONNX has it: all befores, then all afters.
static SmallVector<int64_t> toPads(ArrayRef<int64_t> padding) {
  return {padding[0], padding[2], padding[1], padding[3]};
}

static std::string exportConv2d(Code &c, Conv2dOp op, Names in) {
  SmallVector<std::string, 3> inputs(in);
  SmallVector<int64_t> pads = toPads(op.getPadding());
  if (op.getPaddingMode() != PadMode::zero) {
    inputs[0] = padPicture(c, in[0], shapeOf(op.getInput()), op.getPadding(), op.getPaddingMode());
    pads.assign(4, 0);
  }
  return c.add("Conv", inputs,
               {attr("kernel_shape", shapeOf(op.getWeight()).drop_front(2)), attr("strides", op.getStrides()),
                attr("pads", pads), attr("dilations", op.getDilations()), attr("group", int64_t(op.getGroups()))});
}

/// Rows and columns that the output padding adds beyond all windows hold the bias.
static std::string exportConvTranspose2d(Code &c, ConvTranspose2dOp op, Names in) {
  SmallVector<int64_t> padding(op.getPadding()), added(op.getOutputPadding()), border(4);
  // Runtimes want it below the stride: it is padding that is not cut off, and a border.
  if (added[0] >= op.getStrides()[0] || added[1] >= op.getStrides()[1]) {
    c.keepTogether();
    for (int axis = 0; axis < 2; ++axis) {
      int64_t uncut = std::min(added[axis], padding[2 * axis + 1]);
      padding[2 * axis + 1] -= uncut;
      border[2 * axis + 1] = added[axis] - uncut;
      added[axis] = 0;
    }
  }
  bool hasBorder = border[1] || border[3];
  std::string result =
      c.add("ConvTranspose", hasBorder ? in.take_front(2) : in,
            {attr("kernel_shape", shapeOf(op.getWeight()).drop_front(2)), attr("strides", op.getStrides()),
             attr("pads", toPads(padding)), attr("output_padding", added), attr("dilations", op.getDilations()),
             attr("group", int64_t(op.getGroups()))});
  if (hasBorder)
    result = padPicture(c, result, {}, border, PadMode::zero);
  if (hasBorder && in.size() == 3)
    result = c.add("Add", {result, c.perChannel(in[2], shapeOf(op.getResult())[1], 4)});
  return result;
}

static std::string exportMatmul(Code &c, MatmulOp op, Names in) {
  auto turned = [&](const std::string &name, bool turn) {
    return turn ? c.add("Transpose", name, {attr("perm", {0, 1, 3, 2})}) : name;
  };
  std::string lhs = turned(in[0], op.getTransposeLhs()), rhs = turned(in[1], op.getTransposeRhs());
  return c.add("MatMul", {lhs, rhs});
}

static std::string exportStandardize(Code &c, StandardizeOp op, Names in) {
  auto axes = llvm::to_vector(llvm::seq<int64_t>(1, rankOf(op.getWeight())));
  auto mean = [&](const std::string &value) {
    return c.add("ReduceMean", value, {attr("axes", axes), attr("keepdims", int64_t(1))});
  };
  std::string centred = c.add("Sub", {in[0], mean(in[0])});
  std::string variance = mean(c.add("Mul", {centred, centred}));
  std::string sum = c.add("Add", {variance, c.number("epsilon", op.getEpsilon().convertToDouble())});
  return c.add("Div", {centred, c.add("Sqrt", sum)});
}

static std::string exportDense(Code &c, DenseOp op, Names in) {
  return c.add("Gemm", in, {attr("transB", int64_t(1))});
}

ArrayRef<Layer> cnnc::onnx_export::getConvLayers() {
  static const Layer layers[] = {
      layer<Conv2dOp, exportConv2d>("cnn.conv2d"),
      layer<ConvTranspose2dOp, exportConvTranspose2d>("cnn.conv_transpose2d"),
      layer<MatmulOp, exportMatmul>("cnn.matmul"),
      layer<StandardizeOp, exportStandardize>("cnn.standardize"),
      layer<DenseOp, exportDense>("cnn.dense"),
  };
  return layers;
}
