//===- CnnGradients.h - Ops that training adds to the cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNGRADIENTS_H
#define CNNC_DIALECTS_CNN_CNNGRADIENTS_H

#include "dialects/Cnn/CnnDialect.h"

namespace cnnc::cnn {
template <typename Op> class BatchReduction : public mlir::OpTrait::TraitBase<Op, BatchReduction> {};
} // namespace cnnc::cnn

#define GET_OP_CLASSES
#include "dialects/Cnn/GradientOps.h.inc"

#endif // CNNC_DIALECTS_CNN_CNNGRADIENTS_H
