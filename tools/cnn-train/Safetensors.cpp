//===- Safetensors.cpp - Weights in a .safetensors file ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format: the length of a header in 8 bytes, little-endian; the header, a
// JSON object; the data of all tensors in the order of their offsets. The header
// is filled up with spaces so that the data is aligned. See
// https://github.com/huggingface/safetensors#format.
//
//===----------------------------------------------------------------------===//

#include "Safetensors.h"

#include <cstring>
#include <nlohmann/json.hpp>

using namespace cnnc::train;

Status cnnc::train::writeSafetensors(const std::string &path, const std::vector<cnn_state_tensor> &tensors) {
  // Ordered as the data is, which some readers want.
  nlohmann::ordered_json header = {{"__metadata__", {{"format", "cnnc"}}}};
  std::vector<std::string_view> pieces(2);
  uint64_t offset = 0;
  for (const cnn_state_tensor &tensor : tensors) {
    if (!isWeight(tensor))
      continue;
    uint64_t bytes = tensor.count * sizeof(float);
    header[tensor.name] = {{"dtype", "F32"},
                           {"shape", std::vector<int64_t>(tensor.shape, tensor.shape + tensor.rank)},
                           {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
    pieces.emplace_back(reinterpret_cast<const char *>(tensor.data), bytes);
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  unsigned char length[8];
  for (int i = 0; i < 8; ++i)
    length[i] = (unsigned char)(uint64_t(text.size()) >> 8 * i);
  pieces[0] = {reinterpret_cast<const char *>(length), sizeof(length)};
  pieces[1] = text;
  return writeFile(path, pieces);
}
