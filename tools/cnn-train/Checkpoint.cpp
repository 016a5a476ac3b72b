//===- Checkpoint.cpp - A training in a file ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Doubles survive JSON: they are printed with as many digits as they need.
//
//===----------------------------------------------------------------------===//

#include "Checkpoint.h"

#include "Crc32c.h"

#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

using namespace cnnc::train;
using nlohmann::json;

namespace {

constexpr std::string_view magic = "cnnc-checkpoint\n";
constexpr size_t lengthBytes = 8, checksumBytes = 4;
constexpr uint64_t maxHeader = uint64_t(256) << 20; // A million epochs.
constexpr int format = 1;

bool isKept(const cnn_state_tensor &tensor) { return tensor.kind != CNN_TENSOR_GRADIENT; }

std::string littleEndian(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i)
    text += char(value >> 8 * i);
  return text;
}

uint64_t readLittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | (unsigned char)bytes[i];
  return value;
}

json describe(const cnn_state_tensor &tensor) {
  return {{"name", tensor.name}, {"slot", tensor.slot}, {"kind", int(tensor.kind)}, {"count", tensor.count}};
}

json describe(const Metrics &metrics) { return {metrics.loss, metrics.accuracy, metrics.top5}; }

json describe(const EpochRecord &record) {
  json entry = {{"epoch", record.epoch},
                {"steps", record.steps},
                {"rate", record.rate},
                {"seconds", record.seconds},
                {"training", describe(record.training)}};
  if (record.validation)
    entry["validation"] = describe(*record.validation);
  return entry;
}

/// Takes values out of JSON and remembers whether all were there and of the right type.
class Reader {
public:
  template <typename T> void read(const json &object, const char *name, T &value) {
    if (object.is_object() && object.contains(name))
      take(object[name], value);
    else
      good = false;
  }

  void take(const json &from, double &value) {
    if (check(from.is_number()))
      value = from.get<double>();
  }
  void take(const json &from, int64_t &value) {
    if (check(from.is_number_unsigned() && from.get<uint64_t>() <= uint64_t(INT64_MAX)))
      value = from.get<int64_t>();
  }
  void take(const json &from, uint64_t &value) {
    if (check(from.is_number_unsigned()))
      value = from.get<uint64_t>();
  }
  void take(const json &from, bool &value) {
    if (check(from.is_boolean()))
      value = from.get<bool>();
  }
  void take(const json &from, std::string &value) {
    if (check(from.is_string()))
      value = from.get<std::string>();
  }
  void take(const json &from, Metrics &value) {
    if (!check(from.is_array() && from.size() == 3))
      return;
    take(from[0], value.loss);
    take(from[1], value.accuracy);
    take(from[2], value.top5);
  }
  void take(const json &from, Tally &value) {
    if (!check(from.is_array() && from.size() == 4))
      return;
    take(from[0], value.pictures);
    take(from[1], value.loss);
    take(from[2], value.correct);
    take(from[3], value.top5);
  }
  void take(const json &from, EpochRecord &value) {
    read(from, "epoch", value.epoch);
    read(from, "steps", value.steps);
    read(from, "rate", value.rate);
    read(from, "seconds", value.seconds);
    read(from, "training", value.training);
    if (from.is_object() && from.contains("validation"))
      take(from["validation"], value.validation.emplace());
  }
  void take(const json &from, Stopper::State &value) {
    read(from, "has_best", value.hasBest);
    read(from, "best", value.best);
    read(from, "best_epoch", value.bestEpoch);
    read(from, "waited", value.waited);
  }
  template <typename T> void take(const json &from, std::vector<T> &values) {
    if (!check(from.is_array()))
      return;
    values.resize(from.size());
    for (size_t i = 0; i < from.size(); ++i)
      take(from[i], values[i]);
  }

  bool good = true;

private:
  bool check(bool right) {
    good &= right;
    return right;
  }
};

json makeHeader(const CheckpointParts &parts) {
  const Progress &progress = parts.progress;
  json tensors = json::array(), history = json::array(), rules = json::array();
  for (const cnn_state_tensor &tensor : parts.trainer.tensors())
    if (isKept(tensor))
      tensors.push_back(describe(tensor));
  for (const EpochRecord &record : progress.history)
    history.push_back(describe(record));
  for (const Stopper::State &state : parts.stopper.allStates())
    rules.push_back(
        {{"has_best", state.hasBest}, {"best", state.best}, {"best_epoch", state.bestEpoch}, {"waited", state.waited}});
  const Tally &tally = progress.tally;
  return {{"format", format},
          {"settings", parts.settings},
          {"steps", parts.trainer.steps()},
          {"epoch", progress.epoch},
          {"batch", progress.batch},
          {"tally", {tally.pictures, tally.loss, tally.correct, tally.top5}},
          {"seconds", progress.seconds},
          {"history", history},
          {"stop", rules},
          {"stopped", parts.stopper.reason()},
          {"tensors", tensors},
          {"best", !progress.best.empty()}};
}

/// Floats of the kept tensors, and of the parameters and averages among them.
std::pair<uint64_t, uint64_t> countFloats(const Trainer &trainer) {
  uint64_t all = 0, weights = 0;
  for (const cnn_state_tensor &tensor : trainer.tensors()) {
    all += isKept(tensor) ? tensor.count : 0;
    weights += isWeight(tensor) ? tensor.count : 0;
  }
  return {all, weights};
}

/// Splits a file into its header and its floats; checks that it is whole.
Result<std::pair<json, std::string_view>> splitFile(std::string_view file) {
  if (file.substr(0, magic.size()) != magic)
    return Error{"it is no checkpoint"};
  size_t begin = magic.size() + lengthBytes;
  if (file.size() < begin + checksumBytes)
    return Error{"it ends early"};
  std::string_view checked = file.substr(0, file.size() - checksumBytes);
  if (crc32c(checked) != readLittleEndian(file.substr(checked.size())))
    return Error{"its checksum is wrong; it was damaged or cut short"};
  uint64_t length = readLittleEndian(file.substr(magic.size(), lengthBytes));
  if (length > maxHeader || length > checked.size() - begin)
    return Error{fmt::format("its header of {} bytes does not fit", length)};
  json header = json::parse(checked.substr(begin, length), /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (!header.is_object())
    return Error{"its header is no JSON object"};
  return std::pair(std::move(header), checked.substr(begin + length));
}

/// A training with other pictures in its steps would not be the one that was interrupted.
Status checkSettings(const json &header, const json &settings) {
  if (!header.contains("settings") || !header["settings"].is_object())
    return Error{"its header has no settings"};
  const json &saved = header["settings"];
  for (const auto &[name, value] : settings.items())
    if (!saved.contains(name) || saved[name] != value)
      return Error{fmt::format("it was made with {} = {}, but this run has {}", name,
                               saved.contains(name) ? printable(saved[name].dump(-1, ' ', true)) : "none",
                               printable(value.dump(-1, ' ', true)))};
  return Done{};
}

Status checkTensors(const json &header, const Trainer &trainer) {
  if (!header.contains("tensors") || !header["tensors"].is_array())
    return Error{"its header lists no tensors"};
  const json &saved = header["tensors"];
  size_t at = 0;
  for (const cnn_state_tensor &tensor : trainer.tensors()) {
    if (!isKept(tensor))
      continue;
    json expected = describe(tensor);
    if (at >= saved.size() || saved[at] != expected)
      return Error{fmt::format("tensor {} is {}, but the network has {}", at,
                               at < saved.size() ? printable(saved[at].dump(-1, ' ', true)) : "missing",
                               printable(expected.dump(-1, ' ', true)))};
    ++at;
  }
  if (at != saved.size())
    return Error{fmt::format("it has {} tensors, but the network has {}", saved.size(), at)};
  return Done{};
}

/// What the header says of the training, without its tensors.
struct Position {
  Progress progress;
  std::vector<Stopper::State> rules;
  std::string stopped;
  uint64_t steps = 0;
  bool hasBest = false;
};

Result<Position> readPosition(const json &header, const CheckpointParts &parts) {
  Position position;
  Progress &progress = position.progress;
  Reader reader;
  int64_t version = 0;
  reader.read(header, "format", version);
  if (reader.good && version != format)
    return Error{fmt::format("it has format {}, but this cnn-train reads {}", version, format)};
  reader.read(header, "steps", position.steps);
  reader.read(header, "epoch", progress.epoch);
  reader.read(header, "batch", progress.batch);
  reader.read(header, "tally", progress.tally);
  reader.read(header, "seconds", progress.seconds);
  reader.read(header, "history", progress.history);
  reader.read(header, "stop", position.rules);
  reader.read(header, "stopped", position.stopped);
  reader.read(header, "best", position.hasBest);
  if (!reader.good)
    return Error{"its header lacks values, or has some of other types"};
  constexpr int64_t maxEpochs = 1 << 30; // Products with the batches of an epoch stay in range.
  bool fits = progress.epoch <= maxEpochs && progress.batch < parts.batchesPerEpoch &&
              progress.history.size() == size_t(progress.epoch) &&
              position.steps == uint64_t(progress.epoch * parts.batchesPerEpoch + progress.batch);
  if (!fits)
    return Error{fmt::format("step {}, epoch {} and batch {} do not go together", position.steps, progress.epoch,
                             progress.batch)};
  // The settings have the rules themselves.
  if (position.rules.size() != parts.stopper.allRules().size())
    return Error{fmt::format("it has {} rules of `stop`, but this run has {}", position.rules.size(),
                             parts.stopper.allRules().size())};
  return position;
}

void copyFloats(std::string_view &from, float *to, uint64_t count) {
  if (count == 0)
    return; // memcpy takes no null pointer, not even then.
  memcpy(to, from.data(), count * sizeof(float));
  from.remove_prefix(count * sizeof(float));
}

Status restore(std::string_view file, const CheckpointParts &parts) {
  auto split = splitFile(file);
  if (!split)
    return split.error();
  auto &[header, data] = *split;
  Status status = checkSettings(header, parts.settings);
  if (status)
    status = checkTensors(header, parts.trainer);
  if (!status)
    return status;
  auto position = readPosition(header, parts);
  if (!position)
    return position.error();
  auto [all, weights] = countFloats(parts.trainer);
  uint64_t expected = (all + (position->hasBest ? weights : 0)) * sizeof(float);
  if (data.size() != expected)
    return Error{fmt::format("its tensors have {} bytes, but the network's have {}", data.size(), expected)};

  // Nothing can fail from here on.
  for (const cnn_state_tensor &tensor : parts.trainer.tensors())
    if (isKept(tensor))
      copyFloats(data, tensor.data, tensor.count);
  parts.progress = std::move(position->progress);
  parts.progress.best.resize(position->hasBest ? weights : 0);
  copyFloats(data, parts.progress.best.data(), parts.progress.best.size());
  parts.trainer.setSteps(position->steps);
  parts.stopper.restore(std::move(position->rules), std::move(position->stopped));
  return Done{};
}

} // namespace

Status cnnc::train::writeCheckpoint(const std::string &path, const CheckpointParts &parts) {
  std::string header = makeHeader(parts).dump();
  std::string length = littleEndian(header.size(), lengthBytes);
  std::vector<std::string_view> pieces = {magic, length, header};
  auto addFloats = [&](const float *data, uint64_t count) {
    pieces.emplace_back(reinterpret_cast<const char *>(data), count * sizeof(float));
  };
  for (const cnn_state_tensor &tensor : parts.trainer.tensors())
    if (isKept(tensor))
      addFloats(tensor.data, tensor.count);
  addFloats(parts.progress.best.data(), parts.progress.best.size());
  uint32_t checksum = 0;
  for (std::string_view piece : pieces)
    checksum = crc32c(piece, checksum);
  std::string end = littleEndian(checksum, checksumBytes);
  pieces.push_back(end);
  return writeFileDurably(path, pieces);
}

Result<bool> cnnc::train::readCheckpoint(const std::string &path, const CheckpointParts &parts, Communicator &others) {
  Bytes file;
  if (others.isFirst() && access(path.c_str(), F_OK) == 0) {
    auto [all, weights] = countFloats(parts.trainer);
    auto bytes = readFile(path, maxHeader + (all + weights) * sizeof(float) + 4096);
    if (!bytes)
      return bytes.error();
    if (bytes->empty())
      return Error{fmt::format("cannot go on from '{}': it is empty", path)};
    file = std::move(*bytes);
  }
  uint64_t size = file.size();
  others.broadcast(&size, sizeof(size));
  if (size == 0)
    return false;
  file.resize(size);
  others.broadcast(file.data(), size);
  Status status = restore({reinterpret_cast<const char *>(file.data()), file.size()}, parts);
  if (!status)
    return Error{fmt::format("cannot go on from '{}': {}", path, status.error().message)};
  return true;
}
