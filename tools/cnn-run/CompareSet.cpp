//===- CompareSet.cpp - Comparing outputs with a test set -----------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rule is that of ONNX's own runner: element by element, |got - want| <=
// atol + rtol * |want|. NaN equals NaN, and an infinity equals itself.
//
//===----------------------------------------------------------------------===//

#include "TestSet.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

using namespace cnnrun;

namespace {

/// The largest errors of an array, each over all elements; the relative one
/// over those that should not be zero.
struct Errors {
  double absolute = 0;
  double relative = 0;
  /// Floats between the two, and one; floats of that type only.
  double ulps = 0;
  size_t wrong = 0;
  /// The first element that is out of bounds.
  size_t firstWrong = 0;
};

/// The place of a float among all of its type in their order; -0 is beside +0.
template <typename Bits> int64_t placeOf(const unsigned char *bytes) {
  Bits bits;
  memcpy(&bits, bytes, sizeof(Bits));
  constexpr Bits sign = Bits(Bits(1) << (8 * sizeof(Bits) - 1));
  int64_t magnitude = int64_t(bits & Bits(~sign));
  return bits & sign ? -magnitude : magnitude;
}

double ulpsBetween(cnn_type type, const unsigned char *a, const unsigned char *b) {
  switch (type) {
  case CNN_F32:
    return std::abs(double(placeOf<uint32_t>(a)) - double(placeOf<uint32_t>(b)));
  case CNN_F64:
    return std::abs(double(placeOf<uint64_t>(a)) - double(placeOf<uint64_t>(b)));
  case CNN_F16:
  case CNN_BF16:
    return std::abs(double(placeOf<uint16_t>(a)) - double(placeOf<uint16_t>(b)));
  default:
    return 0;
  }
}

bool isFloat(cnn_type type) { return type == CNN_F32 || type == CNN_F64 || type == CNN_F16 || type == CNN_BF16; }

Errors measure(const Tensor &got, const Tensor &want, const Options &options) {
  Errors errors;
  size_t size = typeBytes(got.type), count = got.elements();
  auto a = toDoubles(got, 0, count), b = toDoubles(want, 0, count);
  for (size_t i = 0; i < count; ++i) {
    const unsigned char *x = &got.data[i * size], *y = &want.data[i * size];
    if (memcmp(x, y, size) == 0 || (std::isnan(a[i]) && std::isnan(b[i])))
      continue;
    double error = std::abs(a[i] - b[i]);
    // Where only one is a number, nothing is near.
    if (!std::isfinite(error))
      error = INFINITY;
    // Wide integers that differ may be one double.
    else if (!isFloat(got.type))
      error = std::max(error, 1.0);
    errors.absolute = std::max(errors.absolute, error);
    if (b[i] != 0)
      errors.relative = std::max(errors.relative, std::isfinite(error) ? error / std::abs(b[i]) : INFINITY);
    errors.ulps = std::max(errors.ulps, std::isfinite(error) ? ulpsBetween(got.type, x, y) : INFINITY);
    if (!(error <= options.atol + options.rtol * std::abs(b[i])) || !std::isfinite(error)) {
      if (errors.wrong++ == 0)
        errors.firstWrong = i;
    }
  }
  return errors;
}

/// The shapes agree when the batch is a dimension of both, or of neither; one
/// free picture may lack it.
bool shapesAgree(const Tensor &got, const std::vector<int64_t> &want) {
  return want == got.arrayShape() || (got.pictures() == 1 && want.size() + 1 == got.shape.size() &&
                                      std::equal(want.begin(), want.end(), got.shape.begin() + 1));
}

bool compareOutput(const char *name, Tensor got, const Tensor &want, const Options &options) {
  // ONNX's test sets hold the bits of bfloat16 as u16, and its runner compares
  // them as such: they are rounded in more than one way.
  if (got.type == CNN_BF16 && want.type == CNN_U16)
    got.type = CNN_U16;
  std::string head = fmt::format("output '{}': {} {}", name, typeName(got.type), shapeText(got.arrayShape()));
  if (got.type != want.type || !shapesAgree(got, want.shape)) {
    fmt::print("{}, expected {} {}\n", head, typeName(want.type), shapeText(want.shape));
    return false;
  }
  Errors errors = measure(got, want, options);
  std::string bound = fmt::format("{:.3g} + {:.3g} * |expected|", options.atol, options.rtol);
  std::string ulps = isFloat(got.type) ? fmt::format(", {:.0f} ulp", errors.ulps) : "";
  fmt::print("{}: largest error {:.3g}, relative {:.3g}{}; {} {}", head, errors.absolute, errors.relative, ulps,
             errors.wrong ? "above" : "within", bound);
  if (errors.wrong) {
    size_t at = errors.firstWrong;
    fmt::print(" in {} of {} elements, the first at {}: {:.9g}, expected {:.9g}", errors.wrong, got.elements(),
               shapeText(got.indexOf(at)), toDoubles(got, at, at + 1)[0], toDoubles(want, at, at + 1)[0]);
  }
  fmt::print("\n");
  return errors.wrong == 0;
}

} // namespace

bool cnnrun::compareWithSet(const Session &session, const TestSet &set, const Options &options) {
  const Library &library = session.library();
  bool good = true;
  for (uint32_t i = 0; i < set.expected.size(); ++i)
    good &=
        compareOutput(library.api().output(library.model(), i)->name, session.outputs()[i], set.expected[i], options);
  return good;
}
