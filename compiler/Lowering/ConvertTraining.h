//===- ConvertTraining.h - What training adds to a network, on buffers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_LOWERING_CONVERTTRAINING_H
#define CNNC_COMPILER_LOWERING_CONVERTTRAINING_H

#include "compiler/Kernels/Kernel.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

namespace cnnc {

/// Converts the ops that are no layers: code on vectors, and what reads and
/// writes the training state.
class TrainingConverter {
public:
  TrainingConverter(const Target &target, llvm::DenseMap<mlir::Value, mlir::Value> &buffers)
      : target(target), buffers(buffers) {}

  /// The type of a vector's buffer: each of its parts fills whole vectors.
  mlir::MemRefType vectorType(mlir::Value value) const;

  /// Gradients that a group computes go where they are kept.
  void placeGradients(mlir::func::FuncOp function);

  /// Converts the op if it is one of these; returns whether it is, or failure.
  mlir::FailureOr<bool> convert(mlir::Operation *op, mlir::OpBuilder &builder);

  /// The buffer of a vector.
  mlir::Value bufferOf(mlir::Value value, mlir::OpBuilder &builder);

private:
  mlir::LogicalResult convertMap(cnn::MapOp op, mlir::OpBuilder &builder);
  mlir::LogicalResult accumulate(cnn::SetGradientOp op, mlir::OpBuilder &builder);
  mlir::LogicalResult convertGradient(cnn::SetGradientOp op, mlir::OpBuilder &builder);
  void convertOptimize(cnn::OptimizeOp op, mlir::OpBuilder &builder);
  mlir::Value createState(mlir::OpBuilder &builder, mlir::Location loc, mlir::FlatSymbolRefAttr parameter,
                          llvm::StringRef kind, mlir::MemRefType type);
  mlir::MemRefType paddedType(mlir::Type tensor) const;

  const Target &target;
  llvm::DenseMap<mlir::Value, mlir::Value> &buffers;
};

} // namespace cnnc

#endif // CNNC_COMPILER_LOWERING_CONVERTTRAINING_H
