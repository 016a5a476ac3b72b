//===- TrainingMemory.h - What training takes of memory
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_TRAININGMEMORY_H
#define CNNC_COMPILER_PIPELINE_TRAININGMEMORY_H

#include "compiler/Codegen/ModelPlan.h"
#include "compiler/Pipeline/Compile.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Bytes of a trainer with one thread, for the batch of the `train` block: what
/// runtime/train.cpp allocates.
struct TrainingMemory {
  explicit TrainingMemory(const ModelPlan &plan);

  uint64_t total() const { return parameters + gradients + slots + work + others; }

  uint64_t batch;
  uint64_t parameters; ///< and running averages
  uint64_t gradients;  ///< of parameters
  uint64_t slots;      ///< of the optimiser
  uint64_t work;       ///< where the three programs compute, one at a time
  uint64_t otherWork;  ///< what of that the programs that evaluate and update need
  uint64_t others;     ///< outputs, targets, scratch memory
  uint64_t perPicture; ///< activations of the program of gradients, for each picture
  uint64_t shared;     ///< and for all of them
};

void printTrainingMemory(const ModelPlan &plan, llvm::raw_ostream &out);

/// Bytes that `text` says: a number with K, M, G (of 1000), KiB, MiB, GiB (of
/// 1024) or nothing behind it; a B may follow the letter. None: it says nothing.
std::optional<uint64_t> parseBytes(llvm::StringRef text);

/// Sets in `pipeline` how many bytes of activations a picture may have, and whether
/// kernels are joined, so that training the module, in phase graph, stays within
/// `options.checkpointMemory`. Returns the least bytes that were found, which are
/// more where it cannot. Fails, with errors, where the network cannot be compiled.
mlir::FailureOr<uint64_t> fitTrainingMemory(mlir::ModuleOp module, const CompileOptions &options, const Target &target,
                                            PipelineOptions &pipeline);

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_TRAININGMEMORY_H
