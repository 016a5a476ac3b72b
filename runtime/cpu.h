//===- cpu.h - What the processor can do ------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library is compiled for one processor. Running it on a lesser one would end
// in SIGILL somewhere inside a kernel, so instances check once, when made.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_RUNTIME_CPU_H
#define CNNC_RUNTIME_CPU_H

#include <cstdint>

namespace cnnc {

/// The cnnc_feature bits that both this processor and its system support.
uint32_t hostFeatures();

} // namespace cnnc

#endif // CNNC_RUNTIME_CPU_H
