//===- Translate.cpp - The plan as LLVM constants
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The structs are written field by field in the order of runtime/plan.h; the
// static assertions below fail when that header changes and this file does not.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/Codegen.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "runtime/plan.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;
using namespace cnnc;

static_assert(CNNC_PLAN_VERSION == 8 && sizeof(cnnc_operand) == 32 && sizeof(cnnc_step) == 160 &&
                  sizeof(cnn_tensor_info) == 40 && sizeof(cnn_model) == 120 && sizeof(cnnc_parameter) == 80 &&
                  sizeof(cnnc_train) == 112,
              "runtime/plan.h changed; write the constants below as it has them now");

namespace {

class PlanWriter {
public:
  PlanWriter(Module &module, const ModelPlan &plan)
      : module(module), plan(plan), context(module.getContext()), i32(Type::getInt32Ty(context)),
        i64(Type::getInt64Ty(context)), ptr(PointerType::getUnqual(context)) {}

  void write(StringRef weightsFile, bool placeholder) {
    writeWeightsSection(weightsFile, placeholder);
    auto *weights = new GlobalVariable(module, Type::getInt8Ty(context), /*isConstant=*/true,
                                       GlobalValue::ExternalLinkage, nullptr, "cnnc_weights");
    weights->setVisibility(GlobalValue::HiddenVisibility);
    this->weights = weights;
    Constant *model = writeModel(plan, plan.training ? writeTraining(*plan.training) : ConstantPointerNull::get(ptr));
    auto *global = new GlobalVariable(module, model->getType(), /*isConstant=*/true, GlobalValue::ExternalLinkage,
                                      model, "cnnc_model_data");
    global->setVisibility(GlobalValue::HiddenVisibility);
  }

private:
  Constant *writeModel(const PlanProgram &program, Constant *training) {
    std::vector<Constant *> steps;
    for (const PlanProgram::Step &step : program.steps)
      steps.push_back(writeStep(step));
    uint64_t localOffset = alignTo(plan.scratchBytes, 64);
    return ConstantStruct::getAnon(
        {word(CNNC_PLAN_VERSION), word(plan.features), text(program.name), text(plan.target), tensors(program.inputs),
         tensors(program.outputs), array(steps), weights, wide(plan.weightBytes), wide(program.arenaBytes),
         wide(localOffset + program.localBytes), wide(localOffset), word(program.inputs.size()),
         word(program.outputs.size()), word(program.steps.size()), word(program.defaultBatch),
         wide(program.sharedBytes), training});
  }

  Constant *writeTraining(const TrainingPlan &training) {
    Constant *none = ConstantPointerNull::get(ptr);
    std::vector<Constant *> parameters, classes;
    for (const TrainingPlan::Parameter &p : training.parameters) {
      std::vector<Constant *> shape;
      for (int64_t extent : p.shape)
        shape.push_back(wide(extent));
      parameters.push_back(ConstantStruct::getAnon({text(p.name), array(shape), wide(p.shape.size()), wide(p.count),
                                                    wide(p.initial), wide(p.value), wide(p.gradient), wide(p.slots[0]),
                                                    wide(p.slots[1]), wide(p.isAverage)}));
    }
    for (int64_t count : training.targetClasses)
      classes.push_back(wide(count));
    return hold(ConstantStruct::getAnon(
        {hold(writeModel(training.gradients, none)), hold(writeModel(training.evaluate, none)),
         hold(writeModel(training.update, none)), array(parameters), array(classes), text(training.config),
         text(training.slotNames[0]), text(training.slotNames[1]), wide(training.stateBytes), real(training.rate),
         real(training.beta1), real(training.beta2), real(training.clipNorm), word(training.parameters.size()),
         word(training.targetClasses.size())}));
  }

  Constant *word(uint64_t value) { return ConstantInt::get(i32, value); }
  Constant *wide(uint64_t value) { return ConstantInt::get(i64, value); }
  Constant *real(double value) { return ConstantFP::get(Type::getDoubleTy(context), value); }

  Constant *hold(Constant *value) {
    auto *global =
        new GlobalVariable(module, value->getType(), /*isConstant=*/true, GlobalValue::PrivateLinkage, value);
    global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
    return global;
  }

  Constant *text(StringRef value) {
    Constant *&known = texts[value];
    if (!known)
      known = hold(ConstantDataArray::getString(context, value));
    return known;
  }

  Constant *array(ArrayRef<Constant *> elements) {
    if (elements.empty())
      return ConstantPointerNull::get(ptr);
    return hold(ConstantArray::get(ArrayType::get(elements[0]->getType(), elements.size()), elements));
  }

  Constant *tensors(ArrayRef<ModelPlan::Tensor> list) {
    std::vector<Constant *> infos;
    for (const ModelPlan::Tensor &tensor : list) {
      std::vector<Constant *> shape;
      for (int64_t extent : tensor.shape)
        shape.push_back(wide(extent));
      infos.push_back(ConstantStruct::getAnon({text(tensor.name), text(tensor.layout), array(shape), wide(tensor.bytes),
                                               word(tensor.shape.size()), word(tensor.type)}));
    }
    return array(infos);
  }

  Constant *writeStep(const PlanProgram::Step &step) {
    std::vector<Constant *> operands;
    for (const ModelPlan::Operand &operand : step.operands)
      operands.push_back(ConstantStruct::getAnon(
          {wide(operand.space), wide(operand.offset), wide(operand.inner), wide(operand.stride)}));
    return ConstantStruct::getAnon({entry(step.function, step.operands.size()),
                                    array(operands),
                                    wide(operands.size()),
                                    wide(step.items),
                                    wide(step.fixed),
                                    wide(step.images),
                                    text(step.name),
                                    text(step.kind),
                                    text(step.location),
                                    real(step.flops),
                                    real(step.bytes),
                                    real(step.cycles),
                                    word(step.parameter),
                                    word(step.statistics),
                                    word(step.joined),
                                    word(step.joinedImages),
                                    word(step.blocks),
                                    word(step.blocksTogether),
                                    wide(step.local),
                                    word(step.section),
                                    word(step.microBatch),
                                    wide(step.passingStart),
                                    wide(step.passingBytes),
                                    wide(step.keepsScratch)});
  }

  /// void entry(ptr operands, ptr scratch, i64 images, i64 begin, i64 end): loads
  /// the operands' addresses and runs the kernel, which is inlined. Of the
  /// kernel's arguments scratch is the last, if it takes it.
  Function *entry(StringRef name, size_t buffers) {
    Function *&known = entries[name];
    if (known)
      return known;
    Function *kernel = module.getFunction(name);
    kernel->setLinkage(GlobalValue::InternalLinkage);
    kernel->addFnAttr(Attribute::AlwaysInline);
    auto *type = FunctionType::get(Type::getVoidTy(context), {ptr, ptr, i64, i64, i64}, false);
    known = Function::Create(type, GlobalValue::InternalLinkage, name + "_entry", module);
    IRBuilder<> builder(BasicBlock::Create(context, "", known));
    SmallVector<Value *> arguments;
    for (unsigned i = 0; i < buffers; ++i) {
      Value *slot = builder.CreateConstInBoundsGEP1_64(ptr, known->getArg(0), i);
      arguments.push_back(builder.CreateLoad(ptr, slot));
    }
    for (unsigned i = 2; i < 5; ++i)
      arguments.push_back(known->getArg(i));
    if (arguments.size() < kernel->arg_size())
      arguments.push_back(known->getArg(1));
    builder.CreateCall(kernel, arguments);
    builder.CreateRetVoid();
    return known;
  }

  /// The parameters enter when the code is assembled: hundreds of megabytes
  /// never pass through the IR.
  void writeWeightsSection(StringRef file, bool placeholder) {
    std::string escaped;
    for (char c : file)
      escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    // A section of its own keeps code and small constants close together.
    module.appendModuleInlineAsm(".section .cnnc_weights,\"a\",@progbits\n"
                                 ".balign 64\n"
                                 ".globl cnnc_weights\n"
                                 ".hidden cnnc_weights\n"
                                 "cnnc_weights:\n" +
                                 (placeholder ? weightsPlaceholder.str() : ".incbin \"" + escaped + "\"") +
                                 "\n"
                                 ".balign 64\n"
                                 ".zero 64\n"
                                 ".text\n");
  }

  Module &module;
  const ModelPlan &plan;
  LLVMContext &context;
  Type *i32, *i64;
  PointerType *ptr;
  Constant *weights = nullptr;
  StringMap<Constant *> texts;
  StringMap<Function *> entries;
};

} // namespace

std::unique_ptr<Module> cnnc::translateToLlvm(mlir::ModuleOp module, const ModelPlan &plan, const Target &target,
                                              StringRef weightsFile, bool placeholder, LLVMContext &context) {
  mlir::registerBuiltinDialectTranslation(*module.getContext());
  mlir::registerLLVMDialectTranslation(*module.getContext());
  auto machine = target.createMachine(/*optLevel=*/2);
  if (!machine) {
    module.emitError() << toString(machine.takeError());
    return nullptr;
  }
  std::unique_ptr<Module> result = mlir::translateModuleToLLVMIR(module, context, plan.name);
  if (!result)
    return nullptr;
  result->setTargetTriple(Triple(target.triple));
  result->setDataLayout((*machine)->createDataLayout());
  result->setPICLevel(PICLevel::BigPIC);
  PlanWriter(*result, plan).write(weightsFile, placeholder);
  for (Function &function : *result)
    if (!function.isDeclaration() && target.isa == Isa::Avx512) {
      // Some processors' tuning prefers half vectors, for code that is not this.
      function.addFnAttr("prefer-vector-width", "512");
      function.addFnAttr("min-legal-vector-width", "512");
    }
  return result;
}
