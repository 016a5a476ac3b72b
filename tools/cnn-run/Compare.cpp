//===- Compare.cpp - Comparing outputs with a reference -------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The error is the largest |found - expected| over the largest |expected| of
// the whole array: floats of a network have one scale, and an element that
// happens to be near zero has no digits of its own to lose.
//
//===----------------------------------------------------------------------===//

#include "Report.h"

#include "TensorProto.h"

#include <cmath>
#include <fmt/format.h>

using namespace cnnrun;

namespace {

struct Difference {
  double largest = 0;
  double mean = 0;
  double scale = 0;
  size_t at = 0;

  double relative() const { return scale > 0 ? largest / scale : largest; }
};

Difference measure(const std::vector<double> &found, const std::vector<double> &expected) {
  Difference result;
  for (size_t i = 0; i < found.size(); ++i) {
    double error = std::abs(found[i] - expected[i]);
    // NaN and infinity agree with themselves only.
    bool same = found[i] == expected[i] || (std::isnan(found[i]) && std::isnan(expected[i]));
    if (same)
      error = 0;
    else if (!std::isfinite(error))
      error = INFINITY;
    if (error > result.largest) {
      result.largest = error;
      result.at = i;
    }
    result.mean += error / double(found.size());
    if (std::isfinite(expected[i]))
      result.scale = std::max(result.scale, std::abs(expected[i]));
  }
  return result;
}

/// Whether the shapes agree; a single picture's may lack the batch.
bool shapesAgree(const Tensor &found, std::vector<int64_t> expected) {
  if (expected.size() + 1 == found.shape.size())
    expected.insert(expected.begin(), 1);
  return expected == found.shape;
}

Result<bool> compareOne(const Session &session, const NamedFile &file, double tolerance) {
  auto output = session.findOutput(file.name);
  if (!output)
    return output.error();
  auto array = readArray(file.path);
  if (!array)
    return array.error();
  const Tensor &expected = array->tensor;
  const Tensor &found = **output;
  if (!shapesAgree(found, expected.shape))
    return Error{fmt::format("'{}' has shape {}, but the output has {}", file.path, shapeText(expected.shape),
                             shapeText(found.arrayShape()))};

  Difference difference = measure(toDoubles(found, 0, found.elements()), toDoubles(expected, 0, expected.elements()));
  bool good = difference.relative() <= tolerance;
  fmt::print("{}: relative error {:.3g} ({} tolerance {:.3g}); largest "
             "|difference| {:.3g} at {}, mean {:.3g}, largest |expected| "
             "{:.6g}\n",
             file.path, difference.relative(), good ? "within" : "above", tolerance, difference.largest,
             found.elements() ? shapeText(found.indexOf(difference.at)) : "no element", difference.mean,
             difference.scale);
  return good;
}

} // namespace

Result<bool> cnnrun::compareOutputs(const Session &session, const Options &options) {
  bool allGood = true;
  for (const NamedFile &file : options.expected) {
    auto good = compareOne(session, file, options.tolerance);
    if (!good)
      return good;
    allGood &= *good;
  }
  return allGood;
}
