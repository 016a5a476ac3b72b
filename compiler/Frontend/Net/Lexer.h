//===- Lexer.h - Tokens of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_LEXER_H
#define CNNC_COMPILER_FRONTEND_NET_LEXER_H

#include "compiler/Frontend/Net/Diagnostics.h"
#include <vector>

namespace cnnc::net {

enum class Tok : unsigned char {
  End,
  Newline,
  Name,
  Integer,
  Real,
  String,  ///< with its quotes
  Invalid, ///< reported already; an error of the parser at it is not shown
  // Words that cannot be names. `network`, `input`, `label`, `block`, `output`
  // and `train` mean something only at the start of a statement.
  If,
  Else,
  Repeat,
  Return,
  And,
  Or,
  Not,
  True,
  False,
  LParen,
  RParen,
  LBracket,
  RBracket,
  LBrace,
  RBrace,
  Comma,
  Colon,
  Assign,
  Pipe,
  Plus,
  Minus,
  Star,
  Slash,
  SlashSlash,
  Percent,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual
};

struct Token {
  Tok kind;
  llvm::StringRef text;
};

/// "'|>'", "the end of the line", "the name 'x'", for messages.
std::string describeToken(const Token &token);

/// Splits the text into tokens, the last of which is `End`. Newlines separate
/// statements; none is delivered inside ( ) and [ ], before `|>` and before
/// `else`, nor twice in a row. What is no token is reported and skipped.
std::vector<Token> lex(Diagnostics &diagnostics);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_LEXER_H
