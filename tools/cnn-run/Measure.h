//===- Measure.h - Benchmarks and profiles ----------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both run the session again and again for the time that --seconds gives.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_MEASURE_H
#define CNNC_TOOLS_CNN_RUN_MEASURE_H

#include "Session.h"

namespace cnnrun {

/// Prints the distribution of the time of a run (--benchmark).
Status benchmark(Session &session, const Options &options);

/// Prints the time of every step (--profile).
Status profile(Session &session, const Options &options);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_MEASURE_H
