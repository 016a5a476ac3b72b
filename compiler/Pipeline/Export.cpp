//===- Export.cpp - A network in another compiler's format
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Export.h"
#include "compiler/Export/Onnx/OnnxExport.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"

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
