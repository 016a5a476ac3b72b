//===- Communicator.cpp - Processes that train together ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Communicator.h"

#include <cstdlib>
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

using namespace cnnc::train;

namespace {

/// Variables in which the launchers of Open MPI, MPICH and Slurm's PMI say how many they started.
constexpr const char *sizeVariables[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};

/// How many processes a launcher of MPI started, 0 without one.
int launchedProcesses() {
  for (const char *variable : sizeVariables)
    if (const char *value = getenv(variable))
      return atoi(value);
  return 0;
}

/// In lib/cnnc beside the bin folder of this program, where it is built and installed.
std::string pluginPath() {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
  std::string program(path, size_t(std::max<ssize_t>(length, 0)));
  std::string folder = program.substr(0, program.rfind('/') + 1);
  return folder + "../lib/cnnc/cnn-train-mpi.so";
}

} // namespace

bool cnnc::train::isLaunched() { return launchedProcesses() != 0; }

Result<std::unique_ptr<Communicator>> cnnc::train::connect(int &argc, char **&argv) {
  int processes = launchedProcesses();
  if (processes <= 1)
    return std::make_unique<Communicator>();
  std::string path = pluginPath();
  if (access(path.c_str(), F_OK) != 0)
    return Error{fmt::format("mpirun started {} processes, but this cnn-train was built without MPI: there is no '{}'",
                             processes, path)};
  // MPI opens parts of its own that look for its functions globally. It stays open: its threads may end late.
  void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  if (!handle)
    return Error{fmt::format("mpirun started {} processes, but MPI cannot be loaded: {}", processes, dlerror())};
  auto *make = reinterpret_cast<MakeCommunicator *>(dlsym(handle, makeMpiName));
  if (!make)
    return Error{fmt::format("'{}' is of another version of cnn-train", path)};
  return std::unique_ptr<Communicator>(make(&argc, &argv));
}
