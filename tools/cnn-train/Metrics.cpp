//===- Metrics.cpp - How well a network does ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Metrics.h"

#include <algorithm>
#include <fmt/format.h>

using namespace cnnc::train;

void Tally::add(const Tally &other) {
  pictures += other.pictures;
  loss += other.loss;
  correct += other.correct;
  top5 += other.top5;
}

Metrics Tally::metrics() const {
  double count = std::max(pictures, 1.0);
  return {loss / count, correct / count, top5 / count};
}

Tally cnnc::train::tallyBatch(const float *scores, int64_t classes, const std::vector<int32_t> &labels, double loss,
                              Confusion *confusion) {
  Tally tally;
  tally.pictures = double(labels.size());
  tally.loss = loss * tally.pictures;
  for (size_t i = 0; i < labels.size(); ++i) {
    const float *own = scores + int64_t(i) * classes;
    int32_t label = labels[i];
    int64_t better = 0;
    for (int64_t c = 0; c < classes; ++c)
      better += own[c] > own[label] || (own[c] == own[label] && c < label);
    // NaN is greater than nothing, and would make everything right.
    bool number = own[label] == own[label];
    tally.correct += number && better == 0;
    tally.top5 += number && better < 5;
    if (confusion)
      confusion->add(label, std::max_element(own, own + classes) - own);
  }
  return tally;
}

std::string Confusion::report(const std::vector<std::string> &names) const {
  std::string text = fmt::format("{:>5}  {:<20} {:>9} {:>9} {:>9}\n", "class", "", "pictures", "precision", "recall");
  double sumPrecision = 0, sumRecall = 0, present = 0;
  for (int64_t c = 0; c < classes; ++c) {
    double row = 0, column = 0;
    for (int64_t other = 0; other < classes; ++other) {
      row += at(c, other);
      column += at(other, c);
    }
    // Nothing recognised as c: no precision to speak of, which counts as 0.
    double precision = column > 0 ? at(c, c) / column : 0, recall = row > 0 ? at(c, c) / row : 0;
    std::string name = size_t(c) < names.size() ? names[size_t(c)] : "";
    text += fmt::format("{:>5}  {:<20} {:>9} {:>8.2f}% {:>8.2f}%\n", c, name, row, 100 * precision, 100 * recall);
    if (row > 0) {
      sumPrecision += precision;
      sumRecall += recall;
      ++present;
    }
  }
  present = std::max(present, 1.0);
  text += fmt::format("{:>5}  {:<20} {:>9} {:>8.2f}% {:>8.2f}%\n", "mean", "", "", 100 * sumPrecision / present,
                      100 * sumRecall / present);
  return text + matrix();
}

std::string Confusion::matrix() const {
  constexpr int64_t mostReadable = 20;
  if (classes > mostReadable)
    return fmt::format("(the confusion matrix of {} classes is in confusion.csv with --log)\n", classes);
  double largest = *std::max_element(counts.begin(), counts.end());
  int width = int(std::max<size_t>(fmt::format("{}", largest).size(), 2)) + 1;
  std::string text = "confusion matrix (row: class, column: recognised as)\n      ";
  for (int64_t c = 0; c < classes; ++c)
    text += fmt::format("{:>{}}", c, width);
  text += '\n';
  for (int64_t row = 0; row < classes; ++row) {
    text += fmt::format("{:>5} ", row);
    for (int64_t column = 0; column < classes; ++column)
      text += fmt::format("{:>{}}", at(row, column), width);
    text += '\n';
  }
  return text;
}

std::string Confusion::csv() const {
  std::string text;
  for (int64_t row = 0; row < classes; ++row)
    for (int64_t column = 0; column < classes; ++column)
      text += fmt::format("{}{}", at(row, column), column + 1 < classes ? "," : "\n");
  return text;
}
