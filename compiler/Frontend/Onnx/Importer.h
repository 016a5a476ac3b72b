//===- Importer.h - The walk over an ONNX graph
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_IMPORTER_H
#define CNNC_COMPILER_FRONTEND_ONNX_IMPORTER_H

#include "compiler/Frontend/Onnx/Node.h"
#include "compiler/Frontend/Onnx/OnnxImport.h"
#include "llvm/ADT/StringMap.h"
#include <onnx/onnx_pb.h>

namespace cnnc::onnx_import {

/// Tensors by name; a null value is one that could not be imported.
using Scope = llvm::StringMap<Value>;

class Importer {
public:
  Importer(onnx::ModelProto &model, StringRef path, const ImportOptions &options, mlir::MLIRContext *context);

  mlir::OwningOpRef<mlir::ModuleOp> run();

  /// Remembers that a constant is the model's tensor of this name.
  void nameConstant(Value constant, StringRef name) { names[constant] = name.str(); }
  /// The parameter of a constant f32 tensor that has a name; else the constant.
  Value parameter(Value constant);
  /// A constant; equal small ones are one.
  Value constant(mlir::DenseElementsAttr value, mlir::Location loc);

  /// A form of an operator that cannot be compiled.
  void addUnsupported(const Node &node, StringRef op, const llvm::Twine &why);

  /// The first input whose batch is free; for messages.
  StringRef getBatchInput() const { return batchInput; }

private:
  struct Unsupported {
    std::string op, why;
    std::vector<std::string> places;
  };

  mlir::InFlightDiagnostic error(const llvm::Twine &message);
  bool resolveShapes();
  bool addInputs();
  bool addOption(StringRef name, StringRef file);
  bool addInitializers();
  bool importNodes(const google::protobuf::RepeatedPtrField<onnx::NodeProto> &nodes, Scope &scope, StringRef prefix);
  bool importNode(const onnx::NodeProto &proto, Scope &scope, StringRef name, int index);
  bool importFunction(const onnx::FunctionProto &function, const onnx::NodeProto &call, Scope &scope, StringRef name);
  bool addOutputs();
  void reportUnsupported();
  const onnx::FunctionProto *findFunction(const onnx::NodeProto &node) const;
  std::string describeInputs(const onnx::NodeProto &proto, const Scope &scope) const;
  mlir::DictionaryAttr describe(StringRef name, RankedTensorType type);

  onnx::ModelProto &model;
  std::string path, folder;
  const ImportOptions &options;
  mlir::MLIRContext *context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  mlir::OpBuilder builder;
  Scope tensors;
  llvm::DenseMap<Value, std::string> names;
  llvm::DenseMap<Value, Value> parameters;
  llvm::DenseMap<mlir::Attribute, Value> constants;
  llvm::StringMap<SmallVector<int64_t>> shapes; ///< of the inputs, resolved
  std::vector<Unsupported> unsupported;
  std::string batchInput;
  int depth = 0;
  int64_t nodeCount = 0; ///< those of functions once for each call
  bool stopped = false;  ///< nothing more can be said of the model
  int64_t opset = 0;
};

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_IMPORTER_H
