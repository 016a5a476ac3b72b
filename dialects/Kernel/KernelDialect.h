//===- KernelDialect.h - The kernel dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELDIALECT_H
#define CNNC_DIALECTS_KERNEL_KERNELDIALECT_H

#include "dialects/Cnn/CnnDialect.h"
#include "dialects/Kernel/Transposed.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include "dialects/Kernel/KernelDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/KernelAttrs.h.inc"

namespace cnnc::kernel {
class SummingOpInterface;
/// The constraints of SummingOpInterface.
mlir::LogicalResult verifySums(SummingOpInterface op);
} // namespace cnnc::kernel

#include "dialects/Kernel/KernelInterfaces.h.inc"

#define GET_OP_CLASSES
#include "dialects/Kernel/KernelOps.h.inc"

namespace cnnc::kernel {
/// What kernels compute with for an element of a buffer: f32 for bf16, which is
/// a way to store it; other types are their own.
mlir::Type getScalarType(mlir::Type element);

/// Whether there is F(outputs, taps), of kernels that are square.
bool isWinograd(int64_t outputs, int64_t taps);

/// Rows (or columns) behind an input of `extent` that the last tiles of a
/// Winograd convolution read, with `before` of padding ahead of it.
int64_t winogradHaloAfter(int64_t outputs, int64_t m, int64_t taps, int64_t dilation, int64_t before, int64_t extent);
} // namespace cnnc::kernel

#endif // CNNC_DIALECTS_KERNEL_KERNELDIALECT_H
