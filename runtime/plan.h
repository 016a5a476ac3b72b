//===- plan.h - What the compiler hands to the runtime --------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled network is constant data: a list of steps, each a kernel function
// and the places of its operands. compiler/Lowering writes these structs as
// LLVM constants field by field (it asserts their sizes against this header),
// and the runtime walks them. Nothing here is visible to a user of the library.
//
// Memory of a run of n pictures: operand k of a step lies at
//
//   arena           arena + n * offset + inner     (offsets are per picture)
//   passing         arena + n * passing_start + m * offset + inner, with m the pictures
//                   of the micro-batch that is going through the step's section
//   weights         weights + offset
//   input, output   the caller's pointer number `offset`, plus inner
//   shared          working memory that all pictures share, plus offset + inner
//   state           the trainer's memory, plus offset + inner
//   local           memory of the thread + n * offset + inner, with n the pictures
//                   that are together in a run of joined steps; less the bytes of
//                   the blocks before, where these take a picture by parts
//
// so that one plan serves every batch size. A network that trains has three more
// plans beside the one of inference: see cnnc_train.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_PLAN_H
#define CNNC_RUNTIME_PLAN_H

#include "abi/cnn.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Changes whenever a struct below does.
#define CNNC_PLAN_VERSION 8

enum cnnc_space {
  CNNC_SPACE_ARENA = 0,
  CNNC_SPACE_WEIGHTS = 1,
  CNNC_SPACE_INPUT = 2,
  CNNC_SPACE_OUTPUT = 3,
  CNNC_SPACE_SHARED = 4,
  CNNC_SPACE_STATE = 5,
  CNNC_SPACE_LOCAL = 6,
  CNNC_SPACE_PASSING = 7
};

/// Instruction sets that the code needs, as bits of cnn_model.features.
enum cnnc_feature {
  CNNC_FEATURE_AVX2_FMA = 1,
  CNNC_FEATURE_AVX512 = 2, /* F, BW, DQ, VL */
  CNNC_FEATURE_AVX512_BF16 = 4
};

/// Computes work items [begin, end) of a step for `images` pictures (n of a run
/// times the step's own). `scratch` is 64-byte aligned memory of cnn_model.scratch_bytes,
/// private to the thread. Where keeps_scratch says so, nothing else touches it between
/// the calls of a step on a thread, and its first 32 bits are 0 before the first of them.
typedef void (*cnnc_kernel)(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end);

typedef struct cnnc_operand {
  uint64_t space;  /* cnnc_space */
  uint64_t offset; /* bytes (arena: per picture), or the index of an input or output */
  uint64_t inner;  /* bytes added to the address */
  uint64_t stride; /* bytes from picture to picture; local: from block to block */
} cnnc_operand;

typedef struct cnnc_step {
  cnnc_kernel kernel;
  const cnnc_operand *operands;
  uint64_t operand_count;  /* at most CNNC_MAX_OPERANDS */
  int64_t items_per_image; /* work items = items_per_image * n * images + items_fixed */
  int64_t items_fixed;
  int64_t images; /* pictures in each of the network's: a batch that is part of it */
  const char *name;
  const char *kind;
  const char *location;
  double flops;
  double bytes;
  double cycles;       /* predicted, of one core, per picture; 0: unknown */
  uint32_t parameter;  /* whose gradient is complete after the step, plus 1; 0: none */
  uint32_t statistics; /* floats of the last operand that machines may average */
  /* Steps from this one on that a few pictures may go through together, before the
     next ones do: what one writes is in the cache when another reads it. 0: none. */
  uint32_t joined;
  uint32_t joined_images; /* how many pictures, at most */
  /* Or by parts of a picture: its blocks of channels, into which the items of all these
     steps fall in order, and how many blocks are a part. 1 and 1: whole pictures. */
  uint32_t blocks;
  uint32_t blocks_together;
  uint64_t local; /* whether one of them has an operand that is local */
  /* Steps from this one on, the first of a section, that micro-batches of so many
     pictures for each thread go through one after another, so that the last-level cache
     (or an earlier one) holds what they touch. 0: none begins here; of a step in none,
     all pictures go through it. */
  uint32_t section;
  uint32_t micro_batch;
  uint64_t passing_start; /* bytes per picture of the arena that are alive in the section */
  uint64_t passing_bytes; /* of what only the section touches; both are multiples of 64 */
  uint64_t keeps_scratch; /* whether calls share the scratch memory; see cnnc_kernel */
} cnnc_step;

#define CNNC_MAX_JOINED 8

#define CNNC_MAX_OPERANDS 64

/* What of the state a kernel may read that changes from step to step: floats at
   its beginning. */
enum cnnc_control {
  CNNC_CONTROL_RATE = 0,
  CNNC_CONTROL_CORRECTION1 = 1,    /* 1 / (1 - beta1^t) */
  CNNC_CONTROL_CORRECTION2 = 2,    /* 1 / (1 - beta2^t) */
  CNNC_CONTROL_GRADIENT_SCALE = 3, /* what brings the gradients' norm to its limit */
  CNNC_CONTROL_SEED_LOW = 8,       /* bits of an i32, like those below */
  CNNC_CONTROL_SEED_HIGH = 9,
  CNNC_CONTROL_STEP = 10,
  CNNC_CONTROL_FIRST_PICTURE = 11,
  CNNC_CONTROL_MACHINES = 12, /* whose pictures the statistics are of */
  CNNC_CONTROL_COUNT = 16
};

#define CNNC_NOWHERE UINT64_MAX

/* A parameter or running average: bytes from the beginning of the state, or
   CNNC_NOWHERE. Each place ends at a multiple of 64 bytes. */
typedef struct cnnc_parameter {
  const char *name;
  const int64_t *shape;
  uint64_t rank;
  uint64_t count;   /* elements */
  uint64_t initial; /* bytes from the beginning of the weights */
  uint64_t value;
  uint64_t gradient;
  uint64_t slots[2];
  uint64_t is_average;
} cnnc_parameter;

/* Plans that train. The inputs of `gradients` and `evaluate` are the network's
   and then the targets, their outputs the network's and then the loss of each
   picture; `update` has neither. */
typedef struct cnnc_train {
  const cnn_model *gradients;
  const cnn_model *evaluate;
  const cnn_model *update;
  const cnnc_parameter *parameters;
  const int64_t *target_classes; /* 0: no class */
  const char *config;            /* JSON */
  const char *slot_names[2];
  uint64_t state_bytes;
  double rate;
  double beta1, beta2; /* of Adam, else 0 */
  double clip_norm;    /* 0: none */
  uint32_t parameter_count;
  uint32_t target_count;
} cnnc_train;

struct cnn_model {
  uint32_t plan_version; /* CNNC_PLAN_VERSION */
  uint32_t features;     /* cnnc_feature bits */
  const char *name;
  const char *target;
  const cnn_tensor_info *inputs;
  const cnn_tensor_info *outputs;
  const cnnc_step *steps;
  const void *weights; /* 64-byte aligned */
  uint64_t weight_bytes;
  uint64_t arena_bytes;   /* per picture, but for what passes; a multiple of 64 */
  uint64_t scratch_bytes; /* per thread, a multiple of 64 */
  uint64_t local_offset;  /* where local operands begin in these */
  uint32_t input_count;
  uint32_t output_count;
  uint32_t step_count;
  uint32_t default_batch;  /* pictures computed at once unless the options say more */
  uint64_t shared_bytes;   /* of the arena, whatever the batch; a multiple of 64 */
  const cnnc_train *train; /* null: the library cannot train */
};

/// Defined by the generated code; hidden in the library.
extern const struct cnn_model cnnc_model_data;

#ifdef __cplusplus
}
#endif

#endif /* CNNC_RUNTIME_PLAN_H */
