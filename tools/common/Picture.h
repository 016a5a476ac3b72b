//===- Picture.h - PNG and JPEG files ---------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pictures are decoded to 8 bits per sample, grey or RGB, and then fitted to
// what the network takes. Files come from anywhere: the decoders return an
// error for whatever they cannot make sense of, and refuse sizes above a limit
// before they allocate.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_PICTURE_H
#define CNNC_TOOLS_COMMON_PICTURE_H

#include "tools/common/File.h"
#include "tools/common/Tensor.h"

#include <optional>

namespace cnnrun {

/// A decoded picture: rows from the top, 1 (grey) or 3 (RGB) bytes per pixel.
struct Picture {
  int width = 0;
  int height = 0;
  int channels = 0;
  Bytes pixels;
};

/// The most pixels that a file may have.
constexpr int64_t maxPixels = int64_t(1) << 27;

bool isPng(const Bytes &bytes);
bool isJpeg(const Bytes &bytes);

/// Alpha is dropped, palettes are looked up, 16 bits are reduced to 8.
Result<Picture> decodePng(const Bytes &bytes, const std::string &path);
Result<Picture> decodeJpeg(const Bytes &bytes, const std::string &path);

/// The picture scaled so that it covers `height` x `width`, cropped around the
/// centre, and made grey or RGB as `channels` is 1 or 3. Nothing when that would
/// take too much memory.
std::optional<Picture> coverAndCrop(const Picture &picture, int height, int width, int channels);

/// Fits a picture to an input of the network: scaled so that it covers the
/// input, cropped around the centre, grey or RGB as the input has one channel
/// or three. u8 inputs get 0..255, f32 inputs 0..1.
Result<Tensor> fitPicture(const Picture &picture, const cnn_tensor_info &input, const std::string &path);

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_PICTURE_H
