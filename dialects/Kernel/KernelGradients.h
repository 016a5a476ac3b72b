//===- KernelGradients.h - Ops that training adds to the kernel dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELGRADIENTS_H
#define CNNC_DIALECTS_KERNEL_KERNELGRADIENTS_H

#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelDialect.h"

namespace cnnc::kernel {
/// Places in the control vector; runtime/plan.h has the same.
enum class Control : int64_t {
  Rate = 0,          ///< the learning rate
  Correction1 = 1,   ///< 1 / (1 - beta1^t)
  Correction2 = 2,   ///< 1 / (1 - beta2^t)
  GradientScale = 3, ///< what the gradients are multiplied by
  SeedLow = 8,       ///< bits of an i32, like those below
  SeedHigh = 9,
  Step = 10,
  FirstPicture = 11, ///< of the batch, where several machines share one
  Machines = 12,     ///< whose pictures the statistics are of
  Count = 16
};

/// Kernels that pictures go through together, at most: CNNC_MAX_JOINED.
constexpr int64_t kMostJoined = 8;

/// The tensor whose memory parts, slices and views of it name.
mlir::Value getSource(mlir::Value view);
} // namespace cnnc::kernel

#define GET_OP_CLASSES
#include "dialects/Kernel/GradientOps.h.inc"

#endif // CNNC_DIALECTS_KERNEL_KERNELGRADIENTS_H
