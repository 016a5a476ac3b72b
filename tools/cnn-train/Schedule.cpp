//===- Schedule.cpp - The learning rate over time ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One table of functions, as compiler/Frontend/Net/TrainTable.cpp has it for
// the language; docs/language.md says what they mean.
//
//===----------------------------------------------------------------------===//

#include "Schedule.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace cnnc::train;
using nlohmann::json;

namespace cnnc::train {

struct ScheduleParameter {
  const char *name;
  double least, most;
  double fallback; ///< NaN: must be given
};

struct ScheduleFunction {
  const char *name;
  size_t count;
  ScheduleParameter parameters[Schedule::maxArguments];
  double (*factor)(const double *arguments, double epochs);
};

} // namespace cnnc::train

namespace {

constexpr double required = NAN;
constexpr double pi = 3.14159265358979323846;

/// From 1 at 0 to 0 at 1 along half a cosine.
double halfCosine(double share) { return (1 + std::cos(pi * std::clamp(share, 0.0, 1.0))) / 2; }

double constant(const double *, double) { return 1; }
double step(const double *a, double t) { return std::pow(a[1], std::floor(t / a[0])); }
double exponential(const double *a, double t) { return std::pow(a[0], std::floor(t)); }
double cosine(const double *a, double t) { return a[1] + (1 - a[1]) * halfCosine(t / a[0]); }
double warmUp(const double *a, double t) { return a[1] + (1 - a[1]) * std::min(t / a[0], 1.0); }

/// Both ways along half a cosine, as Smith's one-cycle policy is mostly used.
double oneCycle(const double *a, double t) {
  auto [epochs, rise, start, end] = std::tie(a[0], a[1], a[2], a[3]);
  double share = std::min(t / epochs, 1.0);
  if (share < rise)
    return 1 + (start - 1) * halfCosine(share / rise);
  return end + (1 - end) * halfCosine(rise < 1 ? (share - rise) / (1 - rise) : 1);
}

constexpr double maxEpochs = 1e9;
constexpr ScheduleFunction functions[] = {
    {"constant", 0, {}, constant},
    {"step", 2, {{"every", 1, maxEpochs, required}, {"factor", 0, 1, 0.1}}, step},
    {"exponential", 1, {{"factor", 0, 1, required}}, exponential},
    {"cosine", 2, {{"epochs", 1, maxEpochs, required}, {"floor", 0, 1, 0}}, cosine},
    {"one_cycle",
     4,
     {{"epochs", 1, maxEpochs, required}, {"rise", 0, 1, 0.3}, {"start", 0, 1, 0.04}, {"end", 0, 1, 0.0001}},
     oneCycle},
    {"warm_up", 2, {{"epochs", 1, maxEpochs, required}, {"start", 0, 1, 0}}, warmUp}};

std::string trim(const std::string &text) {
  size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == text.npos ? "" : text.substr(begin, end - begin + 1);
}

/// Splits at commas that are not in parentheses.
std::vector<std::string> splitList(const std::string &text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (char c : text) {
    depth += (c == '(') - (c == ')');
    if (c == ',' && depth == 0)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (std::string &part : parts)
    part = trim(part);
  return parts;
}

} // namespace

namespace cnnc::train {

/// Puts one schedule together from its name and arguments, with their names or in order.
class ScheduleReader {
public:
  Status begin(const std::string &name) {
    for (const ScheduleFunction &function : functions)
      if (name == function.name) {
        term.function = &function;
        std::fill(std::begin(term.arguments), std::end(term.arguments), required);
        return Done{};
      }
    return Error{fmt::format("unknown schedule '{}'; there are constant, step, exponential, cosine, one_cycle and "
                             "warm_up",
                             printable(name))};
  }

  Status set(const std::string &name, double value) {
    const ScheduleFunction &function = *term.function;
    for (size_t i = 0; i < function.count; ++i)
      if (name == function.parameters[i].name)
        return setAt(i, value);
    return Error{fmt::format("schedule '{}' has no argument '{}'", function.name, printable(name))};
  }

  Status setAt(size_t index, double value) {
    const ScheduleFunction &function = *term.function;
    if (index >= function.count)
      return Error{fmt::format("schedule '{}' takes {} arguments", function.name, function.count)};
    const ScheduleParameter &parameter = function.parameters[index];
    if (!(value >= parameter.least && value <= parameter.most))
      return Error{fmt::format("'{}' of schedule '{}' is {}, but must be from {} to {}", parameter.name, function.name,
                               value, parameter.least, parameter.most)};
    if (!std::isnan(term.arguments[index]))
      return Error{fmt::format("'{}' of schedule '{}' is given twice", parameter.name, function.name)};
    term.arguments[index] = value;
    return Done{};
  }

  Status end(Schedule &schedule) {
    for (size_t i = 0; i < term.function->count; ++i) {
      const ScheduleParameter &parameter = term.function->parameters[i];
      if (std::isnan(term.arguments[i]) && std::isnan(parameter.fallback))
        return Error{fmt::format("schedule '{}' needs '{}'", term.function->name, parameter.name)};
      if (std::isnan(term.arguments[i]))
        term.arguments[i] = parameter.fallback;
    }
    schedule.terms.push_back(term);
    return Done{};
  }

private:
  Schedule::Term term{};
};

} // namespace cnnc::train

double Schedule::factor(double epochs) const {
  double product = 1;
  for (const Term &term : terms)
    product *= term.function->factor(term.arguments, epochs);
  return product;
}

Result<Schedule> Schedule::fromJson(const json &list) {
  Schedule schedule;
  for (const json &entry : list) {
    if (!entry.is_object() || !entry.contains("function") || !entry["function"].is_string())
      return Error{"the train block's schedule is no list of functions"};
    ScheduleReader reader;
    Status status = reader.begin(entry["function"].get<std::string>());
    for (const auto &[name, value] : entry.items()) {
      if (!status)
        break;
      if (name == "function")
        continue;
      status = value.is_number() ? reader.set(name, value.get<double>())
                                 : Status(Error{fmt::format("'{}' of a schedule is no number", printable(name))});
    }
    if (status)
      status = reader.end(schedule);
    if (!status)
      return status.error();
  }
  return schedule;
}

/// One argument of a call: "5" or "floor = 0.01".
static Status readArgument(ScheduleReader &reader, const std::string &argument, size_t index) {
  size_t equals = argument.find('=');
  std::string number = equals == argument.npos ? argument : trim(argument.substr(equals + 1));
  char *end = nullptr;
  double value = strtod(number.c_str(), &end);
  if (number.empty() || *end)
    return Error{fmt::format("'{}' is no number", printable(number))};
  return equals == argument.npos ? reader.setAt(index, value) : reader.set(trim(argument.substr(0, equals)), value);
}

Result<Schedule> Schedule::fromText(const std::string &text) {
  Schedule schedule;
  for (const std::string &call : splitList(text)) {
    size_t open = call.find('(');
    if (open != call.npos && call.back() != ')')
      return Error{fmt::format("--schedule '{}': expected ')' at the end of '{}'", printable(text), printable(call))};
    ScheduleReader reader;
    Status status = reader.begin(trim(call.substr(0, open)));
    std::string inside = open == call.npos ? "" : trim(call.substr(open + 1, call.size() - open - 2));
    std::vector<std::string> arguments = inside.empty() ? std::vector<std::string>() : splitList(inside);
    for (size_t i = 0; status && i < arguments.size(); ++i)
      status = readArgument(reader, arguments[i], i);
    if (status)
      status = reader.end(schedule);
    if (!status)
      return Error{fmt::format("--schedule '{}': {}", printable(text), status.error().message)};
  }
  return schedule;
}
