//===- Resolver.h - Names of a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_RESOLVER_H
#define CNNC_COMPILER_FRONTEND_NET_RESOLVER_H

#include "compiler/Frontend/Net/Ast.h"
#include "dialects/Cnn/CnnLayer.h"

namespace cnnc::net {

/// Checks all names of the program before anything is evaluated, those in
/// blocks that nobody calls and in branches that are not taken included:
/// unknown, duplicate and unused ones. What it has reported, the evaluator
/// passes over in silence.
void resolveNames(const Network &network, llvm::ArrayRef<const cnn::LayerSpec *> layers, Diagnostics &diagnostics);

/// The argument of a layer that is named in a call; null: there is none.
const cnn::LayerArg *findNamedArg(const cnn::LayerSpec *layer, const Arg &arg);

/// Whether a value is a word of a layer's argument. It means this word also
/// where a variable has its name.
bool isWordOf(const cnn::LayerArg *formal, const Expr &value);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_RESOLVER_H
