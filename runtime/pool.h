//===- pool.h - Threads that share the work of a step -----------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The threads of one instance. A network is a few dozen steps of microseconds
// each, so what counts is how fast a step starts and ends on all threads.
//
// Each thread has a share of a job's chunks, consecutive ones, and one word that
// says which of them nobody has claimed yet; claiming is one compare-and-swap.
// Who is done with its own share goes on with the ends of the others'. So a
// thread comes back to the same part of the pictures in step after step, which
// its caches may still hold, and threads write to a word of another one only when
// they help it out. A successful claim proves that its job is still running (the
// caller waits for every claimed chunk), so the job's other fields may be read
// after it, however late the thread woke up. Hence the caller never waits for a
// thread that did not claim anything: a worker that the system gave no processor
// to costs nothing.
//
// Idle workers spin for a while, since the next step follows at once, and then
// sleep on a futex. Workers compute or spin only while there is a processor for
// them (budget.h); those that give way sleep, too, and the caller does the job
// with fewer.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_POOL_H
#define CNNC_RUNTIME_POOL_H

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <pthread.h>

namespace cnnc {

/// Same as the body of cnn_thread_pool::parallel_for.
using PoolBody = void (*)(void *state, int64_t i, uint32_t thread);

/// Lives in memory that its owner provides, and allocates nothing but the
/// threads themselves.
class ThreadPool {
public:
  /// Chunks that nobody has claimed yet of a thread's share: the first one in the
  /// upper half, the end in the lower one.
  struct alignas(64) Share {
    std::atomic<uint64_t> chunks{0};
  };

  /// A worker's place in the owner's memory.
  struct Worker {
    pthread_t handle;
    ThreadPool *pool;
    uint32_t index;
    Share share;
  };

  ThreadPool() = default;
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  /// Starts `count` threads next to the caller's. `spinMicroseconds` is as in
  /// cnn_options. Returns false, with no thread running, when one cannot start.
  bool start(Worker *workers, uint32_t count, int32_t spinMicroseconds);

  /// Ends the threads. No job may be running.
  void stop();

  /// Calls body(state, i, thread) for each i below `count`; the caller takes
  /// part as thread 0. `count` must fit into 31 bits.
  void parallelFor(int64_t count, PoolBody body, void *state);

private:
  static void *workerMain(void *worker);
  void wakeWorkers(uint32_t count);
  Share &shareOf(uint32_t thread) { return thread == 0 ? callerShare : workerList[thread - 1].share; }
  bool claim(uint32_t thread, uint32_t &chunk);
  bool hasUnclaimed();
  bool runChunks(uint32_t thread);
  void work(uint32_t thread);
  bool sleepUntilWork();
  void waitUntilFinished(uint32_t count);

  // What threads write to lies in cache lines of its own.
  Share callerShare;
  alignas(64) std::atomic<uint32_t> finished{0};
  std::atomic<uint32_t> callerSleeps{0};
  alignas(64) std::atomic<uint32_t> wakeups{0};
  std::atomic<uint32_t> sleepers{0};
  std::atomic<uint32_t> stopping{0};

  // The job: written by the caller before the shares, constant while it runs.
  // Spinning workers look at `jobs`, how many there have been.
  alignas(64) std::atomic<uint32_t> jobs{0};
  PoolBody jobBody = nullptr;
  void *jobState = nullptr;
  uint32_t jobCount = 0;

  Worker *workerList = nullptr;
  uint32_t workerCount = 0; ///< that run
  uint32_t threads = 1;     ///< with the caller
  int64_t spinNanoseconds = 0;
};

} // namespace cnnc

#endif // CNNC_RUNTIME_POOL_H
