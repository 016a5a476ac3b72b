//===- TensorProto.cpp - ONNX's files of one tensor -----------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elements are either one string of bytes (raw_data) or a list of numbers of a
// type at least as wide. Nothing is allocated for them before the file is known
// to hold as many as its shape says.
//
//===----------------------------------------------------------------------===//

#include "TensorProto.h"

#include "tools/common/Npy.h"

#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <onnx/onnx_pb.h>
#include <optional>

using namespace cnnrun;
using onnx::TensorProto;

namespace {

constexpr size_t maxArrayBytes = size_t(1) << 32;
constexpr int maxRank = 32;

struct DataType {
  int proto;
  cnn_type type;
};

constexpr DataType dataTypes[] = {
    {TensorProto::FLOAT, CNN_F32},  {TensorProto::UINT8, CNN_U8},    {TensorProto::DOUBLE, CNN_F64},
    {TensorProto::INT8, CNN_I8},    {TensorProto::INT32, CNN_I32},   {TensorProto::INT64, CNN_I64},
    {TensorProto::BOOL, CNN_BOOL},  {TensorProto::FLOAT16, CNN_F16}, {TensorProto::BFLOAT16, CNN_BF16},
    {TensorProto::UINT16, CNN_U16}, {TensorProto::INT16, CNN_I16},   {TensorProto::UINT32, CNN_U32},
    {TensorProto::UINT64, CNN_U64},
};

std::optional<cnn_type> typeOf(int proto) {
  for (const DataType &entry : dataTypes)
    if (entry.proto == proto)
      return entry.type;
  return std::nullopt;
}

/// The number of elements of the dimensions; empty where one is negative or the
/// bytes overflow.
std::optional<size_t> countElements(const TensorProto &proto, size_t elementBytes) {
  size_t bytes = elementBytes;
  for (int64_t extent : proto.dims())
    if (extent < 0 || __builtin_mul_overflow(bytes, extent, &bytes))
      return std::nullopt;
  return bytes / elementBytes;
}

/// Appends numbers as elements of type T; false where one does not fit.
template <typename T, typename Numbers> bool append(Bytes &data, const Numbers &numbers) {
  data.resize(size_t(numbers.size()) * sizeof(T));
  unsigned char *to = data.data();
  for (auto number : numbers) {
    T element = T(number);
    if constexpr (std::is_integral_v<T>)
      if (number < std::numeric_limits<T>::min() || number > std::numeric_limits<T>::max())
        return false;
    memcpy(to, &element, sizeof(T));
    to += sizeof(T);
  }
  return true;
}

/// How many numbers the list holds that serves this type.
size_t countNumbers(const TensorProto &proto, cnn_type type) {
  switch (type) {
  case CNN_F32:
    return size_t(proto.float_data_size());
  case CNN_F64:
    return size_t(proto.double_data_size());
  case CNN_I64:
    return size_t(proto.int64_data_size());
  case CNN_U32:
  case CNN_U64:
    return size_t(proto.uint64_data_size());
  default:
    return size_t(proto.int32_data_size());
  }
}

/// The numbers as elements; false where one is out of the type's range.
bool appendNumbers(Bytes &data, const TensorProto &proto, cnn_type type) {
  switch (type) {
  case CNN_F32:
    return append<float>(data, proto.float_data());
  case CNN_F64:
    return append<double>(data, proto.double_data());
  case CNN_I64:
    return append<int64_t>(data, proto.int64_data());
  case CNN_U32:
    return append<uint32_t>(data, proto.uint64_data());
  case CNN_U64:
    return append<uint64_t>(data, proto.uint64_data());
  case CNN_I32:
    return append<int32_t>(data, proto.int32_data());
  case CNN_I16:
    return append<int16_t>(data, proto.int32_data());
  case CNN_I8:
    return append<int8_t>(data, proto.int32_data());
  case CNN_U8:
  case CNN_BOOL:
    return append<uint8_t>(data, proto.int32_data());
  case CNN_U16: // and the bits of
  case CNN_F16:
  case CNN_BF16:
    return append<uint16_t>(data, proto.int32_data());
  }
  return false;
}

/// What stands in the way of reading the elements from this message, or null.
const char *findObstacle(const TensorProto &proto) {
  if (proto.data_location() == TensorProto::EXTERNAL || proto.external_data_size() != 0)
    return "keeps its elements in another file, which is not supported";
  if (proto.has_segment())
    return "holds a segment of a tensor, expected a whole one";
  if (proto.dims_size() > maxRank)
    return "has more than 32 dimensions";
  return nullptr;
}

/// Names of types that this program has no element for: "STRING", "17".
std::string protoTypeName(int type) {
  return TensorProto::DataType_IsValid(type) ? TensorProto::DataType_Name(TensorProto::DataType(type))
                                             : fmt::to_string(type);
}

} // namespace

bool cnnrun::isTensorProtoName(std::string_view path) {
  return path.size() >= 3 && path.substr(path.size() - 3) == ".pb";
}

Result<NamedTensor> cnnrun::parseTensorProto(const Bytes &bytes, const std::string &path) {
  auto fail = [&](const std::string &what) { return Error{fmt::format("'{}' {}", path, what)}; };
  TensorProto proto;
  if (bytes.empty() || bytes.size() > maxTensorProtoBytes || !proto.ParseFromArray(bytes.data(), int(bytes.size())))
    return fail("is not a valid ONNX tensor: protobuf cannot read it");
  if (const char *obstacle = findObstacle(proto))
    return fail(obstacle);
  auto type = typeOf(proto.data_type());
  if (!type)
    return fail(fmt::format("holds elements of ONNX type {}, expected a tensor of floats, integers or bools",
                            protoTypeName(proto.data_type())));

  NamedTensor result;
  result.name = proto.name();
  Tensor &tensor = result.tensor;
  tensor.type = *type;
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  auto count = countElements(proto, typeBytes(*type));
  if (!count)
    return fail(fmt::format("has the shape {}, which is negative or too large", shapeText(tensor.shape)));
  bool raw = proto.has_raw_data();
  size_t found = raw ? proto.raw_data().size() / typeBytes(*type) : countNumbers(proto, *type);
  if (found != *count || (raw && proto.raw_data().size() % typeBytes(*type) != 0))
    return fail(fmt::format("holds {} {}, expected {} elements for {} {}", raw ? proto.raw_data().size() : found,
                            raw ? "bytes of data" : "elements", *count, typeName(*type), shapeText(tensor.shape)));
  if (raw)
    tensor.data.assign(proto.raw_data().begin(), proto.raw_data().end());
  else if (!appendNumbers(tensor.data, proto, *type))
    return fail(fmt::format("holds a number that is out of the range of {}", typeName(*type)));
  return result;
}

Result<NamedTensor> cnnrun::readArray(const std::string &path) {
  bool isProto = isTensorProtoName(path);
  auto bytes = readFile(path, isProto ? maxTensorProtoBytes : maxArrayBytes);
  if (!bytes)
    return bytes.error();
  if (isProto)
    return parseTensorProto(*bytes, path);
  auto array = parseNpy(std::move(*bytes), path);
  if (!array)
    return array.error();
  return NamedTensor{"", std::move(*array)};
}
