//===- Dump.cpp - The module after each pass, in files
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Pipeline.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace cnnc;

namespace {

class DumpPass final : public PassWrapper<DumpPass, OperationPass<ModuleOp>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DumpPass)

  DumpPass(std::string directory, std::string name, std::shared_ptr<int> counter)
      : directory(std::move(directory)), name(std::move(name)), counter(std::move(counter)) {}

  StringRef getName() const override { return "dump"; }

  void runOnOperation() override {
    SmallString<128> path(directory);
    std::string file = llvm::formatv("{0,0+2}-{1}.mlir", ++*counter, name);
    llvm::sys::path::append(path, file);
    std::error_code code = llvm::sys::fs::create_directories(directory);
    if (!code) {
      llvm::raw_fd_ostream out(path, code);
      // Elided constants still parse: a resource without its data is legal.
      auto flags = OpPrintingFlags().elideLargeElementsAttrs(16).elideLargeResourceString(16).enableDebugInfo(
          /*enable=*/true, /*prettyForm=*/false);
      if (!code) {
        getOperation()->print(out, flags);
        out.close();
        code = out.error();
        out.clear_error(); // Or its destructor ends the program.
        if (code)
          llvm::sys::fs::remove(path);
      }
    }
    if (code) {
      emitError(UnknownLoc::get(&getContext())) << "cannot write '" << path << "': " << code.message();
      signalPassFailure();
    }
  }

private:
  std::string directory, name;
  std::shared_ptr<int> counter;
};

} // namespace

std::unique_ptr<Pass> cnnc::createDumpPass(std::string directory, std::string name, std::shared_ptr<int> counter) {
  return std::make_unique<DumpPass>(std::move(directory), std::move(name), std::move(counter));
}
