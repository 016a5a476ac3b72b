//===- Taps.cpp - What a resized axis takes from its input
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Taps.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

using Coordinates = ResizeOptions::Coordinates;
using Mode = ResizeOptions::Mode;
using Rounding = ResizeOptions::Rounding;

static double getWeight(const Taps &taps, int64_t place) {
  double sum = 0;
  for (auto [at, weight] : taps.taps)
    sum += at == place ? weight : 0;
  return sum;
}

bool Taps::agrees(const Taps &other) const {
  auto covers = [](const Taps &a, const Taps &b) {
    return llvm::all_of(a.taps,
                        [&](auto tap) { return std::abs(getWeight(a, tap.first) - getWeight(b, tap.first)) < 1e-6; });
  };
  return !isOutside && !other.isOutside && covers(*this, other) && covers(other, *this);
}

/// x / scale. Dividing by a ratio of extents in one step rounds whole results to themselves.
static double unscale(const ResizedAxis &axis, double x) {
  return axis.isRatio ? x * double(axis.in) / double(axis.out) : x / axis.scale;
}

/// Where output place x lies in the input.
static double getCoordinate(const ResizedAxis &axis, Coordinates coordinates, int64_t x) {
  double length = axis.isRatio ? double(axis.out) : axis.scale * double(axis.in), last = double(axis.in - 1);
  switch (coordinates) {
  case Coordinates::HalfPixel:
    return unscale(axis, x + 0.5) - 0.5;
  case Coordinates::Symmetric:
    return axis.in / 2.0 * (1 - axis.out / length) + unscale(axis, x + 0.5) - 0.5;
  case Coordinates::Pytorch:
    return axis.out > 1 ? unscale(axis, x + 0.5) - 0.5 : 0;
  case Coordinates::AlignCorners:
    return x == 0 ? 0 : x * last / (length - 1);
  case Coordinates::Asymmetric:
    return unscale(axis, x);
  case Coordinates::TfHalfPixel:
    return unscale(axis, x + 0.5);
  case Coordinates::TfCrop:
    if (axis.out == 1)
      return 0.5 * (axis.start + axis.end) * last;
    return axis.start * last + x * (axis.end - axis.start) * last / (length - 1);
  }
  llvm_unreachable("all coordinates are above");
}

static double roundPlace(double x, Rounding rounding) {
  switch (rounding) {
  case Rounding::PreferFloor:
    return std::ceil(x - 0.5);
  case Rounding::PreferCeil:
    return std::floor(x + 0.5);
  case Rounding::Floor:
    return std::floor(x);
  case Rounding::Ceil:
    return std::ceil(x);
  }
  llvm_unreachable("all roundings are above");
}

/// The cubic convolution kernel of parameter a, at a distance of at most 2.
static double getCubic(double distance, double a) {
  if (distance <= 1)
    return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}

/// The taps around coordinate x, where what lies beyond the edge is the edge.
static Taps getTapsAt(const ResizeOptions &options, double x, int64_t in) {
  Taps result;
  // No coordinate that is farther away makes a difference, and this one fits an integer.
  x = std::isnan(x) ? 0 : std::clamp(x, -4.0, double(in) + 4.0);
  auto add = [&](double place, double weight) {
    result.taps.push_back({int64_t(std::clamp(place, 0.0, double(in - 1))), weight});
  };
  double first = std::floor(x), t = x - first;
  switch (options.mode) {
  case Mode::Nearest:
    add(roundPlace(x, options.rounding), 1);
    break;
  case Mode::Linear:
    add(first, 1 - t);
    add(first + 1, t);
    break;
  case Mode::Cubic: {
    double sum = 0;
    for (int i = -1; i <= 2; ++i) {
      double place = first + i, weight = getCubic(std::abs(t - i), options.cubic);
      if (options.excludeOutside && (place < 0 || place > double(in - 1)))
        weight = 0;
      sum += weight;
      add(place, weight);
    }
    if (options.excludeOutside && sum != 0)
      for (auto &tap : result.taps)
        tap.second /= sum;
    break;
  }
  }
  return result;
}

SmallVector<Taps, 0> onnx_import::getTaps(const ResizeOptions &options, const ResizedAxis &axis) {
  SmallVector<Taps, 0> result;
  result.reserve(axis.out);
  for (int64_t x = 0; x < axis.out; ++x) {
    double place = getCoordinate(axis, options.coordinates, x);
    result.push_back(getTapsAt(options, place, axis.in));
    if (options.coordinates == Coordinates::TfCrop)
      result.back().isOutside = !(place >= 0 && place <= double(axis.in - 1));
  }
  return result;
}

bool onnx_import::isIdentity(const ResizedAxis &axis, ArrayRef<Taps> taps) {
  if (axis.in != axis.out)
    return false;
  for (int64_t x = 0; x < axis.out; ++x)
    if (Taps same{{{x, 1.0}}, false}; !taps[x].agrees(same))
      return false;
  return true;
}

/// As the documentation of cnn.resize has it.
static Taps getLayerTaps(cnn::ResizeMode mode, bool alignCorners, const ResizedAxis &axis, int64_t x) {
  if (mode == cnn::ResizeMode::nearest)
    return Taps{{{x * axis.in / axis.out, 1.0}}, false};
  double place = (x + 0.5) * double(axis.in) / double(axis.out) - 0.5;
  if (alignCorners)
    place = axis.out == 1 ? 0 : double(x) * double(axis.in - 1) / double(axis.out - 1);
  ResizeOptions options;
  options.mode = mode == cnn::ResizeMode::bilinear ? Mode::Linear : Mode::Cubic;
  return getTapsAt(options, options.mode == Mode::Linear ? std::max(place, 0.0) : place, axis.in);
}

bool onnx_import::isResizeLayer(cnn::ResizeMode mode, bool alignCorners, const ResizedAxis &axis, ArrayRef<Taps> taps) {
  for (int64_t x = 0; x < axis.out; ++x)
    if (!taps[x].agrees(getLayerTaps(mode, alignCorners, axis, x)))
      return false;
  return true;
}
