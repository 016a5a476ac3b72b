//===- Tune.h - Measuring which kernel is the fastest
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_TUNE_H
#define CNNC_COMPILER_PIPELINE_TUNE_H

#include "compiler/Pipeline/Compile.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace cnnc {

/// Measures the kernels of each distinct group of a module of phase graph that
/// the file options.pipeline.tuning does not know yet, and adds them to it. The
/// file is written anew after each group, so that what was measured stays after
/// an interruption.
llvm::Error tuneNetwork(mlir::ModuleOp module, const CompileOptions &options);

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_TUNE_H
