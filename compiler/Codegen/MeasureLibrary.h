//===- MeasureLibrary.h - Running a compiled network to see how fast it is
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_MEASURELIBRARY_H
#define CNNC_COMPILER_CODEGEN_MEASURELIBRARY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace cnnc {

struct MeasureOptions {
  uint32_t batch = 1;
  uint64_t coldBytes = 0; ///< read between two runs, as the rest of a network would
  double seconds = 0.3;   ///< to spend, but for the least number of runs
  unsigned leastRuns = 10;
};

/// The least time of a step in some runs of one thread.
struct MeasuredStep {
  std::string name, kind;
  double seconds = 0;
};

/// Loads a library of this compiler's, made for this machine, and runs it on
/// made-up inputs. The steps in their order.
llvm::Expected<std::vector<MeasuredStep>> measureLibrary(llvm::StringRef path, const MeasureOptions &options);

} // namespace cnnc

#endif // CNNC_COMPILER_CODEGEN_MEASURELIBRARY_H
