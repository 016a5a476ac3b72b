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
#include "compiler/Pipeline/Inspect.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ToolOutputFile.h"
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
  }

  int run();

private:
  LogicalResult import();
  LogicalResult runPhase(Phase phase);
  Phase lastPhase() const;
  int writeText(llvm::function_ref<void(llvm::raw_ostream &)> write);
  int generate();
  int generateFiles(const ModelPlan &plan, const Target &target);

  const CompileOptions &options;
  MLIRContext context;
  llvm::SourceMgr sources;
  OwningOpRef<ModuleOp> module;
};

LogicalResult Compilation::import() {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(options.input);
  if (!buffer) {
    fail("cannot read '" + options.input + "': " + buffer.getError().message());
    return failure();
  }
  sources.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  StringRef extension = llvm::sys::path::extension(options.input);
  if (extension == ".mlir")
    module = parseSourceFile<ModuleOp>(sources, ParserConfig(&context));
  else
    module = net::importNet(sources, &context);
  if (!module)
    return failure();
  (*module)->setAttr("cnn.seed", OpBuilder(&context).getI64IntegerAttr(options.seed));
  return success();
}

LogicalResult Compilation::runPhase(Phase phase) {
  PassManager pm(&context);
  if (options.timing)
    pm.enableTiming();
  buildPhase(pm, phase, options.pipeline);
  return pm.run(*module);
}

Phase Compilation::lastPhase() const {
  if (options.stopAfter)
    return *options.stopAfter;
  switch (options.emit) {
  case Output::Cnn:
  case Output::Parameters:
  case Output::Summary:
  case Output::Dot:
    return Phase::Cnn;
  case Output::Graph:
    return Phase::Graph;
  case Output::Kernel:
    return Phase::Kernel;
  case Output::Loops:
    return Phase::Loops;
  default:
    return Phase::Llvm;
  }
}

int Compilation::writeText(llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (options.output == "-") {
    write(llvm::outs());
    return 0;
  }
  llvm::Error error = llvm::writeToOutput(options.output, [&](llvm::raw_ostream &out) {
    write(out);
    return llvm::Error::success();
  });
  if (error)
    return fail("cannot write '" + options.output + "': " + llvm::toString(std::move(error)));
  return 0;
}

int Compilation::run() {
  SourceMgrDiagnosticHandler handler(sources, &context);
  if (failed(import()))
    return 1;
  Phase last = lastPhase();
  if (failed(runPhase(Phase::Cnn)))
    return 1;
  if (!options.weights.empty() && failed(loadWeights(*module, options.weights)))
    return 1;
  switch (options.emit) {
  case Output::Parameters:
    return writeText([&](llvm::raw_ostream &out) { printParameters(*module, out); });
  case Output::Summary:
    return writeText([&](llvm::raw_ostream &out) { printSummary(*module, out); });
  case Output::Dot:
    return writeText([&](llvm::raw_ostream &out) { printDot(*module, out); });
  default:
    break;
  }
  for (Phase phase : {Phase::Graph, Phase::Kernel, Phase::Loops})
    if (last >= phase && failed(runPhase(phase)))
      return 1;
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
  if (options.emit == Output::Header)
    return writeText([&](llvm::raw_ostream &out) { out << makeHeader(*plan); });
  if (failed(runPhase(Phase::Llvm)))
    return 1;
  if (options.emit == Output::LlvmDialect || options.stopAfter)
    return writeText([&](llvm::raw_ostream &out) { (*module)->print(out); });
  return generateFiles(*plan, *target);
}

int Compilation::generateFiles(const ModelPlan &plan, const Target &target) {
  // Assembly and LLVM IR name the file of the parameters, which stays beside
  // them; objects and libraries swallow a temporary one.
  bool text = options.emit == Output::Llvm || options.emit == Output::Assembly;
  std::string stem = options.output == "-" ? plan.name : options.output;
  SmallString<128> weights(stem + ".weights");
  int fd;
  auto unique = [&](StringRef suffix, SmallString<128> &path) -> std::error_code {
    return llvm::sys::fs::createUniqueFile(stem + ".%%%%%%" + suffix, fd, path);
  };
  if (!text || options.output == "-") {
    if (auto code = unique(".weights", weights))
      return fail("cannot write beside '" + options.output + "': " + code.message());
    llvm::sys::Process::SafelyCloseFileDescriptor(fd);
  }
  llvm::FileRemover removeWeights(weights, /*deleteIt=*/!text);
  if (auto error = writeWeights(plan, weights)) {
    llvm::sys::fs::remove(weights);
    return fail(llvm::toString(std::move(error)));
  }
  llvm::LLVMContext llvmContext;
  auto code = translateToLlvm(*module, plan, target, weights, llvmContext);
  if (!code)
    return 1;
  module.release().erase();
  if (auto error = optimize(*code, target, options.optLevel))
    return fail(llvm::toString(std::move(error)));
  if (options.emit == Output::Llvm)
    return writeText([&](llvm::raw_ostream &out) { code->print(out, nullptr); });
  // The machine code goes beside the output and is renamed when it is whole.
  SmallString<128> object;
  if (auto error = unique(".o", object))
    return fail("cannot write beside '" + options.output + "': " + error.message());
  llvm::FileRemover removeObject(object);
  bool broken = false;
  {
    llvm::raw_fd_ostream out(fd, /*shouldClose=*/true);
    if (auto error = emitMachineCode(*code, target, options.optLevel, options.emit == Output::Assembly, out))
      return fail(llvm::toString(std::move(error)));
    broken = out.has_error();
    out.clear_error();
  }
  if (broken)
    return fail("cannot write '" + options.output + "': the disk may be full");
  if (options.emit == Output::Library) {
    SmallString<128> library;
    if (auto error = unique(".so", library))
      return fail("cannot write beside '" + options.output + "': " + error.message());
    llvm::sys::Process::SafelyCloseFileDescriptor(fd);
    llvm::FileRemover removeLibrary(library);
    if (auto error = linkLibrary(object, target, options.installDir, library))
      return fail(llvm::toString(std::move(error)));
    if (auto error = llvm::sys::fs::rename(library, options.output))
      return fail("cannot write '" + options.output + "': " + error.message());
    removeLibrary.releaseFile();
    return 0;
  }
  if (options.output == "-") {
    auto buffer = llvm::MemoryBuffer::getFile(object);
    if (!buffer)
      return fail("cannot read '" + object + "': " + buffer.getError().message());
    llvm::outs() << (*buffer)->getBuffer();
    return 0;
  }
  if (auto error = llvm::sys::fs::rename(object, options.output))
    return fail("cannot write '" + options.output + "': " + error.message());
  removeObject.releaseFile();
  return 0;
}

} // namespace

int cnnc::compile(const CompileOptions &options) { return Compilation(options).run(); }
