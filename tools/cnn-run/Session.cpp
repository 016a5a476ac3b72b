//===- Session.cpp - A network that is ready to run -----------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers into the tensors are collected once, so that run() is cnn_run alone
// and can be measured.
//
//===----------------------------------------------------------------------===//

#include "Session.h"

#include <fmt/format.h>

using namespace cnnrun;

Session::Session(const Library &library, Instance instance, Inputs inputs)
    : lib(&library), net(std::move(instance)), in(std::move(inputs)) {
  const Api &api = library.api();
  bool hasFreeBatch = library.hasFreeBatch();
  for (uint32_t i = 0; i < api.outputCount(library.model()); ++i) {
    out.push_back(makeBatch(*api.output(library.model(), i), in.batch));
    // A scalar has no letters to tell.
    out.back().hasOwnBatch |= out.back().shape.size() == 1 && !hasFreeBatch;
  }
  // A tensor without elements has no memory, but cnn_run takes no null pointer.
  static unsigned char nothing;
  for (const Tensor &tensor : in.tensors)
    inputPointers.push_back(tensor.data.empty() ? &nothing : tensor.data.data());
  for (Tensor &tensor : out)
    outputPointers.push_back(tensor.data.empty() ? &nothing : tensor.data.data());
}

Result<Session> Session::create(const Library &library, const Options &options, Inputs inputs) {
  auto instance = Instance::create(library, instanceOptions(options));
  if (!instance)
    return instance.error();
  return Session(library, std::move(*instance), std::move(inputs));
}

Status Session::run() { return net.run(in.batch, inputPointers.data(), outputPointers.data()); }

Result<const Tensor *> Session::findOutput(const std::string &name) const {
  const Api &api = lib->api();
  std::string names;
  for (uint32_t i = 0; i < out.size(); ++i) {
    const char *found = api.output(lib->model(), i)->name;
    if (name.empty() || name == found)
      return &out[i];
    names += fmt::format("{}'{}'", i ? ", " : "", found);
  }
  return Error{fmt::format("the network has no output '{}'; it has {}", name, names)};
}

cnn_options cnnrun::instanceOptions(const Options &options) {
  cnn_options result{};
  result.size = sizeof(result);
  result.threads = options.threads;
  result.max_batch = options.batch;
  return result;
}
