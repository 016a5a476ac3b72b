//===- QuantizedProduct.cpp - Operators of ONNX that multiply quantized tensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions and matrix products of integers: summed exactly, in i32, and for
// the QLinear operators then scaled in f32.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Quantize.h"
#include "compiler/Frontend/Onnx/Ops/Window.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// ConvInteger, QLinearConv
//===----------------------------------------------------------------------===//

namespace {
/// Inputs 0 and 1 of the formula convolve.
struct Convolution {
  int64_t channels = 0, filters = 0, groups = 1;
  SlidingWindow window;
  SmallVector<int64_t> result;
  Parameter xZero, wZero;

  Value sum(Body &body) const;
};
} // namespace

/// Reads a convolution of inputs `x` and `w`.
static FailureOr<Convolution> readConvolution(Node &node, unsigned x, unsigned w) {
  if (failed(expectPictures(node, x)))
    return failure();
  if (node.rank(w) != node.rank(x))
    return node.error() << "the weights have rank " << node.rank(w) << ", expected " << node.rank(x);
  if (!node.type(w).hasStaticShape())
    return node.mixesPictures();
  Convolution conv;
  ArrayRef<int64_t> weights = node.shape(w);
  conv.channels = node.shape(x)[1];
  conv.filters = weights[0];
  conv.groups = node.attribute("group", 1);
  if (conv.groups < 1 || conv.channels % conv.groups || conv.filters % conv.groups)
    return node.error() << "group is " << conv.groups << ", which does not divide " << conv.channels << " channels and "
                        << conv.filters << " filters";
  if (weights[1] != conv.channels / conv.groups)
    return node.error() << "the weights are for " << weights[1] << " channels, expected "
                        << conv.channels / conv.groups;
  FailureOr<SlidingWindow> window = readWindow(node, weights.size() - 2, weights.drop_front(2));
  if (failed(window) || failed(placeWindow(node, *window, node.shape(x).drop_front(2))))
    return failure();
  conv.window = *window;
  FailureOr<SmallVector<int64_t>> result = pictureShape(node, node.shape(x)[0], conv.filters, conv.window.output);
  if (failed(result))
    return failure();
  conv.result = *result;
  return conv;
}

/// The padding is the zero point, which contributes nothing.
Value Convolution::sum(Body &body) const {
  Type i32 = body.b.getI32Type();
  int64_t groupChannels = channels / groups;
  Value filter = body.index[1];
  Value first = body.mulIndex(body.divIndex(filter, filters / groups), groupChannels);
  Value xShift = xZero.load(body, {}, i32), wShift = wZero.load(body, filter, i32);
  SmallVector<int64_t> extents = {groupChannels};
  llvm::append_range(extents, window.kernel);
  auto step = [&](ValueRange at, ValueRange carried) -> SmallVector<Value> {
    SlidingWindow::Tap tap = window.tap(body, ValueRange(body.index).drop_front(2), at.drop_front());
    SmallVector<Value> xAt = {body.index[0], body.addIndex(first, at[0])}, wAt = {filter};
    llvm::append_range(xAt, tap.position);
    llvm::append_range(wAt, at);
    auto add = [&] {
      Value x = body.sub(body.convert(body.load(0, xAt), i32, body.isUnsigned(0)), xShift);
      Value w = body.sub(body.convert(body.load(1, wAt), i32, body.isUnsigned(1)), wShift);
      return body.add(carried[0], body.mul(x, w));
    };
    return {tap.inside ? body.branch(tap.inside, carried[0], add) : add()};
  };
  return body.loopOver(extents, body.integer(0, i32), step)[0];
}

LogicalResult onnx_import::importConvInteger(Node &node) {
  if (failed(node.expectInputs(2, 4)) || failed(checkQuantized(node, 0, 2)) || failed(checkQuantized(node, 1, 3)))
    return failure();
  FailureOr<Convolution> conv = readConvolution(node, 0, 1);
  if (failed(conv))
    return failure();
  Operands operands{node, {node.input(0), node.input(1)}};
  FailureOr<Parameter> xZero = operands.parameter(2, "x_zero_point", {}, 0);
  if (failed(xZero))
    return failure();
  FailureOr<Parameter> wZero = operands.parameter(3, "w_zero_point", conv->filters, 0);
  if (failed(wZero))
    return failure();
  conv->xZero = *xZero;
  conv->wZero = *wZero;
  FailureOr<Value> y =
      node.generate(conv->result, node.b.getI32Type(), operands.values, [&](Body &body) { return conv->sum(body); });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

/// A sum of products in units of the result: the factors are combined first, as runtimes do.
static Value rescale(Body &body, Value sum, Value xScale, Value wScale, Value yScale) {
  Value factor = body.div(body.mul(xScale, wScale), yScale);
  return body.mul(body.convert(sum, factor.getType()), factor);
}

namespace {
/// What an operator with a quantized result has beside the products.
struct Scales {
  Parameter x, w, y, yZero;

  Value finish(Body &body, Value sum, ValueRange xAt, ValueRange wAt, Type element) const {
    Type f32 = body.b.getF32Type();
    Value scaled = rescale(body, sum, x.load(body, xAt, f32), w.load(body, wAt, f32), y.load(body, {}, f32));
    return quantize(body, scaled, yZero.load(body, {}, body.b.getF64Type()), element);
  }
};
} // namespace

/// Reads parameters in turn, until one fails.
static LogicalResult
readParameters(Operands &operands,
               ArrayRef<std::tuple<Parameter *, unsigned, StringRef, ArrayRef<int64_t>, int64_t>> list) {
  for (auto [to, input, what, tensor, axis] : list) {
    FailureOr<Parameter> found = operands.parameter(input, what, tensor, axis);
    if (failed(found))
      return failure();
    *to = *found;
  }
  return success();
}

/// Inputs x, its scale and zero point, w with its own, then those of the result.
static LogicalResult checkQLinear(Node &node, unsigned most) {
  if (failed(node.expectInputs(8, most)) || failed(checkQuantized(node, 0, 2)) || failed(checkQuantized(node, 3, 5)) ||
      failed(expectFloats(node, {1, 4, 6})))
    return failure();
  if (!isSmallInteger(node.element(7)))
    return node.error() << "y_zero_point is of " << node.element(7) << ", expected an integer of 8 or 16 bits";
  return success();
}

LogicalResult onnx_import::importQLinearConv(Node &node) {
  if (failed(checkQLinear(node, 9)))
    return failure();
  FailureOr<Convolution> conv = readConvolution(node, 0, 3);
  if (failed(conv))
    return failure();
  Operands operands{node, {node.input(0), node.input(3)}};
  Scales scales;
  Parameter bias;
  ArrayRef<int64_t> filters = conv->filters;
  if (node.has(8) && (!node.element(8).isInteger(32) || node.rank(8) != 1 || node.shape(8)[0] != conv->filters))
    return node.error() << "the bias is " << node.type(8) << ", expected " << conv->filters << " elements of i32";
  if (failed(readParameters(operands, {{&conv->xZero, 2, "x_zero_point", {}, 0},
                                       {&conv->wZero, 5, "w_zero_point", filters, 0},
                                       {&scales.x, 1, "x_scale", {}, 0},
                                       {&scales.w, 4, "w_scale", filters, 0},
                                       {&scales.y, 6, "y_scale", {}, 0},
                                       {&scales.yZero, 7, "y_zero_point", {}, 0},
                                       {&bias, 8, "B", filters, 0}})))
    return failure();
  Type element = node.element(7);
  FailureOr<Value> y = node.generate(conv->result, element, operands.values, [&](Body &body) {
    Value filter = body.index[1];
    Value sum = body.add(conv->sum(body), bias.load(body, filter, body.b.getI32Type()));
    return scales.finish(body, sum, {}, filter, element);
  });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

//===----------------------------------------------------------------------===//
// MatMulInteger, QLinearMatMul
//===----------------------------------------------------------------------===//

namespace {
/// Inputs 0 and 1 of the formula multiply, as NumPy's matmul.
struct Product {
  SmallVector<int64_t> a, b, batch, result; ///< a and b with the axis that a vector has not
  bool isRow = false, isColumn = false;     ///< a, b are vectors
  Parameter aZero, bZero;

  /// Where operands are read that do not depend on the inner axis, at 0 of it.
  SmallVector<Value> aPlace(Body &body, Value k) const;
  SmallVector<Value> bPlace(Body &body, Value k) const;
  Value sum(Body &body) const;
};
} // namespace

static FailureOr<Product> readProduct(Node &node, unsigned a, unsigned b) {
  Product p;
  p.a.assign(node.shape(a).begin(), node.shape(a).end());
  p.b.assign(node.shape(b).begin(), node.shape(b).end());
  if (p.a.empty() || p.b.empty())
    return node.error() << "found a scalar, expected matrices";
  p.isRow = p.a.size() == 1;
  p.isColumn = p.b.size() == 1;
  if (p.isRow)
    p.a.insert(p.a.begin(), 1);
  if (p.isColumn)
    p.b.push_back(1);
  int64_t inner = p.a.back(), rows = p.a.end()[-2], columns = p.b.back();
  if (ShapedType::isDynamic(inner) || ShapedType::isDynamic(p.b.end()[-2]))
    return node.mixesPictures();
  if (inner != p.b.end()[-2])
    return node.error() << "found " << node.type(a) << " and " << node.type(b) << ", whose inner extents differ";
  FailureOr<SmallVector<int64_t>> batch =
      node.broadcast(ArrayRef<int64_t>(p.a).drop_back(2), ArrayRef<int64_t>(p.b).drop_back(2));
  if (failed(batch))
    return failure();
  p.batch = *batch;
  if (ShapedType::isDynamic(rows) && !p.batch.empty())
    return node.mixesPictures();
  p.result = p.batch;
  if (!p.isRow)
    p.result.push_back(rows);
  if (!p.isColumn)
    p.result.push_back(columns);
  return p;
}

/// Where the batch of an operand is read.
static SmallVector<Value> getBatchPlace(Body &body, ArrayRef<int64_t> shape, size_t batch) {
  SmallVector<Value> at;
  size_t own = shape.size() - 2;
  for (size_t d = 0; d < own; ++d)
    at.push_back(shape[d] == 1 ? body.indexOf(0) : body.index[batch - own + d]);
  return at;
}

SmallVector<Value> Product::aPlace(Body &body, Value k) const {
  SmallVector<Value> at = getBatchPlace(body, a, batch.size());
  if (!isRow)
    at.push_back(body.index[batch.size()]);
  at.push_back(k);
  return at;
}

SmallVector<Value> Product::bPlace(Body &body, Value k) const {
  SmallVector<Value> at = getBatchPlace(body, b, batch.size());
  at.push_back(k);
  if (!isColumn)
    at.push_back(body.index.back());
  return at;
}

Value Product::sum(Body &body) const {
  Type i32 = body.b.getI32Type();
  Value zero = body.indexOf(0);
  Value aShift = aZero.load(body, aPlace(body, zero), i32), bShift = bZero.load(body, bPlace(body, zero), i32);
  return body.loop(a.back(), body.integer(0, i32), [&](Value k, ValueRange carried) {
    Value x = body.sub(body.convert(body.load(0, aPlace(body, k)), i32, body.isUnsigned(0)), aShift);
    Value y = body.sub(body.convert(body.load(1, bPlace(body, k)), i32, body.isUnsigned(1)), bShift);
    return SmallVector<Value>{body.add(carried[0], body.mul(x, y))};
  })[0];
}

/// The shape of an operand for its parameters, which are the same along the inner axis.
static SmallVector<int64_t> withoutInner(ArrayRef<int64_t> shape, unsigned axis) {
  SmallVector<int64_t> result(shape);
  result[axis] = 1;
  return result;
}

namespace {
/// What the parameters of the two operands may be.
struct ParameterShapes {
  SmallVector<int64_t> a, b;
  int64_t aAxis, bAxis; ///< of vectors: rows, columns

  ParameterShapes(Node &node, unsigned aInput, unsigned bInput)
      : a(withoutInner(node.shape(aInput), node.rank(aInput) - 1)),
        b(withoutInner(node.shape(bInput), std::max<int64_t>(node.rank(bInput) - 2, 0))), aAxis(node.rank(aInput) - 2),
        bAxis(node.rank(bInput) - 1) {}
};
} // namespace

LogicalResult onnx_import::importMatMulInteger(Node &node) {
  if (failed(node.expectInputs(2, 4)) || failed(checkQuantized(node, 0, 2)) || failed(checkQuantized(node, 1, 3)))
    return failure();
  FailureOr<Product> product = readProduct(node, 0, 1);
  if (failed(product))
    return failure();
  Operands operands{node, {node.input(0), node.input(1)}};
  ParameterShapes shapes(node, 0, 1);
  if (failed(readParameters(operands, {{&product->aZero, 2, "a_zero_point", shapes.a, shapes.aAxis},
                                       {&product->bZero, 3, "b_zero_point", shapes.b, shapes.bAxis}})))
    return failure();
  FailureOr<Value> y = node.generate(product->result, node.b.getI32Type(), operands.values,
                                     [&](Body &body) { return product->sum(body); });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

LogicalResult onnx_import::importQLinearMatMul(Node &node) {
  if (failed(checkQLinear(node, 8)))
    return failure();
  FailureOr<Product> product = readProduct(node, 0, 3);
  if (failed(product))
    return failure();
  Operands operands{node, {node.input(0), node.input(3)}};
  ParameterShapes shapes(node, 0, 3);
  Scales scales;
  if (failed(readParameters(operands, {{&product->aZero, 2, "a_zero_point", shapes.a, shapes.aAxis},
                                       {&product->bZero, 5, "b_zero_point", shapes.b, shapes.bAxis},
                                       {&scales.x, 1, "a_scale", shapes.a, shapes.aAxis},
                                       {&scales.w, 4, "b_scale", shapes.b, shapes.bAxis},
                                       {&scales.y, 6, "y_scale", {}, 0},
                                       {&scales.yZero, 7, "y_zero_point", {}, 0}})))
    return failure();
  Type element = node.element(7);
  FailureOr<Value> y = node.generate(product->result, element, operands.values, [&](Body &body) {
    Value zero = body.indexOf(0);
    return scales.finish(body, product->sum(body), product->aPlace(body, zero), product->bPlace(body, zero), element);
  });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}
