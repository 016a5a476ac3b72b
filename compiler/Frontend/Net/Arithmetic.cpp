//===- Arithmetic.cpp - Operators on numbers and truth values
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Arithmetic.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::net;

static AnyValue overflow(StringRef at, Diagnostics &diagnostics) {
  diagnostics.error(at) << "the result does not fit 64 bits";
  return Poison{};
}

static AnyValue divideWhole(const Token &op, int64_t a, int64_t b, Diagnostics &diagnostics) {
  if (b == 0) {
    diagnostics.error(op.text) << "division of " << a << " by zero";
    return Poison{};
  }
  if (a == std::numeric_limits<int64_t>::min() && b == -1)
    return overflow(op.text, diagnostics);
  if (op.kind == Tok::SlashSlash)
    return llvm::divideFloorSigned(a, b);
  if (op.kind == Tok::Percent)
    return a - b * llvm::divideFloorSigned(a, b);
  if (a % b == 0)
    return a / b;
  diagnostics.error(op.text) << a << " / " << b << " is no whole number; write `" << a << " // " << b
                             << "` to round down, or `" << a << ".0 / " << b << "` for a fraction";
  return Poison{};
}

static AnyValue applyWhole(const Token &op, int64_t a, int64_t b, Diagnostics &diagnostics) {
  int64_t result = 0;
  bool overflows = false;
  switch (op.kind) {
  case Tok::Plus:
    overflows = llvm::AddOverflow(a, b, result);
    break;
  case Tok::Minus:
    overflows = llvm::SubOverflow(a, b, result);
    break;
  case Tok::Star:
    overflows = llvm::MulOverflow(a, b, result);
    break;
  default:
    return divideWhole(op, a, b, diagnostics);
  }
  return overflows ? overflow(op.text, diagnostics) : AnyValue(result);
}

static AnyValue applyReal(const Token &op, double a, double b, Diagnostics &diagnostics) {
  if (b == 0 && (op.kind == Tok::Slash || op.kind == Tok::SlashSlash || op.kind == Tok::Percent)) {
    diagnostics.error(op.text) << "division by zero";
    return Poison{};
  }
  double result = 0;
  switch (op.kind) {
  case Tok::Plus:
    result = a + b;
    break;
  case Tok::Minus:
    result = a - b;
    break;
  case Tok::Star:
    result = a * b;
    break;
  case Tok::Slash:
    result = a / b;
    break;
  case Tok::SlashSlash:
    result = std::floor(a / b);
    break;
  default:
    result = a - b * std::floor(a / b);
    break;
  }
  if (!std::isfinite(result)) {
    diagnostics.error(op.text) << "the result is too large";
    return Poison{};
  }
  return result;
}

template <typename T> static bool compare(Tok op, T a, T b) {
  switch (op) {
  case Tok::Equal:
    return a == b;
  case Tok::NotEqual:
    return a != b;
  case Tok::Less:
    return a < b;
  case Tok::LessEqual:
    return a <= b;
  case Tok::Greater:
    return a > b;
  default:
    return a >= b;
  }
}

AnyValue cnnc::net::applyBinary(const Token &op, const AnyValue &lhs, const AnyValue &rhs, Diagnostics &diagnostics) {
  bool isComparison = op.kind >= Tok::Equal;
  const int64_t *a = lhs.get<int64_t>(), *b = rhs.get<int64_t>();
  if (a && b)
    return isComparison ? AnyValue(compare(op.kind, *a, *b)) : applyWhole(op, *a, *b, diagnostics);
  if (lhs.isNumber() && rhs.isNumber())
    return isComparison ? AnyValue(compare(op.kind, lhs.asReal(), rhs.asReal()))
                        : applyReal(op, lhs.asReal(), rhs.asReal(), diagnostics);
  bool isEquality = op.kind == Tok::Equal || op.kind == Tok::NotEqual;
  if (isEquality && lhs.is<bool>() && rhs.is<bool>())
    return compare(op.kind, *lhs.get<bool>(), *rhs.get<bool>());
  auto diag = diagnostics.error(op.text);
  bool forTensors = op.kind == Tok::Plus || op.kind == Tok::Minus || op.kind == Tok::Star || op.kind == Tok::Slash;
  if (!forTensors && (lhs.is<Tensor>() || rhs.is<Tensor>()))
    diag << "'" << op.text << "' has no meaning for tensors; only + - * / have";
  else
    diag << "'" << op.text << "' wants two numbers"
         << (forTensors   ? " or tensors"
             : isEquality ? " or two truth values"
                          : "")
         << ", got " << describe(lhs) << " and " << describe(rhs);
  return Poison{};
}

AnyValue cnnc::net::applyUnary(Tok op, StringRef at, const AnyValue &operand, Diagnostics &diagnostics) {
  if (op == Tok::Not) {
    if (const bool *b = operand.get<bool>())
      return !*b;
    diagnostics.error(at) << "`not` wants true or false, got " << describe(operand);
    return Poison{};
  }
  if (const int64_t *n = operand.get<int64_t>()) // A literal is never the least number.
    return *n == std::numeric_limits<int64_t>::min() ? overflow(at, diagnostics) : AnyValue(-*n);
  if (const double *x = operand.get<double>())
    return -*x;
  diagnostics.error(at) << "'-' wants a number, got " << describe(operand);
  return Poison{};
}
