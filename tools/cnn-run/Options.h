//===- Options.h - The command line of cnn-run ------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain data: what the user asked for, checked as far as it can be without
// the network.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_OPTIONS_H
#define CNNC_TOOLS_CNN_RUN_OPTIONS_H

#include "tools/common/Result.h"

#include <cstdint>
#include <vector>

namespace cnnrun {

/// NAME=FILE, or FILE with an empty name.
struct NamedFile {
  std::string name;
  std::string path;
};

struct Options {
  bool help = false;
  bool version = false;
  std::string model;

  std::vector<std::string> inputs;
  std::vector<NamedFile> namedInputs;

  bool info = false;
  uint32_t top = 5;
  std::string labels;
  std::vector<NamedFile> outputs;
  std::vector<NamedFile> expected;
  double tolerance = 1e-4;
  /// A folder of inputs and expected outputs, and how near these must be.
  std::string compare;
  double rtol = 1e-3;
  double atol = 1e-7;

  uint32_t threads = 1;
  /// 0: not given.
  uint32_t batch = 0;
  bool benchmark = false;
  bool profile = false;
  bool json = false;
  double seconds = 2;

  bool measures() const { return benchmark || profile; }
};

/// Reads the command line.
Result<Options> parseOptions(int argc, char **argv);

/// The text of --help.
std::string helpText();

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_OPTIONS_H
