//===- pool.cpp - Every chunk of every job once, own chunks first ---------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "pool.h"
#include "budget.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sched.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace cnnc;

namespace {

struct Pool {
  Pool(uint32_t threads, int32_t spin) : workers(new ThreadPool::Worker[threads]) {
    if (!pool.start(workers.get(), threads - 1, spin))
      abort();
  }
  ~Pool() { pool.stop(); }

  std::unique_ptr<ThreadPool::Worker[]> workers;
  ThreadPool pool;
};

/// Jobs of a few chunks of uneven length, some after a pause in which workers fall
/// asleep. False where a chunk was not computed exactly once.
bool runJobs(uint32_t threads, int32_t spin, unsigned seed, int jobs) {
  Pool pool(threads, spin);
  for (int job = 0; job < jobs; ++job) {
    std::vector<int> times(2 + rand_r(&seed) % 20);
    beginRun();
    pool.pool.parallelFor(
        int64_t(times.size()),
        [](void *state, int64_t i, uint32_t) {
          ++static_cast<int *>(state)[i];
          for (volatile int work = 0; work < i % 3 * 200; work = work + 1)
            continue;
        },
        times.data());
    endRun();
    for (size_t i = 0; i < times.size(); ++i)
      if (times[i] != 1) {
        printf("%u threads, spin %d, job %d: chunk %zu computed %d times\n", threads, spin, job, i, times[i]);
        return false;
      }
    if (rand_r(&seed) % 50 == 0)
      usleep(rand_r(&seed) % 300);
  }
  return true;
}

/// With one processor the caller computes alone: its own share from the beginning, that
/// of a second thread from the end.
bool runAlone() {
  Pool pool(2, 0);
  std::vector<int64_t> order;
  beginRun();
  pool.pool.parallelFor(
      5, [](void *state, int64_t i, uint32_t) { static_cast<std::vector<int64_t> *>(state)->push_back(i); }, &order);
  endRun();
  if (order == std::vector<int64_t>{0, 1, 2, 4, 3})
    return true;
  for (int64_t i : order)
    printf("%ld ", long(i));
  printf("is not the order of one thread with two shares\n");
  return false;
}

} // namespace

int main() {
  cpu_set_t all, one;
  sched_getaffinity(0, sizeof(all), &all);
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
    if (CPU_ISSET(i, &all))
      CPU_SET(i, &one);
  sched_setaffinity(0, sizeof(one), &one);
  addProcessors();
  bool isRight = runAlone();

  sched_setaffinity(0, sizeof(all), &all);
  addProcessors();
  for (int32_t spin : {0, -1, 5, 1000})
    for (uint32_t threads : {2u, 3u, 5u})
      isRight &= runJobs(threads, spin, threads * 7, /*jobs=*/1000);
  // Pools that compete for the processors.
  bool results[3];
  std::vector<std::thread> hosts;
  for (unsigned i = 0; i < 3; ++i)
    hosts.emplace_back([i, &results] { results[i] = runJobs(2 + i, /*spin=*/0, i, /*jobs=*/1000); });
  for (std::thread &host : hosts)
    host.join();
  return isRight && results[0] && results[1] && results[2] ? 0 : 1;
}
