//===- Ops.cpp - Verifiers of the ops that training adds
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Cnn/Ops/OpSupport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace cnnc::cnn;

#include "dialects/Cnn/GradientInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Cnn/GradientOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

ArrayRef<LayerSpec> MapOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> ChannelSumOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> BatchNormalizeOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> Conv2dWeightGradientOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> DenseWeightGradientOp::getLayerSpecs() { return {}; }

static bool isFloatVector(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getElementType().isF32() && type.getRank() == 1 && hasSaneExtents(type.getShape());
}

static bool isFloatTensor(Value value) { return bool(getFloatTensor(value, /*vector=*/true, /*picture=*/true)); }

/// Whether an operand's extents are those of a tensor of the same batch, or 1; a vector has one number, or one for
/// each channel.
static bool broadcastsTo(Value operand, Value tensor) {
  PictureShape shape = getPictureShape(tensor);
  if (isFloatVector(operand)) {
    int64_t count = cast<RankedTensorType>(operand.getType()).getDimSize(0);
    return count == 1 || count == shape.channels;
  }
  auto fits = [](int64_t extent, int64_t of) { return extent == of || extent == 1; };
  if (!isFloatTensor(operand) ||
      !isSameBatch(cast<RankedTensorType>(operand.getType()), cast<RankedTensorType>(tensor.getType())))
    return false;
  PictureShape own = getPictureShape(operand);
  return fits(own.channels, shape.channels) && fits(own.height, shape.height) && fits(own.width, shape.width);
}

/// (C2) of both: scalar code on an f32 for each operand.
static LogicalResult verifyScalars(Operation *op, Block &body, size_t results) {
  auto yield = body.empty() ? YieldScalarsOp() : dyn_cast<YieldScalarsOp>(body.back());
  bool fits = body.getNumArguments() == op->getNumOperands() &&
              llvm::all_of(body.getArgumentTypes(), [](Type type) { return type.isF32(); }) && yield &&
              yield.getValues().size() == results &&
              llvm::all_of(yield.getValues(), [](Value value) { return value.getType().isF32(); });
  if (!fits)
    return op->emitOpError("(C2): the body must take an f32 for each operand and yield ") << results;
  for (Operation &inner : body.without_terminator())
    if (!isa<arith::ArithDialect, math::MathDialect>(inner.getDialect()) || inner.getNumResults() != 1)
      return op->emitOpError("(C2): the body may hold ops of arith and math only, not ") << inner.getName();
  return success();
}

LogicalResult MapOp::verify() {
  auto result = dyn_cast<RankedTensorType>(getType());
  bool vectors = llvm::all_of(getInputs(), isFloatVector);
  bool fits = result && !getInputs().empty();
  if (fits && vectors)
    fits = isFloatVector(getResult()) && llvm::all_of(getInputs(), [&](Value input) {
             return isVectorOf(input, result.getDimSize(0)) || isVectorOf(input, 1);
           });
  else if (fits)
    fits = isFloatTensor(getResult()) &&
           llvm::all_of(getInputs(), [&](Value input) { return broadcastsTo(input, getResult()); });
  if (!fits)
    return emitOpError("(C1): the operands must be N x C, N x C x H x W or C of f32, with the result's extents or 1");
  return verifyScalars(*this, getBody().front(), 1);
}

Value MapOp::buildScalar(OpBuilder &b, Location, ValueRange scalars) {
  IRMapping mapping;
  Block &body = getBody().front();
  mapping.map(body.getArguments(), scalars);
  for (Operation &op : body.without_terminator())
    b.clone(op, mapping);
  return mapping.lookup(cast<YieldScalarsOp>(body.back()).getValues()[0]);
}

LogicalResult ChannelSumOp::verify() {
  bool fits = !getInputs().empty() && isFloatTensor(getInputs()[0]);
  if (fits)
    fits = llvm::all_of(getInputs(), [&](Value input) { return broadcastsTo(input, getInputs()[0]); });
  if (!fits)
    return emitOpError("(C1): the operands must be N x C, N x C x H x W or C of f32, the first one with a batch");
  if (getMean().empty())
    return emitOpError("(C2): there must be at least one sum");
  if (failed(verifyScalars(*this, getBody().front(), getMean().size())))
    return failure();
  if (!isVectorOf(getResult(), getPictureShape(getInputs()[0]).channels * int64_t(getMean().size())))
    return emitOpError("(C3): the result must be a vector of ") << getMean().size() << " times the channels";
  return success();
}

LogicalResult BatchNormalizeOp::verify() {
  if (!isFloatTensor(getInput()) || getInput().getType() != getType())
    return emitOpError("(C1): input and result must be N x C or N x C x H x W of f32");
  int64_t channels = getPictureShape(getInput()).channels;
  for (Value vector : getOperands().drop_front())
    if (!isVectorOf(vector, channels))
      return emitOpError("(C2): scale, shift, mean and variance must be vectors of ") << channels;
  return success();
}

LogicalResult PartOp::verify() {
  auto in = dyn_cast<RankedTensorType>(getInput().getType()), out = dyn_cast<RankedTensorType>(getType());
  bool fits = isFloatVector(getInput()) && isFloatVector(getResult()) && in.getDimSize(0) % out.getDimSize(0) == 0;
  if (!fits || int64_t(getIndex()) < 0 || int64_t(getIndex()) >= in.getDimSize(0) / out.getDimSize(0))
    return emitOpError("(C1): the result must be one of the vectors that make up the input");
  return success();
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

LogicalResult TransposeWeightOp::verify() {
  auto in = dyn_cast<RankedTensorType>(getWeight().getType()), out = dyn_cast<RankedTensorType>(getType());
  int64_t groups = getGroups();
  bool fits = in && in.getElementType().isF32() && (in.getRank() == 4 || (in.getRank() == 2 && groups == 1)) &&
              hasSaneExtents(in.getShape()) && groups >= 1 && in.getDimSize(0) % groups == 0;
  if (!fits)
    return emitOpError("(C1): the weight must be O x I x KH x KW or O x I of f32, and groups must divide O");
  SmallVector<int64_t, 4> shape(in.getShape());
  shape[0] = groups * in.getDimSize(1);
  shape[1] = in.getDimSize(0) / groups;
  if (!out || out.getShape() != ArrayRef(shape) || !out.getElementType().isF32())
    return emitOpError("(C2): the result must be ") << RankedTensorType::get(shape, in.getElementType());
  return success();
}

int64_t Conv2dWeightGradientOp::getMultiplyAdds() {
  PictureShape g = getPictureShape(getGradient());
  return g.height * g.width * cast<RankedTensorType>(getType()).getNumElements();
}

LogicalResult Conv2dWeightGradientOp::verify() {
  RankedTensorType x = getFloatTensor(getInput(), /*vector=*/false, /*picture=*/true);
  RankedTensorType g = getFloatTensor(getGradient(), /*vector=*/false, /*picture=*/true);
  if (!x || !g || !isSameBatch(x, g))
    return emitOpError("(C1): input and gradient must be N x C x H x W of f32 of one batch");
  auto weight = dyn_cast<RankedTensorType>(getType());
  int64_t groups = getGroups();
  bool fits = weight && weight.getRank() == 4 && hasSaneExtents(weight.getShape()) && weight.getElementType().isF32() &&
              groups >= 1 && x.getDimSize(1) % groups == 0 && g.getDimSize(1) % groups == 0 &&
              weight.getDimSize(0) == g.getDimSize(1) && weight.getDimSize(1) * groups == x.getDimSize(1);
  if (!fits)
    return emitOpError("(C2): the result must be O x C/groups x KH x KW of f32, and groups divide C and O");
  if (!areNumbers(getStrides(), 2, 1) || !areNumbers(getPadding(), 4, 0) || !areNumbers(getDilations(), 2, 1))
    return emitOpError("(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0");
  for (int axis : {0, 1}) {
    int64_t reach = getDilations()[axis] * (weight.getDimSize(2 + axis) - 1) + 1;
    int64_t room = x.getDimSize(2 + axis) + getPadding()[2 * axis] + getPadding()[2 * axis + 1] - reach;
    if (room < 0 || g.getDimSize(2 + axis) > room / getStrides()[axis] + 1)
      return emitOpError("(C3): the gradient is larger than the result of the convolution");
  }
  return success();
}

ArrayRef<LayerSpec> WinogradTransformOp::getLayerSpecs() { return {}; }
ArrayRef<LayerSpec> WinogradWeightGradientOp::getLayerSpecs() { return {}; }

LogicalResult WinogradTransformOp::verify() {
  RankedTensorType x = getFloatTensor(getInput(), /*vector=*/false, /*picture=*/true);
  if (!x || x.getDimSize(1) > (1 << 24))
    return emitOpError("(C1): the input must be N x C x H x W of f32, C at most 2^24");
  if (!areNumbers(getTiles(), 2, 1) || !areNumbers(getStart(), 2, 0))
    return emitOpError("(C2): tiles must be two numbers of at least 1, start two of at least 0");
  auto shape = {36 * x.getDimSize(1), int64_t(1), getTiles()[0] * getTiles()[1]};
  if (!hasSaneExtents(shape) || getType() != withExtents(dropLayout(x), shape))
    return emitOpError("(C3): the result must be N x 36*C x 1 x tiles of f32");
  return success();
}

LogicalResult WinogradWeightGradientOp::verify() {
  auto in = dyn_cast<RankedTensorType>(getInput().getType()), out = dyn_cast<RankedTensorType>(getType());
  bool fits = in && out && in.getRank() == 4 && out.getRank() == 4 && hasSaneExtents(in.getShape()) &&
              hasSaneExtents(out.getShape()) && in.getElementType().isF32() && out.getElementType().isF32() &&
              in.getDimSize(0) == 36 * out.getDimSize(0) &&
              in.getShape().drop_front() == ArrayRef<int64_t>({out.getDimSize(1), 1, 1}) &&
              out.getShape().drop_front(2) == ArrayRef<int64_t>({3, 3});
  return fits ? success() : emitOpError("(C1): the input must be 36*O x C x 1 x 1, the result O x C x 3 x 3 of f32");
}

int64_t DenseWeightGradientOp::getMultiplyAdds() { return cast<RankedTensorType>(getType()).getNumElements(); }

LogicalResult DenseWeightGradientOp::verify() {
  RankedTensorType x = getFloatTensor(getInput(), /*vector=*/true, /*picture=*/false);
  RankedTensorType g = getFloatTensor(getGradient(), /*vector=*/true, /*picture=*/false);
  if (!x || !g || !isSameBatch(x, g))
    return emitOpError("(C1): input and gradient must be N x C of f32 of one batch");
  if (getType() != RankedTensorType::get({g.getDimSize(1), x.getDimSize(1)}, x.getElementType()))
    return emitOpError("(C2): the result must be ")
           << RankedTensorType::get({g.getDimSize(1), x.getDimSize(1)}, x.getElementType());
  return success();
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

static LogicalResult verifyParameter(Operation *op, FlatSymbolRefAttr name, Type type, SymbolTableCollection &symbols) {
  auto parameter = symbols.lookupNearestSymbolFrom<ParameterOp>(op, name);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!parameter || !tensor || parameter.getType() != dropLayout(tensor))
    return op->emitOpError("(C1): ") << name << " must name a cnn.parameter of type " << type;
  return success();
}

LogicalResult SetGradientOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyParameter(*this, getParameterAttr(), getValue().getType(), symbols);
}

LogicalResult UpdateAverageOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyParameter(*this, getParameterAttr(), getValue().getType(), symbols);
}

LogicalResult UpdateAverageOp::verify() {
  if (!isFloatVector(getValue()))
    return emitOpError("(C1): the value must be a vector of f32");
  double momentum = getMomentum().convertToDouble();
  if (!(momentum >= 0 && momentum <= 1) || int64_t(getElements()) < 1)
    return emitOpError("(C2): momentum must be from 0 to 1 and elements at least 1");
  return success();
}

LogicalResult OptimizeOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto parameter = symbols.lookupNearestSymbolFrom<ParameterOp>(*this, getParameterAttr());
  if (!parameter || parameter.getState())
    return emitOpError("(C1): ") << getParameterAttr() << " must name a cnn.parameter that is no running average";
  return success();
}

LogicalResult OptimizeOp::verify() {
  auto function = getOptimizer().getAs<StringAttr>("function");
  static const std::pair<StringRef, std::vector<StringRef>> known[] = {
      {"sgd", {"momentum", "weight_decay"}},
      {"adam", {"beta1", "beta2", "epsilon", "weight_decay"}},
      {"adamw", {"beta1", "beta2", "epsilon", "weight_decay"}},
      {"rmsprop", {"decay", "epsilon", "momentum", "weight_decay"}},
      {"adagrad", {"epsilon", "weight_decay"}}};
  for (auto &[name, arguments] : known)
    if (function && function.getValue() == name) {
      for (StringRef argument : arguments)
        if (!getOptimizer().getAs<FloatAttr>(argument))
          return emitOpError("(C2): ") << name << " needs a number '" << argument << "'";
      return success();
    }
  return emitOpError("(C2): there is no such optimizer");
}

LogicalResult ConstrainOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto parameter = symbols.lookupNearestSymbolFrom<ParameterOp>(*this, getParameterAttr());
  bool isNorm = getKind() == "norm";
  if (!parameter || (isNorm && cast<RankedTensorType>(parameter.getType()).getRank() < 2))
    return emitOpError("(C1): ") << getParameterAttr() << " must name a cnn.parameter"
                                 << (isNorm ? " of rank 2 or more" : "");
  if (!getTransposed())
    return success();
  int64_t channels = cast<RankedTensorType>(parameter.getType()).getDimSize(0), groups = *getTransposed();
  if (!isNorm || groups < 1 || channels % groups)
    return emitOpError("(C3): transposed is for norms and must divide ") << channels << ", got " << groups;
  return success();
}

LogicalResult ConstrainOp::verify() {
  double low = getLow().convertToDouble(), high = getHigh().convertToDouble();
  bool isNorm = getKind() == "norm";
  if ((!isNorm && getKind() != "value") || !(low <= high) || (isNorm && !(low >= 0 && high > 0)))
    return emitOpError("(C2): the kind must be \"norm\" or \"value\", and low at most high; of norms low must be at "
                       "least 0 and high above 0");
  return success();
}
