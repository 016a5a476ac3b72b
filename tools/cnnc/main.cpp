//===- main.cpp - cnnc: compile a network into a library
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Compile.h"
#include "tools/cnnc/Options.h"

int main(int argc, char **argv) {
  cnnc::CompileOptions options;
  if (std::optional<int> code = cnnc::parseOptions(argc, argv, options))
    return *code;
  return cnnc::compile(options);
}
