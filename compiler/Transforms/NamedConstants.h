//===- NamedConstants.h - Constants that were parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A frozen parameter is a constant whose location carries its name. Passes
// never change such a constant, which others may use: they make new ones, named
// after the old.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TRANSFORMS_NAMEDCONSTANTS_H
#define CNNC_COMPILER_TRANSFORMS_NAMEDCONSTANTS_H

#include "dialects/Cnn/Constants.h"
#include "mlir/IR/Builders.h"

namespace cnnc::cnn {

/// A parameter's name, without the mark of an earlier folding; may be empty.
llvm::StringRef getConstantName(mlir::Value value);

/// A new constant before `user`, at the place of `origin`.
mlir::Value createConstant(mlir::Operation *user, mlir::Value origin, llvm::StringRef name,
                           llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<float> data);

/// Erases the constant that `value` (which may be null) is, if nothing uses it.
void eraseIfUnused(mlir::Value value);

} // namespace cnnc::cnn

#endif // CNNC_COMPILER_TRANSFORMS_NAMEDCONSTANTS_H
