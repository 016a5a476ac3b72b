//===- Tensors.cpp - What the readers of weights files share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Weights/Tensors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace cnnc::weights;
using mlir::AsmResourceBlob;

size_t cnnc::weights::getSize(Element element) {
  switch (element) {
  case Element::F16:
  case Element::BF16:
    return 2;
  case Element::F32:
    return 4;
  case Element::F64:
    return 8;
  }
  llvm_unreachable("unknown element type");
}

std::string cnnc::weights::printable(StringRef name) {
  constexpr size_t maxShown = 255;
  std::string text;
  raw_string_ostream os(text);
  printEscapedString(name.take_front(maxShown), os);
  return name.size() > maxShown ? text + "..." : text;
}

std::optional<uint64_t> cnnc::weights::getByteCount(ArrayRef<int64_t> shape, uint64_t elementSize) {
  uint64_t count = elementSize;
  // A zero makes the product zero, whatever the others are.
  if (is_contained(shape, 0))
    return 0;
  for (int64_t extent : shape) {
    bool overflow = extent < 0;
    count = SaturatingMultiply<uint64_t>(count, extent, overflow ? nullptr : &overflow);
    if (overflow)
      return std::nullopt;
  }
  return count;
}

/// The value of an IEEE 754 half. Every half is a float.
static float decodeHalf(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16, exponent = (half >> 10) & 0x1f, fraction = half & 0x3ff;
  if (exponent == 0) { // Zero or subnormal: fraction * 2^-24.
    float magnitude = float(fraction) * 5.9604644775390625e-8f;
    return sign ? -magnitude : magnitude;
  }
  exponent = exponent == 31 ? 255 : exponent + 112;
  return bit_cast<float>(sign | exponent << 23 | fraction << 13);
}

static float decode(Element element, const char *data) {
  switch (element) {
  case Element::F16:
    return decodeHalf(support::endian::read16le(data));
  case Element::BF16:
    return bit_cast<float>(uint32_t(support::endian::read16le(data)) << 16);
  case Element::F32:
    return bit_cast<float>(support::endian::read32le(data));
  case Element::F64:
    return float(bit_cast<double>(support::endian::read64le(data)));
  }
  llvm_unreachable("unknown element type");
}

/// Decodes column-major elements into row-major order.
static void transpose(const FileTensor &tensor, ArrayRef<char> bytes, MutableArrayRef<float> out) {
  size_t rank = tensor.shape.size(), size = getSize(*tensor.element);
  SmallVector<uint64_t> index(rank), stride(rank);
  uint64_t next = 1;
  for (size_t d = 0; d < rank; ++d) {
    stride[d] = next;
    next *= tensor.shape[d];
  }
  uint64_t source = 0;
  for (float &value : out) {
    value = decode(*tensor.element, bytes.data() + source * size);
    for (size_t d = rank; d-- > 0;) {
      source += stride[d];
      if (++index[d] < uint64_t(tensor.shape[d]))
        break;
      source -= stride[d] * tensor.shape[d];
      index[d] = 0;
    }
  }
}

Expected<AsmResourceBlob> cnnc::weights::fetchFloats(const FileTensor &tensor) {
  Expected<SharedBytes> bytes = tensor.fetch();
  if (!bytes)
    return bytes.takeError();
  ArrayRef<char> data = bytes->data;
  bool aligned = reinterpret_cast<uintptr_t>(data.data()) % alignof(float) == 0;
  bool plain = *tensor.element == Element::F32 && sys::IsLittleEndianHost;
  if (plain && aligned && !tensor.columnMajor)
    return mlir::UnmanagedAsmResourceBlob::allocateWithAlign(
        data, alignof(float), [owner = bytes->owner](void *, size_t, size_t) mutable { owner.reset(); });

  size_t count = data.size() / getSize(*tensor.element);
  AsmResourceBlob blob = mlir::HeapAsmResourceBlob::allocate(count * sizeof(float), /*align=*/64);
  MutableArrayRef<float> out(reinterpret_cast<float *>(blob.getMutableData().data()), count);
  if (tensor.columnMajor)
    transpose(tensor, data, out);
  else
    for (size_t i = 0; i < count; ++i)
      out[i] = decode(*tensor.element, data.data() + i * getSize(*tensor.element));
  return blob;
}
