//===- cnn.h - C interface of a compiled network ------------------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every library that cnnc makes exports these functions, and nothing else.
// Link against the library, or dlopen it and look the names up.
//
//   const cnn_model *model = cnn_model_get();
//   cnn_instance *net;
//   if (cnn_instance_create(model, NULL, &net) != CNN_OK) ...
//   const void *inputs[] = {picture};
//   void *outputs[] = {probabilities};
//   if (cnn_run(net, /*batch=*/1, inputs, outputs) != CNN_OK)
//     puts(cnn_instance_message(net));
//   cnn_instance_destroy(net);
//
// A model is constant data: any number of threads may read it at once. An
// instance owns its working memory: use it from one thread at a time; separate
// instances need no lock. A run allocates nothing.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_ABI_CNN_H
#define CNNC_RUNTIME_ABI_CNN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Version of this interface. A library with another major number cannot be
/// used with this header; a higher minor number only adds to it.
#define CNN_ABI_MAJOR 1
#define CNN_ABI_MINOR 1

#if defined(__GNUC__)
#define CNN_API __attribute__((visibility("default")))
#else
#define CNN_API
#endif

/// What a call came to. CNN_OK is 0; everything else is an error.
typedef enum cnn_status {
  CNN_OK = 0,
  /// A null pointer, a batch below 1, an index out of range.
  CNN_ERROR_INVALID_ARGUMENT = 1,
  /// No memory, or the caller's memory is too small or misaligned.
  CNN_ERROR_OUT_OF_MEMORY = 2,
  /// The processor lacks an instruction set that the library was compiled for.
  CNN_ERROR_UNSUPPORTED_CPU = 3,
  /// The threads could not be started.
  CNN_ERROR_THREADS = 4,
  /// Options from a header of another version.
  CNN_ERROR_VERSION = 5
} cnn_status;

/// Element types of inputs and outputs.
typedef enum cnn_type {
  CNN_F32 = 0, /* IEEE 754 binary32 */
  CNN_U8 = 1,  /* unsigned byte */
  CNN_F64 = 2,
  CNN_I8 = 3,
  CNN_I32 = 4,
  CNN_I64 = 5,
  CNN_BOOL = 6, /* one byte, 0 or 1 */
  CNN_F16 = 7,  /* IEEE 754 binary16 */
  CNN_BF16 = 8, /* the upper half of a binary32 */
  CNN_U16 = 9,
  CNN_I16 = 10,
  CNN_U32 = 11,
  CNN_U64 = 12
} cnn_type;

/// One input or output. All strings and arrays live as long as the library.
typedef struct cnn_tensor_info {
  const char *name;     /* as written in the network */
  const char *layout;   /* order of the dimensions in memory: "HWC", "CHW", "C";
                           with an N ("NCHW", "NC") the batch is part of the network */
  const int64_t *shape; /* `rank` extents in that order, without a free batch */
  size_t bytes;         /* of one picture's tensor; a batch is dense */
  uint32_t rank;
  cnn_type type;
} cnn_tensor_info;

/// What the profiler knows of one step of a run.
typedef struct cnn_step_info {
  const char *name;     /* layer, as named in the network: "stage2.0.conv1" */
  const char *kind;     /* kernel: "direct_conv", "pool", ... */
  const char *location; /* "resnet.net:14" */
  double flops;         /* floating-point operations per picture */
  double bytes;         /* bytes read and written per picture */
  double seconds;       /* summed over the runs since profiling was turned on */
  uint64_t runs;
} cnn_step_info;

typedef struct cnn_model cnn_model;
typedef struct cnn_instance cnn_instance;

/// A host's thread pool. `parallel_for` must call body(state, i, thread) once
/// for every i in [0, count), in any order and on any threads, and return when
/// all are done; `thread` is below `threads` and no two calls that run at the
/// same time may share it.
typedef struct cnn_thread_pool {
  void *context;
  uint32_t threads;
  void (*parallel_for)(void *context, int64_t count, void (*body)(void *state, int64_t i, uint32_t thread),
                       void *state);
} cnn_thread_pool;

/// Options of an instance. Set `size` to sizeof(cnn_options), zero the rest,
/// then set what you need; zero always means the default.
typedef struct cnn_options {
  size_t size;
  uint32_t threads;            /* the most that compute a run; 0 or 1: the caller's only.
                                  All instances of a library together keep no more
                                  busy than there are processors, callers first */
  uint32_t max_batch;          /* pictures computed at once (default: as compiled);
                                  larger batches are cut into such pieces, and these
                                  into smaller ones where that suits the caches */
  const cnn_thread_pool *pool; /* use the host's pool instead of own threads */
  void *memory;                /* the caller's working memory, 64-byte aligned ... */
  size_t memory_bytes;         /* ... of at least cnn_memory_bytes() bytes */
  int32_t spin_microseconds;   /* idle workers spin this long before they sleep
                                  (0: default 50; negative: never spin) */
} cnn_options;

/// The network in this library.
CNN_API const cnn_model *cnn_model_get(void);

/// CNN_ABI_MAJOR << 16 | CNN_ABI_MINOR of the library.
CNN_API uint32_t cnn_abi_version(void);

/// A status as one English phrase.
CNN_API const char *cnn_status_string(cnn_status status);

/// The network's name, and the processor it was compiled for ("x86_64 znver5").
CNN_API const char *cnn_model_name(const cnn_model *model);
CNN_API const char *cnn_model_target(const cnn_model *model);

/// Inputs and outputs in the order of their declaration; NULL out of range.
CNN_API uint32_t cnn_model_input_count(const cnn_model *model);
CNN_API uint32_t cnn_model_output_count(const cnn_model *model);
CNN_API const cnn_tensor_info *cnn_model_input(const cnn_model *model, uint32_t index);
CNN_API const cnn_tensor_info *cnn_model_output(const cnn_model *model, uint32_t index);

/// Bytes of weights inside the library.
CNN_API size_t cnn_model_weight_bytes(const cnn_model *model);

/// Bytes of working memory that an instance with these options uses. NULL
/// options are the defaults; 0 says that the options are not valid.
CNN_API size_t cnn_memory_bytes(const cnn_model *model, const cnn_options *options);

/// Makes an instance; `*instance` is NULL after an error.
CNN_API cnn_status cnn_instance_create(const cnn_model *model, const cnn_options *options, cnn_instance **instance);

/// Runs `batch` pictures. inputs[i] and outputs[i] point to dense batches of
/// the tensors that cnn_model_input/output describe; they need no alignment
/// beyond that of their element type, and must not overlap.
CNN_API cnn_status cnn_run(cnn_instance *instance, int64_t batch, const void *const *inputs, void *const *outputs);

/// The last error of this instance as a sentence, or "".
CNN_API const char *cnn_instance_message(const cnn_instance *instance);

/// Turns per-step timing on (and sets it to zero) or off.
CNN_API void cnn_profile_enable(cnn_instance *instance, int enable);
CNN_API uint32_t cnn_step_count(const cnn_instance *instance);
CNN_API cnn_status cnn_step_get(const cnn_instance *instance, uint32_t index, cnn_step_info *info);

/// Cycles of one core that the compiler predicted for a step and one picture;
/// 0 where it predicts none, and out of range. Since 1.1: look it up by name if
/// the library may be older.
CNN_API double cnn_step_cycles(const cnn_instance *instance, uint32_t index);

/// Ends the instance and its threads. NULL is allowed.
CNN_API void cnn_instance_destroy(cnn_instance *instance);

#ifdef __cplusplus
}
#endif

#endif /* CNNC_RUNTIME_ABI_CNN_H */
