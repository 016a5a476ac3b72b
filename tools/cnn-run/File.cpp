//===- File.cpp - Reading and writing whole files -------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C streams, because their errors come with a reason in errno.
//
//===----------------------------------------------------------------------===//

#include "File.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

using namespace cnnrun;

namespace {

struct CloseFile {
  void operator()(FILE *file) const { fclose(file); }
};
using FilePointer = std::unique_ptr<FILE, CloseFile>;

Error systemError(const char *action, const std::string &path) {
  return {fmt::format("cannot {} '{}': {}", action, path, strerror(errno))};
}

/// The permissions that creating a file would have given it; mkstemp's are
/// the owner's only.
mode_t defaultMode() {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

} // namespace

Result<Bytes> cnnrun::readFile(const std::string &path, size_t maxBytes) {
  FilePointer file(fopen(path.c_str(), "rb"));
  if (!file)
    return systemError("open", path);
  struct stat info;
  if (fstat(fileno(file.get()), &info) != 0)
    return systemError("read", path);
  if (S_ISDIR(info.st_mode))
    return Error{fmt::format("cannot read '{}': it is a directory", path)};

  // Pipes have no size: read until the end or the limit.
  Bytes bytes;
  bytes.reserve(info.st_size > 0 && size_t(info.st_size) <= maxBytes ? size_t(info.st_size) : 0);
  unsigned char block[1 << 16];
  while (size_t count = fread(block, 1, sizeof(block), file.get())) {
    bytes.insert(bytes.end(), block, block + count);
    if (bytes.size() > maxBytes)
      return Error{fmt::format("'{}' is larger than the limit of {} bytes", path, maxBytes)};
  }
  if (ferror(file.get()))
    return systemError("read", path);
  return bytes;
}

Status cnnrun::writeFile(const std::string &path, const std::vector<std::string_view> &pieces) {
  std::string beside = path + ".XXXXXX";
  int descriptor = mkstemp(beside.data());
  if (descriptor < 0)
    return systemError("write", path);
  FilePointer file(fdopen(descriptor, "wb"));
  bool good = file != nullptr && fchmod(descriptor, defaultMode()) == 0;
  for (std::string_view piece : pieces)
    good = good && fwrite(piece.data(), 1, piece.size(), file.get()) == piece.size();
  good = good && fclose(file.release()) == 0 && rename(beside.c_str(), path.c_str()) == 0;
  if (good)
    return Done{};
  Error error = systemError("write", path);
  unlink(beside.c_str());
  return error;
}
