//===- crowd_model.c - A network that reports who computes it ------ C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step of one item, some that threads share, and a step of one item. Kernels
// compute the sum of a picture of one byte and their numbers, and call the
// host's hook.
//
//===----------------------------------------------------------------------===//

#include "plan.h"

#include "crowd.h"

static crowd_hook hook;

CNN_API void crowd_set_hook(crowd_hook function) { hook = function; }

static void run(enum crowd_step step, void *const *operands, int64_t begin, int64_t end) {
  const unsigned char *in = operands[0];
  unsigned char *out = operands[1];
  for (int64_t i = begin; i < end; ++i) {
    hook(step);
    if (step == CROWD_SHARED)
      out[i] = (unsigned char)(*in + i);
  }
}

static void first(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  (void)scratch, (void)images;
  run(CROWD_FIRST, operands, begin, end);
}

static void shared(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  (void)scratch, (void)images;
  run(CROWD_SHARED, operands, begin, end);
}

static void last(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  (void)scratch, (void)images;
  run(CROWD_LAST, operands, begin, end);
}

static const cnnc_operand operands[] = {{CNNC_SPACE_INPUT, 0, 0}, {CNNC_SPACE_OUTPUT, 0, 0}};

#define SHARED {shared, operands, 2, 0, CROWD_ITEMS, 1, "shared", "copy", "crowd.net:2", 1e9, 1e9}

static const cnnc_step steps[] = {
    {first, operands, 2, 0, 1, 1, "first", "copy", "crowd.net:1", 0, 0}, SHARED, SHARED, SHARED, SHARED,
    {last, operands, 2, 0, 1, 1, "last", "copy", "crowd.net:3", 0, 0},
};
_Static_assert(sizeof(steps) / sizeof(steps[0]) == CROWD_SHARED_STEPS + 2, "steps that are shared");

static const int64_t inputShape[] = {1}, outputShape[] = {CROWD_ITEMS};
static const cnn_tensor_info inputs[] = {{"x", "C", inputShape, 1, 1, CNN_U8}};
static const cnn_tensor_info outputs[] = {{"y", "C", outputShape, CROWD_ITEMS, 1, CNN_U8}};

const struct cnn_model cnnc_model_data = {
    .plan_version = CNNC_PLAN_VERSION,
    .name = "crowd",
    .target = "any processor",
    .inputs = inputs,
    .outputs = outputs,
    .steps = steps,
    .arena_bytes = 64,
    .scratch_bytes = 64,
    .input_count = 1,
    .output_count = 1,
    .step_count = sizeof(steps) / sizeof(steps[0]),
    .default_batch = 1,
};
