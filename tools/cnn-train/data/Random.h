//===- Random.h - Random numbers by position --------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3"):
// a function of a key and a counter, so that the numbers of one picture do not
// depend on how many were drawn for others.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_DATA_RANDOM_H
#define CNNC_TOOLS_CNN_TRAIN_DATA_RANDOM_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace cnnc::train {

std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

/// What random numbers are for, so that no two users share a sequence. Each
/// augmentation has one of its own from `firstAugmentation` on.
enum Purpose : uint32_t { shuffling = 1, mixing = 2, firstAugmentation = 16 };

/// A sequence of random numbers. Sequences that differ in any of the arguments
/// are independent of each other.
class Random {
public:
  Random(uint64_t seed, int64_t epoch, int64_t index, uint32_t purpose)
      : key{uint32_t(seed), uint32_t(seed >> 32)}, counter{0, purpose, uint32_t(index), uint32_t(epoch)} {}

  uint32_t bits() {
    if (used == block.size()) {
      block = philox(counter, key);
      ++counter[0];
      used = 0;
    }
    return block[used++];
  }

  /// In [0, 1), a multiple of 2^-24.
  float uniform() { return float(bits() >> 8) * 0x1p-24f; }

  /// In [low, high].
  float between(float low, float high) { return low + (high - low) * uniform(); }

  /// In [0, count), for count < 2^32. Each is drawn as often as the others up to
  /// count / 2^32.
  int64_t below(int64_t count) { return int64_t((uint64_t(bits()) * uint64_t(count)) >> 32); }

  /// Of mean 0 and deviation 1.
  float normal();

  /// The logarithm of a gamma variable of this shape (above 0) and scale 1; the
  /// variable itself would often be 0 in floats when the shape is small.
  double logGamma(double shape);

private:
  std::array<uint32_t, 2> key;
  std::array<uint32_t, 4> counter;
  std::array<uint32_t, 4> block{};
  std::size_t used = block.size();
  float spare = 0;
  bool hasSpare = false;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_DATA_RANDOM_H
