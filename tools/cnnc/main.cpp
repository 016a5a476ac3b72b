//===- main.cpp - cnnc: compile a network into a library
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Compile.h"
#include "tools/cnnc/Files.h"
#include "tools/cnnc/Options.h"
#include "llvm/Support/WithColor.h"
#include <csignal>

/// Past the limit of a file's size, writing shall fail like on a full disk. The
/// signal is blocked rather than ignored, since LLVM sets its own handler, which
/// ends the program; the linker, a child, inherits this.
static void blockFileSizeSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

static int fail(llvm::Error error) {
  llvm::WithColor::error(llvm::errs(), "cnnc") << llvm::toString(std::move(error)) << "\n";
  return 1;
}

int main(int argc, char **argv) {
  blockFileSizeSignal();
  cnnc::CompileOptions options;
  std::optional<int> code = cnnc::parseOptions(argc, argv, options);
  if (!code) {
    if (llvm::Error error = cnnc::checkFiles(options))
      return fail(std::move(error));
    code = cnnc::compile(options);
  }
  if (llvm::Error error = cnnc::finishStandardOutput())
    return fail(std::move(error));
  return *code;
}
