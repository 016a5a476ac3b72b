//===- Tensor.cpp - Batches in memory, and their types --------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One table, `types`, holds all that is known of an element type.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Tensor.h"

#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace cnnrun;

namespace {

template <typename T> double readAs(const unsigned char *bytes) {
  T value;
  memcpy(&value, bytes, sizeof(T));
  return double(value);
}

double readHalf(const unsigned char *bytes) {
  uint16_t bits;
  memcpy(&bits, bytes, sizeof(bits));
  int exponent = bits >> 10 & 31;
  double fraction = bits & 1023;
  double value = exponent == 31  ? (fraction != 0 ? NAN : INFINITY)
                 : exponent == 0 ? std::ldexp(fraction, -24)
                                 : std::ldexp(fraction + 1024, exponent - 25);
  return bits & 0x8000 ? -value : value;
}

double readBfloat(const unsigned char *bytes) {
  uint16_t upper;
  memcpy(&upper, bytes, sizeof(upper));
  uint32_t bits = uint32_t(upper) << 16;
  float value;
  memcpy(&value, &bits, sizeof(value));
  return double(value);
}

struct TypeEntry {
  cnn_type type;
  const char *name;
  size_t bytes;
  double (*read)(const unsigned char *);
};

constexpr TypeEntry types[] = {
    {CNN_F32, "f32", 4, readAs<float>},     {CNN_U8, "u8", 1, readAs<uint8_t>},   {CNN_F64, "f64", 8, readAs<double>},
    {CNN_I8, "i8", 1, readAs<int8_t>},      {CNN_I32, "i32", 4, readAs<int32_t>}, {CNN_I64, "i64", 8, readAs<int64_t>},
    {CNN_BOOL, "bool", 1, readAs<uint8_t>}, {CNN_F16, "f16", 2, readHalf},        {CNN_BF16, "bf16", 2, readBfloat},
    {CNN_U16, "u16", 2, readAs<uint16_t>},  {CNN_I16, "i16", 2, readAs<int16_t>}, {CNN_U32, "u32", 4, readAs<uint32_t>},
    {CNN_U64, "u64", 8, readAs<uint64_t>},
};

const TypeEntry *findType(cnn_type type) {
  for (const TypeEntry &entry : types)
    if (entry.type == type)
      return &entry;
  return nullptr;
}

/// A step of Marsaglia's xorshift64.
uint64_t nextRandom(uint64_t &state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

/// A float of 16 bits in [1/8, 1), where all bits between the ends are numbers.
void writeSmallFloat(unsigned char *to, cnn_type type, uint64_t random) {
  uint16_t least = type == CNN_F16 ? 0x3000 : 0x3e00, one = type == CNN_F16 ? 0x3c00 : 0x3f80;
  uint16_t bits = uint16_t(least + random % (one - least));
  memcpy(to, &bits, sizeof(bits));
}

} // namespace

size_t Tensor::elements() const {
  size_t size = typeBytes(type);
  return size ? data.size() / size : 0;
}

std::vector<int64_t> Tensor::arrayShape() const {
  bool dropsFirst = hasOwnBatch && pictures() == 1;
  return {shape.begin() + (dropsFirst ? 1 : 0), shape.end()};
}

std::vector<int64_t> Tensor::indexOf(size_t at) const {
  std::vector<int64_t> extents = arrayShape(), index(extents.size());
  for (size_t d = index.size(); d-- > 0;) {
    index[d] = int64_t(at % size_t(extents[d]));
    at /= size_t(extents[d]);
  }
  return index;
}

const char *cnnrun::typeName(cnn_type type) {
  const TypeEntry *entry = findType(type);
  return entry ? entry->name : "unknown";
}

size_t cnnrun::typeBytes(cnn_type type) {
  const TypeEntry *entry = findType(type);
  return entry ? entry->bytes : 0;
}

std::string cnnrun::shapeText(const std::vector<int64_t> &shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

std::string cnnrun::shapeText(const cnn_tensor_info &info) { return shapeText(shapeOf(info)); }

std::vector<int64_t> cnnrun::shapeOf(const cnn_tensor_info &info) { return {info.shape, info.shape + info.rank}; }

bool cnnrun::hasOwnBatch(const cnn_tensor_info &info) { return info.rank != 0 && info.layout[0] == 'N'; }

Tensor cnnrun::makeBatch(const cnn_tensor_info &info, int64_t batch) {
  Tensor tensor;
  tensor.type = info.type;
  tensor.shape = shapeOf(info);
  tensor.shape.insert(tensor.shape.begin(), batch);
  tensor.hasOwnBatch = hasOwnBatch(info);
  tensor.data.resize(info.bytes * size_t(batch));
  return tensor;
}

Tensor cnnrun::makeRandom(const cnn_tensor_info &info, int64_t batch) {
  Tensor tensor = makeBatch(info, batch);
  uint64_t state = 0x9e3779b97f4a7c15;
  unsigned char *data = tensor.data.data();
  for (size_t i = 0, e = tensor.elements(); i < e; ++i) {
    uint64_t bits = nextRandom(state) >> 40;
    double unit = double(bits) * 0x1p-24;
    if (float narrow = float(unit); info.type == CNN_F32)
      memcpy(data + i * sizeof(float), &narrow, sizeof(float));
    else if (info.type == CNN_F64)
      memcpy(data + i * sizeof(double), &unit, sizeof(double));
    else if (info.type == CNN_U8 || info.type == CNN_I8)
      data[i] = static_cast<unsigned char>(bits);
    else if (info.type == CNN_BOOL)
      data[i] = bits & 1;
    else if (info.type == CNN_F16 || info.type == CNN_BF16)
      writeSmallFloat(data + 2 * i, info.type, bits);
  }
  return tensor;
}

Tensor cnnrun::repeatTo(const Tensor &tensor, int64_t batch) {
  Tensor result;
  result.type = tensor.type;
  result.shape = tensor.shape;
  result.shape[0] = batch;
  result.hasOwnBatch = tensor.hasOwnBatch;
  size_t bytes = tensor.bytesPerPicture();
  result.data.resize(bytes * size_t(batch));
  for (int64_t i = 0; i < batch; ++i)
    memcpy(result.data.data() + size_t(i) * bytes, tensor.data.data() + size_t(i % tensor.pictures()) * bytes, bytes);
  return result;
}

std::vector<double> cnnrun::toDoubles(const Tensor &tensor, size_t begin, size_t end) {
  std::vector<double> values;
  const TypeEntry *entry = findType(tensor.type);
  if (!entry)
    return values;
  values.reserve(end - begin);
  for (size_t i = begin; i < end; ++i)
    values.push_back(entry->read(tensor.data.data() + i * entry->bytes));
  return values;
}
