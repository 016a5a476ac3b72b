//===- Library.h - A compiled network in a shared library -------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads model.so and gives the functions of cnn.h as a table. This is all that
// a host program needs to use a network that it does not link with.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_LIBRARY_H
#define CNNC_TOOLS_COMMON_LIBRARY_H

#include "abi/cnn.h"
#include "tools/common/Result.h"

#include <memory>

namespace cnnrun {

/// The functions that a network's library exports, without their prefix.
struct Api {
  decltype(&cnn_model_get) modelGet;
  decltype(&cnn_abi_version) abiVersion;
  decltype(&cnn_status_string) statusString;
  decltype(&cnn_model_name) modelName;
  decltype(&cnn_model_target) modelTarget;
  decltype(&cnn_model_input_count) inputCount;
  decltype(&cnn_model_output_count) outputCount;
  decltype(&cnn_model_input) input;
  decltype(&cnn_model_output) output;
  decltype(&cnn_model_weight_bytes) weightBytes;
  decltype(&cnn_memory_bytes) memoryBytes;
  decltype(&cnn_instance_create) instanceCreate;
  decltype(&cnn_run) run;
  decltype(&cnn_instance_message) instanceMessage;
  decltype(&cnn_profile_enable) profileEnable;
  decltype(&cnn_step_count) stepCount;
  decltype(&cnn_step_get) stepGet;
  decltype(&cnn_instance_destroy) instanceDestroy;
  decltype(&cnn_step_cycles) stepCycles; ///< null in a library of interface 1.0
};

/// An open library. Its model's strings live as long as it does.
class Library {
public:
  static Result<Library> open(const std::string &path);

  const Api &api() const { return functions; }
  const cnn_model *model() const { return network; }

  /// A function that only some libraries have, say those that train; null where
  /// this one has not.
  template <typename Function> Function find(const char *name) const {
    return reinterpret_cast<Function>(lookUp(name));
  }

  /// Whether some input or output lacks the batch among its dimensions.
  bool hasFreeBatch() const;

private:
  struct Close {
    void operator()(void *handle) const;
  };

  Status load(const std::string &path);
  void *lookUp(const char *name) const;

  std::unique_ptr<void, Close> handle;
  Api functions{};
  const cnn_model *network = nullptr;
};

/// An instance that destroys itself. The library must outlive it.
class Instance {
public:
  static Result<Instance> create(const Library &library, const cnn_options &options);

  cnn_instance *get() const { return pointer.get(); }

  Status run(int64_t batch, const void *const *inputs, void *const *outputs);

private:
  using Pointer = std::unique_ptr<cnn_instance, decltype(&cnn_instance_destroy)>;
  Instance(Pointer pointer, const Api &api) : pointer(std::move(pointer)), api(&api) {}

  Pointer pointer;
  const Api *api;
};

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_LIBRARY_H
