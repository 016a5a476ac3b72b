//===- Options.h - cnnc's command line
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNNC_OPTIONS_H
#define CNNC_TOOLS_CNNC_OPTIONS_H

#include "compiler/Pipeline/Compile.h"

namespace cnnc {

/// Reads the command line. An exit code where there is nothing to compile:
/// after --help and --version, and after a mistake, which has been printed.
std::optional<int> parseOptions(int argc, char **argv, CompileOptions &options);

} // namespace cnnc

#endif // CNNC_TOOLS_CNNC_OPTIONS_H
