//===- Constants.cpp - The f32 data of constant tensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Constants.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::cnn;

static constexpr size_t kAlignment = 64;

/// A resource's data, unless it is missing or cannot be floats of this count.
static std::optional<ArrayRef<float>> getResourceData(DenseResourceElementsAttr attribute, size_t count) {
  const AsmResourceBlob *blob = attribute.getRawHandle().getBlob();
  if (!blob)
    return std::nullopt;
  ArrayRef<char> data = blob->getData();
  if (data.size() != count * sizeof(float) || reinterpret_cast<uintptr_t>(data.data()) % alignof(float))
    return std::nullopt;
  return blob->getDataAs<float>();
}

std::optional<ConstantFloats> ConstantFloats::get(Attribute attribute) {
  auto elements = dyn_cast_or_null<ElementsAttr>(attribute);
  if (!elements || !elements.getElementType().isF32())
    return std::nullopt;
  ConstantFloats floats;
  size_t count = elements.getNumElements();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attribute)) {
    std::optional<ArrayRef<float>> data = getResourceData(resource, count);
    if (!data)
      return std::nullopt;
    floats.elements = *data;
    return floats;
  }
  auto dense = dyn_cast<DenseElementsAttr>(attribute);
  if (!dense)
    return std::nullopt;
  if (dense.isSplat()) {
    floats.storage.assign(count, dense.getSplatValue<float>());
    floats.elements = floats.storage;
  } else {
    ArrayRef<char> raw = dense.getRawData();
    floats.elements = ArrayRef(reinterpret_cast<const float *>(raw.data()), count);
  }
  return floats;
}

ConstantFloats ConstantFloats::view(ArrayRef<float> values) {
  ConstantFloats floats;
  floats.elements = values;
  return floats;
}

std::optional<ConstantFloats> ConstantFloats::get(Value value) {
  Attribute attribute;
  if (!matchPattern(value, m_Constant(&attribute)))
    return std::nullopt;
  return get(attribute);
}

DenseResourceElementsAttr cnnc::cnn::createFloatResource(RankedTensorType type, StringRef name,
                                                         function_ref<void(MutableArrayRef<float>)> fill) {
  size_t count = type.getNumElements();
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(count * sizeof(float), kAlignment);
  fill({reinterpret_cast<float *>(blob.getMutableData().data()), count});
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}

DenseResourceElementsAttr cnnc::cnn::createFloatResource(RankedTensorType type, StringRef name,
                                                         ArrayRef<float> values) {
  assert(int64_t(values.size()) == type.getNumElements() && "the type has another number of elements");
  return createFloatResource(type, name, [&](MutableArrayRef<float> data) { llvm::copy(values, data.begin()); });
}

static uint16_t roundToBf16(float value) {
  uint32_t bits = llvm::bit_cast<uint32_t>(value);
  if (std::isnan(value))
    return uint16_t(bits >> 16 | 0x40); // quiet, so that it stays a NaN
  return uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

DenseResourceElementsAttr cnnc::cnn::createBf16Resource(RankedTensorType type, StringRef name,
                                                        function_ref<void(MutableArrayRef<float>)> fill) {
  std::vector<float> values(type.getNumElements());
  fill(values);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(values.size() * sizeof(uint16_t), kAlignment);
  auto *out = reinterpret_cast<uint16_t *>(blob.getMutableData().data());
  std::transform(values.begin(), values.end(), out, roundToBf16);
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}
