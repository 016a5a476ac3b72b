//===- Reduce.cpp - Gradients of several processes ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reduce.h"

#include <algorithm>

using namespace cnnc::train;

Result<std::unique_ptr<Reducer>> Reducer::create(Communicator &others, Trainer &trainer, bool syncBatchNorm) {
  std::unique_ptr<Reducer> reducer(new Reducer(others, trainer));
  if (others.size() == 1)
    return reducer;
  cnn_train_hooks hooks{};
  hooks.size = sizeof(hooks);
  hooks.context = reducer.get();
  hooks.machines = uint32_t(others.size());
  hooks.gradient = [](void *context, uint32_t tensor) { return static_cast<Reducer *>(context)->add(tensor); };
  if (syncBatchNorm)
    hooks.statistics = [](void *context, float *means, uint64_t count) {
      return static_cast<Reducer *>(context)->average(means, count);
    };
  if (Status status = trainer.setHooks(&hooks); !status)
    return status.error();
  return reducer;
}

int Reducer::average(float *means, size_t count) {
  others.sum(means, count);
  for (size_t i = 0; i < count; ++i)
    means[i] /= float(others.size());
  return 0;
}

int Reducer::add(uint32_t tensor) {
  if (tensor >= trainer.tensors().size())
    return 1;
  if (used == 0 || buckets[used - 1].sums.size() >= bucketFloats) {
    if (used == buckets.size())
      buckets.emplace_back();
    Bucket &fresh = buckets[used++];
    fresh.tensors.clear();
    fresh.sums.clear();
  }
  Bucket &bucket = buckets[used - 1];
  const cnn_state_tensor &gradient = trainer.tensors()[tensor];
  bucket.tensors.push_back(tensor);
  bucket.sums.insert(bucket.sums.end(), gradient.data, gradient.data + gradient.count);
  if (bucket.sums.size() >= bucketFloats)
    start();
  others.advance();
  return 0;
}

void Reducer::start() { others.startSum(buckets[used - 1].sums.data(), buckets[used - 1].sums.size()); }

void Reducer::finish(Tally &tally, bool &flag) {
  if (others.size() == 1)
    return;
  if (used != 0 && buckets[used - 1].sums.size() < bucketFloats)
    start();
  // What is small goes in one sum, while the last bucket is on its way.
  small = {tally.pictures, tally.loss, tally.correct, tally.top5, double(flag)};
  for (const cnn_state_tensor &tensor : trainer.tensors())
    if (tensor.kind == CNN_TENSOR_AVERAGE)
      small.insert(small.end(), tensor.data, tensor.data + tensor.count);
  others.sum(small.data(), small.size());
  tally = {small[0], small[1], small[2], small[3]};
  flag = small[4] != 0;
  auto average = small.begin() + 5;
  for (const cnn_state_tensor &tensor : trainer.tensors())
    if (tensor.kind == CNN_TENSOR_AVERAGE)
      for (uint64_t i = 0; i < tensor.count; ++i)
        tensor.data[i] = float(*average++ / others.size());

  others.finishSums();
  float share = 1.0f / float(others.size());
  for (size_t b = 0; b < used; ++b) {
    const float *sum = buckets[b].sums.data();
    for (uint32_t index : buckets[b].tensors) {
      const cnn_state_tensor &gradient = trainer.tensors()[index];
      for (uint64_t i = 0; i < gradient.count; ++i)
        gradient.data[i] = *sum++ * share;
    }
  }
  used = 0;
}
