//===- GradientWeights.cpp - Verifiers of gradients of weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/KernelGradients.h"
#include "dialects/Kernel/Ops/KernelSupport.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

/// Elements of f32 one after the other.
static bool isPlain(Value value) {
  cnn::LayoutAttr layout = cnn::getLayout(value.getType());
  return layout && layout.getOrder() == cnn::Order::nchw && layout.getBlock() == 1 && !layout.hasHalo() &&
         !layout.getPitch() && typeOf(value).hasStaticShape() && typeOf(value).getElementType().isF32();
}

/// A picture with a batch, in nchw order.
static bool isPicture(Value value) {
  cnn::LayoutAttr layout = cnn::getLayout(value.getType());
  return layout && layout.getOrder() == cnn::Order::nchw && typeOf(value).getRank() == 4 &&
         isReal(typeOf(value).getElementType());
}

/// Two pictures, the first one with zeros around it.
static bool hasPictures(OperandRange inputs, ArrayRef<int64_t> padding) {
  if (inputs.size() != 2 || !isPicture(inputs[0]) || !isPicture(inputs[1]) || padding.size() != 4)
    return false;
  cnn::LayoutAttr layout = cnn::getLayout(inputs[0].getType());
  bool isPadded = llvm::any_of(padding, [](int64_t p) { return p > 0; });
  return (!isPadded || layout.getBorder() == cnn::PadMode::zero) &&
         llvm::all_of(llvm::zip(padding, layout.getHalo()),
                      [](auto pair) { return std::get<0>(pair) <= std::get<1>(pair); });
}

/// Whether the taps of a weight fit, as a convolution with this gradient has them.
static bool hasWindows(OperandRange inputs, ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
                       ArrayRef<int64_t> dilations, ArrayRef<int64_t> padding) {
  if (!areNumbers(kernel, 2, 1) || !areNumbers(strides, 2, 1) || !areNumbers(dilations, 2, 1) ||
      !areNumbers(padding, 4, 0))
    return false;
  cnn::PictureShape in = cnn::getPictureShape(inputs[0]), out = cnn::getPictureShape(inputs[1]);
  auto fits = [&](int axis, int64_t from, int64_t to) {
    return to <= cnn::windowExtent(from, kernel[axis], strides[axis], dilations[axis], padding[2 * axis],
                                   padding[2 * axis + 1]);
  };
  return fits(0, in.height, out.height) && fits(1, in.width, out.width);
}

static bool isTile(ArrayRef<int64_t> tile, size_t count) {
  return areNumbers(tile, count, 1) && llvm::all_of(tile, [](int64_t t) { return t <= 64; });
}

/// A picture of one place with a channel for each element of a weight.
static bool isOnePlace(Value value, ArrayRef<int64_t> weight) {
  if (!isPicture(value) || weight.size() != 4 || llvm::any_of(weight, [](int64_t n) { return n < 1 || n > kMost; }))
    return false;
  cnn::PictureShape shape = cnn::getPictureShape(value);
  int64_t elements = 1;
  for (int64_t extent : weight)
    elements = std::min(elements, kMost) * extent;
  return shape.height == 1 && shape.width == 1 && !cnn::getLayout(value.getType()).hasHalo() &&
         typeOf(value).getElementType().isF32() && shape.channels >= elements;
}

ArrayRef<int64_t> ConvWeightGradientOp::getWeightShape() {
  return getWeight() ? *getWeight() : getOutput().getType().getShape();
}

ArrayRef<int64_t> DepthwiseWeightGradientOp::getWeightShape() {
  return getWeight() ? *getWeight() : getOutput().getType().getShape();
}

LogicalResult ConvWeightGradientOp::verify() {
  if (failed(verifyKernel(*this)) || failed(verifyNoEpilogue(*this)))
    return failure();
  if (!getWeights().empty())
    return emitOpError("(C5): there must be no weights");
  auto blockOf = [&](unsigned i) { return cnn::getLayout(getInputs()[i].getType()).getBlock(); };
  bool fits = hasPictures(getInputs(), getPadding()) && (blockOf(0) == 1 || blockOf(0) == blockOf(1));
  if (!fits)
    return emitOpError("(C1): there must be two pictures in nchw order, the first one with a halo of zeros of at least "
                       "the padding, and its block 1 or that of the other");
  int64_t inputs = channelsOf(getInputs()[0]), outputs = channelsOf(getInputs()[1]), groups = getGroups();
  ArrayRef<int64_t> weight = getWeightShape();
  fits = (getWeight() ? isOnePlace(getOutput(), weight) : isPlain(getOutput())) && weight.size() == 4 && groups >= 1 &&
         inputs % groups == 0 && outputs % groups == 0 && weight[0] == outputs && weight[1] * groups == inputs;
  if (!fits)
    return emitOpError("(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout, or with "
                       "this shape as `weight` a picture of one place");
  if (!hasWindows(getInputs(), weight.drop_front(2), getStrides(), getDilations(), getPadding()))
    return emitOpError("(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0, and "
                       "the gradient no larger than the convolution's result");
  ArrayRef<int64_t> tile = getTile();
  // Blocks of a group, or of all channels, on the side of the outputs and of the inputs.
  int64_t lanes = blockOf(1),
          most[] = {int64_t(llvm::divideCeil(outputs, lanes)), int64_t(llvm::divideCeil(inputs, lanes))};
  if (groups > 1)
    for (auto [blocks, channels] : llvm::zip(most, std::array{outputs / groups, weight[1]}))
      blocks = outputs / groups % lanes || weight[1] % lanes ? 1 : channels / lanes;
  if (isTile(tile, 5) && tile[4] == 1)
    fits = blockOf(0) == lanes && most[0] % tile[2] == 0 && most[1] % tile[3] == 0;
  else
    fits = isTile(tile, 5) && tile[4] == 2 && groups == 1 && (blockOf(0) == 1 || inputs <= lanes) && tile[2] == 1 &&
           most[0] % tile[3] == 0;
  if (!fits)
    return emitOpError(
        "(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels, the last one 1 "
        "or 2");
  return success();
}

LogicalResult DepthwiseWeightGradientOp::verify() {
  if (failed(verifyKernel(*this)) || failed(verifyNoEpilogue(*this)))
    return failure();
  if (!getWeights().empty())
    return emitOpError("(C5): there must be no weights");
  auto blockOf = [&](unsigned i) { return cnn::getLayout(getInputs()[i].getType()).getBlock(); };
  bool fits = hasPictures(getInputs(), getPadding()) && blockOf(0) == blockOf(1) &&
              channelsOf(getInputs()[0]) == channelsOf(getInputs()[1]);
  if (!fits)
    return emitOpError("(C1): there must be two pictures of the same channels and block in nchw order, the first one "
                       "with a halo of zeros of at least the padding");
  ArrayRef<int64_t> weight = getWeightShape();
  if (!(getWeight() ? isOnePlace(getOutput(), weight) : isPlain(getOutput())) || weight.size() != 4 ||
      weight[0] != channelsOf(getInputs()[1]) || weight[1] != 1)
    return emitOpError(
        "(C2): the output must be C x 1 x KH x KW of f32 in the plain nchw layout, or with this shape as "
        "`weight` a picture of one place");
  if (!hasWindows(getInputs(), weight.drop_front(2), getStrides(), getDilations(), getPadding()))
    return emitOpError("(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0, and "
                       "the gradient no larger than the convolution's result");
  if (!isTile(getTile(), 3))
    return emitOpError("(C4): the tile must be three numbers from 1 to 64");
  return success();
}

LogicalResult DenseWeightGradientOp::verify() {
  if (failed(verifyKernel(*this)) || failed(verifyNoEpilogue(*this)))
    return failure();
  if (!getWeights().empty())
    return emitOpError("(C4): there must be no weights");
  auto isVector = [](Value value) {
    cnn::LayoutAttr layout = cnn::getLayout(value.getType());
    return layout && layout.getOrder() == cnn::Order::nchw && !layout.hasHalo() && typeOf(value).getRank() == 2 &&
           isReal(typeOf(value).getElementType());
  };
  bool fits =
      getInputs().size() == 2 && llvm::all_of(getInputs(), isVector) &&
      cnn::getLayout(getInputs()[0].getType()).getBlock() == cnn::getLayout(getInputs()[1].getType()).getBlock();
  if (!fits)
    return emitOpError("(C1): there must be two vectors for each picture in nchw order, of one block");
  ArrayRef<int64_t> weight = typeOf(getOutput()).getShape();
  if (!isPlain(getOutput()) || weight != ArrayRef({channelsOf(getInputs()[1]), channelsOf(getInputs()[0])}))
    return emitOpError("(C2): the output must be O x C of f32 in the plain nchw layout");
  if (!isTile(getTile(), 2))
    return emitOpError("(C3): the tile must be two numbers from 1 to 64");
  return success();
}

/// What the two kernels that transform pictures themselves have in common.
template <typename OpTy> static LogicalResult verifyWinogradInputs(OpTy op, int64_t tileNumbers) {
  if (failed(verifyKernel(op)) || failed(verifyNoEpilogue(op)))
    return failure();
  if (!op.getWeights().empty())
    return op.emitOpError("(C4): there must be no weights");
  ArrayRef<int64_t> start = op.getStart();
  if (!areNumbers(start, 2, 0) || start[0] > 2 || start[1] > 2)
    return op.emitOpError("(C2): start must be two numbers from 0 to 2");
  if (!areNumbers(op.getTile(), tileNumbers, 1) || !isTile(op.getTile().take_back(2), 2))
    return op.emitOpError("(C2): tile must be ") << tileNumbers << " numbers of at least 1, the last two of at most 64";
  // The gradient's places in tiles of four, each of which reads six of the input.
  auto holdsTiles = [&](unsigned i, const int64_t (&extents)[2]) {
    cnn::LayoutAttr layout = cnn::getLayout(op.getInputs()[i].getType());
    cnn::PictureShape shape = cnn::getPictureShape(op.getInputs()[i]);
    const int64_t own[] = {shape.height, shape.width};
    bool fits = layout.getBorder() == cnn::PadMode::zero && channelsOf(op.getInputs()[i]) % layout.getBlock() == 0 &&
                typeOf(op.getInputs()[i]).getElementType().isF32();
    for (int axis : {0, 1}) {
      int64_t before = i ? 0 : start[axis], reach = int64_t(llvm::alignTo(extents[axis], 4)) + (i ? 0 : 2) - before;
      fits = fits && layout.getHalo()[2 * axis] >= before && layout.getHalo()[2 * axis + 1] >= reach - own[axis];
    }
    return fits;
  };
  bool fits = op.getInputs().size() == 2 && isPicture(op.getInputs()[0]) && isPicture(op.getInputs()[1]);
  if (fits) {
    cnn::PictureShape g = cnn::getPictureShape(op.getInputs()[1]);
    const int64_t extents[] = {g.height, g.width};
    fits = cnn::getLayout(op.getInputs()[0].getType()).getBlock() ==
               cnn::getLayout(op.getInputs()[1].getType()).getBlock() &&
           holdsTiles(0, extents) && holdsTiles(1, extents);
  }
  if (!fits)
    return op.emitOpError("(C1): there must be two pictures of f32 in nchw order, of one block that their channels "
                          "fill, with halos of zeros that the tiles need");
  return success();
}

LogicalResult WinogradPictureGradientOp::verify() {
  if (failed(verifyWinogradInputs(*this, /*tileNumbers=*/2)))
    return failure();
  ArrayRef<int64_t> weight = getWeight();
  if (!isOnePlace(getOutput(), weight) || weight[0] != channelsOf(getInputs()[1]) ||
      weight[1] != channelsOf(getInputs()[0]) || weight[2] != 3 || weight[3] != 3)
    return emitOpError("(C3): weight must be O x C x 3 x 3, and the output a picture of one place with its elements");
  return success();
}

LogicalResult WinogradSumsOp::verify() {
  if (failed(verifyWinogradInputs(*this, /*tileNumbers=*/3)))
    return failure();
  cnn::LayoutAttr layout = cnn::getLayout(getOutput().getType());
  MemRefType type = typeOf(getOutput());
  int64_t shape[] = {kParts * 36 * channelsOf(getInputs()[1]), channelsOf(getInputs()[0]), 1, 1};
  if (!layout || layout.getBlock() != 1 || layout.hasHalo() || layout.getOrder() != cnn::Order::nchw ||
      !type.getElementType().isF32() || type.getShape() != ArrayRef<int64_t>(shape))
    return emitOpError("(C3): the output must be plain, 8*36*O x C x 1 x 1 of f32");
  return success();
}
