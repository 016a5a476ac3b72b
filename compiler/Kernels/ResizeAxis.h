//===- ResizeAxis.h - Where the elements of a resized axis come from
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared by the layer and its gradient. Coordinates are f32, as PyTorch's are.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_RESIZEAXIS_H
#define CNNC_COMPILER_KERNELS_RESIZEAXIS_H

#include "dialects/Cnn/CnnDialect.h"
#include <cmath>

namespace cnnc {

inline int64_t countTaps(cnn::ResizeMode mode) {
  return mode == cnn::ResizeMode::nearest ? 1 : mode == cnn::ResizeMode::bilinear ? 2 : 4;
}

/// How an axis of `in` elements becomes one of `out`.
struct ResizeAxis {
  int64_t in, out;
  cnn::ResizeMode mode;
  bool alignCorners;

  /// Where an output place lies in the input. Products of two floats are exact
  /// in double, so that no compiler's contraction changes a bit.
  float coordinate(int64_t place) const {
    if (alignCorners) {
      float scale = out > 1 ? float(in - 1) / float(out - 1) : 0.0f;
      return float(double(scale) * double(float(place)));
    }
    float scale = float(in) / float(out);
    float product = float(double(scale) * double(float(place) + 0.5f));
    return product - 0.5f;
  }

  /// The first source (which may be beyond the edge) and the weights.
  int64_t getTaps(int64_t place, llvm::SmallVectorImpl<double> &weights) const {
    if (mode == cnn::ResizeMode::nearest) {
      weights.assign({1.0});
      return place * in / out;
    }
    float s = coordinate(place);
    if (mode == cnn::ResizeMode::bilinear) {
      s = std::max(s, 0.0f);
      int64_t first = std::min(int64_t(s), in - 1);
      double t = s - float(first);
      weights.assign({1 - t, t});
      return first;
    }
    float floor = std::floor(s);
    weights.clear();
    double t = s - floor;
    for (double distance : {1 + t, t, 1 - t, 2 - t})
      weights.push_back(cubic(distance));
    return int64_t(floor) - 1;
  }

  /// Keys' cubic with a = -0.75.
  static double cubic(double x) {
    constexpr double a = -0.75;
    if (x <= 1)
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  }
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_RESIZEAXIS_H
