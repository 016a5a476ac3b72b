//===- bad-arguments.c - Mistakes of the caller -*- C -*-===//
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

static cnn_status create(const cnn_options *options) {
  cnn_instance *net = (cnn_instance *)options;
  cnn_status status = cnn_instance_create(cnn_model_get(), options, &net);
  CHECK_THAT((status == CNN_OK) == (net != NULL));
  CHECK_THAT((status == CNN_OK) == (cnn_memory_bytes(cnn_model_get(), options) != 0));
  cnn_instance_destroy(net);
  return status;
}

static void checkOptions(void) {
  cnn_options options = {.size = sizeof(options)};
  CHECK_THAT(create(NULL) == CNN_OK && create(&options) == CNN_OK);

  // A header from before the first, and one from another library.
  options.size = 0;
  CHECK_THAT(create(&options) == CNN_ERROR_VERSION);
  options.size = (size_t)-1;
  CHECK_THAT(create(&options) == CNN_ERROR_VERSION);

  // A later header's options are fine until one that we do not know is set.
  struct {
    cnn_options known;
    int64_t added;
  } later = {.known = {.size = sizeof(later)}};
  CHECK_THAT(create(&later.known) == CNN_OK);
  later.added = 1;
  CHECK_THAT(create(&later.known) == CNN_ERROR_VERSION);

  options = (cnn_options){.size = sizeof(options), .threads = 1u << 30};
  CHECK_THAT(create(&options) == CNN_ERROR_INVALID_ARGUMENT);
  options = (cnn_options){.size = sizeof(options), .memory_bytes = 64};
  CHECK_THAT(create(&options) == CNN_ERROR_INVALID_ARGUMENT);
  cnn_thread_pool pool = {.threads = 2};
  options = (cnn_options){.size = sizeof(options), .pool = &pool};
  CHECK_THAT(create(&options) == CNN_ERROR_INVALID_ARGUMENT);
}

static void checkRun(void) {
  cnn_instance *net = makeInstance(NULL);
  struct batch batch = makeBatch(1);
  const void *inputs[] = {batch.images};
  void *outputs[] = {batch.probabilities, NULL};
  const cnn_status invalid = CNN_ERROR_INVALID_ARGUMENT;

  CHECK_THAT(cnn_run(NULL, 1, inputs, outputs) == invalid);
  CHECK_THAT(cnn_run(net, 0, inputs, outputs) == invalid);
  CHECK_THAT(strcmp(cnn_instance_message(net), "the batch is 0, but must be at least 1") == 0);
  CHECK_THAT(cnn_run(net, -7, inputs, outputs) == invalid);
  CHECK_THAT(cnn_run(net, 1, NULL, outputs) == invalid);
  CHECK_THAT(cnn_run(net, 1, inputs, NULL) == invalid);
  CHECK_THAT(cnn_run(net, 1, inputs, outputs) == invalid);
  CHECK_THAT(strcmp(cnn_instance_message(net), "output 1 ('mirrored') is null") == 0);

  // The message belongs to the last call only.
  CHECK_THAT(runBatch(net, &batch) == CNN_OK);
  CHECK_THAT(strcmp(cnn_instance_message(net), "") == 0);
  freeBatch(&batch);
  cnn_instance_destroy(net);
}

int main(void) {
  checkOptions();
  checkRun();
  cnn_instance *net;
  CHECK_THAT(cnn_instance_create(NULL, NULL, &net) != CNN_OK && !net);
  CHECK_THAT(cnn_instance_create(cnn_model_get(), NULL, NULL) != CNN_OK);
  CHECK_THAT(strcmp(cnn_instance_message(NULL), "") == 0);
  cnn_step_info step;
  CHECK_THAT(cnn_step_count(NULL) == 0);
  CHECK_THAT(cnn_step_get(NULL, 0, &step) == CNN_ERROR_INVALID_ARGUMENT);
  cnn_profile_enable(NULL, 1);
  cnn_instance_destroy(NULL);
  return 0;
}
