//===- Metrics.h - How well a network does ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_METRICS_H
#define CNNC_TOOLS_CNN_TRAIN_METRICS_H

#include <cstdint>
#include <string>
#include <vector>

namespace cnnc::train {

/// Means over pictures; accuracies are from 0 to 1.
struct Metrics {
  double loss = 0, accuracy = 0, top5 = 0;
};

/// Sums over pictures, as doubles so that processes can add theirs up; counts are exact.
struct Tally {
  double pictures = 0, loss = 0, correct = 0, top5 = 0;

  void add(const Tally &other);
  Metrics metrics() const;
};

/// Counts of (class, recognised as).
class Confusion {
public:
  explicit Confusion(int64_t classes) : classes(classes), counts(size_t(classes * classes)) {}

  void add(int32_t label, int64_t predicted) { ++counts[size_t(label * classes + predicted)]; }
  /// For processes to add up.
  std::vector<double> &values() { return counts; }

  /// Precision and recall of each class, their means, and the matrix where it is
  /// small enough to read. `names` may be empty.
  std::string report(const std::vector<std::string> &names) const;
  /// The matrix; a line is a class, a column what it was recognised as.
  std::string csv() const;

private:
  double at(int64_t row, int64_t column) const { return counts[size_t(row * classes + column)]; }
  std::string matrix() const;

  int64_t classes;
  std::vector<double> counts;
};

/// Compares the scores [pictures x classes] with the labels. `loss` is the mean of
/// the batch. Of equal scores the first counts as the greatest.
Tally tallyBatch(const float *scores, int64_t classes, const std::vector<int32_t> &labels, double loss,
                 Confusion *confusion = nullptr);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_METRICS_H
