//===- Reshape.h - Loops of gathers that are reshapes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_RESHAPE_H
#define CNNC_COMPILER_KERNELS_RESHAPE_H

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/GatherPlan.h"

namespace cnnc {

/// Emits a gather whose form is Rows, Flatten or Unflatten.
void emitReshape(const GatherPlan &plan, KernelEmitter &e);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_RESHAPE_H
