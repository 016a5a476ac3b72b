//===- Evaluator.h - Runs a Net program to build its module
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A network is evaluated from top to bottom; evaluating a layer builds its op.
// Blocks are run at each call, `repeat` as often as it says: what is left is
// one straight function. An expression that fails is worth poison.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_EVALUATOR_H
#define CNNC_COMPILER_FRONTEND_NET_EVALUATOR_H

#include "compiler/Frontend/Net/Ast.h"
#include "compiler/Frontend/Net/LayerBuilder.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"

namespace cnnc::net {

/// A `label` of the file: a class index below `classes`, or a tensor of `type`.
struct LabelInfo {
  int64_t classes = 0;
  mlir::RankedTensorType type;
};

class Evaluator {
public:
  Evaluator(const Network &network, llvm::ArrayRef<const cnn::LayerSpec *> layers, Diagnostics &diagnostics);

  /// The module; null where anything failed.
  mlir::OwningOpRef<mlir::ModuleOp> run();

  // For the `train` block.
  AnyValue evaluate(const Expr &expr);
  const Tensor *findTensor(llvm::StringRef name) const;
  const LabelInfo *findLabel(llvm::StringRef name) const;
  llvm::ArrayRef<llvm::StringRef> getNames() const { return globalNames; }
  /// Whether parameters have their names, which they get where nothing failed.
  bool areParametersNamed() const { return hasNames; }

private:
  struct Variable {
    AnyValue value;
    llvm::StringRef at;
    bool isParam = false;
  };
  /// The variables of the file, or of one call of a block.
  struct Frame {
    llvm::DenseMap<llvm::StringRef, Variable> variables;
    const BlockDecl *block = nullptr;
  };

  // Statements (Evaluator.cpp).
  void evaluateStatement(const Statement &statement);
  AnyValue evaluateBound(const Statement &statement);
  AnyValue evaluateInput(const Statement &statement);
  void evaluateLabel(const Statement &statement);
  void evaluateOutput(const Statement &statement);
  mlir::RankedTensorType evaluateType(const TypeSyntax &type);
  std::optional<int64_t> evaluateExtent(const Expr &expr, llvm::StringRef what);
  void finishFunction();
  void storeLabels();
  bool hasRoom(size_t size, llvm::StringRef what, llvm::StringRef at);

  // Expressions (EvaluateExpr.cpp).
  AnyValue evaluateKind(const Expr &expr);
  AnyValue evaluateName(llvm::StringRef name);
  AnyValue evaluateList(const ListExpr &expr, const cnn::LayerArg *formal = nullptr);
  AnyValue evaluateUnary(const UnaryExpr &expr);
  AnyValue evaluateChain(const ChainExpr &expr);
  AnyValue evaluateLogic(const ChainExpr &expr);
  AnyValue evaluateIf(const IfExpr &expr);
  AnyValue evaluateIndex(const IndexExpr &expr);
  AnyValue buildOperator(llvm::StringRef layer, llvm::StringRef at, llvm::ArrayRef<Argument> operands);
  std::optional<bool> evaluateCondition(const Expr &expr, llvm::StringRef what);

  // Calls (EvaluateCall.cpp).
  AnyValue evaluatePipe(const PipeExpr &expr);
  AnyValue evaluateStages(const std::vector<Stage> &stages, AnyValue value, llvm::StringRef at);
  AnyValue evaluateRepeat(const Stage &stage, AnyValue value, llvm::StringRef at);
  AnyValue evaluateArgument(const Expr &value, const cnn::LayerArg *formal);
  AnyValue evaluateCall(const CallExpr &call, const AnyValue *piped, llvm::StringRef pipedAt);
  AnyValue callBlock(const BlockDecl &block, llvm::StringRef at, llvm::ArrayRef<Argument> args);
  bool bindParams(const BlockDecl &block, llvm::StringRef at, llvm::ArrayRef<Argument> args, Frame &into);
  AnyValue runBlock(const BlockDecl &block);

  /// More steps of work; false, and an error, beyond the limit.
  bool takeSteps(uint64_t count, llvm::StringRef at);
  bool isTooDeep(llvm::StringRef at);

  const Network &network;
  Diagnostics &diagnostics;
  llvm::DenseMap<llvm::StringRef, const cnn::LayerSpec *> layers;
  llvm::DenseMap<llvm::StringRef, const BlockDecl *> blocks;
  llvm::DenseSet<llvm::StringRef> layerWords;
  llvm::DenseMap<llvm::StringRef, const Statement *> globalStatements;
  llvm::SmallVector<llvm::StringRef> globalNames;

  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  std::optional<LayerBuilder> builder;
  llvm::SmallVector<llvm::StringRef> inputNames, outputNames, inputOrders, outputOrders;
  llvm::SmallVector<mlir::Value> outputs;
  llvm::MapVector<llvm::StringRef, LabelInfo> labels;

  Frame globals;
  Frame *frame = &globals;
  PathNode root{PathNode::Scope, ""};
  PathNode *scope = &root;
  unsigned depth = 0;
  uint64_t steps = 0;
  bool hasNames = false;
};

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_EVALUATOR_H
