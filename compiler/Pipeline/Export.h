//===- Export.h - A network in another compiler's format
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_EXPORT_H
#define CNNC_COMPILER_PIPELINE_EXPORT_H

#include "mlir/IR/BuiltinOps.h"
#include <optional>
#include <string>

namespace cnnc {

/// The network of phase cnn, which this fills with the initial values of
/// parameters that have none, as an ONNX file; nothing after an error, which
/// has been reported.
std::optional<std::string> exportNetwork(mlir::ModuleOp module);

/// A network as a program of the Net language, and its parameters.
struct NetFiles {
  std::string program;
  std::string weights; ///< as .safetensors, by the names of the program; empty: without `withWeights`
};

/// The network of phase cnn, whose parameters have values, as a program and its
/// weights. What was written has been read back and compared. Nothing after an
/// error, which has been reported.
std::optional<NetFiles> exportProgram(mlir::ModuleOp module, bool withWeights);

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_EXPORT_H
