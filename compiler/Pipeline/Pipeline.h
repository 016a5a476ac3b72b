//===- Pipeline.h - The one place where passes are put in order
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_PIPELINE_H
#define CNNC_COMPILER_PIPELINE_PIPELINE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <memory>
#include <optional>
#include <string>

namespace mlir {
class DialectRegistry;
class OpPassManager;
class Pass;
} // namespace mlir

namespace cnnc {

/// How far a compilation goes; each phase includes those before it.
enum class Phase {
  Cnn,    ///< layers as written, shapes verified, parameters as symbols
  Graph,  ///< parameters constant, normalisation folded, layers fused
  Kernel, ///< kernels chosen, buffers laid out and placed
  Loops,  ///< each kernel a function of loops and vectors
  Llvm    ///< the LLVM dialect
};

/// "cnn", "graph", "kernel", "loops", "llvm-dialect".
std::optional<Phase> parsePhase(llvm::StringRef name);
llvm::StringRef phaseName(Phase phase);

struct Explanation;

struct PipelineOptions {
  std::string triple, cpu;
  std::string conv = "auto";              ///< auto, direct, winograd, reference
  bool reference = false;                 ///< reference kernels for every layer
  bool fuse = true;                       ///< fuse layers into groups
  int64_t batch = 1;                      ///< pictures that a run is expected to have
  double maxError = 1e-5;                 ///< that an algorithm may cause, relative to a layer's largest result
  double splitSeparable = -1;             ///< split convolutions within this tolerance; below 0: none
  std::string precision = "f32";          ///< what kernels hand each other: f32 or bf16
  std::string tuning;                     ///< file of measured times; empty: choose by prediction
  bool train = false;                     ///< make the functions that train the network, too
  llvm::SmallVector<std::string> freeze;  ///< patterns of parameters that training leaves alone
  std::optional<int64_t> activationBytes; ///< of training, for a picture; computes again what does not fit
  bool join = true;                       ///< let a few pictures of a batch go through several kernels together
  std::string dumpDir;                    ///< write the module after each pass; empty: do not
  Explanation *explanation = nullptr;     ///< filled by phase kernel, where it is wanted
};

/// Adds the passes of one phase (not those before it).
void buildPhase(mlir::OpPassManager &pm, Phase phase, const PipelineOptions &options);

/// Writes the module, constants elided, to DIR/NN-NAME.mlir. `counter` is shared
/// by the dumps of one compilation.
std::unique_ptr<mlir::Pass> createDumpPass(std::string directory, std::string name, std::shared_ptr<int> counter);

/// All dialects that the compiler uses, and all passes and pipelines by name.
void registerAllDialects(mlir::DialectRegistry &registry);
void registerAllPasses();

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_PIPELINE_H
