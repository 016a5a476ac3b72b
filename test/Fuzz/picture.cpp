//===- picture.cpp - Any bytes as a picture for cnn-run
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled twice, with CNNC_FUZZ_DECODE as decodePng and as decodeJpeg. The
// picture is then fitted to inputs that scale it up, down and both. The checksums
// of a PNG are made right again, or hardly any mutation would be looked at.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Picture.h"

#include <cstring>
#include <zlib.h>

using namespace cnnrun;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace {

struct Input {
  int64_t shape[3];
  cnn_type type;
  const char *layout;

  cnn_tensor_info describe() const {
    size_t bytes = typeBytes(type) * size_t(shape[0] * shape[1] * shape[2]);
    return {"input", layout, shape, bytes, /*rank=*/3, type};
  }
};

constexpr Input inputs[] = {{{4, 4, 3}, CNN_U8, "HWC"},
                            {{1, 64, 2}, CNN_F32, "CHW"},
                            {{1, 1, 1}, CNN_F32, "HWC"},
                            {{3, 1, 1000}, CNN_U8, "CHW"}};

uint32_t readBig(const uint8_t *at) {
  return uint32_t(at[0]) << 24 | uint32_t(at[1]) << 16 | uint32_t(at[2]) << 8 | at[3];
}

/// A PNG is a signature and chunks: length, kind, data, checksum of kind and data.
void repairChecksums(uint8_t *data, size_t size) {
  for (size_t at = 8; at + 12 <= size;) {
    size_t length = readBig(data + at);
    if (length > size - at - 12)
      return;
    uint32_t sum = uint32_t(crc32(0, data + at + 4, uInt(length + 4)));
    for (int i = 0; i < 4; ++i)
      data[at + 8 + length + size_t(i)] = uint8_t(sum >> (24 - 8 * i));
    at += 12 + length;
  }
}

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned) {
  size = LLVMFuzzerMutate(data, size, maxSize);
  if (size >= 8 && memcmp(data, "\x89PNG", 4) == 0)
    repairChecksums(data, size);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto picture = CNNC_FUZZ_DECODE(Bytes(data, data + size), "fuzz");
  // Scaling a large one shows nothing more, in a second instead of a millisecond.
  constexpr size_t maxScaled = 1 << 16;
  if (!picture || picture->pixels.size() > maxScaled)
    return 0;
  for (const Input &input : inputs)
    fitPicture(*picture, input.describe(), "fuzz");
  return 0;
}
