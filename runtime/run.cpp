//===- run.cpp - Running a network ----------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A run walks the plan's steps in order. A step is cut into chunks of
// consecutive work items, which the threads claim; how it is cut changes which
// thread computes an item, never how the item is computed, so that results do
// not depend on the number of threads.
//
// A small network takes microseconds in all. One thread therefore calls each
// kernel directly, with no atomics and no clock between, and a step too short
// to be worth waking others for stays on the caller's thread.
//
// Micro-batches go through a section of steps one after another, where the caches
// could not hold what the steps write for all pictures.
//
// Steps that are joined are run by pictures instead: each thread takes some
// pictures through all of them, so that what a step writes is in its cache when
// the next one reads it, and no thread waits for the others in between. A kernel
// sees a batch of these pictures only. Where even one picture is more than a cache
// holds, it goes through them by blocks of its channels, if no step reads another one.
//
//===----------------------------------------------------------------------===//

#include "budget.h"
#include "instance.h"
#include "layout.h"

#include <cassert>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <ctime>

using namespace cnnc;

namespace {

/// One call of cnn_run, and the pictures of it that are being computed: all that the
/// arena has room for, or a micro-batch of these.
struct Piece {
  const void *const *inputs;
  void *const *outputs;
  int64_t first;
  int64_t images;
  /// Those in the arena.
  int64_t arenaFirst;
  int64_t arenaImages;
  /// Where what only the section touches lies.
  char *passing;
};

/// A step on its way through the threads.
struct StepCall {
  cnn_instance &instance;
  const cnnc_step &step;
  void *const *operands;
  int64_t images;
  int64_t items;
  int64_t chunks;
  std::atomic<bool> badThread{false};
};

double nowSeconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

__attribute__((format(printf, 3, 4))) cnn_status fail(cnn_instance &instance, cnn_status status, const char *format,
                                                      ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(instance.message, sizeof(instance.message), format, arguments);
  va_end(arguments);
  return status;
}

/// The address of an operand for the pictures of `piece`; see plan.h.
void *resolve(const cnn_instance &instance, const Piece &piece, const cnnc_operand &operand) {
  const cnn_model &model = *instance.model;
  switch (operand.space) {
  case CNNC_SPACE_ARENA:
    return instance.arena + operand.offset * uint64_t(piece.arenaImages) +
           operand.stride * uint64_t(piece.first - piece.arenaFirst) + operand.inner;
  case CNNC_SPACE_PASSING:
    return piece.passing + operand.offset * uint64_t(piece.images) + operand.inner;
  case CNNC_SPACE_WEIGHTS:
    // Kernels take all operands the same way; none writes to a weight.
    return const_cast<char *>(static_cast<const char *>(model.weights)) + operand.offset + operand.inner;
  case CNNC_SPACE_INPUT: {
    auto *base = static_cast<const char *>(piece.inputs[operand.offset]);
    return const_cast<char *>(base) + model.inputs[operand.offset].bytes * uint64_t(piece.first) + operand.inner;
  }
  case CNNC_SPACE_SHARED:
    return instance.shared + operand.offset + operand.inner;
  case CNNC_SPACE_STATE:
    return instance.state + operand.offset + operand.inner;
  default: {
    assert(operand.space == CNNC_SPACE_OUTPUT && "unknown operand space");
    auto *base = static_cast<char *>(piece.outputs[operand.offset]);
    return base + model.outputs[operand.offset].bytes * uint64_t(piece.first) + operand.inner;
  }
  }
}

/// How many chunks a step of `items` items is worth. Several per thread, so
/// that one that is late can be helped out; but none below about a microsecond,
/// which is what it takes to hand a chunk over.
int64_t chooseChunks(const cnnc_step &step, int64_t images, int64_t items, uint32_t threads) {
  constexpr int64_t chunksPerThread = 4;
  // About what one core does in a nanosecond on data in its caches.
  constexpr double flopsPerNs = 64, bytesPerNs = 32;
  constexpr double chunkNs = 1000;
  int64_t chunks = int64_t(threads) * chunksPerThread;
  double ns = double(images) * (step.flops / flopsPerNs + step.bytes / bytesPerNs);
  // Nothing is known of a step that counts neither.
  if (ns > 0 && ns < chunkNs * double(chunks))
    chunks = int64_t(ns / chunkNs);
  return chunks < items ? chunks : items;
}

/// The scratch memory of a thread before its first call of a step; see cnnc_kernel.
void clearScratch(const cnnc_step &step, char *scratch) {
  constexpr uint32_t nothing = 0;
  if (step.keeps_scratch)
    memcpy(scratch, &nothing, sizeof(nothing));
}

void runChunk(void *state, int64_t i, uint32_t thread) {
  auto &call = *static_cast<StepCall *>(state);
  if (thread >= call.instance.pool.threads) {
    call.badThread.store(true, std::memory_order_relaxed);
    return;
  }
  // Chunks with an item more and with one less take turns: threads, whose shares are
  // consecutive chunks, have the same number of items, or the first one has one more.
  int64_t begin = (i * call.items + call.chunks - 1) / call.chunks;
  int64_t end = ((i + 1) * call.items + call.chunks - 1) / call.chunks;
  char *scratch = call.instance.scratch + call.instance.model->scratch_bytes * thread;
  call.step.kernel(call.operands, scratch, call.images, begin, end);
}

/// Runs the items of a step. Returns false when the host's pool broke its contract.
bool runItems(cnn_instance &instance, const cnnc_step &step, void *const *operands, int64_t images) {
  int64_t items = step.items_per_image * images + step.items_fixed;
  uint32_t threads = instance.pool.threads;
  int64_t chunks = threads > 1 ? chooseChunks(step, images, items, threads) : 1;
  if (chunks <= 1) {
    clearScratch(step, instance.scratch);
    step.kernel(operands, instance.scratch, images, /*begin=*/0, items);
    return true;
  }
  for (uint32_t thread = 0; thread < threads; ++thread)
    clearScratch(step, instance.scratch + instance.model->scratch_bytes * thread);
  StepCall call{instance, step, operands, images, items, chunks};
  instance.pool.parallel_for(instance.pool.context, chunks, runChunk, &call);
  return !call.badThread.load(std::memory_order_relaxed);
}

bool runStep(cnn_instance &instance, const cnnc_step &step, const Piece &piece) {
  void *operands[CNNC_MAX_OPERANDS];
  assert(step.operand_count <= CNNC_MAX_OPERANDS && "too many operands");
  for (uint64_t i = 0; i < step.operand_count; ++i)
    operands[i] = resolve(instance, piece, step.operands[i]);
  return runItems(instance, step, operands, piece.images * step.images);
}

/// Tells the host of training what a step has completed.
bool callHooks(cnn_instance &instance, const cnnc_step &step, const Piece &piece) {
  const cnn_train_hooks &hooks = *instance.hooks;
  if (step.statistics && hooks.statistics) {
    void *means = resolve(instance, piece, step.operands[step.operand_count - 1]);
    if (hooks.statistics(hooks.context, static_cast<float *>(means), step.statistics) != 0)
      return false;
  }
  return !step.parameter || !hooks.gradient ||
         hooks.gradient(hooks.context, instance.gradientTensors[step.parameter - 1]) == 0;
}

/// Joined steps on their way through the threads.
struct JoinedCall {
  cnn_instance &instance;
  const cnnc_step *steps;
  void *operands[CNNC_MAX_JOINED][CNNC_MAX_OPERANDS];
  int64_t images, together;
  /// Pieces that a picture goes through them in.
  int64_t parts;
  /// Seconds of each step, where they are asked for.
  double *seconds;
  std::atomic<bool> badThread{false};
};

/// The operands of the s-th step for pictures from `first` on, with the local ones in
/// the scratch memory of a thread; those lie where their blocks before `block` have.
void placeOperands(const JoinedCall &call, uint32_t s, int64_t first, int64_t images, int64_t block, char *scratch,
                   void **operands) {
  char *local = scratch + call.instance.model->local_offset;
  for (uint64_t k = 0; k < call.steps[s].operand_count; ++k) {
    const cnnc_operand &operand = call.steps[s].operands[k];
    operands[k] = operand.space == CNNC_SPACE_LOCAL
                      ? local + operand.offset * uint64_t(images) + operand.inner - operand.stride * uint64_t(block)
                      : static_cast<char *>(call.operands[s][k]) + operand.stride * uint64_t(first);
  }
}

void runJoinedChunk(void *state, int64_t i, uint32_t thread) {
  auto &call = *static_cast<JoinedCall *>(state);
  if (thread >= call.instance.pool.threads) {
    call.badThread.store(true, std::memory_order_relaxed);
    return;
  }
  char *scratch = call.instance.scratch + call.instance.model->scratch_bytes * thread;
  int64_t first = i / call.parts * call.together, left = call.images - first;
  int64_t images = left < call.together ? left : call.together;
  // Parts are of one picture.
  int64_t blocks = call.steps->blocks, block = i % call.parts * int64_t(call.steps->blocks_together);
  int64_t endBlock = block + int64_t(call.steps->blocks_together);
  endBlock = call.parts == 1 || endBlock > blocks ? blocks : endBlock;
  double start = call.seconds ? nowSeconds() : 0;
  for (uint32_t s = 0; s < call.steps[0].joined; ++s) {
    const cnnc_step &step = call.steps[s];
    void *operands[CNNC_MAX_OPERANDS];
    placeOperands(call, s, first, images, block, scratch, operands);
    int64_t perBlock = step.items_per_image / blocks;
    int64_t end = step.items_per_image * (images - 1) + perBlock * endBlock;
    clearScratch(step, scratch);
    step.kernel(operands, scratch, images, /*begin=*/perBlock * block, end);
    if (call.seconds) {
      double end = nowSeconds();
      call.seconds[s] += end - start;
      start = end;
    }
  }
}

/// Whether the threads share out the pictures evenly enough, or have no choice.
bool joins(const cnn_instance &instance, const cnnc_step &step, const Piece &piece) {
  uint32_t threads = instance.pool.threads;
  if (step.joined < 2 || step.local)
    return step.local != 0;
  // The time of a step is not known where several run at once.
  return piece.images >= int64_t(threads > 1 ? 4 * threads : 2) && !(instance.profiling && threads > 1);
}

/// Fewer pictures than threads: these share out the items of each step instead.
bool runJoinedTogether(JoinedCall &call) {
  for (int64_t first = 0; first < call.images; first += call.together) {
    int64_t left = call.images - first, images = left < call.together ? left : call.together;
    for (uint32_t s = 0; s < call.steps[0].joined; ++s) {
      void *operands[CNNC_MAX_OPERANDS];
      placeOperands(call, s, first, images, /*block=*/0, call.instance.scratch, operands);
      if (!runItems(call.instance, call.steps[s], operands, images))
        return false;
    }
  }
  return true;
}

bool runJoined(cnn_instance &instance, const cnnc_step *steps, const Piece &piece) {
  uint32_t threads = instance.pool.threads;
  int64_t parts = (steps->blocks + steps->blocks_together - 1) / steps->blocks_together;
  JoinedCall call{instance, steps, {}, piece.images, steps->joined_images, parts, nullptr};
  for (uint32_t s = 0; s < steps->joined; ++s)
    for (uint64_t k = 0; k < steps[s].operand_count; ++k)
      if (steps[s].operands[k].space != CNNC_SPACE_LOCAL)
        call.operands[s][k] = resolve(instance, piece, steps[s].operands[k]);
  if (instance.profiling && threads == 1)
    call.seconds = instance.stepSeconds + (steps - instance.model->steps);
  if (threads == 1) {
    for (int64_t i = 0; i / parts * call.together < piece.images; ++i)
      runJoinedChunk(&call, i, /*thread=*/0);
    return true;
  }
  if (parts == 1 && piece.images < int64_t(threads))
    return runJoinedTogether(call);
  // Four chunks for each thread, so that one that is late can be helped out.
  int64_t most = piece.images / (4 * int64_t(threads));
  most = most < 1 ? 1 : most;
  call.together = call.together < most ? call.together : most;
  int64_t chunks = (piece.images + call.together - 1) / call.together * parts;
  instance.pool.parallel_for(instance.pool.context, chunks, runJoinedChunk, &call);
  return !call.badThread.load(std::memory_order_relaxed);
}

/// Runs steps [begin, end) for the pictures of `piece`.
bool runSteps(cnn_instance &instance, const Piece &piece, uint32_t begin, uint32_t end) {
  const cnn_model &model = *instance.model;
  double start = instance.profiling ? nowSeconds() : 0;
  for (uint32_t i = begin; i < end; ++i) {
    const cnnc_step &step = model.steps[i];
    bool joined = joins(instance, step, piece);
    uint32_t last = i + (joined ? step.joined : 1);
    if (!(joined ? runJoined(instance, &step, piece) : runStep(instance, step, piece)))
      return false;
    if (instance.hooks)
      for (uint32_t s = i; s < last; ++s)
        if (!callHooks(instance, model.steps[s], piece))
          return false;
    if (instance.profiling) {
      double now = nowSeconds();
      // Of steps that threads take their pictures through, only the sum is known.
      if (!joined || instance.pool.threads > 1)
        instance.stepSeconds[i] += now - start;
      for (uint32_t s = i; s < last; ++s)
        instance.stepRuns[s] += piece.first == 0;
      start = now;
    }
    i = last - 1;
  }
  return true;
}

bool runPiece(cnn_instance &instance, const Piece &piece) {
  const cnn_model &model = *instance.model;
  for (uint32_t i = 0, end; i < model.step_count; i = end) {
    end = i + model.steps[i].section;
    if (end == i)
      do
        ++end;
      while (end < model.step_count && !model.steps[end].section);
    int64_t most = countMicroBatch(model.steps[i], uint32_t(piece.images), instance.pool.threads);
    // Of the same size, or one picture more or less.
    int64_t count = (piece.images + most - 1) / most;
    Piece part = piece;
    part.passing = instance.arena + model.steps[i].passing_start * uint64_t(piece.images);
    for (int64_t k = 0; k < count; ++k, part.first += part.images) {
      part.images = (piece.images * (k + 1)) / count - (piece.images * k) / count;
      if (!runSteps(instance, part, i, end))
        return false;
    }
  }
  return true;
}

bool runPieces(cnn_instance &instance, int64_t batch, const void *const *inputs, void *const *outputs) {
  int64_t left = batch, most = instance.maxBatch;
  for (int64_t first = 0; left > 0;) {
    int64_t images = left < most ? left : most;
    if (!runPiece(instance, {inputs, outputs, first, images, first, images, instance.arena}))
      return false;
    first += images;
    left -= images;
  }
  return true;
}

cnn_status checkArguments(cnn_instance &instance, int64_t batch, const void *const *inputs, void *const *outputs) {
  const cnn_model &model = *instance.model;
  constexpr cnn_status invalid = CNN_ERROR_INVALID_ARGUMENT;
  if (batch < 1)
    return fail(instance, invalid, "the batch is %lld, but must be at least 1", static_cast<long long>(batch));
  if (!inputs && model.input_count)
    return fail(instance, invalid, "the array of inputs is null");
  if (!outputs && model.output_count)
    return fail(instance, invalid, "the array of outputs is null");
  for (uint32_t i = 0; i < model.input_count; ++i)
    if (!inputs[i])
      return fail(instance, invalid, "input %u ('%s') is null", i, model.inputs[i].name);
  for (uint32_t i = 0; i < model.output_count; ++i)
    if (!outputs[i])
      return fail(instance, invalid, "output %u ('%s') is null", i, model.outputs[i].name);
  return CNN_OK;
}

} // namespace

cnn_status cnn_run(cnn_instance *instance, int64_t batch, const void *const *inputs, void *const *outputs) {
  if (!instance)
    return CNN_ERROR_INVALID_ARGUMENT;
  instance->message[0] = '\0';
  if (cnn_status status = checkArguments(*instance, batch, inputs, outputs))
    return status;

  // A host with a pool of its own decides by itself how many threads run.
  bool counted = instance->pool.threads == 1 || instance->ownPool;
  if (counted)
    beginRun();
  bool done = runPieces(*instance, batch, inputs, outputs);
  if (counted)
    endRun();
  if (!done)
    return fail(*instance, CNN_ERROR_THREADS, "the host's pool passed a thread number that is not below its %u threads",
                instance->pool.threads);
  return CNN_OK;
}

void cnn_profile_enable(cnn_instance *instance, int enable) {
  if (!instance)
    return;
  instance->profiling = enable != 0;
  if (!enable)
    return;
  size_t count = instance->model->step_count;
  memset(instance->stepSeconds, 0, count * sizeof(double));
  memset(instance->stepRuns, 0, count * sizeof(uint64_t));
}

uint32_t cnn_step_count(const cnn_instance *instance) { return instance ? instance->model->step_count : 0; }

cnn_status cnn_step_get(const cnn_instance *instance, uint32_t index, cnn_step_info *info) {
  if (!instance || !info || index >= instance->model->step_count)
    return CNN_ERROR_INVALID_ARGUMENT;
  const cnnc_step &step = instance->model->steps[index];
  *info = {step.name,
           step.kind,
           step.location,
           step.flops,
           step.bytes,
           instance->stepSeconds[index],
           instance->stepRuns[index]};
  return CNN_OK;
}

double cnn_step_cycles(const cnn_instance *instance, uint32_t index) {
  return instance && index < instance->model->step_count ? instance->model->steps[index].cycles : 0;
}
