//===- Canvas.h - A picture that is changed in place ------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What augmentations do once their random numbers are drawn. All in f32.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_DATA_CANVAS_H
#define CNNC_TOOLS_CNN_TRAIN_DATA_CANVAS_H

#include "tools/cnn-train/data/Data.h"

namespace cnnc::train {

/// Maps positions in the result to positions in the source:
/// x' = xx * x + xy * y + x0, y' = yx * x + yy * y + y0, the centres of pixels at
/// whole numbers.
struct Map {
  float xx = 1, xy = 0, x0 = 0;
  float yx = 0, yy = 1, y0 = 0;

  /// The map that does `inner` first.
  Map after(const Map &inner) const;
};

/// Rows and columns of a picture, the ends not included.
struct Rectangle {
  int64_t top, left, bottom, right;
};

class Canvas {
public:
  /// `bytes`: values stay within 0 and 255.
  Canvas(float *pixels, PictureShape shape, bool bytes) : pixels(pixels), shape(shape), bytes(bytes) {}

  int64_t height() const { return shape.height; }
  int64_t width() const { return shape.width; }

  void flipHorizontally();
  void flipVertically();

  /// Moves the content; zeros come in.
  void move(int64_t down, int64_t right);

  /// Samples bilinearly; `map` is of positions relative to the centre. What lies
  /// outside the picture is zero.
  void resample(const Map &map);

  /// Scales a part of the picture up to all of it, bilinearly; its edge pixels go on.
  void enlarge(const Rectangle &part);

  void erase(const Rectangle &part);

  /// base + factor * (value - base): the base is 0, the mean of the picture's
  /// grey, or the grey of each pixel.
  void scaleBrightness(float factor);
  void scaleContrast(float factor);
  void scaleSaturation(float factor);

  /// `turns` of the circle of hues, keeping HSV's saturation and value.
  void turnHue(float turns);

  /// Adds what `draw` gives to each value.
  template <typename Draw> void add(Draw draw) {
    for (int64_t i = 0; i < shape.elements(); ++i)
      pixels[i] = limit(pixels[i] + draw());
  }

private:
  float limit(float value) const { return !bytes ? value : value < 0 ? 0 : value > 255 ? 255 : value; }
  float *at(int64_t y, int64_t x) { return pixels + (y * shape.width + x) * shape.channels; }
  float grey(const float *pixel) const;
  std::vector<float> copy() const { return std::vector<float>(pixels, pixels + shape.elements()); }

  float *pixels;
  PictureShape shape;
  bool bytes;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_DATA_CANVAS_H
