//===- RunLog.h - The files of --log ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_RUNLOG_H
#define CNNC_TOOLS_CNN_TRAIN_RUNLOG_H

#include "Progress.h"
#include "TensorBoard.h"

namespace cnnc::train {

/// The means over the steps since the last record, and where they end.
struct StepRecord {
  uint64_t step = 0;
  double epoch = 0; ///< with the share of the present one
  double rate = 0;
  double picturesPerSecond = 0;
  Metrics training;
};

/// epochs.csv, steps.csv, TensorBoard's events and curve.svg in one folder.
class RunLog {
public:
  /// Makes the folder. A training that goes on after `steps` keeps the lines up to there.
  static Result<std::unique_ptr<RunLog>> create(const std::string &folder, uint64_t steps,
                                                const std::vector<EpochRecord> &history);

  Status step(const StepRecord &record);
  /// After an epoch, with all so far; the last is new.
  Status epoch(const std::vector<EpochRecord> &history);
  Status confusion(const std::string &csv);

private:
  RunLog(std::string folder, EventFile events) : folder(std::move(folder)), events(std::move(events)) {}
  Status writeEpochs(const std::vector<EpochRecord> &history);
  Status beginSteps(uint64_t steps);

  struct Close {
    void operator()(FILE *file) const { fclose(file); }
  };
  std::string folder;
  EventFile events;
  std::unique_ptr<FILE, Close> stepsFile;
};

/// Loss and accuracy over epochs as a picture, training and validation.
std::string drawCurves(const std::vector<EpochRecord> &history);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_RUNLOG_H
