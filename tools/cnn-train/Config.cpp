//===- Config.cpp - The train block of a network ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON comes from the compiler, but a library is a file like any other: each
// value is looked at before it is used.
//
//===----------------------------------------------------------------------===//

#include "Config.h"

#include <fmt/format.h>

using namespace cnnc::train;
using nlohmann::json;

namespace {

constexpr const char *monitorNames[] = {"loss", "accuracy", "validation_loss", "validation_accuracy"};

Result<Monitor> findMonitor(const std::string &name) {
  for (size_t i = 0; i < std::size(monitorNames); ++i)
    if (name == monitorNames[i])
      return Monitor(i);
  return Error{fmt::format(
      "'{}' cannot be monitored; there are validation_loss, validation_accuracy, loss and accuracy", printable(name))};
}

/// A number of an object, which may be missing.
Status readNumber(const json &object, const char *name, double &value) {
  if (!object.contains(name))
    return Done{};
  if (!object[name].is_number())
    return Error{fmt::format("'{}' of the train block is no number", name)};
  value = object[name].get<double>();
  return Done{};
}

Result<StopRule> readStop(const json &entry) {
  StopRule rule;
  if (!entry.is_object() || !entry.contains("function") || !entry["function"].is_string())
    return Error{"the train block's stop is no list of functions"};
  std::string function = entry["function"].get<std::string>();
  if (function != "early" && function != "target")
    return Error{fmt::format("unknown rule '{}' in the train block's stop", printable(function))};
  rule.kind = function == "early" ? StopRule::Early : StopRule::Target;
  if (entry.contains("monitor")) {
    auto monitor = findMonitor(entry["monitor"].is_string() ? entry["monitor"].get<std::string>() : "");
    if (!monitor)
      return monitor.error();
    rule.monitor = *monitor;
  }
  double patience = double(rule.patience);
  for (Status status : {readNumber(entry, "patience", patience), readNumber(entry, "min_delta", rule.minDelta),
                        readNumber(entry, "value", rule.value)})
    if (!status)
      return status.error();
  if (!(patience >= 1 && patience <= 1e9))
    return Error{fmt::format("the train block's patience is {}, but must be at least 1", patience)};
  rule.patience = int64_t(patience);
  return rule;
}

/// A list of functions; a single one stands for a list of one.
json listOf(const json &block, const char *name) {
  if (!block.contains(name) || block[name].is_null())
    return json::array();
  return block[name].is_array() ? block[name] : json::array({block[name]});
}

Status readStops(const json &block, const Options &options, TrainConfig &config) {
  if (options.noStop)
    return Done{};
  if (options.patience) {
    StopRule rule;
    rule.patience = *options.patience;
    rule.minDelta = options.minDelta.value_or(0);
    if (options.monitor) {
      auto monitor = findMonitor(*options.monitor);
      if (!monitor)
        return Error{"--monitor: " + monitor.error().message};
      rule.monitor = *monitor;
    }
    config.stops = {rule};
    return Done{};
  }
  for (const json &entry : listOf(block, "stop")) {
    auto rule = readStop(entry);
    if (!rule)
      return rule.error();
    config.stops.push_back(*rule);
  }
  return Done{};
}

Status readCount(const json &block, const char *name, std::optional<int64_t> option, int64_t &count) {
  double value = double(count);
  if (Status status = readNumber(block, name, value); !status)
    return status;
  if (!(value >= 1 && value <= 1 << 20))
    return Error{fmt::format("the train block's {} is {}, but must be from 1 to {}", name, value, 1 << 20)};
  count = option.value_or(int64_t(value));
  return Done{};
}

} // namespace

const char *cnnc::train::monitorName(Monitor monitor) { return monitorNames[size_t(monitor)]; }

Result<TrainConfig> cnnc::train::makeConfig(const std::string &text, const Options &options) {
  json block = json::parse(text, /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (!block.is_object())
    return Error{fmt::format("the library's train block is no JSON object, but '{}'", printable(text))};
  TrainConfig config;
  auto schedule =
      options.schedule ? Schedule::fromText(*options.schedule) : Schedule::fromJson(listOf(block, "schedule"));
  if (!schedule)
    return schedule.error();
  config.schedule = std::move(*schedule);
  if (!options.noAugment)
    config.augment = listOf(block, "augment");
  for (Status status : {readStops(block, options, config), readCount(block, "batch", options.batch, config.batch),
                        readCount(block, "epochs", options.epochs, config.epochs)})
    if (!status)
      return status.error();
  return config;
}
