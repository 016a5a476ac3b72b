//===- Picture.cpp - Fitting pictures to a network's input ----------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Picture.h. Scaling filters with a triangle as wide as the reduction,
// which is what other frameworks call antialiased bilinear.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Picture.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <optional>

#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#include <stb/stb_image_resize.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

using namespace cnnrun;

namespace {

/// How the input wants its picture.
struct Format {
  int height, width, channels;
  bool channelsFirst;
};

/// Empty when the input is not a picture.
std::optional<Format> formatOf(const cnn_tensor_info &input) {
  std::string_view layout = input.layout;
  const int64_t *shape = input.shape;
  uint32_t rank = input.rank;
  if (rank == 4 && layout[0] == 'N' && shape[0] == 1) {
    layout.remove_prefix(1);
    ++shape, --rank;
  }
  if (rank != 3 || (layout != "HWC" && layout != "CHW"))
    return std::nullopt;
  bool channelsFirst = layout == "CHW";
  const int64_t *size = shape + (channelsFirst ? 1 : 0);
  int64_t channels = shape[channelsFirst ? 0 : 2];
  if ((channels != 1 && channels != 3) || size[0] < 1 || size[1] < 1 || size[0] > maxPixels / size[1])
    return std::nullopt;
  return Format{int(size[0]), int(size[1]), int(channels), channelsFirst};
}

Picture convertChannels(const Picture &from, int channels) {
  if (from.channels == channels)
    return from;
  Picture to{from.width, from.height, channels, {}};
  size_t count = size_t(from.width) * size_t(from.height);
  to.pixels.resize(count * size_t(channels));
  for (size_t i = 0; i < count; ++i) {
    if (channels == 3) {
      memset(&to.pixels[3 * i], from.pixels[i], 3);
    } else {
      // The luma of ITU-R BT.601 in 16-bit fixed point, as in JPEG.
      const unsigned char *rgb = &from.pixels[3 * i];
      to.pixels[i] = static_cast<unsigned char>((19595u * rgb[0] + 38470u * rgb[1] + 7471u * rgb[2] + 32768u) >> 16);
    }
  }
  return to;
}

/// Whether stb_image_resize can do it, whose sizes are `int` and whose region is
/// in floats: the rows that it keeps are as many as one row of the result is made
/// of, and its tables go along the source and the result.
bool canScale(const Picture &from, int width, int height, double seenX, double seenY) {
  constexpr double maxBytes = double(1 << 29), leastSeen = 1e-4;
  double rowsKept = 2 * std::max(1.0, from.height * seenY / height) + 3;
  double columnsKept = 2 * std::max(1.0, from.width * seenX / width) + 3;
  double bytesOfColumns = (from.width + width + 2 * columnsKept) * 16.0 * from.channels;
  double bytesOfRows = (from.height + height + 2 * rowsKept) * 16.0;
  double bytesKept = rowsKept * width * from.channels * double(sizeof(float));
  return std::min(seenX, seenY) >= leastSeen && bytesKept + bytesOfColumns + bytesOfRows <= maxBytes;
}

/// Scales and crops; nothing when that would take too much memory.
std::optional<Picture> scaleAndCrop(const Picture &from, int width, int height) {
  if (from.width == width && from.height == height)
    return from;
  // The part of the source that is seen, in fractions of its size.
  double scale = std::max(double(width) / from.width, double(height) / from.height);
  double seenX = std::min(1.0, width / (scale * from.width));
  double seenY = std::min(1.0, height / (scale * from.height));
  if (!canScale(from, width, height, seenX, seenY))
    return std::nullopt;
  float left = float((1 - seenX) / 2), top = float((1 - seenY) / 2);

  Picture to{width, height, from.channels, {}};
  to.pixels.resize(size_t(width) * size_t(height) * size_t(from.channels));
  int done =
      stbir_resize_region(from.pixels.data(), from.width, from.height, /*stride=*/0, to.pixels.data(), width, height,
                          /*stride=*/0, STBIR_TYPE_UINT8, from.channels, STBIR_ALPHA_CHANNEL_NONE, /*flags=*/0,
                          STBIR_EDGE_CLAMP, STBIR_EDGE_CLAMP, STBIR_FILTER_TRIANGLE, STBIR_FILTER_TRIANGLE,
                          STBIR_COLORSPACE_LINEAR, /*alloc_context=*/nullptr, left, top, 1 - left, 1 - top);
  if (!done)
    return std::nullopt;
  return to;
}

Bytes transposeToPlanes(const Picture &picture) {
  size_t count = size_t(picture.width) * size_t(picture.height);
  size_t channels = size_t(picture.channels);
  Bytes planes(picture.pixels.size());
  for (size_t i = 0; i < count; ++i)
    for (size_t c = 0; c < channels; ++c)
      planes[c * count + i] = picture.pixels[i * channels + c];
  return planes;
}

} // namespace

std::optional<Picture> cnnrun::coverAndCrop(const Picture &picture, int height, int width, int channels) {
  return scaleAndCrop(convertChannels(picture, channels), width, height);
}

Result<Tensor> cnnrun::fitPicture(const Picture &picture, const cnn_tensor_info &input, const std::string &path) {
  auto format = formatOf(input);
  if (!format || (input.type != CNN_U8 && input.type != CNN_F32))
    return Error{fmt::format("'{}' is a picture, but input '{}' takes {} {} in "
                             "order {}; give a .npy file",
                             path, input.name, typeName(input.type), shapeText(input), input.layout)};
  auto fitted = coverAndCrop(picture, format->height, format->width, format->channels);
  if (!fitted)
    return Error{fmt::format("'{}' has {}x{} pixels, which cannot be scaled and cropped to the {}x{} of input '{}'",
                             path, picture.width, picture.height, format->width, format->height, input.name)};

  Bytes samples = format->channelsFirst ? transposeToPlanes(*fitted) : std::move(fitted->pixels);
  Tensor tensor = makeBatch(input, /*batch=*/1);
  for (size_t i = 0; i < samples.size(); ++i) {
    if (input.type == CNN_U8) {
      tensor.data[i] = samples[i];
    } else {
      float value = float(samples[i]) / 255.0f;
      memcpy(&tensor.data[i * sizeof(float)], &value, sizeof(float));
    }
  }
  return tensor;
}
