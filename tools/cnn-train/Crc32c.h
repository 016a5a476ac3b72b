//===- Crc32c.h - The checksum CRC-32C ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_CRC32C_H
#define CNNC_TOOLS_CNN_TRAIN_CRC32C_H

#include <cstdint>
#include <string_view>

namespace cnnc::train {

/// Castagnoli's polynomial, as in iSCSI (RFC 3720). `before` is the checksum of
/// what precedes the bytes.
uint32_t crc32c(std::string_view bytes, uint32_t before = 0);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_CRC32C_H
