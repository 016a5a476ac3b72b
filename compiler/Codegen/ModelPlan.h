//===- ModelPlan.h - A compiled network as data
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime walks (runtime/plan.h), gathered from the network function
// before it is lowered away: steps, operands, tensors, packed parameters.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_MODELPLAN_H
#define CNNC_COMPILER_CODEGEN_MODELPLAN_H

#include "compiler/Support/Target.h"
#include "dialects/Kernel/KernelDialect.h"

namespace cnnc {

/// Steps on tensors: inference, or one of the parts of training.
struct PlanProgram {
  struct Tensor {
    std::string name, layout;
    llvm::SmallVector<int64_t> shape; ///< in memory order, without the batch
    uint32_t type;                    ///< cnn_type
    uint64_t bytes;
  };
  struct Operand {
    uint64_t space, offset, inner, stride = 0; ///< cnnc_operand
  };
  struct Step {
    std::string function, name, kind, location;
    llvm::SmallVector<Operand> operands;
    int64_t items, fixed, images;
    double flops, bytes, cycles;
    uint32_t parameter = 0;  ///< whose gradient it completes, plus 1
    uint32_t statistics = 0; ///< floats of the last operand that machines may average
    /// Steps from this one on that pictures go through together, and how many pictures.
    uint32_t joined = 0, joinedImages = 0;
    /// Where each takes the pictures by parts: blocks of channels, and those of a part.
    uint32_t blocks = 1, blocksTogether = 1;
    bool local = false; ///< whether one of these has an operand in memory of the thread
    /// Steps from this one on that a micro-batch goes through, its pictures, and bytes per
    /// picture: of the arena what is alive then, and behind these what only these steps touch.
    uint32_t section = 0, microBatch = 0;
    uint64_t passingStart = 0, passingBytes = 0;
    bool keepsScratch = false;
  };

  std::string name;
  std::vector<Tensor> inputs, outputs;
  std::vector<Step> steps;
  uint64_t arenaBytes = 0, sharedBytes = 0;
  uint64_t localBytes = 0;   ///< of a thread
  uint32_t defaultBatch = 1; ///< pictures computed at once unless the options say more
};

/// cnnc_train.
struct TrainingPlan {
  struct Parameter {
    std::string name;
    llvm::SmallVector<int64_t> shape;
    uint64_t count, initial, value, gradient, slots[2];
    bool isAverage;
  };

  PlanProgram gradients, evaluate, update;
  std::vector<Parameter> parameters;
  std::vector<int64_t> targetClasses;
  std::string config, slotNames[2];
  uint64_t stateBytes = 0;
  double rate = 0, beta1 = 0, beta2 = 0, clipNorm = 0;
};

struct ModelPlan : PlanProgram {
  struct Blob {
    mlir::ElementsAttr value;
    uint64_t offset; ///< in the weights
  };

  std::string target;
  std::vector<Blob> weights;
  uint64_t weightBytes = 0, scratchBytes = 0;
  uint32_t features = 0;
  std::optional<TrainingPlan> training;
};

/// Gathers the plan of the module's network function and erases that function.
/// What remains are the kernel functions that the steps name.
mlir::FailureOr<ModelPlan> extractModelPlan(mlir::ModuleOp module, const Target &target, uint32_t batch);

/// The network function of a module that has no role in training, with an error
/// if there is not exactly one.
mlir::FailureOr<mlir::func::FuncOp> findNetwork(mlir::ModuleOp module);

} // namespace cnnc

#endif // CNNC_COMPILER_CODEGEN_MODELPLAN_H
