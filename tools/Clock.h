//===- Clock.h - The processor's clock, measured ------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Predictions are in cycles; what a cycle takes no interface tells reliably, as
// clocks rise and fall. A chain of additions of registers takes a cycle each on
// every processor that cnnc compiles for.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CLOCK_H
#define CNNC_TOOLS_CLOCK_H

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace cnnc {

/// Cycles in a nanosecond on the core that runs this; takes some 5 ms, so that a
/// core at rest has time to speed up.
inline double measureGigahertz() {
  constexpr int rounds = 40, steps = 50000, unrolled = 10;
  uint64_t sum = 0, one = 1;
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    auto start = std::chrono::steady_clock::now();
    for (int step = 0; step < steps; ++step)
      // The compiler knows neither number, so that it can join no additions.
      for (int i = 0; i < unrolled; ++i) {
        sum += one;
        asm volatile("" : "+r"(sum), "+r"(one));
      }
    std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  return double(steps) * unrolled / best;
}

} // namespace cnnc

#endif // CNNC_TOOLS_CLOCK_H
