//===- Window.cpp - Windows that slide over a tensor
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Geometry of convolutions and poolings, from attributes that are not trusted.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Window.h"
#include "compiler/Frontend/Onnx/Model.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// An attribute of `count` numbers from `least` up; `otherwise` each if absent.
static FailureOr<SmallVector<int64_t>> readNumbers(Node &node, StringRef name, size_t count, int64_t least,
                                                   int64_t otherwise) {
  SmallVector<int64_t> values = node.attributeIntegers(name);
  if (values.empty())
    return SmallVector<int64_t>(count, otherwise);
  if (values.size() != count) {
    node.error() << name << " has " << values.size() << " numbers, expected " << count;
    return failure();
  }
  for (int64_t value : values)
    if (value < least || value > kMostExtent) {
      node.error() << name << " has the number " << value << ", expected one from " << least << " to " << kMostExtent;
      return failure();
    }
  return values;
}

static FailureOr<SlidingWindow::AutoPad> readAutoPad(Node &node) {
  using AutoPad = SlidingWindow::AutoPad;
  StringRef text = node.attributeText("auto_pad", "NOTSET");
  std::optional<AutoPad> pad = llvm::StringSwitch<std::optional<AutoPad>>(text)
                                   .Cases({"NOTSET", ""}, AutoPad::NotSet)
                                   .Case("VALID", AutoPad::Valid)
                                   .Case("SAME_UPPER", AutoPad::SameUpper)
                                   .Case("SAME_LOWER", AutoPad::SameLower)
                                   .Default(std::nullopt);
  if (!pad) {
    node.error() << "auto_pad is " << quote(text) << ", expected NOTSET, VALID, SAME_UPPER or SAME_LOWER";
    return failure();
  }
  return *pad;
}

/// kernel_shape against the weights' extents.
static FailureOr<SmallVector<int64_t>> readKernel(Node &node, unsigned axes, ArrayRef<int64_t> weights) {
  if (weights.empty() && node.attributeIntegers("kernel_shape").empty()) {
    node.error() << "has no kernel_shape, expected " << axes << " numbers";
    return failure();
  }
  FailureOr<SmallVector<int64_t>> kernel = readNumbers(node, "kernel_shape", axes, 1, 0);
  if (failed(kernel))
    return failure();
  if (weights.empty())
    return kernel;
  for (auto [axis, extent] : llvm::enumerate(weights)) {
    if (extent < 1 || extent > kMostExtent) {
      node.error() << "the weights have an extent of " << extent << ", expected at least 1";
      return failure();
    }
    if ((*kernel)[axis] && (*kernel)[axis] != extent) {
      node.error() << "kernel_shape has the number " << (*kernel)[axis] << ", but the weights' extent is " << extent;
      return failure();
    }
  }
  return SmallVector<int64_t>(weights);
}

FailureOr<SlidingWindow> onnx_import::readWindow(Node &node, unsigned axes, ArrayRef<int64_t> weights) {
  FailureOr<SmallVector<int64_t>> kernel = readKernel(node, axes, weights);
  FailureOr<SmallVector<int64_t>> strides = readNumbers(node, "strides", axes, 1, 1);
  FailureOr<SmallVector<int64_t>> dilations = readNumbers(node, "dilations", axes, 1, 1);
  FailureOr<SmallVector<int64_t>> pads = readNumbers(node, "pads", 2 * size_t(axes), 0, 0);
  FailureOr<SlidingWindow::AutoPad> autoPad = readAutoPad(node);
  if (failed(kernel) || failed(strides) || failed(dilations) || failed(pads) || failed(autoPad))
    return failure();
  SlidingWindow window;
  window.autoPad = *autoPad;
  window.kernel = *kernel;
  window.strides = *strides;
  window.dilations = *dilations;
  window.before.assign(pads->begin(), pads->begin() + axes);
  window.after.assign(pads->begin() + axes, pads->end());
  int64_t taps = 1;
  for (unsigned axis = 0; axis < axes; ++axis) {
    // Factors are at most 2^31.
    taps *= window.kernel[axis];
    if (taps > kMostExtent || window.reach(axis) > kMostExtent) {
      node.error() << "the window has more than 2^31 elements or reaches over more";
      return failure();
    }
  }
  return window;
}

//===----------------------------------------------------------------------===//
// Extents
//===----------------------------------------------------------------------===//

void onnx_import::splitPadding(SlidingWindow &window, unsigned axis, int64_t total) {
  total = std::max<int64_t>(total, 0);
  int64_t less = total / 2, more = total - less;
  bool upper = window.autoPad == SlidingWindow::AutoPad::SameUpper;
  window.before[axis] = upper ? less : more;
  window.after[axis] = upper ? more : less;
}

/// The number of windows, after the padding is resolved; 0 where none fits.
static int64_t placeAxis(SlidingWindow &window, unsigned axis, int64_t n) {
  using AutoPad = SlidingWindow::AutoPad;
  int64_t stride = window.strides[axis], reach = window.reach(axis);
  if (window.autoPad == AutoPad::SameUpper || window.autoPad == AutoPad::SameLower) {
    int64_t windows = llvm::divideCeil(n, stride);
    splitPadding(window, axis, (windows - 1) * stride + reach + 1 - n);
    return windows;
  }
  if (window.autoPad == AutoPad::Valid)
    window.before[axis] = window.after[axis] = 0;
  int64_t room = n + window.before[axis] + window.after[axis] - reach - 1;
  if (room < 0)
    return 0;
  if (!window.ceil)
    return room / stride + 1;
  int64_t windows = llvm::divideCeil(room, stride) + 1;
  // The last one must not begin in the padding behind.
  return (windows - 1) * stride >= n + window.before[axis] ? windows - 1 : windows;
}

LogicalResult onnx_import::placeWindow(Node &node, SlidingWindow &window, ArrayRef<int64_t> input) {
  window.input.assign(input.begin(), input.end());
  window.output.clear();
  if (window.autoPad != SlidingWindow::AutoPad::NotSet)
    window.ceil = false;
  for (unsigned axis = 0; axis < window.axes(); ++axis) {
    if (input[axis] < 0 || input[axis] > kMostExtent)
      return node.error() << "axis " << axis + 2 << " has the extent " << input[axis] << ", expected at most 2^31";
    window.output.push_back(placeAxis(window, axis, input[axis]));
    if (window.output.back() < 1)
      return node.error() << "a window of " << window.reach(axis) + 1 << " does not fit into axis " << axis + 2
                          << " of " << input[axis] << " elements";
  }
  return success();
}

bool SlidingWindow::hasEmptyWindow() const {
  for (unsigned axis = 0; axis < axes(); ++axis) {
    int64_t start = -before[axis];
    for (int64_t i = 0; i < output[axis] && start < 0; ++i, start += strides[axis]) {
      int64_t first = llvm::divideCeil(-start, dilations[axis]);
      if (first >= kernel[axis] || start + first * dilations[axis] >= input[axis])
        return true;
    }
    if (after[axis] > reach(axis))
      return true;
  }
  return false;
}

FailureOr<SmallVector<int64_t>> onnx_import::pictureShape(Node &node, int64_t batch, int64_t channels,
                                                          ArrayRef<int64_t> extents) {
  SmallVector<int64_t> shape = {batch, channels};
  shape.append(extents.begin(), extents.end());
  if (!cnn::countUnitElements(shape)) {
    node.error() << "the output would have more than 2^31 elements";
    return failure();
  }
  return shape;
}

LogicalResult onnx_import::expectPictures(Node &node, unsigned input) {
  if (node.rank(input) < 3)
    return node.error() << "the input has rank " << node.rank(input) << ", expected at least 3";
  return success();
}

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

Value onnx_import::both(Body &body, Value x, Value y) {
  if (!x || !y)
    return x ? x : y;
  return arith::AndIOp::create(body.b, body.loc, x, y);
}

SlidingWindow::Tap SlidingWindow::tap(Body &body, ValueRange out, ValueRange at) const {
  Tap tap;
  for (unsigned axis = 0; axis < axes(); ++axis) {
    Value fromPadding =
        body.addIndex(body.mulIndex(out[axis], strides[axis]), body.mulIndex(at[axis], dilations[axis]));
    Value position = before[axis] ? body.addIndex(fromPadding, -before[axis]) : fromPadding;
    int64_t last = (output[axis] - 1) * strides[axis] + reach(axis), n = input[axis];
    if (before[axis] || last >= n)
      tap.inside = both(body, tap.inside, body.inRange(position, n));
    int64_t room = before[axis] + n + after[axis];
    if (last >= room)
      tap.padded = both(body, tap.padded, body.inRange(fromPadding, room));
    tap.position.push_back(position);
  }
  return tap;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

SmallVector<int64_t> SlidingWindow::asPair(ArrayRef<int64_t> values) const {
  if (values.size() == 1)
    return {1, values[0]};
  return SmallVector<int64_t>(values);
}

SmallVector<int64_t> SlidingWindow::pairOfPaddings() const {
  if (axes() == 1)
    return {0, 0, before[0], after[0]};
  return {before[0], after[0], before[1], after[1]};
}

bool onnx_import::isLayerInput(Node &node, unsigned i) {
  int64_t rank = node.rank(i);
  return node.isF32(i) && (rank == 3 || rank == 4) && !node.isConstant(i) && !llvm::is_contained(node.shape(i), 0);
}

FailureOr<Value> onnx_import::toPicture(Node &node, Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  if (shape.size() != 3)
    return value;
  return node.reshape(value, {shape[0], shape[1], 1, shape[2]});
}
