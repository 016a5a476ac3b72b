//===- ExpandMath.cpp - Expand vector math functions into polynomials
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MLIR's own approximations flush subnormal results and reach 4 ulp only inside
// a range; these hold over all of f32.
//
// exp: x = n ln 2 + r with |r| <= ln 2 / 2 (ln 2 in two parts, so that n ln 2 is
// exact enough), Taylor's polynomial of degree 7 for e^r (off by 5e-9 at most),
// and the scaling by 2^n in two exact factors, so that results on either edge of
// the range round once.
//
// tanh: x + x^3 p(x^2) where |x| < 0.625 (Cephes' polynomial), else
// 1 - 2 / (e^(2|x|) + 1) with the sign of x.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/Passes.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_EXPANDMATH
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// Arithmetic on vectors of f32 of one length.
class VectorMath {
public:
  VectorMath(OpBuilder &b, Location loc, VectorType type)
      : b(b), loc(loc), type(type), integers(VectorType::get(type.getShape(), b.getI32Type())) {}

  Value real(float value) { return arith::ConstantOp::create(b, loc, SplatElementsAttr::get(type, value)); }
  Value integer(int32_t value) {
    return arith::ConstantOp::create(b, loc, SplatElementsAttr::get(integers, APInt(32, value, /*isSigned=*/true)));
  }
  Value fma(Value x, Value y, Value z) { return vector::FMAOp::create(b, loc, x, y, z); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value polynomial(Value x, ArrayRef<float> coefficients) {
    Value sum = real(coefficients.front());
    for (float c : coefficients.drop_front())
      sum = fma(sum, x, real(c));
    return sum;
  }
  /// 2^n for n within the normal exponents.
  Value power(Value n) {
    Value biased = arith::AddIOp::create(b, loc, n, integer(127));
    return arith::BitcastOp::create(b, loc, type, arith::ShLIOp::create(b, loc, biased, integer(23)));
  }

  Value exp(Value x) {
    // Beyond these the result is infinity or zero anyway; NaN passes through.
    Value clamped = arith::MaximumFOp::create(b, loc, arith::MinimumFOp::create(b, loc, x, real(89.0f)), real(-105.0f));
    Value n = math::RoundEvenOp::create(b, loc, mul(clamped, real(1.44269504088896341f)));
    Value r = fma(n, real(-0.693145751953125f), clamped);
    r = fma(n, real(-1.42860682030941723212e-6f), r);
    Value p = polynomial(r, {1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f});
    // NaN has no integer: its lanes must not reach the conversion.
    Value isNan = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
    Value safe = arith::SelectOp::create(b, loc, isNan, real(0), n);
    Value i = arith::FPToSIOp::create(b, loc, integers, safe);
    Value half = arith::ShRSIOp::create(b, loc, i, integer(1));
    return mul(mul(p, power(half)), power(arith::SubIOp::create(b, loc, i, half)));
  }

  Value tanh(Value x) {
    Value magnitude = math::AbsFOp::create(b, loc, x), square = mul(x, x);
    Value small = polynomial(
        square, {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f, -3.33332819422e-1f});
    small = fma(mul(small, square), x, x);
    Value e = exp(arith::AddFOp::create(b, loc, magnitude, magnitude));
    Value quotient = arith::DivFOp::create(b, loc, real(-2), arith::AddFOp::create(b, loc, e, real(1)));
    Value large = math::CopySignOp::create(b, loc, arith::AddFOp::create(b, loc, quotient, real(1)), x);
    Value isSmall = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, magnitude, real(0.625f));
    return arith::SelectOp::create(b, loc, isSmall, small, large);
  }

private:
  OpBuilder &b;
  Location loc;
  VectorType type, integers;
};

class ExpandMath final : public cnnc::impl::ExpandMathBase<ExpandMath> {
public:
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      auto type = op->getNumResults() == 1 ? dyn_cast<VectorType>(op->getResult(0).getType()) : VectorType();
      if (!type || !type.getElementType().isF32() || !isa<math::ExpOp, math::TanhOp>(op))
        return;
      OpBuilder builder(op);
      VectorMath math(builder, op->getLoc(), type);
      Value x = op->getOperand(0);
      op->getResult(0).replaceAllUsesWith(isa<math::ExpOp>(op) ? math.exp(x) : math.tanh(x));
      op->erase();
      ++expanded;
    });
  }
};

} // namespace
