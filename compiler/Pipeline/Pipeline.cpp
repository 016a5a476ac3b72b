//===- Pipeline.cpp - The one place where passes are put in order
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Pipeline.h"
#include "compiler/Autodiff/Passes.h"
#include "compiler/Kernels/Passes.h"
#include "compiler/Lowering/Passes.h"
#include "compiler/Pipeline/Explain.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/X86Vector/X86VectorDialect.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cnnc;

static constexpr std::pair<Phase, llvm::StringLiteral> phaseNames[] = {{Phase::Cnn, "cnn"},
                                                                       {Phase::Graph, "graph"},
                                                                       {Phase::Kernel, "kernel"},
                                                                       {Phase::Loops, "loops"},
                                                                       {Phase::Llvm, "llvm-dialect"}};

std::optional<Phase> cnnc::parsePhase(StringRef name) {
  for (auto &[phase, text] : phaseNames)
    if (text == name)
      return phase;
  return std::nullopt;
}

StringRef cnnc::phaseName(Phase phase) { return phaseNames[int(phase)].second; }

namespace {

/// Adds passes, each followed by a dump where dumps are asked for.
class PhaseBuilder {
public:
  PhaseBuilder(OpPassManager &pm, const PipelineOptions &options) : pm(pm), options(options) {}

  void add(std::unique_ptr<Pass> pass) {
    std::string name = pass->getArgument().str();
    pm.addPass(std::move(pass));
    dump(name);
  }
  void addToFunctions(std::unique_ptr<Pass> pass) {
    std::string name = pass->getArgument().str();
    pm.addNestedPass<func::FuncOp>(std::move(pass));
    dump(name);
  }

private:
  void dump(StringRef name) {
    // The numbers go on over the phases of one compilation.
    static thread_local std::pair<std::string, std::shared_ptr<int>> current;
    if (options.dumpDir.empty())
      return;
    if (current.first != options.dumpDir)
      current = {options.dumpDir, std::make_shared<int>(0)};
    pm.addPass(createDumpPass(options.dumpDir, name.str(), current.second));
  }

  OpPassManager &pm;
  const PipelineOptions &options;
};

void buildCnn(PhaseBuilder &b) {
  b.addToFunctions(createInferShapes());
  b.add(createCanonicalizerPass());
}

void buildGraph(PhaseBuilder &b, const PipelineOptions &options) {
  b.add(createInitializeParameters());
  if (options.train) {
    b.addToFunctions(createLowerNormalize());
    AutodiffOptions autodiff;
    autodiff.freeze = options.freeze;
    b.add(createAutodiff(autodiff));
  }
  b.add(createFreezeParameters());
  b.addToFunctions(createStandardizeWeights());
  b.addToFunctions(createDropDropout());
  b.addToFunctions(createLowerNormalize());
  b.addToFunctions(createFoldBatchNorm());
  if (options.splitSeparable >= 0) {
    SplitSeparableOptions split;
    split.tolerance = options.splitSeparable;
    b.addToFunctions(createSplitSeparable(split));
  }
  b.add(createCanonicalizerPass());
  b.add(createCSEPass());
  bool winograd = options.conv == "auto" || options.conv == "winograd";
  if (options.train && !options.reference && winograd && options.maxError >= 1e-5)
    b.addToFunctions(createWinogradGradients({options.triple, options.cpu}));
  if (!options.reference && options.conv != "reference")
    b.addToFunctions(createCompactInputs({options.triple, options.cpu}));
  FuseLayersOptions fuse;
  // Reference kernels compute one layer each.
  fuse.epilogues = options.fuse && !options.reference && options.conv != "reference";
  b.addToFunctions(createFuseLayers(fuse));
}

void buildKernel(PhaseBuilder &b, const PipelineOptions &options) {
  SelectKernelsOptions select;
  select.triple = options.triple;
  select.cpu = options.cpu;
  select.conv = options.conv;
  select.maxError = options.maxError;
  select.batch = options.batch;
  select.precision = options.precision;
  select.reference = options.reference;
  select.tuning = options.tuning;
  b.addToFunctions(createSelectKernels(select));
  b.addToFunctions(createAssignLayouts({options.triple, options.cpu}));
  b.add(createCanonicalizerPass());
  if (options.train && options.join)
    b.addToFunctions(createRepeatActivations());
  if (options.activationBytes) {
    RecomputeOptions recompute;
    recompute.limit = *options.activationBytes;
    b.addToFunctions(createRecompute(recompute));
  }
  if (options.explanation)
    b.add(createExplainPass(options));
  b.addToFunctions(createConvertCnnToKernel({options.triple, options.cpu, options.precision}));
  b.addToFunctions(createReadPictures());
  b.addToFunctions(createSumOutputs());
  b.addToFunctions(createComposeGathers());
  b.addToFunctions(createPlaceConcats());
  b.addToFunctions(createPlaceSlices());
  if (options.join)
    b.addToFunctions(createJoinSteps({options.triple, options.cpu}));
  b.addToFunctions(createMicroBatch({options.triple, options.cpu}));
  b.addToFunctions(createPlanMemory());
  if (options.explanation)
    b.add(createExplainStepsPass(options));
}

void buildLoops(PhaseBuilder &b, const PipelineOptions &options) {
  b.add(createOutlineKernels());
  b.addToFunctions(createEmitLoops({options.triple, options.cpu}));
  b.addToFunctions(createCanonicalizerPass());
  b.addToFunctions(createCSEPass());
  b.addToFunctions(createExpandMath({options.triple, options.cpu}));
}

void buildLlvm(PhaseBuilder &b) {
  b.add(createDropNetwork());
  b.addToFunctions(createLoopInvariantCodeMotionPass());
  b.add(createSCFToControlFlowPass());
  ConvertVectorToLLVMPassOptions vector;
  vector.x86Vector = true;
  b.add(createConvertVectorToLLVMPass(vector));
  FinalizeMemRefToLLVMConversionPassOptions memref;
  b.add(createFinalizeMemRefToLLVMConversionPass(memref));
  b.add(createConvertMathToLLVMPass());
  b.add(createConvertMathToLibmPass());
  b.add(createArithToLLVMConversionPass());
  b.add(createConvertIndexToLLVMPass());
  b.add(createConvertControlFlowToLLVMPass());
  ConvertFuncToLLVMPassOptions func;
  func.useBarePtrCallConv = true;
  b.add(createConvertFuncToLLVMPass(func));
  b.add(createReconcileUnrealizedCastsPass());
  b.add(createCSEPass());
}

/// The options of a pipeline on cnn-opt's command line.
struct CommandLineOptions : PassPipelineOptions<CommandLineOptions> {
  PassOptions::Option<std::string> triple{*this, "triple", llvm::cl::desc("target triple; empty: this machine")};
  PassOptions::Option<std::string> cpu{*this, "cpu", llvm::cl::desc("processor; empty: this machine's")};
  PassOptions::Option<double> maxError{*this, "max-error", llvm::cl::desc("largest error that an algorithm may cause"),
                                       llvm::cl::init(1e-5)};
  PassOptions::Option<std::string> conv{*this, "conv", llvm::cl::desc("auto, direct, winograd or reference"),
                                        llvm::cl::init("auto")};
  PassOptions::Option<std::string> precision{*this, "precision", llvm::cl::desc("f32 or bf16"), llvm::cl::init("f32")};
  PassOptions::Option<bool> reference{*this, "reference", llvm::cl::desc("reference kernels for all layers"),
                                      llvm::cl::init(false)};

  PassOptions::Option<double> splitSeparable{*this, "split-separable",
                                             llvm::cl::desc("tolerance of splitting convolutions; below 0: do not"),
                                             llvm::cl::init(-1)};

  PipelineOptions get() const {
    PipelineOptions options;
    options.triple = triple;
    options.cpu = cpu;
    options.conv = conv;
    options.maxError = maxError;
    options.precision = precision;
    options.reference = reference;
    options.splitSeparable = splitSeparable;
    return options;
  }
};

} // namespace

void cnnc::buildPhase(OpPassManager &pm, Phase phase, const PipelineOptions &options) {
  PhaseBuilder builder(pm, options);
  switch (phase) {
  case Phase::Cnn:
    return buildCnn(builder);
  case Phase::Graph:
    return buildGraph(builder, options);
  case Phase::Kernel:
    return buildKernel(builder, options);
  case Phase::Loops:
    return buildLoops(builder, options);
  case Phase::Llvm:
    return buildLlvm(builder);
  }
}

void cnnc::registerAllDialects(DialectRegistry &registry) {
  registry.insert<cnn::CnnDialect, kernel::KernelDialect, arith::ArithDialect, math::MathDialect, func::FuncDialect,
                  scf::SCFDialect, tensor::TensorDialect, memref::MemRefDialect, vector::VectorDialect,
                  cf::ControlFlowDialect, x86vector::X86VectorDialect, LLVM::LLVMDialect>();
  registerAllExtensions(registry);
}

void cnnc::registerAllPasses() {
  registerAutodiffPasses();
  registerTransformsPasses();
  registerKernelsPasses();
  registerLoweringPasses();
  mlir::registerConversionPasses();
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
  mlir::registerLoopInvariantCodeMotionPass();
  static constexpr std::tuple<Phase, llvm::StringLiteral, llvm::StringLiteral> pipelines[] = {
      {Phase::Cnn, "cnn-verify-pipeline", "Verify shapes and simplify"},
      {Phase::Graph, "cnn-graph-pipeline", "Make parameters constant, fold and fuse"},
      {Phase::Kernel, "cnn-kernel-pipeline", "Choose kernels, lay out and place buffers"},
      {Phase::Loops, "cnn-loops-pipeline", "Emit the loops of all kernels"},
      {Phase::Llvm, "cnn-llvm-pipeline", "Lower loops to the LLVM dialect"}};
  for (auto &[phase, name, description] : pipelines)
    PassPipelineRegistration<CommandLineOptions>(name, description,
                                                 [phase = phase](OpPassManager &pm, const CommandLineOptions &options) {
                                                   buildPhase(pm, phase, options.get());
                                                 });
}
