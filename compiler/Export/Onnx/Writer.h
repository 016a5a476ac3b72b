//===- Writer.h - The ONNX model that is being made
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_EXPORT_ONNX_WRITER_H
#define CNNC_COMPILER_EXPORT_ONNX_WRITER_H

#include "compiler/Export/Onnx/Code.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace cnnc::onnx_export {

/// A model with a network's inputs, layers and outputs.
class Writer {
public:
  Writer(mlir::ModuleOp module, mlir::func::FuncOp network);

  mlir::LogicalResult write();
  const onnx::ModelProto &getModel() const { return model; }

  //===--- For nodes of the graph ----------------------------------------===//

  /// The wish, with a number where it is taken.
  std::string uniqueName(StringRef wish);
  void releaseName(StringRef name) { taken.erase(name); }
  /// The name of a constant of the network in another shape; empty if `name` is none.
  std::string reshapeConstant(StringRef name, ArrayRef<int64_t> shape);

private:
  /// A constant of the network. Of one that is read in another shape than its
  /// own, `origin` is the name.
  struct Constant {
    mlir::Attribute value;
    SmallVector<int64_t> shape;
    std::string origin;
  };

  void addInput(mlir::BlockArgument argument);
  void reserveOutputs(mlir::func::ReturnOp op);
  void addOutput(mlir::Value value, unsigned index);
  mlir::LogicalResult addOp(mlir::Operation &op);
  mlir::LogicalResult addConstant(mlir::Operation &op);
  void addLayer(mlir::Operation &op, Build build);
  void addCall(mlir::Operation &op, Build build, Names operands, StringRef name, const std::string &result);
  mlir::LogicalResult addInitializers();
  onnx::NodeProto &addNode(StringRef op, StringRef name, Names inputs, StringRef output);
  void describe(onnx::ValueInfoProto &info, StringRef name, mlir::Type element, ArrayRef<int64_t> shape);

  mlir::ModuleOp module;
  mlir::SymbolTable symbols;
  mlir::func::FuncOp network;
  onnx::ModelProto model;
  onnx::GraphProto &graph;
  llvm::StringSet<> taken, nodeNames;
  llvm::DenseMap<mlir::Value, std::string> names;
  llvm::StringMap<Constant> constants;
  llvm::StringMap<std::string> functions; ///< body, serialised -> name
  llvm::StringMap<unsigned> variants;     ///< how many functions an op has
};

} // namespace cnnc::onnx_export

#endif // CNNC_COMPILER_EXPORT_ONNX_WRITER_H
