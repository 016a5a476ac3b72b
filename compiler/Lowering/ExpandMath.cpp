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
// exact enough), a polynomial of degree 6 for e^r (off by 4e-9 at most), and the
// scaling by 2^n in two factors, so that results on either edge of the range
// round once. n comes from a sum with 1.5 * 2^23, whose last place is 1: the sum's
// lowest bits are n as an integer, so that a shift makes an exponent of them, and
// NaN needs no care. What is known to be negative cannot overflow and takes one
// factor fewer.
//
// Where an instruction looks up one of 8 or 16 numbers in a register, n counts
// 8ths or 16ths of ln 2: |r| is so small that degree 3 is enough, and the lowest
// bits of n say which 2^(k / 16) is a factor.
//
// sigmoid: 1 / (1 + exp(-x)), both scaled by 2^-24, so that the exponential does
// not overflow before the result rounds to zero.
//
// expm1: the same reduction; 2^n (e^r - 1) + (2^n - 1) loses no digits.
//
// tanh: x + x^3 p(x^2) where |x| < 0.625 (Cephes' polynomial), else
// 1 - 2 / (e^(2|x|) + 1) with the sign of x.
//
// log: x = 2^e (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and
// log(1 + f) = f - f^2 / 2 + f^3 p(f). log1p takes f = x itself where that is in
// this range, else log(u) + c / u with u = 1 + x rounded and c what rounding lost.
//
// erf: x + x p(x^2) where |x| < 1, else 1 - e^-q(|x|) with the sign of x.
//
// pow: e^(y log x) with the logarithm and the product in double, since the
// exponential multiplies their error by up to 104.
//
// The polynomials of exp, log and erf are weighted least-squares fits at Chebyshev
// nodes, off by less than 0.03 units in the last place of the result.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "compiler/Lowering/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_EXPANDMATH
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// The intrinsic that picks elements of a register for a vector of so many i32, one
/// for each; empty: the processor has none.
StringRef getLookup(const Target &target, int64_t lanes) {
  if (lanes == 16 && target.isa == Isa::Avx512)
    return "llvm.x86.avx512.permvar.si.512";
  if (lanes == 8 && target.isa != Isa::Neon)
    return "llvm.x86.avx2.permd";
  return "";
}

/// Arithmetic on vectors of f32 of one length.
class VectorMath {
public:
  VectorMath(OpBuilder &b, Location loc, VectorType type, const Target &target)
      : b(b), loc(loc), type(type), doubles(VectorType::get(type.getShape(), b.getF64Type())),
        integers(VectorType::get(type.getShape(), b.getI32Type())),
        lookup(type.getRank() == 1 ? getLookup(target, type.getNumElements()) : ""),
        parts(lookup.empty() ? 1 : type.getNumElements()) {}

  /// Whether a value is -|y|.
  static bool isNeverPositive(Value x) {
    auto negated = x.getDefiningOp<arith::NegFOp>();
    return negated && negated.getOperand().getDefiningOp<math::AbsFOp>();
  }

  Value exp(Value x) {
    if (isNeverPositive(x)) {
      // Scaled, the exponential is a normal number.
      Reduced x0 = reduce(maximum(x, real(-104)), 127 + kScaleBits, parts);
      return mul(multiplyExponential(x0, power(x0)), real(1 / kScale));
    }
    // Beyond these the result is infinity or zero anyway; NaN passes through.
    Reduced x0 = reduce(clamp(x, -105, 89), 2 * 127, parts);
    return scaledExponential(x0);
  }

  Value sigmoid(Value x) {
    // Below, the result is zero; above, 1 long since.
    Reduced x0 = reduce(clamp(x, -104, 60), 127 - kScaleBits, -parts);
    Value one = real(1 / kScale);
    return div(one, fma(exponentialOf(x0), power(x0), one));
  }

  Value expm1(Value x) {
    // Below -18 the result rounds to -1.
    // 2^n overflows before the result does, half of it does not.
    // Factors of a table would be rounded.
    Reduced x0 = reduce(clamp(x, -18, 89), 127 - 1, /*parts=*/1);
    Value n = x0.n, r = x0.r, half = power(x0);
    Value q = polynomial(r, {1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f});
    q = fma(mul(r, r), q, r);
    Value y = fma(half, q, sub(half, real(0.5f)));
    return select(equal(n, real(0)), q, add(y, y));
  }

  Value tanh(Value x) {
    Value magnitude = abs(x), square = mul(x, x);
    Value small = polynomial(
        square, {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f, -3.33332819422e-1f});
    small = fma(mul(small, square), x, x);
    Value e = exp(add(magnitude, magnitude));
    Value large = copySign(add(div(real(-2), add(e, real(1))), real(1)), x);
    return select(less(magnitude, real(0.625f)), small, large);
  }

  Value log(Value x) {
    auto [f, e] = decompose(x);
    return edgesOfLog(logarithm(f, e), x);
  }

  Value log1p(Value x) {
    Value u = add(x, real(1));
    auto [f, e] = decompose(u);
    // What rounding u has lost; which of the two is exact depends on the larger.
    Value lost = select(less(u, real(2)), sub(x, sub(u, real(1))), sub(real(1), sub(u, x)));
    Value isNear = arith::AndIOp::create(b, loc, less(real(-0.29f), x), less(x, real(0.41f)));
    f = select(isNear, x, f);
    e = select(isNear, real(0), e);
    Value correction = select(isNear, real(0), div(lost, u));
    // Zero keeps its sign, which the sum would lose.
    Value y = select(equal(x, real(0)), x, add(logarithm(f, e), correction));
    return edgesOfLog(y, u);
  }

  Value erf(Value x) {
    Value magnitude = abs(x), square = mul(x, x);
    Value small = polynomial(square, {7.853854185668752e-05f, -8.01019137725234e-4f, 5.18832728266716e-3f,
                                      -2.6853810995817184e-2f, 1.128358542919159e-1f, -3.761262595653534e-1f,
                                      1.2837916612625122e-1f});
    small = fma(small, x, x);
    // From 4 on the result rounds to 1; NaN passes through.
    Value t = minimum(magnitude, real(4));
    Value q =
        polynomial(t, {1.3345556908461731e-05f, -3.442266897764057e-4f, 3.7307310849428177e-3f, -2.3951467126607895e-2f,
                       1.0646020621061325e-1f, 6.35013997554779e-1f, 1.1286828517913818f});
    Value large = copySign(sub(real(1), exp(mul(q, sub(real(0), t)))), x);
    return select(less(magnitude, real(1)), small, large);
  }

  Value pow(Value x, Value y) {
    Value magnitude = abs(x);
    Value exponent = arith::MulFOp::create(b, loc, arith::ExtFOp::create(b, loc, doubles, y), logInDouble(magnitude));
    Value z = maximum(minimum(exponent, real64(95)), real64(-110));
    Value n64 = math::RoundEvenOp::create(b, loc, arith::MulFOp::create(b, loc, z, real64(1.4426950408889634)));
    Value r64 = math::FmaOp::create(b, loc, n64, real64(-0.69314718055994531), z);
    Value n = arith::TruncFOp::create(b, loc, type, n64), r = arith::TruncFOp::create(b, loc, type, r64);
    Value bits = arith::BitcastOp::create(b, loc, integers, add(n, real(shifter(2 * 127))));
    Reduced reduced = {n, r, bits, /*parts=*/1};
    Value result = scaledExponential(reduced);

    // The cases of C's Annex F, which PyTorch and NumPy follow.
    Value half = mul(y, real(0.5f));
    Value isInteger = equal(math::FloorOp::create(b, loc, y), y);
    Value isOdd = arith::AndIOp::create(b, loc, isInteger,
                                        compare(arith::CmpFPredicate::UNE, math::FloorOp::create(b, loc, half), half));
    result = select(isOdd, copySign(result, x), result);
    Value isFinite = compare(arith::CmpFPredicate::UNE, magnitude, real(infinity));
    Value isUndefined = arith::AndIOp::create(
        b, loc, less(x, real(0)),
        arith::AndIOp::create(b, loc, isFinite,
                              compare(arith::CmpFPredicate::UNE, math::FloorOp::create(b, loc, y), y)));
    Value isNan = compare(arith::CmpFPredicate::UNO, x, y);
    result = select(arith::OrIOp::create(b, loc, isUndefined, isNan), real(notANumber), result);
    // (-1)^(+-infinity) is 1, the sign of a finite power of -1 is there already.
    Value isUnit = arith::AndIOp::create(b, loc, equal(magnitude, real(1)), equal(abs(y), real(infinity)));
    Value isOne = arith::OrIOp::create(b, loc, equal(x, real(1)), equal(y, real(0)));
    return select(arith::OrIOp::create(b, loc, isUnit, isOne), real(1), result);
  }

private:
  Value real(double value) { return arith::ConstantOp::create(b, loc, SplatElementsAttr::get(type, float(value))); }
  Value real64(double value) { return arith::ConstantOp::create(b, loc, SplatElementsAttr::get(doubles, value)); }
  Value integer(int32_t value) {
    return arith::ConstantOp::create(b, loc, SplatElementsAttr::get(integers, APInt(32, value, /*isSigned=*/true)));
  }
  Value fma(Value x, Value y, Value z) { return vector::FMAOp::create(b, loc, x, y, z); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, loc, x, y); }
  Value abs(Value x) { return math::AbsFOp::create(b, loc, x); }
  Value copySign(Value x, Value sign) { return math::CopySignOp::create(b, loc, x, sign); }
  Value compare(arith::CmpFPredicate predicate, Value x, Value y) {
    return arith::CmpFOp::create(b, loc, predicate, x, y);
  }
  Value less(Value x, Value y) { return compare(arith::CmpFPredicate::OLT, x, y); }
  Value equal(Value x, Value y) { return compare(arith::CmpFPredicate::OEQ, x, y); }
  Value select(Value condition, Value x, Value y) { return arith::SelectOp::create(b, loc, condition, x, y); }
  // Bounds are not zero, so the flag changes nothing but the code for x86.
  Value maximum(Value x, Value y) { return arith::MaximumFOp::create(b, loc, x, y, arith::FastMathFlags::nsz); }
  Value minimum(Value x, Value y) { return arith::MinimumFOp::create(b, loc, x, y, arith::FastMathFlags::nsz); }
  Value clamp(Value x, double low, double high) { return maximum(minimum(x, real(high)), real(low)); }

  Value polynomial(Value x, ArrayRef<float> coefficients) {
    Value sum = real(coefficients.front());
    for (float c : coefficients.drop_front())
      sum = fma(sum, x, real(c));
    return sum;
  }

  /// x = n ln 2 / parts + r, n whole; the lowest bits of `bits` are n + bias parts.
  /// Parts below zero: -x = n ln 2 / |parts| - r.
  struct Reduced {
    Value n, r, bits;
    int64_t parts;
    int64_t partBits() const { return llvm::Log2_64(uint64_t(std::abs(parts))); }
  };

  /// What rounds a sum to a whole number and puts it, plus `bias`, into the lowest
  /// bits.
  static float shifter(int64_t bias) { return 0x1.8p23f + float(bias); }

  Reduced reduce(Value x, int64_t bias, int64_t parts) {
    Value shift = real(shifter(bias * std::abs(parts)));
    Value sum = fma(x, real(1.44269504088896341 * double(parts)), shift), n = sub(sum, shift);
    Value r = fma(n, real(-0.693145751953125 / double(parts)), x);
    r = fma(n, real(-1.42860682030941723212e-6 / double(parts)), r);
    return {n, r, arith::BitcastOp::create(b, loc, integers, sum), parts};
  }

  /// 2^(n / parts), where what n was given as bias makes an exponent of it.
  Value power(const Reduced &x) { return arith::BitcastOp::create(b, loc, type, powerBits(x)); }
  Value powerBits(const Reduced &x) {
    Value exponent = shiftLeft(x.bits, 23 - x.partBits());
    return x.partBits() ? arith::AddIOp::create(b, loc, lookUpMantissa(x), exponent).getResult() : exponent;
  }

  /// The mantissa of 2^(k / parts), k being the lowest bits of n, less what k adds to
  /// the sum above.
  Value lookUpMantissa(const Reduced &x) {
    int64_t count = int64_t(1) << x.partBits();
    SmallVector<int32_t> table;
    for (int64_t k = 0; k < count; ++k) {
      double mantissa = std::exp2(double(k) / double(count)) - 1;
      table.push_back(int32_t(std::lround(mantissa * 0x1p23)) - int32_t(k << (23 - x.partBits())));
    }
    Value values = arith::ConstantOp::create(b, loc, DenseElementsAttr::get(integers, ArrayRef(table)));
    return LLVM::CallIntrinsicOp::create(b, loc, integers, b.getStringAttr(lookup), ValueRange{values, x.bits})
        .getResult(0);
  }

  Value shiftLeft(Value bits, int64_t by) { return arith::ShLIOp::create(b, loc, bits, integer(int32_t(by))); }

  /// e^r, or e^-r where parts are below zero.
  Value exponentialOf(const Reduced &x) {
    float sign = x.parts < 0 ? -1 : 1;
    if (!x.partBits())
      return polynomial(x.r, {1.3814539415761828e-3f, sign * 8.36874544620514e-3f, 4.166838899254799e-2f,
                              sign * 1.666652113199234e-1f, 4.999999403953552e-1f, sign, 1.0f});
    auto [square, cube] = nearTerms(x);
    return polynomial(x.r, {sign * cube, square, sign, 1.0f});
  }

  /// Factors of r^2 and r^3 of e^r where |r| is small: what the terms of degree 4 and
  /// 5 are at most, evened out, is off by 3e-8 at most.
  static std::pair<float, float> nearTerms(const Reduced &x) {
    double most = std::log(2.0) / double(2 * std::abs(x.parts)), even = 0.828 * most * most;
    return {float(0.5 + even / 24), float(1.0 / 6 + even / 120)};
  }

  /// e^r times a factor. Where that has been rounded, nothing else of weight is.
  Value multiplyExponential(const Reduced &x, Value factor) {
    if (!x.partBits())
      return mul(exponentialOf(x), factor);
    auto [square, cube] = nearTerms(x);
    Value rest = fma(mul(x.r, x.r), fma(x.r, real(cube), real(square)), x.r);
    return fma(factor, rest, factor);
  }

  static constexpr int kScaleBits = 24;
  static constexpr double kScale = 0x1p24;

  /// e^x, where the bias was twice that of a float.
  Value scaledExponential(const Reduced &x) {
    Value half = arith::ShRUIOp::create(b, loc, x.bits, integer(int32_t(1 + x.partBits())));
    Value halfBits = shiftLeft(half, 23);
    Value other = arith::SubIOp::create(b, loc, powerBits(x), halfBits);
    auto asFloat = [&](Value bits) { return arith::BitcastOp::create(b, loc, type, bits); };
    return mul(multiplyExponential(x, asFloat(other)), asFloat(halfBits));
  }

  /// f and e with x = 2^e (1 + f); anything where x is not positive and finite.
  std::pair<Value, Value> decompose(Value x) {
    // Subnormal numbers become normal ones.
    Value isTiny = less(x, real(0x1p-126));
    Value bits = arith::BitcastOp::create(b, loc, integers, select(isTiny, mul(x, real(0x1p23)), x));
    const int32_t rootOfHalf = 0x3f3504f3;
    Value shifted = arith::SubIOp::create(b, loc, bits, integer(rootOfHalf));
    Value exponent = arith::ShRSIOp::create(b, loc, shifted, integer(23));
    Value mantissa = arith::SubIOp::create(b, loc, bits, arith::ShLIOp::create(b, loc, exponent, integer(23)));
    Value e = arith::SIToFPOp::create(b, loc, type, exponent);
    return {sub(arith::BitcastOp::create(b, loc, type, mantissa), real(1)), select(isTiny, sub(e, real(23)), e)};
  }

  /// e ln 2 + log(1 + f)
  Value logarithm(Value f, Value e) {
    Value p = polynomial(f, {6.915368139743805e-2f, -1.1789807677268982e-1f, 1.1872976273298264e-1f,
                             -1.238434836268425e-1f, 1.4218658208847046e-1f, -1.6669251024723053e-1f,
                             2.0002226531505585e-1f, -2.4999986588954926e-1f, 3.333331048488617e-1f});
    Value square = mul(f, f);
    // ln 2 = 0.693359375 - 0.000212194440; the first has few digits, so that its
    // product with e is exact.
    Value small = fma(e, real(-2.12194440e-4f), mul(mul(square, f), p));
    small = fma(square, real(-0.5f), small);
    return fma(e, real(0.693359375f), add(f, small));
  }

  /// The logarithm y of x, and what it is where x is not positive and finite.
  Value edgesOfLog(Value y, Value x) {
    y = select(equal(x, real(0)), real(-infinity), y);
    // NaN and infinity are their own logarithms.
    y = select(compare(arith::CmpFPredicate::ULT, x, real(infinity)), y, x);
    y = select(compare(arith::CmpFPredicate::UNO, x, x), x, y);
    return select(less(x, real(0)), real(notANumber), y);
  }

  /// log(x) in double, of x >= 0; infinity for infinity, anything for NaN.
  Value logInDouble(Value x) {
    auto [f32, e32] = decompose(x);
    Value f = arith::ExtFOp::create(b, loc, doubles, f32), e = arith::ExtFOp::create(b, loc, doubles, e32);
    // log(1 + f) = 2 (s + s^3 / 3 + s^5 / 5 ...) with s = f / (2 + f).
    Value s = arith::DivFOp::create(b, loc, f, arith::AddFOp::create(b, loc, f, real64(2)));
    Value square = arith::MulFOp::create(b, loc, s, s);
    Value sum = real64(1.0 / 17);
    for (int k = 15; k >= 1; k -= 2)
      sum = math::FmaOp::create(b, loc, sum, square, real64(1.0 / k));
    Value twice = arith::AddFOp::create(b, loc, s, s);
    Value y = math::FmaOp::create(b, loc, e, real64(0.69314718055994531), arith::MulFOp::create(b, loc, twice, sum));
    y = select(equal(x, real(0)), real64(-infinity), y);
    return select(equal(x, real(infinity)), real64(infinity), y);
  }

  OpBuilder &b;
  Location loc;
  VectorType type, doubles, integers;
  StringRef lookup;
  int64_t parts; ///< of ln 2: as many as can be looked up, or 1
};

class ExpandMath final : public cnnc::impl::ExpandMathBase<ExpandMath> {
public:
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    FailureOr<Target> target = createTarget(getOperation(), triple, cpu);
    if (failed(target))
      return signalPassFailure();
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      auto type = op->getNumResults() == 1 ? dyn_cast<VectorType>(op->getResult(0).getType()) : VectorType();
      bool isMath = isa<math::ExpOp, math::ExpM1Op, math::TanhOp, math::LogOp, math::Log1pOp, math::ErfOp, math::PowFOp,
                        arith::DivFOp>(op);
      if (isMath && type && type.getElementType().isF32())
        ops.push_back(op);
    });
    // From the end, so that a sigmoid is seen before its exponential.
    for (Operation *op : llvm::reverse(ops))
      expand(op, *target);
  }

private:
  void expand(Operation *op, const Target &target) {
    if (isa<math::ExpOp>(op) && op->use_empty())
      return op->erase();
    OpBuilder builder(op);
    VectorMath math(builder, op->getLoc(), cast<VectorType>(op->getResult(0).getType()), target);
    Value result = llvm::TypeSwitch<Operation *, Value>(op)
                       .Case([&](arith::DivFOp op) { return expandSigmoid(op, math); })
                       .Case([&](math::ExpOp op) { return math.exp(op.getOperand()); })
                       .Case([&](math::ExpM1Op op) { return math.expm1(op.getOperand()); })
                       .Case([&](math::TanhOp op) { return math.tanh(op.getOperand()); })
                       .Case([&](math::LogOp op) { return math.log(op.getOperand()); })
                       .Case([&](math::Log1pOp op) { return math.log1p(op.getOperand()); })
                       .Case([&](math::ErfOp op) { return math.erf(op.getOperand()); })
                       .Case([&](math::PowFOp op) { return math.pow(op.getLhs(), op.getRhs()); });
    if (!result)
      return;
    op->getResult(0).replaceAllUsesWith(result);
    SmallVector<Value> operands(op->getOperands());
    op->erase();
    // What a sigmoid was made of is dead now, but for the exponential, which is
    // yet to come.
    for (Value operand : operands)
      if (Operation *from = operand.getDefiningOp(); from && isa<arith::SelectOp, arith::AddFOp>(from))
        if (from->use_empty())
          from->erase();
    ++expanded;
  }

  /// (x < 0 ? e : 1) / (e + 1) with e = exp(-|x|), as the layer builds it.
  static Value expandSigmoid(arith::DivFOp op, VectorMath &math) {
    auto select = op.getLhs().getDefiningOp<arith::SelectOp>();
    auto sum = op.getRhs().getDefiningOp<arith::AddFOp>();
    auto e = select ? select.getTrueValue().getDefiningOp<math::ExpOp>() : nullptr;
    auto isNegative = select ? select.getCondition().getDefiningOp<arith::CmpFOp>() : nullptr;
    if (!sum || !e || !isNegative || sum.getLhs() != e.getResult() || !VectorMath::isNeverPositive(e.getOperand()) ||
        !matchPattern(select.getFalseValue(), m_OneFloat()) || !matchPattern(sum.getRhs(), m_OneFloat()))
      return {};
    Value x = e.getOperand().getDefiningOp<arith::NegFOp>().getOperand().getDefiningOp<math::AbsFOp>().getOperand();
    if (isNegative.getPredicate() != arith::CmpFPredicate::OLT || isNegative.getLhs() != x ||
        !matchPattern(isNegative.getRhs(), m_AnyZeroFloat()))
      return {};
    return math.sigmoid(x);
  }
};

} // namespace
