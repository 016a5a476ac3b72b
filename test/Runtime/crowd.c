//===- crowd.c - No more threads at once than processors -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts who computes items: the threads that call cnn_run, or workers. Nothing
// depends on how fast anybody is; who waits for what must happen gives up after
// a minute.
//
// RUN: %build-model -I%S/Inputs %S/Inputs/crowd_model.c -o %t.so
// RUN: %build-host -D_GNU_SOURCE %s %t.so -o %t
// RUN: %t one-processor && %t two-processors && %t several-instances && %t spinning
//
//===----------------------------------------------------------------------===//

#include "crowd.h"

#include "check.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 20, PATIENCE = 60 /* seconds */ };

static _Thread_local int isHost;
static atomic_int running, mostRunning, byHosts, byWorkers;

static void count(void) {
  int now = atomic_fetch_add(&running, 1) + 1;
  for (int most = mostRunning; now > most;)
    if (atomic_compare_exchange_weak(&mostRunning, &most, now))
      break;
  atomic_fetch_add(isHost ? &byHosts : &byWorkers, 1);
}

static void waitFor(atomic_int *value) {
  time_t end = time(NULL) + PATIENCE;
  while (!*value) {
    CHECK_THAT(time(NULL) < end);
    sched_yield();
  }
}

/// Allows this thread, and those it will start, `count` processors; 0 if there
/// are not so many.
static int useProcessors(int count) {
  cpu_set_t all, set;
  CHECK_THAT(sched_getaffinity(0, sizeof(all), &all) == 0);
  CPU_ZERO(&set);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&set) < count; ++i)
    if (CPU_ISSET(i, &all))
      CPU_SET(i, &set);
  return CPU_COUNT(&set) == count && sched_setaffinity(0, sizeof(set), &set) == 0;
}

static cnn_instance *makeCrowd(uint32_t threads) {
  cnn_options options = {.size = sizeof(options), .threads = threads};
  return makeInstance(&options);
}

static void run(cnn_instance *net) {
  unsigned char in = 7, out[CROWD_ITEMS] = {0};
  const void *inputs[] = {&in};
  void *outputs[] = {out};
  CHECK_THAT(cnn_run(net, 1, inputs, outputs) == CNN_OK);
  for (int i = 0; i < CROWD_ITEMS; ++i)
    CHECK_THAT(out[i] == (unsigned char)(in + i));
}

/// Sleeps within the item, so that workers have every chance to take the others.
static void countSlowly(enum crowd_step step) {
  (void)step;
  count();
  usleep(20);
  atomic_fetch_sub(&running, 1);
}

/// On one processor workers would only be in the way.
static void checkOneProcessor(void) {
  CHECK_THAT(useProcessors(1));
  crowd_set_hook(countSlowly);
  cnn_instance *net = makeCrowd(4);
  for (int i = 0; i < RUNS; ++i)
    run(net);
  cnn_instance_destroy(net);
  CHECK_THAT(byWorkers == 0 && byHosts == RUNS * (CROWD_SHARED_STEPS * CROWD_ITEMS + 2));
}

/// The caller's items wait for a worker.
static void needWorker(enum crowd_step step) {
  count();
  if (isHost && step == CROWD_SHARED)
    waitFor(&byWorkers);
  usleep(20);
  atomic_fetch_sub(&running, 1);
}

/// On two processors one worker helps, and the other two stay away.
static void checkTwoProcessors(void) {
  if (!useProcessors(2))
    return;
  crowd_set_hook(needWorker);
  cnn_instance *net = makeCrowd(4);
  for (int i = 0; i < RUNS; ++i) {
    byWorkers = 0;
    run(net);
    CHECK_THAT(byWorkers > 0);
  }
  CHECK_THAT(mostRunning == 2);
  cnn_instance_destroy(net);
}

static pthread_barrier_t together;

/// Both hosts are within their runs from here on, until both are at the end.
static void meet(enum crowd_step step) {
  if (step != CROWD_SHARED)
    pthread_barrier_wait(&together);
  else
    countSlowly(step);
}

static void *runMany(void *net) {
  isHost = 1;
  for (int i = 0; i < RUNS; ++i)
    run(net);
  return NULL;
}

/// Two hosts on two processors leave none to workers, not even to one that spun
/// when they began. When one host ends, the other one has help again.
static void checkSeveralInstances(void) {
  if (!useProcessors(2))
    return;
  cnn_instance *nets[] = {makeCrowd(2), makeCrowd(4)};
  CHECK_THAT(pthread_barrier_init(&together, NULL, 2) == 0);
  for (int i = 0; i < 5; ++i) {
    crowd_set_hook(needWorker);
    byWorkers = 0;
    run(nets[0]);
    CHECK_THAT(byWorkers > 0);

    crowd_set_hook(meet);
    byWorkers = byHosts = 0;
    pthread_t other;
    CHECK_THAT(pthread_create(&other, NULL, runMany, nets[1]) == 0);
    runMany(nets[0]);
    pthread_join(other, NULL);
    CHECK_THAT(byWorkers == 0 && byHosts == 2 * RUNS * CROWD_SHARED_STEPS * CROWD_ITEMS);
  }
  cnn_instance_destroy(nets[0]);
  cnn_instance_destroy(nets[1]);
}

/// Threads of this process that want a processor now, this one left out.
static int countReady(void) {
  int ready = -1;
  DIR *tasks = opendir("/proc/self/task");
  CHECK_THAT(tasks);
  for (struct dirent *task; (task = readdir(tasks));) {
    char path[512], line[256] = "";
    snprintf(path, sizeof(path), "/proc/self/task/%s/stat", task->d_name);
    FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
    if (!file)
      continue;
    // The state comes after the name, which is in brackets.
    const char *name = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
    fclose(file);
    ready += name && name[2] == 'R';
  }
  closedir(tasks);
  return ready;
}

/// Workers that may spin for ever do so on free processors only: of three, one.
/// Others may be on their way to sleep when they are counted.
static void checkSpinning(void) {
  if (!useProcessors(2))
    return;
  crowd_set_hook(needWorker);
  cnn_options options = {.size = sizeof(options), .threads = 4, .spin_microseconds = INT32_MAX};
  cnn_instance *net = makeInstance(&options);
  for (int i = 0; i < RUNS; ++i) {
    byWorkers = 0;
    run(net);
  }
  time_t end = time(NULL) + PATIENCE;
  while (countReady() > 1) {
    CHECK_THAT(time(NULL) < end);
    usleep(1000);
  }
  cnn_instance_destroy(net);
}

int main(int argc, char **argv) {
  CHECK_THAT(argc == 2);
  isHost = 1;
  if (strcmp(argv[1], "one-processor") == 0)
    checkOneProcessor();
  else if (strcmp(argv[1], "two-processors") == 0)
    checkTwoProcessors();
  else if (strcmp(argv[1], "several-instances") == 0)
    checkSeveralInstances();
  else
    checkSpinning();
  return 0;
}
