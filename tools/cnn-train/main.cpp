//===- main.cpp - Trains a compiled network ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cnn-train loads a library that `cnnc --train` made, feeds it pictures, and
// writes the weights. It knows networks only through cnn.h and cnn_train.h.
//
//===----------------------------------------------------------------------===//

#include "Benchmark.h"
#include "Info.h"
#include "Interrupt.h"
#include "Training.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <new>
#include <unistd.h>

using namespace cnnc::train;

namespace {

/// The exit code of success, or an error.
Result<int> runTool(int argc, char **argv, Communicator &others) {
  auto options = parseOptions(argc, argv);
  if (!options)
    return options.error();
  if (options->help || options->version) {
    if (others.isFirst())
      fmt::print("{}", options->help ? helpText() : fmt::format("cnn-train {}\n", CNNC_VERSION));
    return 0;
  }
  auto library = TrainingLibrary::open(options->model);
  if (!library)
    return library.error();
  if (options->info) {
    Status status = printInfo(*library, *options);
    return status ? Result<int>(0) : status.error();
  }
  if (options->benchmark) {
    Status status = runBenchmark(*library, *options);
    return status ? Result<int>(0) : status.error();
  }
  watchSignals();
  auto training = Training::create(*options, *library, others);
  if (!training)
    return training.error();
  auto interrupted = (*training)->run();
  if (!interrupted)
    return interrupted.error();
  return *interrupted ? 128 + interruptSignal() : 0;
}

int report(const std::string &message) {
  // Directly, since fmt would throw if standard error were closed.
  fprintf(stderr, "cnn-train: error: %s\n", message.c_str());
  return 1;
}

/// An error that all processes find is the first one's to say: it ends the
/// others while they wait.
int reportTogether(const std::string &message, Communicator &others) {
  if (others.size() == 1)
    return report(message);
  if (!others.isFirst())
    sleep(1);
  // Being ended is what the first one has seen to.
  if (interruptSignal() != 0)
    return 1;
  report(others.isFirst() ? message : fmt::format("process {}: {}", others.rank(), message));
  others.abort(1);
  return 1;
}

int runReporting(int argc, char **argv, Communicator &others) {
  // Nothing of ours throws; what arrives here is memory or output that ran out.
  try {
    auto result = runTool(argc, argv, others);
    if (!result)
      return reportTogether(result.error().message, others);
    if (fflush(stdout) != 0 || ferror(stdout))
      return reportTogether(fmt::format("cannot write to standard output: {}", strerror(errno)), others);
    return *result;
  } catch (const std::bad_alloc &) {
    return reportTogether("not enough memory for the network, the pictures and a step", others);
  } catch (const std::exception &exception) {
    return reportTogether(exception.what(), others);
  }
}

} // namespace

int main(int argc, char **argv) {
  // Past the limit of a file's size, writing fails like on a full disk.
  signal(SIGXFSZ, SIG_IGN);
  auto others = connect(argc, argv);
  if (!others)
    return report(others.error().message);
  return runReporting(argc, argv, **others);
}
