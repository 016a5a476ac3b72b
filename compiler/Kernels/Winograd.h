//===- Winograd.h - Winograd's transforms for kernels of 3x3
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// F(m, 3) computes m outputs of a filter of 3 taps with m + 2 multiplications:
// y = A^T ((G g) * (B^T x)), a product of polynomials taken at m + 2 points
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015).
// In two dimensions the transforms are applied to columns, then to rows.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_WINOGRAD_H
#define CNNC_COMPILER_KERNELS_WINOGRAD_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// Outputs along an axis: 2 or 4. The points of F(2, 3) are 0, 1, -1 and
/// infinity; those of F(4, 3) are 0, +-1/sqrt(2), +-sqrt(2) and infinity, which
/// halve the error of 0, +-1, +-2 and infinity.
class Winograd {
public:
  explicit Winograd(int64_t outputs) : m(outputs) {}

  int64_t outputs() const { return m; }
  /// Inputs of a tile along an axis, and points.
  int64_t inputs() const { return m + 2; }
  int64_t points() const { return inputs() * inputs(); }
  /// Of a convolution, relative to its largest result; test/Kernels has the proof.
  double error() const { return m == 2 ? 2e-6 : 1e-5; }

  /// A vector that has a factor in all lanes.
  using Factor = llvm::function_ref<mlir::Value(double)>;
  /// B^T x, of m + 2 values.
  llvm::SmallVector<mlir::Value> transformInput(KernelEmitter &e, llvm::ArrayRef<mlir::Value> x, Factor factor) const;
  /// A^T y, of m + 2 values to m.
  llvm::SmallVector<mlir::Value> transformOutput(KernelEmitter &e, llvm::ArrayRef<mlir::Value> y, Factor factor) const;
  /// A x, of m values to m + 2: the gradient of transformOutput.
  llvm::SmallVector<mlir::Value> transformGradient(KernelEmitter &e, llvm::ArrayRef<mlir::Value> x,
                                                   Factor factor) const;
  /// G^T y, of m + 2 values to 3: the gradient of a kernel's transform.
  llvm::SmallVector<mlir::Value> gatherKernel(KernelEmitter &e, llvm::ArrayRef<mlir::Value> y, int64_t lanes) const;
  /// All factors that they ask for.
  llvm::ArrayRef<double> factors() const;
  /// G g G^T of a kernel of 3x3: points() values.
  void transformKernel(llvm::ArrayRef<float> kernel, llvm::MutableArrayRef<float> result) const;
  /// The same of vectors.
  llvm::SmallVector<mlir::Value> transformKernel(KernelEmitter &e, llvm::ArrayRef<mlir::Value> kernel,
                                                 int64_t lanes) const;

private:
  int64_t m;
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_WINOGRAD_H
