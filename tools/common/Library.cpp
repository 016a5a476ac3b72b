//===- Library.cpp - A compiled network in a shared library ---------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library of another major version may have other structs behind the same
// names, so the version is asked for before anything else is called.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Library.h"

#include "tools/common/File.h"
#include "tools/common/Tensor.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

using namespace cnnrun;

namespace {

/// Looks functions up and remembers the first that is missing.
class SymbolFinder {
public:
  explicit SymbolFinder(void *handle) : handle(handle) {}

  template <typename Function> void find(Function &function, const char *name) {
    function = reinterpret_cast<Function>(dlsym(handle, name));
    if (!function && !missing)
      missing = name;
  }

  const char *missing = nullptr;

private:
  void *handle;
};

/// Null, or the name of a function that the library does not have.
const char *findAll(void *handle, Api &api) {
  SymbolFinder finder(handle);
  finder.find(api.modelGet, "cnn_model_get");
  finder.find(api.abiVersion, "cnn_abi_version");
  finder.find(api.statusString, "cnn_status_string");
  finder.find(api.modelName, "cnn_model_name");
  finder.find(api.modelTarget, "cnn_model_target");
  finder.find(api.inputCount, "cnn_model_input_count");
  finder.find(api.outputCount, "cnn_model_output_count");
  finder.find(api.input, "cnn_model_input");
  finder.find(api.output, "cnn_model_output");
  finder.find(api.weightBytes, "cnn_model_weight_bytes");
  finder.find(api.memoryBytes, "cnn_memory_bytes");
  finder.find(api.instanceCreate, "cnn_instance_create");
  finder.find(api.run, "cnn_run");
  finder.find(api.instanceMessage, "cnn_instance_message");
  finder.find(api.profileEnable, "cnn_profile_enable");
  finder.find(api.stepCount, "cnn_step_count");
  finder.find(api.stepGet, "cnn_step_get");
  finder.find(api.instanceDestroy, "cnn_instance_destroy");
  api.stepCycles = reinterpret_cast<decltype(api.stepCycles)>(dlsym(handle, "cnn_step_cycles"));
  return finder.missing;
}

} // namespace

void Library::Close::operator()(void *handle) const { dlclose(handle); }

Result<Library> Library::open(const std::string &path) {
  Library library;
  Status status = library.load(path);
  if (!status)
    return status.error();
  return library;
}

Status Library::load(const std::string &path) {
  // dlopen waits for ever at a pipe that nobody writes to.
  if (Status regular = checkRegular(path); !regular && access(path.c_str(), F_OK) == 0)
    return regular;
  // Without a slash, dlopen would search the system's folders instead.
  std::string file = path.find('/') == path.npos ? "./" + path : path;
  handle.reset(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (!handle)
    return Error{fmt::format("cannot load '{}': {}", path, dlerror())};
  if (const char *missing = findAll(handle.get(), functions))
    return Error{fmt::format("'{}' is not a compiled network: it has no function '{}'", path, missing)};
  uint32_t version = functions.abiVersion();
  if (version >> 16 != CNN_ABI_MAJOR)
    return Error{fmt::format("'{}' has interface version {}.{}, but {}.x is needed", path, version >> 16,
                             version & 0xffff, CNN_ABI_MAJOR)};
  network = functions.modelGet();
  if (!network)
    return Error{fmt::format("'{}' holds no network", path)};
  return Done{};
}

void *Library::lookUp(const char *name) const { return dlsym(handle.get(), name); }

bool Library::hasFreeBatch() const {
  auto lacksBatch = [&](uint32_t count, decltype(&cnn_model_input) get) {
    for (uint32_t i = 0; i < count; ++i)
      if (const cnn_tensor_info &info = *get(network, i); info.rank != 0 && !hasOwnBatch(info))
        return true;
    return false;
  };
  return lacksBatch(functions.inputCount(network), functions.input) ||
         lacksBatch(functions.outputCount(network), functions.output);
}

Result<Instance> Instance::create(const Library &library, const cnn_options &options) {
  const Api &api = library.api();
  cnn_instance *instance = nullptr;
  cnn_status status = api.instanceCreate(library.model(), &options, &instance);
  if (status != CNN_OK)
    return Error{fmt::format("cannot prepare network '{}' (compiled for {}): {}", api.modelName(library.model()),
                             api.modelTarget(library.model()), api.statusString(status))};
  return Instance(Pointer(instance, api.instanceDestroy), api);
}

Status Instance::run(int64_t batch, const void *const *inputs, void *const *outputs) {
  cnn_status status = api->run(pointer.get(), batch, inputs, outputs);
  if (status == CNN_OK)
    return Done{};
  return Error{fmt::format("cannot run the network: {}", api->instanceMessage(pointer.get()))};
}
