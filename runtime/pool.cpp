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
//   publisher: unclaimed = n;
//              if (sleepers and a processor is left over) { wakeups++; wake }
//   worker:    sleepers++; w = wakeups;
//              if (!unclaimed or no processor left) sleep while wakeups == w
//
//   finisher:  finished++ (last);
//              if (callerSleeps) wake
//   caller:    callerSleeps = 1; f = finished;
//              if (f < n) sleep while finished == f
//
// Nobody wakes a worker when a processor becomes free: the next job does.
//
//===----------------------------------------------------------------------===//

#include "pool.h"

#include "budget.h"

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

/// Who has spun for so long offers the processor to any other thread that could
/// run, of this process or another, at each look at the clock.
constexpr int64_t politeNanoseconds = 5 * 1000;

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
  int64_t begin = nowNanoseconds();
  while (true) {
    // The clock costs as much as a few polls.
    for (int i = 0; i < 32; ++i) {
      relax();
      if (done())
        return true;
    }
    int64_t spent = nowNanoseconds() - begin;
    if (spent >= nanoseconds)
      return false;
    if (spent >= politeNanoseconds)
      sched_yield();
  }
}

int64_t spinTime(int32_t microseconds) {
  if (microseconds < 0)
    return 0;
  return microseconds > 0 ? int64_t(microseconds) * 1000 : defaultSpinNanoseconds;
}

} // namespace

bool ThreadPool::start(Worker *workers, uint32_t count, int32_t spinMicroseconds) {
  workerList = workers;
  workerCount = 0;
  spinNanoseconds = spinTime(spinMicroseconds);

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
  if (sleepers.load() != 0)
    wakeWorkers(uint32_t(count));
  while (runChunk(/*thread=*/0))
    continue;
  waitUntilFinished(uint32_t(count));
}

/// Wakes as many as there are chunks beyond the caller's and processors left.
void ThreadPool::wakeWorkers(uint32_t count) {
  int64_t spare = spareProcessors(), useful = int64_t(count) - 1;
  if (spare <= 0 || useful <= 0)
    return;
  wakeups.fetch_add(1);
  futexWake(wakeups, int(spare < useful ? spare : useful));
}

/// Claims and computes a chunk; false if none is left.
bool ThreadPool::runChunk(uint32_t thread) {
  uint32_t left = unclaimed.load(std::memory_order_relaxed);
  // The acquire makes the job's fields those of the chunk just claimed, and
  // shows what the previous job's chunks wrote.
  do {
    if (left == 0)
      return false;
  } while (!unclaimed.compare_exchange_weak(left, left - 1, std::memory_order_acquire, std::memory_order_relaxed));
  uint32_t count = jobCount;
  jobBody(jobState, int64_t(count - left), thread);
  // From the last increment on the job's fields belong to the caller again.
  if (finished.fetch_add(1) + 1 == count && callerSleeps.load() != 0)
    futexWake(finished, 1);
  return true;
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

/// What a busy worker does until it has nothing to do, or has to give way; it
/// is idle then.
void ThreadPool::work(uint32_t thread) {
  bool crowded = false;
  auto ready = [&] {
    crowded = giveWay();
    return crowded || unclaimed.load(std::memory_order_relaxed) != 0 || stopping.load(std::memory_order_relaxed) != 0;
  };
  while (spinUntil(spinNanoseconds, ready) && !crowded && stopping.load() == 0)
    runChunk(thread);
  if (!crowded)
    becomeIdle();
}

/// Returns true, and the worker is busy, when there may be work for it; false
/// when the pool ends.
bool ThreadPool::sleepUntilWork() {
  sleepers.fetch_add(1);
  bool busy = false;
  while (stopping.load() == 0) {
    uint32_t seen = wakeups.load();
    busy = unclaimed.load() != 0 && tryBecomeBusy();
    if (busy)
      break;
    if (stopping.load() == 0)
      futexWait(wakeups, seen);
  }
  sleepers.fetch_sub(1);
  return busy;
}

void *ThreadPool::workerMain(void *argument) {
  Worker &worker = *static_cast<Worker *>(argument);
  pthread_setname_np(pthread_self(), "cnnc-worker");
  while (worker.pool->sleepUntilWork())
    worker.pool->work(worker.index);
  return nullptr;
}
