//===- Winograd.h - Winograd's transforms for kernels of 3x3 and 5x5
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// F(m, r) computes m outputs of a filter of r taps with m + r - 1 multiplications:
// y = A^T ((G g) * (B^T x)), a product of polynomials taken at m + r - 1 points
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015).
// In two dimensions the transforms are applied to columns, then to rows.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_WINOGRAD_H
#define CNNC_COMPILER_KERNELS_WINOGRAD_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// F(2, 3), F(4, 3) and F(2, 5). The points of F(2, 3) are 0, 1, -1 and infinity;
/// those of the others are 0, +-1/sqrt(2), +-sqrt(2) and infinity, which halve the
/// error of 0, +-1, +-2 and infinity. Of as many points the transform of the input
/// is the same.
class Winograd {
public:
  explicit Winograd(int64_t outputs, int64_t taps = 3) : m(outputs), r(taps) {}

  /// The numbers of outputs that kernels of `taps` x `taps` have, the larger first.
  static llvm::ArrayRef<int64_t> outputsFor(int64_t taps);

  int64_t outputs() const { return m; }
  int64_t taps() const { return r; }
  /// Inputs of a tile along an axis, and points.
  int64_t inputs() const { return m + r - 1; }
  int64_t points() const { return inputs() * inputs(); }
  /// Of a convolution, relative to its largest result; test/Kernels has the proof.
  double error() const { return inputs() == 4 ? 2e-6 : 1e-5; }

  /// A vector that has a factor in all lanes.
  using Factor = llvm::function_ref<mlir::Value(double)>;
  /// B^T x, of inputs() values.
  llvm::SmallVector<mlir::Value> transformInput(KernelEmitter &e, llvm::ArrayRef<mlir::Value> x, Factor factor) const;
  /// A^T y, of inputs() values to m.
  llvm::SmallVector<mlir::Value> transformOutput(KernelEmitter &e, llvm::ArrayRef<mlir::Value> y, Factor factor) const;
  /// A x, of m values to inputs(): the gradient of transformOutput, of kernels of 3x3.
  llvm::SmallVector<mlir::Value> transformGradient(KernelEmitter &e, llvm::ArrayRef<mlir::Value> x,
                                                   Factor factor) const;
  /// G^T y, of inputs() values to as many as there are taps: the gradient of a kernel's transform.
  llvm::SmallVector<mlir::Value> gatherKernel(KernelEmitter &e, llvm::ArrayRef<mlir::Value> y, int64_t lanes) const;
  /// All factors that they ask for.
  llvm::ArrayRef<double> factors() const;
  /// G g G^T of a kernel: points() values.
  void transformKernel(llvm::ArrayRef<float> kernel, llvm::MutableArrayRef<float> result) const;
  /// The same of vectors.
  llvm::SmallVector<mlir::Value> transformKernel(KernelEmitter &e, llvm::ArrayRef<mlir::Value> kernel,
                                                 int64_t lanes) const;

private:
  int64_t m, r;
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_WINOGRAD_H
