//===- Random.cpp - Random numbers by position ----------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Random.h"

#include <cmath>

using namespace cnnc::train;

std::array<uint32_t, 4> cnnc::train::philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t even = uint64_t(0xD2511F53u) * counter[0];
    uint64_t odd = uint64_t(0xCD9E8D57u) * counter[2];
    counter = {uint32_t(odd >> 32) ^ counter[1] ^ key[0], uint32_t(odd), uint32_t(even >> 32) ^ counter[3] ^ key[1],
               uint32_t(even)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return counter;
}

float Random::normal() {
  if (hasSpare) {
    hasSpare = false;
    return spare;
  }
  // Box and Muller: two at a time. 1 - uniform() is above 0.
  float radius = std::sqrt(-2.0f * std::log(1.0f - uniform()));
  float angle = 6.28318530718f * uniform();
  spare = radius * std::sin(angle);
  hasSpare = true;
  return radius * std::cos(angle);
}

double Random::logGamma(double shape) {
  // Marsaglia and Tsang's method is for shapes from 1 on; below, a variable of
  // shape + 1 times a power of a uniform one has the right distribution.
  if (shape < 1)
    return logGamma(shape + 1) + std::log(1.0 - double(uniform())) / shape;
  double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    double x = normal(), v = 1 + c * x;
    if (v <= 0)
      continue;
    v = v * v * v;
    double u = 1.0 - double(uniform());
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v))
      return std::log(d) + std::log(v);
  }
}
