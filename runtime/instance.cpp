//===- instance.cpp - Making and ending instances -------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything that a run needs is allocated and touched here, so that cnn_run
// neither allocates nor takes page faults.
//
//===----------------------------------------------------------------------===//

#include "instance.h"

#include "budget.h"
#include "cpu.h"
#include "layout.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>

using namespace cnnc;

namespace {

constexpr size_t hugePage = size_t(2) << 20;

/// The memory of an instance: the caller's if it gave any. Null if there is
/// none, or if the caller's cannot be used.
void *acquireMemory(const cnn_options &options, size_t bytes) {
  if (!options.memory)
    return allocateBlock(bytes);
  bool usable = reinterpret_cast<uintptr_t>(options.memory) % 64 == 0 && options.memory_bytes >= bytes;
  return usable ? options.memory : nullptr;
}

void runOnOwnPool(void *context, int64_t count, PoolBody body, void *state) {
  static_cast<ThreadPool *>(context)->parallelFor(count, body, state);
}

/// Gives the instance its threads: the host's pool, own ones, or none.
bool startThreads(cnn_instance &instance, const MemoryLayout &layout, char *block) {
  const cnn_options &options = layout.options;
  if (options.pool) {
    instance.pool = *options.pool;
    return true;
  }
  instance.pool.threads = layout.threads;
  addProcessors();
  if (layout.workers == 0)
    return true;
  instance.ownPool = new (block + layout.pool) ThreadPool();
  instance.pool.context = instance.ownPool;
  instance.pool.parallel_for = runOnOwnPool;
  auto *workers = reinterpret_cast<ThreadPool::Worker *>(block + layout.workerList);
  return instance.ownPool->start(workers, layout.workers, options.spin_microseconds);
}

} // namespace

/// Large blocks ask for huge pages: activations are read in strides that would
/// otherwise miss the TLB.
void *cnnc::allocateBlock(size_t bytes) {
  bool large = bytes >= 2 * hugePage;
  void *memory;
  if (posix_memalign(&memory, large ? hugePage : 64, bytes) != 0)
    return nullptr;
  if (large)
    madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

cnn_status cnnc::createInstance(const cnn_model *model, const cnn_options *options, char *work, cnn_instance **result) {
  if (!result)
    return CNN_ERROR_INVALID_ARGUMENT;
  *result = nullptr;
  MemoryLayout layout;
  if (cnn_status status = planMemory(model, options, layout))
    return status;
  if (model->features & ~hostFeatures())
    return CNN_ERROR_UNSUPPORTED_CPU;

  size_t bytes = work ? layout.work : layout.total;
  auto *block = static_cast<char *>(acquireMemory(layout.options, bytes));
  if (!block)
    return CNN_ERROR_OUT_OF_MEMORY;
  memset(block, 0, bytes);
  if (!work)
    work = block + layout.work;

  auto *instance = new (block) cnn_instance();
  instance->model = model;
  instance->arena = work + (layout.arena - layout.work);
  instance->shared = work + (layout.shared - layout.work);
  instance->scratch = work + (layout.scratch - layout.work);
  instance->maxBatch = layout.options.max_batch;
  instance->stepSeconds = reinterpret_cast<double *>(block + layout.stepSeconds);
  instance->stepRuns = reinterpret_cast<uint64_t *>(block + layout.stepRuns);
  instance->allocation = layout.options.memory ? nullptr : block;
  if (!startThreads(*instance, layout, block)) {
    free(instance->allocation);
    return CNN_ERROR_THREADS;
  }
  *result = instance;
  return CNN_OK;
}

cnn_status cnn_instance_create(const cnn_model *model, const cnn_options *options, cnn_instance **result) {
  return createInstance(model, options, /*work=*/nullptr, result);
}

const char *cnn_instance_message(const cnn_instance *instance) { return instance ? instance->message : ""; }

void cnn_instance_destroy(cnn_instance *instance) {
  if (!instance)
    return;
  if (instance->ownPool)
    instance->ownPool->stop();
  free(instance->allocation);
}
