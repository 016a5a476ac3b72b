//===- Training.h - Trains a network ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loop over epochs and steps. All processes of a training run it alike; the
// first one alone prints and writes.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_TRAINING_H
#define CNNC_TOOLS_CNN_TRAIN_TRAINING_H

#include "Checkpoint.h"
#include "Display.h"
#include "Pictures.h"
#include "Progress.h"
#include "Reduce.h"
#include "RunLog.h"

namespace cnnc::train {

class Training {
public:
  static Result<std::unique_ptr<Training>> create(const Options &options, const TrainingLibrary &library,
                                                  Communicator &others);

  /// Trains to the end, or until a signal asks to end: true then.
  Result<bool> run();

private:
  Training(const Options &options, const TrainingLibrary &library, Communicator &others, TrainConfig config,
           Pictures pictures, Trainer trainer);

  Status runEpoch();
  Status step(const Batch &batch);
  Status afterStep(const Tally &tally);
  Status endEpoch();
  Status finish();
  /// Metrics of the final weights, with --metrics those of each class.
  Status report();
  /// Goes on from a checkpoint, where that is asked for, and opens the log.
  Status begin();
  Status saveCheckpoint(const std::string &path);
  Status endInterrupted();
  CheckpointParts checkpointParts();
  nlohmann::json makeSettings() const;
  Result<Tally> evaluate(const Selection &selection, Confusion *confusion);
  Status checkFinite(double loss) const;
  void keepBest();
  void restoreBest();
  LoaderOptions loaderOptions() const;

  const Options &options;
  const TrainingLibrary &library;
  Communicator &others;
  TrainConfig config;
  Pictures pictures;
  Trainer trainer;
  Feeder feeder;
  Display display;
  Stopper stopper;
  std::unique_ptr<Loader> loader;
  std::unique_ptr<Reducer> reducer;
  Progress progress;
  double baseRate;
  std::vector<float> scores;
  bool interrupted = false;
  nlohmann::json settings;
  /// Of the first process, with --log.
  std::unique_ptr<RunLog> log;
  /// Since the last line of steps.csv.
  Tally logged;
  std::chrono::steady_clock::time_point loggedAt;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_TRAINING_H
