//===- together.c - Two instances at once ---------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   together PICTURES
//
// Two instances of the network that it is linked with, of two threads each, compute PICTURES pictures
// each, first one instance after the other, then both at once from two threads
// of the host, three times in turn. Prints the best times per picture as one
// line of JSON, and the longest that a picture took.
//
//===----------------------------------------------------------------------===//

#include "abi/cnn.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MAX_TENSORS 16

struct host {
  cnn_instance *net;
  const void *inputs[MAX_TENSORS];
  void *outputs[MAX_TENSORS];
  int pictures;
  double longest; /* milliseconds */
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void *runAll(void *argument) {
  struct host *host = argument;
  host->longest = 0;
  for (int i = 0; i < host->pictures; ++i) {
    double start = now();
    if (cnn_run(host->net, 1, host->inputs, host->outputs) != CNN_OK)
      exit(1);
    host->longest = fmax(host->longest, now() - start);
  }
  return NULL;
}

static struct host makeHost(int pictures) {
  struct host host = {.pictures = pictures};
  const cnn_model *model = cnn_model_get();
  cnn_options options = {.size = sizeof(options), .threads = 2};
  if (cnn_instance_create(model, &options, &host.net) != CNN_OK)
    exit(1);
  for (uint32_t i = 0; i < cnn_model_input_count(model); ++i)
    host.inputs[i] = calloc(1, cnn_model_input(model, i)->bytes);
  for (uint32_t i = 0; i < cnn_model_output_count(model); ++i)
    host.outputs[i] = calloc(1, cnn_model_output(model, i)->bytes);
  return host;
}

int main(int argc, char **argv) {
  int pictures = argc > 1 ? atoi(argv[1]) : 20;
  struct host hosts[2] = {makeHost(pictures), makeHost(pictures)};
  double apart = INFINITY, together = INFINITY, longest = INFINITY;
  for (int round = 0; round < 3; ++round) {
    double start = now();
    runAll(&hosts[0]);
    runAll(&hosts[1]);
    apart = fmin(apart, now() - start);

    start = now();
    pthread_t other;
    if (pthread_create(&other, NULL, runAll, &hosts[1]) != 0)
      return 1;
    runAll(&hosts[0]);
    pthread_join(other, NULL);
    together = fmin(together, now() - start);
    longest = fmin(longest, fmax(hosts[0].longest, hosts[1].longest));
  }
  printf("{\"apart_ms\": %.3f, \"together_ms\": %.3f, \"longest_ms\": %.3f}\n", apart / (2 * pictures),
         together / (2 * pictures), longest);
  return 0;
}
