//===- File.cpp - Reading and writing whole files -------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C streams, because their errors come with a reason in errno.
//
//===----------------------------------------------------------------------===//

#include "tools/common/File.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
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

Status cnnrun::checkRegular(const std::string &path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0)
    return systemError("open", path);
  if (S_ISDIR(info.st_mode))
    return Error{fmt::format("cannot read '{}': it is a directory", path)};
  if (!S_ISREG(info.st_mode))
    return Error{fmt::format("cannot read '{}': it is no regular file", path)};
  return Done{};
}

Result<Bytes> cnnrun::readFile(const std::string &path, size_t maxBytes) {
  // Before opening: that alone waits for ever at a pipe that nobody writes to.
  if (Status status = checkRegular(path); !status)
    return status.error();
  FilePointer file(fopen(path.c_str(), "rb"));
  struct stat info;
  if (!file || fstat(fileno(file.get()), &info) != 0)
    return systemError("open", path);
  Error tooLarge{fmt::format("'{}' is larger than the limit of {} bytes", path, maxBytes)};
  if (uint64_t(info.st_size) > maxBytes)
    return tooLarge;

  // The size is a hint: some regular files, in /proc, have none.
  Bytes bytes;
  bytes.reserve(size_t(info.st_size));
  unsigned char block[1 << 16];
  while (size_t count = fread(block, 1, sizeof(block), file.get())) {
    bytes.insert(bytes.end(), block, block + count);
    if (bytes.size() > maxBytes)
      return tooLarge;
  }
  if (ferror(file.get()))
    return systemError("read", path);
  return bytes;
}

Result<Bytes> cnnrun::readStart(const std::string &path, size_t count) {
  if (Status status = checkRegular(path); !status)
    return status.error();
  FilePointer file(fopen(path.c_str(), "rb"));
  if (!file)
    return systemError("open", path);
  Bytes bytes(count);
  bytes.resize(fread(bytes.data(), 1, count, file.get()));
  if (ferror(file.get()))
    return systemError("read", path);
  return bytes;
}

bool cnnrun::isSameFile(const std::string &one, const std::string &other) {
  struct stat a, b;
  return stat(one.c_str(), &a) == 0 && stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string cnnrun::printable(std::string_view text) {
  constexpr size_t maxShown = 80;
  std::string shown;
  for (unsigned char c : text.substr(0, maxShown))
    shown += c >= ' ' && c < 0x7f ? std::string(1, char(c)) : fmt::format("\\x{:02x}", c);
  return text.size() > maxShown ? shown + "..." : shown;
}

static bool writePieces(FILE *file, const std::vector<std::string_view> &pieces) {
  for (std::string_view piece : pieces)
    if (fwrite(piece.data(), 1, piece.size(), file) != piece.size())
      return false;
  return true;
}

Status cnnrun::writeFile(const std::string &path, const std::vector<std::string_view> &pieces) {
  struct stat info;
  if (stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    FilePointer file(fopen(path.c_str(), "wb"));
    if (!file || !writePieces(file.get(), pieces) || fclose(file.release()) != 0)
      return systemError("write", path);
    return Done{};
  }
  std::string beside = path + ".XXXXXX";
  int descriptor = mkstemp(beside.data());
  if (descriptor < 0)
    return systemError("write", path);
  FilePointer file(fdopen(descriptor, "wb"));
  bool good = file != nullptr && fchmod(descriptor, defaultMode()) == 0 && writePieces(file.get(), pieces);
  good = good && fclose(file.release()) == 0 && rename(beside.c_str(), path.c_str()) == 0;
  if (good)
    return Done{};
  Error error = systemError("write", path);
  unlink(beside.c_str());
  return error;
}

/// Has the folder's entries stored, of which a rename is one.
static bool syncFolder(const std::string &path) {
  size_t slash = path.rfind('/');
  std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return false;
  // Some file systems cannot do it, and then need not.
  bool good = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
  close(descriptor);
  return good;
}

Status cnnrun::writeFileDurably(const std::string &path, const std::vector<std::string_view> &pieces) {
  struct stat info;
  if (stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    return Error{fmt::format("cannot write '{}': it is no regular file", path)};
  // One name, so that a program that is killed again and again leaves one file at most.
  std::string beside = path + ".new";
  FilePointer file(fopen(beside.c_str(), "wb"));
  bool good = file != nullptr && writePieces(file.get(), pieces) && fflush(file.get()) == 0;
  good = good && fsync(fileno(file.get())) == 0 && fclose(file.release()) == 0;
  good = good && rename(beside.c_str(), path.c_str()) == 0 && syncFolder(path);
  if (good)
    return Done{};
  Error error = systemError("write", path);
  unlink(beside.c_str());
  return error;
}
