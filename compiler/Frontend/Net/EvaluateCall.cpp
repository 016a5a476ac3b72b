//===- EvaluateCall.cpp - Pipes, layers and blocks of a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Evaluator.h"
#include "compiler/Frontend/Net/Limits.h"
#include "compiler/Frontend/Net/Resolver.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

//===----------------------------------------------------------------------===//
// Pipes
//===----------------------------------------------------------------------===//

AnyValue Evaluator::evaluatePipe(const PipeExpr &expr) {
  return evaluateStages(expr.stages, evaluate(*expr.source), expr.source->at);
}

AnyValue Evaluator::evaluateStages(const std::vector<Stage> &stages, AnyValue value, StringRef at) {
  for (const Stage &stage : stages) {
    if (value.isPoison())
      return value;
    value = stage.call ? evaluateCall(*stage.call, &value, at) : evaluateRepeat(stage, value, at);
    at = stage.call ? stage.call->at : stage.at;
  }
  return value;
}

AnyValue Evaluator::evaluateRepeat(const Stage &stage, AnyValue value, StringRef at) {
  AnyValue count = evaluate(*stage.count);
  if (count.isPoison())
    return count;
  const int64_t *n = count.get<int64_t>();
  if (!n || *n < 0 || *n > kMaxRepeats) {
    diagnostics.error(stage.count->at) << "`repeat` wants a whole number from 0 to " << kMaxRepeats << ", got "
                                       << describe(count);
    return Poison{};
  }
  if (isTooDeep(stage.at))
    return Poison{};
  PathNode *outer = scope;
  ++depth;
  for (int64_t i = 0; i < *n && !value.isPoison(); ++i) {
    scope = outer->add(PathNode::Iteration, "");
    value = evaluateStages(stage.body, std::move(value), at);
  }
  --depth;
  scope = outer;
  return value;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// `formal` is the layer's argument that was named; null: none was.
AnyValue Evaluator::evaluateArgument(const Expr &value, const cnn::LayerArg *formal) {
  if (isWordOf(formal, value))
    return Word{value.at};
  auto *list = llvm::dyn_cast<ListExpr>(&value);
  return list && formal ? evaluateList(*list, formal) : evaluate(value);
}

AnyValue Evaluator::evaluateCall(const CallExpr &call, const AnyValue *piped, StringRef pipedAt) {
  StringRef name = call.at;
  if (!takeSteps(1, name))
    return Poison{};
  SmallVector<Argument> args;
  bool poisoned = false;
  if (piped)
    args.push_back({"", pipedAt, *piped});
  const cnn::LayerSpec *spec = layers.lookup(name);
  for (const Arg &arg : call.args) {
    args.push_back({arg.name, arg.value->at, evaluateArgument(*arg.value, findNamedArg(spec, arg))});
    poisoned |= args.back().value.isPoison();
    // A layer looks at every item, also of a list that was written elsewhere.
    if (const List *list = args.back().value.get<List>(); list && !takeSteps((*list)->size(), args.back().at))
      return Poison{};
  }
  if (poisoned)
    return Poison{};
  if (spec) {
    auto checked = checkLayerArguments(*spec, name, args, diagnostics);
    return failed(checked) ? AnyValue(Poison{}) : builder->build(*spec, name, std::move(*checked), scope);
  }
  if (const BlockDecl *block = blocks.lookup(name))
    return callBlock(*block, name, args);
  if (isInitialiserCall(name))
    return buildInitialiser(name, args, diagnostics);
  return Poison{}; // Reported as an unknown name.
}

AnyValue Evaluator::callBlock(const BlockDecl &block, StringRef at, ArrayRef<Argument> args) {
  if (block.isBroken)
    return Poison{};
  for (const Diagnostics::Call &call : diagnostics.calls)
    if (call.block == block.name) {
      diagnostics.error(at) << "block '" << block.name << "' calls itself, which would never end";
      return Poison{};
    }
  if (diagnostics.calls.size() >= kMaxBlockDepth) {
    diagnostics.error(at) << "blocks call each other more than " << kMaxBlockDepth << " levels deep";
    return Poison{};
  }
  Frame callee;
  callee.block = &block;
  if (!bindParams(block, at, args, callee))
    return Poison{};
  Frame *callerFrame = frame;
  PathNode *callerScope = scope;
  frame = &callee;
  scope = scope->add(PathNode::Block, block.name);
  diagnostics.calls.push_back({block.name, at});
  AnyValue result = runBlock(block);
  diagnostics.calls.pop_back();
  scope = callerScope;
  frame = callerFrame;
  return result;
}

/// Puts the arguments of a call into the frame; defaults follow in runBlock,
/// since they may read earlier parameters.
bool Evaluator::bindParams(const BlockDecl &block, StringRef at, ArrayRef<Argument> args, Frame &into) {
  SmallVector<Formal> formals;
  for (const BlockDecl::Param &param : block.params)
    formals.push_back({param.name, !param.defaultValue});
  SmallVector<StringRef> names, places;
  for (const Argument &arg : args) {
    names.push_back(arg.name);
    places.push_back(arg.at);
  }
  auto help = [&](Diagnostic &diag) {
    diag.attachNote(diagnostics.getLoc(block.name)) << "block '" << block.name << "' is defined here";
  };
  auto matched = matchArguments({block.name, at, help}, formals, names, places, diagnostics);
  if (failed(matched))
    return false;
  for (auto [param, index] : llvm::zip_equal(block.params, *matched))
    if (index >= 0)
      into.variables.insert({param.name, {args[index].value, param.name, /*isParam=*/true}});
  return true;
}

AnyValue Evaluator::runBlock(const BlockDecl &block) {
  for (const BlockDecl::Param &param : block.params)
    if (!frame->variables.contains(param.name))
      frame->variables.insert({param.name, {evaluate(*param.defaultValue), param.name, /*isParam=*/true}});
  // Uses above a definition have been reported.
  for (const Statement &statement : block.body)
    frame->variables.insert({statement.name, {Poison{}, statement.name}});
  for (const Statement &statement : block.body) {
    AnyValue value = evaluateBound(statement);
    frame->variables[statement.name].value = std::move(value);
  }
  return block.result ? evaluate(*block.result) : AnyValue(Poison{});
}
