//===- Taps.h - What a resized axis takes from its input
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All the modes of ONNX's Resize come down to this: each place of an axis of the
// output is a weighted sum of a few places of the input, its taps.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_OPS_TAPS_H
#define CNNC_COMPILER_FRONTEND_ONNX_OPS_TAPS_H

#include "compiler/Frontend/Onnx/Node.h"

namespace cnnc::onnx_import {

struct ResizeOptions {
  enum class Mode { Nearest, Linear, Cubic };
  enum class Coordinates { HalfPixel, Symmetric, Pytorch, AlignCorners, Asymmetric, TfHalfPixel, TfCrop };
  enum class Rounding { PreferFloor, PreferCeil, Floor, Ceil };

  Mode mode = Mode::Nearest;
  Coordinates coordinates = Coordinates::HalfPixel;
  Rounding rounding = Rounding::PreferFloor;
  double cubic = -0.75;
  bool excludeOutside = false;
  double extrapolation = 0;
};

struct ResizedAxis {
  int64_t in = 1, out = 1;
  double scale = 1;
  /// The scale is out / in, as far as its f32 can tell.
  bool isRatio = true;
  double start = 0, end = 1; ///< of the region of interest
};

/// What an output place is made of.
struct Taps {
  SmallVector<std::pair<int64_t, double>, 4> taps; ///< places of the input, with weights
  bool isOutside = false;                          ///< takes the extrapolation value instead

  /// The same up to what f32 can tell.
  bool agrees(const Taps &other) const;
};

/// The taps of each output place. All have the same number of them.
SmallVector<Taps, 0> getTaps(const ResizeOptions &options, const ResizedAxis &axis);

/// Whether the axis stays as it is.
bool isIdentity(const ResizedAxis &axis, ArrayRef<Taps> taps);

/// Whether cnn.resize has these taps.
bool isResizeLayer(cnn::ResizeMode mode, bool alignCorners, const ResizedAxis &axis, ArrayRef<Taps> taps);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_OPS_TAPS_H
