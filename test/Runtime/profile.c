//===- profile.c - Times of the steps -*- C -*-===//
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

static double totalSeconds(const cnn_instance *net, uint64_t expectedRuns) {
  double seconds = 0;
  for (uint32_t i = 0; i < cnn_step_count(net); ++i) {
    cnn_step_info step;
    CHECK_THAT(cnn_step_get(net, i, &step) == CNN_OK);
    CHECK_THAT(step.runs == expectedRuns && step.seconds >= 0);
    seconds += step.seconds;
  }
  return seconds;
}

int main(void) {
  cnn_instance *net = makeInstance(NULL);
  struct batch batch = makeBatch(7);
  CHECK_THAT(cnn_step_count(net) == 4);
  cnn_step_info step;
  CHECK_THAT(cnn_step_get(net, 1, &step) == CNN_OK);
  CHECK_THAT(strcmp(step.name, "head.dense") == 0);
  CHECK_THAT(strcmp(step.kind, "dense") == 0);
  CHECK_THAT(strcmp(step.location, "fake.net:4") == 0);
  CHECK_THAT(step.flops == 2e9 && step.bytes == 0);
  CHECK_THAT(cnn_step_cycles(net, 0) == 5e5 && cnn_step_cycles(net, 1) == 0);
  CHECK_THAT(cnn_step_cycles(net, 4) == 0 && cnn_step_cycles(NULL, 0) == 0);
  CHECK_THAT(cnn_step_get(net, 4, &step) == CNN_ERROR_INVALID_ARGUMENT);
  CHECK_THAT(cnn_step_get(net, 0, NULL) == CNN_ERROR_INVALID_ARGUMENT);

  // Off by default.
  CHECK_THAT(runBatch(net, &batch) == CNN_OK && totalSeconds(net, 0) == 0);

  // The seven pictures are four pieces, but a run is a run.
  cnn_profile_enable(net, 1);
  for (int i = 0; i < 10; ++i)
    CHECK_THAT(runBatch(net, &batch) == CNN_OK);
  double seconds = totalSeconds(net, 10);
  CHECK_THAT(seconds > 0 && seconds < 60);

  // Off keeps the figures, on clears them.
  cnn_profile_enable(net, 0);
  CHECK_THAT(runBatch(net, &batch) == CNN_OK);
  CHECK_THAT(totalSeconds(net, 10) == seconds);
  cnn_profile_enable(net, 1);
  CHECK_THAT(totalSeconds(net, 0) == 0);
  freeBatch(&batch);
  cnn_instance_destroy(net);
  return 0;
}
