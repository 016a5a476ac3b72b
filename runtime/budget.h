//===- budget.h - How many threads may be busy at once ----------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several instances of a library that run at once, each with as many threads as
// there are processors, would take turns on them: threads wait for threads that
// have no processor, and caches are refilled at each turn. So all instances of
// a library share one count of busy threads, those that compute or spin. A
// thread that calls cnn_run is always busy, it is the host's; a worker becomes
// so only where a processor is left over, and gives way, at the end of a chunk
// or while it spins, once there are more busy threads than processors. Two
// instances on two processors thus run on a thread each, and when one of them
// ends its run, the other one's worker comes back at its next step.
//
// Libraries know nothing of each other, nor of the host's other threads: for
// their sake threads that spin for long offer their processor (pool.cpp).
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_BUDGET_H
#define CNNC_RUNTIME_BUDGET_H

#include <cstdint>

namespace cnnc {

/// Counts the processors that the calling thread may use among those of the
/// library. Threads that it starts may use the same ones.
void addProcessors();

/// A thread of the host begins and ends a run.
void beginRun();
void endRun();

/// Makes a worker busy if a processor is left over for it.
bool tryBecomeBusy();
void becomeIdle();

/// Makes a busy worker idle if there are more busy threads than processors.
bool giveWay();

/// Processors that no busy thread needs; an estimate by the time it is used.
int32_t spareProcessors();

} // namespace cnnc

#endif // CNNC_RUNTIME_BUDGET_H
