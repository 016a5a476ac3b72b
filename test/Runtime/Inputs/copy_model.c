//===- copy_model.c - A network that returns its inputs ----------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shows what cnn-run made of a file. SHAPE (as "4,4,3"), ELEMENTS (their product), LAYOUT, TYPE and ELEMENT say what
// the input is; with TWO there are two inputs, "left" and "right", and as many
// outputs.
//
//===----------------------------------------------------------------------===//

#include "plan.h"

#include <string.h>

#ifndef TYPE
#define TYPE CNN_U8
#define ELEMENT unsigned char
#endif
#ifndef LAYOUT
#define LAYOUT "HWC"
#endif
#ifdef TWO
#define COUNT 2
#else
#define COUNT 1
#endif
#define BYTES (ELEMENTS * sizeof(ELEMENT))

static void copy(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end) {
  (void)scratch, (void)images;
  memcpy((char *)operands[1] + begin * (int64_t)BYTES, (const char *)operands[0] + begin * (int64_t)BYTES,
         (size_t)(end - begin) * BYTES);
}

static const cnnc_operand operands[2][2] = {{{CNNC_SPACE_INPUT, 0, 0}, {CNNC_SPACE_OUTPUT, 0, 0}},
                                            {{CNNC_SPACE_INPUT, 1, 0}, {CNNC_SPACE_OUTPUT, 1, 0}}};
static const cnnc_step steps[] = {{copy, operands[0], 2, 1, 0, 1, "first", "copy", "copy.net:1", 0, 0, 0},
                                  {copy, operands[1], 2, 1, 0, 1, "second", "copy", "copy.net:2", 0, 0, 0}};

static const int64_t shape[] = {SHAPE};
static const cnn_tensor_info inputs[] = {{"left", LAYOUT, shape, BYTES, 3, TYPE},
                                         {"right", LAYOUT, shape, BYTES, 3, TYPE}};
static const cnn_tensor_info outputs[] = {{"a", LAYOUT, shape, BYTES, 3, TYPE}, {"b", LAYOUT, shape, BYTES, 3, TYPE}};

const struct cnn_model cnnc_model_data = {
    .plan_version = CNNC_PLAN_VERSION,
    .name = "copy",
    .target = "any processor",
    .inputs = inputs,
    .outputs = outputs,
    .steps = steps,
    .input_count = COUNT,
    .output_count = COUNT,
    .step_count = COUNT,
    .default_batch = 1,
};
