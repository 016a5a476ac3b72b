//===- InitializeParameters.cpp - cnn-initialize-parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values must be the same bits on every machine, whatever its C library, and
// there may be more than a hundred million of them. So element i of a parameter
// is a function of (seed, name, i) alone, and the functions that Box and
// Muller's transform needs are computed here, from additions, multiplications,
// divisions and square roots, which IEEE 754 rounds in one way only. This file
// is compiled without contraction into fused multiply-adds for that reason.
//
// The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable
// pseudorandom number generators", 2014) used as a hash of a counter.
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"
#include "dialects/Cnn/Constants.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_INITIALIZEPARAMETERS
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

//===----------------------------------------------------------------------===//
// Generator
//===----------------------------------------------------------------------===//

/// The finaliser of SplitMix64: a bijection that mixes all bits.
static uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

static uint64_t fnv1a64(StringRef text) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3ull;
  return hash;
}

namespace {

/// Draws in pairs: pair k is the two halves of one hash.
struct Generator {
  uint64_t key;

  struct Pair {
    uint32_t high, low;
  };
  Pair draw(uint64_t k) const {
    uint64_t bits = mix(key + (k + 1) * 0x9e3779b97f4a7c15ull);
    return {uint32_t(bits >> 32), uint32_t(bits)};
  }
};

} // namespace

static constexpr double kTwoToMinus32 = 1.0 / 4294967296.0;

//===----------------------------------------------------------------------===//
// Functions of the normal distribution
//===----------------------------------------------------------------------===//

/// The natural logarithm of a positive normal number, to about 1e-12.
static double logarithm(double x) {
  // x = m * 2^e with m from sqrt(1/2) to sqrt(2), log m = 2 atanh((m-1)/(m+1)).
  uint64_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  uint64_t shifted = bits - 0x3fe6a09e667f3bcdull; // sqrt(1/2)
  int64_t exponent = int64_t(shifted) >> 52;
  bits -= uint64_t(exponent) << 52;
  double m;
  std::memcpy(&m, &bits, sizeof(m));
  double s = (m - 1) / (m + 1), t = s * s;
  double series = 1 + t * (1.0 / 3 + t * (1.0 / 5 + t * (1.0 / 7 + t * (1.0 / 9 + t * (1.0 / 11 + t / 13)))));
  return 2 * s * series + double(exponent) * 0.69314718055994530942;
}

/// Sine and cosine of 2 pi * turn / 2^32, to about 1e-13.
static void sineAndCosine(uint32_t turn, double &sine, double &cosine) {
  // The nearest quarter turn, and an angle of at most pi/4 from there.
  uint32_t quarter = (turn + 0x20000000u) >> 30;
  double x = double(int32_t(turn - (quarter << 30))) * (6.28318530717958647693 * kTwoToMinus32);
  double t = x * x;
  double s =
      x * (1 + t * (-1.0 / 6 + t * (1.0 / 120 + t * (-1.0 / 5040 +
                                                     t * (1.0 / 362880 + t * (-1.0 / 39916800 + t / 6227020800.0))))));
  double c =
      1 + t * (-1.0 / 2 +
               t * (1.0 / 24 + t * (-1.0 / 720 + t * (1.0 / 40320 + t * (-1.0 / 3628800 +
                                                                         t * (1.0 / 479001600 - t / 87178291200.0))))));
  sine = (quarter & 1) ? c : s;
  cosine = (quarter & 1) ? s : c;
  if (quarter & 2)
    sine = -sine;
  if ((quarter + 1) & 2)
    cosine = -cosine;
}

/// Box and Muller's transform: two independent standard normal numbers.
static void drawNormal(Generator::Pair pair, double &a, double &b) {
  double radius = std::sqrt(-2 * logarithm((pair.high + 0.5) * kTwoToMinus32));
  sineAndCosine(pair.low, b, a);
  a *= radius;
  b *= radius;
}

//===----------------------------------------------------------------------===//
// Initialisers
//===----------------------------------------------------------------------===//

static void fillUniform(MutableArrayRef<float> data, Generator generator, double low, double high) {
  double step = (high - low) * kTwoToMinus32;
  for (size_t i = 0; i < data.size(); i += 2) {
    Generator::Pair pair = generator.draw(i / 2);
    data[i] = low + (pair.high + 0.5) * step;
    if (i + 1 < data.size())
      data[i + 1] = low + (pair.low + 0.5) * step;
  }
}

static void fillNormal(MutableArrayRef<float> data, Generator generator, double mean, double deviation) {
  for (size_t i = 0; i < data.size(); i += 2) {
    double a, b;
    drawNormal(generator.draw(i / 2), a, b);
    data[i] = mean + a * deviation;
    if (i + 1 < data.size())
      data[i + 1] = mean + b * deviation;
  }
}

static void fill(MutableArrayRef<float> data, Generator generator, InitAttr init, ArrayRef<int64_t> shape) {
  double fanIn = 1, fanOut = shape.empty() ? 1 : shape[0];
  for (size_t i = 1; i < shape.size(); ++i) {
    fanIn *= shape[i];
    fanOut *= i > 1 ? shape[i] : 1;
  }
  auto uniform = [&](double range) { fillUniform(data, generator, -range, range); };
  auto normal = [&](double variance) { fillNormal(data, generator, 0, std::sqrt(variance)); };
  switch (init.getKind()) {
  case InitKind::values:
    llvm::transform(init.getValues(), data.begin(), [](double value) { return float(value); });
    return;
  case InitKind::zeros:
  case InitKind::ones:
  case InitKind::constant:
    llvm_unreachable("these are splats");
  case InitKind::uniform:
    return fillUniform(data, generator, init.getA(), init.getB());
  case InitKind::normal:
    return fillNormal(data, generator, init.getA(), init.getB());
  case InitKind::glorot_uniform:
    return uniform(std::sqrt(6 / (fanIn + fanOut)));
  case InitKind::glorot_normal:
    return normal(2 / (fanIn + fanOut));
  case InitKind::he_uniform:
    return uniform(std::sqrt(6 / fanIn));
  case InitKind::he_normal:
    return normal(2 / fanIn);
  }
}

/// The value of an initialiser that gives every element the same.
static std::optional<float> getSplat(InitAttr init) {
  switch (init.getKind()) {
  case InitKind::zeros:
    return 0.0f;
  case InitKind::ones:
    return 1.0f;
  case InitKind::constant:
    return init.getA();
  default:
    return std::nullopt;
  }
}

static ElementsAttr createInitialValue(ParameterOp parameter, uint64_t seed) {
  RankedTensorType type = parameter.getType();
  if (std::optional<float> splat = getSplat(parameter.getInit()))
    return DenseElementsAttr::get(type, *splat);
  Generator generator{mix(seed) ^ fnv1a64(parameter.getSymName())};
  return createFloatResource(type, parameter.getSymName(), [&](MutableArrayRef<float> data) {
    fill(data, generator, parameter.getInit(), type.getShape());
  });
}

namespace {

struct InitializeParameters : cnnc::impl::InitializeParametersBase<InitializeParameters> {
  void runOnOperation() override {
    auto seed = getOperation()->getAttrOfType<IntegerAttr>("cnn.seed");
    for (auto parameter : getOperation().getOps<ParameterOp>()) {
      if (parameter.getValueAttr())
        continue;
      parameter.setValueAttr(createInitialValue(parameter, seed ? seed.getInt() : 0));
      ++numInitialized;
      numElements += parameter.getType().getNumElements();
    }
  }
};

} // namespace
