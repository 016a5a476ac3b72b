//===- ModelPlan.cpp - A compiled network as data
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/ModelPlan.h"
#include "runtime/plan.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace cnnc;

namespace {

class PlanBuilder {
public:
  PlanBuilder(func::FuncOp network, ModelPlan &plan) : network(network), plan(plan) {}

  LogicalResult run() {
    collectTensors();
    collectWeights();
    for (auto launch : network.getOps<kernel::LaunchOp>())
      if (failed(addStep(launch)))
        return failure();
    auto arena = network->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kArenaAttr);
    if (!arena)
      return network.emitError("the memory of this network is not planned; run kernel-plan-memory first");
    plan.arenaBytes = arena.getInt();
    return success();
  }

private:
  /// Whether a launch writes the buffer, its last operand, itself or through a view.
  static bool isWritten(Value buffer) {
    return llvm::any_of(buffer.getUses(), [](OpOperand &use) {
      Operation *user = use.getOwner();
      if (isa<kernel::ViewOp>(user))
        return isWritten(user->getResult(0));
      return use.getOperandNumber() + 1 == user->getNumOperands();
    });
  }

  /// Inputs, then outputs. An argument that some launch writes is an output;
  /// the converter puts them last.
  void collectTensors() {
    for (BlockArgument argument : network.getArguments()) {
      unsigned i = argument.getArgNumber();
      auto type = cast<MemRefType>(argument.getType());
      auto name = network.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kNameAttr);
      auto order = network.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kLayoutAttr);
      ModelPlan::Tensor tensor;
      tensor.name = name ? name.str() : "tensor" + std::to_string(i);
      tensor.layout = order ? order.str() : type.getRank() == 4 ? "HWC" : "C";
      // Without the batch, unless it is part of the network.
      tensor.shape.assign(type.getShape().begin(), type.getShape().end());
      if (type.getRank() && type.isDynamicDim(0))
        tensor.shape.erase(tensor.shape.begin());
      if (tensor.layout == "HWC" && tensor.shape.size() >= 3)
        std::rotate(tensor.shape.end() - 3, tensor.shape.end() - 2, tensor.shape.end());
      auto element = network.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kElementAttr);
      tensor.type = elementType(element ? element.getValue() : type.getElementType().isF32() ? "f32" : "u8");
      tensor.bytes = type.getElementTypeBitWidth() / 8;
      for (int64_t extent : tensor.shape)
        tensor.bytes *= extent;
      bool isOutput = isWritten(argument);
      auto &list = isOutput ? plan.outputs : plan.inputs;
      places[argument] = {uint64_t(isOutput ? CNNC_SPACE_OUTPUT : CNNC_SPACE_INPUT), list.size(), 0};
      list.push_back(std::move(tensor));
    }
  }

  static uint32_t elementType(StringRef name) {
    return llvm::StringSwitch<uint32_t>(name)
        .Case("f32", CNN_F32)
        .Case("f64", CNN_F64)
        .Case("i8", CNN_I8)
        .Case("i32", CNN_I32)
        .Case("i64", CNN_I64)
        .Case("bool", CNN_BOOL)
        .Case("f16", CNN_F16)
        .Case("bf16", CNN_BF16)
        .Case("u16", CNN_U16)
        .Case("i16", CNN_I16)
        .Case("u32", CNN_U32)
        .Case("u64", CNN_U64)
        .Default(CNN_U8);
  }

  void collectWeights() {
    for (auto constant : network.getOps<kernel::ConstantOp>()) {
      auto type = cast<MemRefType>(constant.getType());
      uint64_t offset = llvm::alignTo(plan.weightBytes, 64);
      plan.weights.push_back({constant.getValue(), offset});
      plan.weightBytes = offset + uint64_t(type.getNumElements()) * (type.getElementTypeBitWidth() / 8);
      places[constant.getResult()] = {CNNC_SPACE_WEIGHTS, offset, 0};
    }
    // Vector loads may end beyond the last parameter, never beyond this.
    plan.weightBytes = llvm::alignTo(plan.weightBytes, 64);
  }

  FailureOr<ModelPlan::Operand> place(Value value) {
    if (auto it = places.find(value); it != places.end())
      return it->second;
    if (auto buffer = value.getDefiningOp<kernel::BufferOp>()) {
      if (!buffer.getOffset())
        return buffer.emitError("this buffer has no place in the arena; run kernel-plan-memory first");
      return ModelPlan::Operand{CNNC_SPACE_ARENA, *buffer.getOffset(), 0};
    }
    if (auto view = value.getDefiningOp<kernel::ViewOp>())
      return place(view.getSource());
    auto slice = value.getDefiningOp<kernel::SliceOp>();
    auto operand = place(slice.getSource());
    if (succeeded(operand))
      operand->inner += slice.getElementOffset() * (cast<MemRefType>(slice.getType()).getElementTypeBitWidth() / 8);
    return operand;
  }

  LogicalResult addStep(kernel::LaunchOp launch) {
    ModelPlan::Step step;
    step.function = launch.getKernel().str();
    step.kind = launch.getKind().str();
    step.items = launch.getItems();
    step.fixed = launch.getFixed();
    step.images = launch.getImages();
    step.flops = launch.getFlops().convertToDouble();
    step.bytes = launch.getBytes().convertToDouble();
    step.cycles = launch.getCycles().convertToDouble();
    cnn::LayerPlace layer = cnn::getLayerPlace(launch.getLoc());
    step.name = layer.name.empty() ? step.kind : layer.name;
    step.location = layer.location;
    if (launch.getOperands().size() > CNNC_MAX_OPERANDS)
      return launch.emitError("a layer reads more than ") << CNNC_MAX_OPERANDS << " tensors";
    for (Value operand : launch.getOperands()) {
      auto placed = place(operand);
      if (failed(placed))
        return failure();
      step.operands.push_back(*placed);
    }
    plan.steps.push_back(std::move(step));
    return success();
  }

  func::FuncOp network;
  ModelPlan &plan;
  DenseMap<Value, ModelPlan::Operand> places;
};

} // namespace

FailureOr<func::FuncOp> cnnc::findNetwork(ModuleOp module) {
  func::FuncOp found;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr))
      continue;
    if (found)
      return func.emitError("a module holds one network, this is a second one");
    found = func;
  }
  if (!found)
    return module.emitError("the module holds no function with the attribute cnn.network");
  return found;
}

static bool usesBf16(func::FuncOp network) {
  return llvm::any_of(network.getOps<kernel::LaunchOp>(), [](kernel::LaunchOp launch) {
    return llvm::any_of(launch.getOperandTypes(), [](Type t) { return cast<MemRefType>(t).getElementType().isBF16(); });
  });
}

FailureOr<ModelPlan> cnnc::extractModelPlan(ModuleOp module, const Target &target, uint32_t batch) {
  auto network = findNetwork(module);
  if (failed(network))
    return failure();
  ModelPlan plan;
  plan.name = network->getSymName().str();
  plan.target = target.arch() + " " + target.cpu;
  plan.defaultBatch = std::max(1u, batch);
  if (target.isa == Isa::Avx512)
    plan.features = CNNC_FEATURE_AVX2_FMA | CNNC_FEATURE_AVX512;
  else if (target.isa == Isa::Avx2)
    plan.features = CNNC_FEATURE_AVX2_FMA;
  if (target.hasBf16Dot && usesBf16(*network))
    plan.features |= CNNC_FEATURE_AVX512_BF16;
  if (failed(PlanBuilder(*network, plan).run()))
    return failure();
  for (auto func : module.getOps<func::FuncOp>())
    if (auto scratch = func->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kScratchAttr))
      plan.scratchBytes = std::max<uint64_t>(plan.scratchBytes, scratch.getInt());
  network->erase();
  return plan;
}
