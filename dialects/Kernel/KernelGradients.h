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

#define GET_OP_CLASSES
#include "dialects/Kernel/GradientOps.h.inc"

#endif // CNNC_DIALECTS_KERNEL_KERNELGRADIENTS_H
