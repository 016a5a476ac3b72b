//===- main.cpp - Runs a compiled network ---------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cnn-run loads a library that cnnc made, feeds it files, and prints, writes,
// checks or measures what comes out. It knows networks only through cnn.h, so
// it is also the example of a host program.
//
//===----------------------------------------------------------------------===//

#include "Measure.h"
#include "Report.h"
#include "TestSet.h"
#include "tools/common/File.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <new>

using namespace cnnrun;

namespace {

/// The files' pictures, or random ones. When measuring, --batch says how many a
/// run computes.
Result<Inputs> prepareInputs(const Library &library, const Options &options) {
  bool given = !options.inputs.empty() || !options.namedInputs.empty();
  bool takesInputs = library.api().inputCount(library.model()) != 0;
  if (!given && !options.measures() && takesInputs)
    return Error{"no input was given; see cnn-run --help"};
  if (!given)
    return randomInputs(library, options.batch ? options.batch : 1);
  auto inputs = loadInputs(library, options);
  if (!inputs || !options.measures() || options.batch == 0)
    return inputs;
  for (Tensor &tensor : inputs->tensors)
    tensor = repeatTo(tensor, options.batch);
  inputs->batch = options.batch;
  return inputs;
}

/// An output over a file that the run reads is a slip of the hand.
Status checkOutputs(const Options &options, std::vector<std::string> read) {
  read.insert(read.end(), {options.model, options.labels});
  for (const auto *files : {&options.namedInputs, &options.expected})
    for (const NamedFile &file : *files)
      read.push_back(file.path);
  for (const NamedFile &output : options.outputs)
    for (const std::string &path : read)
      if (isSameFile(output.path, path))
        return Error{fmt::format("--output would overwrite '{}', which this run reads", path)};
  return Done{};
}

/// Runs one test set. False: an output differs.
Result<bool> runTestSet(const Library &library, const Options &options, const std::string &folder) {
  auto set = loadTestSet(library, options, folder);
  if (!set)
    return set.error();
  if (Status status = checkOutputs(options, set->paths); !status)
    return status.error();
  auto session = Session::create(library, options, std::move(set->inputs));
  if (!session)
    return session.error();
  Status status = session->run();
  if (status)
    status = writeOutputs(*session, options);
  if (!status)
    return status.error();
  return compareWithSet(*session, *set, options);
}

/// Runs the test sets of --compare. False: an output differs.
Result<bool> runTestSets(const Library &library, const Options &options) {
  auto folders = findTestSets(options.compare);
  if (!folders)
    return folders.error();
  bool good = true;
  for (const std::string &folder : *folders) {
    if (folders->size() > 1)
      fmt::print("{}\n", folder);
    auto result = runTestSet(library, options, folder);
    if (!result)
      return result;
    good &= *result;
  }
  return good;
}

/// Everything after loading. False: the outputs are not as expected.
Result<bool> runNetwork(const Library &library, const Options &options) {
  if (!options.compare.empty())
    return runTestSets(library, options);
  auto inputs = prepareInputs(library, options);
  if (!inputs)
    return inputs.error();
  auto session = Session::create(library, options, std::move(*inputs));
  if (!session)
    return session.error();
  Status status = session->run();
  if (status && options.benchmark)
    status = benchmark(*session, options);
  if (status && options.profile)
    status = profile(*session, options);
  if (status && !options.measures() && options.expected.empty())
    status = printResults(*session, options);
  if (status)
    status = writeOutputs(*session, options);
  if (!status)
    return status.error();
  return compareOutputs(*session, options);
}

Result<bool> runTool(int argc, char **argv) {
  auto options = parseOptions(argc, argv);
  if (!options)
    return options.error();
  if (options->help) {
    fmt::print("{}", helpText());
    return true;
  }
  if (options->version) {
    fmt::print("cnn-run {}\n", CNNC_VERSION);
    return true;
  }
  if (Status status = checkOutputs(*options, options->inputs); !status)
    return status.error();
  auto library = Library::open(options->model);
  if (!library)
    return library.error();
  if (options->info) {
    printInfo(*library, *options);
    bool more =
        !options->inputs.empty() || !options->namedInputs.empty() || !options->compare.empty() || options->measures();
    if (!more)
      return true;
  }
  return runNetwork(*library, *options);
}

int report(const std::string &message) {
  // Directly, since fmt would throw if standard error were closed.
  fprintf(stderr, "cnn-run: error: %s\n", message.c_str());
  return 1;
}

} // namespace

int main(int argc, char **argv) {
  // Past the limit of a file's size, writing fails like on a full disk.
  signal(SIGXFSZ, SIG_IGN);
  // Nothing of ours throws; what arrives here is memory or output that ran out.
  try {
    auto result = runTool(argc, argv);
    if (!result)
      return report(result.error().message);
    if (fflush(stdout) != 0 || ferror(stdout))
      return report(fmt::format("cannot write to standard output: {}", strerror(errno)));
    return *result ? 0 : 1;
  } catch (const std::bad_alloc &) {
    return report("not enough memory for the inputs, the outputs and the network");
  } catch (const std::exception &exception) {
    return report(exception.what());
  }
}
