//===- Winograd.cpp - Winograd's transforms for kernels of 3x3 and 5x5
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For finite points p the row of B^T is the product of all (x - q), q != p, that
// of G is the powers of p over that product at p, and the column of A^T is the
// powers of p. Points come in pairs p, -p: their rows share an even and an odd
// part.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Winograd.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;

/// The pairs of six points. Their product is 1.
static const double kInner = std::sqrt(0.5), kOuter = std::sqrt(2.0);

namespace {
/// Arithmetic on the values of a transform.
struct Terms {
  KernelEmitter &e;
  Winograd::Factor factor;

  Value add(Value x, Value y) { return arith::AddFOp::create(e.b, e.loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(e.b, e.loc, x, y); }
  Value scale(Value x, double by) { return arith::MulFOp::create(e.b, e.loc, x, factor(by)); }
  /// x * by + y.
  Value fma(Value x, double by, Value y) { return e.fma(x, factor(by), y); }
};
} // namespace

ArrayRef<int64_t> Winograd::outputsFor(int64_t taps) {
  static const int64_t of3[] = {4, 2}, of5[] = {2};
  return taps == 3 ? ArrayRef<int64_t>(of3) : taps == 5 ? ArrayRef<int64_t>(of5) : ArrayRef<int64_t>();
}

SmallVector<Value> Winograd::transformInput(KernelEmitter &e, ArrayRef<Value> x, Factor factor) const {
  Terms t{e, factor};
  if (inputs() == 4)
    return {t.sub(x[2], x[0]), t.add(x[2], x[1]), t.sub(x[2], x[1]), t.sub(x[3], x[1])};
  Value evenInner = t.fma(x[2], -2, x[4]), oddInner = t.scale(t.fma(x[1], -2, x[3]), kInner);
  Value evenOuter = t.fma(x[2], -0.5, x[4]), oddOuter = t.scale(t.fma(x[1], -0.5, x[3]), kOuter);
  return {t.fma(x[2], -2.5, t.add(x[0], x[4])), t.add(evenInner, oddInner), t.sub(evenInner, oddInner),
          t.add(evenOuter, oddOuter),           t.sub(evenOuter, oddOuter), t.fma(x[3], -2.5, t.add(x[1], x[5]))};
}

SmallVector<Value> Winograd::transformOutput(KernelEmitter &e, ArrayRef<Value> y, Factor factor) const {
  Terms t{e, factor};
  if (inputs() == 4)
    return {t.add(t.add(y[0], y[1]), y[2]), t.add(t.sub(y[1], y[2]), y[3])};
  Value evenInner = t.add(y[1], y[2]), oddInner = t.sub(y[1], y[2]);
  Value evenOuter = t.add(y[3], y[4]), oddOuter = t.sub(y[3], y[4]);
  if (m == 2)
    return {t.add(t.add(y[0], evenInner), evenOuter), t.fma(oddOuter, kOuter, t.fma(oddInner, kInner, y[5]))};
  return {t.add(t.add(y[0], evenInner), evenOuter), t.fma(oddOuter, kOuter, t.scale(oddInner, kInner)),
          t.fma(evenOuter, 2, t.scale(evenInner, 0.5)),
          t.fma(oddOuter, 2 * kOuter, t.fma(oddInner, 0.5 * kInner, y[5]))};
}

SmallVector<Value> Winograd::transformGradient(KernelEmitter &e, ArrayRef<Value> x, Factor factor) const {
  assert(r == 3 && "gradients of weights of 5x5 are computed directly");
  Terms t{e, factor};
  if (m == 2)
    return {x[0], t.add(x[0], x[1]), t.sub(x[0], x[1]), x[1]};
  Value evenInner = t.fma(x[2], 0.5, x[0]), oddInner = t.scale(t.fma(x[3], 0.5, x[1]), kInner);
  Value evenOuter = t.fma(x[2], 2, x[0]), oddOuter = t.scale(t.fma(x[3], 2, x[1]), kOuter);
  return {x[0],
          t.add(evenInner, oddInner),
          t.sub(evenInner, oddInner),
          t.add(evenOuter, oddOuter),
          t.sub(evenOuter, oddOuter),
          x[3]};
}

ArrayRef<double> Winograd::factors() const {
  static const double all[] = {-2, -0.5, -2.5, kInner, kOuter, 2, 0.5, 2 * kOuter, 0.5 * kInner};
  return inputs() == 4 ? ArrayRef<double>() : ArrayRef<double>(all);
}

/// G: for each point a factor of each tap.
static SmallVector<SmallVector<double, 5>, 6> kernelRows(const Winograd &w) {
  SmallVector<double, 5> points = {0, 1, -1};
  if (w.inputs() == 6)
    points = {0, kInner, -kInner, kOuter, -kOuter};
  SmallVector<SmallVector<double, 5>, 6> rows;
  for (double p : points) {
    double product = 1;
    for (double q : points)
      product *= q == p ? 1 : p - q;
    SmallVector<double, 5> &row = rows.emplace_back();
    double power = 1;
    for (int64_t tap = 0; tap < w.taps(); ++tap, power *= p)
      row.push_back(power / product);
  }
  rows.emplace_back(w.taps(), 0.0).back() = 1;
  return rows;
}

void Winograd::transformKernel(ArrayRef<float> kernel, MutableArrayRef<float> result) const {
  auto rows = kernelRows(*this);
  int64_t n = inputs();
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (int64_t y = 0; y < r; ++y)
        for (int64_t x = 0; x < r; ++x)
          sum += rows[i][y] * rows[j][x] * double(kernel[y * r + x]);
      result[i * n + j] = float(sum);
    }
}

/// A row of G times as many vectors, `stride` apart.
static Value multiplyRow(KernelEmitter &e, ArrayRef<double> row, ArrayRef<Value> x, int64_t stride, int64_t lanes) {
  Value sum;
  for (auto [i, number] : llvm::enumerate(row)) {
    if (number == 0)
      continue;
    Value value = x[int64_t(i) * stride], factor = number == 1 ? Value() : e.splat(float(number), lanes);
    if (sum)
      sum = factor ? e.fma(value, factor, sum) : arith::AddFOp::create(e.b, e.loc, sum, value).getResult();
    else
      sum = factor ? arith::MulFOp::create(e.b, e.loc, value, factor).getResult() : value;
  }
  return sum;
}

SmallVector<Value> Winograd::transformKernel(KernelEmitter &e, ArrayRef<Value> kernel, int64_t lanes) const {
  auto rows = kernelRows(*this);
  SmallVector<Value> result;
  for (int64_t i = 0; i < inputs(); ++i) {
    SmallVector<Value, 5> row;
    for (int64_t c = 0; c < r; ++c)
      row.push_back(multiplyRow(e, rows[i], kernel.drop_front(c), r, lanes));
    for (int64_t j = 0; j < inputs(); ++j)
      result.push_back(multiplyRow(e, rows[j], row, 1, lanes));
  }
  return result;
}

SmallVector<Value> Winograd::gatherKernel(KernelEmitter &e, ArrayRef<Value> y, int64_t lanes) const {
  auto rows = kernelRows(*this);
  SmallVector<Value> taps;
  for (int64_t tap = 0; tap < r; ++tap) {
    Value sum;
    for (int64_t i = 0; i < inputs(); ++i) {
      if (rows[i][tap] == 0)
        continue;
      Value factor = e.splat(float(rows[i][tap]), lanes);
      sum = sum ? e.fma(y[i], factor, sum) : arith::MulFOp::create(e.b, e.loc, y[i], factor).getResult();
    }
    taps.push_back(sum);
  }
  return taps;
}
