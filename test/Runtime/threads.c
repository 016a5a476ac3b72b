//===- threads.c - Same bits however the work is cut -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %build-model %S/Inputs/fake_model.c -o %t.so
// RUN: %build-host %s %t.so -o %t && %t
// Pictures that go through several steps together, in threes.
// RUN: %build-model -DJOINED=3 %S/Inputs/fake_model.c -o %t-joined.so
// RUN: %build-host -DJOINED=3 %s %t-joined.so -o %t-joined && %t-joined
// Micro-batches of three for each thread.
// RUN: %build-model -DMICRO_BATCH=3 %S/Inputs/fake_model.c -o %t-micro.so
// RUN: %build-host -DMICRO_BATCH=3 %s %t-micro.so -o %t-micro && %t-micro
//
//===----------------------------------------------------------------------===//

#include "check.h"

#include <pthread.h>
#include <unistd.h>

/// Each picture alone, on one thread.
static struct batch referenceOutputs(int64_t count) {
  struct batch all = makeBatch(count);
  cnn_instance *net = makeInstance(NULL);
  for (int64_t i = 0; i < count; ++i) {
    struct batch one = {1, all.images + i * PIXELS, all.probabilities + i * CLASSES, all.mirrored + i * PIXELS};
    CHECK_THAT(runBatch(net, &one) == CNN_OK);
  }
  cnn_instance_destroy(net);
  return all;
}

static void checkRuns(const cnn_options *options, const struct batch *expected, int runs) {
  cnn_instance *net = makeInstance(options);
  for (int run = 0; run < runs; ++run) {
    struct batch found = makeBatch(expected->count);
    CHECK_THAT(runBatch(net, &found) == CNN_OK);
    CHECK_THAT(sameOutputs(expected, &found));
    freeBatch(&found);
  }
  cnn_instance_destroy(net);
}

/// Batches that are one piece, whole pieces, and pieces with a rest, on pools
/// that spin, sleep at once, and decide for themselves.
static void checkBatches(void) {
  static const uint32_t threads[] = {1, 2, 3, 8};
  static const uint32_t maxBatches[] = {1, 4, 5, 64};
  static const int32_t spins[] = {0, -1, 1000};
  struct batch expected = referenceOutputs(13);
  for (int t = 0; t < 4; ++t)
    for (int b = 0; b < 4; ++b)
      for (int s = 0; s < 3; ++s) {
        cnn_options options = {
            .size = sizeof(options), .threads = threads[t], .max_batch = maxBatches[b], .spin_microseconds = spins[s]};
        checkRuns(&options, &expected, 20);
      }
  freeBatch(&expected);
}

#ifdef JOINED
extern int64_t most_images;

/// 13 pictures are four threes and one.
static void checkJoined(void) {
  struct batch expected = referenceOutputs(13);
  most_images = 0;
  cnn_options options = {.size = sizeof(options), .threads = 1, .max_batch = 13};
  checkRuns(&options, &expected, 2);
  CHECK_THAT(most_images == JOINED);
  // Two threads share out fewer at once.
  most_images = 0;
  options.threads = 2;
  checkRuns(&options, &expected, 2);
  CHECK_THAT(most_images == 1);
  freeBatch(&expected);
  // Eight threads share out the items of five pictures, three and two.
  most_images = 0;
  options.threads = 8;
  expected = referenceOutputs(5);
  checkRuns(&options, &expected, 2);
  CHECK_THAT(most_images == JOINED);
  freeBatch(&expected);
}
#endif

#ifdef MICRO_BATCH
extern int64_t most_images;

/// 13 pictures are five parts of two or three, and with two threads three of four or five.
static void checkMicroBatches(void) {
  struct batch expected = referenceOutputs(13);
  for (uint32_t threads = 1; threads <= 2; ++threads) {
    most_images = 0;
    cnn_options options = {.size = sizeof(options), .threads = threads, .max_batch = 13};
    checkRuns(&options, &expected, 2);
    CHECK_THAT(most_images == (threads == 1 ? 3 : 5));
  }
  freeBatch(&expected);
  // What passes is of three pictures however many there are.
  cnn_options few = {.size = sizeof(few), .max_batch = 32}, many = {.size = sizeof(many), .max_batch = 64};
  CHECK_THAT(cnn_memory_bytes(cnn_model_get(), &many) - cnn_memory_bytes(cnn_model_get(), &few) == 32 * 192);
}
#endif

/// Runs with pauses that let the workers fall asleep, and many without.
static void checkSleepAndWake(void) {
  cnn_options options = {.size = sizeof(options), .threads = 4, .spin_microseconds = 1};
  struct batch expected = referenceOutputs(3);
  cnn_instance *net = makeInstance(&options);
  struct batch found = makeBatch(3);
  for (int i = 0; i < 3000; ++i) {
    memset(found.probabilities, 0, 3 * CLASSES * sizeof(float));
    CHECK_THAT(runBatch(net, &found) == CNN_OK);
    CHECK_THAT(sameOutputs(&expected, &found));
    if (i % 100 == 0)
      usleep(500);
  }
  freeBatch(&found);
  freeBatch(&expected);
  cnn_instance_destroy(net);
}

static void *runInstance(void *threads) {
  cnn_options options = {.size = sizeof(options), .threads = *(const uint32_t *)threads};
  struct batch expected = referenceOutputs(6);
  checkRuns(&options, &expected, 200);
  freeBatch(&expected);
  return NULL;
}

/// Several instances of one network at once, more than there may be processors.
static void checkSeveralInstances(void) {
  uint32_t threads[] = {2, 2, 2, 4, 1};
  enum { COUNT = sizeof(threads) / sizeof(threads[0]) };
  pthread_t hosts[COUNT];
  for (int i = 0; i < COUNT; ++i)
    CHECK_THAT(pthread_create(&hosts[i], NULL, runInstance, &threads[i]) == 0);
  for (int i = 0; i < COUNT; ++i)
    pthread_join(hosts[i], NULL);
}

int main(void) {
#ifdef JOINED
  checkJoined();
#endif
#ifdef MICRO_BATCH
  checkMicroBatches();
#endif
  checkBatches();
  checkSleepAndWake();
  checkSeveralInstances();
  return 0;
}
