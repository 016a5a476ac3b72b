//===- math.c - Errors of elementary functions and activations -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   math MODEL.so STEP
//
// Goes over every STEP-th bit pattern of a float and over the special ones, and
// compares the functions of math.mlir and the outputs of math.net with libm
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

enum { COUNT = 1024, FUNCTIONS = 6, OUTPUTS = 19 };
static const double LIMIT = 4;

void exp16(const float *x, float *y);
void expm116(const float *x, float *y);
void tanh16(const float *x, float *y);
void log16(const float *x, float *y);
void log1p16(const float *x, float *y);
void erf16(const float *x, float *y);
void pow16(const float *x, const float *y, float *z);

static double exactSigmoid(double x) { return 1 / (1 + exp(-x)); }
// As PyTorch: NaN stays NaN.
static double exactRelu(double x) { return x < 0 ? 0 : x; }
static double exactRelu6(double x) { return x < 0 ? 0 : x > 6 ? 6 : x; }
static double exactSoftsign(double x) { return x / (1 + fabs(x)); }
static double exactSoftplus(double x) { return x > 20 ? x : log1p(exp(x)); }
static double exactElu(double x) { return x > 0 ? x : expm1(x); }
static double exactSelu(double x) { return 1.0507009873554804934 * (x > 0 ? x : 1.6732632423543772848 * expm1(x)); }
static double exactCelu(double x) { return x > 0 ? x : 1.5 * expm1(x / 1.5); }
static double exactSilu(double x) { return x * exactSigmoid(x); }
static double exactHardSigmoid(double x) { return exactRelu6(x + 3) / 6; }
static double exactHardSwish(double x) { return x * exactHardSigmoid(x); }
static double exactMish(double x) { return x * (x > 40 ? 1 : tanh(log1p(exp(x)))); }
static double exactGelu(double x) { return x * 0.5 * (1 + erf(x * 0.70710678118654752)); }
static double exactGeluByTanh(double x) { return x * exactSigmoid(1.5957691216057308 * (x + 0.044715 * x * x * x)); }
static double exactLeaky(double x) { return x > 0 ? x : 0.2 * x; }

/// The error of a result is taken relative to the largest of the result itself,
/// `floor`, and `cancels` times the input: the part of it that the formula of the
/// field lets cancel.
struct function {
  const char *name;
  double (*exact)(double);
  double limit;
  double floor, cancels;
  double worst;
  float worstAt;
  long failures;
};

static struct function functions[] = {
    {.name = "exp", .exact = exp, .limit = LIMIT},
    {.name = "expm1", .exact = expm1, .limit = LIMIT},
    {.name = "tanh", .exact = tanh, .limit = LIMIT},
    {.name = "log", .exact = log, .limit = LIMIT},
    {.name = "log1p", .exact = log1p, .limit = LIMIT},
    {.name = "erf", .exact = erf, .limit = LIMIT},
    {.name = "layer sigmoid", .exact = exactSigmoid, .limit = LIMIT},
    {.name = "layer tanh", .exact = tanh, .limit = LIMIT},
    {.name = "layer relu", .exact = exactRelu},
    {.name = "layer relu6", .exact = exactRelu6},
    {.name = "layer exp", .exact = exp, .limit = LIMIT},
    {.name = "layer log", .exact = log, .limit = LIMIT},
    {.name = "layer sqrt", .exact = sqrt, .limit = 0.5},
    {.name = "layer softsign", .exact = exactSoftsign, .limit = LIMIT},
    {.name = "layer softplus", .exact = exactSoftplus, .limit = LIMIT},
    {.name = "layer elu", .exact = exactElu, .limit = LIMIT},
    {.name = "layer selu", .exact = exactSelu, .limit = LIMIT},
    {.name = "layer celu", .exact = exactCelu, .limit = LIMIT},
    // Its exponential is subnormal before the product with x is.
    {.name = "layer silu", .exact = exactSilu, .limit = LIMIT, .floor = 0x1p-116},
    {.name = "layer hard_sigmoid", .exact = exactHardSigmoid, .limit = LIMIT, .floor = 0.5},
    {.name = "layer hard_swish", .exact = exactHardSwish, .limit = LIMIT, .cancels = 0.5},
    {.name = "layer mish", .exact = exactMish, .limit = 6, .floor = 0x1p-116},
    {.name = "layer gelu", .exact = exactGelu, .limit = LIMIT, .cancels = 0.5},
    // The argument of the exponential is rounded, and up to 88.
    {.name = "layer gelu by tanh", .exact = exactGeluByTanh, .limit = LIMIT, .floor = 0x1p-116, .cancels = 0.5},
    {.name = "layer leaky_relu", .exact = exactLeaky, .limit = LIMIT},
};
static struct function power = {.name = "pow", .limit = LIMIT};

/// Units in the last place between a float and an exact value.
static double error(float found, double exact, double least) {
  if (isnan(exact))
    return isnan(found) ? 0 : INFINITY;
  if (isnan(found))
    return INFINITY;
  if (found == (float)exact)
    return 0;
  if (isinf(found) || isinf((float)exact))
    return fabs(exact) > FLT_MAX * (1 - 4e-7) && found * exact > 0 ? 1 : INFINITY;
  int exponent;
  frexp(fmax(fabs(exact), least), &exponent);
  return fabs(found - exact) / ldexp(1, (exponent < -125 ? -125 : exponent) - 24);
}

static void recordError(struct function *f, float x, float y, double exact, double least) {
  double ulps = error(y, exact, least);
  if (ulps > f->worst) {
    f->worst = ulps;
    f->worstAt = x;
  }
  if (ulps > f->limit && f->failures++ < 5)
    printf("FAIL %s(%a = %g): found %a, expected %a, %g ulp\n", f->name, x, x, y, exact, ulps);
}

static void record(struct function *f, const float *x, const float *y) {
  for (int i = 0; i < COUNT; ++i)
    recordError(f, x[i], y[i], f->exact(x[i]), isfinite(x[i]) ? fmax(f->floor, f->cancels * fabs(x[i])) : 0);
}

static cnn_status (*run)(cnn_instance *, int64_t, const void *const *, void *const *);
static cnn_instance *net;

static void check(const float *x) {
  static float y[FUNCTIONS + OUTPUTS][COUNT];
  static void (*const direct[FUNCTIONS])(const float *, float *) = {exp16, expm116, tanh16, log16, log1p16, erf16};
  for (int k = 0; k < FUNCTIONS; ++k)
    for (int i = 0; i < COUNT; i += 16)
      direct[k](x + i, y[k] + i);
  const void *inputs[] = {x};
  void *outputs[OUTPUTS];
  for (int k = 0; k < OUTPUTS; ++k)
    outputs[k] = y[FUNCTIONS + k];
  if (run(net, 1, inputs, outputs) != CNN_OK)
    exit(1);
  for (int k = 0; k < FUNCTIONS + OUTPUTS; ++k)
    record(&functions[k], x, y[k]);
}

/// x to the power of one of many exponents, whole, odd, broken, huge and not
/// finite, and of those that bring the result near the ends of the range.
static void checkPower(const float *x) {
  static const float exponents[] = {0.0f,  -0.0f,  1.0f,     -1.0f,       2.0f,        3.0f,
                                    -3.0f, 0.5f,   -0.5f,    1.5f,        2.25f,       7.0f,
                                    9.9f,  1e-3f,  -3.7e-5f, 16777215.0f, 16777217e1f, -2147483649.0f,
                                    1e30f, -1e30f, INFINITY, -INFINITY,   NAN,         0x1p-149f};
  enum { EXPONENTS = sizeof(exponents) / sizeof(*exponents) };
  for (int i = 0; i < COUNT; i += 16) {
    float y[16], z[16];
    for (int k = 0; k < 16; ++k) {
      int which = (i / 16 * 5 + k) % (EXPONENTS + 4);
      y[k] = which < EXPONENTS ? exponents[which] : (float)((which - EXPONENTS - 1.6) * 60 / log(fabs(x[i + k])));
    }
    pow16(x + i, y, z);
    for (int k = 0; k < 16; ++k)
      recordError(&power, x[i + k], z[k], pow(x[i + k], y[k]), 0);
  }
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
  static const float centres[] = {
      0.0f,   FLT_TRUE_MIN, FLT_MIN,    1e-4f,       0.3465736f, 0.625f,     1.0f,    6.0f,      8.5f,    9.01f,
      10.0f,  16.6355f,     17.32f,     44.0f,       45.0f,      87.33f,     88.0f,   88.37626f, 88.722f, 88.72284f,
      89.0f,  -1.0f,        0.2928932f, 0.41421356f, 0.7071068f, 1.4142135f, 3.0f,    4.0f,      18.0f,   20.0f,
      103.0f, 103.2789f,    103.9721f,  104.0f,      105.0f,     FLT_MAX,    INFINITY};
  static float x[COUNT];
  for (size_t i = 0; i < sizeof(centres) / sizeof(*centres); ++i)
    for (int sign = 0; sign < 2; ++sign) {
      uint32_t bits;
      memcpy(&bits, &centres[i], sizeof(bits));
      for (int k = 0; k < COUNT; ++k)
        x[k] = fromBits(((bits + (uint32_t)(k - COUNT / 2)) & 0x7fffffff) | (uint32_t)sign << 31);
      check(x);
      checkPower(x);
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
    checkPower(x);
  }
  long failures = power.failures;
  printf("%s: worst error %.3f ulp, at %a\n", power.name, power.worst, power.worstAt);
  for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); ++i) {
    struct function *f = &functions[i];
    printf("%s: worst error %.3f ulp, at %a\n", f->name, f->worst, f->worstAt);
    failures += f->failures;
  }
  printf("%ld failures\n", failures);
  return failures != 0;
}
