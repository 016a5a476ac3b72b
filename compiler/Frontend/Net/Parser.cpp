//===- Parser.cpp - Statements of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Parser.h"
#include "compiler/Frontend/Net/Limits.h"

using namespace mlir;
using namespace cnnc::net;

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

bool Parser::isWord(StringRef word, Tok next) const {
  return is(Tok::Name) && peek().text == word && peek(1).kind == next;
}

bool Parser::declares(StringRef word) const {
  Tok next = peek(1).kind;
  return is(Tok::Name) && peek().text == word && (next < Tok::LParen || next == Tok::Colon);
}

Token Parser::take() {
  Token token = tokens[pos];
  if (token.kind == Tok::LBrace)
    ++braces;
  else if (token.kind == Tok::RBrace && braces)
    --braces;
  if (pos + 1 < tokens.size())
    ++pos;
  return token;
}

bool Parser::accept(Tok kind) {
  if (!is(kind))
    return false;
  take();
  return true;
}

bool Parser::expect(Tok kind, const Twine &what) {
  if (accept(kind))
    return true;
  diagnostics.error(peek().text) << "expected " << what << ", found " << describeToken(peek());
  return false;
}

/// What stands in the place of a name.
static std::string describeNoName(const Token &token) {
  bool isWord = token.kind >= Tok::If && token.kind <= Tok::False;
  return describeToken(token) + (isWord ? ", which is a word of the language" : "");
}

bool Parser::expectName(StringRef &name, const Twine &what) {
  name = peek().text;
  if (accept(Tok::Name))
    return true;
  diagnostics.error(peek().text) << "expected " << what << ", found " << describeNoName(peek());
  return false;
}

void Parser::skipNewlines() {
  while (accept(Tok::Newline))
    ;
}

bool Parser::isTooDeep() {
  if (depth <= kMaxNesting)
    return false;
  diagnostics.error(peek().text) << "nested more than " << kMaxNesting << " levels deep; name a part of it";
  return true;
}

bool Parser::hasRoom(size_t size, size_t limit, StringRef what, StringRef parts) {
  if (size < limit)
    return true;
  diagnostics.error(peek().text) << what << " has at most " << limit << " " << parts;
  return false;
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

Network Parser::parse() {
  Network network;
  skipNewlines();
  parseNetworkName(network);
  skipNewlines();
  while (!is(Tok::End) && !diagnostics.isFull()) {
    baseBraces = braces = 0;
    size_t first = network.statements.size();
    if (!parseTopLevel(network) || !endStatement()) {
      dropValues(MutableArrayRef(network.statements).drop_front(first));
      skipStatement();
    }
    skipNewlines();
  }
  return network;
}

void Parser::parseNetworkName(Network &network) {
  if (!is(Tok::Name) || peek().text != "network") {
    diagnostics.error(peek().text) << "expected `network NAME` first, found " << describeToken(peek());
    return;
  }
  take();
  if (!expectName(network.name, "the network's name") || !endStatement())
    skipStatement();
}

/// True where a whole statement has been taken.
bool Parser::parseTopLevel(Network &network) {
  if (declares("input"))
    return parseInput(network);
  if (declares("label"))
    return parseLabel(network);
  if (declares("output"))
    return parseOutput(network);
  if (declares("block"))
    return parseBlock(network);
  if (isWord("train", Tok::LBrace))
    return parseTrain(network);
  if (declares("network")) {
    diagnostics.error(peek().text) << "a file holds one network, and `network NAME` comes first";
    return false;
  }
  if (is(Tok::Return)) {
    diagnostics.error(peek().text) << "`return` outside of a block; write `output NAME = ...`";
    return false;
  }
  return parseBinding(network.statements);
}

bool Parser::endStatement() {
  if (is(Tok::RBrace) || accept(Tok::Newline))
    return true;
  if (is(Tok::End))
    return true;
  diagnostics.error(peek().text) << "expected the end of the line, found " << describeToken(peek());
  return false;
}

/// At a newline that a declaration, `return` or `name =` follows: none of them
/// can stand inside an expression.
bool Parser::startsStatement() const {
  const Token &word = peek(1), &next = peek(2);
  if (word.kind == Tok::Return)
    return true;
  if (word.kind != Tok::Name)
    return false;
  if (next.kind == Tok::Assign)
    return true;
  bool declares = llvm::is_contained({"input", "label", "block", "output", "train"}, word.text);
  return declares && (next.kind == Tok::Name || next.kind == Tok::LBrace);
}

/// Goes to the end of the statement: of the line, or of the line on which the
/// braces close that are open now or open on the way.
void Parser::skipStatement() {
  unsigned pending = braces > baseBraces ? braces - baseBraces : 0, opened = 0;
  for (; !is(Tok::End); take()) {
    if (is(Tok::LBrace))
      ++opened;
    else if (is(Tok::RBrace) && opened)
      --opened;
    else if (is(Tok::RBrace) && pending)
      --pending;
    else if (is(Tok::RBrace) && baseBraces) // The end of the block.
      break;
    else if (is(Tok::Newline) && !opened && (!pending || startsStatement()))
      break;
  }
  braces = baseBraces;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

bool Parser::parseType(TypeSyntax &type) {
  if (!expectName(type.element, "a type such as u8[32, 32, 3] or f32[10]"))
    return false;
  if (type.element != "u8" && type.element != "f32") {
    diagnostics.error(type.element) << "'" << type.element << "' is no type of elements; there are u8 and f32";
    return false;
  }
  if (!expect(Tok::LBracket, "'[' and the extents: height, width, channels"))
    return false;
  do {
    type.extents.push_back(parseExpr());
    if (!type.extents.back())
      return false;
  } while (accept(Tok::Comma));
  return expect(Tok::RBracket, "',' or ']'");
}

void Parser::dropValues(MutableArrayRef<Statement> statements) {
  for (Statement &statement : statements)
    if (statement.defines())
      statement = {Statement::Binding, statement.name, {}, {}, nullptr};
}

bool Parser::parseOrder(StringRef &order) {
  if (!isWord("in", Tok::Name))
    return true;
  take();
  order = take().text;
  if (order == "HWC" || order == "CHW")
    return true;
  diagnostics.error(order) << "'" << order << "' is no order of a picture in memory; there are HWC and CHW";
  return false;
}

bool Parser::parseInput(Network &network) {
  take();
  Statement statement{Statement::Input, {}, {}, {}, nullptr};
  if (!expectName(statement.name, "the input's name"))
    return false;
  bool good = expect(Tok::Colon, "':' and a type such as u8[32, 32, 3]") && parseType(statement.type) &&
              parseOrder(statement.order);
  network.statements.push_back(std::move(statement));
  return good;
}

bool Parser::parseLabel(Network &network) {
  take();
  Statement statement{Statement::Label, {}, {}, {}, nullptr};
  if (!expectName(statement.name, "the label's name"))
    return false;
  bool good = expect(Tok::Colon, "':' and the number of classes");
  if (good && is(Tok::Name) && peek(1).kind == Tok::LBracket)
    good = parseType(statement.type);
  else if (good)
    good = (statement.value = parseExpr()) != nullptr;
  network.statements.push_back(std::move(statement));
  return good;
}

bool Parser::parseOutput(Network &network) {
  take();
  Statement statement{Statement::Output, {}, {}, {}, nullptr};
  if (!expectName(statement.name, "the output's name"))
    return false;
  bool good = true;
  if (accept(Tok::Assign) && !(statement.value = parseExpr())) {
    statement.kind = Statement::Binding;
    good = false;
  }
  good = good && parseOrder(statement.order);
  network.statements.push_back(std::move(statement));
  return good;
}

bool Parser::parseBinding(std::vector<Statement> &into) {
  Statement statement{Statement::Binding, {}, {}, {}, nullptr};
  if (!is(Tok::Name) || peek(1).kind != Tok::Assign) {
    auto diag = diagnostics.error(is(Tok::Name) ? peek(1).text : peek().text);
    diag << "expected a statement such as `name = ...`, found "
         << (is(Tok::Name) ? "'" + peek().text.str() + "' and " + describeToken(peek(1)) : describeNoName(peek()));
    return false;
  }
  statement.name = take().text;
  take();
  bool good = (statement.value = parseExpr()) != nullptr;
  into.push_back(std::move(statement));
  return good;
}
