//===- Jpeg.cpp - Decoding JPEG files -------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As in Png.cpp, errors are a longjmp out of functions without destructors.
// libjpeg only warns of a file that ends early and makes up the rest; a network
// should not be shown that, so it is an error here.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Picture.h"

#include <csetjmp>
#include <cstdio>
#include <fmt/format.h>
// jpeglib.h needs size_t and FILE declared before it.
#include <jpeglib.h>

#include <jerror.h>

using namespace cnnrun;

namespace {

/// Encoders make about ten. The time that a file may take is this many scans of
/// a small picture, or of a large one about as many as are usual.
constexpr int maxScans = 100;
constexpr int64_t maxScannedPixels = 16 * maxPixels;

struct JpegDecoder {
  explicit JpegDecoder(const Bytes &bytes) : bytes(bytes) {}

  const Bytes &bytes;
  Picture picture;
  jpeg_decompress_struct jpeg = {};
  jpeg_error_mgr errors = {};
  jpeg_progress_mgr progress = {};
  jmp_buf escape;
  char message[JMSG_LENGTH_MAX] = "";
};

JpegDecoder &decoderOf(j_common_ptr jpeg) { return *static_cast<JpegDecoder *>(jpeg->client_data); }

[[noreturn]] void onError(j_common_ptr jpeg) {
  JpegDecoder &decoder = decoderOf(jpeg);
  jpeg->err->format_message(jpeg, decoder.message);
  longjmp(decoder.escape, 1);
}

void onMessage(j_common_ptr jpeg, int) {
  int code = jpeg->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)
    onError(jpeg);
}

/// A progressive file can go over the whole picture again and again, for hours.
void onProgress(j_common_ptr jpeg) {
  JpegDecoder &decoder = decoderOf(jpeg);
  int64_t scans = decoder.jpeg.input_scan_number;
  int64_t pixels = int64_t(decoder.jpeg.image_width) * int64_t(decoder.jpeg.image_height);
  if (scans <= maxScans && scans * pixels <= maxScannedPixels)
    return;
  snprintf(decoder.message, sizeof(decoder.message), "%d scans are too many for its picture", int(scans));
  longjmp(decoder.escape, 1);
}

bool decode(JpegDecoder &decoder) {
  jpeg_decompress_struct &jpeg = decoder.jpeg;
  jpeg.err = jpeg_std_error(&decoder.errors);
  jpeg.client_data = &decoder;
  decoder.errors.error_exit = onError;
  decoder.errors.emit_message = onMessage;
  if (setjmp(decoder.escape))
    return false;
  jpeg_create_decompress(&jpeg);
  decoder.progress.progress_monitor = onProgress;
  jpeg.progress = &decoder.progress;
  jpeg_mem_src(&jpeg, decoder.bytes.data(), decoder.bytes.size());
  jpeg_read_header(&jpeg, /*require_image=*/TRUE);
  int64_t pixels = int64_t(jpeg.image_width) * int64_t(jpeg.image_height);
  if (pixels > maxPixels) {
    snprintf(decoder.message, sizeof(decoder.message), "the picture has too many pixels");
    return false;
  }
  // Nothing is allocated for a size that the file cannot fill: each 8x8 block
  // takes a bit at least, but for arithmetic coding, which hardly anyone uses.
  constexpr int64_t pixelsPerByte = 8 * 64;
  if (!jpeg.arith_code && pixels / pixelsPerByte > int64_t(decoder.bytes.size())) {
    snprintf(decoder.message, sizeof(decoder.message), "the file is too short for its picture");
    return false;
  }
  bool grey = jpeg.jpeg_color_space == JCS_GRAYSCALE;
  jpeg.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&jpeg);

  Picture &picture = decoder.picture;
  picture.width = int(jpeg.output_width);
  picture.height = int(jpeg.output_height);
  picture.channels = jpeg.output_components;
  size_t rowBytes = size_t(picture.width) * size_t(picture.channels);
  picture.pixels.resize(rowBytes * size_t(picture.height));
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = &picture.pixels[jpeg.output_scanline * rowBytes];
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

} // namespace

bool cnnrun::isJpeg(const Bytes &bytes) {
  return bytes.size() >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

Result<Picture> cnnrun::decodeJpeg(const Bytes &bytes, const std::string &path) {
  JpegDecoder decoder(bytes);
  bool good = decode(decoder);
  jpeg_destroy_decompress(&decoder.jpeg);
  if (!good)
    return Error{fmt::format("'{}' is not a valid JPEG: {}", path, decoder.message)};
  return std::move(decoder.picture);
}
