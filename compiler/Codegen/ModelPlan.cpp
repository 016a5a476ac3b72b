//===- ModelPlan.cpp - A compiled network as data
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/ModelPlan.h"
#include "dialects/Kernel/KernelGradients.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "runtime/plan.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace cnnc;

static_assert(int64_t(kernel::Control::Rate) == CNNC_CONTROL_RATE &&
                  int64_t(kernel::Control::Correction1) == CNNC_CONTROL_CORRECTION1 &&
                  int64_t(kernel::Control::Correction2) == CNNC_CONTROL_CORRECTION2 &&
                  int64_t(kernel::Control::GradientScale) == CNNC_CONTROL_GRADIENT_SCALE &&
                  int64_t(kernel::Control::SeedLow) == CNNC_CONTROL_SEED_LOW &&
                  int64_t(kernel::Control::Step) == CNNC_CONTROL_STEP &&
                  int64_t(kernel::Control::FirstPicture) == CNNC_CONTROL_FIRST_PICTURE &&
                  int64_t(kernel::Control::Count) == CNNC_CONTROL_COUNT,
              "compiler and runtime must agree on the control vector");
static_assert(kernel::kMostJoined == CNNC_MAX_JOINED, "and on how many steps may be joined");

namespace {

class PlanBuilder {
public:
  PlanBuilder(func::FuncOp network, PlanProgram &program, ModelPlan &plan)
      : network(network), program(program), plan(plan) {}

  LogicalResult run() {
    collectTensors();
    collectWeights();
    for (auto launch : network.getOps<kernel::LaunchOp>())
      if (failed(addStep(launch)))
        return failure();
    auto arena = network->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kArenaAttr);
    if (!arena)
      return network.emitError("the memory of this network is not planned; run kernel-plan-memory first");
    program.arenaBytes = arena.getInt();
    if (auto shared = network->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kSharedAttr))
      program.sharedBytes = shared.getInt();
    if (auto local = network->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kLocalBytesAttr))
      program.localBytes = local.getInt();
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
      auto &list = isOutput ? program.outputs : program.inputs;
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
      if (std::optional<uint64_t> known = findTable(constant.getValue())) {
        places[constant.getResult()] = {CNNC_SPACE_WEIGHTS, *known, 0};
        continue;
      }
      auto type = cast<MemRefType>(constant.getType());
      uint64_t offset = llvm::alignTo(plan.weightBytes, 64);
      plan.weights.push_back({constant.getValue(), offset});
      plan.weightBytes = offset + uint64_t(type.getNumElements()) * (type.getElementTypeBitWidth() / 8);
      places[constant.getResult()] = {CNNC_SPACE_WEIGHTS, offset, 0};
    }
    // Vector loads may end beyond the last parameter, never beyond this.
    plan.weightBytes = llvm::alignTo(plan.weightBytes, 64);
  }

  /// Where a table of indices is that an earlier program has, too.
  std::optional<uint64_t> findTable(ElementsAttr value) {
    auto data = [](ElementsAttr elements) -> ArrayRef<char> {
      auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
      const AsmResourceBlob *blob =
          resource && elements.getElementType().isInteger(32) ? resource.getRawHandle().getBlob() : nullptr;
      return blob ? blob->getData() : ArrayRef<char>();
    };
    ArrayRef<char> wanted = data(value);
    for (const ModelPlan::Blob &blob : plan.weights)
      if (!wanted.empty() && data(blob.value) == wanted)
        return blob.offset;
    return std::nullopt;
  }

  FailureOr<ModelPlan::Operand> placeState(kernel::StateOp state) {
    const TrainingPlan::Parameter *found = nullptr;
    if (plan.training)
      for (const TrainingPlan::Parameter &parameter : plan.training->parameters)
        if (parameter.name == state.getParameter())
          found = &parameter;
    if (!found)
      return state.emitError("there is no state of this parameter");
    uint64_t offset = llvm::StringSwitch<uint64_t>(state.getKind())
                          .Case("value", found->value)
                          .Case("gradient", found->gradient)
                          .Case("slot0", found->slots[0])
                          .Default(found->slots[1]);
    return ModelPlan::Operand{CNNC_SPACE_STATE, offset, 0};
  }

  FailureOr<ModelPlan::Operand> place(Value value) {
    if (auto shared = value.getDefiningOp<kernel::SharedOp>()) {
      if (!shared.getOffset())
        return shared.emitError("this vector has no place in the arena; run kernel-plan-memory first");
      return ModelPlan::Operand{CNNC_SPACE_SHARED, *shared.getOffset(), 0};
    }
    if (auto part = value.getDefiningOp<kernel::PartOp>()) {
      auto operand = place(part.getSource());
      if (succeeded(operand))
        operand->inner += part.getStart() * sizeof(float);
      return operand;
    }
    if (auto state = value.getDefiningOp<kernel::StateOp>())
      return placeState(state);
    if (value.getDefiningOp<kernel::ControlOp>())
      return ModelPlan::Operand{CNNC_SPACE_STATE, 0, 0};
    if (auto it = places.find(value); it != places.end())
      return it->second;
    if (auto buffer = value.getDefiningOp<kernel::BufferOp>()) {
      if (!buffer.getOffset())
        return buffer.emitError("this buffer has no place in the arena; run kernel-plan-memory first");
      bool isLocal = buffer->hasAttr(kernel::KernelDialect::kLocalAttr);
      bool isPassing = buffer->hasAttr(kernel::KernelDialect::kPassingAttr);
      auto space = isLocal ? CNNC_SPACE_LOCAL : isPassing ? CNNC_SPACE_PASSING : CNNC_SPACE_ARENA;
      return ModelPlan::Operand{uint64_t(space), *buffer.getOffset(), 0};
    }
    if (auto view = value.getDefiningOp<kernel::ViewOp>())
      return place(view.getSource());
    auto slice = value.getDefiningOp<kernel::SliceOp>();
    auto operand = place(slice.getSource());
    if (succeeded(operand))
      operand->inner += slice.getElementOffset() * (cast<MemRefType>(slice.getType()).getElementTypeBitWidth() / 8);
    return operand;
  }

  /// Bytes from picture to picture; 0 for what has no batch.
  static uint64_t getStride(MemRefType type) {
    cnn::LayoutAttr layout = cnn::getLayout(type);
    return layout && type.getRank() && type.isDynamicDim(0)
               ? uint64_t(layout.pictureStride(type.getShape())) * (type.getElementTypeBitWidth() / 8)
               : 0;
  }

  LogicalResult addStep(kernel::LaunchOp launch) {
    ModelPlan::Step step;
    step.function = launch.getKernel().str();
    auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(launch, launch.getKernelAttr());
    step.keepsScratch = function && function->hasAttr(kernel::KernelDialect::kKeepsScratchAttr);
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
    if (auto images = launch->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kJoinAttr)) {
      leader = program.steps.size();
      step.joinedImages = uint32_t(images.getInt());
      if (auto blocks = launch->getAttrOfType<DenseI64ArrayAttr>(kernel::KernelDialect::kJoinBlocksAttr)) {
        step.blocks = uint32_t(blocks[0]);
        step.blocksTogether = uint32_t(blocks[1]);
      }
      joinedBlocks = step.blocks;
    }
    if (auto images = launch->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kMicroBatchAttr)) {
      sectionHead = images.getInt() ? std::optional(program.steps.size()) : std::nullopt;
      step.microBatch = uint32_t(images.getInt());
      if (auto bytes = launch->getAttrOfType<DenseI64ArrayAttr>(kernel::KernelDialect::kPassingBytesAttr)) {
        step.passingStart = bytes[0];
        step.passingBytes = bytes[1];
      }
    }
    bool hasLocal = false;
    for (Value operand : launch.getOperands()) {
      auto placed = place(operand);
      if (failed(placed))
        return failure();
      bool isLocal = placed->space == CNNC_SPACE_LOCAL;
      // That of the whole buffer, of which the operand may be a part or a view.
      placed->stride = getStride(cast<MemRefType>(kernel::getSource(operand).getType()));
      // A part of a picture lies where the part before has been.
      if (isLocal)
        placed->stride = joinedBlocks > 1 ? placed->stride / joinedBlocks : 0;
      hasLocal |= isLocal;
      step.operands.push_back(*placed);
    }
    if (launch->hasAttr(kernel::KernelDialect::kJoinAttr)) {
      step.joined = 1;
      step.local = hasLocal;
    } else if (launch->hasAttr(kernel::KernelDialect::kJoinedAttr)) {
      ++program.steps[leader].joined;
      program.steps[leader].local |= hasLocal;
    }
    if (auto state = launch.getOperands().back().getDefiningOp<kernel::StateOp>();
        state && plan.training && state.getKind() == "gradient")
      for (auto [i, parameter] : llvm::enumerate(plan.training->parameters))
        if (parameter.name == state.getParameter()) {
          // Of several steps that add to it the last one completes it.
          for (ModelPlan::Step &other : program.steps)
            other.parameter = other.parameter == i + 1 ? 0 : other.parameter;
          step.parameter = uint32_t(i) + 1;
        }
    if (launch->hasAttr(kernel::KernelDialect::kStatisticsAttr))
      step.statistics = uint32_t(cast<MemRefType>(launch.getOperands().back().getType()).getNumElements());
    program.steps.push_back(std::move(step));
    if (sectionHead)
      ++program.steps[*sectionHead].section;
    return success();
  }

  func::FuncOp network;
  PlanProgram &program;
  ModelPlan &plan;
  DenseMap<Value, ModelPlan::Operand> places;
  size_t leader = 0;                 ///< the last step that begins a group of joined ones
  uint64_t joinedBlocks = 1;         ///< of that group
  std::optional<size_t> sectionHead; ///< the first step of the section, if micro-batches go through it
};

} // namespace

FailureOr<func::FuncOp> cnnc::findNetwork(ModuleOp module) {
  func::FuncOp found;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || func->hasAttr(cnn::CnnDialect::kRoleAttr))
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

//===----------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------===//

/// Gives each parameter its places in the state, and its initial value in the weights.
static LogicalResult layOutState(ModuleOp module, ArrayRef<StringRef> slots, ModelPlan &plan) {
  TrainingPlan &training = *plan.training;
  uint64_t end = llvm::alignTo(CNNC_CONTROL_COUNT * sizeof(float), 64);
  auto take = [&](uint64_t count) {
    uint64_t start = end;
    end += llvm::alignTo(count * sizeof(float), 64);
    return start;
  };
  llvm::StringSet<> trained;
  for (auto func : module.getOps<func::FuncOp>())
    for (auto launch : func.getOps<kernel::LaunchOp>())
      for (Value operand : launch.getOperands())
        if (auto state = operand.getDefiningOp<kernel::StateOp>(); state && state.getKind() == "gradient")
          trained.insert(state.getParameter());
  for (auto parameter : module.getOps<cnn::ParameterOp>()) {
    auto type = cast<RankedTensorType>(parameter.getType());
    uint64_t count = type.getNumElements();
    if (!parameter.getValueAttr())
      return parameter.emitError("this parameter has no value");
    uint64_t initial = llvm::alignTo(plan.weightBytes, 64);
    plan.weights.push_back({parameter.getValueAttr(), initial});
    plan.weightBytes = llvm::alignTo(initial + count * sizeof(float), 64);
    training.parameters.push_back({parameter.getSymName().str(),
                                   SmallVector<int64_t>(type.getShape()),
                                   count,
                                   initial,
                                   take(count),
                                   CNNC_NOWHERE,
                                   {CNNC_NOWHERE, CNNC_NOWHERE},
                                   parameter.getState()});
  }
  auto isTrained = [&](const TrainingPlan::Parameter &parameter) { return trained.contains(parameter.name); };
  for (TrainingPlan::Parameter &parameter : training.parameters)
    if (isTrained(parameter))
      parameter.gradient = take(parameter.count);
  for (auto [i, slot] : llvm::enumerate(slots)) {
    training.slotNames[i] = slot.str();
    for (TrainingPlan::Parameter &parameter : training.parameters)
      if (isTrained(parameter))
        parameter.slots[i] = take(parameter.count);
  }
  training.stateBytes = end;
  return success();
}

/// The `train` block as JSON.
static llvm::json::Value toJson(Attribute attribute) {
  if (auto dictionary = dyn_cast<DictionaryAttr>(attribute)) {
    llvm::json::Object object;
    for (NamedAttribute entry : dictionary)
      object[entry.getName().getValue()] = toJson(entry.getValue());
    return object;
  }
  if (auto list = dyn_cast<ArrayAttr>(attribute)) {
    llvm::json::Array array;
    for (Attribute entry : list)
      array.push_back(toJson(entry));
    return array;
  }
  if (auto numbers = dyn_cast<DenseF64ArrayAttr>(attribute))
    return llvm::json::Array(numbers.asArrayRef());
  if (auto text = dyn_cast<StringAttr>(attribute))
    return text.getValue();
  if (auto flag = dyn_cast<BoolAttr>(attribute))
    return flag.getValue();
  if (auto real = dyn_cast<FloatAttr>(attribute))
    return real.getValueAsDouble();
  return cast<IntegerAttr>(attribute).getInt();
}

static void readConfig(DictionaryAttr train, TrainingPlan &training) {
  llvm::raw_string_ostream(training.config) << toJson(train);
  auto optimizer = cast<DictionaryAttr>(train.getAs<ArrayAttr>("optimizer")[0]);
  auto number = [](DictionaryAttr call, StringRef name) {
    auto value = call.getAs<FloatAttr>(name);
    return value ? value.getValueAsDouble() : 0;
  };
  training.rate = number(optimizer, "rate");
  training.beta1 = number(optimizer, "beta1");
  training.beta2 = number(optimizer, "beta2");
  if (auto constraints = train.getAs<ArrayAttr>("constraint"))
    for (auto call : constraints.getAsRange<DictionaryAttr>())
      if (call.getAs<StringAttr>("function").getValue() == "clip_norm")
        training.clipNorm = number(call, "limit");
}

/// The programs of the functions with a role, if there are any.
static LogicalResult addTraining(ModuleOp module, func::FuncOp network, ModelPlan &plan) {
  auto train = network->getAttrOfType<DictionaryAttr>(cnn::CnnDialect::kTrainAttr);
  auto functions = llvm::to_vector(llvm::make_filter_range(
      module.getOps<func::FuncOp>(), [](func::FuncOp f) { return f->hasAttr(cnn::CnnDialect::kRoleAttr); }));
  if (functions.empty() || !train)
    return success();
  TrainingPlan &training = plan.training.emplace();
  readConfig(train, training);
  if (failed(layOutState(
          module, kernel::OptimizeOp::getSlots(cast<DictionaryAttr>(train.getAs<ArrayAttr>("optimizer")[0])), plan)))
    return failure();
  for (func::FuncOp function : functions) {
    StringRef role = function->getAttrOfType<StringAttr>(cnn::CnnDialect::kRoleAttr).getValue();
    PlanProgram &program = role == "gradients" ? training.gradients
                           : role == "update"  ? training.update
                                               : training.evaluate;
    program.name = (plan.name + " " + role).str();
    // The update has no pictures, and so no batch.
    auto functionBatch = function->getAttrOfType<IntegerAttr>(cnn::CnnDialect::kBatchAttr);
    program.defaultBatch = functionBatch ? uint32_t(functionBatch.getInt()) : 1;
    if (failed(PlanBuilder(function, program, plan).run()))
      return failure();
  }
  if (auto labels = network->getAttrOfType<ArrayAttr>(cnn::CnnDialect::kLabelsAttr))
    for (auto label : labels.getAsRange<DictionaryAttr>()) {
      auto classes = label.getAs<IntegerAttr>("classes");
      training.targetClasses.push_back(classes ? classes.getInt() : 0);
    }
  return success();
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
  if (failed(PlanBuilder(*network, plan, plan).run()) || failed(addTraining(module, *network, plan)))
    return failure();
  for (auto func : llvm::to_vector(module.getOps<func::FuncOp>())) {
    if (auto scratch = func->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kScratchAttr))
      plan.scratchBytes = std::max<uint64_t>(plan.scratchBytes, scratch.getInt());
    if (func->hasAttr(cnn::CnnDialect::kNetworkAttr))
      func.erase();
  }
  for (auto parameter : llvm::to_vector(module.getOps<cnn::ParameterOp>()))
    parameter.erase();
  return plan;
}
