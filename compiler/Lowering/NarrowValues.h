//===- NarrowValues.h - Which values of a network are stored in bf16
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_LOWERING_NARROWVALUES_H
#define CNNC_COMPILER_LOWERING_NARROWVALUES_H

#include "compiler/Kernels/Kernel.h"

namespace cnnc {

/// The values of a network with layouts whose buffers are of bf16; none unless
/// the target is told to use it.
llvm::DenseSet<mlir::Value> findNarrowValues(mlir::func::FuncOp network, const Target &target);

} // namespace cnnc

#endif // CNNC_COMPILER_LOWERING_NARROWVALUES_H
