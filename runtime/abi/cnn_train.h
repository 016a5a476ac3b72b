//===- cnn_train.h - C interface of a network that trains ---------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Libraries made with `cnnc --train` export these functions beside those of
// cnn.h.
//
//   cnn_trainer *trainer;
//   if (cnn_trainer_create(cnn_model_get(), NULL, &trainer) != CNN_OK) ...
//   for (each batch of n pictures) {
//     float loss;
//     cnn_trainer_set_rate(trainer, rate);
//     cnn_train_step(trainer, n, inputs, targets, NULL, &loss);
//   }
//   cnn_evaluate(trainer, n, inputs, targets, outputs, &loss);
//   for (uint32_t i = 0; cnn_trainer_tensor(trainer, i, &tensor) == CNN_OK; ++i)
//     if (tensor.kind == CNN_TENSOR_PARAMETER || tensor.kind == CNN_TENSOR_AVERAGE)
//       save(tensor.name, tensor.data, tensor.count);
//   cnn_trainer_destroy(trainer);
//
// A step is two parts: cnn_train_gradients computes the gradients of the mean
// loss over the batch, cnn_train_update applies them. Whoever trains on several
// machines averages the gradients between the two. The same seed, steps and
// batches give the same bits for any number of threads.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_ABI_CNN_TRAIN_H
#define CNNC_RUNTIME_ABI_CNN_TRAIN_H

#include "cnn.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cnn_trainer cnn_trainer;

/// What a tensor of a trainer is.
typedef enum cnn_tensor_kind {
  CNN_TENSOR_PARAMETER = 0, /* learned */
  CNN_TENSOR_AVERAGE = 1,   /* measured in training: running mean and variance */
  CNN_TENSOR_GRADIENT = 2,  /* of the parameter of the same name */
  CNN_TENSOR_SLOT = 3       /* the optimiser's, of the parameter of the same name */
} cnn_tensor_kind;

/// A tensor of the training state. `data` may be read and written between
/// calls; it stays where it is as long as the trainer lives.
typedef struct cnn_state_tensor {
  const char *name; /* path of the parameter: "stage1.0.conv.weight" */
  const char *slot; /* "momentum", "mean", "square" of a CNN_TENSOR_SLOT, else "" */
  cnn_tensor_kind kind;
  uint32_t rank;
  const int64_t *shape; /* row-major, as in the network's weights file */
  uint64_t count;       /* elements */
  float *data;
  int32_t frozen; /* a parameter that is not trained: it has neither gradient nor slots */
} cnn_state_tensor;

/// Whether the library can train (it was compiled with --train).
CNN_API int cnn_model_trains(const cnn_model *model);

/// What the losses compare with, in the order of the `label` declarations; NULL
/// out of range. A class is one CNN_I32 for each picture (4 bytes), from 0 to
/// cnn_model_target_classes - 1; any other counts as no class, with a loss of 0.
/// Another target is CNN_F32.
CNN_API uint32_t cnn_model_target_count(const cnn_model *model);
CNN_API const cnn_tensor_info *cnn_model_target_info(const cnn_model *model, uint32_t index);
/// How many classes a target tells apart; 0 where it is no class.
CNN_API int64_t cnn_model_target_classes(const cnn_model *model, uint32_t index);

/// The `train` block as JSON, every default filled in: an object with "loss",
/// "optimizer", "schedule", "regularize", "constraint", "augment" and "stop",
/// arrays of objects with "function" and its arguments, and the numbers "batch"
/// and "epochs", where the network gives them.
CNN_API const char *cnn_model_train_config(const cnn_model *model);

/// Bytes of memory that a trainer with these options uses; 0 says that the
/// options are not valid. max_batch of the options is the largest batch of a
/// step (default: `batch` of the train block, or 32). A trainer cannot use the
/// caller's memory.
CNN_API size_t cnn_trainer_bytes(const cnn_model *model, const cnn_options *options);

/// Makes a trainer with the parameters that the library holds; `*trainer` is
/// NULL after an error. CNN_ERROR_INVALID_ARGUMENT where the library cannot train.
CNN_API cnn_status cnn_trainer_create(const cnn_model *model, const cnn_options *options, cnn_trainer **trainer);
CNN_API void cnn_trainer_destroy(cnn_trainer *trainer);

/// The last error of this trainer as a sentence, or "".
CNN_API const char *cnn_trainer_message(const cnn_trainer *trainer);

/// Computes the gradients for `batch` pictures (at most max_batch), with
/// statistics of the batch and with dropout, and adds the batch to the running
/// averages. `outputs`, where it is not NULL, receives the network's outputs as
/// cnn_run does, computed in training's way; `loss`, where it is not NULL, the
/// mean over the batch of the weighted sum of all losses, without regularisers.
CNN_API cnn_status cnn_train_gradients(cnn_trainer *trainer, int64_t batch, const void *const *inputs,
                                       const void *const *targets, void *const *outputs, float *loss);

/// Updates the parameters with the gradients at hand and counts a step.
CNN_API cnn_status cnn_train_update(cnn_trainer *trainer);

/// Both.
CNN_API cnn_status cnn_train_step(cnn_trainer *trainer, int64_t batch, const void *const *inputs,
                                  const void *const *targets, void *const *outputs, float *loss);

/// Inference with the trainer's parameters and running averages, for any number
/// of pictures. `targets` and `loss` may both be NULL.
CNN_API cnn_status cnn_evaluate(cnn_trainer *trainer, int64_t batch, const void *const *inputs,
                                const void *const *targets, void *const *outputs, float *loss);

/// Learning rate of the next updates. It begins as the optimiser's `rate`;
/// schedules are the caller's to apply.
CNN_API double cnn_trainer_rate(const cnn_trainer *trainer);
CNN_API void cnn_trainer_set_rate(cnn_trainer *trainer, double rate);

/// Updates so far, which Adam's correction of its averages and dropout's random
/// numbers depend on, and the seed of the latter. To go on from a checkpoint set
/// both, and all tensors but the gradients.
CNN_API uint64_t cnn_trainer_steps(const cnn_trainer *trainer);
CNN_API void cnn_trainer_set_steps(cnn_trainer *trainer, uint64_t steps);
CNN_API void cnn_trainer_set_seed(cnn_trainer *trainer, uint64_t seed);

/// Which picture of a batch that several machines share is the first one of the
/// next calls of cnn_train_gradients (0). Dropout's random numbers depend on a
/// picture's place in the whole batch: machines that say where theirs begin, with
/// one seed, drop what one machine with all pictures drops.
CNN_API void cnn_trainer_set_first_picture(cnn_trainer *trainer, uint32_t picture);

/// The tensors of the state; CNN_ERROR_INVALID_ARGUMENT out of range.
CNN_API uint32_t cnn_trainer_tensor_count(const cnn_trainer *trainer);
CNN_API cnn_status cnn_trainer_tensor(const cnn_trainer *trainer, uint32_t index, cnn_state_tensor *tensor);

/// Functions that a host which trains on several machines may give. Each is
/// called on the thread that called cnn_train_gradients, in the same order in
/// each call on every machine. Returning other than 0 ends the call with
/// CNN_ERROR_THREADS. NULL members are not called; NULL `hooks` takes all back.
typedef struct cnn_train_hooks {
  size_t size; /* sizeof(cnn_train_hooks) */
  void *context;
  /// The gradient (index of its tensor) is complete, while others are still
  /// being computed. It may be changed until cnn_train_update.
  int (*gradient)(void *context, uint32_t tensor);
  /// `count` means over the batch that a batch normalisation needs, to be
  /// replaced by the means over all machines. Where it is NULL each machine
  /// normalises with its own statistics.
  int (*statistics)(void *context, float *means, uint64_t count);
  /// How many machines there are, each with as many pictures in a batch; 0 is 1.
  /// Where `statistics` is given, running variances are corrected for the
  /// number of all machines' elements, n / (n - 1).
  uint32_t machines;
} cnn_train_hooks;
CNN_API cnn_status cnn_trainer_set_hooks(cnn_trainer *trainer, const cnn_train_hooks *hooks);

/// Per-step timing of the kernels of cnn_train_gradients and cnn_train_update, as
/// cnn_profile_enable, cnn_step_count and cnn_step_get.
CNN_API void cnn_trainer_profile_enable(cnn_trainer *trainer, int enable);
CNN_API uint32_t cnn_trainer_step_count(const cnn_trainer *trainer);
CNN_API cnn_status cnn_trainer_step_get(const cnn_trainer *trainer, uint32_t index, cnn_step_info *info);

#ifdef __cplusplus
}
#endif

#endif /* CNNC_RUNTIME_ABI_CNN_TRAIN_H */
