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
//   weights         weights + offset
//   input, output   the caller's pointer number `offset`, plus inner
//
// so that one plan serves every batch size.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_PLAN_H
#define CNNC_RUNTIME_PLAN_H

#include "abi/cnn.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Changes whenever a struct below does.
#define CNNC_PLAN_VERSION 3

enum cnnc_space { CNNC_SPACE_ARENA = 0, CNNC_SPACE_WEIGHTS = 1, CNNC_SPACE_INPUT = 2, CNNC_SPACE_OUTPUT = 3 };

/// Instruction sets that the code needs, as bits of cnn_model.features.
enum cnnc_feature {
  CNNC_FEATURE_AVX2_FMA = 1,
  CNNC_FEATURE_AVX512 = 2, /* F, BW, DQ, VL */
  CNNC_FEATURE_AVX512_BF16 = 4
};

/// Computes work items [begin, end) of a step for `images` pictures (n of a run
/// times the step's own). `scratch`
/// is 64-byte aligned memory of cnn_model.scratch_bytes, private to the thread.
typedef void (*cnnc_kernel)(void *const *operands, void *scratch, int64_t images, int64_t begin, int64_t end);

typedef struct cnnc_operand {
  uint64_t space;  /* cnnc_space */
  uint64_t offset; /* bytes (arena: per picture), or the index of an input or output */
  uint64_t inner;  /* bytes added to the address */
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
  double cycles; /* predicted, of one core, per picture; 0: unknown */
} cnnc_step;

#define CNNC_MAX_OPERANDS 64

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
  uint64_t arena_bytes;   /* per picture, a multiple of 64 */
  uint64_t scratch_bytes; /* per thread, a multiple of 64 */
  uint32_t input_count;
  uint32_t output_count;
  uint32_t step_count;
  uint32_t default_batch; /* pictures computed at once unless the options say more */
};

/// Defined by the generated code; hidden in the library.
extern const struct cnn_model cnnc_model_data;

#ifdef __cplusplus
}
#endif

#endif /* CNNC_RUNTIME_PLAN_H */
