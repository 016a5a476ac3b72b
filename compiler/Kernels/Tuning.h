//===- Tuning.h - Measured times of kernels, in a file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cnnc --tune writes and --tuning reads, a line for each thing, so that it
// can be read, compared and edited:
//
//   cnnc-tuning 1
//   target x86_64 znver5 avx512
//   processor AMD EPYC 9B45
//   layer conv2d(64x56x56, 64x64x3x3, 64) dilations=[1, 1] ...; relu()
//     winograd_conv [4, 4, 14, 14, 2] 263112 ns
//     direct_conv [1, 14, 2] 861204 ns
//
// A layer belongs to the target before it. The first of its kernels that the
// options allow is taken. Lines that begin with # say nothing.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_TUNING_H
#define CNNC_COMPILER_KERNELS_TUNING_H

#include "compiler/Kernels/Selection.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace cnnc {

/// A kernel with a tile, and the time that it took.
struct TunedKernel {
  std::string kernel;
  llvm::SmallVector<int64_t, 3> tile;
  double nanoseconds = 0; ///< of one core for a run
  unsigned line = 0;      ///< in the file; 0: not from a file
};

struct TunedLayer {
  std::string target, processor, signature;
  std::vector<TunedKernel> kernels; ///< the one to take first
  unsigned line = 0;
};

/// Something that a tuning file says and that cannot be.
struct TuningMistake {
  unsigned line;
  std::string text;
};

class Tuning {
public:
  /// Reads a file; an error is "FILE:LINE: message", but for a file that cannot be read.
  static llvm::Expected<Tuning> read(llvm::StringRef path);

  void write(llvm::raw_ostream &out) const;

  /// Adds a layer, or takes it for the one that is known.
  void add(TunedLayer layer);
  /// Null where it is not known.
  const TunedLayer *find(const Target &target, llvm::StringRef signature) const;
  bool hasTarget(const Target &target) const;

  /// Writes the times of the group into the selection, and puts first what the
  /// file has first, of what the rules allow. A mistake where the file has a
  /// kernel or a tile that the group cannot have.
  std::optional<TuningMistake> apply(Selection &selection, cnn::FusedOp group, const Target &target,
                                     const SelectionRules &rules) const;

private:
  std::vector<TunedLayer> layers;
  llvm::StringMap<size_t> places; ///< by target and signature
};

/// "x86_64 znver5 avx512", with " bf16" behind it where kernels hand each other that.
std::string getTuningTarget(const Target &target);

/// All of a group that its speed depends on, on one line: ops, shapes, attributes.
std::string getSignature(cnn::FusedOp group);

/// What is worth measuring: at most `most` offers of at most `factor` times the
/// predicted cycles of the first; the best of each kernel among them goes before others.
std::vector<Offer> chooseToMeasure(const Selection &selection, double factor, size_t most);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_TUNING_H
