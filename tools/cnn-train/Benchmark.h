//===- Benchmark.h - The time of a step ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_BENCHMARK_H
#define CNNC_TOOLS_CNN_TRAIN_BENCHMARK_H

#include "Options.h"
#include "Trainer.h"

namespace cnnc::train {

/// Times steps with random pictures and classes (--benchmark), and prints one
/// line of JSON: milliseconds of a step, the process's peak memory in MiB.
Status runBenchmark(const TrainingLibrary &library, const Options &options);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_BENCHMARK_H
