//===- Compile.cpp - A compilation from source file to output file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Compile.h"
#include "compiler/Codegen/Codegen.h"
#include "compiler/Frontend/Net/NetImport.h"
#include "compiler/Frontend/Weights/Weights.h"
#include "compiler/Kernels/Tuning.h"
#include "compiler/Pipeline/Explain.h"
#include "compiler/Pipeline/Export.h"
#include "compiler/Pipeline/Inspect.h"
#include "compiler/Pipeline/TemporaryFile.h"
#include "compiler/Pipeline/TrainingMemory.h"
#include "compiler/Pipeline/Tune.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// An error that belongs to no place in a source file.
int fail(const Twine &message) {
  llvm::WithColor::error(llvm::errs(), "cnnc") << message << "\n";
  return 1;
}

class Compilation {
public:
  explicit Compilation(const CompileOptions &options) : options(options) {
    DialectRegistry registry;
    registerAllDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
    context.printOpOnDiagnostic(false); // the line of the source says more
  }

  int run();

private:
  LogicalResult import();
  LogicalResult runPhase(Phase phase) { return runPhase(phase, options.pipeline); }
  LogicalResult runPhase(Phase phase, const PipelineOptions &pipeline);
  bool isOnnx() const { return llvm::sys::path::extension(options.input) == ".onnx"; }
  LogicalResult reportAtNode(Diagnostic &diagnostic);
  llvm::Error checkTuning(const Target &target);
  LogicalResult runKernelPhase(const Target &target);
  /// Where what is shown of a network goes: standard output may be the result's.
  llvm::raw_ostream &shown() const;
  int writeText(llvm::function_ref<void(llvm::raw_ostream &)> write) { return writeText(options.output, write); }
  int writeText(StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write);
  int writeProgram();
  int generate();
  int generateFiles(const ModelPlan &plan, const Target &target);
  int writeCodeAsText(llvm::Module &code, const Target &target, TemporaryFile &weights, const std::string &weightsName);
  int writeObject(llvm::Module &code, const Target &target, StringRef stem);
  int link(const TemporaryFile &object, const Target &target, StringRef stem);

  const CompileOptions &options;
  MLIRContext context;
  llvm::SourceMgr sources;
  OwningOpRef<ModuleOp> module;
};

/// The source. Standard input may never end: more of it than a network may have
/// is not read.
static llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readSource(StringRef path) {
  if (path != "-")
    return llvm::MemoryBuffer::getFile(path);
  constexpr size_t limit = 16 << 20;
  SmallString<0> text;
  while (text.size() < limit) {
    size_t size = text.size();
    constexpr size_t step = 1 << 16;
    text.resize_for_overwrite(size + step);
    auto count =
        llvm::sys::fs::readNativeFile(llvm::sys::fs::getStdinHandle(), MutableArrayRef<char>(text.data() + size, step));
    if (!count)
      return llvm::errorToErrorCode(count.takeError());
    text.truncate(size + *count);
    if (*count == 0)
      break;
  }
  return llvm::MemoryBuffer::getMemBufferCopy(text, "<stdin>");
}

LogicalResult Compilation::import() {
  auto buffer = readSource(options.input);
  if (!buffer) {
    fail("cannot read '" + options.input + "': " + buffer.getError().message());
    return failure();
  }
  sources.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  StringRef extension = llvm::sys::path::extension(options.input);
  if (isOnnx())
    module = onnx_import::importOnnx(sources.getMemoryBuffer(sources.getMainFileID())->getBuffer(), options.input,
                                     options.onnx, &context);
  else if (extension == ".mlir")
    module = parseSourceFile<ModuleOp>(sources, ParserConfig(&context));
  else
    module = net::importNet(sources, &context);
  if (!module)
    return failure();
  (*module)->setAttr("cnn.seed", OpBuilder(&context).getI64IntegerAttr(options.seed));
  return success();
}

/// "model.onnx: node 'conv1' (Conv): message", for as much as the location knows.
LogicalResult Compilation::reportAtNode(Diagnostic &diagnostic) {
  if (auto line = dyn_cast<FileLineColLoc>(diagnostic.getLocation());
      line && line.getFilename() == options.pipeline.tuning) {
    fail(line.getFilename().getValue() + ":" + Twine(line.getLine()) + ": " + diagnostic.str());
    return success();
  }
  std::string file = llvm::sys::path::filename(options.input).str(), name, op;
  Location(diagnostic.getLocation())->walk([&](Location part) {
    if (auto named = dyn_cast<NameLoc>(part); named && name.empty())
      name = named.getName().str();
    // The importer leaves the operator here.
    if (auto fused = dyn_cast<FusedLoc>(part); fused && op.empty())
      if (auto text = dyn_cast_if_present<StringAttr>(fused.getMetadata()))
        op = " (" + text.str() + ")";
    return WalkResult::advance();
  });
  std::string text = file + ": " + (name.empty() ? "" : "node '" + name + "'" + op + ": ") + diagnostic.str();
  switch (diagnostic.getSeverity()) {
  case DiagnosticSeverity::Error:
    fail(text);
    break;
  case DiagnosticSeverity::Warning:
    llvm::WithColor::warning(llvm::errs(), "cnnc") << text << "\n";
    break;
  default:
    llvm::WithColor::note(llvm::errs(), "cnnc") << text << "\n";
  }
  for (Diagnostic &note : diagnostic.getNotes())
    llvm::WithColor::note(llvm::errs(), "cnnc") << note.str() << "\n";
  return success();
}

LogicalResult Compilation::runPhase(Phase phase, const PipelineOptions &pipeline) {
  PassManager pm(&context);
  if (options.timing)
    pm.enableTiming();
  buildPhase(pm, phase, pipeline);
  return pm.run(*module);
}

llvm::raw_ostream &Compilation::shown() const {
  bool isResult = options.output == "-" && options.emit != Output::Summary && options.emit != Output::Explanation;
  return isResult ? llvm::errs() : llvm::outs();
}

/// A file that cannot be used is found before the network is compiled; one for
/// other processors may be meant for later.
llvm::Error Compilation::checkTuning(const Target &target) {
  const std::string &path = options.pipeline.tuning;
  if (path.empty() || (options.tune && !llvm::sys::fs::exists(path)))
    return llvm::Error::success();
  auto tuning = Tuning::read(path);
  if (!tuning)
    return tuning.takeError();
  if (!options.tune && !tuning->hasTarget(target))
    llvm::WithColor::warning(llvm::errs(), "cnnc")
        << "'" << path << "' has no layer for " << getTuningTarget(target) << "; kernels are chosen by prediction"
        << "\n";
  return llvm::Error::success();
}

LogicalResult Compilation::runKernelPhase(const Target &target) {
  if (options.tune)
    if (llvm::Error error = tuneNetwork(*module, options)) {
      fail(llvm::toString(std::move(error)));
      return failure();
    }
  PipelineOptions pipeline = options.pipeline;
  if (options.checkpointMemory) {
    auto least = fitTrainingMemory(*module, options, target, pipeline);
    if (failed(least))
      return failure();
    if (*least > *options.checkpointMemory) {
      fail(llvm::formatv("--checkpoint-memory allows {0:f2} MB, but the least that training could be brought to is "
                         "{1:f2} MB; let the train block have a smaller batch",
                         double(*options.checkpointMemory) / 1e6, std::ceil(double(*least) / 1e4) / 100)
               .str());
      return failure();
    }
  }
  if (options.explain == ExplainFormat::None)
    return runPhase(Phase::Kernel, pipeline);
  Explanation explanation;
  pipeline.explanation = &explanation;
  if (failed(runPhase(Phase::Kernel, pipeline)))
    return failure();
  ExplainClock clock;
  if (options.clockGhz > 0)
    clock = {options.clockGhz, /*isMeasured=*/true};
  (options.explain == ExplainFormat::Json ? printExplanationJson : printExplanation)(explanation, clock, shown());
  return success();
}

int Compilation::writeText(StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (path == "-") {
    write(llvm::outs());
    return 0;
  }
  if (path == "/dev/null") {
    llvm::raw_null_ostream out;
    write(out);
    return 0;
  }
  TemporaryFile file;
  std::error_code error = file.create(path, "");
  if (!error) {
    llvm::raw_fd_ostream out(file.descriptor, /*shouldClose=*/true);
    write(out);
    out.close();
    error = out.error();
    out.clear_error(); // Or its destructor ends the program.
  }
  if (!error)
    error = file.keep(path);
  return error ? fail("cannot write '" + path + "': " + error.message()) : 0;
}

/// A program and, beside a file, its weights, which come first: a program that is
/// there has them.
int Compilation::writeProgram() {
  bool isFile = options.output != "-" && options.output != "/dev/null";
  auto files = exportProgram(*module, isFile);
  if (!files)
    return 1;
  SmallString<128> weights(options.output);
  llvm::sys::path::replace_extension(weights, "safetensors");
  if (isFile)
    if (int status = writeText(weights, [&](llvm::raw_ostream &out) { out << files->weights; }))
      return status;
  return writeText([&](llvm::raw_ostream &out) { out << files->program; });
}

int Compilation::run() {
  // A line of a binary file cannot be shown; its nodes have names.
  std::optional<SourceMgrDiagnosticHandler> handler;
  std::optional<ScopedDiagnosticHandler> nodeHandler;
  if (isOnnx())
    nodeHandler.emplace(&context, [&](Diagnostic &diagnostic) { return reportAtNode(diagnostic); });
  else
    handler.emplace(sources, &context);
  Phase last = lastPhase(options);
  // A mistake on the command line is no mistake of the network.
  auto target = Target::create(options.pipeline.triple, options.pipeline.cpu);
  if (!target)
    return fail(llvm::toString(target.takeError()));
  if (llvm::Error error = target->setPrecision(options.pipeline.precision))
    return fail(llvm::toString(std::move(error)));
  if (llvm::Error error = checkTuning(*target))
    return fail(llvm::toString(std::move(error)));
  if (failed(import()))
    return 1;
  if (failed(runPhase(Phase::Cnn)))
    return 1;
  if (!options.weights.empty() && failed(loadWeights(*module, options.weights, options.weightsPartial)))
    return 1;
  if (options.summary)
    printSummary(*module, shown());
  switch (options.emit) {
  case Output::Parameters:
    return writeText([&](llvm::raw_ostream &out) { printParameters(*module, out); });
  case Output::Summary:
    break;
  case Output::Dot:
    return writeText([&](llvm::raw_ostream &out) { printDot(*module, out); });
  case Output::Onnx: {
    auto text = exportNetwork(*module);
    return text ? writeText([&](llvm::raw_ostream &out) { out << *text; }) : 1;
  }
  case Output::Net:
    return writeProgram();
  default:
    break;
  }
  for (Phase phase : {Phase::Graph, Phase::Kernel, Phase::Loops}) {
    if (last >= phase && failed(phase == Phase::Kernel ? runKernelPhase(*target) : runPhase(phase)))
      return 1;
    if (phase == Phase::Graph && last >= phase && options.summary && options.pipeline.splitSeparable >= 0)
      printSplits(*module, shown());
  }
  if (options.emit == Output::Summary && options.pipeline.train) {
    auto plan = extractModelPlan(*module, *target, options.batch);
    if (failed(plan))
      return 1;
    printTrainingMemory(*plan, shown());
  }
  if (options.emit == Output::Summary || options.emit == Output::Explanation)
    return 0;
  if (last == Phase::Llvm)
    return generate();
  auto flags = OpPrintingFlags().elideLargeElementsAttrs(64).elideLargeResourceString(1024);
  return writeText([&](llvm::raw_ostream &out) { (*module)->print(out, flags); });
}

int Compilation::generate() {
  auto target = Target::create(options.pipeline.triple, options.pipeline.cpu);
  if (!target)
    return fail(llvm::toString(target.takeError()));
  auto plan = extractModelPlan(*module, *target, options.batch);
  if (failed(plan))
    return 1;
  if (options.summary && plan->training)
    printTrainingMemory(*plan, shown());
  if (options.emit == Output::Header)
    return writeText([&](llvm::raw_ostream &out) { out << makeHeader(*plan); });
  if (failed(runPhase(Phase::Llvm)))
    return 1;
  if (options.emit == Output::LlvmDialect || options.stopAfter)
    return writeText([&](llvm::raw_ostream &out) { (*module)->print(out); });
  return generateFiles(*plan, *target);
}

int Compilation::generateFiles(const ModelPlan &plan, const Target &target) {
  std::string stem = options.output == "-" ? plan.name : options.output;
  TemporaryFile weights;
  if (auto code = weights.create(stem, ".weights"))
    return fail("cannot write beside '" + options.output + "': " + code.message());
  weights.close();
  if (auto error = writeWeights(plan, weights.path))
    return fail(llvm::toString(std::move(error)));
  llvm::LLVMContext llvmContext;
  bool text = options.emit == Output::Llvm || options.emit == Output::Assembly;
  std::string weightsName = text ? stem + ".weights" : weights.path.str().str();
  auto code = translateToLlvm(*module, plan, target, weightsName, options.emit == Output::Assembly, llvmContext);
  if (!code)
    return 1;
  module.release().erase();
  if (auto error = optimize(*code, target, options.optLevel))
    return fail(llvm::toString(std::move(error)));
  if (text)
    return writeCodeAsText(*code, target, weights, weightsName);
  return writeObject(*code, target, stem);
}

/// Assembly and LLVM IR name the file of the parameters, which stays beside
/// them. (With text to standard output it is named, but not kept.)
int Compilation::writeCodeAsText(llvm::Module &code, const Target &target, TemporaryFile &weights,
                                 const std::string &weightsName) {
  SmallString<0> buffer;
  llvm::raw_svector_ostream stream(buffer);
  if (options.emit == Output::Llvm)
    code.print(stream, nullptr);
  else if (auto error = emitMachineCode(code, target, options.optLevel, /*assembly=*/true, stream))
    return fail(llvm::toString(std::move(error)));
  auto [before, after] = buffer.str().split(weightsPlaceholder);
  int status = writeText([&, before = before, after = after](llvm::raw_ostream &out) {
    out << before;
    if (before.size() != buffer.size())
      out << ".incbin \"" << weightsName << '"' << after;
  });
  if (status == 0 && options.output != "-")
    if (auto error = weights.keep(weightsName))
      return fail("cannot write '" + weightsName + "': " + error.message());
  return status;
}

int Compilation::writeObject(llvm::Module &code, const Target &target, StringRef stem) {
  TemporaryFile object;
  if (auto error = object.create(stem, ".o"))
    return fail("cannot write beside '" + options.output + "': " + error.message());
  {
    llvm::raw_fd_ostream out(object.descriptor, /*shouldClose=*/true);
    if (auto error = emitMachineCode(code, target, options.optLevel, /*assembly=*/false, out))
      return fail(llvm::toString(std::move(error)));
    out.flush();
    bool broken = out.has_error();
    out.clear_error();
    if (broken)
      return fail("cannot write '" + options.output + "': the disk may be full");
  }
  if (options.emit == Output::Library)
    return link(object, target, stem);
  if (auto error = object.keep(options.output))
    return fail("cannot write '" + options.output + "': " + error.message());
  return 0;
}

int Compilation::link(const TemporaryFile &object, const Target &target, StringRef stem) {
  TemporaryFile library;
  if (auto error = library.create(stem, ".so"))
    return fail("cannot write beside '" + options.output + "': " + error.message());
  library.close();
  if (auto error = linkLibrary(object.path, target, options.installDir, library.path))
    return fail(llvm::toString(std::move(error)));
  if (auto error = library.keep(options.output))
    return fail("cannot write '" + options.output + "': " + error.message());
  return 0;
}

} // namespace

Phase cnnc::lastPhase(const CompileOptions &options) {
  if (options.stopAfter)
    return *options.stopAfter;
  switch (options.emit) {
  case Output::Summary:
    if (options.pipeline.train)
      return Phase::Loops; // The plan of memory follows from it.
    return options.pipeline.splitSeparable >= 0 ? Phase::Graph : Phase::Cnn;
  case Output::Cnn:
  case Output::Parameters:
  case Output::Dot:
  case Output::Onnx:
  case Output::Net:
    return Phase::Cnn;
  case Output::Graph:
    return Phase::Graph;
  case Output::Kernel:
  case Output::Explanation:
    return Phase::Kernel;
  case Output::Loops:
    return Phase::Loops;
  default:
    return Phase::Llvm;
  }
}

int cnnc::compile(const CompileOptions &options) { return Compilation(options).run(); }
