//===- Window.h - Windows that slide over a tensor
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions and poolings move a window over the axes after batch and
// channels. A SlidingWindow is what their attributes say about it, checked, for
// any number of axes, and small enough that indices stay within 64 bits.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_OPS_WINDOW_H
#define CNNC_COMPILER_FRONTEND_ONNX_OPS_WINDOW_H

#include "compiler/Frontend/Onnx/Node.h"

namespace cnnc::onnx_import {

/// No extent, stride, dilation or padding is larger.
constexpr int64_t kMostExtent = int64_t(1) << 31;

struct SlidingWindow {
  enum class AutoPad { NotSet, Valid, SameUpper, SameLower };

  AutoPad autoPad = AutoPad::NotSet;
  bool ceil = false;
  SmallVector<int64_t> kernel, strides, dilations, before, after; ///< of each axis
  SmallVector<int64_t> input, output;                             ///< extents, once placed

  unsigned axes() const { return kernel.size(); }
  /// From the first to the last element of a window.
  int64_t reach(unsigned axis) const { return dilations[axis] * (kernel[axis] - 1); }
  /// Whether some window has no element of the input; takes a step per window
  /// that begins in the padding.
  bool hasEmptyWindow() const;

  /// An element of a window.
  struct Tap {
    SmallVector<Value> position; ///< in the input, or beyond its edges
    Value inside;                ///< whether the input has it; null if it always has
    Value padded;                ///< whether input or padding have it; null if always
  };
  /// The element at `at` of the window at `out`.
  Tap tap(Body &body, ValueRange out, ValueRange at) const;

  /// Attributes of a 2-D layer from one or two axes: a row has the height 1.
  SmallVector<int64_t> asPair(ArrayRef<int64_t> values) const;
  SmallVector<int64_t> pairOfPaddings() const; ///< top, bottom, left, right
};

/// Reads kernel_shape, which must be `weights` where those are given and which
/// may then be absent; strides, dilations, pads, auto_pad.
FailureOr<SlidingWindow> readWindow(Node &node, unsigned axes, ArrayRef<int64_t> weights = {});

/// Resolves the padding and the output's extents over these extents.
LogicalResult placeWindow(Node &node, SlidingWindow &window, ArrayRef<int64_t> input);

/// `total` as padding: the odd one stands after with SameUpper, else before.
void splitPadding(SlidingWindow &window, unsigned axis, int64_t total);

/// N x C x the extents, or an error where those are too many elements.
FailureOr<SmallVector<int64_t>> pictureShape(Node &node, int64_t batch, int64_t channels, ArrayRef<int64_t> extents);

/// Reports an input below rank 3, which has no axes to slide over.
LogicalResult expectPictures(Node &node, unsigned input);

/// Whether a layer takes input `i`, perhaps after `toPicture`: f32 that is
/// computed at run time, N x C x H x W or N x C x L, without an empty extent.
bool isLayerInput(Node &node, unsigned i);
/// N x C x L as N x C x 1 x L.
FailureOr<Value> toPicture(Node &node, Value value);

/// The condition that both hold, where null is true.
Value both(Body &body, Value x, Value y);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_OPS_WINDOW_H
