//===- Stop.cpp - When training ends ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stop.h"

#include <algorithm>
#include <fmt/format.h>

using namespace cnnc::train;

double EpochRecord::value(Monitor monitor) const {
  switch (monitor) {
  case Monitor::Loss:
    return training.loss;
  case Monitor::Accuracy:
    return training.accuracy;
  case Monitor::ValidationLoss:
    return validation->loss;
  case Monitor::ValidationAccuracy:
    return validation->accuracy;
  }
  return 0;
}

size_t Stopper::keeper() const {
  return size_t(std::find_if(rules.begin(), rules.end(), [](const StopRule &r) { return r.kind == StopRule::Early; }) -
                rules.begin());
}

bool Stopper::update(const EpochRecord &epoch) {
  bool improved = false;
  for (size_t i = 0; i < rules.size(); ++i) {
    const StopRule &rule = rules[i];
    State &state = states[i];
    double value = epoch.value(rule.monitor), sign = rises(rule.monitor) ? 1 : -1;
    const char *name = monitorName(rule.monitor);
    if (rule.kind == StopRule::Target) {
      if (sign * (value - rule.value) >= 0 && why.empty())
        why = fmt::format("{} is {:.6g}, and {} was to be reached", name, value, rule.value);
      continue;
    }
    if (!state.hasBest || sign * (value - state.best) > rule.minDelta) {
      state = {true, value, epoch.epoch, 0};
      improved |= i == keeper();
    } else if (++state.waited >= rule.patience && why.empty()) {
      why = fmt::format("{} has not improved for {} epochs; it was {:.6g} after epoch {}", name, state.waited,
                        state.best, state.bestEpoch);
    }
  }
  return improved;
}
