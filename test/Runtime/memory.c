//===- memory.c - The caller's memory -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %build-model %S/Inputs/fake_model.c -o %t.so
// RUN: %build-host %s %t.so -o %t && %t
//
//===----------------------------------------------------------------------===//

#include "check.h"

#include <malloc.h>

/// Runs in memory of exactly the right size and looks at the bytes behind it.
static void checkExactMemory(uint32_t threads) {
  cnn_options options = {.size = sizeof(options), .threads = threads, .max_batch = 3};
  size_t bytes = cnn_memory_bytes(cnn_model_get(), &options);
  CHECK_THAT(bytes >= 3 * 256 + threads * 192);
  unsigned char *memory = aligned_alloc(64, bytes + 64);
  memset(memory, 0xee, bytes + 64);
  options.memory = memory;
  options.memory_bytes = bytes;

  struct batch expected = makeBatch(7), found = makeBatch(7);
  cnn_instance *reference = makeInstance(NULL);
  CHECK_THAT(runBatch(reference, &expected) == CNN_OK);
  cnn_instance_destroy(reference);

  cnn_instance *net = makeInstance(&options);
  CHECK_THAT(runBatch(net, &found) == CNN_OK && sameOutputs(&expected, &found));
  cnn_instance_destroy(net);
  for (size_t i = bytes; i < bytes + 64; ++i)
    CHECK_THAT(memory[i] == 0xee);

  cnn_instance *none;
  --options.memory_bytes;
  CHECK_THAT(cnn_instance_create(cnn_model_get(), &options, &none) == CNN_ERROR_OUT_OF_MEMORY);
  options.memory_bytes = bytes;
  options.memory = memory + 8;
  CHECK_THAT(cnn_instance_create(cnn_model_get(), &options, &none) == CNN_ERROR_OUT_OF_MEMORY);
  free(memory);
  freeBatch(&expected);
  freeBatch(&found);
}

/// A run must not allocate.
static void checkNoAllocation(void) {
  cnn_options options = {.size = sizeof(options), .threads = 3};
  cnn_instance *net = makeInstance(&options);
  struct batch batch = makeBatch(5);
  CHECK_THAT(runBatch(net, &batch) == CNN_OK);
  size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 100; ++i)
    CHECK_THAT(runBatch(net, &batch) == CNN_OK);
  CHECK_THAT(mallinfo2().uordblks == before);
  freeBatch(&batch);
  cnn_instance_destroy(net);
}

int main(void) {
  checkExactMemory(1);
  checkExactMemory(4);
  checkNoAllocation();
  return 0;
}
