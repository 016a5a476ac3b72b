//===- SplitSeparable.cpp - cnn-split-separable
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel that is a column times a row, such as a Gaussian's or Sobel's, is a
// convolution with the column and one with the row after it: KH + KW products
// instead of KH * KW. Two forms occur:
//
//   - Each filter reads one channel (depthwise layers, pictures of one channel).
//     Each is by itself a matrix of KH x KW; all must be of rank 1.
//   - Filters read several channels. Then
//       w[o,c,p,q] = sum over m of v[m,c,p] * h[o,m,q]
//     is a factorisation of the matrix whose rows are (c, p) and whose columns
//     are (o, q), and m, the channels between the two convolutions, its rank.
//
// Both come from the same approximation: take the greatest element, and subtract
// the cross of its row and column that makes the row and column zero (Gaussian
// elimination with full pivoting, or adaptive cross approximation: Bebendorf
// 2000). After r steps what is left is exactly the error of a factorisation of
// rank r, so the tolerance is checked against what is really lost; a singular
// value decomposition would need fewer channels for some inexact weights, never
// for exact ones.
//
// Invariants: all filters of a layer are split, or none; a split layer needs at
// most 4/5 of the multiply-adds.
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/NamedConstants.h"
#include "compiler/Transforms/Passes.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {
#define GEN_PASS_DEF_SPLITSEPARABLE
#include "compiler/Transforms/Passes.h.inc"
} // namespace cnnc

namespace {

/// A matrix as a sum of columns times rows.
struct Factors {
  std::vector<std::vector<double>> columns, rows;
  double error = 0; ///< the greatest element that is lost
};

/// What of the multiply-adds a split may need.
constexpr double kWorthwhile = 0.8;

} // namespace

/// At most `most` factors; nothing where these leave more than `tolerance`.
static std::optional<Factors> factorize(std::vector<double> matrix, int64_t columns, double tolerance, int64_t most) {
  int64_t rows = int64_t(matrix.size()) / columns;
  Factors factors;
  while (true) {
    auto greatest =
        std::max_element(matrix.begin(), matrix.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    factors.error = std::abs(*greatest);
    // A filter of zeros is a factor as well.
    if (factors.error <= tolerance && !factors.rows.empty())
      return factors;
    if (int64_t(factors.rows.size()) == most)
      return std::nullopt;
    int64_t pivotRow = (greatest - matrix.begin()) / columns, pivotColumn = (greatest - matrix.begin()) % columns;
    double pivot = *greatest;
    std::vector<double> row(matrix.begin() + pivotRow * columns, matrix.begin() + (pivotRow + 1) * columns), column;
    for (int64_t i = 0; i < rows; ++i)
      column.push_back(pivot == 0 ? 0 : matrix[i * columns + pivotColumn] / pivot);
    for (int64_t i = 0; i < rows; ++i)
      if (column[i] != 0)
        for (int64_t j = 0; j < columns; ++j)
          matrix[i * columns + j] -= column[i] * row[j];
    factors.columns.push_back(std::move(column));
    factors.rows.push_back(std::move(row));
  }
}

namespace {

/// One convolution that may be split.
class Splitter {
public:
  Splitter(Conv2dOp conv, double tolerance) : conv(conv), tolerance(tolerance) {}

  /// What was done, for the summary; nothing where the layer stays.
  std::optional<std::string> split() {
    std::optional<ConstantFloats> data = ConstantFloats::get(conv.getWeight());
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    outputs = shape[0], inputs = shape[1], kernelH = shape[2], kernelW = shape[3];
    if (!data || kernelH == 1 || kernelW == 1 || (conv.getGroups() != 1 && inputs != 1))
      return std::nullopt;
    weight.assign(data->values().begin(), data->values().end());
    double largest = 0;
    for (float w : weight) {
      if (!std::isfinite(w))
        return std::nullopt;
      largest = std::max(largest, double(std::abs(w)));
    }
    limit = largest * tolerance;
    return inputs == 1 ? splitFilters() : splitChannels();
  }

private:
  /// Products of the two convolutions, as a part of those of the one. The first
  /// computes all columns, of which the second may skip some.
  double cost(int64_t middle, int64_t middlePerOutput) {
    PictureShape in = getPictureShape(conv.getInput()), out = getPictureShape(conv.getResult());
    double first = double(middle * inputs * kernelH) * double(out.height * in.width);
    double second = double(outputs * middlePerOutput * kernelW) * double(out.height * out.width);
    return (first + second) / (double(outputs * inputs * kernelH * kernelW) * double(out.height * out.width));
  }

  /// Filters of one channel each: a column and a row for each.
  std::optional<std::string> splitFilters() {
    if (cost(outputs, 1) > kWorthwhile)
      return std::nullopt;
    std::vector<float> columns, rows;
    double error = 0;
    for (int64_t o = 0; o < outputs; ++o) {
      auto begin = weight.begin() + o * kernelH * kernelW;
      auto factors = factorize({begin, begin + kernelH * kernelW}, kernelW, limit, /*most=*/1);
      if (!factors)
        return std::nullopt;
      error = std::max(error, factors->error);
      columns.insert(columns.end(), factors->columns[0].begin(), factors->columns[0].end());
      rows.insert(rows.end(), factors->rows[0].begin(), factors->rows[0].end());
    }
    replace(columns, {outputs, 1, kernelH, 1}, conv.getGroups(), rows, {outputs, 1, 1, kernelW}, outputs);
    return report(outputs, error);
  }

  /// Filters of several channels: as few channels between as will do.
  std::optional<std::string> splitChannels() {
    std::vector<double> matrix(weight.size());
    for (int64_t o = 0; o < outputs; ++o)
      for (int64_t c = 0; c < inputs; ++c)
        for (int64_t p = 0; p < kernelH; ++p)
          for (int64_t q = 0; q < kernelW; ++q)
            matrix[(c * kernelH + p) * outputs * kernelW + o * kernelW + q] =
                weight[((o * inputs + c) * kernelH + p) * kernelW + q];
    int64_t most = int64_t(kWorthwhile / cost(1, 1));
    auto factors = most < 1 ? std::nullopt : factorize(std::move(matrix), outputs * kernelW, limit, most);
    if (!factors)
      return std::nullopt;
    int64_t middle = int64_t(factors->rows.size());
    std::vector<float> vertical, horizontal;
    for (const std::vector<double> &column : factors->columns)
      vertical.insert(vertical.end(), column.begin(), column.end());
    for (int64_t o = 0; o < outputs; ++o)
      for (const std::vector<double> &row : factors->rows)
        horizontal.insert(horizontal.end(), row.begin() + o * kernelW, row.begin() + (o + 1) * kernelW);
    replace(vertical, {middle, inputs, kernelH, 1}, 1, horizontal, {outputs, middle, 1, kernelW}, 1);
    return report(middle, factors->error);
  }

  void replace(ArrayRef<float> vertical, ArrayRef<int64_t> verticalShape, int64_t verticalGroups,
               ArrayRef<float> horizontal, ArrayRef<int64_t> horizontalShape, int64_t horizontalGroups) {
    OpBuilder b(conv);
    Value old = conv.getWeight();
    std::string name = getConstantName(old).str();
    name = name.empty() ? "weight" : name;
    ArrayRef<int64_t> p = conv.getPadding(), s = conv.getStrides(), d = conv.getDilations();
    auto create = [&](Value input, Value weight, Value bias, ArrayRef<int64_t> strides, ArrayRef<int64_t> padding,
                      ArrayRef<int64_t> dilations, int64_t groups) -> Value {
      return Conv2dOp::create(b, conv.getLoc(), input, weight, bias, b.getDenseI64ArrayAttr(strides),
                              b.getDenseI64ArrayAttr(padding), b.getDenseI64ArrayAttr(dilations),
                              b.getI64IntegerAttr(groups), conv.getPaddingModeAttr());
    };
    Value column = createConstant(conv, old, name + ".vertical", verticalShape, vertical);
    Value row = createConstant(conv, old, name + ".horizontal", horizontalShape, horizontal);
    Value between = create(conv.getInput(), column, Value(), {s[0], 1}, {p[0], p[1], 0, 0}, {d[0], 1}, verticalGroups);
    Value result = create(between, row, conv.getBias(), {1, s[1]}, {0, 0, p[2], p[3]}, {1, d[1]}, horizontalGroups);
    conv.getResult().replaceAllUsesWith(result);
    conv.erase();
    eraseIfUnused(old);
  }

  std::string report(int64_t middle, double error) {
    return llvm::formatv("{0}x{1} as {0}x1 and 1x{1} over {2} channel{3}, error {4:e2}", kernelH, kernelW, middle,
                         middle == 1 ? "" : "s", error);
  }

  Conv2dOp conv;
  double tolerance, limit = 0;
  int64_t outputs = 0, inputs = 0, kernelH = 0, kernelW = 0;
  std::vector<double> weight;
};

struct SplitSeparable : cnnc::impl::SplitSeparableBase<SplitSeparable> {
  using SplitSeparableBase::SplitSeparableBase;

  void runOnOperation() override {
    SmallVector<Attribute> reports;
    Builder b(&getContext());
    for (Conv2dOp conv : llvm::to_vector(getOperation().getOps<Conv2dOp>())) {
      auto named = conv.getLoc()->findInstanceOf<NameLoc>();
      std::string name = named ? named.getName().str() : "conv2d";
      if (auto report = Splitter(conv, tolerance).split()) {
        reports.push_back(b.getStringAttr(name + ": " + *report));
        ++numSplit;
      }
    }
    if (!reports.empty())
      getOperation()->setAttr(CnnDialect::kSplitAttr, b.getArrayAttr(reports));
  }
};

} // namespace
