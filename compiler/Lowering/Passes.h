//===- Passes.h - Passes of compiler/Lowering
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_LOWERING_PASSES_H
#define CNNC_COMPILER_LOWERING_PASSES_H

#include "dialects/Kernel/KernelDialect.h"
#include "mlir/Pass/Pass.h"

namespace cnnc {

#define GEN_PASS_DECL
#include "compiler/Lowering/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/Lowering/Passes.h.inc"

} // namespace cnnc

#endif // CNNC_COMPILER_LOWERING_PASSES_H
