//===- dataset.cpp - Any bytes as a file of a data set
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same bytes are tried as pictures and as labels of IDX, packed or not, as both
// versions of CIFAR, and as an .npz of which every array is read.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"
#include "tools/common/Npz.h"

using namespace cnnc::train;
using namespace cnnrun;

static void readPictures(ArrayParts parts) {
  std::vector<float> pixels(size_t(parts.shape.elements()));
  std::string error;
  auto set = makeArraySet(std::move(parts));
  for (int64_t i = 0; i < set->size(); ++i)
    set->read(i, pixels.data(), error);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Bytes bytes(data, data + size);
  parseIdx(bytes, /*rank=*/1, "fuzz");
  if (auto pictures = parseIdx(bytes, /*rank=*/3, "fuzz")) {
    ArrayParts parts;
    parts.shape = {pictures->shape[1], pictures->shape[2], 1};
    parts.labels.assign(size_t(pictures->shape[0]), 0);
    parts.pictures = std::move(*pictures);
    readPictures(std::move(parts));
  }
  for (CifarFormat format : {cifar10, cifar100}) {
    ArrayParts parts;
    parts.shape = {32, 32, 3};
    parts.layout = Layout::CHW;
    if (appendCifar(bytes, format, "fuzz", parts))
      readPictures(std::move(parts));
  }
  constexpr size_t mostBytes = size_t(1) << 24;
  if (auto npz = Npz::parse(std::move(bytes), "fuzz"))
    for (const std::string &name : npz->names())
      npz->read(name, mostBytes);
  return 0;
}
