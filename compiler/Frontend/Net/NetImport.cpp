//===- NetImport.cpp - From a Net source file to a cnn module
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/NetImport.h"
#include "compiler/Frontend/Net/Evaluator.h"
#include "compiler/Frontend/Net/Parser.h"
#include "compiler/Frontend/Net/Resolver.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

static constexpr size_t kMaxSource = 4 << 20;

OwningOpRef<ModuleOp> cnnc::net::importNet(llvm::SourceMgr &sources, MLIRContext *context) {
  context->loadDialect<cnn::CnnDialect, func::FuncDialect>();
  Diagnostics diagnostics(sources, context);
  if (diagnostics.getText().size() > kMaxSource) {
    diagnostics.error(diagnostics.getText().take_front(0))
        << "the file has " << diagnostics.getText().size() << " bytes; at most " << kMaxSource << " are allowed";
    return nullptr;
  }
  Network network = Parser(diagnostics).parse();
  SmallVector<const cnn::LayerSpec *> layers = cnn::getAllLayers(context);
  if (!diagnostics.isFull())
    resolveNames(network, layers, diagnostics);
  if (diagnostics.isFull())
    return nullptr;
  return Evaluator(network, layers, diagnostics).run();
}
