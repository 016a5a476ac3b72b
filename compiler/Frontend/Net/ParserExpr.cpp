//===- ParserExpr.cpp - Expressions of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Limits.h"
#include "compiler/Frontend/Net/Parser.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::net;

static bool isOperator(Tok kind) { return kind >= Tok::Plus || kind == Tok::And || kind == Tok::Or; }

/// A pipe, or what may stand left of one.
ExprPtr Parser::parseExpr() {
  Nesting nesting(depth);
  if (isTooDeep())
    return nullptr;
  ExprPtr source = parseChain(/*level=*/0);
  if (!source || !is(Tok::Pipe))
    return source;
  auto pipe = std::make_unique<PipeExpr>(source->at);
  pipe->source = std::move(source);
  while (accept(Tok::Pipe)) {
    pipe->stages.emplace_back();
    if (!parseStage(pipe->stages.back()))
      return nullptr;
  }
  if (isOperator(peek().kind)) {
    diagnostics.error(peek().text) << "'" << peek().text << "' after a stage of a pipe; put the pipe in parentheses: "
                                   << "(a |> b) " << peek().text << " c";
    return nullptr;
  }
  return pipe;
}

/// Operators by precedence, the loosest first: or, and, (not, comparison), sum, product.
ExprPtr Parser::parseChain(unsigned level) {
  static constexpr Tok operators[4][4] = {{Tok::Or, Tok::Or, Tok::Or, Tok::Or},
                                          {Tok::And, Tok::And, Tok::And, Tok::And},
                                          {Tok::Plus, Tok::Minus, Tok::Plus, Tok::Minus},
                                          {Tok::Star, Tok::Slash, Tok::SlashSlash, Tok::Percent}};
  auto parseOperand = [&]() -> ExprPtr {
    switch (level) {
    case 1:
      return parseNot();
    case 3:
      return parseUnary();
    default:
      return parseChain(level + 1);
    }
  };
  ExprPtr first = parseOperand();
  if (!first || !llvm::is_contained(operators[level], peek().kind))
    return first;
  auto chain = std::make_unique<ChainExpr>(first->at);
  chain->first = std::move(first);
  while (llvm::is_contained(operators[level], peek().kind)) {
    Token op = take();
    ExprPtr operand = parseOperand();
    if (!operand)
      return nullptr;
    chain->links.push_back({op, std::move(operand)});
  }
  return chain;
}

ExprPtr Parser::parseNot() {
  if (!is(Tok::Not))
    return parseComparison();
  Nesting nesting(depth);
  if (isTooDeep())
    return nullptr;
  auto expr = std::make_unique<UnaryExpr>(take().text);
  expr->op = Tok::Not;
  if (!(expr->operand = parseNot()))
    return nullptr;
  return expr;
}

ExprPtr Parser::parseComparison() {
  auto isComparison = [&] { return peek().kind >= Tok::Equal; };
  ExprPtr first = parseChain(/*level=*/2);
  if (!first || !isComparison())
    return first;
  auto chain = std::make_unique<ChainExpr>(first->at);
  chain->first = std::move(first);
  Token op = take();
  ExprPtr operand = parseChain(/*level=*/2);
  if (!operand)
    return nullptr;
  chain->links.push_back({op, std::move(operand)});
  if (isComparison()) {
    diagnostics.error(peek().text) << "comparisons do not chain; write `a < b and b < c`";
    return nullptr;
  }
  return chain;
}

ExprPtr Parser::parseUnary() {
  if (!is(Tok::Minus))
    return parsePostfix();
  Nesting nesting(depth);
  if (isTooDeep())
    return nullptr;
  auto expr = std::make_unique<UnaryExpr>(take().text);
  if (!(expr->operand = parseUnary()))
    return nullptr;
  return expr;
}

ExprPtr Parser::parsePostfix() {
  ExprPtr expr = parsePrimary();
  // Nothing that is indexed holds lists, so one index is all there can be.
  if (!expr || !accept(Tok::LBracket))
    return expr;
  auto index = std::make_unique<IndexExpr>(expr->at);
  index->list = std::move(expr);
  if (!(index->index = parseExpr()) || !expect(Tok::RBracket, "']'"))
    return nullptr;
  return index;
}

ExprPtr Parser::parsePrimary() {
  switch (peek().kind) {
  case Tok::Integer:
  case Tok::Real:
    return parseNumber();
  case Tok::True:
  case Tok::False: {
    auto expr = std::make_unique<BoolExpr>(peek().text);
    expr->value = take().kind == Tok::True;
    return expr;
  }
  case Tok::String:
    return std::make_unique<StringExpr>(take().text);
  case Tok::Name:
    if (peek(1).kind == Tok::LParen)
      return parseCall();
    return std::make_unique<NameExpr>(take().text);
  case Tok::LParen:
    return parseParenthesised();
  case Tok::LBracket:
    return parseList();
  case Tok::If:
    return parseIf();
  case Tok::Repeat:
    diagnostics.error(peek().text) << "`repeat` is a stage of a pipe; write `x |> repeat(3) { ... }`";
    return nullptr;
  default:
    diagnostics.error(peek().text) << "expected an expression, found " << describeToken(peek());
    return nullptr;
  }
}

ExprPtr Parser::parseNumber() {
  Token token = take();
  auto expr = std::make_unique<NumberExpr>(token.text);
  expr->isInteger = token.kind == Tok::Integer;
  if (expr->isInteger) {
    if (token.text.getAsInteger(10, expr->integer)) {
      diagnostics.error(token.text) << "this whole number does not fit 64 bits";
      return nullptr;
    }
    return expr;
  }
  // A malformed number has been reported by the lexer.
  if (token.text.getAsDouble(expr->real) || !std::isfinite(expr->real)) {
    diagnostics.error(token.text) << "this number is too large";
    return nullptr;
  }
  return expr;
}

ExprPtr Parser::parseParenthesised() {
  take();
  ExprPtr inner = parseExpr();
  if (!inner || !expect(Tok::RParen, "')'"))
    return nullptr;
  return inner;
}

ExprPtr Parser::parseList() {
  auto list = std::make_unique<ListExpr>(take().text);
  while (!is(Tok::RBracket)) {
    if (!hasRoom(list->items.size(), kMaxItems, "a list", "items"))
      return nullptr;
    list->items.push_back(parseExpr());
    if (!list->items.back())
      return nullptr;
    if (!accept(Tok::Comma))
      break;
  }
  if (!expect(Tok::RBracket, "',' or ']'"))
    return nullptr;
  return list;
}

ExprPtr Parser::parseIf() {
  auto expr = std::make_unique<IfExpr>(peek().text);
  do {
    take();
    IfExpr::Branch branch;
    if (!(branch.condition = parseExpr()) || !(branch.value = parseBracedExpr("the condition")))
      return nullptr;
    expr->branches.push_back(std::move(branch));
    if (!is(Tok::Else)) {
      diagnostics.error(peek().text) << "an `if` has a value, so it needs `else { ... }`; found "
                                     << describeToken(peek());
      return nullptr;
    }
    take();
  } while (is(Tok::If));
  if (!(expr->otherwise = parseBracedExpr("`else`")))
    return nullptr;
  return expr;
}

ExprPtr Parser::parseBracedExpr(StringRef after) {
  if (!expect(Tok::LBrace, "'{' after " + after))
    return nullptr;
  skipNewlines();
  ExprPtr expr = parseExpr();
  if (!expr)
    return nullptr;
  skipNewlines();
  return expect(Tok::RBrace, "'}'") ? std::move(expr) : nullptr;
}

//===----------------------------------------------------------------------===//
// Calls and stages
//===----------------------------------------------------------------------===//

std::unique_ptr<CallExpr> Parser::parseCall() {
  auto call = std::make_unique<CallExpr>(take().text);
  if (is(Tok::LParen) && !parseArgs(*call))
    return nullptr;
  return call;
}

bool Parser::parseArgs(CallExpr &call) {
  take();
  while (!is(Tok::RParen)) {
    if (!hasRoom(call.args.size(), kMaxArguments, "a call", "arguments"))
      return false;
    Arg arg;
    if (is(Tok::Name) && peek(1).kind == Tok::Assign) {
      arg.name = take().text;
      take();
    }
    if (!(arg.value = parseExpr()))
      return false;
    if (arg.name.empty() && !call.args.empty() && !call.args.back().name.empty()) {
      diagnostics.error(arg.at()) << "an argument without a name follows a named one";
      return false;
    }
    call.args.push_back(std::move(arg));
    if (!accept(Tok::Comma))
      break;
  }
  return expect(Tok::RParen, "',' or ')'");
}

bool Parser::parseStage(Stage &stage) {
  if (is(Tok::Repeat))
    return parseRepeat(stage);
  if (!is(Tok::Name)) {
    diagnostics.error(peek().text) << "expected a layer, a block or `repeat` after '|>', found "
                                   << describeToken(peek());
    return false;
  }
  stage.call = parseCall();
  return stage.call != nullptr;
}

bool Parser::parseRepeat(Stage &stage) {
  Nesting nesting(depth);
  if (isTooDeep())
    return false;
  stage.at = take().text;
  if (!expect(Tok::LParen, "'(' and the number of times") || !(stage.count = parseExpr()) ||
      !expect(Tok::RParen, "')'") || !expect(Tok::LBrace, "'{' after `repeat(n)`"))
    return false;
  skipNewlines();
  do {
    stage.body.emplace_back();
    if (!parseStage(stage.body.back()))
      return false;
  } while (accept(Tok::Pipe));
  skipNewlines();
  return expect(Tok::RBrace, "'|>' or '}'");
}
