//===- Pending.cpp - Ops whose group is still to come
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult ConvTranspose2dOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> ConvTranspose2dOp::getLayerSpecs() { return {}; }
int64_t ConvTranspose2dOp::getMultiplyAdds() { return 0; }
LogicalResult PoolIndicesOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> PoolIndicesOp::getLayerSpecs() { return {}; }
LogicalResult UnpoolOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> UnpoolOp::getLayerSpecs() { return {}; }
LogicalResult AdaptivePoolOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> AdaptivePoolOp::getLayerSpecs() { return {}; }
LogicalResult StandardizeOp::verify() { return failure(); }
