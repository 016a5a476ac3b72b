//===- model.cpp - Questions about a compiled network ---------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of cnn.h that reads constant data.
//
//===----------------------------------------------------------------------===//

#include "plan.h"

const cnn_model *cnn_model_get(void) { return &cnnc_model_data; }

uint32_t cnn_abi_version(void) { return uint32_t(CNN_ABI_MAJOR) << 16 | CNN_ABI_MINOR; }

const char *cnn_status_string(cnn_status status) {
  switch (status) {
  case CNN_OK:
    return "success";
  case CNN_ERROR_INVALID_ARGUMENT:
    return "invalid argument";
  case CNN_ERROR_OUT_OF_MEMORY:
    return "out of memory, or the given memory is too small or misaligned";
  case CNN_ERROR_UNSUPPORTED_CPU:
    return "the processor lacks instructions that the network was compiled for";
  case CNN_ERROR_THREADS:
    return "threads could not be started";
  case CNN_ERROR_VERSION:
    return "versions of library and caller do not match";
  }
  return "unknown status";
}

const char *cnn_model_name(const cnn_model *model) { return model ? model->name : nullptr; }

const char *cnn_model_target(const cnn_model *model) { return model ? model->target : nullptr; }

uint32_t cnn_model_input_count(const cnn_model *model) { return model ? model->input_count : 0; }

uint32_t cnn_model_output_count(const cnn_model *model) { return model ? model->output_count : 0; }

const cnn_tensor_info *cnn_model_input(const cnn_model *model, uint32_t index) {
  return model && index < model->input_count ? &model->inputs[index] : nullptr;
}

const cnn_tensor_info *cnn_model_output(const cnn_model *model, uint32_t index) {
  return model && index < model->output_count ? &model->outputs[index] : nullptr;
}

size_t cnn_model_weight_bytes(const cnn_model *model) { return model ? model->weight_bytes : 0; }
