//===- pool.cpp - Threads that share the work of a step -------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See pool.h for the idea. Nobody misses a wake-up because both sides of each
// sleep follow Dekker's rule: announce, then look, in sequentially consistent
// order.
//
//   publisher: unclaimed = n;  if (sleepers)  { wakeups++; wake }
//   worker:    sleepers++; w = wakeups;  if (!unclaimed) sleep while wakeups ==
//   w
//
//   finisher:  finished++ (last);  if (callerSleeps) wake
//   caller:    callerSleeps = 1; f = finished;  if (f < n) sleep while finished
//   == f
//
//===----------------------------------------------------------------------===//

#include "pool.h"

#include <climits>
#include <csignal>
#include <ctime>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace cnnc;

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t) && std::atomic<uint32_t>::is_always_lock_free,
              "futexes are plain 32-bit words");

namespace {

constexpr int64_t defaultSpinNanoseconds = 50 * 1000;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield" ::: "memory");
#endif
}

void futexWait(std::atomic<uint32_t> &word, uint32_t value) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

void futexWake(std::atomic<uint32_t> &word, int count) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

int64_t nowNanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

/// Polls `done` until it holds (true) or the time is up (false).
template <typename Predicate> bool spinUntil(int64_t nanoseconds, Predicate done) {
  if (done())
    return true;
  if (nanoseconds <= 0)
    return false;
  int64_t end = nowNanoseconds() + nanoseconds;
  do {
    // The clock costs as much as a few polls.
    for (int i = 0; i < 32; ++i) {
      relax();
      if (done())
        return true;
    }
  } while (nowNanoseconds() < end);
  return false;
}

/// Processors that this process may use; 0 when the system does not say.
unsigned availableProcessors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) != 0)
    return 0;
  return CPU_COUNT(&set);
}

int64_t spinTime(int32_t microseconds, uint32_t threads) {
  if (microseconds < 0)
    return 0;
  if (microseconds > 0)
    return int64_t(microseconds) * 1000;
  // With more threads than processors, a spinning thread keeps one from
  // working.
  unsigned processors = availableProcessors();
  return processors != 0 && threads > processors ? 0 : defaultSpinNanoseconds;
}

} // namespace

bool ThreadPool::start(Worker *workers, uint32_t count, int32_t spinMicroseconds) {
  workerList = workers;
  workerCount = 0;
  spinNanoseconds = spinTime(spinMicroseconds, count + 1);

  // The host's signal handlers must not run on our threads, which inherit the
  // mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  for (; workerCount < count; ++workerCount) {
    Worker &worker = workers[workerCount];
    worker.pool = this;
    worker.index = workerCount + 1;
    if (pthread_create(&worker.handle, nullptr, workerMain, &worker) != 0)
      break;
  }
  pthread_sigmask(SIG_SETMASK, &old, nullptr);

  if (workerCount == count)
    return true;
  stop();
  return false;
}

void ThreadPool::stop() {
  stopping.store(1);
  wakeups.fetch_add(1);
  futexWake(wakeups, INT_MAX);
  for (uint32_t i = 0; i < workerCount; ++i)
    pthread_join(workerList[i].handle, nullptr);
  workerCount = 0;
}

void ThreadPool::parallelFor(int64_t count, PoolBody body, void *state) {
  jobBody = body;
  jobState = state;
  jobCount = uint32_t(count);
  finished.store(0, std::memory_order_relaxed);
  unclaimed.store(uint32_t(count));
  if (sleepers.load() != 0) {
    wakeups.fetch_add(1);
    futexWake(wakeups, count > INT_MAX ? INT_MAX : int(count));
  }
  workOn(/*thread=*/0);
  waitUntilFinished(uint32_t(count));
}

/// Claims and computes chunks until none is left.
void ThreadPool::workOn(uint32_t thread) {
  uint32_t left = unclaimed.load(std::memory_order_relaxed);
  while (left != 0) {
    // The acquire makes the job's fields those of the chunk just claimed, and
    // shows what the previous job's chunks wrote.
    if (!unclaimed.compare_exchange_weak(left, left - 1, std::memory_order_acquire, std::memory_order_relaxed))
      continue;
    uint32_t count = jobCount;
    jobBody(jobState, int64_t(count - left), thread);
    // From the last increment on the job's fields belong to the caller again.
    if (finished.fetch_add(1) + 1 == count && callerSleeps.load() != 0)
      futexWake(finished, 1);
    left = unclaimed.load(std::memory_order_relaxed);
  }
}

void ThreadPool::waitUntilFinished(uint32_t count) {
  auto done = [&] { return finished.load(std::memory_order_acquire) == count; };
  if (spinUntil(spinNanoseconds, done))
    return;
  callerSleeps.store(1);
  for (uint32_t seen; (seen = finished.load()) != count;)
    futexWait(finished, seen);
  callerSleeps.store(0);
}

/// Returns true when there may be work, false when the pool ends.
bool ThreadPool::waitForWork() {
  auto ready = [&] {
    return unclaimed.load(std::memory_order_relaxed) != 0 || stopping.load(std::memory_order_relaxed) != 0;
  };
  if (!spinUntil(spinNanoseconds, ready)) {
    sleepers.fetch_add(1);
    uint32_t seen = wakeups.load();
    while (unclaimed.load() == 0 && stopping.load() == 0) {
      futexWait(wakeups, seen);
      seen = wakeups.load();
    }
    sleepers.fetch_sub(1);
  }
  return stopping.load() == 0;
}

void *ThreadPool::workerMain(void *argument) {
  Worker &worker = *static_cast<Worker *>(argument);
  pthread_setname_np(pthread_self(), "cnnc-worker");
  while (worker.pool->waitForWork())
    worker.pool->workOn(worker.index);
  return nullptr;
}
