//===- OnnxExport.h - From the cnn dialect to an ONNX file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_EXPORT_ONNX_ONNXEXPORT_H
#define CNNC_COMPILER_EXPORT_ONNX_ONNXEXPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace cnnc::onnx_export {

/// Writes the network of the module as ONNX (opset 17, IR version 8). Its layers
/// are as a front end made them, and all parameters have values. The arrays that
/// the model takes and gives are those of the compiled library. A layer is a
/// standard node, or where it takes several, a call of a function of the domain
/// `cnnc` that is named after the op and comes with the file; such a call carries
/// the op's attributes, so that cnnc reads the same op back.
///
/// What cannot be written becomes a diagnostic at its layer.
mlir::LogicalResult exportOnnx(mlir::ModuleOp module, llvm::raw_ostream &out);

} // namespace cnnc::onnx_export

#endif // CNNC_COMPILER_EXPORT_ONNX_ONNXEXPORT_H
