//===- Ast.h - Syntax tree of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All StringRefs point into the source buffer and serve as places too. Chains
// of operators and of pipe stages are flat, so that the depth of the tree, and
// with it every recursion over it, is bounded by the parser's nesting limit.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_AST_H
#define CNNC_COMPILER_FRONTEND_NET_AST_H

#include "compiler/Frontend/Net/Lexer.h"
#include <memory>

namespace cnnc::net {

struct Expr {
  enum Kind { Number, Bool, String, Name, List, Unary, Chain, If, Call, Pipe, Index };
  const Kind kind;
  llvm::StringRef at;

  virtual ~Expr() = default;

protected:
  Expr(Kind kind, llvm::StringRef at) : kind(kind), at(at) {}
};
using ExprPtr = std::unique_ptr<Expr>;

template <Expr::Kind K> struct ExprOf : Expr {
  explicit ExprOf(llvm::StringRef at) : Expr(K, at) {}
  static bool classof(const Expr *expr) { return expr->kind == K; }
};

struct NumberExpr : ExprOf<Expr::Number> {
  using ExprOf::ExprOf;
  bool isInteger = true;
  int64_t integer = 0;
  double real = 0;
};

struct BoolExpr : ExprOf<Expr::Bool> {
  using ExprOf::ExprOf;
  bool value = false;
};

struct StringExpr : ExprOf<Expr::String> {
  using ExprOf::ExprOf; // `at` is the string with its quotes.
  llvm::StringRef getText() const { return at.drop_front().drop_back(); }
};

struct NameExpr : ExprOf<Expr::Name> {
  using ExprOf::ExprOf; // `at` is the name.
};

struct ListExpr : ExprOf<Expr::List> {
  using ExprOf::ExprOf;
  std::vector<ExprPtr> items;
};

/// `- x` or `not x`.
struct UnaryExpr : ExprOf<Expr::Unary> {
  using ExprOf::ExprOf;
  Tok op = Tok::Minus;
  ExprPtr operand;
};

/// `first op operand op operand ...`, operators of one precedence, from the left.
struct ChainExpr : ExprOf<Expr::Chain> {
  using ExprOf::ExprOf;
  struct Link {
    Token op;
    ExprPtr operand;
  };
  ExprPtr first;
  std::vector<Link> links;
};

/// `if c { e } else if c { e } ... else { e }`.
struct IfExpr : ExprOf<Expr::If> {
  using ExprOf::ExprOf;
  struct Branch {
    ExprPtr condition, value;
  };
  std::vector<Branch> branches;
  ExprPtr otherwise;
};

struct Arg {
  llvm::StringRef name; ///< empty: positional
  ExprPtr value;
  llvm::StringRef at() const { return name.empty() ? value->at : name; }
};

/// `callee(args)`; in a pipe, also a bare `callee`.
struct CallExpr : ExprOf<Expr::Call> {
  using ExprOf::ExprOf; // `at` is the callee.
  std::vector<Arg> args;
};

/// One stage of a pipe: a call, or `repeat(count) { body }`.
struct Stage {
  std::unique_ptr<CallExpr> call;
  llvm::StringRef at; ///< the word `repeat`
  ExprPtr count;
  std::vector<Stage> body;
};

struct PipeExpr : ExprOf<Expr::Pipe> {
  using ExprOf::ExprOf;
  ExprPtr source;
  std::vector<Stage> stages;
};

/// An element of a list: `parts[0]`.
struct IndexExpr : ExprOf<Expr::Index> {
  using ExprOf::ExprOf; // `at` is that of the list.
  ExprPtr list, index;
};

/// `u8[32, 32, 3]`.
struct TypeSyntax {
  llvm::StringRef element;
  std::vector<ExprPtr> extents;
};

/// `input`, `label`, `name = value`, `output name = value` or `output name`.
struct Statement {
  enum Kind { Input, Label, Binding, Output } kind;
  llvm::StringRef name;
  TypeSyntax type;       ///< of an input, or of a label that is no class
  llvm::StringRef order; ///< HWC or CHW, of an input or output; empty: not written
  /// The number of a label's classes. Null for `output name`, and where a
  /// binding could not be parsed.
  ExprPtr value;

  bool defines() const { return kind != Output || value; }
};

struct BlockDecl {
  struct Param {
    llvm::StringRef name;
    ExprPtr defaultValue;
  };
  llvm::StringRef name;
  std::vector<Param> params;
  std::vector<Statement> body;
  ExprPtr result;
  bool isBroken = false; ///< could not be parsed
};

struct TrainEntry {
  llvm::StringRef key;
  ExprPtr value;
};

struct Network {
  llvm::StringRef name;
  std::vector<Statement> statements;
  std::vector<BlockDecl> blocks;
  llvm::StringRef trainAt; ///< empty: no `train` block
  std::vector<TrainEntry> train;
};

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_AST_H
