//===- Benchmark.cpp - The time of a step ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All steps see the same batch: what is measured is the network, without the
// reading of pictures. The first steps touch the memory and do not count.
//
//===----------------------------------------------------------------------===//

#include "Benchmark.h"

#include "Config.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <string>

using namespace cnnc::train;

namespace {

constexpr int64_t warmUp = 2;

/// A batch of noise, and classes.
struct Noise {
  std::vector<uint8_t> bytes;
  std::vector<float> floats;
  std::vector<int32_t> classes;
  std::vector<float> shares;

  Noise(const TrainingLibrary &library, int64_t batch, uint64_t seed);
};

Noise::Noise(const TrainingLibrary &library, int64_t batch, uint64_t seed) {
  std::mt19937_64 random(seed);
  PictureShape shape = library.pictureShape();
  int64_t elements = batch * shape.height * shape.width * shape.channels;
  if (library.takesBytes())
    for (int64_t i = 0; i < elements; ++i)
      bytes.push_back(uint8_t(random() >> 56));
  else
    for (int64_t i = 0; i < elements; ++i)
      // Uniform, of mean 0 and deviation 1.
      floats.push_back(float((double(random() >> 11) * 0x1p-52 - 1) * std::sqrt(3.0)));
  int64_t count = library.classes();
  shares.resize(library.takesClassNumber() ? 0 : size_t(batch * count));
  for (int64_t i = 0; i < batch; ++i) {
    classes.push_back(int32_t(random() % uint64_t(count)));
    if (!shares.empty())
      shares[size_t(i * count + classes.back())] = 1;
  }
}

/// The most memory that the process had, in MiB; 0: the system does not say. What
/// getrusage knows begins with the parent's.
double readPeakMib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0)
      return std::strtod(line.c_str() + 6, nullptr) / 1024;
  return 0;
}

/// Milliseconds of each step, sorted.
Result<std::vector<double>> timeSteps(Trainer &trainer, const TrainingLibrary &library, const Noise &noise,
                                      int64_t batch, int64_t steps) {
  using Clock = std::chrono::steady_clock;
  const void *input = library.takesBytes() ? static_cast<const void *>(noise.bytes.data()) : noise.floats.data();
  const void *target =
      library.takesClassNumber() ? static_cast<const void *>(noise.classes.data()) : noise.shares.data();
  std::vector<float> scores(size_t(batch * library.classes()));
  std::vector<double> times;
  for (int64_t step = 0; step < warmUp + steps; ++step) {
    Clock::time_point start = Clock::now();
    float loss = 0;
    if (Status status = trainer.gradients(batch, input, target, scores.data(), loss); !status)
      return status.error();
    if (Status status = trainer.update(); !status)
      return status.error();
    if (step >= warmUp)
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times;
}

} // namespace

Status cnnc::train::runBenchmark(const TrainingLibrary &library, const Options &options) {
  auto config = makeConfig(library.api().config(library.model()), options);
  if (!config)
    return config.error();
  int64_t batch = config->batch;
  auto trainer = Trainer::create(library, options.threads, batch);
  if (!trainer)
    return trainer.error();
  if (options.rate)
    trainer->setRate(*options.rate);
  trainer->setSeed(options.seed);
  Noise noise(library, batch, options.seed);
  auto times = timeSteps(*trainer, library, noise, batch, options.benchmark);
  if (!times)
    return times.error();
  nlohmann::ordered_json line = {{"model", library.name()},    {"batch", batch},
                                 {"threads", options.threads}, {"steps", times->size()},
                                 {"min_ms", times->front()},   {"median_ms", (*times)[times->size() / 2]},
                                 {"peak_mib", readPeakMib()}};
  fmt::print("{}\n", line.dump(-1, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace));
  return Done{};
}
