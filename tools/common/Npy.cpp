//===- Npy.cpp - NumPy's array files --------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header is parsed by a small scanner that accepts the dictionaries that
// NumPy writes and nothing that would need an expression evaluated.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Npy.h"

#include <cstring>
#include <fmt/format.h>
#include <optional>

using namespace cnnrun;

namespace {

constexpr char magic[] = "\x93NUMPY";
constexpr size_t magicBytes = 6;
constexpr size_t maxHeaderBytes = 1 << 16;
constexpr size_t maxRank = 32;

struct Dtype {
  const char *text;
  cnn_type type;
};

constexpr Dtype dtypes[] = {
    {"<f4", CNN_F32},
    {"|u1", CNN_U8},
    {"<f8", CNN_F64},
    {"|i1", CNN_I8},
    {"<i4", CNN_I32},
    {"<i8", CNN_I64},
    {"|b1", CNN_BOOL},
    {"<f2", CNN_F16},
    {"<u2", CNN_U16},
    {"<i2", CNN_I16},
    {"<u4", CNN_U32},
    {"<u8", CNN_U64},
    // NumPy has no bfloat16; its extensions write one as two bytes of anything.
    {"|V2", CNN_BF16},
};

struct Header {
  std::string descr;
  std::optional<bool> fortranOrder;
  std::optional<std::vector<int64_t>> shape;
};

/// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
class HeaderScanner {
public:
  explicit HeaderScanner(std::string_view text) : text(text) {}

  bool scan(Header &header) {
    if (!eat("{"))
      return false;
    while (!eat("}")) {
      std::string key;
      if (!scanString(key) || !eat(":") || !scanValue(key, header))
        return false;
      if (!eat(",") && peek() != '}')
        return false;
    }
    return peek() == '\0' && !header.descr.empty() && header.fortranOrder && header.shape;
  }

private:
  char peek() {
    while (!text.empty() && (text[0] == ' ' || text[0] == '\n'))
      text.remove_prefix(1);
    return text.empty() ? '\0' : text[0];
  }

  bool eat(std::string_view token) {
    peek();
    if (text.substr(0, token.size()) != token)
      return false;
    text.remove_prefix(token.size());
    return true;
  }

  bool scanString(std::string &string) {
    char quote = peek();
    if (quote != '\'' && quote != '"')
      return false;
    size_t end = text.find(quote, 1);
    if (end == std::string_view::npos)
      return false;
    string = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return true;
  }

  bool scanExtent(int64_t &value) {
    if (peek() < '0' || peek() > '9')
      return false;
    value = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, text[0] - '0', &value))
        return false;
      text.remove_prefix(1);
    }
    return true;
  }

  bool scanShape(std::vector<int64_t> &shape) {
    if (!eat("("))
      return false;
    while (!eat(")")) {
      int64_t extent;
      if (!scanExtent(extent) || shape.size() == maxRank)
        return false;
      shape.push_back(extent);
      if (!eat(",") && peek() != ')')
        return false;
    }
    return true;
  }

  bool scanValue(const std::string &key, Header &header) {
    if (key == "descr")
      return scanString(header.descr);
    if (key == "shape")
      return scanShape(header.shape.emplace());
    if (key != "fortran_order")
      return false;
    header.fortranOrder = eat("True");
    return *header.fortranOrder || eat("False");
  }

  std::string_view text;
};

std::optional<cnn_type> typeOf(const std::string &descr) {
  for (const Dtype &dtype : dtypes)
    if (descr == dtype.text)
      return dtype.type;
  return std::nullopt;
}

const char *descrOf(cnn_type type) {
  for (const Dtype &dtype : dtypes)
    if (dtype.type == type)
      return dtype.text;
  return "|V1";
}

/// The product of the extents and the element's size; empty if it overflows.
std::optional<size_t> dataBytes(const std::vector<int64_t> &shape, cnn_type type) {
  size_t bytes = typeBytes(type);
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(bytes, extent, &bytes))
      return std::nullopt;
  return bytes;
}

/// The header's text, and in `dataStart` where the data begins; empty when the
/// file ends before.
std::optional<std::string_view> findHeader(const Bytes &bytes, size_t &dataStart) {
  size_t lengthBytes = bytes.size() > magicBytes && bytes[magicBytes] == 1 ? 2 : 4;
  size_t start = magicBytes + 2 + lengthBytes;
  if (bytes.size() < start)
    return std::nullopt;
  size_t length = 0;
  for (size_t i = 0; i < lengthBytes; ++i)
    length |= size_t(bytes[magicBytes + 2 + i]) << (8 * i);
  if (length > maxHeaderBytes || length > bytes.size() - start)
    return std::nullopt;
  dataStart = start + length;
  return std::string_view(reinterpret_cast<const char *>(&bytes[start]), length);
}

} // namespace

bool cnnrun::isNpy(const Bytes &bytes) {
  return bytes.size() >= magicBytes && memcmp(bytes.data(), magic, magicBytes) == 0;
}

Result<Tensor> cnnrun::parseNpy(Bytes bytes, const std::string &path) {
  auto fail = [&](const std::string &what) { return Error{fmt::format("'{}' {}", path, what)}; };
  if (!isNpy(bytes))
    return fail("is not a .npy file");
  size_t start = 0;
  Header header;
  auto text = findHeader(bytes, start);
  if (!text)
    return fail("is a .npy file that ends within its header");
  if (!HeaderScanner(*text).scan(header))
    return fail("is a .npy file with a header that cannot be read");
  auto type = typeOf(header.descr);
  if (!type)
    return fail(fmt::format("holds elements of type '{}', expected one of u1, "
                            "i1, b1, <i2, <i4, <i8, <u2, <u4, <u8, <f2, <f4, <f8, |V2",
                            printable(header.descr)));
  if (*header.fortranOrder && header.shape->size() > 1)
    return fail("is in Fortran order, expected C order");
  auto expected = dataBytes(*header.shape, *type);
  if (!expected || bytes.size() - start != *expected)
    return fail(fmt::format("holds {} bytes of data, expected {} for {} {}", bytes.size() - start,
                            expected ? fmt::to_string(*expected) : "too many", typeName(*type),
                            shapeText(*header.shape)));

  Tensor tensor;
  tensor.type = *type;
  tensor.shape = std::move(*header.shape);
  bytes.erase(bytes.begin(), bytes.begin() + ptrdiff_t(start));
  tensor.data = std::move(bytes);
  return tensor;
}

Status cnnrun::writeNpy(const std::string &path, const Tensor &tensor) {
  std::string shape;
  for (int64_t extent : tensor.arrayShape())
    shape += fmt::format("{}, ", extent);
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", descrOf(tensor.type), shape);
  // The format asks that the data start at a multiple of 64 bytes.
  size_t prefix = magicBytes + 4;
  header.append(63 - (prefix + header.size()) % 64, ' ');
  header += '\n';
  std::string start(magic, magicBytes);
  start += {'\1', '\0', char(header.size() & 255), char(header.size() >> 8)};
  std::string_view data(reinterpret_cast<const char *>(tensor.data.data()), tensor.data.size());
  return writeFile(path, {start, header, data});
}
