//===- Png.cpp - Decoding PNG files ---------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libpng reports errors by longjmp, which must not skip the destructor of
// anything: all that the protected function touches lives in a struct of its
// caller.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Picture.h"

#include <csetjmp>
#include <cstring>
#include <fmt/format.h>
#include <png.h>

using namespace cnnrun;

namespace {

struct PngDecoder {
  explicit PngDecoder(const Bytes &bytes) : bytes(bytes) {}

  const Bytes &bytes;
  size_t position = 0;
  Picture picture;
  std::vector<png_bytep> rows;
  png_structp png = nullptr;
  png_infop info = nullptr;
  char message[128] = "not enough memory";
};

[[noreturn]] void onError(png_structp png, png_const_charp text) {
  auto *decoder = static_cast<PngDecoder *>(png_get_error_ptr(png));
  snprintf(decoder->message, sizeof(decoder->message), "%s", text);
  longjmp(png_jmpbuf(png), 1);
}

void onWarning(png_structp, png_const_charp) {}

void readBytes(png_structp png, png_bytep to, size_t count) {
  auto *decoder = static_cast<PngDecoder *>(png_get_io_ptr(png));
  if (count > decoder->bytes.size() - decoder->position)
    png_error(png, "the file is truncated");
  memcpy(to, decoder->bytes.data() + decoder->position, count);
  decoder->position += count;
}

/// Reads the header, asks for 8-bit grey or RGB, and makes room for it.
void prepare(PngDecoder &decoder) {
  png_structp png = decoder.png;
  png_infop info = decoder.info;
  png_read_info(png, info);
  int64_t width = png_get_image_width(png, info);
  int64_t height = png_get_image_height(png, info);
  if (width > maxPixels / height)
    png_error(png, "the picture has too many pixels");
  // Nothing is allocated for a size that the file cannot fill.
  constexpr size_t maxRatio = 1040; // of zlib: 1032, rounded up
  if (png_get_rowbytes(png, info) * size_t(height) / maxRatio > decoder.bytes.size())
    png_error(png, "the file is too short for its picture");
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);

  size_t rowBytes = png_get_rowbytes(png, info);
  decoder.picture.width = int(width);
  decoder.picture.height = int(height);
  decoder.picture.channels = png_get_channels(png, info);
  decoder.picture.pixels.resize(rowBytes * size_t(height));
  decoder.rows.resize(size_t(height));
  for (size_t y = 0; y < decoder.rows.size(); ++y)
    decoder.rows[y] = &decoder.picture.pixels[y * rowBytes];
}

bool decode(PngDecoder &decoder) {
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, onError, onWarning);
  if (!decoder.png)
    return false;
  if (setjmp(png_jmpbuf(decoder.png)))
    return false;
  decoder.info = png_create_info_struct(decoder.png);
  if (!decoder.info)
    return false;
  png_set_read_fn(decoder.png, &decoder, readBytes);
  prepare(decoder);
  png_read_image(decoder.png, decoder.rows.data());
  png_read_end(decoder.png, /*info_ptr=*/nullptr);
  return true;
}

} // namespace

bool cnnrun::isPng(const Bytes &bytes) { return bytes.size() >= 8 && png_sig_cmp(bytes.data(), 0, 8) == 0; }

Result<Picture> cnnrun::decodePng(const Bytes &bytes, const std::string &path) {
  PngDecoder decoder(bytes);
  bool good = decode(decoder);
  png_destroy_read_struct(&decoder.png, &decoder.info, nullptr);
  if (!good)
    return Error{fmt::format("'{}' is not a valid PNG: {}", path, decoder.message)};
  return std::move(decoder.picture);
}
