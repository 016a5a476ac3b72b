//===- EvaluateScalar.h - The operations of formulas on scalars
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The instructions to which Evaluate.cpp compiles a formula, and what those
// without control compute. Floats are held as doubles and rounded to their type
// after each operation; integers are held sign-extended, a bool as 0 or 1.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_EVALUATESCALAR_H
#define CNNC_COMPILER_FRONTEND_ONNX_EVALUATESCALAR_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringMap.h"
#include <cmath>

namespace cnnc::onnx_import::scalar {

using llvm::APFloat;
using llvm::APInt;
using llvm::SmallVector;
using mlir::Type;
namespace arith = mlir::arith;

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// Operations without control, by their names in MLIR. The order groups them:
/// on integers only, on floats only, and on both.
// clang-format off
#define FOR_INTEGER_OPS(X)                                                                                          \
  X(AddI, "arith.addi") X(SubI, "arith.subi") X(MulI, "arith.muli") X(DivSI, "arith.divsi")                         \
  X(DivUI, "arith.divui") X(RemSI, "arith.remsi") X(RemUI, "arith.remui") X(FloorDivSI, "arith.floordivsi")         \
  X(CeilDivSI, "arith.ceildivsi") X(CeilDivUI, "arith.ceildivui") X(MaxSI, "arith.maxsi") X(MaxUI, "arith.maxui")   \
  X(MinSI, "arith.minsi") X(MinUI, "arith.minui") X(AndI, "arith.andi") X(OrI, "arith.ori") X(XOrI, "arith.xori")   \
  X(ShLI, "arith.shli") X(ShRSI, "arith.shrsi") X(ShRUI, "arith.shrui") X(AbsI, "math.absi")                        \
  X(CtPop, "math.ctpop") X(ExtSI, "arith.extsi") X(ExtUI, "arith.extui") X(TruncI, "arith.trunci")                  \
  X(IndexCast, "arith.index_cast") X(IndexCastUI, "arith.index_castui") X(CmpI, "arith.cmpi")
#define FOR_FLOAT_OPS(X)                                                                                            \
  X(AddF, "arith.addf") X(SubF, "arith.subf") X(MulF, "arith.mulf") X(DivF, "arith.divf") X(RemF, "arith.remf")     \
  X(MaximumF, "arith.maximumf") X(MinimumF, "arith.minimumf") X(MaxNumF, "arith.maxnumf")                           \
  X(MinNumF, "arith.minnumf") X(NegF, "arith.negf") X(ExtF, "arith.extf") X(TruncF, "arith.truncf")                 \
  X(AbsF, "math.absf") X(Floor, "math.floor") X(Ceil, "math.ceil") X(Round, "math.round")                           \
  X(RoundEven, "math.roundeven") X(Trunc, "math.trunc") X(Sqrt, "math.sqrt") X(Rsqrt, "math.rsqrt")                 \
  X(Cbrt, "math.cbrt") X(Exp, "math.exp") X(Exp2, "math.exp2") X(ExpM1, "math.expm1") X(Log, "math.log")            \
  X(Log2, "math.log2") X(Log10, "math.log10") X(Log1p, "math.log1p") X(Erf, "math.erf") X(Erfc, "math.erfc")        \
  X(Sin, "math.sin") X(Cos, "math.cos") X(Tan, "math.tan") X(ASin, "math.asin") X(ACos, "math.acos")                \
  X(ATan, "math.atan") X(SinH, "math.sinh") X(CosH, "math.cosh") X(TanH, "math.tanh") X(ASinH, "math.asinh")        \
  X(ACosH, "math.acosh") X(ATanH, "math.atanh") X(ATan2, "math.atan2") X(PowF, "math.powf")                         \
  X(CopySign, "math.copysign") X(Fma, "math.fma") X(ClampF, "math.clampf")
#define FOR_MIXED_OPS(X)                                                                                            \
  X(SIToFP, "arith.sitofp") X(UIToFP, "arith.uitofp") X(FPowI, "math.fpowi") X(FPToSI, "arith.fptosi")              \
  X(FPToUI, "arith.fptoui") X(CmpF, "arith.cmpf") X(IsNaN, "math.isnan") X(IsInf, "math.isinf")                     \
  X(IsFinite, "math.isfinite") X(Select, "arith.select") X(Bitcast, "arith.bitcast")
// clang-format on

enum class Code : uint8_t {
#define CODE(name, text) name,
  FOR_INTEGER_OPS(CODE) FOR_FLOAT_OPS(CODE) FOR_MIXED_OPS(CODE)
#undef CODE
      Move,    ///< to = a
  Extract,     ///< to = table a at the indices whose registers stand at b
  Jump,        ///< to instruction `to`
  JumpUnless,  ///< to instruction `to`, unless a
  JumpAtLeast, ///< to instruction `to`, if a >= b
  Again,       ///< back to instruction `to`, with a += b; counts as c steps
  Yield,       ///< a is the element
};
constexpr Code kFirstFloat = Code::AddF, kFirstMixed = Code::SIToFP;

inline const llvm::StringMap<Code> &getCodes() {
  static const llvm::StringMap<Code> codes = {
#define ENTRY(name, text) {text, Code::name},
      FOR_INTEGER_OPS(ENTRY) FOR_FLOAT_OPS(ENTRY) FOR_MIXED_OPS(ENTRY)
#undef ENTRY
  };
  return codes;
}

enum class Kind : uint8_t { I1, I8, I16, I32, I64, F16, BF16, F32, F64 };

inline std::optional<Kind> getKind(Type type) {
  if (type.isF32())
    return Kind::F32;
  if (type.isF64())
    return Kind::F64;
  if (type.isF16())
    return Kind::F16;
  if (type.isBF16())
    return Kind::BF16;
  if (!type.isIntOrIndex())
    return std::nullopt;
  switch (type.isIndex() ? 64 : type.getIntOrFloatBitWidth()) {
  case 1:
    return Kind::I1;
  case 8:
    return Kind::I8;
  case 16:
    return Kind::I16;
  case 32:
    return Kind::I32;
  case 64:
    return Kind::I64;
  }
  return std::nullopt;
}

inline unsigned getBits(Kind kind) {
  constexpr unsigned bits[] = {1, 8, 16, 32, 64, 16, 16, 32, 64};
  return bits[unsigned(kind)];
}
inline unsigned getBytes(Kind kind) { return std::max(8u, getBits(kind)) / 8; }

union Cell {
  double f;
  int64_t i;
};

struct Instruction {
  Code code;
  Kind kind = Kind::I64, from = Kind::I64; ///< of the result, and of the first operand
  uint8_t predicate = 0;
  uint32_t to = 0, a = 0, b = 0, c = 0;
};

//===----------------------------------------------------------------------===//
// Elements in memory
//===----------------------------------------------------------------------===//

inline const llvm::fltSemantics &getHalf(Kind kind) {
  return kind == Kind::BF16 ? APFloat::BFloat() : APFloat::IEEEhalf();
}

inline uint16_t encodeHalf(double value, Kind kind) {
  APFloat half(value);
  bool loses;
  half.convert(getHalf(kind), APFloat::rmNearestTiesToEven, &loses);
  return uint16_t(half.bitcastToAPInt().getZExtValue());
}

inline double decodeHalf(uint16_t bits, Kind kind) {
  if (kind == Kind::BF16)
    return llvm::bit_cast<float>(uint32_t(bits) << 16);
  APFloat value(getHalf(kind), APInt(16, bits));
  bool loses;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &loses);
  return value.convertToDouble();
}

template <typename T> T loadAs(const char *from) {
  T value;
  memcpy(&value, from, sizeof(T));
  return value;
}

template <typename T> void storeAs(char *to, T value) { memcpy(to, &value, sizeof(T)); }

inline Cell loadCell(const char *from, Kind kind) {
  Cell cell;
  switch (kind) {
  case Kind::I1:
    cell.i = *from != 0;
    break;
  case Kind::I8:
    cell.i = loadAs<int8_t>(from);
    break;
  case Kind::I16:
    cell.i = loadAs<int16_t>(from);
    break;
  case Kind::I32:
    cell.i = loadAs<int32_t>(from);
    break;
  case Kind::I64:
    cell.i = loadAs<int64_t>(from);
    break;
  case Kind::F16:
  case Kind::BF16:
    cell.f = decodeHalf(loadAs<uint16_t>(from), kind);
    break;
  case Kind::F32:
    cell.f = loadAs<float>(from);
    break;
  case Kind::F64:
    cell.f = loadAs<double>(from);
    break;
  }
  return cell;
}

inline void storeCell(char *to, Kind kind, Cell cell) {
  switch (kind) {
  case Kind::I1:
  case Kind::I8:
    return storeAs(to, int8_t(cell.i));
  case Kind::I16:
    return storeAs(to, int16_t(cell.i));
  case Kind::I32:
    return storeAs(to, int32_t(cell.i));
  case Kind::I64:
    return storeAs(to, cell.i);
  case Kind::F16:
  case Kind::BF16:
    return storeAs(to, encodeHalf(cell.f, kind));
  case Kind::F32:
    return storeAs(to, float(cell.f));
  case Kind::F64:
    return storeAs(to, cell.f);
  }
}

/// The elements of an input, as the body sees them.
struct Table {
  SmallVector<int64_t> shape;
  std::vector<char> bools; ///< which the attribute packs
  const char *data = nullptr;
  Kind kind = Kind::I64;
  bool isSplat = false;
};

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// An integer as its type holds it.
inline int64_t wrap(int64_t value, Kind kind) {
  if (kind == Kind::I64)
    return value;
  if (kind == Kind::I1)
    return value & 1;
  unsigned shift = 64 - getBits(kind);
  return int64_t(uint64_t(value) << shift) >> shift;
}

/// The bits of an integer without its sign.
inline uint64_t widen(int64_t value, Kind kind) { return uint64_t(value) & (~uint64_t(0) >> (64 - getBits(kind))); }

/// A bool with the sign that one bit has.
inline int64_t withSign(int64_t value, Kind kind) { return kind == Kind::I1 ? -value : value; }

inline double roundTo(double value, Kind kind) {
  if (kind == Kind::F32)
    return float(value);
  return kind == Kind::F64 ? value : decodeHalf(encodeHalf(value, kind), kind);
}

/// A quotient or rest; false for a divisor of zero.
inline bool divide(Code code, int64_t x, int64_t y, uint64_t u, uint64_t v, int64_t &result) {
  if (y == 0)
    return false;
  // The lowest value by -1 overflows: its quotient wraps.
  int64_t quotient = y == -1 ? int64_t(0 - uint64_t(x)) : x / y, rest = y == -1 ? 0 : x % y;
  switch (code) {
  case Code::DivSI:
    return result = quotient, true;
  case Code::RemSI:
    return result = rest, true;
  case Code::FloorDivSI:
    return result = quotient - (rest != 0 && (rest < 0) != (y < 0)), true;
  case Code::CeilDivSI:
    return result = quotient + (rest != 0 && (rest < 0) == (y < 0)), true;
  case Code::DivUI:
    return result = int64_t(u / v), true;
  case Code::RemUI:
    return result = int64_t(u % v), true;
  default: // CeilDivUI
    return result = int64_t(u / v + (u % v != 0)), true;
  }
}

inline bool compareIntegers(arith::CmpIPredicate predicate, int64_t x, int64_t y, uint64_t u, uint64_t v) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return x == y;
  case arith::CmpIPredicate::ne:
    return x != y;
  case arith::CmpIPredicate::slt:
    return x < y;
  case arith::CmpIPredicate::sle:
    return x <= y;
  case arith::CmpIPredicate::sgt:
    return x > y;
  case arith::CmpIPredicate::sge:
    return x >= y;
  case arith::CmpIPredicate::ult:
    return u < v;
  case arith::CmpIPredicate::ule:
    return u <= v;
  case arith::CmpIPredicate::ugt:
    return u > v;
  case arith::CmpIPredicate::uge:
    return u >= v;
  }
  return false;
}

/// The result before it wraps.
inline bool computeInteger(const Instruction &at, int64_t x, int64_t y, int64_t &result) {
  uint64_t u = widen(x, at.from), v = widen(y, at.from);
  int64_t sx = withSign(x, at.from), sy = withSign(y, at.from);
  bool shifts = v < getBits(at.from);
  switch (at.code) {
  case Code::AddI:
    return result = int64_t(u + v), true;
  case Code::SubI:
    return result = int64_t(u - v), true;
  case Code::MulI:
    return result = int64_t(u * v), true;
  case Code::MaxSI:
    return result = std::max(sx, sy), true;
  case Code::MinSI:
    return result = std::min(sx, sy), true;
  case Code::MaxUI:
    return result = int64_t(std::max(u, v)), true;
  case Code::MinUI:
    return result = int64_t(std::min(u, v)), true;
  case Code::AndI:
    return result = x & y, true;
  case Code::OrI:
    return result = x | y, true;
  case Code::XOrI:
    return result = x ^ y, true;
  case Code::ShLI:
    return result = shifts ? int64_t(u << v) : 0, true;
  case Code::ShRSI:
    return result = shifts ? sx >> v : 0, true;
  case Code::ShRUI:
    return result = shifts ? int64_t(u >> v) : 0, true;
  case Code::AbsI:
    return result = sx < 0 ? int64_t(0 - uint64_t(sx)) : sx, true;
  case Code::CtPop:
    return result = llvm::popcount(u), true;
  case Code::ExtSI:
  case Code::TruncI:
  case Code::IndexCast:
    return result = sx, true;
  case Code::ExtUI:
  case Code::IndexCastUI:
    return result = int64_t(u), true;
  case Code::CmpI:
    return result = compareIntegers(arith::CmpIPredicate(at.predicate), sx, sy, u, v), true;
  default:
    return divide(at.code, sx, sy, u, v, result);
  }
}

inline double maximum(double x, double y) {
  if (std::isnan(x) || std::isnan(y))
    return NAN;
  return x == y ? (std::signbit(x) ? y : x) : std::max(x, y);
}

inline double minimum(double x, double y) { return -maximum(-x, -y); }

/// Functions of more than one argument, but for the commonest.
inline double computeWide(const Instruction &at, double x, double y, double z) {
  switch (at.code) {
  case Code::RemF:
    return std::fmod(x, y);
  case Code::MaxNumF:
    return std::fmax(x, y);
  case Code::MinNumF:
    return std::fmin(x, y);
  case Code::ATan2:
    return std::atan2(x, y);
  case Code::PowF:
    return std::pow(x, y);
  case Code::CopySign:
    return std::copysign(x, y);
  case Code::Fma:
    // One rounding only, to the type itself.
    return at.kind == Kind::F32 ? std::fmaf(float(x), float(y), float(z)) : std::fma(x, y, z);
  case Code::ClampF:
    return minimum(maximum(x, y), z);
  default:
    llvm_unreachable("no such function");
  }
}

inline double computeFunction(const Instruction &at, double x, double y, double z) {
  static constexpr double (*functions[])(double) = {
      std::cbrt, std::exp,  std::exp2, std::expm1, std::log,   std::log2, std::log10, std::log1p,
      std::erf,  std::erfc, std::sin,  std::cos,   std::tan,   std::asin, std::acos,  std::atan,
      std::sinh, std::cosh, std::tanh, std::asinh, std::acosh, std::atanh};
  static_assert(unsigned(Code::ATanH) - unsigned(Code::Cbrt) + 1 == std::size(functions));
  if (at.code >= Code::Cbrt && at.code <= Code::ATanH)
    return functions[unsigned(at.code) - unsigned(Code::Cbrt)](x);
  return computeWide(at, x, y, z);
}

/// The result before it is rounded.
inline double computeFloat(const Instruction &at, double x, double y, double z) {
  switch (at.code) {
  case Code::AddF:
    return x + y;
  case Code::SubF:
    return x - y;
  case Code::MulF:
    return x * y;
  case Code::DivF:
    return x / y;
  case Code::MaximumF:
    return maximum(x, y);
  case Code::MinimumF:
    return minimum(x, y);
  case Code::NegF:
    return -x;
  case Code::ExtF:
  case Code::TruncF:
    return x;
  case Code::AbsF:
    return std::fabs(x);
  case Code::Floor:
    return std::floor(x);
  case Code::Ceil:
    return std::ceil(x);
  case Code::Round:
    return std::round(x);
  case Code::RoundEven:
    return std::nearbyint(x);
  case Code::Trunc:
    return std::trunc(x);
  case Code::Sqrt:
    return std::sqrt(x);
  case Code::Rsqrt:
    return 1 / std::sqrt(x);
  default:
    return computeFunction(at, x, y, z);
  }
}

inline bool compareFloats(arith::CmpFPredicate predicate, double x, double y) {
  using P = arith::CmpFPredicate;
  bool unordered = std::isnan(x) || std::isnan(y);
  switch (predicate) {
  case P::AlwaysFalse:
    return false;
  case P::OEQ:
  case P::UEQ:
    return unordered ? predicate == P::UEQ : x == y;
  case P::OGT:
  case P::UGT:
    return unordered ? predicate == P::UGT : x > y;
  case P::OGE:
  case P::UGE:
    return unordered ? predicate == P::UGE : x >= y;
  case P::OLT:
  case P::ULT:
    return unordered ? predicate == P::ULT : x < y;
  case P::OLE:
  case P::ULE:
    return unordered ? predicate == P::ULE : x <= y;
  case P::ONE:
  case P::UNE:
    return unordered ? predicate == P::UNE : x != y;
  case P::ORD:
    return !unordered;
  case P::UNO:
    return unordered;
  case P::AlwaysTrue:
    return true;
  }
  return false;
}

/// What does not fit is undefined in MLIR; it becomes the lowest value.
inline int64_t toInteger(double x, bool isUnsigned) {
  if (isUnsigned && x >= 0x1p63)
    return x < 0x1p64 ? int64_t(uint64_t(x)) : INT64_MIN;
  return std::fabs(x) < 0x1p63 ? int64_t(x) : INT64_MIN;
}

inline Cell computeMixed(const Instruction &at, Cell x, Cell y, Cell z) {
  Cell result;
  char bytes[8];
  // From 64 bits to f32 in one rounding.
  bool toSingle = at.kind == Kind::F32;
  switch (at.code) {
  case Code::SIToFP:
    x.i = withSign(x.i, at.from);
    result.f = roundTo(toSingle ? double(float(x.i)) : double(x.i), at.kind);
    break;
  case Code::UIToFP:
    result.f = roundTo(toSingle ? double(float(widen(x.i, at.from))) : double(widen(x.i, at.from)), at.kind);
    break;
  case Code::FPowI:
    result.f = roundTo(std::pow(x.f, double(y.i)), at.kind);
    break;
  case Code::FPToSI:
  case Code::FPToUI:
    result.i = wrap(toInteger(x.f, at.code == Code::FPToUI), at.kind);
    break;
  case Code::CmpF:
    result.i = compareFloats(arith::CmpFPredicate(at.predicate), x.f, y.f);
    break;
  case Code::IsNaN:
    result.i = std::isnan(x.f);
    break;
  case Code::IsInf:
    result.i = std::isinf(x.f);
    break;
  case Code::IsFinite:
    result.i = std::isfinite(x.f);
    break;
  case Code::Select:
    return x.i ? y : z;
  default: // Bitcast
    storeCell(bytes, at.from, x);
    return loadCell(bytes, at.kind);
  }
  return result;
}

} // namespace cnnc::onnx_import::scalar

#endif // CNNC_COMPILER_FRONTEND_ONNX_EVALUATESCALAR_H
