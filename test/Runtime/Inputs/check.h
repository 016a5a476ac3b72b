//===- check.h - Checks of the C tests ---------------------------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CHECK_THAT works whatever NDEBUG says, and prints what failed.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TEST_RUNTIME_CHECK_H
#define CNNC_TEST_RUNTIME_CHECK_H

#include "abi/cnn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_THAT(condition)                                                                                          \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                  \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

enum { PIXELS = 48, CLASSES = 5 };

/// Inputs and outputs of the fake network for a batch.
struct batch {
  int64_t count;
  unsigned char *images;
  float *probabilities;
  unsigned char *mirrored;
};

static inline struct batch makeBatch(int64_t count) {
  size_t n = (size_t)count;
  struct batch batch = {count, malloc(n * PIXELS), calloc(n * CLASSES, sizeof(float)), calloc(n, PIXELS)};
  for (size_t i = 0; i < n * PIXELS; ++i)
    batch.images[i] = (unsigned char)(i * 37 + i / 48 * 11);
  return batch;
}

static inline void freeBatch(struct batch *batch) {
  free(batch->images);
  free(batch->probabilities);
  free(batch->mirrored);
}

static inline cnn_status runBatch(cnn_instance *net, struct batch *batch) {
  const void *inputs[] = {batch->images};
  void *outputs[] = {batch->probabilities, batch->mirrored};
  return cnn_run(net, batch->count, inputs, outputs);
}

/// Whether two batches have the same outputs, bit by bit.
static inline int sameOutputs(const struct batch *a, const struct batch *b) {
  size_t n = (size_t)a->count;
  return a->count == b->count && memcmp(a->probabilities, b->probabilities, n * CLASSES * sizeof(float)) == 0 &&
         memcmp(a->mirrored, b->mirrored, n * PIXELS) == 0;
}

static inline cnn_instance *makeInstance(const cnn_options *options) {
  cnn_instance *net;
  CHECK_THAT(cnn_instance_create(cnn_model_get(), options, &net) == CNN_OK);
  return net;
}

#endif
