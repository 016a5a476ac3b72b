//===- budget.cpp - How many threads may be busy at once ------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The processors are all those that a creator of an instance could use, and
// not, say, those of one of them: a host that pins instances to different parts
// of a machine has the whole of it.
//
//===----------------------------------------------------------------------===//

#include "budget.h"

#include <atomic>
#include <sched.h>

using namespace cnnc;

namespace {

constexpr unsigned wordBits = 64;

/// One bit for each processor.
std::atomic<uint64_t> processorBits[CPU_SETSIZE / wordBits];

// Where the system does not say which processors there are, there is no bound.
constexpr int32_t unbounded = INT32_MAX;
alignas(64) std::atomic<int32_t> processors{unbounded};
alignas(64) std::atomic<int32_t> busy{0};

} // namespace

void cnnc::addProcessors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) != 0)
    return;
  for (unsigned i = 0; i < CPU_SETSIZE; ++i)
    if (CPU_ISSET(i, &set))
      processorBits[i / wordBits].fetch_or(uint64_t(1) << (i % wordBits));
  int32_t count = 0;
  for (auto &word : processorBits)
    for (uint64_t bits = word.load(); bits != 0; bits &= bits - 1)
      ++count;
  // Bits are only ever added. Who counted fewer than another thread must not
  // have the last word.
  int32_t seen = processors.load();
  while ((seen == unbounded || seen < count) && !processors.compare_exchange_weak(seen, count))
    continue;
}

void cnnc::beginRun() { busy.fetch_add(1); }
void cnnc::endRun() { busy.fetch_sub(1); }
void cnnc::becomeIdle() { busy.fetch_sub(1); }

bool cnnc::tryBecomeBusy() {
  int32_t seen = busy.load();
  while (seen < processors.load())
    if (busy.compare_exchange_weak(seen, seen + 1))
      return true;
  return false;
}

bool cnnc::giveWay() {
  int32_t seen = busy.load(std::memory_order_relaxed);
  while (seen > processors.load(std::memory_order_relaxed))
    if (busy.compare_exchange_weak(seen, seen - 1))
      return true;
  return false;
}

int32_t cnnc::spareProcessors() { return processors.load() - busy.load(); }
