//===- Canvas.cpp - A picture that is changed in place --------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Canvas.h"

#include <algorithm>
#include <cmath>

using namespace cnnc::train;

Map Map::after(const Map &inner) const {
  return {xx * inner.xx + xy * inner.yx, xx * inner.xy + xy * inner.yy, xx * inner.x0 + xy * inner.y0 + x0,
          yx * inner.xx + yy * inner.yx, yx * inner.xy + yy * inner.yy, yx * inner.x0 + yy * inner.y0 + y0};
}

/// The luma of ITU-R BT.601; the mean of channels that are not red, green, blue.
float Canvas::grey(const float *pixel) const {
  if (shape.channels == 3)
    return 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
  float sum = 0;
  for (int64_t c = 0; c < shape.channels; ++c)
    sum += pixel[c];
  return sum / float(shape.channels);
}

void Canvas::flipHorizontally() {
  for (int64_t y = 0; y < shape.height; ++y)
    for (int64_t left = 0, right = shape.width - 1; left < right; ++left, --right)
      std::swap_ranges(at(y, left), at(y, left) + shape.channels, at(y, right));
}

void Canvas::flipVertically() {
  for (int64_t top = 0, bottom = shape.height - 1; top < bottom; ++top, --bottom)
    std::swap_ranges(at(top, 0), at(top + 1, 0), at(bottom, 0));
}

void Canvas::move(int64_t down, int64_t right) {
  if (down == 0 && right == 0)
    return;
  std::vector<float> from = copy();
  std::fill_n(pixels, shape.elements(), 0.0f);
  int64_t left = std::max<int64_t>(0, right), end = std::min(shape.width, shape.width + right);
  for (int64_t y = std::max<int64_t>(0, down); y < std::min(shape.height, shape.height + down) && left < end; ++y)
    std::copy_n(&from[size_t(((y - down) * shape.width + left - right) * shape.channels)],
                (end - left) * shape.channels, at(y, left));
}

void Canvas::resample(const Map &map) {
  std::vector<float> from = copy();
  float centreX = float(shape.width - 1) / 2, centreY = float(shape.height - 1) / 2;
  auto source = [&](int64_t y, int64_t x) -> const float * {
    bool isInside = y >= 0 && x >= 0 && y < shape.height && x < shape.width;
    return isInside ? &from[size_t((y * shape.width + x) * shape.channels)] : nullptr;
  };
  for (int64_t y = 0; y < shape.height; ++y) {
    for (int64_t x = 0; x < shape.width; ++x) {
      float dx = float(x) - centreX, dy = float(y) - centreY;
      float sourceX = map.xx * dx + map.xy * dy + map.x0 + centreX;
      float sourceY = map.yx * dx + map.yy * dy + map.y0 + centreY;
      float *to = at(y, x);
      std::fill_n(to, shape.channels, 0.0f);
      // Nothing of the picture is within a pixel; far positions fit no integer.
      if (!(sourceX > -1 && sourceY > -1 && sourceX < float(shape.width) && sourceY < float(shape.height)))
        continue;
      float floorX = std::floor(sourceX), floorY = std::floor(sourceY);
      float rightShare = sourceX - floorX, lowerShare = sourceY - floorY;
      for (int corner = 0; corner < 4; ++corner) {
        bool isRight = corner & 1, isLower = corner & 2;
        const float *pixel = source(int64_t(floorY) + isLower, int64_t(floorX) + isRight);
        float share = (isRight ? rightShare : 1 - rightShare) * (isLower ? lowerShare : 1 - lowerShare);
        for (int64_t c = 0; pixel && c < shape.channels; ++c)
          to[c] += share * pixel[c];
      }
    }
  }
}

namespace {

/// The two source positions that a position of the result lies between, and the
/// second one's share.
struct Between {
  int64_t first, second;
  float share;
};

/// Of each position along one side, when [begin, end) is scaled to `count`.
std::vector<Between> scaleAlong(int64_t begin, int64_t end, int64_t count) {
  std::vector<Between> list;
  float step = float(end - begin) / float(count);
  for (int64_t i = 0; i < count; ++i) {
    float position = std::clamp((float(i) + 0.5f) * step - 0.5f, 0.0f, float(end - begin - 1));
    int64_t first = int64_t(position);
    list.push_back({begin + first, begin + std::min(first + 1, end - begin - 1), position - float(first)});
  }
  return list;
}

} // namespace

void Canvas::enlarge(const Rectangle &part) {
  std::vector<float> from = copy();
  auto source = [&](int64_t y, int64_t x) { return &from[size_t((y * shape.width + x) * shape.channels)]; };
  std::vector<Between> rows = scaleAlong(part.top, part.bottom, shape.height);
  std::vector<Between> columns = scaleAlong(part.left, part.right, shape.width);
  for (int64_t y = 0; y < shape.height; ++y) {
    const Between &row = rows[size_t(y)];
    for (int64_t x = 0; x < shape.width; ++x) {
      const Between &column = columns[size_t(x)];
      const float *a = source(row.first, column.first), *b = source(row.first, column.second);
      const float *c = source(row.second, column.first), *d = source(row.second, column.second);
      float *to = at(y, x);
      for (int64_t k = 0; k < shape.channels; ++k) {
        float upper = a[k] + column.share * (b[k] - a[k]);
        float lower = c[k] + column.share * (d[k] - c[k]);
        to[k] = upper + row.share * (lower - upper);
      }
    }
  }
}

void Canvas::erase(const Rectangle &part) {
  int64_t left = std::max<int64_t>(0, part.left), right = std::min(shape.width, part.right);
  for (int64_t y = std::max<int64_t>(0, part.top); y < std::min(shape.height, part.bottom) && left < right; ++y)
    std::fill(at(y, left), at(y, left) + (right - left) * shape.channels, 0.0f);
}

void Canvas::scaleBrightness(float factor) {
  for (int64_t i = 0; i < shape.elements(); ++i)
    pixels[i] = limit(pixels[i] * factor);
}

void Canvas::scaleContrast(float factor) {
  int64_t count = shape.height * shape.width;
  double sum = 0;
  for (int64_t i = 0; i < count; ++i)
    sum += double(grey(pixels + i * shape.channels));
  float mean = float(sum / double(count));
  for (int64_t i = 0; i < shape.elements(); ++i)
    pixels[i] = limit(mean + factor * (pixels[i] - mean));
}

void Canvas::scaleSaturation(float factor) {
  for (float *pixel = pixels; pixel != pixels + shape.elements(); pixel += shape.channels) {
    float base = grey(pixel);
    for (int64_t c = 0; c < shape.channels; ++c)
      pixel[c] = limit(base + factor * (pixel[c] - base));
  }
}

void Canvas::turnHue(float turns) {
  for (float *pixel = pixels; pixel != pixels + shape.elements(); pixel += shape.channels) {
    float r = pixel[0], g = pixel[1], b = pixel[2];
    float value = std::max({r, g, b}), chroma = value - std::min({r, g, b});
    if (chroma == 0)
      continue;
    // In sixths of the circle.
    float hue = value == r ? (g - b) / chroma : value == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    hue += 6 * turns + 6;
    constexpr float starts[] = {5, 3, 1};
    for (int c = 0; c < 3; ++c) {
      // Below 24; fmod takes several times as long.
      float along = starts[c] + hue;
      along -= along >= 12 ? 12.0f : 0.0f;
      along -= along >= 6 ? 6.0f : 0.0f;
      pixel[c] = limit(value - chroma * std::clamp(std::min(along, 4 - along), 0.0f, 1.0f));
    }
  }
}
