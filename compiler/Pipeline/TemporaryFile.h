//===- TemporaryFile.h - A file that vanishes unless it is kept
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_TEMPORARYFILE_H
#define CNNC_COMPILER_PIPELINE_TEMPORARYFILE_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"

namespace cnnc {

/// A file beside the output that vanishes, on signals too, unless it is kept.
struct TemporaryFile {
  llvm::SmallString<128> path;
  int descriptor = -1;

  std::error_code create(llvm::StringRef stem, llvm::StringRef suffix) {
    std::error_code code = llvm::sys::fs::createUniqueFile(stem + ".%%%%%%" + suffix, descriptor, path);
    if (code)
      path.clear();
    else
      llvm::sys::RemoveFileOnSignal(path);
    return code;
  }
  void close() { llvm::sys::Process::SafelyCloseFileDescriptor(descriptor); }
  /// Gives the file its name, in one step.
  std::error_code keep(llvm::StringRef name) {
    std::error_code code = llvm::sys::fs::rename(path, name);
    if (!code) {
      llvm::sys::DontRemoveFileOnSignal(path);
      path.clear();
    }
    return code;
  }
  ~TemporaryFile() {
    if (path.empty())
      return;
    llvm::sys::fs::remove(path);
    llvm::sys::DontRemoveFileOnSignal(path);
  }
};

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_TEMPORARYFILE_H
