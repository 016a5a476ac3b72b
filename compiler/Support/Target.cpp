//===- Target.cpp - The processor that is compiled for
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Support/Target.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace llvm;

namespace cnnc {

std::string Target::isaName() const {
  switch (isa) {
  case Isa::Avx512:
    return "avx512";
  case Isa::Avx2:
    return "avx2";
  case Isa::Neon:
    return "neon";
  }
  return "";
}

std::string Target::arch() const { return Triple(triple).getArchName().str(); }

/// LLVM's registries are plain lists: passes on several threads must not fill
/// them at once.
static void initializeLlvm() {
  static const bool done = [] {
    InitializeAllTargetInfos();
    InitializeAllTargets();
    InitializeAllTargetMCs();
    InitializeAllAsmPrinters();
    InitializeAllAsmParsers();
    return true;
  }();
  (void)done;
}

static std::string hostFeatures() {
  SubtargetFeatures features;
  for (auto &[name, enabled] : sys::getHostCPUFeatures())
    features.AddFeature(name, enabled);
  return features.getString();
}

static void useIsa(Target &target, Isa isa) {
  target.isa = isa;
  if (isa == Isa::Avx2) {
    target.loadsPerCycle = 1.6;
  } else if (isa == Isa::Avx512) {
    target.lanes = 16;
    target.registers = 32;
    target.l1Bytes = 48 << 10;
  } else if (isa == Isa::Neon) {
    target.lanes = 4;
    target.registers = 32;
    target.l1Bytes = 64 << 10;
  }
}

/// Intel's servers since Golden Cove, with L2 caches of 2 MB that write 16 bytes a cycle.
static bool isGoldenCove(StringRef cpu) {
  return StringSwitch<bool>(cpu)
      .Cases({"sapphirerapids", "emeraldrapids", "graniterapids", "graniterapids-d"}, true)
      .Default(false);
}

/// Whether many cores share the last-level cache over a mesh: each has little of its bandwidth.
static bool hasMesh(StringRef cpu) {
  return isGoldenCove(cpu) || StringSwitch<bool>(cpu)
                                  .Cases({"skylake-avx512", "cascadelake", "cooperlake", "icelake-server"}, true)
                                  .Default(false);
}

Expected<Target> Target::create(const std::string &triple, const std::string &cpu) {
  initializeLlvm();
  Target target;
  Triple host(sys::getDefaultTargetTriple()), wanted(Triple::normalize(triple.empty() ? host.str() : triple));
  target.triple = wanted.str();
  bool x86 = wanted.getArch() == Triple::x86_64, arm = wanted.getArch() == Triple::aarch64;
  if ((!x86 && !arm) || !wanted.isOSLinux())
    return createStringError("cannot compile for '" + target.triple +
                             "': expected an x86_64 or aarch64 Linux triple, such as aarch64-linux-gnu");
  bool native = wanted.getArch() == host.getArch() && (cpu.empty() || cpu == "native");
  if (cpu == "native" && !native)
    return createStringError("--mcpu=native is this machine's processor and does not fit '" + target.triple + "'");
  target.cpu = native ? sys::getHostCPUName().str() : cpu;
  if (target.cpu.empty())
    target.cpu = x86 ? "x86-64-v3" : "generic";
  if (native)
    target.features = hostFeatures();

  // A subtarget of an unknown processor would print a warning of its own.
  std::string error;
  const llvm::Target *found = TargetRegistry::lookupTarget(wanted, error);
  std::unique_ptr<MCSubtargetInfo> generic(found ? found->createMCSubtargetInfo(wanted, "", "") : nullptr);
  if (!generic)
    return createStringError("LLVM cannot generate code for '" + target.triple + "'");
  if (!generic->isCPUStringValid(target.cpu))
    return createStringError("unknown processor '" + target.cpu + "' for --mcpu; `llc -mcpu=help` lists LLVM's names");

  auto machine = target.createMachine(/*optLevel=*/2);
  if (!machine)
    return machine.takeError();
  const MCSubtargetInfo &info = *(*machine)->getMCSubtargetInfo();
  if (arm)
    useIsa(target, Isa::Neon);
  else if (info.checkFeatures("+avx512f,+avx512bw,+avx512dq,+avx512vl"))
    useIsa(target, Isa::Avx512);
  else if (info.checkFeatures("+avx2,+fma"))
    useIsa(target, Isa::Avx2);
  else
    return createStringError("'" + target.cpu +
                             "' has no AVX2 and FMA, the least that cnnc compiles for on x86-64; "
                             "use --mcpu=x86-64-v3 or a newer processor");
  // These do a vector of 512 bits in two halves, or have one unit for it.
  if (target.isa == Isa::Avx512 &&
      StringSwitch<bool>(target.cpu)
          .Cases({"znver4", "cannonlake", "icelake-client", "tigerlake", "rocketlake"}, true)
          .Default(false))
    target.fmaPerCycle = 1;
  target.l2Bytes = StringSwitch<int64_t>(target.cpu)
                       .Cases({"haswell", "broadwell", "skylake"}, 256 << 10)
                       .Cases({"znver1", "znver2", "znver3", "icelake-client", "rocketlake"}, 512 << 10)
                       .Default(target.l2Bytes);
  if (hasMesh(target.cpu)) {
    target.l3BytesPerCycle = 10;
    target.memoryBytesPerCycle = 5;
    target.coldBytesPerCycle = 6;
  }
  if (isGoldenCove(target.cpu)) {
    target.l2Bytes = 2 << 20;
    target.l2BytesPerCycle = 24;
    target.operandBytesPerCycle = 20;
    target.broadcastCycles = 0.03;
  }
  // A mesh gives little more than memory does, and less where a line is fetched to be written.
  if (hasMesh(target.cpu))
    target.keptBytes = target.l2Bytes / 2;
  target.hasBf16Dot = target.isa == Isa::Avx512 && info.checkFeatures("+avx512bf16");
  return target;
}

Error Target::checkRunsHere() const {
  Triple wanted(triple), host(sys::getDefaultTargetTriple());
  if (wanted.getArch() != host.getArch())
    return createStringError("code for " + arch() + " does not run on this machine, which is " + host.getArchName());
  if (wanted.getArch() != Triple::x86_64)
    return Error::success();
  SmallVector<StringRef, 64> needed;
  X86::getFeaturesForCPU(cpu, needed);
  StringMap<bool> present = sys::getHostCPUFeatures();
  for (StringRef feature : needed)
    // What the host's list does not name, such as a way of tuning, nothing needs.
    if (auto found = present.find(feature); found != present.end() && !found->second && features.empty())
      return createStringError("code for '" + cpu + "' does not run on this machine, whose processor has no " +
                               feature);
  return Error::success();
}

Error Target::setPrecision(const std::string &precision) {
  if (precision != "f32" && precision != "bf16")
    return createStringError("unknown precision '" + precision + "' for --precision: expected f32 or bf16");
  useBf16 = precision == "bf16";
  if (useBf16 && !hasBf16Dot)
    return createStringError("--precision=bf16 needs a processor with AVX512-BF16, which '" + cpu +
                             "' does not have; name one with --mcpu, such as cooperlake, sapphirerapids or znver4");
  return Error::success();
}

Expected<std::unique_ptr<TargetMachine>> Target::createMachine(unsigned optLevel) const {
  std::string error;
  Triple parsed(triple);
  const llvm::Target *found = TargetRegistry::lookupTarget(parsed, error);
  if (!found)
    return createStringError(error);
  CodeGenOptLevel level = optLevel == 0   ? CodeGenOptLevel::None
                          : optLevel == 1 ? CodeGenOptLevel::Less
                          : optLevel == 2 ? CodeGenOptLevel::Default
                                          : CodeGenOptLevel::Aggressive;
  TargetOptions options;
  std::unique_ptr<TargetMachine> machine(
      found->createTargetMachine(parsed, cpu, features, options, Reloc::PIC_, std::nullopt, level));
  if (!machine)
    return createStringError("LLVM cannot generate code for '" + triple + "'");
  return machine;
}

} // namespace cnnc
