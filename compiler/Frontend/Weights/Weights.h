//===- Weights.h - Values of parameters from a file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_WEIGHTS_WEIGHTS_H
#define CNNC_COMPILER_FRONTEND_WEIGHTS_WEIGHTS_H

#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Sets the value of every `cnn.parameter` of the module to the tensor of its
/// name in a .safetensors or .npz file.
///
/// Elements may be F16, BF16 (safetensors only), F32 or F64; the values are f32.
/// F32 data that is aligned and in row-major order stays in the mapped file,
/// which lives as long as the MLIR context.
///
/// A malformed file is one error that says where. Parameters that the file
/// lacks, tensors that the network lacks, other shapes, other element types and
/// elements that are not finite are one error, with a note for each. Both are
/// located in the weights file, at line 0 and column 0. On failure the module
/// is unchanged. With `isPartial` parameters that the file lacks or has in another
/// shape keep their initial values, and tensors that the network lacks are passed
/// over: one remark with a note for each, and an error only where no parameter is
/// in the file. Counters that PyTorch keeps in batch norms
/// (`num_batches_tracked`) are ignored.
mlir::LogicalResult loadWeights(mlir::ModuleOp module, llvm::StringRef path, bool isPartial = false);

} // namespace cnnc

#endif // CNNC_COMPILER_FRONTEND_WEIGHTS_WEIGHTS_H
