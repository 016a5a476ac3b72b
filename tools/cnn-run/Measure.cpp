//===- Measure.cpp - Benchmarks and profiles ------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first runs find cold caches, sleeping threads and a slow clock, so a
// tenth of the time is spent before anything counts. A profile has the time that
// the compiler predicted beside the measured one: its cycles of one core, at the
// clock that this core has right after the runs.
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include "tools/Clock.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace cnnrun;

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t minRuns = 5;
/// Bounds the memory for the samples of a very small network.
constexpr size_t maxRuns = size_t(1) << 22;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Runs for `seconds`, but at least minRuns times. Returns each run's seconds.
Result<std::vector<double>> runFor(Session &session, double seconds) {
  std::vector<double> samples;
  Clock::time_point start = Clock::now();
  double before = 0;
  while (samples.size() < minRuns || (before < seconds && samples.size() < maxRuns)) {
    if (Status status = session.run(); !status)
      return status.error();
    double now = secondsSince(start);
    samples.push_back(now - before);
    before = now;
  }
  return samples;
}

/// The smallest sample that at least `fraction` of them do not exceed.
double quantile(const std::vector<double> &sorted, double fraction) {
  size_t index = size_t(fraction * double(sorted.size()));
  return sorted[std::min(index, sorted.size() - 1)];
}

/// A step of the profile.
struct Step {
  cnn_step_info info;
  double predicted; ///< seconds of one core for a run; 0: unknown
};

std::vector<Step> collectSteps(const Session &session) {
  const Api &api = session.library().api();
  std::vector<Step> steps(api.stepCount(session.instance()));
  double perSecond = 1e9 * cnnc::measureGigahertz() / double(session.inputs().batch);
  for (uint32_t i = 0; i < steps.size(); ++i) {
    api.stepGet(session.instance(), i, &steps[i].info);
    steps[i].predicted = api.stepCycles ? api.stepCycles(session.instance(), i) / perSecond : 0;
  }
  return steps;
}

struct Columns {
  size_t name = 5, kind = 6, location = 8;
};

void printRow(const Columns &columns, const Step &row, double batch, double totalSeconds) {
  const cnn_step_info &step = row.info;
  double runs = step.runs ? double(step.runs) : 1;
  double seconds = step.seconds / runs;
  double rate = seconds > 0 ? 1e-9 * batch / seconds : 0;
  std::string predicted = row.predicted > 0 ? fmt::format("{:.2f}", 1e6 * row.predicted) : "-";
  fmt::print("{:<{}}  {:<{}}  {:<{}}  {:>10.2f}  {:>10}  {:>6.1f} %  {:>8.2f}  "
             "{:>8.2f}\n",
             step.name, columns.name, step.kind, columns.kind, step.location, columns.location, 1e6 * seconds,
             predicted, totalSeconds > 0 ? 100 * step.seconds / totalSeconds : 0, step.flops * rate, step.bytes * rate);
}

void printTable(const std::vector<Step> &steps, double batch) {
  Columns columns;
  Step total{};
  total.info.name = "total";
  total.info.kind = total.info.location = "";
  for (const auto &[step, predicted] : steps) {
    columns.name = std::max(columns.name, strlen(step.name));
    columns.kind = std::max(columns.kind, strlen(step.kind));
    columns.location = std::max(columns.location, strlen(step.location));
    total.info.seconds += step.seconds;
    total.info.flops += step.flops;
    total.info.bytes += step.bytes;
    total.info.runs = step.runs;
    total.predicted += predicted;
  }
  fmt::print("{:<{}}  {:<{}}  {:<{}}  {:>10}  {:>10}  {:>8}  {:>8}  {:>8}\n", "step", columns.name, "kernel",
             columns.kind, "location", columns.location, "time us", "predicted", "share", "GFLOP/s", "GB/s");
  for (const Step &step : steps)
    printRow(columns, step, batch, total.info.seconds);
  printRow(columns, total, batch, total.info.seconds);
}

} // namespace

Status cnnrun::benchmark(Session &session, const Options &options) {
  if (auto warm = runFor(session, options.seconds / 10); !warm)
    return warm.error();
  auto samples = runFor(session, options.seconds);
  if (!samples)
    return samples.error();
  std::sort(samples->begin(), samples->end());
  const Library &library = session.library();
  const char *name = library.api().modelName(library.model());
  double minMs = 1e3 * samples->front();
  double medianMs = 1e3 * quantile(*samples, 0.5);
  double p99Ms = 1e3 * quantile(*samples, 0.99);
  int64_t batch = session.inputs().batch;

  if (options.json) {
    nlohmann::ordered_json line = {
        {"model", name},           {"min_ms", minMs}, {"median_ms", medianMs},     {"p99_ms", p99Ms},
        {"runs", samples->size()}, {"batch", batch},  {"threads", options.threads}};
    fmt::print("{}\n", line.dump(-1, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace));
    return Done{};
  }
  fmt::print("{}: median {:.4f} ms, min {:.4f} ms, p99 {:.4f} ms, {:.1f} "
             "pictures/s (batch {}, threads {}, {} runs)\n",
             name, medianMs, minMs, p99Ms, medianMs > 0 ? 1e3 * double(batch) / medianMs : 0, batch, options.threads,
             samples->size());
  return Done{};
}

Status cnnrun::profile(Session &session, const Options &options) {
  const Api &api = session.library().api();
  if (auto warm = runFor(session, options.seconds / 10); !warm)
    return warm.error();
  api.profileEnable(session.instance(), /*enable=*/1);
  auto samples = runFor(session, options.seconds);
  std::vector<Step> steps = collectSteps(session);
  api.profileEnable(session.instance(), /*enable=*/0);
  if (!samples)
    return samples.error();
  printTable(steps, double(session.inputs().batch));
  return Done{};
}
