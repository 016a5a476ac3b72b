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

LogicalResult SeluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> SeluOp::getLayerSpecs() { return {}; }
Value SeluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult SoftsignOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> SoftsignOp::getLayerSpecs() { return {}; }
Value SoftsignOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult MishOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> MishOp::getLayerSpecs() { return {}; }
Value MishOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult SiluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> SiluOp::getLayerSpecs() { return {}; }
Value SiluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult HardSigmoidOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> HardSigmoidOp::getLayerSpecs() { return {}; }
Value HardSigmoidOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult HardSwishOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> HardSwishOp::getLayerSpecs() { return {}; }
Value HardSwishOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult ExpOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> ExpOp::getLayerSpecs() { return {}; }
Value ExpOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult LogOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> LogOp::getLayerSpecs() { return {}; }
Value LogOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult SqrtOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> SqrtOp::getLayerSpecs() { return {}; }
Value SqrtOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult AbsOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> AbsOp::getLayerSpecs() { return {}; }
Value AbsOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult NegateOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> NegateOp::getLayerSpecs() { return {}; }
Value NegateOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult LeakyReluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> LeakyReluOp::getLayerSpecs() { return {}; }
Value LeakyReluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult EluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> EluOp::getLayerSpecs() { return {}; }
Value EluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult CeluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> CeluOp::getLayerSpecs() { return {}; }
Value CeluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult SoftplusOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> SoftplusOp::getLayerSpecs() { return {}; }
Value SoftplusOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult GeluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> GeluOp::getLayerSpecs() { return {}; }
Value GeluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult ClipOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> ClipOp::getLayerSpecs() { return {}; }
Value ClipOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
LogicalResult PreluOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor, SmallVectorImpl<Type> &) { return failure(); }
ArrayRef<LayerSpec> PreluOp::getLayerSpecs() { return {}; }
Value PreluOp::buildScalar(OpBuilder &, Location, ValueRange s) { return s[0]; }
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
