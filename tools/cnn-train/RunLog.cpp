//===- RunLog.cpp - The files of --log ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunLog.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/stat.h>

using namespace cnnc::train;

namespace {

constexpr std::string_view stepsHeader = "step,epoch,rate,loss,accuracy,top5,pictures_per_second\n";
constexpr size_t maxLog = size_t(1) << 30;

/// The lines of an older steps.csv up to `steps`; none where it is no such file.
std::string keptLines(const std::string &text, uint64_t steps) {
  if (text.compare(0, stepsHeader.size(), stepsHeader) != 0)
    return "";
  size_t at = stepsHeader.size();
  // A line that a kill cut short has no end.
  for (size_t end; (end = text.find('\n', at)) != text.npos; at = end + 1)
    if (strtoull(text.c_str() + at, nullptr, 10) > steps)
      break;
  return text.substr(stepsHeader.size(), at - stepsHeader.size());
}

} // namespace

Result<std::unique_ptr<RunLog>> RunLog::create(const std::string &folder, uint64_t steps,
                                               const std::vector<EpochRecord> &history) {
  struct stat info;
  if (mkdir(folder.c_str(), 0777) != 0 &&
      (errno != EEXIST || stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)))
    return Error{fmt::format("cannot make the folder '{}' of --log: {}", folder, strerror(errno))};
  auto events = EventFile::create(folder, steps);
  if (!events)
    return events.error();
  std::unique_ptr<RunLog> log(new RunLog(folder, std::move(*events)));
  Status status = log->beginSteps(steps);
  if (status)
    status = log->writeEpochs(history);
  if (!status)
    return status.error();
  return log;
}

Status RunLog::beginSteps(uint64_t steps) {
  std::string path = folder + "/steps.csv", kept;
  if (steps != 0)
    if (auto old = readFile(path, maxLog))
      kept = keptLines({old->begin(), old->end()}, steps);
  if (Status status = writeFile(path, {stepsHeader, kept}); !status)
    return status;
  stepsFile.reset(fopen(path.c_str(), "ab"));
  if (stepsFile)
    return Done{};
  return Error{fmt::format("cannot write '{}': {}", path, strerror(errno))};
}

Status RunLog::step(const StepRecord &record) {
  const Metrics &m = record.training;
  std::string line = fmt::format("{},{:.4f},{:g},{:.6g},{:.6g},{:.6g},{:.1f}\n", record.step, record.epoch, record.rate,
                                 m.loss, m.accuracy, m.top5, record.picturesPerSecond);
  if (fputs(line.c_str(), stepsFile.get()) == EOF || fflush(stepsFile.get()) != 0)
    return Error{fmt::format("cannot write '{}/steps.csv': {}", folder, strerror(errno))};
  return events.add(record.step, {{"step/loss", m.loss},
                                  {"step/accuracy", m.accuracy},
                                  {"step/rate", record.rate},
                                  {"step/pictures_per_second", record.picturesPerSecond}});
}

Status RunLog::writeEpochs(const std::vector<EpochRecord> &history) {
  std::string text =
      "epoch,steps,rate,seconds,loss,accuracy,top5,validation_loss,validation_accuracy,validation_top5\n";
  for (const EpochRecord &record : history) {
    const Metrics &m = record.training;
    text += fmt::format("{},{},{:g},{:.3f},{:.6g},{:.6g},{:.6g}", record.epoch, record.steps, record.rate,
                        record.seconds, m.loss, m.accuracy, m.top5);
    if (record.validation)
      text += fmt::format(",{:.6g},{:.6g},{:.6g}\n", record.validation->loss, record.validation->accuracy,
                          record.validation->top5);
    else
      text += ",,,\n";
  }
  return writeFile(folder + "/epochs.csv", {text});
}

Status RunLog::epoch(const std::vector<EpochRecord> &history) {
  const EpochRecord &last = history.back();
  std::vector<std::pair<std::string, double>> scalars = {{"loss/train", last.training.loss},
                                                         {"accuracy/train", last.training.accuracy},
                                                         {"top5/train", last.training.top5},
                                                         {"rate", last.rate}};
  if (last.validation)
    scalars.insert(scalars.end(), {{"loss/validation", last.validation->loss},
                                   {"accuracy/validation", last.validation->accuracy},
                                   {"top5/validation", last.validation->top5}});
  Status status = events.add(last.steps, scalars);
  if (status)
    status = writeEpochs(history);
  if (status)
    status = writeFile(folder + "/curve.svg", {drawCurves(history)});
  return status;
}

Status RunLog::confusion(const std::string &csv) { return writeFile(folder + "/confusion.csv", {csv}); }
