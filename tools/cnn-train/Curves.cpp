//===- Curves.cpp - Loss and accuracy as a picture ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two panels beside each other: the loss, and the accuracy in per cent, over
// epochs; training and validation as lines with a legend.
//
//===----------------------------------------------------------------------===//

#include "RunLog.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

using namespace cnnc::train;

namespace {

constexpr double panelWidth = 360, panelHeight = 260, left = 60, top = 58, gap = 80, bottom = 50;
constexpr const char *trainingColour = "#1f77b4", *validationColour = "#d62728";

/// A round distance of about `span / 5`: 1, 2 or 5 times a power of ten.
double tickStep(double span) {
  double rough = std::max(span, 1e-12) / 5, power = std::pow(10, std::floor(std::log10(rough)));
  for (double factor : {1.0, 2.0, 5.0})
    if (rough <= factor * power)
      return factor * power;
  return 10 * power;
}

/// One panel: where numbers lie in the picture, and its text so far.
class Panel {
public:
  /// Lines are drawn at multiples of `step`, among them `low`.
  Panel(double x, double epochs, double low, double high, double step)
      : x(x), epochs(epochs), low(low), high(high), step(step) {}

  void frame(const std::string &title) {
    text += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\" font-size=\"15\">{}</text>\n",
                        x + panelWidth / 2, top - 14, title);
    for (double value = low; value <= high + step * 1e-6; value += step) {
      text += fmt::format("<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>\n", x,
                          x + panelWidth, atValue(value));
      text += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>\n", x - 6,
                          atValue(value) + 4, std::round(value / step) * step);
    }
    double every = std::max(1.0, tickStep(epochs));
    for (double epoch = every; epoch <= epochs; epoch += every)
      text += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{:g}</text>\n", atEpoch(epoch),
                          top + panelHeight + 18, epoch);
    text += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">epoch</text>\n", x + panelWidth / 2,
                        top + panelHeight + 38);
    text += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#888\"/>\n", x, top,
                        panelWidth, panelHeight);
  }

  void line(const std::vector<std::pair<double, double>> &points, const char *colour) {
    std::string list;
    for (auto [epoch, value] : points)
      list += fmt::format("{:.1f},{:.1f} ", atEpoch(epoch), atValue(value));
    text += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", list, colour);
    // A line of one point cannot be seen.
    if (!points.empty())
      text += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n", atEpoch(points.back().first),
                          atValue(points.back().second), colour);
  }

  std::string text;

private:
  double atEpoch(double epoch) const { return x + panelWidth * (epochs > 1 ? (epoch - 1) / (epochs - 1) : 0.5); }
  double atValue(double value) const { return top + panelHeight * (1 - (value - low) / (high - low)); }

  double x, epochs, low, high, step;
};

/// A panel of what `value` takes out of the metrics.
std::string drawPanel(const std::vector<EpochRecord> &history, double x, const std::string &title, double most,
                      double (*value)(const Metrics &)) {
  std::vector<std::pair<double, double>> training, validation;
  double low = INFINITY, high = -INFINITY;
  for (const EpochRecord &record : history) {
    training.emplace_back(double(record.epoch), value(record.training));
    if (record.validation)
      validation.emplace_back(double(record.epoch), value(*record.validation));
  }
  for (const auto *points : {&training, &validation})
    for (auto [epoch, y] : *points) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  // Whole steps around the lines, and not beyond what there can be.
  double step = tickStep(std::max(high - low, std::fabs(high) * 0.02 + 1e-6));
  low = std::floor(low / step) * step;
  high = std::min(std::ceil(high / step) * step, most);
  if (high <= low)
    low = high - step;
  Panel panel(x, double(history.back().epoch), low, high, step);
  panel.frame(title);
  panel.line(training, trainingColour);
  if (!validation.empty())
    panel.line(validation, validationColour);
  return panel.text;
}

std::string drawLegend(double x, const char *name, const char *colour) {
  return fmt::format("<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"16\" y2=\"16\" stroke=\"{2}\" stroke-width=\"2\"/>\n"
                     "<text x=\"{3:.0f}\" y=\"20\">{4}</text>\n",
                     x, x + 24, colour, x + 30, name);
}

} // namespace

std::string cnnc::train::drawCurves(const std::vector<EpochRecord> &history) {
  double width = left + 2 * panelWidth + gap + 30, height = top + panelHeight + bottom;
  std::string text = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
                                 "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
                                 "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
                                 width, height);
  if (!history.empty()) {
    text += drawLegend(left, "training", trainingColour);
    if (history.back().validation)
      text += drawLegend(left + 110, "validation", validationColour);
    text += drawPanel(history, left, "loss", INFINITY, [](const Metrics &m) { return m.loss; });
    text += drawPanel(history, left + panelWidth + gap, "accuracy (%)", 100,
                      [](const Metrics &m) { return 100 * m.accuracy; });
  }
  return text + "</svg>\n";
}
