//===- TestSet.h - Folders of inputs and expected outputs -------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An ONNX test set is a folder with input_0.pb, input_1.pb ... and output_0.pb
// ...; files of NumPy (.npy) may stand in place of any.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_TESTSET_H
#define CNNC_TOOLS_CNN_RUN_TESTSET_H

#include "Session.h"

namespace cnnrun {

/// A test set, matched to a network.
struct TestSet {
  std::string folder;
  Inputs inputs;
  /// What each output should be, in the network's order.
  std::vector<Tensor> expected;
  /// All files that were read.
  std::vector<std::string> paths;
};

/// The test sets in a folder: itself, or the folders test_data_set_0 ... in it.
Result<std::vector<std::string>> findTestSets(const std::string &folder);

/// Reads a test set. A file whose tensor has the name of an input or output is
/// meant for it, the others are taken in order; files that --input names come
/// first. Inputs that were made constant when the network was compiled may be
/// left over.
Result<TestSet> loadTestSet(const Library &library, const Options &options, const std::string &folder);

/// Prints the errors of the outputs against the test set's. False: one differs
/// by more than --atol + --rtol * |expected|, or in its type or shape.
bool compareWithSet(const Session &session, const TestSet &set, const Options &options);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_TESTSET_H
