//===- Trainer.cpp - A network that trains, in a shared library ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Trainer.h"

#include <cstring>
#include <fmt/format.h>

using namespace cnnc::train;

namespace {

/// Null, or the name of a function that the library does not have.
const char *findAll(const Library &library, TrainApi &api) {
  const char *missing = nullptr;
  auto find = [&](auto &function, const char *name) {
    function = library.find<std::remove_reference_t<decltype(function)>>(name);
    if (!function && !missing)
      missing = name;
  };
  find(api.trains, "cnn_model_trains");
  find(api.targetCount, "cnn_model_target_count");
  find(api.targetInfo, "cnn_model_target_info");
  find(api.targetClasses, "cnn_model_target_classes");
  find(api.config, "cnn_model_train_config");
  find(api.trainerBytes, "cnn_trainer_bytes");
  find(api.create, "cnn_trainer_create");
  find(api.destroy, "cnn_trainer_destroy");
  find(api.message, "cnn_trainer_message");
  find(api.gradients, "cnn_train_gradients");
  find(api.update, "cnn_train_update");
  find(api.evaluate, "cnn_evaluate");
  find(api.rate, "cnn_trainer_rate");
  find(api.setRate, "cnn_trainer_set_rate");
  find(api.steps, "cnn_trainer_steps");
  find(api.setSteps, "cnn_trainer_set_steps");
  find(api.setSeed, "cnn_trainer_set_seed");
  find(api.setFirstPicture, "cnn_trainer_set_first_picture");
  find(api.tensorCount, "cnn_trainer_tensor_count");
  find(api.tensor, "cnn_trainer_tensor");
  find(api.setHooks, "cnn_trainer_set_hooks");
  return missing;
}

int64_t elementsOf(const cnn_tensor_info &info) {
  return int64_t(info.bytes / std::max<size_t>(typeBytes(info.type), 1));
}

} // namespace

Result<TrainingLibrary> TrainingLibrary::open(const std::string &path) {
  TrainingLibrary library;
  if (Status status = library.load(path); !status)
    return status.error();
  return library;
}

Status TrainingLibrary::load(const std::string &path) {
  auto opened = Library::open(path);
  if (!opened)
    return opened.error();
  base = std::make_unique<Library>(std::move(*opened));
  if (const char *missing = findAll(*base, functions))
    return Error{fmt::format("'{}' cannot train: it has no function '{}'; compile the network with `cnnc --train`",
                             path, missing)};
  if (!functions.trains(model()))
    return Error{fmt::format("'{}' cannot train; compile the network with `cnnc --train`", path)};
  if (Status status = readInput(); !status)
    return status;
  return readTarget();
}

Status TrainingLibrary::readInput() {
  uint32_t count = base->api().inputCount(model());
  if (count != 1)
    return Error{
        fmt::format("network '{}' has {} inputs, but cnn-train feeds networks with one, a picture", name(), count)};
  const cnn_tensor_info &info = input();
  planes = strcmp(info.layout, "CHW") == 0;
  bool isPicture = info.rank == 3 && (planes || strcmp(info.layout, "HWC") == 0);
  if (!isPicture || (info.type != CNN_U8 && info.type != CNN_F32))
    return Error{
        fmt::format("input '{}' of network '{}' is {} {} {}, but cnn-train feeds pictures of u8 or f32, HWC or "
                    "CHW",
                    info.name, name(), typeName(info.type), shapeText(info), info.layout)};
  const int64_t *d = info.shape;
  shape.height = planes ? d[1] : d[0];
  shape.width = planes ? d[2] : d[1];
  shape.channels = planes ? d[0] : d[2];
  return Done{};
}

Status TrainingLibrary::readTarget() {
  uint32_t count = functions.targetCount(model());
  if (count != 1)
    return Error{fmt::format("network '{}' is trained with {} labels, but cnn-train knows one, a picture's class",
                             name(), count)};
  const cnn_tensor_info &target = *functions.targetInfo(model(), 0);
  classCount = functions.targetClasses(model(), 0);
  classNumber = classCount != 0;
  if (!classNumber && target.type == CNN_F32)
    classCount = elementsOf(target);
  if (classCount < 1)
    return Error{fmt::format("label '{}' of network '{}' is no class", target.name, name())};
  for (scoreOutput = 0; scoreOutput < outputCount(); ++scoreOutput)
    if (const cnn_tensor_info &info = output(scoreOutput); info.type == CNN_F32 && elementsOf(info) == classCount)
      return Done{};
  return Error{
      fmt::format("network '{}' has no f32 output of {} classes, as label '{}' has", name(), classCount, target.name)};
}

Result<Trainer> Trainer::create(const TrainingLibrary &library, int64_t threads, int64_t maxBatch) {
  const TrainApi &api = library.api();
  cnn_options options{};
  options.size = sizeof(options);
  options.threads = uint32_t(threads);
  options.max_batch = uint32_t(maxBatch);
  cnn_trainer *created = nullptr;
  cnn_status status = api.create(library.model(), &options, &created);
  if (status != CNN_OK)
    return Error{fmt::format("cannot train network '{}' (compiled for {}) with {} pictures in a step: {}",
                             library.name(), library.library().api().modelTarget(library.model()), maxBatch,
                             library.library().api().statusString(status))};
  Trainer trainer(Pointer(created, api.destroy), library);
  if (Status listed = trainer.listTensors(); !listed)
    return listed.error();
  return trainer;
}

Status Trainer::listTensors() {
  uint32_t count = api->tensorCount(pointer.get());
  state.resize(count);
  for (uint32_t i = 0; i < count; ++i)
    if (cnn_status status = api->tensor(pointer.get(), i, &state[i]); status != CNN_OK)
      return check(status, "list the tensors");
  return Done{};
}

Status Trainer::check(cnn_status status, const char *what) {
  if (status == CNN_OK)
    return Done{};
  const char *message = api->message(pointer.get());
  return Error{fmt::format("cannot {}: {}", what, *message ? message : library->library().api().statusString(status))};
}

void *const *Trainer::outputsFor(int64_t batch, float *scores) {
  outputs.resize(library->outputCount());
  otherOutputs.resize(outputs.size());
  for (uint32_t i = 0; i < outputs.size(); ++i) {
    outputs[i] = scores;
    if (i == library->scores())
      continue;
    otherOutputs[i].resize(std::max(otherOutputs[i].size(), library->output(i).bytes * size_t(batch)));
    outputs[i] = otherOutputs[i].data();
  }
  return outputs.data();
}

Status Trainer::gradients(int64_t batch, const void *input, const void *target, float *scores, float &loss) {
  return check(api->gradients(pointer.get(), batch, &input, &target, outputsFor(batch, scores), &loss),
               "compute the gradients");
}

Status Trainer::update() { return check(api->update(pointer.get()), "update the parameters"); }

Status Trainer::evaluate(int64_t batch, const void *input, const void *target, float *scores, float &loss) {
  return check(api->evaluate(pointer.get(), batch, &input, &target, outputsFor(batch, scores), &loss),
               "evaluate the network");
}

Status Trainer::setHooks(const cnn_train_hooks *hooks) {
  return check(api->setHooks(pointer.get(), hooks), "set hooks");
}
