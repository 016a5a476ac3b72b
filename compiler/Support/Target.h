//===- Target.h - The processor that is compiled for
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vector widths differ in this struct, never in the kernel generator's code.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_SUPPORT_TARGET_H
#define CNNC_COMPILER_SUPPORT_TARGET_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
}

namespace cnnc {

enum class Isa { Avx512, Avx2, Neon };

/// What the compiler knows of a processor.
struct Target {
  std::string triple;   ///< "x86_64-linux-gnu"
  std::string cpu;      ///< LLVM's name: "znver5", "x86-64-v3"
  std::string features; ///< LLVM's feature string
  Isa isa = Isa::Avx2;
  int64_t lanes = 8;       ///< f32 in a vector
  int64_t registers = 16;  ///< vector registers
  int64_t fmaPerCycle = 2; ///< vector FMAs
  /// By how much vector instructions other than loads take longer than on a processor of two a cycle.
  double vectorCost() const { return 2.0 / double(fmaPerCycle); }
  int64_t fmaLatency = 4;   ///< cycles
  double loadsPerCycle = 2; ///< of vectors and broadcasts, beside multiply-adds: what is reached
  int64_t l1Bytes = 32 << 10;
  int64_t l2Bytes = 1 << 20;  ///< of a core
  int64_t l3Bytes = 16 << 20; ///< of the last-level cache, what one core may count on
  /// Of a result that is read after many others: a larger one is written past the caches.
  int64_t keptBytes = 16 << 20;
  double l2BytesPerCycle = 32;
  double l3BytesPerCycle = 24;
  double memoryBytesPerCycle = 8;
  double nearBytesPerCycle = 24; ///< weights that the second-level cache could hold, from where other layers left them
  double coldBytesPerCycle = 13; ///< weights that other layers have displaced, from the last-level cache or memory
  /// At which products read what they broadcast from the second-level cache, in addition
  /// to their multiply-adds; 0: these hide it.
  double operandBytesPerCycle = 0;
  double broadcastCycles = 0; ///< by which a broadcast makes a step of products longer
  double maxError = 1e-5;     ///< that an algorithm may cause, relative to a layer's largest result
  int64_t batch = 1;          ///< pictures that a run is expected to have
  int64_t maxBlocks = 4;      ///< blocks of output channels worth a tile
  /// Whether it multiplies and adds pairs of bf16 into f32 (AVX512-BF16).
  bool hasBf16Dot = false;
  /// Whether kernels hand each other bf16: --precision=bf16.
  bool useBf16 = false;

  /// "avx512", "avx2", "neon".
  std::string isaName() const;
  /// "x86_64" or "aarch64": the runtime archive's folder.
  std::string arch() const;

  /// From the command line's words; empty: this machine. `cpu` "native" is
  /// this machine's processor. Fails for what LLVM or cnnc cannot compile for.
  static llvm::Expected<Target> create(const std::string &triple, const std::string &cpu);

  /// Fails where this machine cannot run the code, and says what it lacks.
  llvm::Error checkRunsHere() const;

  /// Sets useBf16 from the command line's word, "f32" or "bf16". Fails for
  /// another word, and for bf16 where the processor has no products of it.
  llvm::Error setPrecision(const std::string &precision);

  /// LLVM's target machine, for position-independent code.
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createMachine(unsigned optLevel) const;
};

} // namespace cnnc

#endif // CNNC_COMPILER_SUPPORT_TARGET_H
