//===- Activation.cpp - Activations, softmax and casts
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace cnnc::cnn;

/// A unary op gives the type of its input.
static LogicalResult inferUnary(std::optional<Location> loc, StringRef name, Value input,
                                SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(input, /*vector=*/true, /*picture=*/true);
  if (!x)
    return violates(loc, name, 1, "the input must be N x C or N x C x H x W of f32");
  types.push_back(dropLayout(x));
  return success();
}

template <typename OpTy> static FailureOr<Value> buildUnary(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  return createLayer<OpTy>(call, call.inputs);
}

static Value constant(OpBuilder &b, Location loc, float value) {
  return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
}

// maximumf, not maxnumf: NaN must come out as NaN, as PyTorch has it.
Value ReluOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  return arith::MaximumFOp::create(b, loc, s[0], constant(b, loc, 0));
}

Value Relu6Op::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  Value positive = arith::MaximumFOp::create(b, loc, s[0], constant(b, loc, 0));
  return arith::MinimumFOp::create(b, loc, positive, constant(b, loc, 6));
}

Value TanhOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) { return math::TanhOp::create(b, loc, s[0]); }

// exp(-|x|) never overflows, and neither side of the curve loses digits.
Value SigmoidOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  Value one = constant(b, loc, 1), zero = constant(b, loc, 0);
  Value small = math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, math::AbsFOp::create(b, loc, s[0])));
  Value negative = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, s[0], zero);
  Value numerator = arith::SelectOp::create(b, loc, negative, small, one);
  return arith::DivFOp::create(b, loc, numerator, arith::AddFOp::create(b, loc, small, one));
}

#define CNNC_UNARY_LAYER(OP, NAME, SUMMARY)                                                                            \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,                           \
                                     SmallVectorImpl<Type> &types) {                                                   \
    return inferUnary(loc, NAME, op.getInput(), types);                                                                \
  }                                                                                                                    \
  ArrayRef<LayerSpec> OP::getLayerSpecs() {                                                                            \
    static const LayerSpec specs[] = {{NAME, SUMMARY, 1, 1, {}, buildUnary<OP>}};                                      \
    return specs;                                                                                                      \
  }
CNNC_UNARY_LAYER(ReluOp, "relu", "max(x, 0)")
CNNC_UNARY_LAYER(Relu6Op, "relu6", "min(max(x, 0), 6)")
CNNC_UNARY_LAYER(SigmoidOp, "sigmoid", "1 / (1 + exp(-x))")
CNNC_UNARY_LAYER(TanhOp, "tanh", "hyperbolic tangent")
CNNC_UNARY_LAYER(SoftmaxOp, "softmax", "exponentials of the channels, divided by their sum")
#undef CNNC_UNARY_LAYER

//===----------------------------------------------------------------------===//
// cast
//===----------------------------------------------------------------------===//

LogicalResult CastOp::inferReturnTypes(MLIRContext *ctx, std::optional<Location> loc, Adaptor op,
                                       SmallVectorImpl<Type> &types) {
  auto x = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!x || (x.getRank() != 2 && x.getRank() != 4) || !hasSaneExtents(x.getShape().drop_front()) ||
      !(x.getElementType().isF32() || x.getElementType().isUnsignedInteger(8)))
    return violates(loc, "cast", 1, "the input must be N x C or N x C x H x W of ui8 or f32");
  types.push_back(RankedTensorType::get(x.getShape(), Float32Type::get(ctx)));
  return success();
}

ArrayRef<LayerSpec> CastOp::getLayerSpecs() { return {}; }

Value CastOp::buildScalar(OpBuilder &b, Location loc, ValueRange s) {
  if (isa<FloatType>(getElementTypeOrSelf(s[0].getType())))
    return s[0];
  return arith::UIToFPOp::create(b, loc, b.getF32Type(), s[0]);
}

OpFoldResult CastOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }
