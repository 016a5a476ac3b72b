//===- weights.cpp - Any bytes as a file of weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled twice, with CNNC_FUZZ_READ as readSafetensors and as readNpz. What the
// file lists is fetched as the compiler would: only what a network could expect.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Weights/Tensors.h"

using namespace cnnc::weights;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  constexpr uint64_t maxBytes = 1 << 20;
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  File file = llvm::MemoryBuffer::getMemBufferCopy(bytes, "fuzz");
  auto tensors = CNNC_FUZZ_READ(file);
  if (!tensors) {
    (void)llvm::toString(tensors.takeError());
    return 0;
  }
  for (const FileTensor &tensor : *tensors) {
    auto wanted = tensor.element ? getByteCount(tensor.shape, getSize(*tensor.element)) : std::nullopt;
    if (!wanted || *wanted > maxBytes)
      continue;
    if (auto blob = fetchFloats(tensor); !blob)
      (void)llvm::toString(blob.takeError());
  }
  return 0;
}
