//===- host-pool.c - The host's thread pool -*- C -*-===//
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

#include <pthread.h>
#include <stdatomic.h>

struct counts {
  int calls;
  int bodies;
  uint32_t firstThread;
};

/// A pool of two "threads" that works backwards, on the caller's thread.
static void runBackwards(void *context, int64_t count, void (*body)(void *, int64_t, uint32_t), void *state) {
  struct counts *counts = context;
  ++counts->calls;
  for (int64_t i = count; i-- > 0; ++counts->bodies)
    body(state, i, counts->firstThread + (uint32_t)(i % 2));
}

/// A host's call of parallel_for on its way through real threads.
struct job {
  atomic_llong next;
  int64_t count;
  void (*body)(void *, int64_t, uint32_t);
  void *state;
};

struct member {
  struct job *job;
  uint32_t thread;
  pthread_t handle;
};

static void *work(void *argument) {
  struct member *member = argument;
  struct job *job = member->job;
  for (int64_t i; (i = atomic_fetch_add(&job->next, 1)) < job->count;)
    job->body(job->state, i, member->thread);
  return NULL;
}

enum { REAL_THREADS = 8 };

/// A pool of threads that are started for each call, which `context` counts.
static void runOnThreads(void *context, int64_t count, void (*body)(void *, int64_t, uint32_t), void *state) {
  ++*(int *)context;
  struct job job = {0, count, body, state};
  struct member members[REAL_THREADS];
  for (uint32_t i = 0; i < REAL_THREADS; ++i) {
    members[i] = (struct member){.job = &job, .thread = i};
    CHECK_THAT(pthread_create(&members[i].handle, NULL, work, &members[i]) == 0);
  }
  for (uint32_t i = 0; i < REAL_THREADS; ++i)
    pthread_join(members[i].handle, NULL);
}

/// The same bits from the host's threads, own threads and one thread.
static void checkRealThreads(const struct batch *expected) {
  int calls = 0;
  cnn_thread_pool pool = {&calls, REAL_THREADS, runOnThreads};
  cnn_options options[] = {{.size = sizeof(cnn_options), .max_batch = 5, .pool = &pool},
                           {.size = sizeof(cnn_options), .max_batch = 5, .threads = 2}};
  for (int i = 0; i < 2; ++i) {
    cnn_instance *net = makeInstance(&options[i]);
    for (int run = 0; run < 20; ++run) {
      struct batch found = makeBatch(5);
      CHECK_THAT(runBatch(net, &found) == CNN_OK && sameOutputs(expected, &found));
      freeBatch(&found);
    }
    cnn_instance_destroy(net);
  }
  CHECK_THAT(calls == 20 * 3);
}

int main(void) {
  struct batch expected = makeBatch(5), found = makeBatch(5);
  cnn_instance *reference = makeInstance(NULL);
  CHECK_THAT(runBatch(reference, &expected) == CNN_OK);
  cnn_instance_destroy(reference);
  checkRealThreads(&expected);

  struct counts counts = {0};
  cnn_thread_pool pool = {&counts, 2, runBackwards};
  // The host's pool goes before own threads.
  cnn_options options = {.size = sizeof(options), .threads = 16, .max_batch = 5, .pool = &pool};
  cnn_instance *net = makeInstance(&options);
  // The instance keeps a copy of the struct.
  pool.parallel_for = NULL;
  CHECK_THAT(runBatch(net, &found) == CNN_OK && sameOutputs(&expected, &found));
  // Three steps are shared, one has a single item.
  CHECK_THAT(counts.calls == 3);
  CHECK_THAT(counts.bodies > 6 && counts.bodies <= 3 * 2 * 4);

  // A thread number out of range would be another thread's scratch or none.
  counts.firstThread = 1;
  CHECK_THAT(runBatch(net, &found) == CNN_ERROR_THREADS);
  CHECK_THAT(strstr(cnn_instance_message(net), "not below its 2 threads"));
  cnn_instance_destroy(net);

  // A pool of one is never called.
  counts = (struct counts){0};
  pool = (cnn_thread_pool){&counts, 1, runBackwards};
  net = makeInstance(&options);
  CHECK_THAT(runBatch(net, &found) == CNN_OK && sameOutputs(&expected, &found));
  CHECK_THAT(counts.calls == 0);
  cnn_instance_destroy(net);
  freeBatch(&expected);
  freeBatch(&found);
  return 0;
}
