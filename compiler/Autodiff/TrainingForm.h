//===- TrainingForm.h - A network as training and evaluation compute it
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_AUTODIFF_TRAININGFORM_H
#define CNNC_COMPILER_AUTODIFF_TRAININGFORM_H

#include "dialects/Cnn/CnnGradients.h"
#include "llvm/ADT/StringSet.h"

namespace cnnc {

/// Batch norms become statistics and a `cnn.batch_normalize`: of the batch, with
/// an update of the running averages, where `training`, else of these averages.
/// One whose scale and shift are both frozen is computed with the averages as it is,
/// and leaves them alone. In training a convolution's padding of another mode than zero becomes a layer.
void makeForm(mlir::func::FuncOp function, bool training, const llvm::StringSet<> &frozen);

/// Each `cnn.batch_normalize` becomes one multiplication and addition per channel.
void lowerBatchNormalize(mlir::func::FuncOp function);

} // namespace cnnc

#endif // CNNC_COMPILER_AUTODIFF_TRAININGFORM_H
