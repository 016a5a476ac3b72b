//===- Conv.cpp - Operators of ONNX: convolutions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows and pictures with constant f32 weights are layers; what has other types,
// more axes, or weights that are computed, is a formula.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Window.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

namespace {
/// A convolution or its transpose, whose operands fit each other.
struct Convolution {
  int64_t channels = 0, filters = 0, groups = 1;
  SlidingWindow window;

  int64_t groupChannels() const { return channels / groups; }
  int64_t groupFilters() const { return filters / groups; }
};
} // namespace

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

static LogicalResult checkTypes(Node &node) {
  if (failed(node.expectInputs(2, 3)))
    return failure();
  for (unsigned i : {0, 1})
    if (!node.has(i))
      return node.error() << "input " << i << " is absent";
  if (failed(expectPictures(node, 0)))
    return failure();
  if (node.rank(1) != node.rank(0))
    return node.error() << "the weights have rank " << node.rank(1) << ", expected that of the input, " << node.rank(0);
  for (unsigned i = 0; i < node.inputCount(); ++i)
    if (node.has(i) && (!isa<FloatType>(node.element(i)) || node.element(i) != node.element(0)))
      return node.error() << "input " << i << " has elements of " << node.element(i)
                          << ", expected one type of float for all";
  for (unsigned i = 1; i < node.inputCount(); ++i)
    if (node.has(i) && !node.type(i).hasStaticShape())
      return node.mixesPictures();
  return success();
}

/// Checks weights (filters first, or channels first if transposed) and bias.
static FailureOr<Convolution> readConvolution(Node &node, bool transposed) {
  if (failed(checkTypes(node)))
    return failure();
  Convolution conv;
  conv.channels = node.shape(0)[1];
  conv.groups = node.attribute("group", 1);
  ArrayRef<int64_t> weights = node.shape(1);
  if (conv.groups < 1 || conv.groups > kMostExtent || conv.channels % conv.groups) {
    node.error() << "group is " << conv.groups << ", which does not divide the " << conv.channels << " channels";
    return failure();
  }
  int64_t wanted = transposed ? conv.channels : conv.groupChannels(), found = weights[transposed ? 0 : 1];
  if (wanted != found) {
    node.error() << "the weights are for " << found << " channels, expected " << wanted;
    return failure();
  }
  int64_t filters = weights[transposed ? 1 : 0];
  if (filters > kMostExtent || (!transposed && filters % conv.groups)) {
    node.error() << "the weights have " << filters << " filters, which group = " << conv.groups << " does not divide";
    return failure();
  }
  conv.filters = transposed ? filters * conv.groups : filters;
  if (node.has(2) && (node.rank(2) != 1 || node.shape(2)[0] != conv.filters)) {
    node.error() << "the bias is " << node.type(2) << ", expected a vector of " << conv.filters;
    return failure();
  }
  FailureOr<SlidingWindow> window = readWindow(node, weights.size() - 2, weights.drop_front(2));
  if (failed(window))
    return failure();
  conv.window = *window;
  return conv;
}

static bool canBeLayer(Node &node, const Convolution &conv) {
  return isLayerInput(node, 0) && node.isConstant(1) && (!node.has(2) || node.isConstant(2)) && conv.filters > 0;
}

/// Creates a layer on rows or pictures, with these attributes beside those of the window.
template <typename OpTy>
static LogicalResult createLayer(Node &node, const Convolution &conv, ArrayRef<int64_t> result,
                                 ArrayRef<NamedAttribute> more = {}) {
  FailureOr<Value> x = toPicture(node, node.input(0)), weights = toPicture(node, node.input(1));
  if (failed(x) || failed(weights))
    return failure();
  SmallVector<Value> operands = {*x, node.parameter(*weights)};
  if (node.has(2))
    operands.push_back(node.parameter(node.input(2)));
  const SlidingWindow &window = conv.window;
  SmallVector<NamedAttribute> attributes = {
      node.attr("strides", window.asPair(window.strides)), node.attr("padding", window.pairOfPaddings()),
      node.attr("dilations", window.asPair(window.dilations)), node.attr("groups", conv.groups)};
  attributes.append(more.begin(), more.end());
  FailureOr<Value> y = node.layer<OpTy>(operands, attributes);
  if (failed(y) || failed(y = node.reshape(*y, result)))
    return failure();
  node.setOutput(0, *y);
  return success();
}

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

static SmallVector<Value> operandsOf(Node &node) {
  SmallVector<Value> operands = {node.input(0), node.input(1)};
  if (node.has(2))
    operands.push_back(node.input(2));
  return operands;
}

/// sum + x[xAt] * w[wAt], in f64.
static Value multiplyAdd(Body &body, Value sum, ValueRange xAt, ValueRange wAt) {
  Type wide = body.b.getF64Type();
  Value x = body.convert(body.load(0, xAt), wide), w = body.convert(body.load(1, wAt), wide);
  return body.add(sum, body.mul(x, w));
}

/// The sum with the bias, where there is one, as an element.
static Value finish(Body &body, Value sum, Value filter) {
  if (body.in.size() > 2)
    sum = body.add(sum, body.convert(body.load(2, {filter}), sum.getType()));
  return body.convert(sum, body.in[0].getElementType());
}

/// The first channel of the group of `filter`; null for the first group of one.
static Value firstChannel(Body &body, const Convolution &conv, Value filter) {
  if (conv.groups == 1)
    return {};
  return body.mulIndex(body.divIndex(filter, conv.groupFilters()), conv.groupChannels());
}

/// Channels of a group, then the window.
static SmallVector<int64_t> tapsOf(const Convolution &conv) {
  SmallVector<int64_t> extents = {conv.groupChannels()};
  llvm::append_range(extents, conv.window.kernel);
  return extents;
}

static Value convolve(Body &body, const Convolution &conv) {
  Value filter = body.index[1], first = firstChannel(body, conv, filter);
  Value zero = body.number(0, body.b.getF64Type());
  auto step = [&](ValueRange at, ValueRange carried) -> SmallVector<Value> {
    SlidingWindow::Tap tap = conv.window.tap(body, ValueRange(body.index).drop_front(2), at.drop_front());
    SmallVector<Value> xAt = {body.index[0], first ? body.addIndex(first, at[0]) : at[0]}, wAt = {filter};
    llvm::append_range(xAt, tap.position);
    llvm::append_range(wAt, at);
    auto add = [&] { return multiplyAdd(body, carried[0], xAt, wAt); };
    return {tap.inside ? body.branch(tap.inside, carried[0], add) : add()};
  };
  return finish(body, body.loopOver(tapsOf(conv), zero, step)[0], filter);
}

/// The input element h whose window has output i at tap p: h * stride = i +
/// before - p * dilation, where that is a multiple and in the input.
static Value convolveTransposed(Body &body, const Convolution &conv) {
  const SlidingWindow &w = conv.window;
  Value filter = body.index[1], first = firstChannel(body, conv, filter);
  Value inGroup = conv.groups == 1 ? filter : body.remIndex(filter, conv.groupFilters());
  Value zero = body.number(0, body.b.getF64Type());
  auto step = [&](ValueRange at, ValueRange carried) -> SmallVector<Value> {
    Value channel = first ? body.addIndex(first, at[0]) : at[0], inside;
    SmallVector<Value> xAt = {body.index[0], channel}, wAt = {channel, inGroup};
    for (unsigned axis = 0; axis < w.axes(); ++axis) {
      int64_t stride = w.strides[axis];
      // Some strides more keep what is divided from being negative.
      int64_t strides = llvm::divideCeil(w.reach(axis), stride);
      Value scaled = body.addIndex(body.addIndex(body.index[2 + axis], w.before[axis] + strides * stride),
                                   body.mulIndex(at[1 + axis], -w.dilations[axis]));
      Value h = body.addIndex(body.divIndex(scaled, stride), -strides);
      inside = both(body, inside, body.inRange(h, w.input[axis]));
      if (stride > 1)
        inside = both(body, inside, body.inRange(body.remIndex(scaled, stride), 1));
      xAt.push_back(h);
      wAt.push_back(at[1 + axis]);
    }
    return {body.branch(inside, carried[0], [&] { return multiplyAdd(body, carried[0], xAt, wAt); })};
  };
  return finish(body, body.loopOver(tapsOf(conv), zero, step)[0], filter);
}

static LogicalResult generateFormula(Node &node, const Convolution &conv, ArrayRef<int64_t> result,
                                     Value (*formula)(Body &, const Convolution &)) {
  FailureOr<Value> y =
      node.generate(result, node.element(0), operandsOf(node), [&](Body &body) { return formula(body, conv); });
  if (failed(y))
    return failure();
  node.setOutput(0, *y);
  return success();
}

//===----------------------------------------------------------------------===//
// Conv
//===----------------------------------------------------------------------===//

static LogicalResult importConv(Node &node) {
  FailureOr<Convolution> conv = readConvolution(node, /*transposed=*/false);
  if (failed(conv) || failed(placeWindow(node, conv->window, node.shape(0).drop_front(2))))
    return failure();
  FailureOr<SmallVector<int64_t>> result = pictureShape(node, node.shape(0)[0], conv->filters, conv->window.output);
  if (failed(result))
    return failure();
  if (canBeLayer(node, *conv))
    return createLayer<cnn::Conv2dOp>(node, *conv, *result);
  return generateFormula(node, *conv, *result, convolve);
}

//===----------------------------------------------------------------------===//
// ConvTranspose
//===----------------------------------------------------------------------===//

/// output_shape, where present: extents of the axes, or the whole shape.
static FailureOr<SmallVector<int64_t>> readOutputShape(Node &node, unsigned axes) {
  SmallVector<int64_t> shape = node.attributeIntegers("output_shape");
  if (shape.size() == axes + 2)
    shape.erase(shape.begin(), shape.begin() + 2);
  if (!shape.empty() && shape.size() != axes) {
    node.error() << "output_shape has " << shape.size() << " numbers, expected " << axes;
    return failure();
  }
  return shape;
}

static FailureOr<SmallVector<int64_t>> readOutputPadding(Node &node, unsigned axes) {
  SmallVector<int64_t> extra = node.attributeIntegers("output_padding");
  if (extra.empty())
    extra.assign(axes, 0);
  if (extra.size() != axes || llvm::any_of(extra, [](int64_t e) { return e < 0 || e > kMostExtent; })) {
    node.error() << "output_padding must be " << axes << " numbers from 0 to 2^31";
    return failure();
  }
  return extra;
}

/// Resolves padding and output. On return input and padding give the output's
/// extents with the `extra` elements behind that this returns.
static FailureOr<SmallVector<int64_t>> placeTransposed(Node &node, SlidingWindow &window, ArrayRef<int64_t> input) {
  using AutoPad = SlidingWindow::AutoPad;
  FailureOr<SmallVector<int64_t>> wanted = readOutputShape(node, window.axes());
  FailureOr<SmallVector<int64_t>> extra = readOutputPadding(node, window.axes());
  if (failed(wanted) || failed(extra))
    return failure();
  window.input.assign(input.begin(), input.end());
  for (unsigned axis = 0; axis < window.axes(); ++axis) {
    int64_t n = input[axis], stride = window.strides[axis];
    if (n < 1 || n > kMostExtent) {
      node.error() << "axis " << axis + 2 << " has the extent " << n << ", expected one from 1 to 2^31";
      return failure();
    }
    // At most 2^62 and some 2^31 more.
    int64_t bare = (n - 1) * stride + window.reach(axis) + 1, full = bare + (*extra)[axis], out = 0;
    if (!wanted->empty()) {
      out = (*wanted)[axis];
      if (out >= 1 && out <= kMostExtent)
        splitPadding(window, axis, full - out);
    } else if (window.autoPad == AutoPad::SameUpper || window.autoPad == AutoPad::SameLower) {
      out = n * stride;
      splitPadding(window, axis, full - out);
    } else {
      if (window.autoPad == AutoPad::Valid)
        window.before[axis] = window.after[axis] = 0;
      out = full - window.before[axis] - window.after[axis];
    }
    if (out < 1 || out > kMostExtent) {
      node.error() << "axis " << axis + 2 << " of the output would have " << out
                   << " elements, expected from 1 to 2^31";
      return failure();
    }
    int64_t rest = out - (bare - window.before[axis]);
    (*extra)[axis] = std::max<int64_t>(rest, 0);
    window.after[axis] = std::max<int64_t>(-rest, 0);
    window.output.push_back(out);
  }
  return extra;
}

/// What cnn.conv_transpose2d takes: little behind, and no code for many strides.
static bool canBeTransposedLayer(const SlidingWindow &window, ArrayRef<int64_t> extra) {
  constexpr int64_t mostDilatedStride = 8; // as in the Net language
  for (unsigned axis = 0; axis < window.axes(); ++axis) {
    int64_t stride = window.strides[axis], dilation = window.dilations[axis];
    if (extra[axis] >= std::max(stride, dilation) || (dilation > 1 && stride > mostDilatedStride) ||
        std::max(window.before[axis], window.after[axis]) > kMostExtent)
      return false;
  }
  return true;
}

static LogicalResult importConvTranspose(Node &node) {
  FailureOr<Convolution> conv = readConvolution(node, /*transposed=*/true);
  if (failed(conv))
    return failure();
  FailureOr<SmallVector<int64_t>> extra = placeTransposed(node, conv->window, node.shape(0).drop_front(2));
  if (failed(extra))
    return failure();
  FailureOr<SmallVector<int64_t>> result = pictureShape(node, node.shape(0)[0], conv->filters, conv->window.output);
  if (failed(result))
    return failure();
  if (canBeLayer(node, *conv) && canBeTransposedLayer(conv->window, *extra)) {
    // A row has no extra rows.
    SmallVector<int64_t> pair = extra->size() == 1 ? SmallVector<int64_t>{0, (*extra)[0]} : *extra;
    return createLayer<cnn::ConvTranspose2dOp>(node, *conv, *result, node.attr("output_padding", pair));
  }
  return generateFormula(node, *conv, *result, convolveTransposed);
}

ArrayRef<Operator> onnx_import::getConvOperators() {
  static const Operator operators[] = {{"Conv", importConv}, {"ConvTranspose", importConvTranspose}};
  return operators;
}
