//===- Files.cpp - The files on cnnc's command line
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Outputs appear by renaming a finished file, which would replace a device such
// as /dev/full by a plain file without a word.
//
//===----------------------------------------------------------------------===//

#include "tools/cnnc/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace cnnc;
using namespace llvm;
namespace fs = llvm::sys::fs;

static Error makeError(const Twine &message) { return createStringError(message); }

/// What is not there, or is a directory, is reported by whoever opens it.
static bool isThere(StringRef path, fs::file_status &status) { return !fs::status(path, status) && fs::exists(status); }

static Error checkInput(StringRef path) {
  fs::file_status status;
  if (path == "-") {
    // A pipe or a terminal ends some time; other devices, such as /dev/zero, may not.
    bool endless = !fs::status(/*FD=*/0, status) && status.type() == fs::file_type::character_file &&
                   !sys::Process::StandardInIsUserInput();
    return endless ? makeError("cannot read standard input: it is a device") : Error::success();
  }
  if (!isThere(path, status) || fs::is_directory(status))
    return Error::success();
  // IR may be large, but the size of a sparse file means nothing.
  constexpr uint64_t maxBytes = uint64_t(1) << 30;
  if (fs::is_regular_file(status) && status.getSize() > maxBytes)
    return makeError("cannot read '" + path + "': it has " + Twine(status.getSize()) + " bytes; at most " +
                     Twine(maxBytes) + " are allowed");
  if (fs::is_regular_file(status))
    return Error::success();
  return makeError("cannot read '" + path + "': it is no regular file; `-` is standard input");
}

static Error checkOutput(StringRef path, const CompileOptions &options, StringRef tuning) {
  fs::file_status status;
  if (path == "-" || !isThere(path, status))
    return Error::success();
  // Text to /dev/null is thrown away without a file.
  bool isCode = options.emit == Output::Library || options.emit == Output::Object;
  if (!fs::is_regular_file(status) && !fs::is_directory(status) && (isCode || path != "/dev/null"))
    return makeError("cannot write '" + path + "': it is no regular file" + (isCode ? "" : "; `-` is standard output"));
  SmallVector<StringRef> files = {options.input, options.weights, tuning};
  for (const auto &[name, file] : options.onnx.values)
    files.push_back(file);
  for (StringRef read : files)
    if (!read.empty() && read != "-" && fs::equivalent(path, read))
      return makeError("the output '" + path + "' would overwrite '" + read + "', which this compilation reads");
  return Error::success();
}

Error cnnc::checkFiles(const CompileOptions &options) {
  if (Error error = checkInput(options.input))
    return error;
  const std::string &tuning = options.pipeline.tuning;
  if (!tuning.empty())
    if (Error error = checkInput(tuning))
      return error;
  if (options.tune) {
    if (Error error = checkOutput(tuning, options, /*tuning=*/""))
      return error;
    // Neither may be there yet.
    if (tuning == options.output)
      return makeError("the output '" + tuning + "' would overwrite the times of --tuning");
  }
  return checkOutput(options.output, options, tuning);
}

Error cnnc::finishStandardOutput() {
  raw_fd_ostream &out = outs();
  out.flush();
  std::error_code code = out.error();
  out.clear_error(); // Or its destructor ends the program in another way.
  return code ? makeError("cannot write to standard output: " + code.message()) : Error::success();
}
