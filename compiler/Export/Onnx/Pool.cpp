//===- Pool.cpp - Pools in ONNX
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Extents that are rounded up become padding at the end, which says the same
// without ceil_mode, of whose last window runtimes differ in opinion.
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/Code.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::onnx_export;

namespace {

/// The windows of a pool on one axis.
struct Axis {
  int64_t extent, kernel, stride, dilation, before, after, windows;

  int64_t reach() const { return dilation * (kernel - 1) + 1; }
  /// The padding at the end that the last window needs.
  int64_t neededAfter() const { return (windows - 1) * stride + reach() - extent - before; }
  /// With this padding at the end, rounding down gives as many windows.
  int64_t wholeAfter() const { return std::max(after, neededAfter()); }
  bool fits() const { return std::max(before, wholeAfter()) < kernel; }
  /// Elements of window `i` in [low, high).
  int64_t count(int64_t i, int64_t low, int64_t high) const {
    int64_t result = 0;
    for (int64_t k = 0; k < kernel; ++k) {
      int64_t at = i * stride - before + k * dilation;
      result += at >= low && at < high;
    }
    return result;
  }
};

struct Windows {
  Axis rows, columns;
  int64_t channels;

  template <typename OpTy> explicit Windows(OpTy op) {
    ArrayRef<int64_t> in = shapeOf(op.getInput()), out = shapeOf(op.getResult());
    ArrayRef<int64_t> k = op.getKernel(), s = op.getStrides(), d = op.getDilations(), p = op.getPadding();
    channels = in[1];
    rows = {in[2], k[0], s[0], d[0], p[0], p[1], out[2]};
    columns = {in[3], k[1], s[1], d[1], p[2], p[3], out[3]};
  }

  /// After the border has been added to the picture.
  void takeBorder() {
    for (Axis *axis : {&rows, &columns}) {
      axis->extent += axis->before + axis->after;
      axis->before = axis->after = 0;
    }
  }
  bool isDilated() const { return rows.dilation > 1 || columns.dilation > 1; }
  /// Whether runtimes take the padding: it must be below the kernel's extent.
  bool fits() const { return rows.fits() && columns.fits(); }
  /// Whether the last windows reach beyond the padding that was written.
  bool reachesBeyond() const { return rows.neededAfter() > rows.after || columns.neededAfter() > columns.after; }
  SmallVector<int64_t> pads() const { return {rows.before, columns.before, rows.wholeAfter(), columns.wholeAfter()}; }
  SmallVector<onnx::AttributeProto> attributes(bool dilated) const {
    SmallVector<onnx::AttributeProto> result = {attr("kernel_shape", {rows.kernel, columns.kernel}),
                                                attr("strides", {rows.stride, columns.stride}), attr("pads", pads())};
    if (dilated)
      result.push_back(attr("dilations", {rows.dilation, columns.dilation}));
    return result;
  }
};

} // namespace

/// MaxPool or, of two outputs, its indices.
static std::string maximum(Code &c, Windows w, const std::string &picture, bool indices) {
  auto pool = [&](const std::string &value) {
    auto attributes = w.attributes(w.isDilated());
    return indices ? c.addSecond("MaxPool", value, attributes) : c.add("MaxPool", value, attributes);
  };
  if (w.fits())
    return pool(picture);
  w.rows.after = w.rows.wholeAfter(), w.columns.after = w.columns.wholeAfter();
  // A channel more, or ONNX Runtime makes this the pool's padding, which it then finds too large.
  std::string pads = c.integers("pads", {0, 0, w.rows.before, w.columns.before, 0, 1, w.rows.after, w.columns.after});
  std::string padded = c.add("Pad", {picture, pads, c.number("value", -std::numeric_limits<double>::infinity())});
  w.takeBorder();
  return c.add("Slice", {pool(padded), c.integers("starts", 0), c.integers("ends", w.channels), c.integers("axes", 1)});
}

/// The sum of each window, as a convolution, which takes any padding and dilation.
static std::string sum(Code &c, const Windows &w, const std::string &picture) {
  std::string ones = c.splat("ones", {w.channels, 1, w.rows.kernel, w.columns.kernel}, 1);
  auto attributes = w.attributes(/*dilated=*/true);
  attributes.push_back(attr("group", w.channels));
  return c.add("Conv", {picture, ones}, attributes);
}

static std::string average(Code &c, const Windows &w, bool countPadding, const std::string &picture) {
  bool simple = !w.isDilated() && w.fits() && !(countPadding && w.reachesBeyond());
  if (simple) {
    auto attributes = w.attributes(/*dilated=*/false);
    attributes.push_back(attr("count_include_pad", int64_t(countPadding)));
    return c.add("AveragePool", picture, attributes);
  }
  auto elements = [&](const Axis &axis, int64_t i) {
    return countPadding ? axis.count(i, -axis.before, axis.extent + axis.after) : axis.count(i, 0, axis.extent);
  };
  SmallVector<float> counts;
  for (int64_t i = 0; i < w.rows.windows; ++i)
    for (int64_t j = 0; j < w.columns.windows; ++j)
      counts.push_back(float(elements(w.rows, i) * elements(w.columns, j)));
  return c.add("Div", {sum(c, w, picture), c.floats("counts", {1, 1, w.rows.windows, w.columns.windows}, counts)});
}

/// The norm with any p, by powers and their sum.
template <typename Sum> static std::string norm(Code &c, double p, const std::string &value, Sum &&sumUp) {
  std::string powers = c.add("Pow", {c.add("Abs", value), c.number("p", p)});
  return c.add("Pow", {sumUp(powers), c.number("root", 1 / p)});
}

static bool isWhole(double p) { return p == std::floor(p) && p <= 1024; }

static std::string exportPool(Code &c, PoolOp op, Names in) {
  Windows w(op);
  std::string picture = in[0];
  SmallVector<int64_t> shape(shapeOf(op.getInput()));
  if (op.getPaddingMode() != PadMode::zero) {
    picture = padPicture(c, picture, shape, op.getPadding(), op.getPaddingMode());
    w.takeBorder();
  }
  switch (op.getKind()) {
  case PoolKind::max:
    return maximum(c, w, picture, /*indices=*/false);
  case PoolKind::avg:
    return average(c, w, op.getCountIncludePad(), picture);
  case PoolKind::lp:
    break;
  }
  double p = op.getP()->convertToDouble();
  if (isWhole(p) && !w.isDilated() && w.fits()) {
    auto attributes = w.attributes(/*dilated=*/false);
    attributes.push_back(attr("p", int64_t(p)));
    return c.add("LpPool", picture, attributes);
  }
  return norm(c, p, picture, [&](const std::string &powers) { return sum(c, w, powers); });
}

/// ONNX counts from the first picture's first channel, the dialect within each.
static std::string exportPoolIndices(Code &c, PoolIndicesOp op, Names in) {
  Windows w(op);
  ArrayRef<int64_t> shape = shapeOf(op.getInput());
  if (!w.fits()) {
    // Indices must be the unpadded picture's: greater dilations come with a
    // border, of which they are freed below.
    SmallVector<int64_t> border = {w.rows.before, w.rows.wholeAfter(), w.columns.before, w.columns.wholeAfter()};
    int64_t width = shape[3] + border[2] + border[3], height = shape[2] + border[0] + border[1];
    std::string all = maximum(c, w, in[0], /*indices=*/true);
    std::string local = c.add("Mod", {all, c.integer("plane", height * width)});
    std::string row = c.add("Sub", {c.add("Div", {local, c.integer("width", width)}), c.integer("top", border[0])});
    std::string column = c.add("Sub", {c.add("Mod", {local, c.integer("width", width)}), c.integer("left", border[2])});
    std::string index = c.add("Add", {c.add("Mul", {row, c.integer("columns", shape[3])}), column});
    return c.add("Cast", index, {attr("to", int64_t(onnx::TensorProto::FLOAT))});
  }
  std::string all = maximum(c, w, in[0], /*indices=*/true);
  std::string local = c.add("Mod", {all, c.integer("plane", shape[2] * shape[3])});
  return c.add("Cast", local, {attr("to", int64_t(onnx::TensorProto::FLOAT))});
}

/// Elements go to rows of a plane with one place more, for those that are in none.
static std::string exportUnpool(Code &c, UnpoolOp op, Names in) {
  ArrayRef<int64_t> shape = shapeOf(op.getInput());
  int64_t channels = shape[1], count = shape[2] * shape[3], plane = op.getSize()[0] * op.getSize()[1];
  std::string zero = c.number("zero", 0), end = c.number("end", double(plane));
  std::string inside = c.add("And", {c.add("GreaterOrEqual", {in[1], zero}), c.add("Less", {in[1], end})});
  std::string places =
      c.add("Cast", c.add("Where", {inside, in[1], end}), {attr("to", int64_t(onnx::TensorProto::INT64))});
  std::string batch = c.add("Slice", {c.add("Shape", in[0]), c.integers("starts", {0}), c.integers("ends", {1})});
  std::string size = c.add("Concat", {batch, c.integers("plane", {channels, plane + 1})}, {attr("axis", int64_t(0))});
  std::string empty = c.add("Expand", {zero, size});
  std::string full =
      c.add("ScatterElements", {empty, c.reshape(places, {0, channels, count}), c.reshape(in[0], {0, channels, count})},
            {attr("axis", int64_t(2))});
  std::string kept =
      c.add("Slice", {full, c.integers("starts", {0}), c.integers("ends", {plane}), c.integers("axes", {2})});
  return c.reshape(kept, {0, channels, op.getSize()[0], op.getSize()[1]});
}

static std::string exportGlobalPool(Code &c, GlobalPoolOp op, Names in) {
  if (op.getKind() != PoolKind::lp) {
    std::string pooled = c.add(op.getKind() == PoolKind::avg ? "GlobalAveragePool" : "GlobalMaxPool", in);
    return c.add("Flatten", pooled, {attr("axis", int64_t(1))});
  }
  double p = op.getP()->convertToDouble();
  if (isWhole(p))
    return c.add("Flatten", c.add("GlobalLpPool", in, {attr("p", int64_t(p))}), {attr("axis", int64_t(1))});
  return norm(c, p, in[0], [&](const std::string &powers) {
    return c.add("ReduceSum", {powers, c.integers("axes", {2, 3})}, {attr("keepdims", int64_t(0))});
  });
}

/// The rows (axis 2) or columns (axis 3) of a grid of `size`, each of a range of the picture's.
static std::string gridOf(Code &c, const std::string &picture, bool isMax, int64_t axis, int64_t extent, int64_t size) {
  if (size == extent)
    return picture;
  SmallVector<std::string> parts;
  for (int64_t i = 0; i < size; ++i) {
    int64_t start = i * extent / size, end = ((i + 1) * extent + size - 1) / size;
    std::string range =
        c.add("Slice", {picture, c.integers("starts", start), c.integers("ends", end), c.integers("axes", axis)});
    parts.push_back(c.add(isMax ? "ReduceMax" : "ReduceMean", range, {attr("axes", ArrayRef(axis))}));
  }
  return parts.size() == 1 ? parts[0] : c.add("Concat", parts, {attr("axis", axis)});
}

static std::string exportAdaptivePool(Code &c, AdaptivePoolOp op, Names in) {
  ArrayRef<int64_t> shape = shapeOf(op.getInput()), size = op.getSize();
  bool isMax = op.getKind() == PoolKind::max;
  if (shape[2] % size[0] == 0 && shape[3] % size[1] == 0) {
    c.keepTogether();
    SmallVector<int64_t> kernel = {shape[2] / size[0], shape[3] / size[1]};
    return c.add(isMax ? "MaxPool" : "AveragePool", in, {attr("kernel_shape", kernel), attr("strides", kernel)});
  }
  return gridOf(c, gridOf(c, in[0], isMax, 2, shape[2], size[0]), isMax, 3, shape[3], size[1]);
}

ArrayRef<Layer> cnnc::onnx_export::getPoolLayers() {
  static const Layer layers[] = {
      layer<PoolOp, exportPool>("cnn.pool"),
      layer<PoolIndicesOp, exportPoolIndices>("cnn.pool_indices"),
      layer<UnpoolOp, exportUnpool>("cnn.unpool"),
      layer<GlobalPoolOp, exportGlobalPool>("cnn.global_pool"),
      layer<AdaptivePoolOp, exportAdaptivePool>("cnn.adaptive_pool"),
  };
  return layers;
}
