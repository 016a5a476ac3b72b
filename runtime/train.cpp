//===- train.cpp - Training a network -------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A trainer is three instances, of the plans that compute gradients, evaluate
// and update, which share one state, one working memory and one set of threads.
//
//===----------------------------------------------------------------------===//

#include "abi/cnn_train.h"
#include "instance.h"
#include "layout.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

struct cnn_trainer {
  const cnn_model *model;
  const cnnc_train *train;
  cnn_instance *gradients;
  cnn_instance *evaluate;
  cnn_instance *update;
  char *state;
  /// Where all three compute.
  char *work;
  /// A pointer for each input and target, and for each output and the loss.
  const void **inputs;
  void **outputs;
  /// Where outputs go that the caller does not want, zeros in the place of targets
  /// that it does not give, and the losses.
  char *unwanted;
  char *noTargets;
  float *losses;
  uint32_t *gradientTensors;
  cnn_train_hooks hooks;
  uint32_t maxBatch;
  uint64_t steps;
  uint64_t seed;
  uint32_t firstPicture;
  double rate;
  char message[192];
};

namespace {

constexpr size_t alignment = 64;

size_t roundUp(size_t bytes) { return (bytes + alignment - 1) & ~(alignment - 1); }

void *allocate(size_t bytes) {
  void *memory;
  if (posix_memalign(&memory, alignment, bytes ? roundUp(bytes) : alignment) != 0)
    return nullptr;
  memset(memory, 0, bytes);
  return memory;
}

__attribute__((format(printf, 3, 4))) cnn_status fail(cnn_trainer &trainer, cnn_status status, const char *format,
                                                      ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(trainer.message, sizeof(trainer.message), format, arguments);
  va_end(arguments);
  return status;
}

float *control(cnn_trainer &trainer) { return reinterpret_cast<float *>(trainer.state); }

void storeBits(cnn_trainer &trainer, int place, uint32_t bits) {
  memcpy(control(trainer) + place, &bits, sizeof(bits));
}

/// Of how many machines' pictures a batch normalisation's statistics are.
uint32_t statisticsMachines(const cnn_trainer &trainer) {
  const cnn_train_hooks *hooks = trainer.gradients->hooks;
  return hooks && hooks->statistics && hooks->machines ? hooks->machines : 1;
}

/// The options of the plan's own instance; those after the first run on its threads.
cnn_options planOptions(const cnn_options *given, const cnn_model &model, const cnn_thread_pool *pool) {
  cnn_options options;
  memset(&options, 0, sizeof(options));
  if (given)
    options = *given;
  options.size = sizeof(options);
  if (pool) {
    options.pool = pool;
    options.threads = 0;
  }
  if (!options.max_batch)
    options.max_batch = model.train->gradients->default_batch;
  return options;
}

/// Bytes of the caller's outputs of one picture, each aligned.
size_t outputBytes(const cnn_model &model, size_t batch) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < model.output_count; ++i)
    bytes += roundUp(model.outputs[i].bytes * batch);
  return bytes;
}

/// Bytes of the largest target of a batch.
size_t targetBytes(const cnn_model &model, size_t batch) {
  size_t most = 0;
  for (uint32_t i = model.input_count; i < model.train->evaluate->input_count; ++i) {
    size_t bytes = model.train->evaluate->inputs[i].bytes * batch;
    most = bytes > most ? bytes : most;
  }
  return most;
}

/// Gives the state the parameters' initial values.
void initializeState(cnn_trainer &trainer) {
  const cnnc_train &train = *trainer.train;
  const char *weights = static_cast<const char *>(trainer.model->weights);
  for (uint32_t i = 0; i < train.parameter_count; ++i) {
    const cnnc_parameter &parameter = train.parameters[i];
    memcpy(trainer.state + parameter.value, weights + parameter.initial, parameter.count * sizeof(float));
  }
}

bool allocateTrainer(cnn_trainer &trainer) {
  const cnn_model &network = *trainer.model;
  const cnnc_train &train = *trainer.train;
  trainer.state = static_cast<char *>(allocate(train.state_bytes));
  trainer.inputs = static_cast<const void **>(allocate(sizeof(void *) * (network.input_count + train.target_count)));
  trainer.outputs = static_cast<void **>(allocate(sizeof(void *) * (network.output_count + 1)));
  trainer.unwanted = static_cast<char *>(allocate(outputBytes(network, trainer.maxBatch)));
  trainer.noTargets = static_cast<char *>(allocate(targetBytes(network, trainer.maxBatch)));
  trainer.losses = static_cast<float *>(allocate(sizeof(float) * trainer.maxBatch));
  trainer.gradientTensors = static_cast<uint32_t *>(allocate(sizeof(uint32_t) * train.parameter_count));
  return trainer.state && trainer.inputs && trainer.outputs && trainer.unwanted && trainer.noTargets &&
         trainer.losses && trainer.gradientTensors;
}

/// Memory of the instances: what each has for itself, and the working memory,
/// which one place serves, as only one of them runs at a time. False: the options
/// are not valid.
bool measureInstances(const cnn_model &model, const cnn_options *given, size_t &own, size_t &work) {
  const cnnc_train &train = *model.train;
  const cnn_model *plans[] = {train.gradients, train.evaluate, train.update};
  cnn_options options = planOptions(given, model, nullptr);
  own = work = 0;
  for (const cnn_model *plan : plans) {
    cnnc::MemoryLayout layout;
    if (cnnc::planMemory(plan, &options, layout) != CNN_OK)
      return false;
    own += layout.work;
    work = layout.total - layout.work > work ? layout.total - layout.work : work;
  }
  return true;
}

cnn_status createInstances(cnn_trainer &trainer, const cnn_options *given) {
  const cnnc_train &train = *trainer.train;
  size_t own, bytes;
  if (measureInstances(*trainer.model, given, own, bytes)) {
    trainer.work = static_cast<char *>(cnnc::allocateBlock(bytes));
    if (!trainer.work)
      return CNN_ERROR_OUT_OF_MEMORY;
  }
  // Without a layout the first one says what is wrong with the options.
  cnn_options options = planOptions(given, *trainer.model, nullptr);
  if (cnn_status status = cnnc::createInstance(train.gradients, &options, trainer.work, &trainer.gradients))
    return status;
  const cnn_thread_pool *pool = trainer.gradients->pool.parallel_for ? &trainer.gradients->pool : nullptr;
  options = planOptions(given, *trainer.model, pool);
  if (cnn_status status = cnnc::createInstance(train.evaluate, &options, trainer.work, &trainer.evaluate))
    return status;
  return cnnc::createInstance(train.update, &options, trainer.work, &trainer.update);
}

/// The tensors of the state in the order of their numbers: values of all
/// parameters and averages, then gradients, then slots.
bool findTensor(const cnn_trainer &trainer, uint32_t index, cnn_state_tensor &tensor) {
  const cnnc_train &train = *trainer.train;
  auto take = [&](const cnnc_parameter &parameter, uint64_t place, cnn_tensor_kind kind, const char *slot) {
    tensor = {parameter.name,
              slot,
              kind,
              uint32_t(parameter.rank),
              parameter.shape,
              parameter.count,
              reinterpret_cast<float *>(trainer.state + place),
              !parameter.is_average && parameter.gradient == CNNC_NOWHERE};
  };
  for (uint32_t part = 0; part < 4; ++part)
    for (uint32_t i = 0; i < train.parameter_count; ++i) {
      const cnnc_parameter &parameter = train.parameters[i];
      uint64_t place = part == 0 ? parameter.value : part == 1 ? parameter.gradient : parameter.slots[part - 2];
      if (place == CNNC_NOWHERE || index-- != 0)
        continue;
      cnn_tensor_kind kind = part == 1              ? CNN_TENSOR_GRADIENT
                             : part > 1             ? CNN_TENSOR_SLOT
                             : parameter.is_average ? CNN_TENSOR_AVERAGE
                                                    : CNN_TENSOR_PARAMETER;
      take(parameter, place, kind, part > 1 ? train.slot_names[part - 2] : "");
      return true;
    }
  return false;
}

/// Which tensor each parameter's gradient is.
void numberGradients(cnn_trainer &trainer) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < trainer.train->parameter_count; ++i)
    next += trainer.train->parameters[i].value != CNNC_NOWHERE;
  for (uint32_t i = 0; i < trainer.train->parameter_count; ++i)
    if (trainer.train->parameters[i].gradient != CNNC_NOWHERE)
      trainer.gradientTensors[i] = next++;
}

/// Of a number of at least 0, by Newton's method: libm would be a library more
/// that every network needs.
double squareRoot(double x) {
  if (!(x > 0) || x > 1e300)
    return x;
  double root = x > 1 ? x : 1;
  for (double next = (root + x / root) / 2; next < root; next = (root + x / root) / 2)
    root = next;
  return root;
}

double power(double base, uint64_t exponent) {
  double result = 1;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1)
      result *= base;
  return result;
}

/// The Euclidean norm of all gradients. In f64 and in order, so that it is the
/// same whoever asks.
double gradientNorm(const cnn_trainer &trainer) {
  double total = 0;
  for (uint32_t i = 0; i < trainer.train->parameter_count; ++i) {
    const cnnc_parameter &parameter = trainer.train->parameters[i];
    if (parameter.gradient == CNNC_NOWHERE)
      continue;
    auto *values = reinterpret_cast<const float *>(trainer.state + parameter.gradient);
    double sums[8] = {};
    uint64_t whole = parameter.count / 8 * 8;
    for (uint64_t k = 0; k < whole; k += 8)
      for (int lane = 0; lane < 8; ++lane)
        sums[lane] += double(values[k + lane]) * double(values[k + lane]);
    for (uint64_t k = whole; k < parameter.count; ++k)
      sums[0] += double(values[k]) * double(values[k]);
    for (double sum : sums)
      total += sum;
  }
  return squareRoot(total);
}

cnn_status checkBatch(cnn_trainer &trainer, int64_t batch, const void *const *inputs, const void *const *targets) {
  if (batch < 1)
    return fail(trainer, CNN_ERROR_INVALID_ARGUMENT, "the batch is %lld, but must be at least 1",
                static_cast<long long>(batch));
  if (!inputs && trainer.model->input_count)
    return fail(trainer, CNN_ERROR_INVALID_ARGUMENT, "the array of inputs is null");
  if (!targets && trainer.train->target_count)
    return fail(trainer, CNN_ERROR_INVALID_ARGUMENT, "the array of targets is null");
  return CNN_OK;
}

/// Runs a plan on some pictures. Outputs that the caller does not want go
/// where nobody looks; returns the sum of the losses.
cnn_status runPlan(cnn_trainer &trainer, cnn_instance *instance, int64_t batch, double &loss) {
  cnn_status status = cnn_run(instance, batch, trainer.inputs, trainer.outputs);
  if (status)
    return fail(trainer, status, "%s", cnn_instance_message(instance));
  for (int64_t i = 0; i < batch; ++i)
    loss += double(trainer.losses[i]);
  return CNN_OK;
}

/// Points a plan's inputs and outputs at pictures from `first` on.
void bind(cnn_trainer &trainer, int64_t first, const void *const *inputs, const void *const *targets,
          void *const *outputs) {
  const cnn_model &network = *trainer.model;
  const cnn_model &plan = *trainer.train->evaluate;
  for (uint32_t i = 0; i < plan.input_count; ++i) {
    const void *base = i < network.input_count ? inputs[i] : targets ? targets[i - network.input_count] : nullptr;
    if (base)
      base = static_cast<const char *>(base) + plan.inputs[i].bytes * uint64_t(first);
    // Without targets the losses are of zeros, and nobody reads them.
    trainer.inputs[i] = i < network.input_count || targets ? base : trainer.noTargets;
  }
  char *unwanted = trainer.unwanted;
  for (uint32_t i = 0; i < network.output_count; ++i) {
    bool wanted = outputs && outputs[i];
    trainer.outputs[i] =
        wanted ? static_cast<char *>(outputs[i]) + network.outputs[i].bytes * uint64_t(first) : unwanted;
    unwanted += roundUp(network.outputs[i].bytes * trainer.maxBatch);
  }
  trainer.outputs[network.output_count] = trainer.losses;
}

} // namespace

//===----------------------------------------------------------------------===//
// Questions about the model
//===----------------------------------------------------------------------===//

int cnn_model_trains(const cnn_model *model) { return model && model->train; }

uint32_t cnn_model_target_count(const cnn_model *model) {
  return model && model->train ? model->train->target_count : 0;
}

const cnn_tensor_info *cnn_model_target_info(const cnn_model *model, uint32_t index) {
  if (index >= cnn_model_target_count(model))
    return nullptr;
  return &model->train->gradients->inputs[model->input_count + index];
}

int64_t cnn_model_target_classes(const cnn_model *model, uint32_t index) {
  return index < cnn_model_target_count(model) ? model->train->target_classes[index] : 0;
}

const char *cnn_model_train_config(const cnn_model *model) {
  return model && model->train ? model->train->config : nullptr;
}

//===----------------------------------------------------------------------===//
// Making and ending trainers
//===----------------------------------------------------------------------===//

size_t cnn_trainer_bytes(const cnn_model *model, const cnn_options *options) {
  if (!model || !model->train)
    return 0;
  size_t own, work, batch = planOptions(options, *model, nullptr).max_batch;
  if (!measureInstances(*model, options, own, work))
    return 0;
  return roundUp(model->train->state_bytes) + outputBytes(*model, batch) + targetBytes(*model, batch) + own + work;
}

cnn_status cnn_trainer_create(const cnn_model *model, const cnn_options *options, cnn_trainer **result) {
  if (!result)
    return CNN_ERROR_INVALID_ARGUMENT;
  *result = nullptr;
  if (!model || !model->train || (options && options->memory))
    return CNN_ERROR_INVALID_ARGUMENT;
  if (options && options->size < sizeof(cnn_options))
    return CNN_ERROR_VERSION;
  void *memory = allocate(sizeof(cnn_trainer));
  if (!memory)
    return CNN_ERROR_OUT_OF_MEMORY;
  auto *trainer = new (memory) cnn_trainer();
  trainer->model = model;
  trainer->train = model->train;
  trainer->rate = model->train->rate;
  trainer->maxBatch = planOptions(options, *model, nullptr).max_batch;
  cnn_status status = allocateTrainer(*trainer) ? createInstances(*trainer, options) : CNN_ERROR_OUT_OF_MEMORY;
  if (status) {
    cnn_trainer_destroy(trainer);
    return status;
  }
  numberGradients(*trainer);
  initializeState(*trainer);
  cnn_instance *instances[] = {trainer->gradients, trainer->evaluate, trainer->update};
  for (cnn_instance *instance : instances) {
    instance->state = trainer->state;
    instance->gradientTensors = trainer->gradientTensors;
  }
  *result = trainer;
  return CNN_OK;
}

void cnn_trainer_destroy(cnn_trainer *trainer) {
  if (!trainer)
    return;
  // The threads are those of the first one, which therefore ends last.
  cnn_instance_destroy(trainer->update);
  cnn_instance_destroy(trainer->evaluate);
  cnn_instance_destroy(trainer->gradients);
  free(trainer->work);
  free(trainer->state);
  free(trainer->inputs);
  free(trainer->outputs);
  free(trainer->unwanted);
  free(trainer->noTargets);
  free(trainer->losses);
  free(trainer->gradientTensors);
  free(trainer);
}

const char *cnn_trainer_message(const cnn_trainer *trainer) { return trainer ? trainer->message : ""; }

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

cnn_status cnn_train_gradients(cnn_trainer *trainer, int64_t batch, const void *const *inputs,
                               const void *const *targets, void *const *outputs, float *loss) {
  if (!trainer)
    return CNN_ERROR_INVALID_ARGUMENT;
  trainer->message[0] = '\0';
  if (cnn_status status = checkBatch(*trainer, batch, inputs, targets))
    return status;
  if (batch > int64_t(trainer->maxBatch))
    return fail(*trainer, CNN_ERROR_INVALID_ARGUMENT, "the batch is %lld, but the trainer was made for at most %u",
                static_cast<long long>(batch), trainer->maxBatch);
  storeBits(*trainer, CNNC_CONTROL_SEED_LOW, uint32_t(trainer->seed));
  storeBits(*trainer, CNNC_CONTROL_SEED_HIGH, uint32_t(trainer->seed >> 32));
  storeBits(*trainer, CNNC_CONTROL_STEP, uint32_t(trainer->steps));
  storeBits(*trainer, CNNC_CONTROL_FIRST_PICTURE, trainer->firstPicture);
  storeBits(*trainer, CNNC_CONTROL_MACHINES, statisticsMachines(*trainer));
  bind(*trainer, /*first=*/0, inputs, targets, outputs);
  double sum = 0;
  if (cnn_status status = runPlan(*trainer, trainer->gradients, batch, sum))
    return status;
  if (loss)
    *loss = float(sum / double(batch));
  return CNN_OK;
}

cnn_status cnn_train_update(cnn_trainer *trainer) {
  if (!trainer)
    return CNN_ERROR_INVALID_ARGUMENT;
  trainer->message[0] = '\0';
  const cnnc_train &train = *trainer->train;
  float *numbers = control(*trainer);
  numbers[CNNC_CONTROL_RATE] = float(trainer->rate);
  numbers[CNNC_CONTROL_CORRECTION1] = float(1 / (1 - power(train.beta1, trainer->steps + 1)));
  numbers[CNNC_CONTROL_CORRECTION2] = float(1 / (1 - power(train.beta2, trainer->steps + 1)));
  numbers[CNNC_CONTROL_GRADIENT_SCALE] = 1;
  if (train.clip_norm > 0) {
    double norm = gradientNorm(*trainer);
    if (norm > train.clip_norm)
      numbers[CNNC_CONTROL_GRADIENT_SCALE] = float(train.clip_norm / norm);
  }
  if (cnn_status status = cnn_run(trainer->update, /*batch=*/1, nullptr, nullptr))
    return fail(*trainer, status, "%s", cnn_instance_message(trainer->update));
  ++trainer->steps;
  return CNN_OK;
}

cnn_status cnn_train_step(cnn_trainer *trainer, int64_t batch, const void *const *inputs, const void *const *targets,
                          void *const *outputs, float *loss) {
  if (cnn_status status = cnn_train_gradients(trainer, batch, inputs, targets, outputs, loss))
    return status;
  return cnn_train_update(trainer);
}

cnn_status cnn_evaluate(cnn_trainer *trainer, int64_t batch, const void *const *inputs, const void *const *targets,
                        void *const *outputs, float *loss) {
  if (!trainer)
    return CNN_ERROR_INVALID_ARGUMENT;
  trainer->message[0] = '\0';
  if (loss && !targets)
    return fail(*trainer, CNN_ERROR_INVALID_ARGUMENT, "a loss needs targets, but the array of targets is null");
  if (cnn_status status = checkBatch(*trainer, batch, inputs, targets ? targets : inputs))
    return status;
  double sum = 0;
  for (int64_t first = 0; first < batch; first += trainer->maxBatch) {
    int64_t count = batch - first < int64_t(trainer->maxBatch) ? batch - first : int64_t(trainer->maxBatch);
    bind(*trainer, first, inputs, targets, outputs);
    if (cnn_status status = runPlan(*trainer, trainer->evaluate, count, sum))
      return status;
  }
  if (loss)
    *loss = float(sum / double(batch));
  return CNN_OK;
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

double cnn_trainer_rate(const cnn_trainer *trainer) { return trainer ? trainer->rate : 0; }

void cnn_trainer_set_rate(cnn_trainer *trainer, double rate) {
  if (trainer)
    trainer->rate = rate;
}

uint64_t cnn_trainer_steps(const cnn_trainer *trainer) { return trainer ? trainer->steps : 0; }

void cnn_trainer_set_steps(cnn_trainer *trainer, uint64_t steps) {
  if (trainer)
    trainer->steps = steps;
}

void cnn_trainer_set_seed(cnn_trainer *trainer, uint64_t seed) {
  if (trainer)
    trainer->seed = seed;
}

void cnn_trainer_set_first_picture(cnn_trainer *trainer, uint32_t picture) {
  if (trainer)
    trainer->firstPicture = picture;
}

uint32_t cnn_trainer_tensor_count(const cnn_trainer *trainer) {
  if (!trainer)
    return 0;
  uint32_t count = 0;
  for (uint32_t i = 0; i < trainer->train->parameter_count; ++i) {
    const cnnc_parameter &parameter = trainer->train->parameters[i];
    const uint64_t places[] = {parameter.value, parameter.gradient, parameter.slots[0], parameter.slots[1]};
    for (uint64_t place : places)
      count += place != CNNC_NOWHERE;
  }
  return count;
}

cnn_status cnn_trainer_tensor(const cnn_trainer *trainer, uint32_t index, cnn_state_tensor *tensor) {
  bool found = trainer && tensor && findTensor(*trainer, index, *tensor);
  return found ? CNN_OK : CNN_ERROR_INVALID_ARGUMENT;
}

cnn_status cnn_trainer_set_hooks(cnn_trainer *trainer, const cnn_train_hooks *hooks) {
  if (!trainer)
    return CNN_ERROR_INVALID_ARGUMENT;
  if (hooks && hooks->size < sizeof(cnn_train_hooks))
    return CNN_ERROR_VERSION;
  if (hooks)
    trainer->hooks = *hooks;
  trainer->gradients->hooks = hooks ? &trainer->hooks : nullptr;
  return CNN_OK;
}

//===----------------------------------------------------------------------===//
// Profile
//===----------------------------------------------------------------------===//

void cnn_trainer_profile_enable(cnn_trainer *trainer, int enable) {
  if (!trainer)
    return;
  cnn_profile_enable(trainer->gradients, enable);
  cnn_profile_enable(trainer->update, enable);
}

uint32_t cnn_trainer_step_count(const cnn_trainer *trainer) {
  return trainer ? cnn_step_count(trainer->gradients) + cnn_step_count(trainer->update) : 0;
}

cnn_status cnn_trainer_step_get(const cnn_trainer *trainer, uint32_t index, cnn_step_info *info) {
  if (!trainer)
    return CNN_ERROR_INVALID_ARGUMENT;
  uint32_t first = cnn_step_count(trainer->gradients);
  return index < first ? cnn_step_get(trainer->gradients, index, info)
                       : cnn_step_get(trainer->update, index - first, info);
}
