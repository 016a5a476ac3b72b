//===- Report.cpp - Printing results and facts ----------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The comparison with a reference is in Compare.cpp.
//
//===----------------------------------------------------------------------===//

#include "Report.h"

#include "tools/common/Npy.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

using namespace cnnrun;

namespace {

constexpr size_t maxLabelBytes = size_t(1) << 26;

/// Class names, or nothing without --labels.
using Labels = std::vector<std::string>;

Result<Labels> loadLabels(const std::string &path) {
  Labels labels;
  if (path.empty())
    return labels;
  auto bytes = readFile(path, maxLabelBytes);
  if (!bytes)
    return bytes.error();
  std::string line;
  for (unsigned char c : *bytes) {
    if (c == '\n') {
      labels.push_back(std::move(line));
      line.clear();
    } else if (c >= ' ') {
      // Control characters could do things to the terminal.
      line += char(c);
    }
  }
  if (!line.empty())
    labels.push_back(std::move(line));
  return labels;
}

/// One value for each class, of one picture.
bool isVector(const cnn_tensor_info &info) {
  if (hasOwnBatch(info))
    return info.rank == 2 && info.shape[0] == 1 && info.shape[1] > 1;
  return info.rank == 1 && info.shape[0] > 1;
}

bool areProbabilities(const std::vector<double> &values) {
  double sum = 0;
  for (double value : values) {
    if (!(value >= 0))
      return false;
    sum += value;
  }
  return std::abs(sum - 1) < 1e-3;
}

/// Indices of the `count` largest values, largest first; NaN comes last.
std::vector<size_t> findLargest(const std::vector<double> &values, size_t count) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t(0));
  auto key = [&](size_t i) { return std::isnan(values[i]) ? -INFINITY : values[i]; };
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + ptrdiff_t(count), order.end(),
                    [&](size_t a, size_t b) { return key(a) != key(b) ? key(a) > key(b) : a < b; });
  order.resize(count);
  return order;
}

void printBest(const std::vector<double> &values, size_t count, const Labels &labels) {
  bool percent = areProbabilities(values);
  for (size_t i : findLargest(values, count)) {
    std::string score = percent ? fmt::format("{:7.2f} %", 100 * values[i]) : fmt::format("{:12.6g}", values[i]);
    fmt::print("  {}  class {}{}\n", score, i, labels.empty() ? "" : fmt::format(" ({})", labels[i]));
  }
}

void printSummary(const Tensor &tensor) {
  auto values = toDoubles(tensor, 0, tensor.elements());
  if (values.empty())
    return;
  auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  double sum = std::accumulate(values.begin(), values.end(), 0.0);
  fmt::print("  min {:.6g}, mean {:.6g}, max {:.6g}\n", *least, sum / double(values.size()), *greatest);
}

void printTensors(const char *title, uint32_t count, const cnn_model *model, decltype(&cnn_model_input) get) {
  for (uint32_t i = 0; i < count; ++i) {
    const cnn_tensor_info &info = *get(model, i);
    fmt::print("{:<9} {}: {} {} {}, {} bytes\n", title, info.name, typeName(info.type), shapeText(info), info.layout,
               info.bytes);
  }
}

/// Prints one output of every picture. Labels belong to vectors.
Status printOutput(const Session &session, uint32_t index, const Options &options, const Labels &labels) {
  const Library &library = session.library();
  const cnn_tensor_info &info = *library.api().output(library.model(), index);
  const Tensor &tensor = session.outputs()[index];
  fmt::print("output '{}': {} {}\n", info.name, typeName(info.type), shapeText(info));
  if (!isVector(info)) {
    printSummary(tensor);
    return Done{};
  }
  size_t classes = size_t(info.shape[info.rank - 1]);
  if (!labels.empty() && labels.size() != classes)
    return Error{fmt::format("'{}' has {} labels, but output '{}' has {} "
                             "classes",
                             options.labels, labels.size(), info.name, classes)};
  for (size_t i = 0; i < session.inputs().titles.size(); ++i) {
    fmt::print("{}\n", session.inputs().titles[i]);
    printBest(toDoubles(tensor, i * classes, (i + 1) * classes), options.top, labels);
  }
  return Done{};
}

} // namespace

void cnnrun::printInfo(const Library &library, const Options &options) {
  const Api &api = library.api();
  const cnn_model *model = library.model();
  cnn_options instance = instanceOptions(options);
  uint32_t version = api.abiVersion();
  fmt::print("network   {}\n", api.modelName(model));
  fmt::print("target    {}\n", api.modelTarget(model));
  fmt::print("interface {}.{}\n", version >> 16, version & 0xffff);
  printTensors("input", api.inputCount(model), model, api.input);
  printTensors("output", api.outputCount(model), model, api.output);
  fmt::print("weights   {} bytes\n", api.weightBytes(model));
  fmt::print("memory    {} bytes\n", api.memoryBytes(model, &instance));
}

Status cnnrun::printResults(const Session &session, const Options &options) {
  auto labels = loadLabels(options.labels);
  if (!labels)
    return labels.error();
  for (uint32_t i = 0; i < session.outputs().size(); ++i)
    if (Status status = printOutput(session, i, options, *labels); !status)
      return status;
  return Done{};
}

Status cnnrun::writeOutputs(const Session &session, const Options &options) {
  for (const NamedFile &file : options.outputs) {
    auto output = session.findOutput(file.name);
    if (!output)
      return output.error();
    if (Status status = writeNpy(file.path, **output); !status)
      return status;
  }
  return Done{};
}
