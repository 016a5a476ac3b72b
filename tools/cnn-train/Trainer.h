//===- Trainer.h - A network that trains, in a shared library ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of cnn_train.h as a table, what they say of the network, and a
// trainer that destroys itself.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_TRAINER_H
#define CNNC_TOOLS_CNN_TRAIN_TRAINER_H

#include "Common.h"
#include "abi/cnn_train.h"
#include "data/Data.h"

namespace cnnc::train {

/// The functions of a library that trains, without their prefix.
struct TrainApi {
  decltype(&cnn_model_trains) trains;
  decltype(&cnn_model_target_count) targetCount;
  decltype(&cnn_model_target_info) targetInfo;
  decltype(&cnn_model_target_classes) targetClasses;
  decltype(&cnn_model_train_config) config;
  decltype(&cnn_trainer_bytes) trainerBytes;
  decltype(&cnn_trainer_create) create;
  decltype(&cnn_trainer_destroy) destroy;
  decltype(&cnn_trainer_message) message;
  decltype(&cnn_train_gradients) gradients;
  decltype(&cnn_train_update) update;
  decltype(&cnn_evaluate) evaluate;
  decltype(&cnn_trainer_rate) rate;
  decltype(&cnn_trainer_set_rate) setRate;
  decltype(&cnn_trainer_steps) steps;
  decltype(&cnn_trainer_set_steps) setSteps;
  decltype(&cnn_trainer_set_seed) setSeed;
  decltype(&cnn_trainer_set_first_picture) setFirstPicture;
  decltype(&cnn_trainer_tensor_count) tensorCount;
  decltype(&cnn_trainer_tensor) tensor;
  decltype(&cnn_trainer_set_hooks) setHooks;
};

/// A network with one input, a picture, and one target, the picture's class.
class TrainingLibrary {
public:
  static Result<TrainingLibrary> open(const std::string &path);

  const TrainApi &api() const { return functions; }
  const Library &library() const { return *base; }
  const cnn_model *model() const { return base->model(); }
  const char *name() const { return base->api().modelName(model()); }

  const cnn_tensor_info &input() const { return *base->api().input(model(), 0); }
  PictureShape pictureShape() const { return shape; }
  /// CHW instead of HWC.
  bool takesPlanes() const { return planes; }
  bool takesBytes() const { return input().type == CNN_U8; }

  int64_t classes() const { return classCount; }
  /// The target is the class's number; otherwise as many floats as classes.
  bool takesClassNumber() const { return classNumber; }

  uint32_t outputCount() const { return base->api().outputCount(model()); }
  const cnn_tensor_info &output(uint32_t index) const { return *base->api().output(model(), index); }
  /// The first output with one f32 for each class: what is compared with the classes.
  uint32_t scores() const { return scoreOutput; }

private:
  Status load(const std::string &path);
  Status readInput();
  Status readTarget();

  // On the heap, so that the strings' owner does not move.
  std::unique_ptr<Library> base;
  TrainApi functions{};
  PictureShape shape;
  bool planes = false, classNumber = true;
  int64_t classCount = 0;
  uint32_t scoreOutput = 0;
};

/// The state of a training. The library must outlive it.
class Trainer {
public:
  static Result<Trainer> create(const TrainingLibrary &library, int64_t threads, int64_t maxBatch);

  /// Gradients of a batch; `scores` receives the floats of the output that is compared with the classes.
  Status gradients(int64_t batch, const void *input, const void *target, float *scores, float &loss);
  Status update();
  Status evaluate(int64_t batch, const void *input, const void *target, float *scores, float &loss);

  double rate() const { return api->rate(pointer.get()); }
  void setRate(double rate) { api->setRate(pointer.get(), rate); }
  uint64_t steps() const { return api->steps(pointer.get()); }
  void setSteps(uint64_t steps) { api->setSteps(pointer.get(), steps); }
  void setSeed(uint64_t seed) { api->setSeed(pointer.get(), seed); }
  void setFirstPicture(uint32_t picture) { api->setFirstPicture(pointer.get(), picture); }
  Status setHooks(const cnn_train_hooks *hooks);

  /// All tensors of the state, in the library's order.
  const std::vector<cnn_state_tensor> &tensors() const { return state; }

private:
  using Pointer = std::unique_ptr<cnn_trainer, decltype(&cnn_trainer_destroy)>;
  Trainer(Pointer pointer, const TrainingLibrary &library)
      : pointer(std::move(pointer)), library(&library), api(&library.api()) {}

  Status listTensors();
  /// One pointer for each output: `scores`, and buffers for the others.
  void *const *outputsFor(int64_t batch, float *scores);
  Status check(cnn_status status, const char *what);

  Pointer pointer;
  const TrainingLibrary *library;
  const TrainApi *api;
  std::vector<cnn_state_tensor> state;
  std::vector<std::vector<unsigned char>> otherOutputs;
  std::vector<void *> outputs;
};

/// Whether a trained network consists of this tensor, among others.
inline bool isWeight(const cnn_state_tensor &t) {
  return t.kind == CNN_TENSOR_PARAMETER || t.kind == CNN_TENSOR_AVERAGE;
}

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_TRAINER_H
