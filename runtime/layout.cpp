//===- layout.cpp - Layout of an instance's memory ------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options come from the caller and sizes from the library file: both are
// checked, and sums that do not fit into size_t are errors.
//
//===----------------------------------------------------------------------===//

#include "layout.h"

#include "instance.h"

#include <cstring>

using namespace cnnc;

namespace {

/// More threads than any machine has is a mistake of the caller.
constexpr uint32_t maxThreads = 4096;

/// The largest options struct that a later header could have.
constexpr size_t maxOptionsSize = 4096;

/// Hands out consecutive, 64-byte aligned parts of a block.
class Carver {
public:
  /// The offset of `count` elements of `bytes` bytes.
  size_t take(size_t count, size_t bytes) {
    size_t size, start = end;
    overflow |= __builtin_mul_overflow(count, bytes, &size) || __builtin_add_overflow(size, size_t(63), &size) ||
                __builtin_add_overflow(start, size & ~size_t(63), &end);
    return start;
  }

  size_t end = 0;
  bool overflow = false;
};

/// Copies the caller's options. A later header's struct is longer: that is fine
/// as long as what we do not know is zero, which always means the default.
cnn_status readOptions(const cnn_options *given, cnn_options &options) {
  options = {};
  if (!given)
    return CNN_OK;
  if (given->size < sizeof(cnn_options) || given->size > maxOptionsSize)
    return CNN_ERROR_VERSION;
  const char *bytes = reinterpret_cast<const char *>(given);
  for (size_t i = sizeof(cnn_options); i < given->size; ++i)
    if (bytes[i] != 0)
      return CNN_ERROR_VERSION;

  options = *given;
  const cnn_thread_pool *pool = options.pool;
  bool badPool = pool && (!pool->parallel_for || pool->threads == 0 || pool->threads > maxThreads);
  if (badPool || options.threads > maxThreads || (!options.memory && options.memory_bytes != 0))
    return CNN_ERROR_INVALID_ARGUMENT;
  return CNN_OK;
}

} // namespace

uint32_t cnnc::countMicroBatch(const cnnc_step &step, uint32_t images, uint32_t threads) {
  uint64_t most = uint64_t(step.micro_batch) * threads;
  return step.section == 0 || most > images ? images : uint32_t(most);
}

cnn_status cnnc::planMemory(const cnn_model *model, const cnn_options *given, MemoryLayout &layout) {
  if (!model)
    return CNN_ERROR_INVALID_ARGUMENT;
  if (model->plan_version != CNNC_PLAN_VERSION)
    return CNN_ERROR_VERSION;
  cnn_options &options = layout.options;
  if (cnn_status status = readOptions(given, options))
    return status;

  if (options.max_batch == 0)
    options.max_batch = model->default_batch ? model->default_batch : 1;
  if (options.threads == 0)
    options.threads = 1;
  layout.threads = options.pool ? options.pool->threads : options.threads;
  layout.workers = options.pool ? 0 : options.threads - 1;

  Carver carver;
  carver.take(1, sizeof(cnn_instance));
  layout.pool = carver.take(layout.workers ? 1 : 0, sizeof(ThreadPool));
  layout.workerList = carver.take(layout.workers, sizeof(ThreadPool::Worker));
  layout.stepSeconds = carver.take(model->step_count, sizeof(double));
  layout.stepRuns = carver.take(model->step_count, sizeof(uint64_t));
  layout.shared = layout.work = carver.take(1, model->shared_bytes);
  layout.arena = carver.end;
  carver.take(options.max_batch, model->arena_bytes);
  // What passes through a section lies behind what is alive in the arena meanwhile.
  Carver all = carver;
  for (uint32_t i = 0; i < model->step_count; ++i) {
    const cnnc_step &step = model->steps[i];
    if (step.section == 0)
      continue;
    Carver section;
    section.end = layout.arena;
    section.take(options.max_batch, step.passing_start);
    section.take(countMicroBatch(step, options.max_batch, layout.threads), step.passing_bytes);
    all.overflow |= section.overflow;
    all.end = section.end > all.end ? section.end : all.end;
  }
  carver = all;
  layout.scratch = carver.take(layout.threads, model->scratch_bytes);
  layout.total = carver.end;
  return carver.overflow ? CNN_ERROR_OUT_OF_MEMORY : CNN_OK;
}

size_t cnn_memory_bytes(const cnn_model *model, const cnn_options *options) {
  MemoryLayout layout;
  return planMemory(model, options, layout) == CNN_OK ? layout.total : 0;
}
