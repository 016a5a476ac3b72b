//===- Stop.h - When training ends ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_STOP_H
#define CNNC_TOOLS_CNN_TRAIN_STOP_H

#include "Config.h"
#include "Metrics.h"

namespace cnnc::train {

/// What is known of a finished epoch.
struct EpochRecord {
  int64_t epoch = 0; ///< from 1
  uint64_t steps = 0;
  double rate = 0; ///< of its last step
  double seconds = 0;
  Metrics training;
  std::optional<Metrics> validation;

  double value(Monitor monitor) const;
};

/// Applies the rules of `stop` after each epoch.
class Stopper {
public:
  /// How far each rule has come; part of a checkpoint.
  struct State {
    bool hasBest = false;
    double best = 0;
    int64_t bestEpoch = 0, waited = 0;
  };

  explicit Stopper(const std::vector<StopRule> &rules) : rules(rules), states(rules.size()) {}

  /// Whether the epoch is the best so far in the sense of the first early rule,
  /// so that its weights are worth keeping. Updates the states.
  bool update(const EpochRecord &epoch);

  /// Why training ends after the epochs so far; empty: it goes on.
  std::string reason() const { return why; }

  bool keepsBest() const { return keeper() < rules.size(); }
  /// The epoch whose weights were kept, 0 for none.
  int64_t bestEpoch() const { return keepsBest() ? states[keeper()].bestEpoch : 0; }

  const std::vector<StopRule> &allRules() const { return rules; }
  const std::vector<State> &allStates() const { return states; }
  void restore(std::vector<State> saved, std::string reason) {
    states = std::move(saved);
    why = std::move(reason);
  }

private:
  size_t keeper() const;

  std::vector<StopRule> rules;
  std::vector<State> states;
  std::string why;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_STOP_H
