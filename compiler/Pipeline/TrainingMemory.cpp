//===- TrainingMemory.cpp - What training takes of memory
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How much the places of all buffers need together is known only when they have
// places, and is a little more than the widest set of live ones. So the phases
// that place them run on copies of the network, each with a lower limit for the
// live ones, until the whole fits.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/TrainingMemory.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelDialect.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cnnc;

TrainingMemory::TrainingMemory(const ModelPlan &plan)
    : gradients(0), slots(0), others(llvm::alignTo(plan.scratchBytes, 64)),
      perPicture(plan.training->gradients.arenaBytes), shared(plan.training->gradients.sharedBytes) {
  const TrainingPlan &training = *plan.training;
  batch = training.gradients.defaultBatch;
  for (const TrainingPlan::Parameter &parameter : training.parameters) {
    uint64_t bytes = llvm::alignTo(parameter.count * sizeof(float), 64);
    gradients += parameter.gradient == UINT64_MAX ? 0 : bytes;
    for (uint64_t slot : parameter.slots)
      slots += slot == UINT64_MAX ? 0 : bytes;
  }
  parameters = training.stateBytes - gradients - slots;
  auto bytes = [&](const PlanProgram &program) { return program.arenaBytes * batch + program.sharedBytes; };
  otherWork = std::max(bytes(training.evaluate), bytes(training.update));
  work = std::max(bytes(training.gradients), otherWork);
  for (const PlanProgram::Tensor &output : plan.outputs)
    others += llvm::alignTo(output.bytes * batch, 64);
  uint64_t targets = 0;
  for (const PlanProgram::Tensor &target : llvm::drop_begin(training.evaluate.inputs, plan.inputs.size()))
    targets = std::max(targets, target.bytes * batch);
  others +=
      targets + std::max({training.gradients.localBytes, training.evaluate.localBytes, training.update.localBytes});
}

void cnnc::printTrainingMemory(const ModelPlan &plan, llvm::raw_ostream &out) {
  TrainingMemory memory(plan);
  auto line = [&](StringRef what, uint64_t bytes, const Twine &more = "") {
    out << "  " << llvm::left_justify(what, 28) << llvm::formatv("{0,10:f2} MB", double(bytes) / 1e6) << more << "\n";
  };
  out << "\nmemory of training, " << memory.batch << (memory.batch == 1 ? " picture" : " pictures") << " in a step:\n";
  line("parameters and averages", memory.parameters);
  line("gradients of parameters", memory.gradients);
  line("slots of the optimizer", memory.slots);
  line("activations and gradients", memory.work,
       llvm::formatv("  ({0:f3} MB for each picture, {1:f2} MB for all)", double(memory.perPicture) / 1e6,
                     double(memory.shared) / 1e6)
           .str());
  line("outputs and one thread", memory.others);
  line("total", memory.total());
}

std::optional<uint64_t> cnnc::parseBytes(StringRef text) {
  StringRef digits = text.take_while([](char c) { return llvm::isDigit(c) || c == '.'; });
  double number;
  if (digits.empty() || digits.getAsDouble(number))
    return std::nullopt;
  StringRef unit = text.drop_front(digits.size()).ltrim();
  double scale = 1;
  if (!unit.empty() && unit != "B") {
    int power = int(StringRef("KMGT").find(llvm::toUpper(unit[0]))) + 1;
    StringRef rest = unit.drop_front();
    if (power == 0 || (!rest.empty() && rest != "B" && rest != "iB"))
      return std::nullopt;
    for (; power; --power)
      scale *= rest == "iB" ? 1024 : 1000;
  }
  if (!(number * scale >= 1 && number * scale < 9e15))
    return std::nullopt;
  return uint64_t(number * scale);
}

namespace {

/// Tries what training takes with less and less memory for activations.
class MemorySearch {
public:
  MemorySearch(ModuleOp module, PipelineOptions &pipeline, const CompileOptions &options, const Target &target)
      : module(module), pipeline(pipeline), options(options), target(target), limit(*options.checkpointMemory) {}

  /// Sets the pipeline's options so that training stays within the limit. False:
  /// it never does. Fails where the network cannot be compiled.
  FailureOr<bool> run() {
    pipeline.activationBytes = std::nullopt;
    auto memory = measureFree();
    if (failed(memory))
      return failure();
    uint64_t total = least = memory->total();
    int64_t activations = int64_t(memory->perPicture);
    // Each try asks for less by what the one before was above: for a little less
    // at least, or nothing would change, and not for much less at once, as what is
    // asked for far below the least there is, is above the least.
    constexpr int tries = 16;
    for (int i = 0; total > limit && i < tries; ++i) {
      int64_t excess = int64_t(llvm::divideCeil(total - limit, memory->batch));
      activations -= std::clamp(excess, activations / 12, activations / 5);
      pipeline.activationBytes = activations;
      auto work = measureLimited(memory->batch);
      if (failed(work))
        return failure();
      total = memory->total() - memory->work + std::max(*work, memory->otherWork);
      least = std::min(least, total);
    }
    return total <= limit;
  }

  uint64_t least = UINT64_MAX;

private:
  PipelineOptions optionsOfTry() const {
    PipelineOptions quiet = pipeline;
    quiet.dumpDir.clear();
    return quiet;
  }

  FailureOr<TrainingMemory> measureFree() {
    OwningOpRef<ModuleOp> copy = module.clone();
    PassManager pm(module.getContext());
    for (Phase phase : {Phase::Kernel, Phase::Loops})
      buildPhase(pm, phase, optionsOfTry());
    if (failed(pm.run(*copy)))
      return failure();
    auto plan = extractModelPlan(*copy, target, options.batch);
    if (failed(plan))
      return failure();
    return TrainingMemory(*plan);
  }

  /// The bytes in which the program of gradients computes.
  FailureOr<uint64_t> measureLimited(uint64_t batch) {
    // Without the network that infers, whose weights would be packed each time.
    OwningOpRef<ModuleOp> copy = ModuleOp::create(module.getLoc());
    func::FuncOp gradients;
    for (Operation &op : module.getOps()) {
      auto function = dyn_cast<func::FuncOp>(op);
      if (function && !cnn::computesGradients(function))
        continue;
      Operation *clone = op.clone();
      copy->push_back(clone);
      if (function)
        gradients = cast<func::FuncOp>(clone);
    }
    PassManager pm(module.getContext());
    buildPhase(pm, Phase::Kernel, optionsOfTry());
    if (failed(pm.run(*copy)))
      return failure();
    auto bytes = [&](StringRef name) {
      auto attribute = gradients->getAttrOfType<IntegerAttr>(name);
      return attribute ? uint64_t(attribute.getInt()) : 0;
    };
    return bytes(kernel::KernelDialect::kArenaAttr) * batch + bytes(kernel::KernelDialect::kSharedAttr);
  }

  ModuleOp module;
  PipelineOptions &pipeline;
  const CompileOptions &options;
  const Target &target;
  uint64_t limit;
};

} // namespace

FailureOr<uint64_t> cnnc::fitTrainingMemory(ModuleOp module, const CompileOptions &options, const Target &target,
                                            PipelineOptions &pipeline) {
  uint64_t least = UINT64_MAX;
  // What joined kernels touch lives longer: it takes a little more memory.
  for (bool join : {true, false}) {
    pipeline.join = join;
    MemorySearch search(module, pipeline, options, target);
    auto fits = search.run();
    if (failed(fits))
      return failure();
    least = std::min(least, search.least);
    if (*fits)
      break;
  }
  return least;
}
