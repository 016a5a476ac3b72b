//===- ConvertTraining.cpp - What training adds to a network, on buffers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/ConvertTraining.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cnnc;

/// A type that stands for vectors of any length: no index is beyond it.
static MemRefType anyVector(Builder &b) { return MemRefType::get({int64_t(1) << 32}, b.getF32Type()); }

static Value createControl(OpBuilder &b, Location loc) {
  return kernel::ControlOp::create(b, loc, MemRefType::get({int64_t(kernel::Control::Count)}, b.getF32Type()));
}

static bool isVector(Value value) { return cast<RankedTensorType>(value.getType()).getRank() == 1; }

MemRefType TrainingConverter::paddedType(Type tensor) const {
  auto type = cast<RankedTensorType>(tensor);
  int64_t length = type.getNumElements();
  return MemRefType::get({length == 1 ? 1 : int64_t(llvm::alignTo(length, target.lanes))}, type.getElementType());
}

MemRefType TrainingConverter::vectorType(Value value) const {
  int64_t parts = 1;
  if (auto group = value.getDefiningOp<cnn::FusedOp>())
    if (auto sum = dyn_cast<cnn::ChannelSumOp>(group.getRoot()))
      parts = int64_t(sum.getMean().size());
  auto type = cast<RankedTensorType>(value.getType());
  int64_t length = type.getNumElements() / parts;
  return MemRefType::get({int64_t(llvm::alignTo(length, target.lanes)) * parts}, type.getElementType());
}

Value TrainingConverter::createState(OpBuilder &builder, Location loc, FlatSymbolRefAttr parameter, StringRef kind,
                                     MemRefType type) {
  return kernel::StateOp::create(builder, loc, type, parameter, builder.getStringAttr(kind));
}

Value TrainingConverter::bufferOf(Value value, OpBuilder &builder) {
  if (auto get = value.getDefiningOp<cnn::GetParameterOp>())
    return createState(builder, value.getLoc(), get.getParameterAttr(), "value", paddedType(value.getType()));
  Value &buffer = buffers[value];
  if (!buffer)
    buffer = kernel::SharedOp::create(builder, value.getLoc(), vectorType(value), IntegerAttr());
  return buffer;
}

void TrainingConverter::placeGradients(func::FuncOp function) {
  OpBuilder builder(&function.getBody().front(), function.getBody().front().begin());
  for (auto set : function.getOps<cnn::SetGradientOp>()) {
    Value value = set.getValue();
    auto group = value.getDefiningOp<cnn::FusedOp>();
    if (!group || buffers.contains(value) || set.getAccumulate())
      continue;
    auto type = cast<RankedTensorType>(value.getType());
    // Sums of several terms lie side by side, and their parts are copied.
    auto memref = isVector(value) ? vectorType(value)
                                  : MemRefType::get(type.getShape(), type.getElementType(), cnn::getLayout(type));
    if (isVector(value) && memref != paddedType(type))
      continue;
    buffers[value] = createState(builder, set.getLoc(), set.getParameterAttr(), "gradient", memref);
  }
}

LogicalResult TrainingConverter::convertMap(cnn::MapOp op, OpBuilder &builder) {
  SmallVector<Value> inputs;
  for (Value input : op.getInputs())
    inputs.push_back(bufferOf(input, builder));
  Value output = bufferOf(op.getResult(), builder);
  auto kernel = kernel::VectorMapOp::create(builder, op.getLoc(), inputs, ValueRange(), output);
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&kernel.getEpilogue());
  for (size_t i = 0; i < inputs.size(); ++i)
    block->addArgument(builder.getF32Type(), op.getLoc());
  kernel::YieldOp::create(builder, op.getLoc(), op.buildScalar(builder, op.getLoc(), block->getArguments()));
  return success();
}

/// Adds a gradient to the one that is kept, as vectors.
LogicalResult TrainingConverter::accumulate(cnn::SetGradientOp op, OpBuilder &builder) {
  Location loc = op.getLoc();
  Value buffer = isVector(op.getValue()) ? bufferOf(op.getValue(), builder) : buffers.lookup(op.getValue());
  if (!buffer)
    return op.emitError("the gradient of this parameter is not computed where it could be added");
  int64_t elements = cast<RankedTensorType>(op.getValue().getType()).getNumElements();
  auto type = MemRefType::get({int64_t(llvm::alignTo(elements, target.lanes))}, builder.getF32Type());
  Value state = createState(builder, loc, op.getParameterAttr(), "gradient", type);
  if (buffer.getType() != type)
    buffer = kernel::PartOp::create(builder, loc, type, buffer, 0);
  auto kernel = kernel::VectorMapOp::create(builder, loc, {state, buffer}, ValueRange(), state);
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&kernel.getEpilogue());
  block->addArguments({builder.getF32Type(), builder.getF32Type()}, {loc, loc});
  Value sum = arith::AddFOp::create(builder, loc, block->getArgument(0), block->getArgument(1));
  kernel::YieldOp::create(builder, loc, sum);
  return success();
}

LogicalResult TrainingConverter::convertGradient(cnn::SetGradientOp op, OpBuilder &builder) {
  if (op.getAccumulate())
    return accumulate(op, builder);
  Value buffer = buffers.lookup(op.getValue());
  if (buffer && buffer.getDefiningOp<kernel::StateOp>() &&
      buffer.getDefiningOp<kernel::StateOp>().getParameter() == op.getParameter())
    return success();
  if (!isVector(op.getValue()))
    return op.emitError("the gradient of this parameter is not computed where it is kept");
  buffer = bufferOf(op.getValue(), builder);
  Value state =
      createState(builder, op.getLoc(), op.getParameterAttr(), "gradient", cast<MemRefType>(buffer.getType()));
  kernel::VectorMapOp::create(builder, op.getLoc(), buffer, ValueRange(), state);
  return success();
}

void TrainingConverter::convertOptimize(cnn::OptimizeOp op, OpBuilder &builder) {
  Location loc = op.getLoc();
  auto symbols = op->getParentOfType<ModuleOp>();
  auto parameter = symbols.lookupSymbol<cnn::ParameterOp>(op.getParameter());
  int64_t elements = cast<RankedTensorType>(parameter.getType()).getNumElements();
  MemRefType any = anyVector(builder);
  SmallVector<Value> inputs = {createState(builder, loc, op.getParameterAttr(), "gradient", any)};
  for (size_t i = 0; i < kernel::OptimizeOp::getSlots(op.getOptimizer()).size(); ++i)
    inputs.push_back(createState(builder, loc, op.getParameterAttr(), i ? "slot1" : "slot0", any));
  inputs.push_back(createControl(builder, loc));
  Value output = createState(builder, loc, op.getParameterAttr(), "value", any);
  auto kernel = kernel::OptimizeOp::create(builder, loc, inputs, ValueRange(), output, op.getOptimizerAttr(),
                                           op.getL1Attr(), op.getL2Attr(), op.getClipValueAttr(), op.getClipNormAttr());
  kernel->setAttr(kernel::KernelDialect::kItemsAttr,
                  builder.getI64IntegerAttr(llvm::divideCeil(elements, target.lanes)));
}

FailureOr<bool> TrainingConverter::convert(Operation *op, OpBuilder &builder) {
  if (auto map = dyn_cast<cnn::MapOp>(op)) {
    if (failed(convertMap(map, builder)))
      return failure();
    return true;
  }
  if (auto part = dyn_cast<cnn::PartOp>(op)) {
    Value source = bufferOf(part.getInput(), builder);
    MemRefType type = vectorType(part.getResult());
    buffers[part.getResult()] =
        kernel::PartOp::create(builder, op->getLoc(), type, source, int64_t(part.getIndex()) * type.getDimSize(0));
    return true;
  }
  if (auto set = dyn_cast<cnn::SetGradientOp>(op)) {
    if (failed(convertGradient(set, builder)))
      return failure();
    return true;
  }
  if (auto update = dyn_cast<cnn::UpdateAverageOp>(op)) {
    Value value = bufferOf(update.getValue(), builder);
    Value state =
        createState(builder, op->getLoc(), update.getParameterAttr(), "value", cast<MemRefType>(value.getType()));
    Value inputs[] = {value, createControl(builder, op->getLoc())};
    kernel::UpdateAverageOp::create(builder, op->getLoc(), inputs, ValueRange(), state, update.getMomentumAttr(),
                                    update.getElementsAttr(), update.getUnbiasedAttr());
    return true;
  }
  if (auto optimize = dyn_cast<cnn::OptimizeOp>(op)) {
    convertOptimize(optimize, builder);
    return true;
  }
  if (auto constrain = dyn_cast<cnn::ConstrainOp>(op)) {
    auto parameter = op->getParentOfType<ModuleOp>().lookupSymbol<cnn::ParameterOp>(constrain.getParameter());
    auto type = cast<RankedTensorType>(parameter.getType());
    auto plain = cnn::LayoutAttr::get(op->getContext(), cnn::Order::nchw, 1, {0, 0, 0, 0}, 0);
    MemRefType memref = type.getRank() == 1 ? MemRefType::get(type.getShape(), type.getElementType())
                                            : MemRefType::get(type.getShape(), type.getElementType(), plain);
    Value state = createState(builder, op->getLoc(), constrain.getParameterAttr(), "value", memref);
    kernel::ConstrainOp::create(builder, op->getLoc(), ValueRange(), ValueRange(), state, constrain.getKindAttr(),
                                constrain.getLowAttr(), constrain.getHighAttr(), constrain.getTransposedAttr());
    return true;
  }
  return false;
}
