//===- Pictures.cpp - The pictures of a training ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pictures.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

using namespace cnnc::train;

namespace {

/// SplitMix64, so that a split is the same with every standard library.
uint64_t nextRandom(uint64_t &state) {
  uint64_t x = state += 0x9e3779b97f4a7c15;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

std::vector<int64_t> allOf(const DataSet &set) {
  std::vector<int64_t> indices(size_t(set.size()));
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

/// Draws `share` of the set's pictures for validation; both parts stay in order.
Status split(const DataSet &set, double share, uint64_t seed, Pictures &pictures) {
  std::vector<int64_t> indices = allOf(set);
  uint64_t state = seed ^ 0x73706c6974; // Apart from other uses of the seed.
  for (size_t i = indices.size(); i > 1; --i)
    std::swap(indices[i - 1], indices[nextRandom(state) % i]);
  size_t held = size_t(share * double(indices.size()));
  if (held == 0 || held == indices.size())
    return Error{fmt::format("--validation {} of {} pictures leaves {} to train with and {} to validate with", share,
                             indices.size(), indices.size() - held, held)};
  pictures.validation = {&set, {indices.begin(), indices.begin() + int64_t(held)}};
  pictures.training = {&set, {indices.begin() + int64_t(held), indices.end()}};
  std::sort(pictures.validation.indices.begin(), pictures.validation.indices.end());
  std::sort(pictures.training.indices.begin(), pictures.training.indices.end());
  return Done{};
}

/// What the network was compiled for, since its code trusts the numbers that it is given.
Status checkSet(const DataSet &set, const TrainingLibrary &library, const std::string &directory) {
  PictureShape has = set.shape(), wanted = library.pictureShape();
  if (has != wanted)
    return Error{fmt::format("the pictures of '{}' are {}x{}x{}, but network '{}' takes {}x{}x{}", directory,
                             has.height, has.width, has.channels, library.name(), wanted.height, wanted.width,
                             wanted.channels)};
  if (library.takesBytes() && !set.holdsBytes())
    return Error{
        fmt::format("the pictures of '{}' are floats, but network '{}' takes bytes", directory, library.name())};
  return Done{};
}

Result<std::unique_ptr<DataSet>> openPart(const TrainingLibrary &library, const std::string &directory, Part part) {
  std::string error;
  std::unique_ptr<DataSet> set = openDataSet(directory, part, {library.pictureShape(), library.classes()}, error);
  if (!error.empty())
    return Error{std::move(error)};
  if (!set)
    return set;
  if (Status status = checkSet(*set, library, directory); !status)
    return status.error();
  return set;
}

Status checkStops(const TrainConfig &config, bool hasValidation) {
  for (const StopRule &rule : config.stops)
    if (needsValidation(rule.monitor) && !hasValidation)
      return Error{fmt::format("training stops by {}, but the pictures have no test part; hold some back with "
                               "--validation 0.1, or train all epochs with --no-stop",
                               monitorName(rule.monitor))};
  return Done{};
}

} // namespace

Result<Pictures> cnnc::train::openPictures(const TrainingLibrary &library, const Options &options,
                                           const TrainConfig &config) {
  Pictures pictures;
  for (auto [part, set] : {std::pair(Part::Train, &pictures.trainSet), std::pair(Part::Test, &pictures.testSet)}) {
    auto opened = openPart(library, options.data, part);
    if (!opened)
      return opened.error();
    *set = std::move(*opened);
  }
  if (!pictures.trainSet || pictures.trainSet->size() == 0)
    return Error{fmt::format("'{}' holds no pictures to train with", options.data)};
  pictures.training = {pictures.trainSet.get(), allOf(*pictures.trainSet)};
  if (pictures.testSet)
    pictures.test = {pictures.testSet.get(), allOf(*pictures.testSet)};
  if (!options.validation)
    pictures.validation = std::move(pictures.test), pictures.test = {};
  else if (Status status = split(*pictures.trainSet, *options.validation, options.seed, pictures); !status)
    return status.error();
  if (Status status = checkStops(config, pictures.validation.size() != 0); !status)
    return status.error();
  if (!config.augment.empty()) {
    std::string error;
    pictures.augmentation = makeAugmentation(config.augment, library.pictureShape(), error);
    if (!pictures.augmentation)
      return Error{std::move(error)};
  }
  return pictures;
}

template <typename From, typename To>
void Feeder::convert(const From *from, std::vector<To> &to, int64_t count, float by) {
  PictureShape shape = library.pictureShape();
  int64_t pixels = shape.height * shape.width, channels = shape.channels;
  // As large as the largest batch; a new size would only cost.
  to.resize(std::max(to.size(), size_t(count * pixels * channels)));
  if (!library.takesPlanes()) {
    for (int64_t i = 0; i < count * pixels * channels; ++i)
      to[size_t(i)] = std::is_same_v<To, float> ? To(float(from[i]) * by) : To(from[i]);
    return;
  }
  for (int64_t i = 0; i < count; ++i)
    for (int64_t p = 0; p < pixels; ++p)
      for (int64_t c = 0; c < channels; ++c) {
        int64_t base = i * pixels * channels;
        From value = from[base + p * channels + c];
        to[size_t(base + c * pixels + p)] = std::is_same_v<To, float> ? To(float(value) * by) : To(value);
      }
}

void Feeder::set(const Batch &batch, bool areBytes, uint64_t key) {
  if (library.takesBytes()) {
    pictures = batch.bytes.data();
    if (library.takesPlanes()) {
      convert(batch.bytes.data(), bytes, batch.size, 1);
      pictures = bytes.data();
    }
  } else {
    convert(batch.pictures.data(), floats, batch.size, areBytes ? factor : 1);
    pictures = floats.data();
  }
  library.takesClassNumber() ? drawClasses(batch, key) : mixClasses(batch);
}

void Feeder::drawClasses(const Batch &batch, uint64_t key) {
  drawn = batch.labels;
  for (size_t i = 0; i < batch.mix.size(); ++i) {
    uint64_t state = key + i;
    if (double(nextRandom(state) >> 11) * 0x1p-53 >= double(batch.mix[i]))
      drawn[i] = batch.labels2[i];
  }
  classes = drawn.data();
}

void Feeder::mixClasses(const Batch &batch) {
  drawn = batch.labels;
  size_t count = size_t(library.classes());
  targets.assign(size_t(batch.size) * count, 0);
  for (size_t i = 0; i < size_t(batch.size); ++i) {
    float share = batch.mix.empty() ? 1 : batch.mix[i];
    targets[i * count + size_t(batch.labels[i])] += share;
    if (!batch.mix.empty())
      targets[i * count + size_t(batch.labels2[i])] += 1 - share;
  }
  classes = targets.data();
}
