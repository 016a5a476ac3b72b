//===- Arithmetic.h - Operators on numbers and truth values
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_ARITHMETIC_H
#define CNNC_COMPILER_FRONTEND_NET_ARITHMETIC_H

#include "compiler/Frontend/Net/Lexer.h"
#include "compiler/Frontend/Net/Values.h"

namespace cnnc::net {

/// `lhs op rhs`, neither of them poison nor, for `+`, two tensors. Whole numbers
/// stay whole; what does not fit, or does not divide, is reported.
AnyValue applyBinary(const Token &op, const AnyValue &lhs, const AnyValue &rhs, Diagnostics &diagnostics);

/// `- operand` or `not operand`.
AnyValue applyUnary(Tok op, llvm::StringRef at, const AnyValue &operand, Diagnostics &diagnostics);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_ARITHMETIC_H
