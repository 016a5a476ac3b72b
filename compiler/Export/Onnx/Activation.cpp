//===- Activation.cpp - Functions of one tensor in ONNX
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

/// A node that takes the tensor and nothing else.
#define SAME(NAME) [](Code &c, Operation *op, Names in) { return c.add(NAME, in); }

/// A node that takes the tensor and alpha.
template <typename OpTy> static std::string withAlpha(Code &c, OpTy op, Names in, StringRef name) {
  return c.add(name, in, {attr("alpha", op.getAlpha().convertToDouble())});
}
static std::string exportLeakyRelu(Code &c, LeakyReluOp op, Names in) { return withAlpha(c, op, in, "LeakyRelu"); }
static std::string exportElu(Code &c, EluOp op, Names in) { return withAlpha(c, op, in, "Elu"); }
static std::string exportCelu(Code &c, CeluOp op, Names in) { return withAlpha(c, op, in, "Celu"); }

static std::string exportRelu6(Code &c, Relu6Op op, Names in) {
  return c.add("Clip", {in[0], c.number("min", 0), c.number("max", 6)});
}

static std::string exportClip(Code &c, ClipOp op, Names in) {
  return c.add(
      "Clip", {in[0], c.number("min", op.getLow().convertToDouble()), c.number("max", op.getHigh().convertToDouble())});
}

static std::string exportSilu(Code &c, SiluOp op, Names in) { return c.add("Mul", {in[0], c.add("Sigmoid", in)}); }

static std::string exportHardSigmoid(Code &c, HardSigmoidOp op, Names in) {
  return c.add("HardSigmoid", in, {attr("alpha", 1.0 / 6), attr("beta", 0.5)});
}

static std::string exportMish(Code &c, MishOp op, Names in) {
  return c.add("Mul", {in[0], c.add("Tanh", c.add("Softplus", in))});
}

/// ONNX's has neither a factor nor a threshold; where the threshold is large
/// enough, it changes nothing, but another than the usual one should stay.
static std::string exportSoftplus(Code &c, SoftplusOp op, Names in) {
  double beta = op.getBeta().convertToDouble(), threshold = op.getThreshold().convertToDouble();
  if (beta == 1 && threshold == 20)
    return c.add("Softplus", in);
  std::string scaled = c.add("Mul", {in[0], c.number("beta", beta)});
  std::string smooth = c.add("Div", {c.add("Softplus", scaled), c.number("beta", beta)});
  std::string linear = c.add("Greater", {scaled, c.number("threshold", threshold)});
  return c.add("Where", {linear, in[0], smooth});
}

static std::string exportGelu(Code &c, GeluOp op, Names in) {
  std::string bend;
  if (op.getApproximate()) {
    std::string cube = c.add("Mul", {in[0], c.add("Mul", {in[0], in[0]})});
    std::string sum = c.add("Add", {in[0], c.add("Mul", {cube, c.number("cubic", 0.044715)})});
    bend = c.add("Tanh", c.add("Mul", {sum, c.number("scale", 0.7978845608028654)}));
  } else {
    bend = c.add("Erf", c.add("Mul", {in[0], c.number("scale", 0.7071067811865476)}));
  }
  std::string half = c.add("Mul", {c.add("Add", {bend, c.number("one", 1)}), c.number("half", 0.5)});
  return c.add("Mul", {in[0], half});
}

static std::string exportPrelu(Code &c, PreluOp op, Names in) {
  return c.add("PRelu", {in[0], c.perChannel(in[1], shapeOf(op.getSlope())[0], rankOf(op.getInput()))});
}

/// The input of u8 that it converts is f32 from the start here.
static std::string exportCast(Code &c, CastOp op, Names in) { return in[0]; }

static std::string exportSoftmax(Code &c, SoftmaxOp op, Names in) {
  return c.add(op.getLog() ? "LogSoftmax" : "Softmax", in, {attr("axis", int64_t(op.getAxis()))});
}

ArrayRef<Layer> cnnc::onnx_export::getActivationLayers() {
  static const Layer layers[] = {{"cnn.relu", SAME("Relu")},
                                 {"cnn.sigmoid", SAME("Sigmoid")},
                                 {"cnn.tanh", SAME("Tanh")},
                                 {"cnn.selu", SAME("Selu")},
                                 {"cnn.softsign", SAME("Softsign")},
                                 {"cnn.hard_swish", SAME("HardSwish")},
                                 {"cnn.exp", SAME("Exp")},
                                 {"cnn.log", SAME("Log")},
                                 {"cnn.sqrt", SAME("Sqrt")},
                                 {"cnn.abs", SAME("Abs")},
                                 {"cnn.negate", SAME("Neg")},
                                 layer<Relu6Op, exportRelu6>("cnn.relu6"),
                                 layer<SiluOp, exportSilu>("cnn.silu"),
                                 layer<MishOp, exportMish>("cnn.mish"),
                                 layer<HardSigmoidOp, exportHardSigmoid>("cnn.hard_sigmoid"),
                                 layer<LeakyReluOp, exportLeakyRelu>("cnn.leaky_relu"),
                                 layer<EluOp, exportElu>("cnn.elu"),
                                 layer<CeluOp, exportCelu>("cnn.celu"),
                                 layer<SoftplusOp, exportSoftplus>("cnn.softplus"),
                                 layer<GeluOp, exportGelu>("cnn.gelu"),
                                 layer<ClipOp, exportClip>("cnn.clip"),
                                 layer<PreluOp, exportPrelu>("cnn.prelu"),
                                 layer<CastOp, exportCast>("cnn.cast"),
                                 layer<SoftmaxOp, exportSoftmax>("cnn.softmax")};
  return layers;
}
