//===- IdxSet.cpp - The format of MNIST -----------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two zero bytes, the type of the elements, the number of dimensions, their extents
// in 32 bits, the most significant byte first, and the elements.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"
#include "tools/common/Inflate.h"

#include <fmt/format.h>

using namespace cnnc::train;
using namespace cnnrun;

namespace {

constexpr unsigned char unsignedByte = 8;

Error failAt(const std::string &path, const std::string &what) { return {fmt::format("'{}' {}", path, what)}; }

/// The extents that a header says, and in `count` their product.
Result<std::vector<int64_t>> parseHeader(const Bytes &bytes, int rank, const std::string &path, size_t &count) {
  size_t headerBytes = 4 + 4 * size_t(rank);
  if (bytes.size() < headerBytes)
    return failAt(path,
                  fmt::format("has {} bytes, expected an IDX file with a header of {}", bytes.size(), headerBytes));
  if (bytes[0] != 0 || bytes[1] != 0 || bytes[2] != unsignedByte || bytes[3] != rank)
    return failAt(path, fmt::format("starts with {:02x}{:02x}{:02x}{:02x}, expected 000008{:02x} (IDX, bytes, "
                                    "{} dimension{})",
                                    bytes[0], bytes[1], bytes[2], bytes[3], rank, rank, rank == 1 ? "" : "s"));
  std::vector<int64_t> shape;
  count = 1;
  for (size_t at = 4; at < headerBytes; at += 4) {
    shape.push_back(int64_t(bytes[at]) << 24 | int64_t(bytes[at + 1]) << 16 | int64_t(bytes[at + 2]) << 8 |
                    int64_t(bytes[at + 3]));
    if (__builtin_mul_overflow(count, size_t(shape.back()), &count))
      count = maxSetBytes + 1;
  }
  if (count == 0 || count > maxSetBytes)
    return failAt(path,
                  fmt::format("says that it holds {} bytes, expected from 1 to {}", shapeText(shape), maxSetBytes));
  return shape;
}

} // namespace

Result<Tensor> cnnc::train::parseIdx(Bytes bytes, int rank, const std::string &path) {
  bool isPacked = isGzip(bytes);
  size_t headerBytes = 4 + 4 * size_t(rank), count = 0;
  auto expand = [&](size_t most) { return inflateBytes(bytes.data(), bytes.size(), Packing::Gzip, most, path); };
  auto start = isPacked ? expand(headerBytes) : Result<Inflated>(Inflated{});
  if (!start)
    return start.error();
  auto shape = parseHeader(isPacked ? start->bytes : bytes, rank, path, count);
  if (!shape)
    return shape.error();

  bool isTooLong = bytes.size() - headerBytes > count;
  if (isPacked) {
    auto all = expand(headerBytes + count);
    if (!all)
      return all.error();
    isTooLong = all->isCut;
    bytes = std::move(all->bytes);
  }
  size_t found = bytes.size() - headerBytes;
  if (isTooLong || found != count)
    return failAt(path, fmt::format("says that it holds {} = {} bytes, but has {}{}", shapeText(*shape), count,
                                    isTooLong ? "more" : fmt::to_string(found), isTooLong ? "" : " after its header"));
  Tensor tensor;
  tensor.shape = std::move(*shape);
  bytes.erase(bytes.begin(), bytes.begin() + ptrdiff_t(headerBytes));
  tensor.data = std::move(bytes);
  return tensor;
}

static Result<Tensor> readIdx(const std::string &path, int rank) {
  auto bytes = readFile(path, maxSetBytes);
  return bytes ? parseIdx(std::move(*bytes), rank, path) : Result<Tensor>(bytes.error());
}

SetResult cnnc::train::openIdxSet(const std::string &images, const std::string &labels, const OpenOptions &options) {
  auto numbers = readIdx(labels, /*rank=*/1);
  if (!numbers)
    return numbers.error();
  auto pictures = readIdx(images, /*rank=*/3);
  if (!pictures)
    return pictures.error();
  if (numbers->shape[0] != pictures->shape[0])
    return failAt(
        labels, fmt::format("has {} labels, but '{}' has {} pictures", numbers->shape[0], images, pictures->shape[0]));
  ArrayParts parts;
  parts.shape = {pictures->shape[1], pictures->shape[2], 1};
  parts.labels.assign(numbers->data.begin(), numbers->data.end());
  parts.pictures = std::move(*pictures);
  if (Status status = checkLabels(parts.labels, options.classes, labels); !status)
    return status.error();
  return makeArraySet(std::move(parts));
}
