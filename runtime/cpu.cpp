//===- cpu.cpp - What the processor can do --------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CPUID is read directly: __builtin_cpu_supports needs a table from libgcc, and
// the archive is linked without it. An instruction set counts only if the
// system also saves its registers (XCR0), which virtual machines may turn off.
//
//===----------------------------------------------------------------------===//

#include "cpu.h"

#include "plan.h"

#if defined(__x86_64__)
#include <cpuid.h>

namespace {

struct CpuidLeaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// All zero when the processor does not know the leaf.
CpuidLeaf cpuid(unsigned leaf, unsigned subleaf) {
  CpuidLeaf regs;
  __get_cpuid_count(leaf, subleaf, &regs.eax, &regs.ebx, &regs.ecx, &regs.edx);
  return regs;
}

/// The register sets that the system saves on a context switch.
unsigned readXcr0() {
  unsigned low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

bool hasAll(unsigned word, unsigned mask) { return (word & mask) == mask; }

} // namespace

uint32_t cnnc::hostFeatures() {
  CpuidLeaf basic = cpuid(1, 0);
  if (!hasAll(basic.ecx, bit_FMA | bit_OSXSAVE | bit_AVX))
    return 0;
  constexpr unsigned ymmState = 0x06, zmmState = 0xe6;
  unsigned saved = readXcr0();
  CpuidLeaf extended = cpuid(7, 0);
  if (!hasAll(saved, ymmState) || !hasAll(extended.ebx, bit_AVX2))
    return 0;

  uint32_t features = CNNC_FEATURE_AVX2_FMA;
  constexpr unsigned avx512 = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  if (!hasAll(saved, zmmState) || !hasAll(extended.ebx, avx512))
    return features;
  features |= CNNC_FEATURE_AVX512;

  // Leaf 7 says in EAX how many subleaves follow.
  constexpr unsigned avx512Bf16 = 1u << 5;
  if (extended.eax >= 1 && hasAll(cpuid(7, 1).eax, avx512Bf16))
    features |= CNNC_FEATURE_AVX512_BF16;
  return features;
}

#else

// Every AArch64 processor has NEON with FMA, which is all that is compiled for.
uint32_t cnnc::hostFeatures() { return 0; }

#endif
