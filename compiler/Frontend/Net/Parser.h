//===- Parser.h - Parser of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Recursive descent, as docs/language.md gives the grammar. A function that
// returns null has reported why; the caller gives up, and the statement level
// goes on with the next line.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_PARSER_H
#define CNNC_COMPILER_FRONTEND_NET_PARSER_H

#include "compiler/Frontend/Net/Ast.h"

namespace cnnc::net {

class Parser {
public:
  explicit Parser(Diagnostics &diagnostics) : diagnostics(diagnostics), tokens(lex(diagnostics)) {}
  Network parse();

private:
  // Statements (Parser.cpp; blocks in ParserBlock.cpp).
  void parseNetworkName(Network &network);
  bool parseTopLevel(Network &network);
  /// What could not be parsed still defines its name, as a binding without a
  /// value, so that the uses of the name are no mistakes too.
  static void dropValues(llvm::MutableArrayRef<Statement> statements);
  bool parseInput(Network &network);
  bool parseLabel(Network &network);
  bool parseOutput(Network &network);
  bool parseBinding(std::vector<Statement> &into);
  bool parseBlock(Network &network);
  bool parseParams(BlockDecl &block);
  bool parseBlockBody(BlockDecl &block);
  bool parseBlockStatement(BlockDecl &block);
  bool parseTrain(Network &network);
  /// `in HWC` or `in CHW` after an input or output; nothing is fine too.
  bool parseOrder(llvm::StringRef &order);
  bool parseType(TypeSyntax &type);
  bool endStatement();
  void skipStatement();
  bool startsStatement() const;

  // Expressions (ParserExpr.cpp).
  ExprPtr parseExpr();
  ExprPtr parseChain(unsigned level);
  ExprPtr parseNot();
  ExprPtr parseComparison();
  ExprPtr parseUnary();
  ExprPtr parsePostfix();
  ExprPtr parsePrimary();
  ExprPtr parseNumber();
  ExprPtr parseParenthesised();
  ExprPtr parseList();
  ExprPtr parseIf();
  ExprPtr parseBracedExpr(llvm::StringRef after);
  std::unique_ptr<CallExpr> parseCall();
  bool parseArgs(CallExpr &call);
  bool parseStage(Stage &stage);
  bool parseRepeat(Stage &stage);

  // Tokens.
  const Token &peek(size_t ahead = 0) const { return tokens[std::min(pos + ahead, tokens.size() - 1)]; }
  bool is(Tok kind) const { return peek().kind == kind; }
  /// At a word with something that can only follow a word.
  bool isWord(llvm::StringRef word, Tok next) const;
  /// At a declaration's word, where no variable of its name can be meant.
  bool declares(llvm::StringRef word) const;
  Token take();
  bool accept(Tok kind);
  /// Takes the token or reports "expected `what`, found ...".
  bool expect(Tok kind, const llvm::Twine &what);
  bool expectName(llvm::StringRef &name, const llvm::Twine &what);
  void skipNewlines();

  /// Counts one more level of nesting for as long as it lives.
  struct Nesting {
    explicit Nesting(unsigned &depth) : depth(depth) { ++depth; }
    ~Nesting() { --depth; }
    unsigned &depth;
  };
  /// Reports, and returns true, where the nesting is too deep.
  bool isTooDeep();
  /// Reports, and returns false, where nothing can be added any more.
  bool hasRoom(size_t size, size_t limit, llvm::StringRef what, llvm::StringRef parts);

  Diagnostics &diagnostics;
  std::vector<Token> tokens;
  size_t pos = 0;
  unsigned depth = 0;
  unsigned braces = 0;     ///< open at `pos`
  unsigned baseBraces = 0; ///< open at the statement's start
};

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_PARSER_H
