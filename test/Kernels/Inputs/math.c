//===- math.c - Errors of exp, tanh and the activations -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   math MODEL.so STEP
//
// Goes over every STEP-th bit pattern of a float and over the special ones, and
// compares exp16 and tanh16 of math.mlir and the outputs of math.net with libm
// in double. More than 4 units in the last place are an error.
//
//===----------------------------------------------------------------------===//

#include "abi/cnn.h"

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 1024, OUTPUTS = 4 };
static const double LIMIT = 4;

void exp16(const float *x, float *y);
void tanh16(const float *x, float *y);

static double exactSigmoid(double x) { return 1 / (1 + exp(-x)); }
// As PyTorch: NaN stays NaN.
static double exactRelu(double x) { return x < 0 ? 0 : x; }
static double exactRelu6(double x) { return x < 0 ? 0 : x > 6 ? 6 : x; }

struct function {
  const char *name;
  double (*exact)(double);
  double limit;
  double worst;
  float worstAt;
  long failures;
};

static struct function functions[] = {
    {.name = "exp", .exact = exp, .limit = LIMIT},
    {.name = "tanh", .exact = tanh, .limit = LIMIT},
    {.name = "layer sigmoid", .exact = exactSigmoid, .limit = LIMIT},
    {.name = "layer tanh", .exact = tanh, .limit = LIMIT},
    {.name = "layer relu", .exact = exactRelu},
    {.name = "layer relu6", .exact = exactRelu6},
};

/// Units in the last place between a float and an exact value.
static double error(float found, double exact) {
  if (isnan(exact))
    return isnan(found) ? 0 : INFINITY;
  if (isnan(found))
    return INFINITY;
  if (found == (float)exact)
    return 0;
  if (isinf(found) || isinf((float)exact))
    return fabs(exact) > FLT_MAX * (1 - 4e-7) && found * exact > 0 ? 1 : INFINITY;
  int exponent;
  frexp(exact, &exponent);
  return fabs(found - exact) / ldexp(1, (exponent < -125 ? -125 : exponent) - 24);
}

static void record(struct function *f, const float *x, const float *y) {
  for (int i = 0; i < COUNT; ++i) {
    double ulps = error(y[i], f->exact(x[i]));
    if (ulps > f->worst) {
      f->worst = ulps;
      f->worstAt = x[i];
    }
    if (ulps > f->limit && f->failures++ < 5)
      printf("FAIL %s(%a = %g): found %a, expected %a, %g ulp\n", f->name, x[i], x[i], y[i], f->exact(x[i]), ulps);
  }
}

static cnn_status (*run)(cnn_instance *, int64_t, const void *const *, void *const *);
static cnn_instance *net;

static void check(const float *x) {
  static float y[OUTPUTS][COUNT];
  for (int i = 0; i < COUNT; i += 16) {
    exp16(x + i, y[0] + i);
    tanh16(x + i, y[1] + i);
  }
  record(&functions[0], x, y[0]);
  record(&functions[1], x, y[1]);
  const void *inputs[] = {x};
  void *outputs[] = {y[0], y[1], y[2], y[3]};
  if (run(net, 1, inputs, outputs) != CNN_OK)
    exit(1);
  for (int i = 0; i < OUTPUTS; ++i)
    record(&functions[2 + i], x, y[i]);
}

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  const cnn_model *(*get)(void) = (const cnn_model *(*)(void))dlsym(library, "cnn_model_get");
  __typeof__(&cnn_instance_create) create = (__typeof__(&cnn_instance_create))dlsym(library, "cnn_instance_create");
  run = (__typeof__(run))dlsym(library, "cnn_run");
  if (create(get(), NULL, &net) != CNN_OK)
    exit(1);
}

static float fromBits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof(x));
  return x;
}

/// The neighbourhoods of where something changes.
static void checkSpecial(void) {
  static const float centres[] = {0.0f,   FLT_TRUE_MIN, FLT_MIN,   1e-4f,     0.3465736f, 0.625f,    1.0f,
                                  6.0f,   8.5f,         9.01f,     10.0f,     16.6355f,   17.32f,    44.0f,
                                  45.0f,  87.33f,       88.0f,     88.37626f, 88.722f,    88.72284f, 89.0f,
                                  103.0f, 103.2789f,    103.9721f, 104.0f,    105.0f,     FLT_MAX,   INFINITY};
  static float x[COUNT];
  for (size_t i = 0; i < sizeof(centres) / sizeof(*centres); ++i)
    for (int sign = 0; sign < 2; ++sign) {
      uint32_t bits;
      memcpy(&bits, &centres[i], sizeof(bits));
      for (int k = 0; k < COUNT; ++k)
        x[k] = fromBits(((bits + (uint32_t)(k - COUNT / 2)) & 0x7fffffff) | (uint32_t)sign << 31);
      check(x);
    }
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 1;
  load(argv[1]);
  checkSpecial();
  static float x[COUNT];
  uint64_t step = strtoull(argv[2], NULL, 10), bits = 0;
  while (bits < (uint64_t)1 << 32) {
    for (int k = 0; k < COUNT; ++k, bits += step)
      x[k] = fromBits((uint32_t)bits);
    check(x);
  }
  long failures = 0;
  for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); ++i) {
    struct function *f = &functions[i];
    printf("%s: worst error %.3f ulp, at %a\n", f->name, f->worst, f->worstAt);
    failures += f->failures;
  }
  printf("%ld failures\n", failures);
  return failures != 0;
}
