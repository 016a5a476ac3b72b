//===- ParserBlock.cpp - Blocks and `train` of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Limits.h"
#include "compiler/Frontend/Net/Parser.h"

using namespace mlir;
using namespace cnnc::net;

bool Parser::parseBlock(Network &network) {
  take();
  BlockDecl block;
  if (!expectName(block.name, "the block's name"))
    return false;
  bool good = parseParams(block) && expect(Tok::LBrace, "'{'") && parseBlockBody(block);
  // A block with mistakes inside still exists: its calls are not unknown.
  block.isBroken = !good || !block.result;
  network.blocks.push_back(std::move(block));
  return good;
}

bool Parser::parseParams(BlockDecl &block) {
  if (!expect(Tok::LParen, "'(' and the block's parameters"))
    return false;
  while (!is(Tok::RParen)) {
    if (!hasRoom(block.params.size(), kMaxArguments, "a block", "parameters"))
      return false;
    BlockDecl::Param param;
    if (!expectName(param.name, "a parameter's name"))
      return false;
    if (accept(Tok::Assign) && !(param.defaultValue = parseExpr()))
      return false;
    if (!param.defaultValue && !block.params.empty() && block.params.back().defaultValue)
      diagnostics.error(param.name) << "parameter '" << param.name << "' without a default follows '"
                                    << block.params.back().name << "', which has one";
    block.params.push_back(std::move(param));
    if (!accept(Tok::Comma))
      break;
  }
  return expect(Tok::RParen, "',' or ')'");
}

bool Parser::parseBlockBody(BlockDecl &block) {
  skipNewlines();
  while (!is(Tok::RBrace)) {
    if (is(Tok::End)) {
      diagnostics.error(peek().text) << "expected '}' at the end of block '" << block.name << "'";
      return false;
    }
    baseBraces = braces = 1;
    size_t first = block.body.size();
    bool hadResult = block.result != nullptr;
    if (!parseBlockStatement(block) || !endStatement()) {
      dropValues(MutableArrayRef(block.body).drop_front(first));
      if (!hadResult)
        block.result.reset();
      skipStatement();
    }
    skipNewlines();
    if (diagnostics.isFull())
      return false;
  }
  if (!block.result && !diagnostics.hasErrors())
    diagnostics.error(peek().text) << "block '" << block.name << "' lacks `return ...`";
  take();
  return true;
}

bool Parser::parseBlockStatement(BlockDecl &block) {
  if (block.result) {
    diagnostics.error(peek().text) << "`return` must be the last statement of block '" << block.name << "'";
    return false;
  }
  if (accept(Tok::Return))
    return (block.result = parseExpr()) != nullptr;
  for (StringRef word : {"input", "label", "output", "block", "train"})
    if (declares(word) || (word == "train" && isWord(word, Tok::LBrace))) {
      diagnostics.error(peek().text) << "`" << word << "` cannot stand inside a block"
                                     << (word == "output" ? "; write `return ...`" : "");
      return false;
    }
  return parseBinding(block.body);
}

bool Parser::parseTrain(Network &network) {
  StringRef at = take().text;
  if (!network.trainAt.empty()) {
    diagnostics.error(at) << "a network has one `train` block; the first is at line "
                          << diagnostics.getLine(network.trainAt);
    return false;
  }
  network.trainAt = at;
  take();
  skipNewlines();
  while (!is(Tok::RBrace)) {
    if (is(Tok::End)) {
      diagnostics.error(peek().text) << "expected '}' at the end of the `train` block";
      return false;
    }
    baseBraces = braces = 1;
    std::vector<Statement> entry;
    if (parseBinding(entry) && endStatement())
      network.train.push_back({entry.front().name, std::move(entry.front().value)});
    else
      skipStatement();
    skipNewlines();
    if (diagnostics.isFull())
      return false;
  }
  take();
  return true;
}
