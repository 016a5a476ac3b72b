//===- OnnxImport.h - From an ONNX file to the cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_ONNXIMPORT_H
#define CNNC_COMPILER_FRONTEND_ONNX_ONNXIMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <string>
#include <vector>

namespace cnnc::onnx_import {

struct ImportOptions {
  /// Extents of inputs by name, for models that leave them open; a first extent
  /// of -1 is a free batch.
  std::vector<std::pair<std::string, std::vector<int64_t>>> shapes;
  /// Inputs that become constants: name, and a file with the value, an ONNX tensor (.pb).
  std::vector<std::pair<std::string, std::string>> values;
  /// Where the result goes: no file that the model's data is read from. Empty where it goes to no file.
  std::string output;
};

/// Compiles a model, of which `path` names the file (for messages, and as the
/// folder of external data), to a module with one network function. Mistakes
/// become diagnostics at the names of nodes, inputs and tensors; then the result
/// is null. The model may be hostile.
mlir::OwningOpRef<mlir::ModuleOp> importOnnx(llvm::StringRef model, llvm::StringRef path, const ImportOptions &options,
                                             mlir::MLIRContext *context);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_ONNXIMPORT_H
