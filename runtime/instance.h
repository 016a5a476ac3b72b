//===- instance.h - A network's working memory and threads ------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cnn_instance is. It lies in one block of memory, allocated here or given
// by the caller, whose parts layout.h lays out.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_INSTANCE_H
#define CNNC_RUNTIME_INSTANCE_H

#include "abi/cnn_train.h"
#include "plan.h"
#include "pool.h"

namespace cnnc {
/// Uninitialised memory for `bytes` bytes, aligned to 64 and more; to be given to free().
void *allocateBlock(size_t bytes);

/// cnn_instance_create for an instance whose working memory (see
/// MemoryLayout::work) is at `work`, or in its own block where that is null.
cnn_status createInstance(const cnn_model *model, const cnn_options *options, char *work, cnn_instance **result);
} // namespace cnnc

struct cnn_instance {
  const cnn_model *model;
  char *arena;
  /// model->shared_bytes that all pictures share.
  char *shared;
  /// The trainer's memory; null in inference.
  char *state;
  /// What to call between steps; null: nothing.
  const cnn_train_hooks *hooks;
  /// The index of a parameter's gradient among the trainer's tensors.
  const uint32_t *gradientTensors;
  /// One piece of model->scratch_bytes per thread.
  char *scratch;
  /// Pictures that fit into the arena.
  uint32_t maxBatch;
  bool profiling;
  /// The host's pool, or `ownPool` in its clothes. Not used by one thread.
  cnn_thread_pool pool;
  /// Null when the host has a pool or the caller's thread is the only one.
  cnnc::ThreadPool *ownPool;
  /// Per step: seconds spent, and calls of cnn_run that were timed.
  double *stepSeconds;
  uint64_t *stepRuns;
  /// What to free; null when the memory is the caller's.
  void *allocation;
  char message[192];
};

#endif // CNNC_RUNTIME_INSTANCE_H
