//===- Matmul.cpp - Gemm and MatMul
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A constant right side is the weight of a dense layer, with the factors of
// Gemm folded into it. Where rows of a free batch cannot be joined, it is the
// weight of a convolution whose pixels are the rows.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Elementwise.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// `to[j][i] = scale * from[i][j]`, in tiles that stay in cache.
static void transposeScaled(ArrayRef<float> from, int64_t rows, int64_t columns, double scale,
                            MutableArrayRef<float> to) {
  constexpr int64_t tile = 32;
  for (int64_t i0 = 0; i0 < rows; i0 += tile)
    for (int64_t j0 = 0; j0 < columns; j0 += tile)
      for (int64_t i = i0; i < std::min(rows, i0 + tile); ++i)
        for (int64_t j = j0; j < std::min(columns, j0 + tile); ++j)
          to[j * rows + i] = float(from[i * columns + j] * scale);
}

/// Input 1, a constant f32 matrix, with outputs before inputs. `transposed` says
/// that it is stored so.
static Value denseWeight(Node &node, bool transposed, ArrayRef<int64_t> shape, double scale = 1) {
  if (transposed && scale == 1)
    return node.parameter(node.input(1));
  DenseElementsAttr constant = node.constant(1);
  int64_t rows = node.shape(1)[0], columns = node.shape(1)[1];
  if (constant.isSplat())
    return node.parameter(node.splat(shape, float(constant.getSplatValue<float>() * scale), node.element(1)));
  ArrayRef<char> raw = constant.getRawData();
  ArrayRef<float> from(reinterpret_cast<const float *>(raw.data()), raw.size() / sizeof(float));
  SmallVector<float, 0> values(from.size());
  if (transposed)
    llvm::transform(from, values.begin(), [&](float v) { return float(v * scale); });
  else
    transposeScaled(from, rows, columns, scale, values);
  return node.parameter(node.constantFloats(shape, values));
}

/// Input 0 times a constant: the layer takes both.
static bool isWeighted(Node &node) {
  return node.isF32(0) && node.isF32(1) && !node.isConstant(0) && node.isConstant(1) && node.rank(1) == 2 &&
         hasElements(node.shape(0)) && hasElements(node.shape(1));
}

//===----------------------------------------------------------------------===//
// Gemm
//===----------------------------------------------------------------------===//

namespace {
struct Gemm {
  bool transA, transB;
  double alpha, beta;
  int64_t rows, columns, depth;

  SmallVector<int64_t> shape() const { return {rows, columns}; }
};
} // namespace

static FailureOr<Gemm> readGemm(Node &node) {
  if (failed(expect(node, 2, 3)) || failed(expectNumbers(node, 0)) || failed(expectSameType(node, 1)) ||
      (node.has(2) && failed(expectSameType(node, 2))))
    return failure();
  if (node.rank(0) != 2 || node.rank(1) != 2)
    return node.error() << "found " << node.type(0) << " and " << node.type(1) << ", expected two matrices";
  Gemm g = {node.attribute("transA", 0) != 0,
            node.attribute("transB", 0) != 0,
            node.attributeFloat("alpha", 1),
            node.attributeFloat("beta", 1),
            /*rows=*/0,
            /*columns=*/0,
            /*depth=*/0};
  ArrayRef<int64_t> a = node.shape(0), b = node.shape(1);
  g.rows = a[g.transA];
  g.depth = a[!g.transA];
  g.columns = b[!g.transB];
  if (ShapedType::isDynamic(g.depth) || ShapedType::isDynamic(b[0]))
    return node.mixesPictures();
  if (g.depth != b[g.transB])
    return node.error() << "found products of " << node.type(0) << " and " << node.type(1) << ": " << g.depth
                        << " columns beside " << b[g.transB] << " rows";
  if (!node.has(2))
    return g;
  FailureOr<SmallVector<int64_t>> both = node.broadcast(g.shape(), node.shape(2));
  if (failed(both))
    return failure();
  if (*both != g.shape())
    return node.error() << "found " << node.type(2) << " to add, expected one that broadcasts to the product";
  return g;
}

/// beta * C, for a dense layer of this many outputs; null where it is no such vector.
static Value gemmBias(Node &node, const Gemm &g) {
  if (!node.has(2) || !node.isConstant(2) || !node.isF32(2) || node.rank(2) > 2)
    return {};
  ArrayRef<int64_t> shape = node.shape(2);
  if ((shape.size() == 2 && shape[0] != 1) || (shape.size() == 1 && shape[0] != 1 && shape[0] != g.columns))
    return {};
  if (shape.size() == 1 && shape[0] == g.columns && g.beta == 1)
    return node.parameter(node.input(2));
  SmallVector<float> values;
  for (float v : node.constant(2).getValues<float>())
    values.push_back(float(v * g.beta));
  if (values.size() == 1)
    values.resize(g.columns, values.front());
  return node.parameter(node.constantFloats({g.columns}, values));
}

/// y + beta * C.
static FailureOr<Value> addScaled(Node &node, Value y, const Gemm &g) {
  if (!node.has(2) || g.beta == 0)
    return y;
  if (g.beta == 1)
    return addTensors(node, y, node.input(2));
  return node.generate(g.shape(), node.element(0), {y, node.input(2)}, [&](Body &body) {
    Value c = body.loadBroadcast(1);
    return body.add(body.loadBroadcast(0), body.mul(c, body.number(g.beta, c.getType())));
  });
}

/// A sum times a factor, which is a float also where the sum is none.
static Value scaled(Body &body, Value x, double factor) {
  if (factor == 1)
    return x;
  bool isUnsigned = body.isUnsigned(0);
  Type type = x.getType(), wide = body.b.getF64Type();
  Value product = body.mul(body.convert(x, wide, isUnsigned), body.number(factor, wide));
  return body.convert(product, type, false, isUnsigned);
}

static Value gemmFormula(Body &body, const Gemm &g, bool hasC) {
  Value row = body.index[0], column = body.index[1];
  Type element = elementInBody(body.in[0].getElementType()), wide = sumType(element);
  bool isUnsigned = body.isUnsigned(0);
  auto term = [&](Value k, ValueRange carried) {
    SmallVector<Value> atA = {row, k}, atB = {k, column};
    if (g.transA)
      std::swap(atA[0], atA[1]);
    if (g.transB)
      std::swap(atB[0], atB[1]);
    Value x = body.convert(body.load(0, atA), wide, isUnsigned, isUnsigned);
    Value y = body.convert(body.load(1, atB), wide, isUnsigned, isUnsigned);
    return SmallVector<Value>{body.add(carried[0], body.mul(x, y))};
  };
  Value y = scaled(body, body.loop(g.depth, body.number(0, wide), term)[0], g.alpha);
  if (hasC)
    y = body.add(y, scaled(body, body.convert(body.loadBroadcast(2), wide, isUnsigned, isUnsigned), g.beta));
  return body.convert(y, element, isUnsigned, isUnsigned);
}

LogicalResult onnx_import::importGemm(Node &node) {
  FailureOr<Gemm> g = readGemm(node);
  if (failed(g))
    return failure();
  if (isWeighted(node) && !g->transA) {
    SmallVector<Value> operands = {node.input(0), denseWeight(node, g->transB, {g->columns, g->depth}, g->alpha)};
    Value bias = gemmBias(node, *g);
    if (bias)
      operands.push_back(bias);
    FailureOr<Value> y = node.layer<cnn::DenseOp>(operands);
    return finish(node, failed(y) || bias ? y : addScaled(node, *y, *g), g->shape());
  }
  SmallVector<Value> inputs = {node.input(0), node.input(1)};
  if (node.has(2))
    inputs.push_back(node.input(2));
  return finish(node,
                node.generate(g->shape(), node.element(0), inputs,
                              [&](Body &body) { return gemmFormula(body, *g, node.has(2)); }),
                g->shape());
}

//===----------------------------------------------------------------------===//
// MatMul
//===----------------------------------------------------------------------===//

namespace {
/// The product's extents. A vector on the left is a row, on the right a column,
/// and has no dimension in the result.
struct Product {
  SmallVector<int64_t> batch; ///< dimensions before the matrices, broadcast
  int64_t rows, columns, depth;
  bool leftVector, rightVector;

  SmallVector<int64_t> shape() const {
    SmallVector<int64_t> result = batch;
    if (!leftVector)
      result.push_back(rows);
    if (!rightVector)
      result.push_back(columns);
    return result;
  }
};
} // namespace

static FailureOr<Product> readProduct(Node &node) {
  if (failed(expect(node, 2, 2)) || failed(expectNumbers(node, 0)) || failed(expectSameType(node, 1)))
    return failure();
  ArrayRef<int64_t> a = node.shape(0), b = node.shape(1);
  if (a.empty() || b.empty())
    return node.error() << "found " << node.type(0) << " and " << node.type(1) << ", expected no scalars";
  Product p;
  p.leftVector = a.size() == 1;
  p.rightVector = b.size() == 1;
  p.rows = p.leftVector ? 1 : a[a.size() - 2];
  p.columns = p.rightVector ? 1 : b.back();
  p.depth = a.back();
  int64_t rightRows = p.rightVector ? b[0] : b[b.size() - 2];
  if (ShapedType::isDynamic(p.depth) || ShapedType::isDynamic(rightRows))
    return node.mixesPictures();
  if (p.depth != rightRows)
    return node.error() << "found " << node.type(0) << " times " << node.type(1) << ": " << p.depth
                        << " columns beside " << rightRows << " rows";
  FailureOr<SmallVector<int64_t>> batch =
      node.broadcast(a.drop_back(std::min<size_t>(a.size(), 2)), b.drop_back(std::min<size_t>(b.size(), 2)));
  if (failed(batch))
    return failure();
  p.batch = *batch;
  SmallVector<int64_t> shape = p.shape();
  for (size_t i = 1; i < shape.size(); ++i)
    if (ShapedType::isDynamic(shape[i]))
      return node.mixesPictures();
  return p;
}

/// The elements of these extents, none of them free or 0; nothing if too many.
static std::optional<int64_t> countOf(ArrayRef<int64_t> extents) {
  if (llvm::any_of(extents, ShapedType::isDynamic))
    return std::nullopt;
  return cnn::countUnitElements(extents);
}

/// x times a constant matrix, by a dense layer over all rows or, with a free
/// batch, by a convolution over the rows of each picture.
static FailureOr<Value> weightedProduct(Node &node, const Product &p) {
  ArrayRef<int64_t> shape = node.shape(0);
  std::optional<int64_t> rows = shape.size() == 2 ? shape[0] : countOf(shape.drop_back());
  if (rows) {
    FailureOr<Value> x = node.reshape(node.input(0), {*rows, p.depth});
    return failed(x) ? x
                     : node.layer<cnn::DenseOp>({*x, denseWeight(node, /*transposed=*/false, {p.columns, p.depth})});
  }
  rows = countOf(shape.drop_front().drop_back());
  if (!rows)
    return Value();
  FailureOr<Value> x = node.reshape(node.input(0), {shape[0], 1, *rows, p.depth});
  if (failed(x))
    return failure();
  Value filters = denseWeight(node, /*transposed=*/false, {p.columns, p.depth, 1, 1});
  // Rows become pixels of a line, columns channels.
  FailureOr<Value> y = node.layer<cnn::TransposeOp>(*x, node.attr("order", ArrayRef<int64_t>{3, 1, 2}));
  if (succeeded(y))
    y = node.layer<cnn::Conv2dOp>({*y, filters},
                                  {node.attr("strides", ArrayRef<int64_t>{1, 1}),
                                   node.attr("padding", ArrayRef<int64_t>{0, 0, 0, 0}),
                                   node.attr("dilations", ArrayRef<int64_t>{1, 1}), node.attr("groups", int64_t(1))});
  if (succeeded(y))
    y = node.layer<cnn::TransposeOp>(*y, node.attr("order", ArrayRef<int64_t>{2, 3, 1}));
  return y;
}

/// Two tensors of matrices with the same batch; null where there is no layer.
static FailureOr<Value> batchedProduct(Node &node, const Product &p) {
  ArrayRef<int64_t> a = node.shape(0), b = node.shape(1);
  if (!node.isF32(0) || node.isConstant(0) || node.isConstant(1) || a.size() != b.size() || a.size() < 2 ||
      !hasElements(a) || !hasElements(b) || !p.depth)
    return Value();
  SmallVector<int64_t> left, right;
  if (a.size() == 2) {
    if (ShapedType::isDynamic(a[0]))
      return Value();
    left = right = {1, 1};
  } else {
    std::optional<int64_t> m = countOf(a.slice(1, a.size() - 3)), n = countOf(b.slice(1, b.size() - 3));
    bool same = a.drop_back(2).drop_front() == b.drop_back(2).drop_front();
    if (a[0] != b[0] || !m || !n || (!same && *m != 1 && *n != 1))
      return Value();
    left = {a[0], *m};
    right = {b[0], *n};
  }
  llvm::append_range(left, a.take_back(2));
  llvm::append_range(right, b.take_back(2));
  FailureOr<Value> x = node.reshape(node.input(0), left), y = node.reshape(node.input(1), right);
  if (failed(x) || failed(y))
    return failure();
  return node.layer<cnn::MatmulOp>({*x, *y});
}

/// Where the matrix of an operand stands: the last of the batch's indices, 0
/// where the operand has an extent of 1.
static SmallVector<Value> batchIndex(Body &body, ArrayRef<int64_t> shape, size_t batch) {
  SmallVector<Value> at;
  size_t own = shape.size() > 2 ? shape.size() - 2 : 0;
  for (size_t i = 0; i < own; ++i)
    at.push_back(shape[i] == 1 ? body.indexOf(0) : body.index[batch - own + i]);
  return at;
}

static Value productFormula(Body &body, const Product &p) {
  SmallVector<Value> atA = batchIndex(body, body.in[0].getShape(), p.batch.size());
  SmallVector<Value> atB = batchIndex(body, body.in[1].getShape(), p.batch.size());
  Type element = elementInBody(body.in[0].getElementType()), wide = sumType(element);
  bool isUnsigned = body.isUnsigned(0);
  auto term = [&](Value k, ValueRange carried) {
    SmallVector<Value> left = atA, right = atB;
    if (!p.leftVector)
      left.push_back(body.index[p.batch.size()]);
    left.push_back(k);
    right.push_back(k);
    if (!p.rightVector)
      right.push_back(body.index.back());
    Value x = body.convert(body.load(0, left), wide, isUnsigned, isUnsigned);
    Value y = body.convert(body.load(1, right), wide, isUnsigned, isUnsigned);
    return SmallVector<Value>{body.add(carried[0], body.mul(x, y))};
  };
  return body.convert(body.loop(p.depth, body.number(0, wide), term)[0], element, isUnsigned, isUnsigned);
}

LogicalResult onnx_import::importMatMul(Node &node) {
  FailureOr<Product> p = readProduct(node);
  if (failed(p))
    return failure();
  FailureOr<Value> y = Value();
  if (isWeighted(node) && !p->leftVector)
    y = weightedProduct(node, *p);
  else
    y = batchedProduct(node, *p);
  if (succeeded(y) && !*y)
    y = node.generate(p->shape(), node.element(0), {node.input(0), node.input(1)},
                      [&](Body &body) { return productFormula(body, *p); });
  return finish(node, y, p->shape());
}
