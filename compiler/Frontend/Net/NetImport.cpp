//===- NetImport.cpp - From a Net source file to a cnn module
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/NetImport.h"
#include "compiler/Frontend/Net/Evaluator.h"
#include "compiler/Frontend/Net/Limits.h"
#include "compiler/Frontend/Net/Parser.h"
#include "compiler/Frontend/Net/Resolver.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

/// Before the text is looked at. The messages have no column, so that the line
/// is not shown: it may be too long for that.
static bool fitsLimits(const llvm::MemoryBuffer &buffer, MLIRContext *context) {
  StringRef text = buffer.getBuffer();
  auto errorAtLine = [&](unsigned line) {
    return emitError(FileLineColLoc::get(context, buffer.getBufferIdentifier(), line, /*column=*/0));
  };
  if (text.size() > kMaxSource) {
    errorAtLine(1) << "the file has " << text.size() << " bytes; at most " << kMaxSource << " are allowed";
    return false;
  }
  for (unsigned number = 1; !text.empty(); ++number) {
    StringRef line;
    std::tie(line, text) = text.split('\n');
    if (line.size() <= kMaxLine)
      continue;
    errorAtLine(number) << "the line has " << line.size() << " bytes; at most " << kMaxLine
                        << " are allowed; a list or a pipe goes on in the next line";
    return false;
  }
  return true;
}

OwningOpRef<ModuleOp> cnnc::net::importNet(llvm::SourceMgr &sources, MLIRContext *context) {
  context->loadDialect<cnn::CnnDialect, func::FuncDialect>();
  if (!fitsLimits(*sources.getMemoryBuffer(sources.getMainFileID()), context))
    return nullptr;
  Diagnostics diagnostics(sources, context);
  Network network = Parser(diagnostics).parse();
  SmallVector<const cnn::LayerSpec *> layers = cnn::getAllLayers(context);
  if (!diagnostics.isFull())
    resolveNames(network, layers, diagnostics);
  if (diagnostics.isFull())
    return nullptr;
  return Evaluator(network, layers, diagnostics).run();
}
