//===- Shape.cpp - What moves elements, in ONNX
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The batch is free: shapes begin with a 0, which copies it.
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/Code.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::onnx_export;

static std::string exportFlatten(Code &c, FlattenOp op, Names in) {
  return c.add("Flatten", in, {attr("axis", int64_t(1))});
}

static std::string exportConcat(Code &c, ConcatOp op, Names in) {
  return c.add("Concat", in, {attr("axis", int64_t(op.getAxis()))});
}

static std::string exportReshape(Code &c, ReshapeOp op, Names in) {
  SmallVector<int64_t> shape = {0};
  llvm::append_range(shape, op.getShape());
  return c.reshape(in[0], shape);
}

/// Of the view of a model that came from ONNX.
static std::string exportView(Code &c, ViewOp op, Names in) {
  SmallVector<int64_t> shape(shapeOf(op.getResult()));
  // The batch, which only a first dimension can be.
  if (!shape.empty() && ShapedType::isDynamic(shape[0]))
    shape[0] = 0;
  return c.reshape(in[0], shape);
}

static std::string exportTranspose(Code &c, TransposeOp op, Names in) {
  SmallVector<int64_t> order = {0};
  llvm::append_range(order, op.getOrder());
  return c.add("Transpose", in, {attr("perm", order)});
}

static std::string exportSlice(Code &c, SliceOp op, Names in) {
  SmallVector<int64_t> ends, axes;
  for (auto [i, start, size, step] : llvm::enumerate(op.getStarts(), op.getSizes(), op.getSteps())) {
    ends.push_back(start + (size - 1) * step + 1);
    axes.push_back(i + 1);
  }
  return c.add("Slice", {in[0], c.integers("starts", op.getStarts()), c.integers("ends", ends),
                         c.integers("axes", axes), c.integers("steps", op.getSteps())});
}

static std::string exportPad(Code &c, PadOp op, Names in) {
  return padPicture(c, in[0], shapeOf(op.getInput()), op.getPadding(), op.getPaddingMode(),
                    op.getValue().convertToDouble());
}

/// The nearest rows (axis 2) or columns (axis 3). Gathered, since runtimes divide
/// by a rounded factor and so may find a neighbour.
static std::string nearest(Code &c, const std::string &picture, int64_t axis, int64_t from, int64_t to) {
  SmallVector<int64_t> indices;
  for (int64_t i = 0; i < to; ++i)
    indices.push_back(i * from / to);
  return c.add("Gather", {picture, c.integers("indices", indices)}, {attr("axis", axis)});
}

/// The weights with which `to` elements of an axis are made of `from` with the
/// cubic of a = -0.75, a row for each.
static SmallVector<float> cubicWeights(int64_t from, int64_t to, bool alignCorners) {
  SmallVector<float> weights(from * to);
  for (int64_t i = 0; i < to; ++i) {
    double at = alignCorners ? to == 1 ? 0 : double(i) * double(from - 1) / double(to - 1)
                             : (double(i) + 0.5) * double(from) / double(to) - 0.5;
    int64_t floor = int64_t(std::floor(at));
    for (int64_t j = floor - 1; j <= floor + 2; ++j) {
      double d = std::abs(at - double(j)), a = -0.75;
      double weight = d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
      weights[i * from + std::clamp<int64_t>(j, 0, from - 1)] += float(weight);
    }
  }
  return weights;
}

/// As products with matrices, since runtimes take certain factors only.
static std::string resizeCubic(Code &c, ResizeOp op, const std::string &picture) {
  ArrayRef<int64_t> from = shapeOf(op.getInput()).drop_front(2), to = op.getSize();
  std::string rows = c.floats("rows", {to[0], from[0]}, cubicWeights(from[0], to[0], op.getAlignCorners()));
  std::string columns = c.floats("columns", {to[1], from[1]}, cubicWeights(from[1], to[1], op.getAlignCorners()));
  std::string tall = c.add("MatMul", {rows, picture});
  return c.add("MatMul", {tall, c.add("Transpose", columns, {attr("perm", {1, 0})})});
}

static std::string exportResize(Code &c, ResizeOp op, Names in) {
  ArrayRef<int64_t> from = shapeOf(op.getInput()).drop_front(2), to = op.getSize();
  bool isNearest = op.getMode() == ResizeMode::nearest;
  bool whole = to[0] % from[0] == 0 && to[1] % from[1] == 0;
  if (isNearest && !whole)
    return nearest(c, nearest(c, in[0], 2, from[0], to[0]), 3, from[1], to[1]);
  bool isCubic = op.getMode() == ResizeMode::bicubic;
  if (isCubic && !whole)
    return resizeCubic(c, op, in[0]);
  StringRef mode = isNearest ? "nearest" : isCubic ? "cubic" : "linear";
  StringRef coordinates = op.getAlignCorners() ? "align_corners" : isNearest ? "asymmetric" : "half_pixel";
  SmallVector<onnx::AttributeProto> attributes = {attr("mode", mode),
                                                  attr("coordinate_transformation_mode", coordinates)};
  if (isNearest)
    attributes.push_back(attr("nearest_mode", "floor"));
  if (isCubic)
    attributes.push_back(attr("cubic_coeff_a", -0.75));
  if (whole) {
    SmallVector<float> scales = {1, 1, float(to[0] / from[0]), float(to[1] / from[1])};
    return c.add("Resize", {in[0], "", c.floats("scales", {4}, scales)}, attributes);
  }
  std::string outer = c.add("Slice", {c.add("Shape", in[0]), c.integers("starts", {0}), c.integers("ends", {2})});
  std::string sizes = c.add("Concat", {outer, c.integers("size", to)}, {attr("axis", int64_t(0))});
  return c.add("Resize", {in[0], "", "", sizes}, attributes);
}

static std::string exportPixelShuffle(Code &c, PixelShuffleOp op, Names in) {
  return c.add("DepthToSpace", in, {attr("blocksize", int64_t(op.getFactor())), attr("mode", "CRD")});
}

/// SpaceToDepth has another order of channels.
static std::string exportPixelUnshuffle(Code &c, PixelUnshuffleOp op, Names in) {
  ArrayRef<int64_t> from = shapeOf(op.getInput());
  int64_t f = op.getFactor(), channels = from[1], rows = from[2] / f, columns = from[3] / f;
  std::string blocks = c.reshape(in[0], {0, channels, rows, f, columns, f});
  std::string turned = c.add("Transpose", blocks, {attr("perm", {0, 1, 3, 5, 2, 4})});
  return c.reshape(turned, {0, channels * f * f, rows, columns});
}

static std::string exportChannelShuffle(Code &c, ChannelShuffleOp op, Names in) {
  int64_t groups = op.getGroups(), each = shapeOf(op.getInput())[1] / groups;
  std::string table = c.reshape(in[0], {0, groups, each, -1});
  std::string turned = c.add("Transpose", table, {attr("perm", {0, 2, 1, 3})});
  return c.add("Reshape", {turned, c.add("Shape", in[0])});
}

/// The second name is the value, the first an input of the model, of which it
/// takes the number of pictures.
static std::string exportConstant(Code &c, ConstantOp op, Names in) {
  std::string batch = c.add("Slice", {c.add("Shape", in[0]), c.integers("starts", {0}), c.integers("ends", {1})});
  SmallVector<int64_t> rest(rankOf(op.getResult()) - 1, 1);
  std::string shape = c.add("Concat", {batch, c.integers("rest", rest)}, {attr("axis", int64_t(0))});
  return c.add("Expand", {in[1], shape});
}

static std::string exportDropout(Code &c, DropoutOp op, Names in) {
  return c.add("Dropout", {in[0], c.number("ratio", op.getRate().convertToDouble())});
}

ArrayRef<Layer> cnnc::onnx_export::getShapeLayers() {
  static const Layer layers[] = {
      layer<FlattenOp, exportFlatten>("cnn.flatten"),
      layer<ConcatOp, exportConcat>("cnn.concat"),
      layer<ReshapeOp, exportReshape>("cnn.reshape"),
      layer<ViewOp, exportView>("cnn.view"),
      layer<TransposeOp, exportTranspose>("cnn.transpose"),
      layer<SliceOp, exportSlice>("cnn.slice"),
      layer<PadOp, exportPad>("cnn.pad"),
      layer<ResizeOp, exportResize>("cnn.resize"),
      layer<PixelShuffleOp, exportPixelShuffle>("cnn.pixel_shuffle"),
      layer<PixelUnshuffleOp, exportPixelUnshuffle>("cnn.pixel_unshuffle"),
      layer<ChannelShuffleOp, exportChannelShuffle>("cnn.channel_shuffle"),
      layer<ConstantOp, exportConstant>("cnn.constant"),
      layer<DropoutOp, exportDropout>("cnn.dropout"),
  };
  return layers;
}
