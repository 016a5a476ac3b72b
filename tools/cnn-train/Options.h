//===- Options.h - The command line of cnn-train ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain data: what the user asked for, checked as far as it can be without the
// network and the pictures. What is not given comes from the train block.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_OPTIONS_H
#define CNNC_TOOLS_CNN_TRAIN_OPTIONS_H

#include "Common.h"

#include <cstdint>
#include <optional>

namespace cnnc::train {

struct Options {
  bool help = false;
  bool version = false;
  bool info = false;
  bool quiet = false;
  int64_t benchmark = 0; ///< steps to time; 0: train
  std::string model;

  std::string data;
  std::optional<double> validation; ///< share of the training pictures that is held back
  double divide = 255;              ///< f32 inputs are pictures divided by this
  int64_t loadThreads = 1;

  std::optional<int64_t> epochs;
  std::optional<int64_t> batch; ///< pictures in a step of one process
  std::optional<double> rate;
  std::optional<std::string> schedule;
  bool noAugment = false;
  uint64_t seed = 0;
  int64_t threads = 1;
  bool syncBatchNorm = false;

  std::optional<int64_t> patience;
  std::optional<double> minDelta;
  std::optional<std::string> monitor;
  bool noStop = false;

  std::string save;
  std::string checkpoint;
  int64_t checkpointEvery = 0; ///< steps; 0: at the end of epochs only
  bool resume = false;
  std::string log;
  int64_t logEvery = 50; ///< steps
  bool metrics = false;
};

/// Reads the command line.
Result<Options> parseOptions(int argc, char **argv);

/// The text of --help.
std::string helpText();

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_OPTIONS_H
