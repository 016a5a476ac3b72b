//===- train_model.c - A library that trains, written by hand ------ C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Softmax regression with what the interface of training is about: running
// averages (the mean of each pixel, which normalises the input as a batch
// normalisation does), dropout, momentum, a frozen parameter, hooks. It is
// trained by SGD on the mean cross-entropy; the sums are plain loops, so a
// batch gives the same bits each time.
//
//   logits = weight * dropout(scale * (x - mean)) + bias
//
// Macros: HEIGHT, WIDTH, CHANNELS, CLASSES; CONFIG (the train block's JSON);
// DROPOUT (share of the inputs); SCALE; INPUT_F32; PLANES (CHW instead of HWC);
// STEP_MICROSECONDS (how long a step takes at least, for tests that interrupt it).
//
//===----------------------------------------------------------------------===//

#include "abi/cnn_train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef HEIGHT
#define HEIGHT 8
#define WIDTH 8
#define CHANNELS 1
#endif
#ifndef CLASSES
#define CLASSES 10
#endif
#ifndef CONFIG
#define CONFIG                                                                                                         \
  "{\"loss\":[{\"function\":\"cross_entropy\",\"logits\":\"logits\",\"label\":\"class\"}],"                            \
  "\"optimizer\":[{\"function\":\"sgd\",\"rate\":0.1,\"momentum\":0.9}],\"schedule\":[],\"regularize\":[],"            \
  "\"constraint\":[],\"augment\":[],\"stop\":[],\"batch\":32,\"epochs\":3}"
#endif
#ifndef DROPOUT
#define DROPOUT 0.0f
#endif
#ifndef STEP_MICROSECONDS
#define STEP_MICROSECONDS 0
#endif
#define FEATURES (HEIGHT * WIDTH * CHANNELS)
#define MOMENTUM 0.9f
#ifdef INPUT_F32
typedef float pixel;
#define INPUT_TYPE CNN_F32
#define UNIT 1.0f
#else
typedef uint8_t pixel;
#define INPUT_TYPE CNN_U8
#define UNIT 255.0f
#endif
#ifndef SCALE
#define SCALE (4 / UNIT)
#endif
#ifdef PLANES
#define LAYOUT "CHW"
static const int64_t inputShape[] = {CHANNELS, HEIGHT, WIDTH};
#else
#define LAYOUT "HWC"
static const int64_t inputShape[] = {HEIGHT, WIDTH, CHANNELS};
#endif

struct cnn_model {
  int unused;
};
static const cnn_model theModel;
static const int64_t outputShape[] = {CLASSES}, weightShape[] = {CLASSES, FEATURES}, meanShape[] = {FEATURES};
static const int64_t scaleShape[] = {1};
static const cnn_tensor_info input = {"image", LAYOUT, inputShape, FEATURES * sizeof(pixel), 3, INPUT_TYPE};
static const cnn_tensor_info output = {"probability", "C", outputShape, CLASSES * sizeof(float), 1, CNN_F32};
static const cnn_tensor_info target = {"class", "", NULL, sizeof(int32_t), 0, CNN_I32};

/// Places in the list of tensors.
enum { Weight, Bias, Scale, Mean, WeightGradient, BiasGradient, WeightSlot, BiasSlot, TensorCount };

struct cnn_trainer {
  float weight[CLASSES * FEATURES], bias[CLASSES], scale[1], mean[FEATURES];
  float weightGradient[CLASSES * FEATURES], biasGradient[CLASSES];
  float weightSlot[CLASSES * FEATURES], biasSlot[CLASSES];
  float batchMean[FEATURES], x[FEATURES], probability[CLASSES];
  uint64_t steps, seed;
  uint32_t firstPicture;
  double rate;
  int64_t maxBatch;
  cnn_train_hooks hooks;
  char message[200];
};

static cnn_status fail(cnn_trainer *trainer, cnn_status status, const char *message) {
  snprintf(trainer->message, sizeof(trainer->message), "%s", message);
  return status;
}

const cnn_model *cnn_model_get(void) { return &theModel; }
uint32_t cnn_abi_version(void) { return CNN_ABI_MAJOR << 16 | CNN_ABI_MINOR; }
const char *cnn_status_string(cnn_status status) { return status == CNN_OK ? "no error" : "an error"; }
const char *cnn_model_name(const cnn_model *model) { return (void)model, "regression"; }
const char *cnn_model_target(const cnn_model *model) { return (void)model, "any processor"; }
uint32_t cnn_model_input_count(const cnn_model *model) { return (void)model, 1; }
uint32_t cnn_model_output_count(const cnn_model *model) { return (void)model, 1; }
const cnn_tensor_info *cnn_model_input(const cnn_model *model, uint32_t index) {
  return (void)model, index == 0 ? &input : NULL;
}
const cnn_tensor_info *cnn_model_output(const cnn_model *model, uint32_t index) {
  return (void)model, index == 0 ? &output : NULL;
}
size_t cnn_model_weight_bytes(const cnn_model *model) { return (void)model, 0; }

// It infers through cnn_evaluate only.
size_t cnn_memory_bytes(const cnn_model *model, const cnn_options *options) { return (void)model, (void)options, 0; }
cnn_status cnn_instance_create(const cnn_model *model, const cnn_options *options, cnn_instance **instance) {
  (void)model, (void)options;
  *instance = NULL;
  return CNN_ERROR_INVALID_ARGUMENT;
}
cnn_status cnn_run(cnn_instance *instance, int64_t batch, const void *const *inputs, void *const *outputs) {
  return (void)instance, (void)batch, (void)inputs, (void)outputs, CNN_ERROR_INVALID_ARGUMENT;
}
const char *cnn_instance_message(const cnn_instance *instance) { return (void)instance, ""; }
void cnn_profile_enable(cnn_instance *instance, int enable) { (void)instance, (void)enable; }
uint32_t cnn_step_count(const cnn_instance *instance) { return (void)instance, 0; }
cnn_status cnn_step_get(const cnn_instance *instance, uint32_t index, cnn_step_info *info) {
  return (void)instance, (void)index, (void)info, CNN_ERROR_INVALID_ARGUMENT;
}
double cnn_step_cycles(const cnn_instance *instance, uint32_t index) { return (void)instance, (void)index, 0; }
void cnn_instance_destroy(cnn_instance *instance) { (void)instance; }

int cnn_model_trains(const cnn_model *model) { return (void)model, 1; }
uint32_t cnn_model_target_count(const cnn_model *model) { return (void)model, 1; }
const cnn_tensor_info *cnn_model_target_info(const cnn_model *model, uint32_t index) {
  return (void)model, index == 0 ? &target : NULL;
}
int64_t cnn_model_target_classes(const cnn_model *model, uint32_t index) {
  return (void)model, index == 0 ? CLASSES : 0;
}
const char *cnn_model_train_config(const cnn_model *model) { return (void)model, CONFIG; }
size_t cnn_trainer_bytes(const cnn_model *model, const cnn_options *options) {
  return (void)model, (void)options, sizeof(cnn_trainer);
}

static uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

/// Where feature j is in pictures pixel by pixel, so that planes start with the same weights.
static int placeAsPixels(int j) {
#ifdef PLANES
  return j % (HEIGHT * WIDTH) * CHANNELS + j / (HEIGHT * WIDTH);
#else
  return j;
#endif
}

cnn_status cnn_trainer_create(const cnn_model *model, const cnn_options *options, cnn_trainer **trainer) {
  (void)model;
  *trainer = calloc(1, sizeof(cnn_trainer));
  if (!*trainer)
    return CNN_ERROR_OUT_OF_MEMORY;
  (*trainer)->maxBatch = options && options->max_batch ? options->max_batch : 32;
  (*trainer)->rate = 0.1;
  (*trainer)->scale[0] = SCALE;
  for (int c = 0; c < CLASSES; ++c)
    for (int j = 0; j < FEATURES; ++j)
      (*trainer)->weight[c * FEATURES + j] = (float)(mix(c * FEATURES + placeAsPixels(j)) >> 40) / (1 << 24) * 0.02f;
  return CNN_OK;
}

void cnn_trainer_destroy(cnn_trainer *trainer) { free(trainer); }
const char *cnn_trainer_message(const cnn_trainer *trainer) { return trainer->message; }
double cnn_trainer_rate(const cnn_trainer *trainer) { return trainer->rate; }
void cnn_trainer_set_rate(cnn_trainer *trainer, double rate) { trainer->rate = rate; }
uint64_t cnn_trainer_steps(const cnn_trainer *trainer) { return trainer->steps; }
void cnn_trainer_set_steps(cnn_trainer *trainer, uint64_t steps) { trainer->steps = steps; }
void cnn_trainer_set_seed(cnn_trainer *trainer, uint64_t seed) { trainer->seed = seed; }
void cnn_trainer_set_first_picture(cnn_trainer *trainer, uint32_t picture) { trainer->firstPicture = picture; }
void cnn_trainer_profile_enable(cnn_trainer *trainer, int enable) { (void)trainer, (void)enable; }
uint32_t cnn_trainer_step_count(const cnn_trainer *trainer) { return (void)trainer, 0; }
cnn_status cnn_trainer_step_get(const cnn_trainer *trainer, uint32_t index, cnn_step_info *info) {
  return (void)trainer, (void)index, (void)info, CNN_ERROR_INVALID_ARGUMENT;
}

cnn_status cnn_trainer_set_hooks(cnn_trainer *trainer, const cnn_train_hooks *hooks) {
  memset(&trainer->hooks, 0, sizeof(trainer->hooks));
  if (hooks)
    trainer->hooks = *hooks;
  return CNN_OK;
}

uint32_t cnn_trainer_tensor_count(const cnn_trainer *trainer) { return (void)trainer, TensorCount; }

cnn_status cnn_trainer_tensor(const cnn_trainer *constTrainer, uint32_t index, cnn_state_tensor *tensor) {
  cnn_trainer *t = (cnn_trainer *)constTrainer;
  const cnn_state_tensor all[TensorCount] = {
      {"classifier.dense.weight", "", CNN_TENSOR_PARAMETER, 2, weightShape, CLASSES * FEATURES, t->weight, 0},
      {"classifier.dense.bias", "", CNN_TENSOR_PARAMETER, 1, outputShape, CLASSES, t->bias, 0},
      {"center.scale", "", CNN_TENSOR_PARAMETER, 1, scaleShape, 1, t->scale, 1},
      {"center.mean", "", CNN_TENSOR_AVERAGE, 1, meanShape, FEATURES, t->mean, 0},
      {"classifier.dense.weight", "", CNN_TENSOR_GRADIENT, 2, weightShape, CLASSES * FEATURES, t->weightGradient, 0},
      {"classifier.dense.bias", "", CNN_TENSOR_GRADIENT, 1, outputShape, CLASSES, t->biasGradient, 0},
      {"classifier.dense.weight", "momentum", CNN_TENSOR_SLOT, 2, weightShape, CLASSES * FEATURES, t->weightSlot, 0},
      {"classifier.dense.bias", "momentum", CNN_TENSOR_SLOT, 1, outputShape, CLASSES, t->biasSlot, 0}};
  if (index >= TensorCount)
    return CNN_ERROR_INVALID_ARGUMENT;
  *tensor = all[index];
  return CNN_OK;
}

/// Probabilities of one picture; `t->x` holds what goes into the product. `picture` numbers it for dropout, -1: none.
static float forward(cnn_trainer *t, const pixel *x, const float *mean, int64_t picture, int32_t class) {
  for (int j = 0; j < FEATURES; ++j) {
    t->x[j] = t->scale[0] * ((float)x[j] - mean[j]);
    uint64_t random = mix(mix(t->seed + 1) + mix(t->steps * 1000003 + (uint64_t)picture * FEATURES + j));
    if (picture >= 0 && DROPOUT > 0)
      t->x[j] *= (float)(random >> 40) / (1 << 24) < DROPOUT ? 0 : 1 / (1 - DROPOUT);
  }
  float most = -INFINITY, sum = 0, own = 0;
  for (int c = 0; c < CLASSES; ++c) {
    float logit = t->bias[c];
    for (int j = 0; j < FEATURES; ++j)
      logit += t->weight[c * FEATURES + j] * t->x[j];
    t->probability[c] = logit;
    most = fmaxf(most, logit);
  }
  for (int c = 0; c < CLASSES; ++c) {
    own = c == class ? t->probability[c] - most : own;
    sum += t->probability[c] = expf(t->probability[c] - most);
  }
  for (int c = 0; c < CLASSES; ++c)
    t->probability[c] /= sum;
  return logf(sum) - own;
}

static int batchMeans(cnn_trainer *t, int64_t batch, const pixel *x) {
  for (int j = 0; j < FEATURES; ++j) {
    double sum = 0;
    for (int64_t i = 0; i < batch; ++i)
      sum += x[i * FEATURES + j];
    t->batchMean[j] = (float)(sum / (double)batch);
  }
  if (t->hooks.statistics && t->hooks.statistics(t->hooks.context, t->batchMean, FEATURES) != 0)
    return 1;
  for (int j = 0; j < FEATURES; ++j)
    t->mean[j] = 0.9f * t->mean[j] + 0.1f * t->batchMean[j];
  return 0;
}

cnn_status cnn_train_gradients(cnn_trainer *t, int64_t batch, const void *const *inputs, const void *const *targets,
                               void *const *outputs, float *loss) {
  if (batch < 1 || batch > t->maxBatch)
    return fail(t, CNN_ERROR_INVALID_ARGUMENT, "the batch is larger than max_batch");
  const pixel *x = inputs[0];
  const int32_t *classes = targets[0];
  if (batchMeans(t, batch, x))
    return fail(t, CNN_ERROR_THREADS, "a hook failed");
  memset(t->weightGradient, 0, sizeof(t->weightGradient));
  memset(t->biasGradient, 0, sizeof(t->biasGradient));
  double sum = 0;
  for (int64_t i = 0; i < batch; ++i) {
    sum += forward(t, x + i * FEATURES, t->batchMean, t->firstPicture + i, classes[i]);
    if (outputs)
      memcpy((float *)outputs[0] + i * CLASSES, t->probability, sizeof(t->probability));
    for (int c = 0; c < CLASSES; ++c) {
      float d = (t->probability[c] - (c == classes[i])) / (float)batch;
      t->biasGradient[c] += d;
      for (int j = 0; j < FEATURES; ++j)
        t->weightGradient[c * FEATURES + j] += d * t->x[j];
    }
  }
  if (loss)
    *loss = (float)(sum / (double)batch);
  if (STEP_MICROSECONDS)
    usleep(STEP_MICROSECONDS);
  if (t->hooks.gradient && (t->hooks.gradient(t->hooks.context, WeightGradient) != 0 ||
                            t->hooks.gradient(t->hooks.context, BiasGradient) != 0))
    return fail(t, CNN_ERROR_THREADS, "a hook failed");
  return CNN_OK;
}

static void update(float *parameter, const float *gradient, float *slot, int count, float rate) {
  for (int i = 0; i < count; ++i) {
    slot[i] = MOMENTUM * slot[i] + gradient[i];
    parameter[i] -= rate * slot[i];
  }
}

cnn_status cnn_train_update(cnn_trainer *t) {
  update(t->weight, t->weightGradient, t->weightSlot, CLASSES * FEATURES, (float)t->rate);
  update(t->bias, t->biasGradient, t->biasSlot, CLASSES, (float)t->rate);
  ++t->steps;
  return CNN_OK;
}

cnn_status cnn_train_step(cnn_trainer *t, int64_t batch, const void *const *inputs, const void *const *targets,
                          void *const *outputs, float *loss) {
  cnn_status status = cnn_train_gradients(t, batch, inputs, targets, outputs, loss);
  return status == CNN_OK ? cnn_train_update(t) : status;
}

cnn_status cnn_evaluate(cnn_trainer *t, int64_t batch, const void *const *inputs, const void *const *targets,
                        void *const *outputs, float *loss) {
  double sum = 0;
  for (int64_t i = 0; i < batch; ++i) {
    sum += forward(t, (const pixel *)inputs[0] + i * FEATURES, t->mean, -1,
                   targets ? ((const int32_t *)targets[0])[i] : 0);
    memcpy((float *)outputs[0] + i * CLASSES, t->probability, sizeof(t->probability));
  }
  if (loss)
    *loss = (float)(sum / (double)batch);
  return CNN_OK;
}
