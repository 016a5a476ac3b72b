//===- Schedule.h - The learning rate over time ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules scale the optimiser's rate before each step. They are functions of
// the epochs so far, with the share of the present one: 2.5 in the middle of
// the third. Several multiply.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_SCHEDULE_H
#define CNNC_TOOLS_CNN_TRAIN_SCHEDULE_H

#include "Common.h"

#include <nlohmann/json_fwd.hpp>

namespace cnnc::train {

struct ScheduleFunction;

class Schedule {
public:
  /// What the rate is multiplied with after `epochs` epochs, at least 0.
  double factor(double epochs) const;

  /// From the train block's list of objects with "function" and its arguments.
  static Result<Schedule> fromJson(const nlohmann::json &list);

  /// From text as in the language: "warm_up(5), cosine(epochs = 30)".
  static Result<Schedule> fromText(const std::string &text);

private:
  static constexpr size_t maxArguments = 4;
  struct Term {
    const ScheduleFunction *function;
    double arguments[maxArguments];
  };
  std::vector<Term> terms;

  friend struct ScheduleFunction;
  friend class ScheduleReader;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_SCHEDULE_H
