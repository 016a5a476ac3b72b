//===- Inflate.h - What zlib packed -----------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_INFLATE_H
#define CNNC_TOOLS_COMMON_INFLATE_H

#include "tools/common/File.h"

namespace cnnrun {

/// Gzip: a .gz file, of one or more members. Deflate: a bare stream, in a .zip.
enum class Packing { Gzip, Deflate };

bool isGzip(const Bytes &bytes);

struct Inflated {
  Bytes bytes;
  /// There is more than was asked for, and checksums were not looked at.
  bool isCut = false;
};

/// Expands `size` bytes to at most `most`. Memory is taken as bytes come out, so
/// that a small file cannot ask for much. `name` is for messages.
Result<Inflated> inflateBytes(const unsigned char *data, size_t size, Packing packing, size_t most,
                              const std::string &name);

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_INFLATE_H
