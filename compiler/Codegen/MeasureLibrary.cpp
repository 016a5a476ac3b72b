//===- MeasureLibrary.cpp - Running a compiled network to see how fast it is
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer by itself in a loop finds its weights in the nearest cache, where a
// network's own would have been displaced by the other layers. So something as
// large as they are is read between two runs. Disturbances only ever add time:
// the least of many runs is what counts.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/MeasureLibrary.h"
#include "runtime/abi/cnn.h"
#include "llvm/ADT/ScopeExit.h"
#include <chrono>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <limits>

using namespace cnnc;
using namespace llvm;

namespace {

/// The functions of the library that are called.
struct Functions {
  decltype(&cnn_model_get) modelGet;
  decltype(&cnn_status_string) statusString;
  decltype(&cnn_model_input_count) inputCount;
  decltype(&cnn_model_output_count) outputCount;
  decltype(&cnn_model_input) input;
  decltype(&cnn_model_output) output;
  decltype(&cnn_instance_create) instanceCreate;
  decltype(&cnn_run) run;
  decltype(&cnn_profile_enable) profileEnable;
  decltype(&cnn_step_count) stepCount;
  decltype(&cnn_step_get) stepGet;
  decltype(&cnn_instance_destroy) instanceDestroy;

  bool load(void *handle) {
    bool isWhole = true;
    auto find = [&](auto &function, const char *name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(handle, name));
      isWhole &= function != nullptr;
    };
    find(modelGet, "cnn_model_get");
    find(statusString, "cnn_status_string");
    find(inputCount, "cnn_model_input_count");
    find(outputCount, "cnn_model_output_count");
    find(input, "cnn_model_input");
    find(output, "cnn_model_output");
    find(instanceCreate, "cnn_instance_create");
    find(run, "cnn_run");
    find(profileEnable, "cnn_profile_enable");
    find(stepCount, "cnn_step_count");
    find(stepGet, "cnn_step_get");
    find(instanceDestroy, "cnn_instance_destroy");
    return isWhole;
  }
};

using Bytes = std::vector<unsigned char>;

/// Each has its memory elsewhere: which places share a set of the caches is chance.
constexpr unsigned kInstances = 5;

/// As floats 0.747; as bytes, numbers below 128: nothing that a processor computes slowly.
constexpr unsigned char kFill = 0x3f;

uint64_t readAll(const std::vector<uint64_t> &cold) {
  uint64_t sum = 0;
  for (size_t i = 0; i < cold.size(); i += 8) // one of each cache line
    sum += cold[i];
  return sum;
}

} // namespace

static Expected<std::vector<MeasuredStep>> measureInstance(const Functions &f, const cnn_model *model,
                                                           cnn_instance *instance, const MeasureOptions &options) {
  std::deque<Bytes> memory;
  std::vector<const void *> inputs;
  std::vector<void *> outputs;
  for (uint32_t i = 0; i < f.inputCount(model); ++i)
    inputs.push_back(memory.emplace_back(f.input(model, i)->bytes * options.batch + 1, kFill).data());
  for (uint32_t i = 0; i < f.outputCount(model); ++i)
    outputs.push_back(memory.emplace_back(f.output(model, i)->bytes * options.batch + 1, 0).data());
  std::vector<uint64_t> cold(options.coldBytes / sizeof(uint64_t), 1);
  std::vector<MeasuredStep> steps(f.stepCount(instance));
  for (MeasuredStep &step : steps)
    step.seconds = std::numeric_limits<double>::infinity();
  using Clock = std::chrono::steady_clock;
  Clock::time_point start = Clock::now();
  auto spent = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  volatile uint64_t kept = 0;
  for (unsigned run = 0; run < options.leastRuns || spent() < options.seconds; ++run) {
    kept = readAll(cold);
    f.profileEnable(instance, /*enable=*/1); // from zero
    if (cnn_status status = f.run(instance, options.batch, inputs.data(), outputs.data()))
      return createStringError(f.statusString(status));
    for (auto [i, step] : enumerate(steps)) {
      cnn_step_info info;
      f.stepGet(instance, i, &info);
      step.name = info.name;
      step.kind = info.kind;
      step.seconds = std::min(step.seconds, info.seconds);
    }
  }
  (void)kept;
  return steps;
}

Expected<std::vector<MeasuredStep>> cnnc::measureLibrary(StringRef path, const MeasureOptions &options) {
  void *handle = dlopen(path.str().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return createStringError("cannot load '" + path + "': " + dlerror());
  scope_exit close([&] { dlclose(handle); });
  Functions f;
  if (!f.load(handle))
    return createStringError("'" + path + "' is not a compiled network");
  cnn_options instanceOptions;
  memset(&instanceOptions, 0, sizeof(instanceOptions));
  instanceOptions.size = sizeof(instanceOptions);
  instanceOptions.max_batch = options.batch;
  const cnn_model *model = f.modelGet();
  MeasureOptions share = options;
  share.seconds /= kInstances;
  share.leastRuns = std::max(1u, options.leastRuns / kInstances);
  std::vector<MeasuredStep> least;
  for (unsigned i = 0; i < kInstances; ++i) {
    cnn_instance *instance = nullptr;
    if (cnn_status status = f.instanceCreate(model, &instanceOptions, &instance))
      return createStringError(f.statusString(status));
    scope_exit destroy([&] { f.instanceDestroy(instance); });
    auto steps = measureInstance(f, model, instance, share);
    if (!steps)
      return steps.takeError();
    for (auto [step, other] : zip(*steps, least))
      step.seconds = std::min(step.seconds, other.seconds);
    least = std::move(*steps);
  }
  return least;
}
