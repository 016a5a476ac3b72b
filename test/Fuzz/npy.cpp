//===- npy.cpp - Any bytes as an array for cnn-run
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/common/Npy.h"

using namespace cnnrun;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto tensor = parseNpy(Bytes(data, data + size), "fuzz.npy");
  if (tensor)
    toDoubles(*tensor, 0, tensor->elements());
  return 0;
}
