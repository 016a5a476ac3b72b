//===- Inflate.cpp - What zlib packed -------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/common/Inflate.h"

#include <algorithm>
#include <fmt/format.h>
#include <zlib.h>

using namespace cnnrun;

namespace {

/// A stream of zlib's that ends itself.
struct Stream {
  z_stream state{};
  bool isOpen = false;

  bool open(Packing packing) {
    constexpr int largestWindow = 15, gzipOnly = 16;
    int bits = packing == Packing::Gzip ? largestWindow + gzipOnly : -largestWindow;
    isOpen = inflateInit2(&state, bits) == Z_OK;
    return isOpen;
  }
  ~Stream() {
    if (isOpen)
      inflateEnd(&state);
  }
};

/// Room for the next bytes: twice what there is, and one byte beyond `most` to
/// see whether there are more.
void makeRoom(Stream &stream, Bytes &bytes, size_t used, size_t most) {
  constexpr size_t firstRoom = 1 << 16, mostAtOnce = 1 << 30; // zlib counts in 32 bits
  if (used == bytes.size())
    bytes.resize(std::min(most + 1, std::max(firstRoom, 2 * used)));
  stream.state.next_out = bytes.data() + used;
  stream.state.avail_out = uInt(std::min(bytes.size() - used, mostAtOnce));
}

} // namespace

bool cnnrun::isGzip(const Bytes &bytes) { return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b; }

Result<Inflated> cnnrun::inflateBytes(const unsigned char *data, size_t size, Packing packing, size_t most,
                                      const std::string &name) {
  auto fail = [&](const std::string &what) { return Error{fmt::format("'{}' {}", name, what)}; };
  Stream stream;
  if (!stream.open(packing))
    return fail("cannot be expanded: zlib does not start");
  Inflated result;
  Bytes &bytes = result.bytes;
  size_t used = 0, at = 0;
  constexpr size_t mostAtOnce = 1 << 30;
  while (used <= most) {
    makeRoom(stream, bytes, used, most);
    stream.state.next_in = const_cast<unsigned char *>(data) + at;
    stream.state.avail_in = uInt(std::min(size - at, mostAtOnce));
    uInt room = stream.state.avail_out, given = stream.state.avail_in;
    int status = inflate(&stream.state, Z_NO_FLUSH);
    used += room - stream.state.avail_out;
    at += given - stream.state.avail_in;
    if (status == Z_STREAM_END) {
      if (at == size)
        break;
      // Members of a .gz follow one another.
      if (packing == Packing::Gzip && inflateReset(&stream.state) == Z_OK)
        continue;
      return fail(fmt::format("has {} bytes after its compressed data", size - at));
    }
    if (status == Z_BUF_ERROR || (status == Z_OK && at == size && stream.state.avail_out > 0))
      return fail(fmt::format("ends within its compressed data, after {} bytes of it", used));
    if (status != Z_OK)
      return fail(
          fmt::format("has corrupt compressed data: {}", stream.state.msg ? stream.state.msg : "zlib cannot go on"));
  }
  result.isCut = used > most;
  bytes.resize(std::min(used, most));
  return result;
}
