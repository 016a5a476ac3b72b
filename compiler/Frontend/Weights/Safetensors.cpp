//===- Safetensors.cpp - Reader of .safetensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format: a header's length in 8 bytes, little-endian; the header, a JSON
// object from names to {"dtype", "shape", "data_offsets": [begin, end]}; then
// the data, which the offsets cover without gap or overlap. See
// https://github.com/huggingface/safetensors#format.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Weights/Tensors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace cnnc::weights;

static constexpr uint64_t kLengthBytes = 8;
static constexpr uint64_t kMaxHeader = 16 << 20; // 100,000 tensors; bounds the memory of the parser.
static constexpr unsigned kMaxDepth = 3;         // File, tensor, shape.

/// Checks what the JSON parser does not: depth, since it recurses, the length of
/// lists, since a value takes twenty times its text, and that no object has a key
/// twice, since it keeps the last.
static Error checkHeader(StringRef text) {
  StringSet<> keys[kMaxDepth];
  unsigned depth = 0;
  size_t nodes = 0, objects = 0, items = 0; // items of the innermost list
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '{' || c == '[') {
      if (depth == kMaxDepth)
        return makeError("byte {0}: the header is nested deeper than {1} levels", kLengthBytes + i, kMaxDepth);
      // A parsed object takes kilobytes; a tensor is one of them, and two lists.
      objects += c == '{';
      if (++nodes > 3 * kMaxTensors + 2 || objects > kMaxTensors + 2)
        return makeError("byte {0}: the header has more than {1} tensors", kLengthBytes + i, kMaxTensors);
      items = 0;
      keys[depth++] = StringSet<>(); // Not clear(), which walks what a larger set has left behind.
    } else if (c == ',' && depth == kMaxDepth) {
      if (++items == kMaxRank)
        return makeError("byte {0}: a list of more than {1} numbers", kLengthBytes + i, kMaxRank);
    } else if (c == '}' || c == ']') {
      depth -= depth > 0;
    } else if (c == '"') {
      size_t begin = i;
      for (++i; i < text.size() && text[i] != '"'; ++i)
        i += text[i] == '\\';
      StringRef literal = text.slice(begin, i + 1);
      if (!depth || !text.substr(i + 1).ltrim(" \t\r\n").starts_with(":"))
        continue;
      // Two spellings of one string are one key.
      Expected<json::Value> key = json::parse(literal);
      if (!key)
        return makeError("byte {0}: the header is no valid JSON: {1}", kLengthBytes + begin, toString(key.takeError()));
      StringRef name = key->getAsString().value_or("");
      if (!keys[depth - 1].insert(name).second)
        return makeError("byte {0}: '{1}' is there twice", kLengthBytes + begin, printable(name));
    }
  }
  return Error::success();
}

static std::optional<Element> parseElement(StringRef text) {
  return StringSwitch<std::optional<Element>>(text)
      .Case("F16", Element::F16)
      .Case("BF16", Element::BF16)
      .Case("F32", Element::F32)
      .Case("F64", Element::F64)
      .Default(std::nullopt);
}

namespace {

/// Where a tensor's data is, from the start of the data.
struct Range {
  uint64_t begin, end;
  StringRef name;
};

} // namespace

static Error parseShape(const json::Object &entry, FileTensor &tensor) {
  const json::Array *shape = entry.getArray("shape");
  if (!shape)
    return makeError("tensor '{0}': 'shape' is missing or no list", printable(tensor.name));
  for (const json::Value &extent : *shape) {
    std::optional<int64_t> number = extent.getAsInteger();
    if (!number || *number < 0)
      return makeError("tensor '{0}': an extent in 'shape' is no whole number of at least 0", printable(tensor.name));
    tensor.shape.push_back(*number);
  }
  return Error::success();
}

static Expected<Range> parseRange(const json::Object &entry, const FileTensor &tensor, uint64_t dataSize) {
  const json::Array *offsets = entry.getArray("data_offsets");
  std::optional<uint64_t> begin, end;
  if (offsets && offsets->size() == 2) {
    begin = (*offsets)[0].getAsUINT64();
    end = (*offsets)[1].getAsUINT64();
  }
  if (!begin || !end)
    return makeError("tensor '{0}': 'data_offsets' is missing or not two whole numbers", printable(tensor.name));
  if (*begin > *end || *end > dataSize)
    return makeError("tensor '{0}': offsets {1} to {2} are outside the {3} bytes of data", printable(tensor.name),
                     *begin, *end, dataSize);
  if (tensor.element) {
    std::optional<uint64_t> bytes = getByteCount(tensor.shape, getSize(*tensor.element));
    if (!bytes)
      return makeError("tensor '{0}': the number of elements overflows", printable(tensor.name));
    if (*bytes != *end - *begin)
      return makeError("tensor '{0}': shape and type need {1} bytes, the offsets span {2}", printable(tensor.name),
                       *bytes, *end - *begin);
  }
  return Range{*begin, *end, tensor.name};
}

/// The data must be covered without gap or overlap.
static Error checkCover(std::vector<Range> ranges, uint64_t dataSize) {
  llvm::sort(ranges,
             [](const Range &a, const Range &b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
  uint64_t covered = 0;
  for (const Range &range : ranges) {
    if (range.begin != covered)
      return makeError(
          "tensor '{0}': data {1} byte {2} of the data, the data before it ends at {3}", printable(range.name),
          range.begin < covered ? "overlaps: it begins at" : "leaves a gap: it begins at", range.begin, covered);
    covered = range.end;
  }
  if (covered != dataSize)
    return makeError("byte {0} of the data: no tensor covers the last {1} bytes", covered, dataSize - covered);
  return Error::success();
}

Expected<std::vector<FileTensor>> cnnc::weights::readSafetensors(const File &file) {
  StringRef bytes = file->getBuffer();
  if (bytes.size() < kLengthBytes)
    return makeError("the file has {0} bytes; a safetensors header needs 8", bytes.size());
  uint64_t headerSize = support::endian::read64le(bytes.data());
  if (headerSize > kMaxHeader || headerSize > bytes.size() - kLengthBytes)
    return makeError("byte 0: a header of {0} bytes does not fit a file of {1} bytes (the limit is {2})", headerSize,
                     bytes.size(), kMaxHeader);
  StringRef text = bytes.substr(kLengthBytes, headerSize);
  StringRef data = bytes.drop_front(kLengthBytes + headerSize);
  if (Error error = checkHeader(text))
    return error;
  Expected<json::Value> header = json::parse(text);
  if (!header)
    return makeError("the header is no valid JSON: {0}", toString(header.takeError()));
  const json::Object *object = header->getAsObject();
  if (!object)
    return makeError("the header is no JSON object");

  std::vector<FileTensor> tensors;
  std::vector<Range> ranges;
  tensors.reserve(object->size()); // The ranges refer to the names.
  for (auto &[key, value] : *object) {
    if (key == "__metadata__")
      continue;
    FileTensor &tensor = tensors.emplace_back();
    tensor.name = key.str();
    const json::Object *entry = value.getAsObject();
    std::optional<StringRef> dtype = entry ? entry->getString("dtype") : std::nullopt;
    if (!dtype)
      return makeError("tensor '{0}': 'dtype' is missing or no string", printable(tensor.name));
    tensor.elementText = dtype->str();
    tensor.element = parseElement(*dtype);
    if (Error error = parseShape(*entry, tensor))
      return error;
    Expected<Range> range = parseRange(*entry, tensor, data.size());
    if (!range)
      return range.takeError();
    ranges.push_back(*range);
    StringRef slice = data.slice(range->begin, range->end);
    tensor.fetch = [file, slice]() -> Expected<SharedBytes> {
      return SharedBytes{ArrayRef(slice.data(), slice.size()), file};
    };
  }
  if (Error error = checkCover(std::move(ranges), data.size()))
    return error;
  return tensors;
}
