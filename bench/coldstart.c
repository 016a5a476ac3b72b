//===- coldstart.c - What the first result costs --------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   coldstart LIBRARY [THREADS]
//
// Opens a network, makes an instance, runs a picture of zeros twice, and prints
// as one line of JSON how long each took, the peak of the process's memory, and
// what of it the network explains: its weights and its instance.
//
//===----------------------------------------------------------------------===//

#include "abi/cnn.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_TENSORS 16

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/// A line of /proc/self/status, in bytes.
static long long readStatus(const char *name) {
  long long kilobytes = 0;
  char line[256];
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof(line), file))
    if (strncmp(line, name, strlen(name)) == 0)
      sscanf(line + strlen(name), ": %lld", &kilobytes);
  if (file)
    fclose(file);
  return kilobytes * 1024;
}

static void *find(void *library, const char *name) {
  void *symbol = dlsym(library, name);
  if (!symbol) {
    fprintf(stderr, "no %s\n", name);
    exit(1);
  }
  return symbol;
}

#define FIND(function) __typeof__(&function) p_##function = (__typeof__(&function))find(library, #function)

int main(int argc, char **argv) {
  if (argc < 2)
    return 1;
  long long before = readStatus("VmHWM");
  double start = now();
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  double opened = now();
  FIND(cnn_model_get);
  FIND(cnn_model_input_count);
  FIND(cnn_model_output_count);
  FIND(cnn_model_input);
  FIND(cnn_model_output);
  FIND(cnn_model_weight_bytes);
  FIND(cnn_memory_bytes);
  FIND(cnn_instance_create);
  FIND(cnn_run);
  const cnn_model *model = p_cnn_model_get();
  cnn_options options = {.size = sizeof(options), .threads = argc > 2 ? (uint32_t)atoi(argv[2]) : 1};
  cnn_instance *net;
  if (p_cnn_instance_create(model, &options, &net) != CNN_OK)
    return 1;
  double created = now();
  const void *inputs[MAX_TENSORS];
  void *outputs[MAX_TENSORS];
  for (uint32_t i = 0; i < p_cnn_model_input_count(model); ++i)
    inputs[i] = calloc(1, p_cnn_model_input(model, i)->bytes);
  for (uint32_t i = 0; i < p_cnn_model_output_count(model); ++i)
    outputs[i] = calloc(1, p_cnn_model_output(model, i)->bytes);
  if (p_cnn_run(net, 1, inputs, outputs) != CNN_OK)
    return 1;
  double first = now();
  if (p_cnn_run(net, 1, inputs, outputs) != CNN_OK)
    return 1;
  double second = now();
  printf("{\"open_ms\": %.3f, \"create_ms\": %.3f, \"first_ms\": %.3f, \"second_ms\": %.3f, \"cold_ms\": %.3f, "
         "\"peak_bytes\": %lld, \"start_bytes\": %lld, \"weight_bytes\": %zu, \"instance_bytes\": %zu}\n",
         opened - start, created - opened, first - created, second - first, first - start, readStatus("VmHWM"), before,
         p_cnn_model_weight_bytes(model), p_cnn_memory_bytes(model, &options));
  return 0;
}
