//===- model.c - What a library says of its network -*- C -*-===//
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

int main(void) {
  const cnn_model *model = cnn_model_get();
  CHECK_THAT(cnn_abi_version() == (CNN_ABI_MAJOR << 16 | CNN_ABI_MINOR));
  CHECK_THAT(strcmp(cnn_model_name(model), "fake") == 0);
  CHECK_THAT(strcmp(cnn_model_target(model), "any processor") == 0);
  CHECK_THAT(cnn_model_weight_bytes(model) == 32);
  CHECK_THAT(cnn_model_input_count(model) == 1);
  CHECK_THAT(cnn_model_output_count(model) == 2);

  const cnn_tensor_info *image = cnn_model_input(model, 0);
  CHECK_THAT(strcmp(image->name, "image") == 0 && image->rank == 3);
  CHECK_THAT(image->shape[2] == 3 && image->type == CNN_U8);
  CHECK_THAT(strcmp(cnn_model_output(model, 1)->name, "mirrored") == 0);

  // Out of range.
  CHECK_THAT(!cnn_model_input(model, 1) && !cnn_model_output(model, 2));

  // Null models have no properties, and do not crash.
  CHECK_THAT(!cnn_model_name(NULL) && !cnn_model_target(NULL));
  CHECK_THAT(!cnn_model_input_count(NULL) && !cnn_model_output_count(NULL));
  CHECK_THAT(!cnn_model_input(NULL, 0) && !cnn_model_output(NULL, 0));
  CHECK_THAT(!cnn_model_weight_bytes(NULL) && !cnn_memory_bytes(NULL, NULL));

  // Every status has a phrase of its own.
  for (int i = CNN_OK; i <= CNN_ERROR_VERSION; ++i)
    for (int j = i + 1; j <= CNN_ERROR_VERSION + 1; ++j)
      CHECK_THAT(strcmp(cnn_status_string((cnn_status)i), cnn_status_string((cnn_status)j)) != 0);
  return 0;
}
