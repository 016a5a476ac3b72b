//===- Evaluate.h - A formula on constants, at compile time
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_EVALUATE_H
#define CNNC_COMPILER_FRONTEND_ONNX_EVALUATE_H

#include "dialects/Cnn/CnnDialect.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace cnnc::onnx_import {

/// The result of a formula whose inputs are these constants; null where it
/// uses an op that is not known here, reads beyond an input, or takes more than
/// `budget` steps. The result's element type is the op's (unsigned, i1 too).
mlir::DenseElementsAttr evaluate(cnn::GenerateOp op, llvm::ArrayRef<mlir::DenseElementsAttr> inputs,
                                 int64_t budget = int64_t(1) << 28);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_EVALUATE_H
