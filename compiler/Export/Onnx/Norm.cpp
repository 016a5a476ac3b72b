//===- Norm.cpp - Normalisations in ONNX
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

/// Numbers for the channels of a picture, or one for all.
static std::string channelNumbers(Code &c, StringRef what, ArrayRef<double> values) {
  SmallVector<float> floats(values);
  return c.floats(what, {int64_t(values.size()), 1, 1}, floats);
}

static std::string exportNormalize(Code &c, NormalizeOp op, Names in) {
  std::string scaled = c.add("Mul", {in[0], c.number("scale", op.getScale().convertToDouble())});
  std::string centred = c.add("Sub", {scaled, channelNumbers(c, "mean", op.getMean())});
  return c.add("Div", {centred, channelNumbers(c, "std", op.getStd())});
}

static std::string exportBatchNorm(Code &c, BatchNormOp op, Names in) {
  // ONNX weighs the old average, the dialect the new value.
  return c.add(
      "BatchNormalization", in,
      {attr("epsilon", op.getEpsilon().convertToDouble()), attr("momentum", 1 - op.getMomentum().convertToDouble())});
}

static std::string exportChannelAffine(Code &c, ChannelAffineOp op, Names in) {
  int64_t rank = rankOf(op.getInput()), channels = shapeOf(op.getInput())[1];
  std::string product = c.add("Mul", {in[0], c.perChannel(in[1], channels, rank)});
  return c.add("Add", {product, c.perChannel(in[2], channels, rank)});
}

/// ONNX normalises the last axes: the others go before them, and back.
static std::string exportLayerNorm(Code &c, LayerNormOp op, Names in) {
  ArrayRef<int64_t> shape = shapeOf(op.getInput()), axes = op.getAxes();
  int64_t rank = shape.size(), first = rank - int64_t(axes.size());
  SmallVector<int64_t> order, back(rank), extents;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (!llvm::is_contained(axes, axis))
      order.push_back(axis);
  for (int64_t axis : axes) {
    order.push_back(axis);
    extents.push_back(shape[axis]);
  }
  for (auto [i, axis] : llvm::enumerate(order))
    back[axis] = i;
  bool turn = !llvm::is_sorted(order);
  SmallVector<std::string, 3> inputs(in);
  if (turn)
    inputs[0] = c.add("Transpose", in[0], {attr("perm", order)});
  if (in.size() == 1) { // It takes no layer without a scale.
    c.keepTogether();
    inputs.push_back(c.splat("scale", extents, 1));
  }
  std::string result =
      c.add("LayerNormalization", inputs, {attr("axis", first), attr("epsilon", op.getEpsilon().convertToDouble())});
  return turn ? c.add("Transpose", result, {attr("perm", back)}) : result;
}

/// A group is a channel of instance normalisation, once the picture is N x groups x rest.
static std::string exportGroupNorm(Code &c, GroupNormOp op, Names in) {
  int64_t rank = rankOf(op.getInput()), channels = shapeOf(op.getInput())[1], groups = op.getGroups();
  auto normalize = [&](const std::string &value, const std::string &scale, const std::string &shift) {
    return c.add("InstanceNormalization", {value, scale, shift}, {attr("epsilon", op.getEpsilon().convertToDouble())});
  };
  if (rank == 4 && groups == channels && in.size() == 3)
    return normalize(in[0], in[1], in[2]);
  c.keepTogether();
  std::string rows = c.reshape(in[0], {0, groups, -1});
  std::string normal = normalize(rows, c.splat("ones", groups, 1), c.splat("zeros", groups, 0));
  std::string result = c.add("Reshape", {normal, c.add("Shape", in[0])});
  if (in.size() == 1)
    return result;
  std::string product = c.add("Mul", {result, c.perChannel(in[1], channels, rank)});
  return c.add("Add", {product, c.perChannel(in[2], channels, rank)});
}

/// Of an even number of channels ONNX has the odd one after, the dialect before
/// (and runtimes take odd numbers only): with the channels as rows, the sum is
/// that of an average pool.
static std::string localMean(Code &c, LocalResponseNormOp op, const std::string &value) {
  int64_t size = op.getSize(), channels = shapeOf(op.getInput())[1];
  std::string rows = c.reshape(c.add("Mul", {value, value}), {0, 1, channels, -1});
  std::string padded = padPicture(c, rows, {}, {size / 2, (size - 1) / 2, 0, 0}, PadMode::zero);
  return c.add("AveragePool", padded, {attr("kernel_shape", {size, 1}), attr("strides", {1, 1})});
}

static std::string exportLocalResponseNorm(Code &c, LocalResponseNormOp op, Names in) {
  int64_t size = op.getSize();
  double alpha = op.getAlpha().convertToDouble(), beta = op.getBeta().convertToDouble(),
         k = op.getK().convertToDouble();
  if (size % 2 == 0) {
    std::string mean = c.add("Mul", {localMean(c, op, in[0]), c.number("alpha", alpha)});
    std::string power = c.add("Pow", {c.add("Add", {mean, c.number("k", k)}), c.number("beta", beta)});
    return c.add("Div", {in[0], c.add("Reshape", {power, c.add("Shape", in[0])})});
  }
  bool vector = rankOf(op.getInput()) == 2;
  std::string picture = vector ? c.add("Unsqueeze", {in[0], c.integers("axes", {2, 3})}) : in[0];
  std::string result =
      c.add("LRN", picture, {attr("size", size), attr("alpha", alpha), attr("beta", beta), attr("bias", k)});
  return vector ? c.add("Squeeze", {result, c.integers("axes", {2, 3})}) : result;
}

ArrayRef<Layer> cnnc::onnx_export::getNormLayers() {
  static const Layer layers[] = {
      layer<NormalizeOp, exportNormalize>("cnn.normalize"),
      layer<BatchNormOp, exportBatchNorm>("cnn.batch_norm"),
      layer<ChannelAffineOp, exportChannelAffine>("cnn.channel_affine"),
      layer<LayerNormOp, exportLayerNorm>("cnn.layer_norm"),
      layer<GroupNormOp, exportGroupNorm>("cnn.group_norm"),
      layer<LocalResponseNormOp, exportLocalResponseNorm>("cnn.local_response_norm"),
  };
  return layers;
}
