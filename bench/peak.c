// peak.c - what one core can do at most: multiply-adds from registers, and
// streams from memory. Built by bench/kernels for the machine that it runs on,
// and measured in turn with the kernels.

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#if defined(__AVX512F__)
typedef float vec __attribute__((vector_size(64), aligned(4)));
#elif defined(__AVX__)
typedef float vec __attribute__((vector_size(32), aligned(4)));
#else
typedef float vec __attribute__((vector_size(16), aligned(4)));
#endif
#define LANES (sizeof(vec) / sizeof(float))

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// Twelve chains of multiply-adds hide a latency of four cycles on two units,
// with room to spare, and fit into sixteen registers.
#define CHAINS 12

double peak_flops(int64_t steps) {
  vec sums[CHAINS], x, y;
  for (size_t i = 0; i < LANES; ++i) {
    x[i] = 0.999f;
    y[i] = 1e-6f;
  }
  for (int c = 0; c < CHAINS; ++c)
    sums[c] = x;
  __asm__ volatile("" : "+v"(x), "+v"(y));
  double start = seconds();
  for (int64_t s = 0; s < steps; ++s) {
#pragma clang loop unroll(full)
    for (int c = 0; c < CHAINS; ++c)
      sums[c] = __builtin_elementwise_fma(sums[c], x, y);
  }
  double time = seconds() - start;
  for (int c = 0; c < CHAINS; ++c)
    __asm__ volatile("" : : "v"(sums[c]));
  return 2.0 * CHAINS * LANES * (double)steps / time;
}

// Bytes per second of a loop that reads `reads` floats and writes `writes`
// floats, both rounded down to whole steps: while there are both, it copies.
double stream_bandwidth(const float *in, int64_t reads, float *out, int64_t writes, int64_t passes) {
  enum { STEP = 8 * LANES };
  int64_t common = (reads < writes ? reads : writes) / STEP * STEP;
  reads = reads / STEP * STEP;
  writes = writes / STEP * STEP;
  vec sums[8] = {0};
  double start = seconds();
  for (int64_t p = 0; p < passes; ++p) {
    for (int64_t i = 0; i < common; i += STEP)
      for (size_t c = 0; c < 8; ++c)
        *(vec *)(out + i + c * LANES) = *(const vec *)(in + i + c * LANES);
    for (int64_t i = common; i < reads; i += STEP)
      for (size_t c = 0; c < 8; ++c)
        sums[c] += *(const vec *)(in + i + c * LANES);
    for (int64_t i = common; i < writes; i += STEP)
      for (size_t c = 0; c < 8; ++c)
        *(vec *)(out + i + c * LANES) = sums[c];
    __asm__ volatile("" : : : "memory");
  }
  double time = seconds() - start;
  for (int c = 0; c < 8; ++c)
    __asm__ volatile("" : : "v"(sums[c]));
  return 4.0 * (double)(reads + writes) * (double)passes / time;
}
