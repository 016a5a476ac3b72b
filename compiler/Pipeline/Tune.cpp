//===- Tune.cpp - Measuring which kernel is the fastest
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A group is measured as a network that computes it several times from the same
// inputs, each time by another kernel: the pipeline makes a library of it like
// of any network, and its profile tells the times apart. So candidates take
// turns in each run, a disturbance meets all of them, and inputs come from the
// step before, as they do in a network. Weights do not come from the cache:
// between two runs as much memory is read as the network has otherwise.
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Tune.h"
#include "compiler/Codegen/Codegen.h"
#include "compiler/Codegen/MeasureLibrary.h"
#include "compiler/Kernels/Tuning.h"
#include "compiler/Pipeline/TemporaryFile.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace cnnc;
using llvm::createStringError;
using llvm::Error;

namespace {

/// Offers within this factor of the best prediction are measured, and at most so many.
constexpr double kFactor = 1.6;
constexpr size_t kMostMeasured = 6;
/// How often each is measured within a run, once in order and once from the last: what comes
/// later in a run finds warmer caches and a higher clock, and each copy of the weights lies elsewhere.
constexpr size_t kMostTurns = 2;
/// The first steps of a run are slow, on a server for some 300 us; predicted cycles of
/// steps that go before what is measured, and most of them.
constexpr double kWarmCycles = 2e6;
constexpr size_t kMostWarm = 24;
/// Of all copies of a layer's weights; the library of a larger layer would be gigabytes.
constexpr double kMostWeightBytes = 1 << 30;
/// Of memory that is read to displace a layer's weights.
constexpr double kMostColdBytes = 64 << 20;

/// What /proc/cpuinfo calls this machine's processor.
std::string getProcessor() {
  auto buffer = llvm::MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (!buffer)
    return "";
  auto [before, after] = (*buffer)->getBuffer().split("model name");
  return after.split('\n').first.ltrim(" \t:").trim().str();
}

class Tuner {
public:
  Tuner(ModuleOp module, const CompileOptions &options, Target target)
      : module(module), options(options), pipeline(options.pipeline), target(std::move(target)),
        processor(getProcessor()) {
    this->target.maxError = pipeline.maxError;
    this->target.batch = pipeline.batch;
    // What is tuned is not dumped or explained, and its choices are made.
    pipeline.dumpDir.clear();
    pipeline.explanation = nullptr;
    pipeline.tuning.clear();
  }

  Error run() {
    const std::string &path = options.pipeline.tuning;
    if (llvm::sys::fs::exists(path)) {
      auto known = Tuning::read(path);
      if (!known)
        return known.takeError();
      tuning = std::move(*known);
    }
    collect();
    for (auto [i, job] : llvm::enumerate(jobs)) {
      showProgress(i, job.group);
      Error error = measure(job);
      if (!error)
        error = write(path);
      if (error)
        return error;
    }
    clearProgress();
    // So that the file is there even if there was nothing to measure.
    return jobs.empty() ? write(path) : Error::success();
  }

private:
  struct Job {
    cnn::FusedOp group;
    std::string signature;
    std::vector<Offer> offers;
    size_t warm = 1;  ///< steps before those that are measured
    size_t turns = 1; ///< of each offer
  };

  void collect() {
    llvm::StringSet<llvm::MallocAllocator> seen;
    double bytes = 0;
    module.walk([&](cnn::FusedOp group) {
      GroupBytes moved = countBytes(group);
      bytes += moved.parameters + moved.output;
      std::string signature = getSignature(group);
      if (!seen.insert(signature).second)
        return;
      Selection selection = rankKernels(group, target, {pipeline.conv, pipeline.reference});
      // What was measured when predictions were others lacks the choice of now.
      const TunedLayer *known = tuning.find(target, signature);
      if (known && (selection.offers.empty() || isAmong(selection.offers.front(), *known)))
        return;
      std::vector<Offer> offers = chooseToMeasure(selection, kFactor, kMostMeasured);
      if (offers.size() < 2)
        return;
      // Each step has a copy of the weights.
      Job job{group, signature, std::move(offers)};
      job.warm = size_t(std::clamp(kWarmCycles / job.offers.front().candidate.cycles, 1.0, double(kMostWarm)));
      auto fits = [&] {
        return moved.parameters * double(job.turns * job.offers.size() + job.warm) <= kMostWeightBytes;
      };
      job.turns = kMostTurns;
      while (!fits() && job.turns > 1)
        --job.turns;
      if (fits())
        jobs.push_back(std::move(job));
    });
    coldBytes = uint64_t(std::min(bytes, kMostColdBytes));
  }

  static bool isAmong(const Offer &offer, const TunedLayer &layer) {
    return llvm::any_of(layer.kernels, [&](const TunedKernel &kernel) {
      return kernel.kernel == offer.kernel->getName() && kernel.tile == offer.candidate.tile;
    });
  }

  Error measure(Job &job) {
    SmallString<128> stem;
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, stem);
    llvm::sys::path::append(stem, "cnnc-tune");
    TemporaryFile library;
    if (auto code = library.create(stem, ".so"))
      return createStringError("cannot write '" + stem + "': " + code.message());
    library.close();
    OwningOpRef<ModuleOp> network = makeNetwork(job);
    if (Error error = build(*network, library.path))
      return error;
    MeasureOptions measure;
    measure.batch = options.batch;
    measure.coldBytes = coldBytes;
    auto steps = measureLibrary(library.path, measure);
    if (!steps)
      return createStringError("cannot run what was compiled to measure it: " + llvm::toString(steps.takeError()));
    TunedLayer layer{getTuningTarget(target), processor, job.signature, {}, /*line=*/0};
    for (auto [i, offer] : llvm::enumerate(job.offers)) {
      TunedKernel kernel{offer.kernel->getName().str(), offer.candidate.tile, /*nanoseconds=*/0, /*line=*/0};
      for (size_t turn = 0; turn < job.turns; ++turn) {
        double seconds = 0;
        for (const MeasuredStep &step : *steps)
          if (step.name == stepName(i, turn) && step.kind == kernel.kernel)
            seconds += step.seconds;
        kernel.nanoseconds = turn ? std::min(kernel.nanoseconds, 1e9 * seconds) : 1e9 * seconds;
      }
      layer.kernels.push_back(std::move(kernel));
    }
    std::sort(layer.kernels.begin(), layer.kernels.end(),
              [](const TunedKernel &a, const TunedKernel &b) { return a.nanoseconds < b.nanoseconds; });
    tuning.add(std::move(layer));
    return Error::success();
  }

  static std::string stepName(size_t i, size_t turn) {
    return "candidate" + std::to_string(i) + "." + std::to_string(turn);
  }

  /// The group for each offer and turn, with its choice, after some that are not counted.
  OwningOpRef<ModuleOp> makeNetwork(const Job &job) {
    cnn::FusedOp group = job.group;
    MLIRContext *context = group.getContext();
    OpBuilder b(context);
    Location loc = group.getLoc();
    OwningOpRef<ModuleOp> network = ModuleOp::create(loc);
    b.setInsertionPointToStart(network->getBody());
    SmallVector<Type> results(job.warm + job.turns * job.offers.size(), group.getResult().getType());
    auto type = b.getFunctionType(TypeRange(group.getInputs()), results);
    auto func = func::FuncOp::create(b, loc, "tuned", type);
    func->setAttr(cnn::CnnDialect::kNetworkAttr, b.getUnitAttr());
    b.setInsertionPointToStart(func.addEntryBlock());
    IRMapping inside;
    inside.map(group.getInputs(), func.getArguments());
    group.getBody().walk([&](Operation *op) {
      for (Value operand : op->getOperands())
        if (operand.getParentRegion() != &group.getBody() && !inside.contains(operand))
          inside.map(operand, b.clone(*operand.getDefiningOp())->getResult(0));
    });
    SmallVector<Value> values;
    auto add = [&](const Offer &offer, StringRef name) {
      IRMapping own = inside; // or its arguments would be taken for mapped
      Operation *copy = b.clone(*group, own);
      copy->setLoc(NameLoc::get(b.getStringAttr(name), loc));
      copy->setAttr(kernel::KernelDialect::kChoiceAttr,
                    kernel::ChoiceAttr::get(context, offer.kernel->getName(), offer.candidate.tile));
      values.push_back(copy->getResult(0));
    };
    size_t count = job.offers.size();
    for (size_t i = 0; i < job.warm; ++i)
      add(job.offers[count - 1 - i % count], "warm");
    for (size_t turn = 0; turn < job.turns; ++turn)
      for (size_t i = 0; i < count; ++i) {
        size_t index = turn % 2 ? count - 1 - i : i;
        add(job.offers[index], stepName(index, turn));
      }
    func::ReturnOp::create(b, loc, values);
    return network;
  }

  LogicalResult runPhase(ModuleOp network, Phase phase) {
    PassManager pm(network.getContext());
    buildPhase(pm, phase, pipeline);
    return pm.run(network);
  }

  Error build(ModuleOp network, StringRef path) {
    bool isLowered = succeeded(runPhase(network, Phase::Kernel)) && succeeded(runPhase(network, Phase::Loops));
    auto plan = isLowered ? extractModelPlan(network, target, options.batch) : FailureOr<ModelPlan>(failure());
    if (failed(plan) || failed(runPhase(network, Phase::Llvm)))
      return createStringError("cannot compile a layer to measure it");
    TemporaryFile weights;
    if (auto code = weights.create(path, ".weights"))
      return createStringError("cannot write beside '" + path + "': " + code.message());
    weights.close();
    if (Error error = writeWeights(*plan, weights.path))
      return error;
    llvm::LLVMContext context;
    auto code = translateToLlvm(network, *plan, target, weights.path, /*placeholder=*/false, context);
    if (!code)
      return createStringError("cannot compile a layer to measure it");
    if (Error error = optimize(*code, target, options.optLevel))
      return error;
    return link(*code, path);
  }

  Error link(llvm::Module &code, StringRef path) {
    TemporaryFile object;
    if (auto error = object.create(path, ".o"))
      return createStringError("cannot write beside '" + path + "': " + error.message());
    llvm::raw_fd_ostream out(object.descriptor, /*shouldClose=*/true);
    if (Error error = emitMachineCode(code, target, options.optLevel, /*assembly=*/false, out))
      return error;
    out.close();
    bool isBroken = out.has_error();
    out.clear_error(); // Or its destructor ends the program.
    if (isBroken)
      return createStringError("cannot write '" + object.path + "': the disk may be full");
    return linkLibrary(object.path, target, options.installDir, path);
  }

  Error write(StringRef path) {
    TemporaryFile file;
    std::error_code code = file.create(path, "");
    if (!code) {
      llvm::raw_fd_ostream out(file.descriptor, /*shouldClose=*/true);
      tuning.write(out);
      out.close();
      code = out.error();
      out.clear_error(); // Or its destructor ends the program.
    }
    if (!code)
      code = file.keep(path);
    return code ? createStringError("cannot write '" + path + "': " + code.message()) : Error::success();
  }

  /// One line that is overwritten, for whoever sits before it.
  void showProgress(size_t done, cnn::FusedOp group) {
    if (!llvm::sys::Process::StandardErrIsDisplayed())
      return;
    llvm::errs() << "\r\033[Ktuning " << done + 1 << "/" << jobs.size() << ": ";
    llvm::printEscapedString(cnn::getLayerPlace(group.getLoc()).name, llvm::errs());
  }
  static void clearProgress() {
    if (llvm::sys::Process::StandardErrIsDisplayed())
      llvm::errs() << "\r\033[K";
  }

  ModuleOp module;
  const CompileOptions &options;
  PipelineOptions pipeline;
  Target target;
  std::string processor;
  Tuning tuning;
  std::vector<Job> jobs;
  uint64_t coldBytes = 0;
};

} // namespace

Error cnnc::tuneNetwork(ModuleOp module, const CompileOptions &options) {
  auto target = Target::create(options.pipeline.triple, options.pipeline.cpu);
  if (!target)
    return target.takeError();
  if (Error error = target->checkRunsHere())
    return createStringError("cannot tune: " + llvm::toString(std::move(error)));
  if (Error error = target->setPrecision(options.pipeline.precision))
    return error;
  return Tuner(module, options, std::move(*target)).run();
}
