//===- Lexer.cpp - Tokens of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Lexer.h"
#include "compiler/Frontend/Net/Limits.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cnnc::net;

std::string cnnc::net::describeToken(const Token &token) {
  switch (token.kind) {
  case Tok::End:
    return "the end of the file";
  case Tok::Newline:
    return "the end of the line";
  case Tok::Name:
    return ("the name '" + token.text + "'").str();
  case Tok::Integer:
  case Tok::Real:
    return ("the number " + token.text).str();
  default:
    return ("'" + token.text + "'").str();
  }
}

static bool isNameStart(char c) { return llvm::isAlpha(c) || c == '_'; }
static bool isNamePart(char c) { return llvm::isAlnum(c) || c == '_'; }

namespace {
class Lexer {
public:
  explicit Lexer(Diagnostics &diagnostics) : diagnostics(diagnostics), text(diagnostics.getText()) {}
  std::vector<Token> run();

private:
  void skipBlanks();
  void startLine();
  void lexToken();
  void lexName();
  void lexNumber();
  void lexString();
  void lexPunctuation();
  void lexUnknown();
  void push(Tok kind, size_t length);
  void trackBracket(Tok kind, StringRef spelling);
  bool ignoresNewlines() const { return !open.empty() && open.back() != '{'; }

  Diagnostics &diagnostics;
  StringRef text;
  size_t pos = 0;
  /// A newline has been seen since the last token.
  bool newline = false;
  size_t newlineAt = 0;
  llvm::SmallVector<char> open; ///< brackets
  std::vector<Token> tokens;
};
} // namespace

std::vector<Token> Lexer::run() {
  if (text.starts_with("\xef\xbb\xbf"))
    pos = 3;
  while (true) {
    skipBlanks();
    if (pos >= text.size() || diagnostics.isFull())
      break;
    lexToken();
  }
  pos = text.size();
  tokens.push_back({Tok::Newline, text.substr(newline ? newlineAt : pos, 0)});
  tokens.push_back({Tok::End, text.substr(pos, 0)});
  return std::move(tokens);
}

void Lexer::skipBlanks() {
  while (pos < text.size()) {
    char c = text[pos];
    if (c == '\n') {
      if (!newline)
        newlineAt = pos;
      newline = true;
      ++pos;
      startLine();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++pos;
    } else if (c == '#') {
      pos = std::min(text.find('\n', pos), text.size());
    } else {
      return;
    }
  }
}

/// A forgotten closing bracket must not swallow the rest of the file: a line
/// that can only start a statement ends whatever brackets are open.
void Lexer::startLine() {
  if (!ignoresNewlines())
    return;
  StringRef rest = text.substr(pos).ltrim(" \t");
  StringRef word = rest.take_while(isNamePart);
  StringRef next = rest.drop_front(word.size()).ltrim(" \t");
  if (word.empty() || next.empty())
    return;
  bool isWord = llvm::StringSwitch<bool>(word)
                    .Cases({"network", "input", "label", "block", "output", "train", "return"}, true)
                    .Default(false);
  bool declares = isWord && (isNameStart(next[0]) || next[0] == '{');
  // `name = value` is a named argument where one may follow.
  Tok last = tokens.back().kind;
  bool binds =
      next[0] == '=' && !next.starts_with("==") && last != Tok::Comma && last != Tok::LParen && last != Tok::LBracket;
  if (declares || binds)
    while (ignoresNewlines())
      open.pop_back();
}

void Lexer::push(Tok kind, size_t length) {
  bool continues = kind == Tok::Pipe || kind == Tok::Else;
  if (newline && !continues && !ignoresNewlines() && !tokens.empty() && tokens.back().kind != Tok::Newline)
    tokens.push_back({Tok::Newline, text.substr(newlineAt, 1)});
  newline = false;
  StringRef spelling = text.substr(pos, length);
  tokens.push_back({kind, spelling});
  pos += length;
  trackBracket(kind, spelling);
}

void Lexer::trackBracket(Tok kind, StringRef spelling) {
  switch (kind) {
  case Tok::LParen:
  case Tok::LBracket:
  case Tok::LBrace:
    open.push_back(spelling[0]);
    return;
  case Tok::RParen:
  case Tok::RBracket:
  case Tok::RBrace: {
    char opener = kind == Tok::RParen ? '(' : kind == Tok::RBracket ? '[' : '{';
    // A brace closes the parentheses forgotten inside it; a stray
    // parenthesis closes nothing.
    if (kind == Tok::RBrace)
      while (ignoresNewlines())
        open.pop_back();
    if (!open.empty() && open.back() == opener)
      open.pop_back();
    return;
  }
  default:
    return;
  }
}

void Lexer::lexToken() {
  char c = text[pos];
  if (isNameStart(c))
    return lexName();
  if (llvm::isDigit(c))
    return lexNumber();
  if (c == '"')
    return lexString();
  lexPunctuation();
}

void Lexer::lexName() {
  StringRef word = text.substr(pos).take_while(isNamePart);
  if (word.size() > kMaxNameLength) {
    diagnostics.error(word) << "a name has at most " << kMaxNameLength << " characters, found " << word.size();
    return push(Tok::Invalid, word.size());
  }
  Tok kind = llvm::StringSwitch<Tok>(word)
                 .Case("if", Tok::If)
                 .Case("else", Tok::Else)
                 .Case("repeat", Tok::Repeat)
                 .Case("return", Tok::Return)
                 .Case("and", Tok::And)
                 .Case("or", Tok::Or)
                 .Case("not", Tok::Not)
                 .Case("true", Tok::True)
                 .Case("false", Tok::False)
                 .Default(Tok::Name);
  push(kind, word.size());
}

void Lexer::lexNumber() {
  size_t end = pos;
  auto digits = [&] {
    size_t start = end;
    while (end < text.size() && llvm::isDigit(text[end]))
      ++end;
    return end > start;
  };
  auto at = [&](size_t i) { return i < text.size() ? text[i] : '\0'; };
  digits();
  Tok kind = Tok::Integer;
  if (at(end) == '.' && llvm::isDigit(at(end + 1))) {
    kind = Tok::Real;
    ++end;
    digits();
  }
  if (at(end) == 'e' || at(end) == 'E') {
    size_t exponent = end + 1 + (at(end + 1) == '+' || at(end + 1) == '-');
    if (llvm::isDigit(at(exponent))) {
      kind = Tok::Real;
      end = exponent;
      digits();
    }
  }
  size_t good = end;
  while (isNamePart(at(end)) || at(end) == '.')
    ++end;
  if (end != good) {
    StringRef bad = text.slice(pos, end);
    auto diag = diagnostics.error(bad) << "'" << bad.take_front(40) << "' is no number";
    if (at(good) == '.' && end == good + 1)
      diag << "; write " << bad << "0";
    kind = Tok::Real;
  } else if (end - pos > kMaxNumberLength) {
    diagnostics.error(text.slice(pos, end))
        << "a number has at most " << kMaxNumberLength << " characters, found " << end - pos;
    kind = Tok::Invalid;
  }
  push(kind, end - pos);
}

/// From quote to quote, without escapes: names of parameters hold no quotes.
void Lexer::lexString() {
  StringRef rest = text.substr(pos + 1).take_until([](char c) { return c == '\n' || c == '\r'; });
  size_t length = std::min(rest.find('"'), rest.size());
  StringRef body = rest.take_front(length);
  if (length == rest.size()) {
    diagnostics.error(text.substr(pos)) << "this string has no end: a '\"' is missing in this line";
    return push(Tok::Invalid, length + 1);
  }
  bool isText = llvm::all_of(body, llvm::isPrint);
  if (!isText)
    diagnostics.error(text.substr(pos)) << "a string has printable ASCII characters only";
  push(isText ? Tok::String : Tok::Invalid, length + 2);
}

void Lexer::lexPunctuation() {
  static constexpr struct {
    llvm::StringLiteral text;
    Tok kind;
  } table[] = {{"|>", Tok::Pipe},      {"//", Tok::SlashSlash},   {"==", Tok::Equal},   {"!=", Tok::NotEqual},
               {"<=", Tok::LessEqual}, {">=", Tok::GreaterEqual}, {"<", Tok::Less},     {">", Tok::Greater},
               {"(", Tok::LParen},     {")", Tok::RParen},        {"[", Tok::LBracket}, {"]", Tok::RBracket},
               {"{", Tok::LBrace},     {"}", Tok::RBrace},        {",", Tok::Comma},    {":", Tok::Colon},
               {"=", Tok::Assign},     {"+", Tok::Plus},          {"-", Tok::Minus},    {"*", Tok::Star},
               {"/", Tok::Slash},      {"%", Tok::Percent}};
  for (const auto &entry : table)
    if (text.substr(pos).starts_with(entry.text))
      return push(entry.kind, entry.text.size());
  lexUnknown();
}

/// Reports one character, or one run of characters beyond ASCII.
void Lexer::lexUnknown() {
  StringRef rest = text.substr(pos);
  auto diag = diagnostics.error(rest);
  unsigned char c = rest[0];
  size_t length = 1;
  if (c >= 0x80) {
    const auto *begin = reinterpret_cast<const llvm::UTF8 *>(rest.data());
    unsigned size = llvm::getNumBytesForUTF8(c);
    length = rest.take_while([](char b) { return static_cast<unsigned char>(b) >= 0x80; }).size();
    if (size <= rest.size() && llvm::isLegalUTF8Sequence(begin, begin + size))
      diag << "unexpected character '" << rest.take_front(size)
           << "'; names are made of the letters A-Z, a-z, digits and _";
    else
      diag << llvm::formatv("byte {0:x} is not valid UTF-8", c).str();
  } else if (c == '\'') {
    diag << "a string stands in double quotes";
    size_t close = rest.find(rest[0], 1);
    length = std::min(close == StringRef::npos ? close : close + 1,
                      rest.take_until([](char b) { return b == '\n'; }).size());
  } else if (c == ';') {
    diag << "unexpected ';': a line ends a statement";
  } else if (c == '!') {
    diag << "unexpected '!'; write `not`";
  } else if (c == '|' || c == '&') {
    diag << "unexpected '" << rest.take_front(1) << "'; a pipe is written `|>`, logic `and`, `or`";
  } else if (llvm::isPrint(c)) {
    diag << "unexpected character '" << rest.take_front(1) << "'";
    StringRef digits = rest.drop_front().take_while(isNamePart);
    if (c == '.' && !digits.empty() && llvm::isDigit(digits[0])) {
      diag << "; write 0." << digits.take_front(40);
      length += digits.size();
    }
  } else {
    diag << llvm::formatv("unexpected byte {0:x}", c).str();
  }
  push(Tok::Invalid, length);
}

std::vector<Token> cnnc::net::lex(Diagnostics &diagnostics) { return Lexer(diagnostics).run(); }
