//===- Model.h - The tensors of an ONNX file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_MODEL_H
#define CNNC_COMPILER_FRONTEND_ONNX_MODEL_H

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringRef.h"
#include <onnx/onnx_pb.h>
#include <optional>
#include <string>

namespace cnnc::onnx_import {

/// A name of the file for a message: no bytes that a terminal would act on, and
/// the first 255 of many.
std::string printable(llvm::StringRef name);
/// The same in quotes.
std::string quote(llvm::StringRef name);

/// Parses the protobuf and checks what every importer relies on: an IR version
/// from 3 to 10, the default domain's opset from 1 to 22, a graph with nodes in
/// topological order or at least without cycles (they are put in order), names
/// that are defined once. Otherwise nothing, and `why`.
std::optional<onnx::ModelProto> parseModel(llvm::StringRef text, std::string &why);

/// The elements of a tensor of numbers or bools: of its typed fields, its
/// raw_data, or a file beside the model (`folder`), which may not be left. Null,
/// and `why`, where the data is missing, too short, too long or too large.
mlir::DenseElementsAttr readTensor(const onnx::TensorProto &tensor, llvm::StringRef folder, mlir::MLIRContext *context,
                                   std::string &why);

/// Most of the older forms, from 1 to 6, are like those of 7.
constexpr int64_t kLeastOpset = 1, kMostOpset = 22;

/// Whether this is the domain of ONNX's own operators.
bool isDefaultDomain(llvm::StringRef domain);

/// The default domain's opset of a model.
int64_t getOpset(const onnx::ModelProto &model);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_MODEL_H
