//===- ChannelsLast.cpp - Pictures whose caller has the channels last
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/ChannelsLast.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cnnc;

/// N x H x W x C as N x C x H x W, or (`back`) the other way.
static RankedTensorType turned(RankedTensorType type, bool back) {
  SmallVector<int64_t> shape(type.getShape());
  if (back)
    std::rotate(shape.begin() + 1, shape.begin() + 2, shape.end());
  else
    std::rotate(shape.begin() + 1, shape.end() - 1, shape.end());
  return RankedTensorType::get(shape, type.getElementType());
}

/// Whether an op does this to its operand, a picture. Where an extent is 1, the
/// elements stay where they are, and the op is a view.
static bool isTurn(Operation *op, bool back) {
  static constexpr int64_t forth[] = {3, 1, 2}, andBack[] = {2, 3, 1};
  if (auto transpose = dyn_cast<cnn::TransposeOp>(op))
    return transpose.getOrder() == ArrayRef(back ? andBack : forth);
  auto view = dyn_cast<cnn::ViewOp>(op);
  auto type = view ? cast<RankedTensorType>(view.getInput().getType()) : RankedTensorType();
  if (!type || type.getRank() != 4 || view.getResult().getType() != turned(type, back))
    return false;
  auto [channels, height, width] = cnn::getPictureShape(back ? type.getShape() : turned(type, false).getShape());
  return channels == 1 || height * width == 1;
}

/// Whether an op is the conversion of its one operand, of u8, to f32.
static bool isCast(Operation *op) {
  auto generate = dyn_cast<cnn::GenerateOp>(op);
  if (!generate || generate.getInputs().size() != 1)
    return false;
  auto yield = cast<cnn::YieldElementOp>(generate.getBody().front().getTerminator());
  auto convert = yield.getValue().getDefiningOp<arith::UIToFPOp>();
  auto extract = convert ? convert.getIn().getDefiningOp<tensor::ExtractOp>() : tensor::ExtractOp();
  if (!extract || !convert.getType().isF32() || !extract.getType().isInteger(8))
    return false;
  auto shape = cast<RankedTensorType>(generate.getResult().getType()).getShape();
  if (shape != cast<RankedTensorType>(generate.getInputs()[0].getType()).getShape())
    return false;
  for (auto [i, index] : llvm::enumerate(extract.getIndices())) {
    bool same = index == generate.getBody().getArgument(i) || (shape[i] == 1 && matchPattern(index, m_Zero()));
    if (!same)
      return false;
  }
  return extract.getTensor() == generate.getBody().getArguments().back();
}

static bool areAll(ValueRange values, llvm::function_ref<bool(Operation *)> test) {
  return llvm::all_of(values, [&](Value value) { return !value.use_empty() && llvm::all_of(value.getUsers(), test); });
}

static void replaceAll(ArrayRef<Operation *> ops, Value value) {
  for (Operation *op : ops) {
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
  }
}

/// Whether the argument has become N x C x H x W.
static bool takeArgument(BlockArgument argument) {
  auto type = dyn_cast<RankedTensorType>(argument.getType());
  if (!type || type.getRank() != 4)
    return false;
  auto isTurned = [](Operation *op) { return isTurn(op, /*back=*/false); };
  if (type.getElementType().isF32()) {
    if (!areAll(argument, isTurned))
      return false;
    argument.setType(turned(type, false));
    replaceAll(SmallVector<Operation *>(argument.getUsers()), argument);
    return true;
  }
  if (!type.getElementType().isUnsignedInteger(8) || !areAll(argument, isCast))
    return false;
  SmallVector<Operation *> casts(argument.getUsers());
  SmallVector<Value> pictures;
  for (Operation *op : casts)
    pictures.push_back(op->getResult(0));
  if (!areAll(pictures, isTurned))
    return false;
  argument.setType(turned(type, false));
  OpBuilder b(casts.back());
  b.setInsertionPointToStart(argument.getOwner());
  Value cast = cnn::CastOp::create(b, casts.back()->getLoc(), argument);
  for (Operation *op : casts) {
    replaceAll(SmallVector<Operation *>(op->getResult(0).getUsers()), cast);
    op->erase();
  }
  return true;
}

/// Whether the result has become N x C x H x W. It must be a layer's and no
/// other result.
static bool takeResult(OpOperand &result) {
  Operation *turn = result.get().getDefiningOp();
  if (!turn || !isTurn(turn, /*back=*/true))
    return false;
  Value picture = turn->getOperand(0);
  Operation *layer = picture.getDefiningOp();
  if (!layer || !isa<cnn::LayerOpInterface>(layer) || llvm::is_contained(result.getOwner()->getOperands(), picture))
    return false;
  result.set(picture);
  if (turn->use_empty())
    turn->erase();
  return true;
}

void onnx_import::takeChannelsLast(func::FuncOp network) {
  auto layout = StringAttr::get(network.getContext(), "HWC");
  for (BlockArgument argument : network.getArguments())
    if (takeArgument(argument))
      network.setArgAttr(argument.getArgNumber(), cnn::CnnDialect::kLayoutAttr, layout);
  Operation *results = network.getBody().front().getTerminator();
  for (OpOperand &result : results->getOpOperands())
    if (takeResult(result))
      network.setResultAttr(result.getOperandNumber(), cnn::CnnDialect::kLayoutAttr, layout);
  network.setFunctionType(
      FunctionType::get(network.getContext(), network.getBody().getArgumentTypes(), results->getOperandTypes()));
}
