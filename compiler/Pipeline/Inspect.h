//===- Inspect.h - Views of a network: summary, parameters, graph
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_INSPECT_H
#define CNNC_COMPILER_PIPELINE_INSPECT_H

#include "compiler/Codegen/ModelPlan.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// 11689512 -> "11,689,512".
std::string withCommas(int64_t value);

/// A table of the layers: name, kind, output shape, parameters, multiply-adds.
void printSummary(mlir::ModuleOp module, llvm::raw_ostream &out);

/// The layers that cnn-split-separable has split, once it has run.
void printSplits(mlir::ModuleOp module, llvm::raw_ostream &out);

/// All layers of the Net language with their arguments and what they compute, one
/// on a line, by name.
void printLayers(llvm::raw_ostream &out);

/// A JSON array with one object per parameter: name, shape, state.
void printParameters(mlir::ModuleOp module, llvm::raw_ostream &out);

/// The graph of the layers for Graphviz.
void printDot(mlir::ModuleOp module, llvm::raw_ostream &out);

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_INSPECT_H
