//===- Session.h - A network that is ready to run ---------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An instance together with its inputs and room for its outputs.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_SESSION_H
#define CNNC_TOOLS_CNN_RUN_SESSION_H

#include "Input.h"

namespace cnnrun {

/// A network, a batch, and the batch's results once run.
class Session {
public:
  /// Prepares to run `inputs`. The library must outlive the session.
  static Result<Session> create(const Library &library, const Options &options, Inputs inputs);

  /// Computes the outputs.
  Status run();

  const Library &library() const { return *lib; }
  const Inputs &inputs() const { return in; }
  const std::vector<Tensor> &outputs() const { return out; }
  cnn_instance *instance() const { return net.get(); }

  /// The output of that name, or the first if the name is empty.
  Result<const Tensor *> findOutput(const std::string &name) const;

private:
  Session(const Library &library, Instance instance, Inputs inputs);

  const Library *lib;
  Instance net;
  Inputs in;
  std::vector<Tensor> out;
  std::vector<const void *> inputPointers;
  std::vector<void *> outputPointers;
};

/// What the command line says about threads and batches.
cnn_options instanceOptions(const Options &options);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_SESSION_H
