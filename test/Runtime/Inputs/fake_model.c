//===- fake_model.c - A network written by hand ------------------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the compiler would emit for a small network: a plan and its kernels. It
// lets the runtime and cnn-run be tested without the compiler. Four steps use
// every operand space, scratch, and both kinds of item counts:
//
//   scale    arena a[48] = image / 255          items: a row of a picture
//   dense    arena b[5]  = weights * a          items: an element of b
//   softmax  output 0    = softmax(b)           items: a picture
//   mirror   output 1    = image, rows reversed items: one for the whole batch
//
// FEATURES and PLAN_VERSION can be set to what no machine and no runtime has,
// ARENA_BYTES to more than there is.
//
//===----------------------------------------------------------------------===//

#include "plan.h"

#include <math.h>
#include <string.h>

#ifndef FEATURES
#define FEATURES 0
#endif
#ifndef PLAN_VERSION
#define PLAN_VERSION CNNC_PLAN_VERSION
#endif
#ifndef ARENA_BYTES
#define ARENA_BYTES (MICRO_BATCH ? 192 : 256)
#endif

/* How many pictures go through the first three steps together; 0: all. */
#ifndef JOINED
#define JOINED 0
#endif
#define JOINED_STEPS (JOINED ? 3 : 0)

/* How many pictures are a micro-batch of these steps; 0: all. */
#ifndef MICRO_BATCH
#define MICRO_BATCH 0
#endif
#define SECTION_STEPS (MICRO_BATCH ? 3 : 0)

/* Where `dense` leaves its results: joined, in memory of the thread; of a section, in
   memory of the micro-batch, while those of `scale` stay in the arena. */
#if MICRO_BATCH
#define CLASS_SPACE CNNC_SPACE_PASSING
#define CLASS_OFFSET 64
#elif JOINED
#define CLASS_SPACE CNNC_SPACE_LOCAL
#define CLASS_OFFSET 0
#else
#define CLASS_SPACE CNNC_SPACE_ARENA
#define CLASS_OFFSET 192
#endif

/* The most pictures that `dense` was called with. */
#if JOINED || MICRO_BATCH
__attribute__((visibility("default")))
#endif
int64_t most_images;

enum { ROWS = 4, ROW = 12, PIXELS = ROWS * ROW, CLASSES = 5, WEIGHTS = 8 };

static void scale(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  const unsigned char *image = operands[0];
  float *a = operands[1];
  (void)scratch, (void)images;
  for (int64_t i = begin * ROW; i < end * ROW; ++i)
    a[i] = image[i] / 255.0f;
}

static void dense(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  const float *a = operands[0], *weights = operands[1];
  float *b = operands[2], *copy = scratch;
  /* Threads may meet here: each of them stores what it has seen. */
  if (images > __atomic_load_n(&most_images, __ATOMIC_RELAXED))
    __atomic_store_n(&most_images, images, __ATOMIC_RELAXED);
  for (int64_t item = begin; item < end; ++item) {
    int64_t image = item / CLASSES, j = item % CLASSES;
    memcpy(copy, a + image * PIXELS, PIXELS * sizeof(float));
    float sum = 0;
    for (int k = 0; k < PIXELS; ++k)
      sum += copy[k] * weights[(j * 3 + k * (j + 1)) % WEIGHTS];
    b[item] = sum;
  }
}

static void softmax(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  (void)scratch, (void)images;
  for (int64_t i = begin; i < end; ++i) {
    const float *b = (const float *)operands[0] + i * CLASSES;
    float *p = (float *)operands[1] + i * CLASSES, sum = 0;
    for (int j = 0; j < CLASSES; ++j)
      sum += p[j] = expf(b[j]);
    for (int j = 0; j < CLASSES; ++j)
      p[j] /= sum;
  }
}

static void mirror(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  const unsigned char *image = operands[0];
  unsigned char *out = operands[1];
  (void)scratch;
  if (begin == end)
    return;
  for (int64_t i = 0; i < images; ++i)
    for (int y = 0; y < ROWS; ++y)
      memcpy(out + i * PIXELS + y * ROW, image + i * PIXELS + (ROWS - 1 - y) * ROW, ROW);
}

static const float weights[WEIGHTS] __attribute__((aligned(64))) = {.5f, -.25f, .125f, -1, .75f, 1, -.5f, .25f};

static const cnnc_operand scaleOperands[] = {{CNNC_SPACE_INPUT, 0, 0, PIXELS}, {CNNC_SPACE_ARENA, 0, 0, 192}};
static const cnnc_operand denseOperands[] = {
    {CNNC_SPACE_ARENA, 0, 0, 192}, {CNNC_SPACE_WEIGHTS, 0, 0, 0}, {CLASS_SPACE, CLASS_OFFSET, 0, 0}};
static const cnnc_operand softmaxOperands[] = {{CLASS_SPACE, CLASS_OFFSET, 0, 0}, {CNNC_SPACE_OUTPUT, 0, 0, 20}};
static const cnnc_operand mirrorOperands[] = {{CNNC_SPACE_INPUT, 0, 0}, {CNNC_SPACE_OUTPUT, 1, 0}};

/* The figures are far too high, so that threads share every step; a step
   without figures is shared, too. */
static const cnnc_step steps[] = {
    {scale,
     scaleOperands,
     2,
     ROWS,
     0,
     1,
     "scale",
     "elementwise",
     "fake.net:3",
     1e9,
     1e9,
     5e5,
     0,
     0,
     .joined = JOINED_STEPS,
     .joined_images = JOINED,
     .blocks = 1,
     .blocks_together = 1,
     .local = JOINED != 0,
     .section = SECTION_STEPS,
     .micro_batch = MICRO_BATCH,
     .passing_start = 192,
     .passing_bytes = 128},
    {dense, denseOperands, 3, CLASSES, 0, 1, "head.dense", "dense", "fake.net:4", 2e9, 0, 0},
    {softmax, softmaxOperands, 2, 1, 0, 1, "softmax", "softmax", "fake.net:5", 0, 0, 0},
    {mirror, mirrorOperands, 2, 0, 1, 1, "mirror", "copy", "fake.net:6", 0, 0, 0},
};

static const int64_t imageShape[] = {ROWS, ROW / 3, 3};
static const int64_t classShape[] = {CLASSES};

static const cnn_tensor_info inputs[] = {{"image", "HWC", imageShape, PIXELS, 3, CNN_U8}};
static const cnn_tensor_info outputs[] = {{"probability", "C", classShape, CLASSES * sizeof(float), 1, CNN_F32},
                                          {"mirrored", "HWC", imageShape, PIXELS, 3, CNN_U8}};

const struct cnn_model cnnc_model_data = {
    .plan_version = PLAN_VERSION,
    .features = FEATURES,
    .name = "fake",
    .target = "any processor",
    .inputs = inputs,
    .outputs = outputs,
    .steps = steps,
    .weights = weights,
    .weight_bytes = sizeof(weights),
    .arena_bytes = ARENA_BYTES,
    .scratch_bytes = JOINED ? 256 : 192,
    .local_offset = 192,
    .input_count = 1,
    .output_count = 2,
    .step_count = 4,
    .default_batch = 2,
};
