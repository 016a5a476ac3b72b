//===- Compile.h - A compilation from source file to output file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_PIPELINE_COMPILE_H
#define CNNC_COMPILER_PIPELINE_COMPILE_H

#include "compiler/Frontend/Onnx/OnnxImport.h"
#include "compiler/Pipeline/Pipeline.h"

namespace cnnc {

/// What a compilation writes.
enum class Output {
  Cnn,
  Graph,
  Kernel,
  Loops,
  LlvmDialect,
  Llvm,
  Assembly,
  Object,
  Library,
  Header,
  Dot,
  Parameters,
  Onnx,
  Net,        ///< and its weights beside it
  Summary,    ///< nothing but the summary
  Explanation ///< nothing but the explanation
};

/// How kernels are explained.
enum class ExplainFormat { None, Text, Json };

struct CompileOptions {
  PipelineOptions pipeline;
  std::string input;               ///< .net file; "-" is standard input
  std::string output;              ///< "-" is standard output
  std::string weights;             ///< .safetensors or .npz; empty: initialisers
  bool weightsPartial = false;     ///< what does not fit keeps its initial values
  onnx_import::ImportOptions onnx; ///< of an .onnx input
  Output emit = Output::Library;
  std::optional<Phase> stopAfter;
  unsigned optLevel = 3;
  unsigned batch = 1;
  int64_t seed = 0;
  std::optional<uint64_t> checkpointMemory; ///< bytes that training may take; none: as many as it likes
  bool timing = false;
  bool summary = false; ///< print the summary before compiling
  bool tune = false;    ///< measure kernels, and add what was measured to pipeline.tuning
  ExplainFormat explain = ExplainFormat::None;
  double clockGhz = 0;    ///< of this machine, for the explanation's times; 0: unknown, or another's
  std::string installDir; ///< folder of the program
};

/// The phase that gives what is asked for.
Phase lastPhase(const CompileOptions &options);

/// Compiles; every error has been printed. Returns the exit code.
int compile(const CompileOptions &options);

} // namespace cnnc

#endif // CNNC_COMPILER_PIPELINE_COMPILE_H
