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
//   publisher: shares = chunks; jobs++;
//              if (sleepers and a processor is left over) { wakeups++; wake }
//   worker:    sleepers++; w = wakeups; read jobs;
//              if (all shares are empty or no processor left) sleep while wakeups == w
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
#include <new>
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

uint64_t packShare(uint32_t first, uint32_t end) { return uint64_t(first) << 32 | end; }
uint32_t firstOf(uint64_t share) { return uint32_t(share >> 32); }
uint32_t endOf(uint64_t share) { return uint32_t(share); }

} // namespace

bool ThreadPool::start(Worker *workers, uint32_t count, int32_t spinMicroseconds) {
  workerList = workers;
  workerCount = 0;
  // All of them before the first thread looks at the others' shares.
  threads = count + 1;
  for (uint32_t i = 0; i < count; ++i) {
    Worker &worker = *new (&workers[i]) Worker();
    worker.pool = this;
    worker.index = i + 1;
  }
  spinNanoseconds = spinTime(spinMicroseconds);

  // The host's signal handlers must not run on our threads, which inherit the
  // mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  for (; workerCount < count; ++workerCount) {
    Worker &worker = workers[workerCount];
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
  // The first `rest` shares have one chunk more.
  uint32_t size = jobCount / threads, rest = jobCount % threads, first = 0;
  for (uint32_t thread = 0; thread < threads; ++thread) {
    uint32_t end = first + size + (thread < rest ? 1 : 0);
    shareOf(thread).chunks.store(packShare(first, end), std::memory_order_release);
    first = end;
  }
  jobs.store(jobs.load(std::memory_order_relaxed) + 1);
  if (sleepers.load() != 0)
    wakeWorkers(uint32_t(count));
  runChunks(/*thread=*/0);
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

/// Claims a chunk, the next of the thread's own or the last of another's; false if
/// none is left.
bool ThreadPool::claim(uint32_t thread, uint32_t &chunk) {
  for (uint32_t i = 0; i < threads; ++i) {
    bool isOwn = i == 0;
    std::atomic<uint64_t> &chunks = shareOf((thread + i) % threads).chunks;
    uint64_t left = chunks.load(std::memory_order_relaxed);
    while (firstOf(left) < endOf(left)) {
      chunk = isOwn ? firstOf(left) : endOf(left) - 1;
      uint64_t less = isOwn ? packShare(firstOf(left) + 1, endOf(left)) : packShare(firstOf(left), endOf(left) - 1);
      // The acquire makes the job's fields those of the chunk just claimed, and
      // shows what the previous job's chunks wrote.
      if (chunks.compare_exchange_weak(left, less, std::memory_order_acquire, std::memory_order_relaxed))
        return true;
    }
  }
  return false;
}

bool ThreadPool::hasUnclaimed() {
  for (uint32_t thread = 0; thread < threads; ++thread) {
    uint64_t left = shareOf(thread).chunks.load(std::memory_order_acquire);
    if (firstOf(left) < endOf(left))
      return true;
  }
  return false;
}

/// Computes chunks until none is left, or the worker gives way: true, and it is idle.
bool ThreadPool::runChunks(uint32_t thread) {
  uint32_t done = 0, chunk;
  bool crowded = false;
  while (!crowded && claim(thread, chunk)) {
    jobBody(jobState, chunk, thread);
    ++done;
    crowded = thread != 0 && giveWay();
  }
  if (done == 0)
    return crowded;
  // From the last sum on the job's fields belong to the caller again.
  uint32_t count = jobCount;
  if (finished.fetch_add(done) + done == count && callerSleeps.load() != 0)
    futexWake(finished, 1);
  return crowded;
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
  bool crowded = giveWay();
  while (!crowded && stopping.load() == 0) {
    // Before it looks for chunks, so that it sees that there are new ones since.
    uint32_t seen = jobs.load();
    crowded = runChunks(thread);
    auto ready = [&] {
      crowded = giveWay();
      return crowded || jobs.load(std::memory_order_relaxed) != seen || stopping.load(std::memory_order_relaxed) != 0;
    };
    if (crowded || !spinUntil(spinNanoseconds, ready))
      break;
  }
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
    jobs.load(); // What it counts is seen below.
    busy = hasUnclaimed() && tryBecomeBusy();
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
