//===- Info.cpp - What a library that trains says of itself ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Info.h"

#include "Config.h"

#include <fmt/format.h>

using namespace cnnc::train;

namespace {

void printTensors(const std::vector<cnn_state_tensor> &tensors) {
  uint64_t trained = 0, frozen = 0;
  for (const cnn_state_tensor &tensor : tensors) {
    if (!isWeight(tensor))
      continue;
    if (tensor.kind == CNN_TENSOR_PARAMETER)
      (tensor.frozen ? frozen : trained) += tensor.count;
    fmt::print("  {:<40} {:<18} {}\n", tensor.name, shapeText({tensor.shape, tensor.shape + tensor.rank}),
               tensor.kind == CNN_TENSOR_AVERAGE ? "running average"
               : tensor.frozen                   ? "frozen"
                                                 : "trained");
  }
  fmt::print("parameters: {} trained, {} frozen\n", trained, frozen);
}

} // namespace

Status cnnc::train::printInfo(const TrainingLibrary &library, const Options &options) {
  const char *json = library.api().config(library.model());
  auto config = makeConfig(json, options);
  if (!config)
    return config.error();
  auto trainer = Trainer::create(library, options.threads, config->batch);
  if (!trainer)
    return trainer.error();
  const cnn_tensor_info &input = library.input();
  fmt::print("network: {}, compiled for {}\n", library.name(), library.library().api().modelTarget(library.model()));
  fmt::print("input: {} {} {} {}\n", input.name, typeName(input.type), shapeText(input), input.layout);
  fmt::print("classes: {}\n", library.classes());
  cnn_options sizes{};
  sizes.size = sizeof(sizes);
  sizes.threads = uint32_t(options.threads);
  sizes.max_batch = uint32_t(config->batch);
  fmt::print("memory: {:.1f} MB for steps of {} pictures\n",
             double(library.api().trainerBytes(library.model(), &sizes)) / 1e6, config->batch);
  printTensors(trainer->tensors());
  // Every line of the block by itself, as a person reads it.
  auto block = nlohmann::json::parse(json, /*cb=*/nullptr, /*allow_exceptions=*/false);
  fmt::print("train block:\n");
  for (const auto &[name, value] : block.items())
    fmt::print("  {}: {}\n", name, value.dump(-1, ' ', /*ensure_ascii=*/true));
  return Done{};
}
