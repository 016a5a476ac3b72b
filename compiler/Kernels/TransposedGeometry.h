//===- TransposedGeometry.h - What kernels of transposed convolutions share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_TRANSPOSEDGEOMETRY_H
#define CNNC_COMPILER_KERNELS_TRANSPOSEDGEOMETRY_H

#include "compiler/Kernels/Kernel.h"
#include "dialects/Kernel/Transposed.h"

namespace cnnc {

/// The rows (0) or columns (1) of a transposed convolution.
inline kernel::TransposedAxis getTransposedAxis(cnn::ConvTranspose2dOp conv, int axis) {
  cnn::PictureShape in = cnn::getPictureShape(conv.getInput()), out = cnn::getPictureShape(conv.getResult());
  return {mlir::cast<mlir::RankedTensorType>(conv.getWeight().getType()).getDimSize(2 + axis),
          conv.getStrides()[axis],
          conv.getDilations()[axis],
          conv.getPadding()[2 * axis],
          axis ? in.width : in.height,
          axis ? out.width : out.height};
}

/// The layout of an operand of a group around a transposed convolution: its
/// picture has a halo that holds what the taps reach beyond the edges.
inline cnn::LayoutAttr getTransposedInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) {
  auto conv = mlir::cast<cnn::ConvTranspose2dOp>(getRoot(group));
  if (getOperandIndex(conv.getInput()) != operand)
    return blockedLayout(group.getContext(), target.lanes);
  auto [top, bottom] = getTransposedAxis(conv, 0).getHalo();
  auto [left, right] = getTransposedAxis(conv, 1).getHalo();
  return blockedLayout(group.getContext(), target.lanes, {top, bottom, left, right});
}

/// Rows of positions, each of which stands for a stride of output rows.
template <typename KernelOp> int64_t countPositionRows(KernelOp op) {
  return llvm::divideCeil(cnn::getPictureShape(op.getOutput()).height, op.getStrides()[0]);
}

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_TRANSPOSEDGEOMETRY_H
