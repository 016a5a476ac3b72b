//===- Files.h - The files on cnnc's command line
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNNC_FILES_H
#define CNNC_TOOLS_CNNC_FILES_H

#include "compiler/Pipeline/Compile.h"
#include "llvm/Support/Error.h"

namespace cnnc {

/// Fails where reading the input might never end, or where the output would
/// take the place of something that is no file, or that the compilation reads.
llvm::Error checkFiles(const CompileOptions &options);

/// Writes out what standard output still holds; fails where it cannot.
llvm::Error finishStandardOutput();

} // namespace cnnc

#endif // CNNC_TOOLS_CNNC_FILES_H
