//===- Crc32c.cpp - The checksum CRC-32C ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Eight bytes at a time through eight tables ("slicing by 8"): checkpoints have
// hundreds of megabytes.
//
//===----------------------------------------------------------------------===//

#include "Crc32c.h"

#include <array>
#include <cstddef>

namespace {

using Tables = std::array<std::array<uint32_t, 256>, 8>;

/// tables[k][b] is what byte b does to the checksum k bytes later.
constexpr Tables makeTables() {
  Tables tables{};
  for (uint32_t b = 0; b < 256; ++b) {
    uint32_t crc = b;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
    tables[0][b] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k)
    for (size_t b = 0; b < 256; ++b)
      tables[k][b] = tables[k - 1][b] >> 8 ^ tables[0][tables[k - 1][b] & 0xff];
  return tables;
}

constexpr Tables tables = makeTables();

} // namespace

uint32_t cnnc::train::crc32c(std::string_view bytes, uint32_t before) {
  uint32_t crc = ~before;
  auto *data = reinterpret_cast<const unsigned char *>(bytes.data());
  size_t left = bytes.size();
  for (; left >= 8; left -= 8, data += 8) {
    uint32_t low = crc ^ (data[0] | uint32_t(data[1]) << 8 | uint32_t(data[2]) << 16 | uint32_t(data[3]) << 24);
    crc = tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^ tables[5][low >> 16 & 0xff] ^ tables[4][low >> 24] ^
          tables[3][data[4]] ^ tables[2][data[5]] ^ tables[1][data[6]] ^ tables[0][data[7]];
  }
  for (; left > 0; --left, ++data)
    crc = crc >> 8 ^ tables[0][(crc ^ *data) & 0xff];
  return ~crc;
}
