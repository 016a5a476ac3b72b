//===- Export.cpp - A network in another compiler's format
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Export.h"
#include "compiler/Export/Net/NetExport.h"
#include "compiler/Export/Onnx/OnnxExport.h"
#include "compiler/Frontend/Net/NetImport.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace cnnc;

std::optional<std::string> cnnc::exportNetwork(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addPass(createInitializeParameters());
  if (failed(pm.run(module)))
    return std::nullopt;
  // Into memory first: no part of a file is left after an error.
  std::string text;
  llvm::raw_string_ostream out(text);
  if (failed(onnx_export::exportOnnx(module, out)))
    return std::nullopt;
  return text;
}

//===----------------------------------------------------------------------===//
// Net
//===----------------------------------------------------------------------===//

/// The values of `from` under the names of `to`, one by one.
static std::optional<std::string> writeSafetensors(ArrayRef<Attribute> from, MutableArrayRef<cnn::ParameterOp> to) {
  std::string data;
  llvm::json::Object header;
  for (auto [value, parameter] : llvm::zip_equal(from, to)) {
    auto floats = cnn::ConstantFloats::get(value);
    if (!floats) {
      mlir::emitError(parameter.getLoc()) << "the values of '" << parameter.getSymName() << "' are not at hand";
      return std::nullopt;
    }
    size_t begin = data.size();
    data.append(reinterpret_cast<const char *>(floats->values().data()), floats->size() * sizeof(float));
    header[parameter.getSymName()] =
        llvm::json::Object{{"dtype", "F32"},
                           {"shape", llvm::json::Array(cast<RankedTensorType>(parameter.getType()).getShape())},
                           {"data_offsets", llvm::json::Array{int64_t(begin), int64_t(data.size())}}};
  }
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(std::move(header));
  text.append(-text.size() % 8, ' '); // Floats are aligned.
  char size[8];
  llvm::support::endian::write64le(size, text.size());
  return std::string(size, sizeof(size)) + text + data;
}

std::optional<NetFiles> cnnc::exportProgram(ModuleOp module, bool withWeights) {
  FailureOr<net_export::Program> program = net_export::exportNet(module);
  if (failed(program))
    return std::nullopt;
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBuffer(program->text, "program"), llvm::SMLoc());
  OwningOpRef<ModuleOp> readBack = net::importNet(sources, module.getContext());
  if (!readBack || failed(net_export::checkSame(module, *program, *readBack)))
    return std::nullopt;
  NetFiles files = {program->text, ""};
  if (!withWeights)
    return files;
  auto named = llvm::to_vector(readBack->getOps<cnn::ParameterOp>());
  auto weights = writeSafetensors(program->parameters, named);
  if (!weights)
    return std::nullopt;
  files.weights = std::move(*weights);
  return files;
}
