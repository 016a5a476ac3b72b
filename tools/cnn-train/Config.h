//===- Config.h - The train block of a network ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cnn_model_train_config says, with the command line's changes: what the
// host of a training library has to know. Losses, optimiser, regularisers and
// constraints are compiled.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_CONFIG_H
#define CNNC_TOOLS_CNN_TRAIN_CONFIG_H

#include "Options.h"
#include "Schedule.h"

#include <nlohmann/json.hpp>

namespace cnnc::train {

enum class Monitor { Loss, Accuracy, ValidationLoss, ValidationAccuracy };

/// "validation_loss".
const char *monitorName(Monitor monitor);
inline bool needsValidation(Monitor m) { return m == Monitor::ValidationLoss || m == Monitor::ValidationAccuracy; }
/// Whether more is better.
inline bool rises(Monitor m) { return m == Monitor::Accuracy || m == Monitor::ValidationAccuracy; }

/// One rule of `stop`.
struct StopRule {
  enum Kind { Early, Target } kind = Early;
  Monitor monitor = Monitor::ValidationLoss;
  int64_t patience = 10;
  double minDelta = 0;
  double value = 0; ///< of a target; accuracies are from 0 to 1
};

struct TrainConfig {
  Schedule schedule;
  std::vector<StopRule> stops;
  nlohmann::json augment = nlohmann::json::array();
  int64_t batch = 32;
  int64_t epochs = 10;
};

/// Reads the library's JSON and applies the options.
Result<TrainConfig> makeConfig(const std::string &json, const Options &options);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_CONFIG_H
