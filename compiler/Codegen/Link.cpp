//===- Link.cpp - Linking, and the header
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library needs no compiler driver: lld links the object with the runtime's
// archive against libc and libm, and a version script hides all but cnn_*.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/Codegen.h"
#include "runtime/abi/cnn.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace cnnc;

/// The runtime's archive, beside the program as built or as installed.
static Expected<std::string> findRuntime(const Target &target, StringRef installDir) {
  SmallString<128> path(installDir);
  sys::path::append(path, "..", "lib", "cnnc", target.arch());
  sys::path::append(path, "libcnnc_runtime.a");
  sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  if (sys::fs::exists(path))
    return std::string(path);
  return createStringError("the runtime for " + target.arch() + " is missing: there is no " + path);
}

static Expected<std::string> findLinker() {
  for (StringRef name : {"ld.lld-22", "ld.lld"})
    if (auto found = sys::findProgramByName(name))
      return *found;
  if (auto found = sys::findProgramByName("ld.lld", {"/usr/lib/llvm-22/bin"}))
    return *found;
  return createStringError("cannot find the linker ld.lld-22 (Debian's package lld-22)");
}

/// Folders of libc.so.6 and libm.so.6, here or of a cross compiler.
static std::vector<std::string> libraryArguments(const Target &target) {
  std::string arch = target.arch();
  std::vector<std::string> arguments;
  for (const std::string &folder :
       {"/usr/" + arch + "-linux-gnu/lib", "/lib/" + arch + "-linux-gnu", "/usr/lib/" + arch + "-linux-gnu",
        std::string("/lib64"), std::string("/usr/lib64")})
    if (sys::fs::exists(folder + "/libc.so.6"))
      arguments.push_back("-L" + folder);
  arguments.insert(arguments.end(), {"-l:libc.so.6", "--as-needed", "-l:libm.so.6"});
  return arguments;
}

Error cnnc::linkLibrary(StringRef object, const Target &target, StringRef installDir, StringRef output) {
  auto runtime = findRuntime(target, installDir);
  if (!runtime)
    return runtime.takeError();
  auto linker = findLinker();
  if (!linker)
    return linker.takeError();
  SmallString<128> script, errors;
  int fd;
  if (auto code = sys::fs::createTemporaryFile("cnnc", "map", fd, script))
    return createStringError(code, "cannot make a temporary file: " + code.message());
  FileRemover removeScript(script);
  raw_fd_ostream(fd, /*shouldClose=*/true) << "{ global: cnn_*; local: *; };\n";
  if (auto code = sys::fs::createTemporaryFile("cnnc", "err", errors))
    return createStringError(code, "cannot make a temporary file: " + code.message());
  FileRemover removeErrors(errors);
  std::vector<std::string> arguments = {*linker,
                                        "-shared",
                                        "-z",
                                        "now",
                                        "-z",
                                        "relro",
                                        "-z",
                                        "noexecstack",
                                        "-z",
                                        "defs",
                                        "--hash-style=gnu",
                                        "--build-id=none",
                                        "--gc-sections",
                                        "--version-script=" + script.str().str(),
                                        "-o",
                                        output.str(),
                                        object.str(),
                                        "--whole-archive",
                                        *runtime,
                                        "--no-whole-archive"};
  for (std::string &argument : libraryArguments(target))
    arguments.push_back(argument);
  std::vector<StringRef> views(arguments.begin(), arguments.end());
  std::string message;
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(errors), StringRef(errors)};
  int status = sys::ExecuteAndWait(*linker, views, std::nullopt, redirects, 0, 0, &message);
  if (status == 0)
    return Error::success();
  if (auto buffer = MemoryBuffer::getFile(errors))
    message += (*buffer)->getBuffer().str();
  return createStringError("linking failed: " + StringRef(message).rtrim());
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

static std::string identifier(StringRef name) {
  std::string result;
  for (char c : name)
    result += isAlnum(c) ? toUpper(c) : '_';
  return result;
}

/// A name inside a comment: it cannot end the comment, or the line.
static std::string comment(StringRef name) {
  std::string result;
  raw_string_ostream out(result);
  for (char c : name)
    out << (c == '*' || !isPrint(c) ? '?' : c);
  return result;
}

/// The C type of an element.
static const char *elementText(uint32_t type) {
  static const char *const names[] = {"float",    "uint8_t",  "double",   "int8_t",  "int32_t",  "int64_t", "uint8_t",
                                      "uint16_t", "uint16_t", "uint16_t", "int16_t", "uint32_t", "uint64_t"};
  return type < std::size(names) ? names[type] : "void";
}

static void describeTensors(raw_ostream &out, StringRef prefix, StringRef role, ArrayRef<ModelPlan::Tensor> tensors) {
  out << "#define " << prefix << "_" << role << "_COUNT " << tensors.size() << "\n";
  StringSet<> stems;
  for (auto [i, tensor] : enumerate(tensors)) {
    std::string stem = (prefix + "_" + role + "_" + identifier(tensor.name)).str();
    // x.y and x_y are the same to C.
    while (!stems.insert(stem).second)
      stem += "_" + std::to_string(i);
    out << "\n/* " << (role == "INPUT" ? "Input" : "Output") << " " << i << ", \"" << comment(tensor.name)
        << "\": " << elementText(tensor.type);
    uint64_t elements = 1;
    for (int64_t extent : tensor.shape) {
      out << "[" << extent << "]";
      elements *= extent;
    }
    out << ", " << tensor.layout << ". */\n";
    out << "#define " << stem << "_INDEX " << i << "\n";
    out << "#define " << stem << "_ELEMENTS " << elements << "\n";
    out << "#define " << stem << "_BYTES " << tensor.bytes << "\n";
  }
}

std::string cnnc::makeHeader(const ModelPlan &plan) {
  std::string text, prefix = identifier(plan.name);
  raw_string_ostream out(text);
  out << "/* The network \"" << comment(plan.name) << "\", compiled by cnnc for " << plan.target << ".\n"
      << "   Use it with cnn.h: cnn_model_get(), cnn_instance_create(), cnn_run(). */\n\n"
      << "#ifndef " << prefix << "_H\n#define " << prefix << "_H\n\n#include \"cnn.h\"\n\n"
      << "#if CNN_ABI_MAJOR != " << CNN_ABI_MAJOR << "\n#error \"this network needs cnn.h of version " << CNN_ABI_MAJOR
      << "\"\n#endif\n\n";
  describeTensors(out, prefix, "INPUT", plan.inputs);
  out << "\n";
  describeTensors(out, prefix, "OUTPUT", plan.outputs);
  out << "\n#endif\n";
  return text;
}
