//===- Explain.h - Why each layer got its kernel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gathered once kernels and layouts are chosen, while layers are still groups;
// printed as text or as JSON.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_EXPLAIN_H
#define CNNC_COMPILER_PIPELINE_EXPLAIN_H

#include "compiler/Kernels/Tuning.h"
#include "mlir/Pass/Pass.h"

namespace cnnc {

struct PipelineOptions;

/// A group of layers, or a change of layout between two.
struct LayerReport {
  std::string name, location; ///< "stage1.0.conv1", "resnet18.net:10"
  std::string layers;         ///< "conv2d + relu"
  std::string signature;      ///< what a tuning file knows it by
  std::string kernel;         ///< its choice
  std::vector<int64_t> tile;
  std::vector<std::string> inputs; ///< shape and layout of each
  std::string output;
  double flops = 0; ///< of the layer as written, one picture
  GroupBytes bytes;
  std::vector<Offer> offers; ///< empty where there is nothing to choose
  std::vector<Refusal> refusals;
  bool isStep = true;           ///< false: later passes gave its work to its neighbours
  int64_t microBatch = 0;       ///< pictures that go through its section together; 0: all
  bool isTuned = false;         ///< its choice was measured to be best
  std::optional<size_t> chosen; ///< of the offers; nothing where there is no prediction
  Roofline roofline;            ///< of the chosen algorithm

  double cycles() const { return chosen ? offers[*chosen].candidate.cycles : 0; }
  /// The choice's cycles, with what makes it less welcome beside them.
  double rank() const { return chosen ? offers[*chosen].candidate.rank() : 0; }
};

struct Explanation {
  std::string network;
  Target target;
  std::vector<LayerReport> layers;
};

/// The clock that turns cycles into times.
struct ExplainClock {
  double gigahertz = 3;
  bool isMeasured = false;
};

/// Gathers the explanation of the module's network, after cnn-assign-layouts.
std::unique_ptr<mlir::Pass> createExplainPass(const PipelineOptions &options);

/// Marks what is no step of the network any more, at the end of phase kernel.
std::unique_ptr<mlir::Pass> createExplainStepsPass(const PipelineOptions &options);

void printExplanation(const Explanation &explanation, ExplainClock clock, llvm::raw_ostream &out);
void printExplanationJson(const Explanation &explanation, ExplainClock clock, llvm::raw_ostream &out);

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_EXPLAIN_H
