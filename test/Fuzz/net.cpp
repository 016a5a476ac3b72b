//===- net.cpp - Any text as a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole front end: from the text to a verified module, with every message
// that there is to say. The tokens of fuzz-net.dict make it go deeper.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/NetImport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

/// Loading the dialects takes longer than a run; but a context keeps every type
/// and attribute that it has seen, so it is a new one from time to time.
static MLIRContext &getContext() {
  static std::unique_ptr<MLIRContext> context;
  static unsigned runs = 0;
  if (runs++ % 1000 == 0) {
    context = std::make_unique<MLIRContext>(MLIRContext::Threading::DISABLED);
    context->loadDialect<arith::ArithDialect>();
    context->getDiagEngine().registerHandler([](Diagnostic &diagnostic) {
      (void)diagnostic.str();
      return success();
    });
  }
  return *context;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::SourceMgr sources;
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, "fuzz.net"), llvm::SMLoc());
  cnnc::net::importNet(sources, &getContext());
  return 0;
}
