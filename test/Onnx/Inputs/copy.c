//===- copy.c - A network of any shape that returns its inputs ---- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For the tests of cnn-run: RANK, SHAPE, ELEMENTS, LAYOUT, TYPE and ELEMENT say
// what the inputs are, "left" and "right" or with ONE only the first.
//
//===----------------------------------------------------------------------===//

#include "abi/cnn.h"

#include <string.h>

#ifdef ONE
#define COUNT 1
#else
#define COUNT 2
#endif
#define BYTES (ELEMENTS * sizeof(ELEMENT))

struct cnn_model {
  int nothing;
};
struct cnn_instance {
  int nothing;
};

static const int64_t shape[] = {SHAPE};
static const cnn_tensor_info tensors[2][2] = {
    {{"left", LAYOUT, shape, BYTES, RANK, TYPE}, {"right", LAYOUT, shape, BYTES, RANK, TYPE}},
    {{"a", LAYOUT, shape, BYTES, RANK, TYPE}, {"b", LAYOUT, shape, BYTES, RANK, TYPE}}};

const cnn_model *cnn_model_get(void) {
  static const cnn_model model;
  return &model;
}
uint32_t cnn_abi_version(void) { return CNN_ABI_MAJOR << 16 | CNN_ABI_MINOR; }
const char *cnn_status_string(cnn_status status) { return status == CNN_OK ? "no error" : "an error"; }
const char *cnn_model_name(const cnn_model *model) { return (void)model, "copy"; }
const char *cnn_model_target(const cnn_model *model) { return (void)model, "any processor"; }
uint32_t cnn_model_input_count(const cnn_model *model) { return (void)model, COUNT; }
uint32_t cnn_model_output_count(const cnn_model *model) { return (void)model, COUNT; }
const cnn_tensor_info *cnn_model_input(const cnn_model *model, uint32_t i) { return (void)model, &tensors[0][i]; }
const cnn_tensor_info *cnn_model_output(const cnn_model *model, uint32_t i) { return (void)model, &tensors[1][i]; }
size_t cnn_model_weight_bytes(const cnn_model *model) { return (void)model, 0; }
size_t cnn_memory_bytes(const cnn_model *model, const cnn_options *options) { return (void)model, (void)options, 1; }
cnn_status cnn_instance_create(const cnn_model *model, const cnn_options *options, cnn_instance **instance) {
  static cnn_instance only;
  (void)model, (void)options;
  *instance = &only;
  return CNN_OK;
}
cnn_status cnn_run(cnn_instance *instance, int64_t batch, const void *const *inputs, void *const *outputs) {
  (void)instance;
  for (int i = 0; i < COUNT; ++i)
    memcpy(outputs[i], inputs[i], BYTES * (size_t)batch);
  return CNN_OK;
}
const char *cnn_instance_message(const cnn_instance *instance) { return (void)instance, ""; }
void cnn_profile_enable(cnn_instance *instance, int enable) { (void)instance, (void)enable; }
uint32_t cnn_step_count(const cnn_instance *instance) { return (void)instance, 0; }
cnn_status cnn_step_get(const cnn_instance *instance, uint32_t index, cnn_step_info *info) {
  return (void)instance, (void)index, (void)info, CNN_ERROR_INVALID_ARGUMENT;
}
void cnn_instance_destroy(cnn_instance *instance) { (void)instance; }
