//===- Selection.h - All kernels that can compute a group, ranked
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cnn-select-kernels takes the best of, and what --explain shows whole.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_SELECTION_H
#define CNNC_COMPILER_KERNELS_SELECTION_H

#include "compiler/Kernels/Kernel.h"

namespace cnnc {

/// What the command line says about algorithms.
struct SelectionRules {
  std::string conv = "auto"; ///< auto, direct, winograd or reference: of convolutions
  bool reference = false;    ///< reference kernels for every layer
};

/// A kernel with one of its tiles.
struct Offer {
  const Kernel *kernel = nullptr;
  Candidate candidate;
  double nanoseconds = 0; ///< measured for a run, by --tune; 0: it was not
};

/// A kernel that makes no offer.
struct Refusal {
  enum Reason {
    Kind,  ///< it is for layers of another kind
    Shape, ///< something about this layer
    Rules  ///< it could, but the rules leave it out
  };
  const Kernel *kernel;
  Reason reason;
  std::string why;
};

struct Selection {
  std::vector<Offer> offers; ///< what selection takes first, then by rank
  std::vector<Refusal> refusals;
  bool isTuned = false; ///< what is first was measured, not predicted to be best
};

/// Asks all kernels. Those that the rules leave out refuse; reference kernels, or
/// all others where the rules want these, are not asked.
Selection rankKernels(cnn::FusedOp group, const Target &target, const SelectionRules &rules);

/// Floating-point operations of a group, one picture: two for each multiply-add,
/// one for each element of a layer that has none.
double countFlops(cnn::FusedOp group);

/// What a group has to move at least, one picture.
struct GroupBytes {
  double inputs = 0, output = 0, parameters = 0;
  double total() const { return inputs + output + parameters; }
};
/// Values and parameters in `narrow` are stored in bf16.
GroupBytes countBytes(cnn::FusedOp group, const llvm::DenseSet<mlir::Value> &narrow = {});

/// The least cycles of a core, if nothing but one limit held.
struct Roofline {
  double compute = 0; ///< all multiply-adds at the peak
  double traffic = 0; ///< every byte once, from the nearest level beyond the first that holds all of them
  double cycles() const { return std::max(compute, traffic); }
};
Roofline getRoofline(double flops, double bytes, const Target &target);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_SELECTION_H
