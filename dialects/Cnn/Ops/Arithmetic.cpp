//===- Arithmetic.cpp - Element-wise functions of two tensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// Channels, rows and columns of an operand; a parameter is one number for
/// each channel. Nothing where it is no operand of a binary layer.
static std::optional<PictureShape> getOperandShape(Value operand) {
  auto type = dyn_cast<RankedTensorType>(operand.getType());
  if (type && type.getElementType().isF32() && type.getRank() == 1 && hasSaneExtents(type.getShape()))
    return PictureShape{type.getDimSize(0), 1, 1};
  RankedTensorType tensor = getFloatTensor(operand, /*vector=*/true, /*picture=*/true);
  return tensor ? std::optional(getPictureShape(tensor.getShape())) : std::nullopt;
}

static bool isParameter(Value operand) { return cast<RankedTensorType>(operand.getType()).getRank() == 1; }

/// The extents of the result; nothing where the operands' do not agree.
static std::optional<PictureShape> broadcast(PictureShape a, PictureShape b) {
  auto agree = [](int64_t m, int64_t n) { return m == n || m == 1 || n == 1; };
  if (!agree(a.channels, b.channels) || !agree(a.height, b.height) || !agree(a.width, b.width))
    return std::nullopt;
  return PictureShape{std::max(a.channels, b.channels), std::max(a.height, b.height), std::max(a.width, b.width)};
}

static LogicalResult inferBinary(std::optional<Location> loc, StringRef name, Value lhs, Value rhs,
                                 SmallVectorImpl<Type> &types) {
  std::optional<PictureShape> a = getOperandShape(lhs), b = getOperandShape(rhs);
  if (!a || !b || (isParameter(lhs) && isParameter(rhs)))
    return violates(loc, name, 1, "the operands must be N x C or N x C x H x W of f32, or (not both) vectors of f32");
  std::optional<PictureShape> shape = broadcast(*a, *b);
  // A parameter has no extent that it could lend to the tensor.
  bool wide = (isParameter(lhs) && a->channels != 1 && a->channels != b->channels) ||
              (isParameter(rhs) && b->channels != 1 && b->channels != a->channels);
  if (!shape || wide)
    return violates(loc, name, 2, "the operands' extents must be the same, or one of them 1");
  auto first = cast<RankedTensorType>((isParameter(lhs) ? rhs : lhs).getType());
  auto second = cast<RankedTensorType>((isParameter(rhs) ? lhs : rhs).getType());
  if (!isSameBatch(first, second))
    return violates(loc, name, 2, "the operands' batches must be the same");
  SmallVector<int64_t> extents = {first.getDimSize(0), shape->channels};
  if (first.getRank() == 4 || second.getRank() == 4)
    extents.append({shape->height, shape->width});
  if (!hasSaneExtents(ArrayRef(extents).drop_front()))
    return violates(loc, name, 3, "the output would have more than 2^31 elements");
  types.push_back(RankedTensorType::get(extents, first.getElementType()));
  return success();
}

ParseResult cnnc::cnn::parseBinaryTypes(OpAsmParser &parser, Type &lhs, Type &rhs, Type &result) {
  SMLoc at = parser.getCurrentLocation();
  if (parser.parseType(lhs))
    return failure();
  rhs = result = lhs;
  auto function = dyn_cast<FunctionType>(lhs);
  if (!function)
    return success();
  if (function.getNumInputs() != 2 || function.getNumResults() != 1)
    return parser.emitError(at, "expected the types of two operands and one result");
  lhs = function.getInput(0);
  rhs = function.getInput(1);
  result = function.getResult(0);
  return success();
}

void cnnc::cnn::printBinaryTypes(OpAsmPrinter &printer, Operation *, Type lhs, Type rhs, Type result) {
  if (lhs == rhs && lhs == result)
    printer << lhs;
  else
    printer << FunctionType::get(lhs.getContext(), {lhs, rhs}, {result});
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

template <typename OpTy> static FailureOr<Value> buildBinary(LayerCall &call) {
  if (isParameter(call.inputs[0]) && isParameter(call.inputs[1]))
    return call.emitInputError(1) << "expected a tensor, found two numbers";
  for (unsigned i : {0, 1})
    if (!isParameter(call.inputs[i]) && failed(checkInput(call, i, /*rank=*/0)))
      return failure();
  std::optional<PictureShape> a = getOperandShape(call.inputs[0]), b = getOperandShape(call.inputs[1]);
  if (!a || !b || !broadcast(*a, *b))
    return call.emitError() << "the two shapes must be the same, or an extent 1 to stand for all, but "
                            << call.describeInput(0) << " and " << call.describeInput(1);
  return createLayer<OpTy>(call, call.inputs);
}

/// A product with a parameter.
static FailureOr<Value> buildScaleLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/0)))
    return failure();
  int64_t channels = getPictureShape(call.inputs[0]).channels;
  return createLayer<MultiplyOp>(call,
                                 {call.inputs[0], call.createParameter("weight", {channels}, call.getInit("init"))});
}

static const LayerArg scaleArgs[] = {{"init", ArgKind::Init, "ones", 0, 0, "initialiser of the factors"}};

#define CNNC_BINARY_LAYER(OP, NAME, SUMMARY, SCALAR, ...)                                                              \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,                           \
                                     SmallVectorImpl<Type> &types) {                                                   \
    return inferBinary(loc, NAME, op.getLhs(), op.getRhs(), types);                                                    \
  }                                                                                                                    \
  ArrayRef<LayerSpec> OP::getLayerSpecs() {                                                                            \
    static const LayerSpec specs[] = {                                                                                 \
        {NAME, SUMMARY, 2, 2, {}, buildBinary<OP>, /*buildList=*/nullptr, /*takesNumbers=*/true}, __VA_ARGS__};        \
    return specs;                                                                                                      \
  }                                                                                                                    \
  Value OP::buildScalar(OpBuilder &b, Location loc, ValueRange s) { return SCALAR::create(b, loc, s[0], s[1]); }
CNNC_BINARY_LAYER(AddOp, "add", "element-wise sum", arith::AddFOp)
CNNC_BINARY_LAYER(SubtractOp, "subtract", "element-wise difference", arith::SubFOp)
CNNC_BINARY_LAYER(MultiplyOp, "multiply", "element-wise product", arith::MulFOp,
                  {"scale", "each channel times a learned number", 1, 1, scaleArgs, buildScaleLayer})
CNNC_BINARY_LAYER(DivideOp, "divide", "element-wise quotient", arith::DivFOp)
CNNC_BINARY_LAYER(MaximumOp, "maximum", "the greater of two elements", arith::MaximumFOp)
CNNC_BINARY_LAYER(MinimumOp, "minimum", "the lesser of two elements", arith::MinimumFOp)
CNNC_BINARY_LAYER(PowerOp, "power", "the first to the power of the second", math::PowFOp)
#undef CNNC_BINARY_LAYER

/// The number that a constant holds in all its elements.
static std::optional<double> getSplat(Value value) {
  DenseFPElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)) || !constant.isSplat() || !constant.getElementType().isF32())
    return std::nullopt;
  return constant.getSplatValue<APFloat>().convertToFloat();
}

LogicalResult MultiplyOp::canonicalize(MultiplyOp op, PatternRewriter &rewriter) {
  for (unsigned i : {0, 1}) {
    Value x = op->getOperand(i);
    Operation *gate = op->getOperand(1 - i).getDefiningOp();
    if (!gate || !isa<SigmoidOp, HardSigmoidOp>(gate) || gate->getOperand(0) != x || !gate->hasOneUse() ||
        x.getType() != op.getType())
      continue;
    if (isa<SigmoidOp>(gate))
      rewriter.replaceOpWithNewOp<SiluOp>(op, op.getType(), x);
    else
      rewriter.replaceOpWithNewOp<HardSwishOp>(op, op.getType(), x);
    return success();
  }
  return failure();
}

// A power costs some thirty times what a product does. With these exponents the
// products are what the power is, zeros, infinities and NaN included.
LogicalResult PowerOp::canonicalize(PowerOp op, PatternRewriter &rewriter) {
  std::optional<double> exponent = getSplat(op.getRhs());
  if (!exponent || isParameter(op.getLhs()) || op.getLhs().getType() != op.getType())
    return rewriter.notifyMatchFailure(op, "the exponent is no constant");
  double magnitude = std::abs(*exponent);
  if (magnitude != 1 && magnitude != 2 && magnitude != 3 && magnitude != 4)
    return rewriter.notifyMatchFailure(op, "the exponent is no small whole number");
  Location loc = op.getLoc();
  Value x = op.getLhs(), result = x;
  if (magnitude > 1)
    result = MultiplyOp::create(rewriter, loc, x, x);
  if (magnitude > 2)
    result = MultiplyOp::create(rewriter, loc, result, magnitude == 3 ? x : result);
  if (*exponent < 0) {
    auto type = RankedTensorType::get({1}, rewriter.getF32Type());
    Value one = arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(type, 1.0f));
    result = DivideOp::create(rewriter, loc, one, result);
  }
  rewriter.replaceOp(op, result);
  return success();
}
