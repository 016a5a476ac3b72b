//===- EvaluateExpr.cpp - Expressions of a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Arithmetic.h"
#include "compiler/Frontend/Net/Evaluator.h"
#include "compiler/Frontend/Net/Limits.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

bool Evaluator::takeSteps(uint64_t count, StringRef at) {
  bool was = steps <= kMaxSteps;
  steps += count;
  if (steps <= kMaxSteps && !diagnostics.isFull())
    return true;
  if (was)
    diagnostics.error(at) << "the network takes more than " << kMaxSteps << " steps to evaluate";
  return false;
}

bool Evaluator::isTooDeep(StringRef at) {
  if (depth >= kMaxDepth)
    diagnostics.error(at) << "blocks and expressions are nested more than " << kMaxDepth << " levels deep here";
  return depth >= kMaxDepth;
}

AnyValue Evaluator::evaluate(const Expr &expr) {
  if (!takeSteps(1, expr.at) || isTooDeep(expr.at))
    return Poison{};
  ++depth;
  AnyValue value = evaluateKind(expr);
  --depth;
  return value;
}

AnyValue Evaluator::evaluateKind(const Expr &expr) {
  switch (expr.kind) {
  case Expr::Number: {
    auto &number = llvm::cast<NumberExpr>(expr);
    return number.isInteger ? AnyValue(number.integer) : AnyValue(number.real);
  }
  case Expr::Bool:
    return llvm::cast<BoolExpr>(expr).value;
  case Expr::String:
    diagnostics.error(expr.at) << "a string can only be `parameters` of a function of `regularize` or `constraint`; "
                                  "words, layers and tensors are named without quotes";
    return Poison{};
  case Expr::Name:
    return evaluateName(expr.at);
  case Expr::List:
    return evaluateList(llvm::cast<ListExpr>(expr));
  case Expr::Unary:
    return evaluateUnary(llvm::cast<UnaryExpr>(expr));
  case Expr::Chain:
    return evaluateChain(llvm::cast<ChainExpr>(expr));
  case Expr::If:
    return evaluateIf(llvm::cast<IfExpr>(expr));
  case Expr::Call:
    return evaluateCall(llvm::cast<CallExpr>(expr), /*piped=*/nullptr, /*pipedAt=*/"");
  case Expr::Index:
    return evaluateIndex(llvm::cast<IndexExpr>(expr));
  case Expr::Pipe:
    return evaluatePipe(llvm::cast<PipeExpr>(expr));
  }
  llvm_unreachable("all kinds are covered");
}

AnyValue Evaluator::evaluateName(StringRef name) {
  auto read = [&](const Variable &variable) {
    AnyValue value = variable.value;
    if (Tensor *tensor = std::get_if<Tensor>(&value)) {
      tensor->name = name;
      // A parameter stands for what the caller gave, written where that was.
      if (!variable.isParam)
        tensor->at = variable.at;
    }
    return value;
  };
  if (auto it = frame->variables.find(name); it != frame->variables.end())
    return read(it->second);
  if (auto it = globals.variables.find(name); it != globals.variables.end()) {
    if (!it->second.value.is<Tensor>())
      return read(it->second);
    diagnostics.error(name) << "a block sees the file's numbers and lists, not its tensors: make '" << name
                            << "' a parameter of block '" << frame->block->name << "'";
    return Poison{};
  }
  const Statement *statement = globalStatements.lookup(name);
  if (statement && statement->kind == Statement::Label)
    diagnostics.error(name) << "'" << name << "' is a label, which only the `train` block can use";
  else if (statement && frame->block)
    diagnostics.error(name) << "block '" << frame->block->name << "' is called before line "
                            << diagnostics.getLine(statement->name) << ", which defines '" << name << "'";
  // What else is missing has been reported, as unknown or as defined below.
  if (statement)
    return Poison{};
  if (layerWords.contains(name))
    return Word{name};
  return getPredefined(name, diagnostics.getContext());
}

AnyValue Evaluator::evaluateList(const ListExpr &expr, const cnn::LayerArg *formal) {
  auto items = std::make_shared<std::vector<AnyValue>>();
  bool poisoned = false;
  for (const ExprPtr &item : expr.items) {
    items->push_back(evaluateArgument(*item, formal));
    // Nothing takes nested lists; without them a list's size is bounded by the source.
    if (items->back().is<List>()) {
      diagnostics.error(item->at) << "a list cannot hold a list";
      items->back() = Poison{};
    }
    poisoned |= items->back().isPoison();
  }
  return poisoned ? AnyValue(Poison{}) : AnyValue(List(std::move(items)));
}

AnyValue Evaluator::evaluateIndex(const IndexExpr &expr) {
  AnyValue base = evaluate(*expr.list), index = evaluate(*expr.index);
  if (base.isPoison() || index.isPoison())
    return Poison{};
  const List *list = base.get<List>();
  const int64_t *i = index.get<int64_t>();
  if (!list) {
    diagnostics.error(expr.at) << "only a list has elements, as in `parts[0]`; got " << describe(base);
    return Poison{};
  }
  int64_t size = (*list)->size();
  if (size == 0) {
    diagnostics.error(expr.at) << "an empty list has no elements";
    return Poison{};
  }
  if (!i || *i < 0 || *i >= size) {
    diagnostics.error(expr.index->at) << "expected a whole number from 0 to " << size - 1 << ", for a list of " << size
                                      << "; got " << describe(index);
    return Poison{};
  }
  return (**list)[*i];
}

AnyValue Evaluator::evaluateUnary(const UnaryExpr &expr) {
  AnyValue operand = evaluate(*expr.operand);
  if (operand.is<Tensor>() && expr.op == Tok::Minus)
    return buildOperator("negate", expr.at, {{"", expr.operand->at, operand}});
  return operand.isPoison() ? operand : applyUnary(expr.op, expr.at, operand, diagnostics);
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

/// Operators on tensors are layers.
AnyValue Evaluator::buildOperator(StringRef layer, StringRef at, ArrayRef<Argument> operands) {
  const cnn::LayerSpec *spec = layers.lookup(layer);
  assert(spec && "the dialect has a layer for each operator");
  auto args = checkLayerArguments(*spec, at, operands, diagnostics);
  return failed(args) ? AnyValue(Poison{}) : builder->build(*spec, at, std::move(*args), scope);
}

/// The layer that computes an operator on tensors; empty: there is none.
static StringRef getOperatorLayer(Tok op) {
  switch (op) {
  case Tok::Plus:
    return "add";
  case Tok::Minus:
    return "subtract";
  case Tok::Star:
    return "multiply";
  case Tok::Slash:
    return "divide";
  default:
    return "";
  }
}

/// A tensor, or a number beside one.
static bool isTensorOperand(const AnyValue &value) { return value.is<Tensor>() || value.isNumber(); }

AnyValue Evaluator::evaluateChain(const ChainExpr &expr) {
  Tok op = expr.links.front().op.kind;
  if (op == Tok::And || op == Tok::Or)
    return evaluateLogic(expr);
  AnyValue value = evaluate(*expr.first);
  StringRef at = expr.first->at;
  for (const ChainExpr::Link &link : expr.links) {
    AnyValue operand = evaluate(*link.operand);
    if (value.isPoison() || operand.isPoison())
      value = Poison{};
    else if (!getOperatorLayer(link.op.kind).empty() && (value.is<Tensor>() || operand.is<Tensor>()) &&
             isTensorOperand(value) && isTensorOperand(operand))
      value = buildOperator(getOperatorLayer(link.op.kind), link.op.text,
                            {{"", at, value}, {"", link.operand->at, operand}});
    else
      value = applyBinary(link.op, value, operand, diagnostics);
    at = link.op.text;
  }
  return value;
}

/// `and` and `or` evaluate no further than they must.
AnyValue Evaluator::evaluateLogic(const ChainExpr &expr) {
  Token op = expr.links.front().op;
  bool stopsAt = op.kind == Tok::Or;
  std::string what = ("`" + op.text + "`").str();
  std::optional<bool> value = evaluateCondition(*expr.first, what);
  for (const ChainExpr::Link &link : expr.links) {
    if (!value)
      return Poison{};
    if (*value == stopsAt)
      return stopsAt;
    value = evaluateCondition(*link.operand, what);
  }
  return value ? AnyValue(*value) : AnyValue(Poison{});
}

std::optional<bool> Evaluator::evaluateCondition(const Expr &expr, StringRef what) {
  AnyValue value = evaluate(expr);
  if (const bool *b = value.get<bool>())
    return *b;
  if (!value.isPoison())
    diagnostics.error(expr.at) << what << " wants true or false, got " << describe(value)
                               << (value.isNumber() ? "; compare it, as in `n > 0`" : "");
  return std::nullopt;
}

AnyValue Evaluator::evaluateIf(const IfExpr &expr) {
  for (const IfExpr::Branch &branch : expr.branches) {
    std::optional<bool> condition = evaluateCondition(*branch.condition, "`if`");
    if (!condition)
      return Poison{};
    if (*condition)
      return evaluate(*branch.value);
  }
  return evaluate(*expr.otherwise);
}
