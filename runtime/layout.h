//===- layout.h - Layout of an instance's memory ----------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cnn_memory_bytes and cnn_instance_create must agree on every byte, so both
// ask this for checked options and for the offsets of the parts.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_LAYOUT_H
#define CNNC_RUNTIME_LAYOUT_H

#include "plan.h"

namespace cnnc {

/// Options with the defaults filled in, and where each part of an instance lies
/// from the start of its memory. Parts are 64-byte aligned.
struct MemoryLayout {
  cnn_options options;
  /// Threads that compute: the host pool's, or ours with the caller's.
  uint32_t threads;
  /// Of `threads`, those that we start.
  uint32_t workers;

  size_t pool;
  size_t workerList;
  size_t stepSeconds;
  size_t stepRuns;
  /// The parts from here on hold nothing from one run to the next, so that
  /// instances that never run at the same time may have them in one place.
  size_t work;
  size_t shared;
  size_t arena;
  size_t scratch;
  size_t total;
};

/// Pictures of a run of `images` that go through a section together, whose first step
/// `step` is. Each thread has caches of its own.
uint32_t countMicroBatch(const cnnc_step &step, uint32_t images, uint32_t threads);

/// Checks `options` (null: the defaults) and lays out the memory. The layout is
/// valid when this returns CNN_OK.
cnn_status planMemory(const cnn_model *model, const cnn_options *options, MemoryLayout &layout);

} // namespace cnnc

#endif // CNNC_RUNTIME_LAYOUT_H
