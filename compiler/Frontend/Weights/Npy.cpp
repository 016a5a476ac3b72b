//===- Npy.cpp - Header of a .npy array
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format: "\x93NUMPY", version (major, minor), the length of what follows
// in 2 bytes (version 1) or 4 (2 and 3), then a Python dictionary such as
// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }. See
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Weights/Npy.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace cnnc::weights;

namespace {

/// Parser of the dictionary. Every function leaves `rest` after what it took,
/// or at the mistake.
class Dictionary {
public:
  Dictionary(StringRef text, size_t offset) : text(text), rest(text), offset(offset) {}

  Error parse(FileTensor &tensor);

private:
  Error fail(const Twine &expected) const {
    return makeError("byte {0}: expected {1}", offset + (text.size() - rest.size()), expected.str());
  }
  bool consume(StringRef token) {
    rest = rest.ltrim(" \t\r\n");
    return rest.consume_front(token);
  }
  bool consumeString(StringRef &value);
  Error parseEntry(StringRef key, FileTensor &tensor);
  Error parseShape(SmallVectorImpl<int64_t> &shape);

  StringRef text, rest;
  size_t offset;
};

} // namespace

bool Dictionary::consumeString(StringRef &value) {
  StringRef quote = consume("'") ? "'" : consume("\"") ? "\"" : "";
  size_t end = quote.empty() ? StringRef::npos : rest.find(quote);
  if (end == StringRef::npos)
    return false;
  value = rest.take_front(end);
  rest = rest.drop_front(end + 1);
  return true;
}

Error Dictionary::parseShape(SmallVectorImpl<int64_t> &shape) {
  if (!consume("("))
    return fail("a tuple");
  while (!consume(")")) {
    uint64_t extent;
    rest = rest.ltrim(" \t\r\n");
    if (rest.consumeInteger(10, extent) || extent > uint64_t(INT64_MAX))
      return fail("a whole number or ')'");
    if (shape.size() == kMaxRank)
      return fail("at most " + Twine(kMaxRank) + " dimensions");
    shape.push_back(extent);
    consume("L"); // As Python 2 wrote long integers.
    if (!consume(",") && !rest.starts_with(")"))
      return fail("',' or ')'");
  }
  return Error::success();
}

Error Dictionary::parseEntry(StringRef key, FileTensor &tensor) {
  if (key == "descr") {
    StringRef type;
    if (!consumeString(type))
      return fail("a string; structured arrays are not supported");
    tensor.elementText = type.str();
    tensor.element = StringSwitch<std::optional<Element>>(type)
                         .Case("<f2", Element::F16)
                         .Case("<f4", Element::F32)
                         .Case("<f8", Element::F64)
                         .Default(std::nullopt);
    return Error::success();
  }
  if (key == "fortran_order") {
    tensor.columnMajor = consume("True");
    return tensor.columnMajor || consume("False") ? Error::success() : fail("True or False");
  }
  if (key == "shape")
    return parseShape(tensor.shape);
  return fail("'descr', 'fortran_order' or 'shape' as key");
}

Error Dictionary::parse(FileTensor &tensor) {
  StringSet<> seen;
  if (!consume("{"))
    return fail("'{'");
  while (!consume("}")) {
    StringRef key;
    if (!consumeString(key) || !seen.insert(key).second)
      return fail("a key that is not there yet");
    if (!consume(":"))
      return fail("':'");
    if (Error error = parseEntry(key, tensor))
      return error;
    if (!consume(",") && !rest.ltrim(" \t\r\n").starts_with("}"))
      return fail("',' or '}'");
  }
  if (seen.size() != 3)
    return fail("the keys 'descr', 'fortran_order' and 'shape'");
  if (!rest.trim(" \t\r\n").empty())
    return fail("the end of the header");
  return Error::success();
}

Expected<size_t> cnnc::weights::parseNpyHeader(StringRef prefix, FileTensor &tensor) {
  if (!prefix.starts_with("\x93NUMPY"))
    return makeError("byte 0: expected the magic of a .npy array");
  if (prefix.size() < 12)
    return makeError("byte {0}: the header is truncated", prefix.size());
  unsigned major = static_cast<unsigned char>(prefix[6]);
  if (major < 1 || major > 3)
    return makeError("byte 6: expected version 1, 2 or 3 of .npy, got {0}", major);
  size_t begin = major == 1 ? 10 : 12;
  size_t size =
      major == 1 ? support::endian::read16le(prefix.data() + 8) : support::endian::read32le(prefix.data() + 8);
  if (size > kMaxNpyHeader - begin)
    return makeError("byte 8: a header of {0} bytes is too long (the limit is {1})", size, kMaxNpyHeader - begin);
  if (size > prefix.size() - begin)
    return makeError("byte 8: the header's {0} bytes end after the array", size);
  if (Error error = Dictionary(prefix.substr(begin, size), begin).parse(tensor))
    return error;
  return begin + size;
}
