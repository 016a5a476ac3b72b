//===- Input.cpp - From files to batches ----------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contents say what a file is; only raw bytes and ONNX tensors, which look
// like anything, go by the ending of the name.
//
//===----------------------------------------------------------------------===//

#include "Input.h"

#include "TensorProto.h"
#include "tools/common/Npy.h"
#include "tools/common/Picture.h"

#include <algorithm>
#include <fmt/format.h>

using namespace cnnrun;

namespace {

constexpr size_t maxArrayBytes = size_t(1) << 32;
constexpr size_t maxPictureBytes = size_t(1) << 28;

bool endsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool isRawName(std::string_view path) { return endsWith(path, ".bin") || endsWith(path, ".raw"); }

/// Compiled code takes a bool to be 0 or 1.
Tensor normalizeBools(Tensor tensor) {
  if (tensor.type == CNN_BOOL)
    for (unsigned char &byte : tensor.data)
      byte = byte != 0;
  return tensor;
}

} // namespace

Result<Tensor> cnnrun::fitArray(Tensor tensor, const cnn_tensor_info &input, const std::string &path) {
  // NumPy has no bfloat16, and ONNX's test sets hold the numbers' bits.
  if (tensor.type == CNN_U16 && input.type == CNN_BF16)
    tensor.type = CNN_BF16;
  std::vector<int64_t> one = shapeOf(input), &found = tensor.shape;
  bool single = found == one;
  bool batch = found.size() == one.size() + 1 && found[0] > 0 && std::equal(one.begin(), one.end(), found.begin() + 1);
  if (tensor.type != input.type || (!single && !batch))
    return Error{fmt::format("'{}' holds {} {}, but input '{}' takes {} {} or a batch of them", path,
                             typeName(tensor.type), shapeText(found), input.name, typeName(input.type),
                             shapeText(input))};
  if (single)
    found.insert(found.begin(), 1);
  tensor.hasOwnBatch = hasOwnBatch(input);
  return normalizeBools(std::move(tensor));
}

static Result<Tensor> fitRaw(Bytes bytes, const cnn_tensor_info &input, const std::string &path) {
  if (bytes.empty() || input.bytes == 0 || bytes.size() % input.bytes != 0)
    return Error{fmt::format("'{}' has {} bytes, but input '{}' takes a "
                             "multiple of {} ({} {})",
                             path, bytes.size(), input.name, input.bytes, typeName(input.type), shapeText(input))};
  Tensor tensor = makeBatch(input, int64_t(bytes.size() / input.bytes));
  tensor.data = std::move(bytes);
  return normalizeBools(std::move(tensor));
}

Result<Tensor> cnnrun::loadFile(const std::string &path, const cnn_tensor_info &input) {
  if (isTensorProtoName(path)) {
    auto array = readArray(path);
    return array ? fitArray(std::move(array->tensor), input, path) : Result<Tensor>(array.error());
  }
  // Its first bytes tell how much of a file may be worth reading.
  auto start = readStart(path, /*count=*/16);
  if (!start)
    return start.error();
  bool isPicture = isPng(*start) || isJpeg(*start);
  if (!isRawName(path) && !isNpy(*start) && !isPicture)
    return Error{fmt::format("'{}' is neither a PNG, JPEG or .npy file nor "
                             "named .bin or .raw (bytes) or .pb (an ONNX tensor)",
                             path)};
  auto bytes = readFile(path, isPicture && !isRawName(path) ? maxPictureBytes : maxArrayBytes);
  if (!bytes)
    return bytes.error();
  if (isRawName(path))
    return fitRaw(std::move(*bytes), input, path);
  if (isNpy(*bytes)) {
    auto array = parseNpy(std::move(*bytes), path);
    return array ? fitArray(std::move(*array), input, path) : array;
  }
  auto picture = isPng(*bytes) ? decodePng(*bytes, path) : decodeJpeg(*bytes, path);
  if (!picture)
    return picture.error();
  return fitPicture(*picture, input, path);
}

namespace {

/// The files of each input.
using FileLists = std::vector<std::vector<std::string>>;

Result<FileLists> assignFiles(const Library &library, const Options &options) {
  const Api &api = library.api();
  uint32_t count = api.inputCount(library.model());
  FileLists lists(count);
  std::string names;
  for (uint32_t i = 0; i < count; ++i)
    names += fmt::format("{}'{}'", i ? ", " : "", api.input(library.model(), i)->name);

  for (const NamedFile &file : options.namedInputs) {
    uint32_t i = 0;
    while (i < count && api.input(library.model(), i)->name != file.name)
      ++i;
    if (i == count)
      return Error{fmt::format("the network has no input '{}'; it has {}", file.name, names)};
    lists[i].push_back(file.path);
  }
  size_t plain = options.inputs.size();
  if (count > 1 && plain != 0 && plain != count)
    return Error{fmt::format("{} files were given, but the network has {} "
                             "inputs: {}",
                             plain, count, names)};
  for (size_t i = 0; i < plain && count > 0; ++i)
    lists[i % count].push_back(options.inputs[i]);
  for (uint32_t i = 0; i < count; ++i)
    if (lists[i].empty())
      return Error{fmt::format("no file was given for input '{}'", api.input(library.model(), i)->name)};
  return lists;
}

/// Reads one input's files; `titles` gets a name for every picture.
Result<Tensor> loadList(const std::vector<std::string> &paths, const cnn_tensor_info &input,
                        std::vector<std::string> &titles) {
  Tensor all = makeBatch(input, /*batch=*/0);
  for (const std::string &path : paths) {
    auto part = loadFile(path, input);
    if (!part)
      return part;
    for (int64_t i = 0; i < part->pictures(); ++i)
      titles.push_back(part->pictures() == 1 ? path : fmt::format("{}[{}]", path, i));
    all.shape[0] += part->pictures();
    if (all.data.empty())
      all.data = std::move(part->data);
    else
      all.data.insert(all.data.end(), part->data.begin(), part->data.end());
  }
  return all;
}

} // namespace

Result<Inputs> cnnrun::loadInputs(const Library &library, const Options &options) {
  auto lists = assignFiles(library, options);
  if (!lists)
    return lists.error();
  const Api &api = library.api();
  const char *firstName = "";
  Inputs inputs;
  for (size_t i = 0; i < lists->size(); ++i) {
    const cnn_tensor_info &info = *api.input(library.model(), uint32_t(i));
    std::vector<std::string> titles;
    auto tensor = loadList((*lists)[i], info, titles);
    if (!tensor)
      return tensor.error();
    if (i == 0) {
      inputs.batch = tensor->pictures();
      inputs.titles = std::move(titles);
      firstName = info.name;
    } else if (tensor->pictures() != inputs.batch) {
      return Error{fmt::format("input '{}' has {} pictures, but input '{}' has {}", info.name, tensor->pictures(),
                               firstName, inputs.batch)};
    }
    inputs.tensors.push_back(std::move(*tensor));
  }
  return inputs;
}

Inputs cnnrun::randomInputs(const Library &library, int64_t batch) {
  Inputs inputs;
  inputs.batch = batch;
  const Api &api = library.api();
  for (uint32_t i = 0; i < api.inputCount(library.model()); ++i)
    inputs.tensors.push_back(makeRandom(*api.input(library.model(), i), batch));
  for (int64_t i = 0; i < batch; ++i)
    inputs.titles.push_back(fmt::format("random[{}]", i));
  return inputs;
}
