//===- Optimizer.h - The function that updates the parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_AUTODIFF_OPTIMIZER_H
#define CNNC_COMPILER_AUTODIFF_OPTIMIZER_H

#include "dialects/Cnn/CnnGradients.h"
#include "llvm/ADT/StringSet.h"

namespace cnnc {

/// The function with role `update`: for each parameter that is trained one
/// `cnn.optimize` with the optimiser and those regularisers of `train` that are
/// for it, and a `cnn.constrain` for each such constraint. Null after an error.
mlir::func::FuncOp createUpdate(mlir::func::FuncOp network, mlir::DictionaryAttr train,
                                const llvm::StringSet<> &frozen);

} // namespace cnnc

#endif // CNNC_COMPILER_AUTODIFF_OPTIMIZER_H
