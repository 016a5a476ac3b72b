//===- Input.h - From files to batches --------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds out what each file is, checks it against the input that it is meant
// for, and joins the files of one input to a batch.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_INPUT_H
#define CNNC_TOOLS_CNN_RUN_INPUT_H

#include "Options.h"
#include "tools/common/Library.h"
#include "tools/common/Tensor.h"

namespace cnnrun {

/// A batch for every input, in the network's order.
struct Inputs {
  int64_t batch = 0;
  std::vector<Tensor> tensors;
  /// What to call each picture in a report: "cat.png", "batch.npy[3]".
  std::vector<std::string> titles;
};

/// Reads the files that the options name. A network of one input takes any
/// number of files without a name; one of several takes one for each, in order.
Result<Inputs> loadInputs(const Library &library, const Options &options);

/// Reads one file as a batch for `input`.
Result<Tensor> loadFile(const std::string &path, const cnn_tensor_info &input);

/// Checks an array's type and shape, and adds the batch when it has none.
Result<Tensor> fitArray(Tensor tensor, const cnn_tensor_info &input, const std::string &path);

/// Random numbers for a network that is only measured.
Inputs randomInputs(const Library &library, int64_t batch);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_INPUT_H
