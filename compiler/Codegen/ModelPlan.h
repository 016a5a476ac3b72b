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

struct ModelPlan {
  struct Tensor {
    std::string name, layout;
    llvm::SmallVector<int64_t> shape; ///< in memory order, without the batch
    uint32_t type;                    ///< cnn_type
    uint64_t bytes;
  };
  struct Operand {
    uint64_t space, offset, inner; ///< cnnc_operand
  };
  struct Step {
    std::string function, name, kind, location;
    llvm::SmallVector<Operand> operands;
    int64_t items, fixed, images;
    double flops, bytes, cycles;
  };
  struct Blob {
    mlir::ElementsAttr value;
    uint64_t offset; ///< in the weights
  };

  std::string name, target;
  std::vector<Tensor> inputs, outputs;
  std::vector<Step> steps;
  std::vector<Blob> weights;
  uint64_t weightBytes = 0, arenaBytes = 0, scratchBytes = 0;
  uint32_t features = 0, defaultBatch = 1;
};

/// Gathers the plan of the module's network function and erases that function.
/// What remains are the kernel functions that the steps name.
mlir::FailureOr<ModelPlan> extractModelPlan(mlir::ModuleOp module, const Target &target, uint32_t batch);

/// The network function of a module, with an error if there is not exactly one.
mlir::FailureOr<mlir::func::FuncOp> findNetwork(mlir::ModuleOp module);

} // namespace cnnc

#endif // CNNC_COMPILER_CODEGEN_MODELPLAN_H
