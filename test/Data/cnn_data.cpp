//===- cnn_data.cpp - Data sets, augmentation and loader by hand ----------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   cnn-data REQUEST   where REQUEST is JSON, see check.py
//
// Prints JSON; pictures go to the file `out` as raw floats or bytes. Fails with
// the library's message.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Data.h"
#include "tools/cnn-train/data/Random.h"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace cnnc::train;
using nlohmann::json;

namespace {

int fail(const std::string &error) {
  std::cerr << "error: " << error << '\n';
  return 1;
}

PictureShape shapeOf(const json &request) {
  std::vector<int64_t> extents = request.at("shape");
  return {extents.at(0), extents.at(1), extents.at(2)};
}

template <typename T> void append(std::ofstream &file, const std::vector<T> &values) {
  file.write(reinterpret_cast<const char *>(values.data()), std::streamsize(values.size() * sizeof(T)));
}

std::unique_ptr<DataSet> open(const json &request, std::string &error) {
  OpenOptions options{shapeOf(request), request.value("classes", int64_t(0))};
  Part part = request.value("part", "train") == "train" ? Part::Train : Part::Test;
  return openDataSet(request.at("dir"), part, options, error);
}

/// All pictures and labels of a set.
int runOpen(const json &request) {
  std::string error;
  auto set = open(request, error);
  if (!set && !error.empty())
    return fail(error);
  if (!set) {
    std::cout << "null\n";
    return 0;
  }
  PictureShape shape = set->shape();
  std::vector<int32_t> labels;
  std::ofstream out(std::string(request.at("out")), std::ios::binary);
  std::vector<float> pixels(size_t(shape.elements()));
  for (int64_t i = 0; i < set->size(); ++i) {
    labels.push_back(set->label(i));
    if (!set->read(i, pixels.data(), error))
      return fail(error);
    append(out, pixels);
  }
  json result = {{"shape", {shape.height, shape.width, shape.channels}},
                 {"labels", labels},
                 {"names", set->classNames()},
                 {"classes", set->classes()},
                 {"bytes", set->holdsBytes()}};
  std::cout << result.dump() << '\n';
  return 0;
}

/// One picture, in the file `in`, augmented with the indices 0 to count - 1.
int runAugment(const json &request) {
  std::string error;
  PictureShape shape = shapeOf(request);
  auto augmentation = makeAugmentation(request.at("list"), shape, error);
  if (!augmentation)
    return fail(error);
  std::vector<float> original(size_t(shape.elements()));
  std::ifstream in(std::string(request.at("in")), std::ios::binary);
  in.read(reinterpret_cast<char *>(original.data()), std::streamsize(original.size() * sizeof(float)));
  std::ofstream out(std::string(request.at("out")), std::ios::binary);
  json mixes = json::array();
  for (int64_t i = 0; i < request.at("count"); ++i) {
    PictureKey key{request.at("seed"), request.at("epoch"), i};
    std::vector<float> pixels = original;
    augmentation->apply(pixels.data(), key, request.value("bytes", true));
    append(out, pixels);
    if (augmentation->mixes()) {
      Mix mix = augmentation->drawMix(key, request.at("count"));
      mixes.push_back({mix.share, mix.partner});
    }
  }
  std::cout << mixes.dump() << '\n';
  return 0;
}

LoaderOptions loaderOptions(const json &request) {
  LoaderOptions options;
  options.batch = request.at("batch");
  options.seed = request.value("seed", uint64_t(0));
  options.shuffle = request.value("shuffle", false);
  options.dropLast = request.value("drop_last", false);
  options.asBytes = request.value("as_bytes", false);
  options.threads = request.value("threads", 1);
  options.rank = request.value("rank", int64_t(0));
  options.ranks = request.value("ranks", int64_t(1));
  return options;
}

/// The batches of [epoch, first batch] one after the other; with "leave", so many
/// are read of each only.
int runLoad(const json &request) {
  std::string error;
  auto set = open(request, error);
  if (!set)
    return fail(error);
  auto augmentation = makeAugmentation(request.value("list", json::array()), set->shape(), error);
  if (!augmentation)
    return fail(error);
  LoaderOptions options = loaderOptions(request);
  options.augmentation = request.contains("list") ? augmentation.get() : nullptr;
  std::vector<int64_t> indices(size_t(set->size()));
  std::iota(indices.begin(), indices.end(), 0);
  indices = request.value("indices", indices);

  Loader loader(*set, indices, options);
  json result = {{"batches", loader.batchesPerEpoch()}, {"epochs", json::array()}};
  std::ofstream out(std::string(request.at("out")), std::ios::binary);
  for (const json &start : request.at("starts")) {
    loader.begin(start.at(0), start.at(1));
    json epoch = json::array();
    Batch batch;
    for (int64_t i = 0; i < request.value("leave", int64_t(1) << 40) && loader.next(batch, error); ++i) {
      epoch.push_back({{"size", batch.size}, {"labels", batch.labels}, {"labels2", batch.labels2}, {"mix", batch.mix}});
      append(out, batch.pictures);
      append(out, batch.bytes);
    }
    if (!error.empty())
      return fail(error);
    result["epochs"].push_back(epoch);
  }
  std::cout << result.dump() << '\n';
  return 0;
}

/// Random numbers from their sequence.
int runRandom(const json &request) {
  json result;
  result["philox"] = philox(request.at("counter"), request.at("key"));
  Random random(request.at("seed"), request.at("epoch"), request.at("index"), request.at("purpose"));
  for (int i = 0; i < 9; ++i)
    result["uniform"].push_back(random.uniform());
  std::cout << result.dump() << '\n';
  return 0;
}

} // namespace

int main(int count, char **arguments) {
  if (count != 2)
    return fail("expected one argument, a request in JSON");
  json request = json::parse(arguments[1]);
  std::string what = request.at("what");
  if (what == "open")
    return runOpen(request);
  if (what == "augment")
    return runAugment(request);
  if (what == "load")
    return runLoad(request);
  return runRandom(request);
}
