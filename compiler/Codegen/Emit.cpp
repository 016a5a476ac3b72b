//===- Emit.cpp - Optimisation and machine code
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernels come out of the generator with their registers counted: what
// LLVM adds to them is address arithmetic and instruction selection. Loop
// unrolling and the vectorisers are off, since the scheduler would then move
// loads apart from their uses and spill the accumulators.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/Codegen.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;
using namespace cnnc;

Error cnnc::optimize(Module &module, const Target &target, unsigned optLevel) {
  auto machine = target.createMachine(optLevel);
  if (!machine)
    return machine.takeError();
  PipelineTuningOptions tuning;
  tuning.LoopUnrolling = false;
  tuning.LoopInterleaving = false;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PassBuilder builder(machine->get(), tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  OptimizationLevel level = optLevel == 0   ? OptimizationLevel::O0
                            : optLevel == 1 ? OptimizationLevel::O1
                                            : OptimizationLevel::O2;
  ModulePassManager passes =
      optLevel == 0 ? builder.buildO0DefaultPipeline(level) : builder.buildPerModuleDefaultPipeline(level);
  passes.run(module, modules);
  return Error::success();
}

Error cnnc::emitMachineCode(Module &module, const Target &target, unsigned optLevel, bool assembly,
                            raw_pwrite_stream &out) {
  auto machine = target.createMachine(optLevel);
  if (!machine)
    return machine.takeError();
  legacy::PassManager passes;
  CodeGenFileType type = assembly ? CodeGenFileType::AssemblyFile : CodeGenFileType::ObjectFile;
  if ((*machine)->addPassesToEmitFile(passes, out, nullptr, type))
    return createStringError("LLVM cannot emit this file type for '" + target.triple + "'");
  passes.run(module);
  return Error::success();
}

/// Writes the elements; returns their bytes, nothing where they are not there.
static std::optional<uint64_t> writeBlob(raw_ostream &out, mlir::ElementsAttr value) {
  if (auto floats = cnn::ConstantFloats::get(mlir::Attribute(value))) {
    ArrayRef<float> values = floats->values();
    out.write(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float));
    return values.size() * sizeof(float);
  }
  uint64_t bytes = uint64_t(value.getNumElements()) * (value.getElementType().getIntOrFloatBitWidth() / 8);
  if (auto resource = mlir::dyn_cast<mlir::DenseResourceElementsAttr>(value)) {
    const mlir::AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob || blob->getData().size() != bytes)
      return std::nullopt;
    out.write(blob->getData().data(), bytes);
    return bytes;
  }
  auto dense = mlir::dyn_cast<mlir::DenseElementsAttr>(value);
  if (!dense)
    return std::nullopt;
  ArrayRef<char> raw = dense.getRawData();
  for (uint64_t done = 0; done < bytes; done += raw.size()) // A splat holds one element.
    out.write(raw.data(), raw.size());
  return bytes;
}

Error cnnc::writeWeights(const ModelPlan &plan, StringRef path) {
  std::error_code code;
  raw_fd_ostream out(path, code);
  if (code)
    return createStringError(code, "cannot write '" + path + "': " + code.message());
  uint64_t position = 0;
  for (const ModelPlan::Blob &blob : plan.weights) {
    out.write_zeros(blob.offset - position);
    auto size = writeBlob(out, blob.value);
    if (!size)
      return createStringError("the values of some parameters are not there (a dump elides them)");
    position = blob.offset + *size;
    // Written once, needed no more: a large network's memory halves here.
    if (auto resource = mlir::dyn_cast<mlir::DenseResourceElementsAttr>(blob.value))
      if (mlir::AsmResourceBlob *data = resource.getRawHandle().getBlob())
        *data = mlir::AsmResourceBlob();
  }
  out.write_zeros(plan.weightBytes - position);
  out.close();
  if (out.has_error()) {
    code = out.error();
    out.clear_error();
    return createStringError(code, "cannot write '" + path + "': " + code.message());
  }
  return Error::success();
}
