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
LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> MatmulOp::getLayerSpecs() { return {}; }
int64_t MatmulOp::getMultiplyAdds() { return 0; }
LogicalResult LayerNormOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> LayerNormOp::getLayerSpecs() { return {}; }
LogicalResult GroupNormOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> GroupNormOp::getLayerSpecs() { return {}; }
LogicalResult LocalResponseNormOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> LocalResponseNormOp::getLayerSpecs() { return {}; }
LogicalResult PoolIndicesOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> PoolIndicesOp::getLayerSpecs() { return {}; }
LogicalResult UnpoolOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> UnpoolOp::getLayerSpecs() { return {}; }
LogicalResult AdaptivePoolOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> AdaptivePoolOp::getLayerSpecs() { return {}; }
LogicalResult ReduceOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> ReduceOp::getLayerSpecs() { return {}; }
LogicalResult ArgMaxOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> ArgMaxOp::getLayerSpecs() { return {}; }
LogicalResult StandardizeOp::verify() { return failure(); }
