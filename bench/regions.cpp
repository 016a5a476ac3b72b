//===- regions.cpp - What handing a step to threads costs -----------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   regions SECONDS
//
// Times one parallel region of the runtime's pool, of two threads and two
// chunks, as one line of JSON in microseconds. What a region takes beyond one of
// its chunks is `spinning`, when regions follow each other at once, and
// `sleeping`, after a pause in which the worker went to sleep. `waking` is what
// the caller pays for waking a worker for nothing: chunks that are empty. Each is
// the first decile of the regions measured.
//
//===----------------------------------------------------------------------===//

#include "pool.h"

#include "budget.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return double(t.tv_sec) * 1e6 + double(t.tv_nsec) * 1e-3;
}

/// A chunk that takes as many microseconds as `state` points to.
void work(void *state, int64_t, uint32_t) {
  double length = *static_cast<double *>(state);
  for (double end = now() + length; length > 0 && now() < end;)
    continue;
}

void pause(bool sleeps) {
  timespec t = {0, 500 * 1000};
  if (sleeps)
    nanosleep(&t, nullptr);
}

/// What a region of chunks of `length` microseconds takes beyond one of them.
double measure(cnnc::ThreadPool &pool, double length, bool sleeps, double seconds) {
  std::vector<double> times;
  for (double end = now() + seconds * 1e6; now() < end || times.size() < 10;) {
    pause(sleeps);
    double start = now();
    pool.parallelFor(/*count=*/2, work, &length);
    times.push_back(now() - start - length);
  }
  std::nth_element(times.begin(), times.begin() + long(times.size() / 10), times.end());
  return times[times.size() / 10];
}

} // namespace

int main(int argc, char **argv) {
  double seconds = argc > 1 ? atof(argv[1]) : 1;
  cnnc::addProcessors();
  cnnc::beginRun();
  cnnc::ThreadPool pool;
  cnnc::ThreadPool::Worker worker;
  if (!pool.start(&worker, /*count=*/1, /*spinMicroseconds=*/0))
    return 1;
  double spinning = measure(pool, /*length=*/5, /*sleeps=*/false, seconds);
  double sleeping = measure(pool, /*length=*/200, /*sleeps=*/true, seconds);
  double waking = measure(pool, /*length=*/0, /*sleeps=*/true, seconds);
  std::printf("{\"spinning\": %.3f, \"sleeping\": %.3f, \"waking\": %.3f}\n", spinning, sleeping, waking);
  pool.stop();
  cnnc::endRun();
  return 0;
}
