//===- host.c - Runs a network several times over -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   host MODEL.so INPUTS OUTPUTS PICTURES BATCH,THREADS,MAX_BATCH...
//
// INPUTS holds PICTURES pictures of each input, one input after the other.
// Every run takes the first BATCH of them, and its outputs are appended to
// OUTPUTS. What must not be read is made to show: working memory starts as NaN,
// and inputs, outputs and working memory end where a page begins that cannot be
// touched. Inputs and outputs have the least alignment that is allowed.
//
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include "abi/cnn.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FUNCTIONS(F)                                                                                                   \
  F(cnn_model_get)                                                                                                     \
  F(cnn_model_input_count)                                                                                             \
  F(cnn_model_output_count)                                                                                            \
  F(cnn_model_input)                                                                                                   \
  F(cnn_model_output)                                                                                                  \
  F(cnn_memory_bytes)                                                                                                  \
  F(cnn_instance_create)                                                                                               \
  F(cnn_run)                                                                                                           \
  F(cnn_instance_message)                                                                                              \
  F(cnn_status_string)                                                                                                 \
  F(cnn_instance_destroy)

#define DECLARE(NAME) static __typeof__(&NAME) p_##NAME;
FUNCTIONS(DECLARE)

enum { MAX_TENSORS = 1024 };

static void check(int good, const char *what) {
  if (good)
    return;
  fprintf(stderr, "host: %s\n", what);
  exit(1);
}

static void loadModel(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  check(library != NULL, library ? "" : dlerror());
#define LOOK_UP(NAME)                                                                                                  \
  p_##NAME = (__typeof__(&NAME))dlsym(library, #NAME);                                                                 \
  check(p_##NAME != NULL, #NAME " is missing");
  FUNCTIONS(LOOK_UP)
}

/// Memory that ends at a page without access. Never freed: runs are few.
static char *allocate(size_t bytes, size_t alignment) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  bytes = (bytes + alignment - 1) / alignment * alignment;
  size_t whole = (bytes + page - 1) / page * page;
  char *memory = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, "no memory");
  check(mprotect(memory + whole, page, PROT_NONE) == 0, "mprotect failed");
  memset(memory, 0xff, whole);
  return memory + whole - bytes;
}

static void run(const cnn_options *given, int64_t batch, FILE *inputs, FILE *outputs, int64_t pictures) {
  const cnn_model *model = p_cnn_model_get();
  uint32_t inputCount = p_cnn_model_input_count(model);
  uint32_t outputCount = p_cnn_model_output_count(model);
  check(inputCount <= MAX_TENSORS && outputCount <= MAX_TENSORS, "too many");
  const void *x[MAX_TENSORS];
  void *y[MAX_TENSORS];
  rewind(inputs);
  for (uint32_t i = 0; i < inputCount; ++i) {
    const cnn_tensor_info *info = p_cnn_model_input(model, i);
    char *data = allocate(info->bytes * batch, info->type == CNN_U8 ? 1 : 4);
    check(fread(data, info->bytes, batch, inputs) == (size_t)batch, "input");
    check(fseek(inputs, (long)info->bytes * (pictures - batch), SEEK_CUR) == 0, "input");
    x[i] = data;
  }
  for (uint32_t i = 0; i < outputCount; ++i)
    y[i] = allocate(p_cnn_model_output(model, i)->bytes * batch, 4);

  cnn_options options = *given;
  options.memory_bytes = p_cnn_memory_bytes(model, &options);
  options.memory = allocate(options.memory_bytes, 64);
  cnn_instance *net;
  cnn_status status = p_cnn_instance_create(model, &options, &net);
  check(status == CNN_OK, p_cnn_status_string(status));
  status = p_cnn_run(net, batch, x, y);
  check(status == CNN_OK, p_cnn_instance_message(net));
  p_cnn_instance_destroy(net);
  for (uint32_t i = 0; i < outputCount; ++i)
    check(fwrite(y[i], p_cnn_model_output(model, i)->bytes, batch, outputs) == (size_t)batch, "output");
}

int main(int argc, char **argv) {
  check(argc > 5, "usage: host MODEL.so INPUTS OUTPUTS PICTURES RUN...");
  loadModel(argv[1]);
  FILE *inputs = fopen(argv[2], "rb"), *outputs = fopen(argv[3], "wb");
  check(inputs && outputs, "cannot open the files");
  for (int i = 5; i < argc; ++i) {
    long batch, threads, maxBatch;
    check(sscanf(argv[i], "%ld,%ld,%ld", &batch, &threads, &maxBatch) == 3, "a run is BATCH,THREADS,MAX_BATCH");
    cnn_options options = {.size = sizeof(options), .threads = (uint32_t)threads, .max_batch = (uint32_t)maxBatch};
    run(&options, batch, inputs, outputs, atol(argv[4]));
  }
  return fclose(outputs) == 0 ? 0 : 1;
}
