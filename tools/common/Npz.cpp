//===- Npz.cpp - Several arrays of NumPy in one file ----------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The directory at the end of the archive is believed, and the header in front of
// each member only for its own length. NumPy writes ZIP64 sizes for large arrays.
//
//===----------------------------------------------------------------------===//

#include "tools/common/Npz.h"

#include "tools/common/Inflate.h"

#include <fmt/format.h>
#include <zlib.h>

using namespace cnnrun;

namespace {

constexpr uint32_t memberMagic = 0x04034b50, entryMagic = 0x02014b50, endMagic = 0x06054b50;
constexpr uint32_t wideEndMagic = 0x06064b50, wideLocatorMagic = 0x07064b50;
constexpr uint64_t memberBytes = 30, entryBytes = 46, endBytes = 22, wideEndBytes = 56, wideLocatorBytes = 20;
constexpr uint64_t longestComment = 0xffff;
constexpr uint64_t isWide = 0xffffffff;
constexpr uint64_t maxMembers = 65536;
constexpr uint16_t stored = 0, deflated = 8, encrypted = 1;
constexpr char suffix[] = ".npy";

uint32_t checksumOf(const Bytes &bytes) { return uint32_t(crc32_z(0, bytes.data(), bytes.size())); }

} // namespace

Error Npz::fail(const std::string &what) const { return {fmt::format("'{}' {}", path, what)}; }

/// Little-endian; the caller has seen to it that it lies in the file.
uint64_t Npz::number(uint64_t at, int bytes) const {
  uint64_t value = 0;
  for (int i = 0; i < bytes; ++i)
    value |= uint64_t(archive[at + uint64_t(i)]) << (8 * i);
  return value;
}

Result<Npz> Npz::parse(Bytes bytes, const std::string &path) {
  Npz npz;
  npz.path = path;
  npz.archive = std::move(bytes);
  auto directory = npz.findDirectory();
  if (!directory)
    return directory.error();
  if (Status status = npz.readDirectory(*directory); !status)
    return status.error();
  return npz;
}

/// It is named at the end of the file, before a comment of any length.
Result<Npz::Directory> Npz::findDirectory() const {
  uint64_t size = archive.size();
  if (size < endBytes)
    return fail(fmt::format("is no .npz file: it has {} bytes", size));
  uint64_t at = size - endBytes, last = at > longestComment ? at - longestComment : 0;
  while (number(at, 4) != endMagic || number(at + 20, 2) != size - at - endBytes) {
    if (at == last)
      return fail("is no .npz file, or one that was cut off: it has no directory at its end");
    --at;
  }
  Directory directory{number(at + 16, 4), number(at + 10, 2)};
  if (directory.start == isWide || directory.members == 0xffff) {
    uint64_t wide = at >= wideLocatorBytes && number(at - wideLocatorBytes, 4) == wideLocatorMagic
                        ? number(at - wideLocatorBytes + 8, 8)
                        : size;
    if (size < wideEndBytes || wide > size - wideEndBytes || number(wide, 4) != wideEndMagic)
      return fail("is an .npz file whose directory cannot be found");
    directory = {number(wide + 48, 8), number(wide + 32, 8)};
  }
  if (directory.members > maxMembers)
    return fail(fmt::format("has {} arrays, expected at most {}", directory.members, maxMembers));
  return directory;
}

/// Sizes that need 64 bits stand in a field of kind 1, those of them that do.
bool Npz::readWideSizes(Member &member, uint64_t at, uint64_t size) const {
  uint64_t end = at + size;
  while (end - at >= 4) {
    uint64_t kind = number(at, 2), length = number(at + 2, 2);
    at += 4;
    if (length > end - at)
      return false;
    uint64_t fieldEnd = at + length;
    for (uint64_t *value : {&member.bytes, &member.packedBytes, &member.headerStart}) {
      if (kind != 1 || *value != isWide)
        continue;
      if (fieldEnd - at < 8)
        return false;
      *value = number(at, 8);
      at += 8;
    }
    at = fieldEnd;
  }
  return true;
}

Status Npz::readDirectory(Directory directory) {
  uint64_t at = directory.start, size = archive.size();
  Error broken = fail("is an .npz file with a corrupt directory");
  for (uint64_t i = 0; i < directory.members; ++i) {
    if (at > size || size - at < entryBytes || number(at, 4) != entryMagic)
      return broken;
    Member member;
    uint64_t flags = number(at + 8, 2);
    member.method = uint16_t(number(at + 10, 2));
    member.checksum = uint32_t(number(at + 16, 4));
    member.packedBytes = number(at + 20, 4);
    member.bytes = number(at + 24, 4);
    member.headerStart = number(at + 42, 4);
    uint64_t nameBytes = number(at + 28, 2), extraBytes = number(at + 30, 2), commentBytes = number(at + 32, 2);
    at += entryBytes;
    if (nameBytes + extraBytes + commentBytes > size - at || !readWideSizes(member, at + nameBytes, extraBytes))
      return broken;
    member.name.assign(reinterpret_cast<const char *>(archive.data() + at), nameBytes);
    at += nameBytes + extraBytes + commentBytes;
    if ((flags & encrypted) || (member.method != stored && member.method != deflated))
      return fail(fmt::format("holds '{}' {}, expected arrays as NumPy saves them", printable(member.name),
                              flags & encrypted ? "encrypted" : fmt::format("packed by method {}", member.method)));
    if (member.name.size() > 4 && member.name.compare(member.name.size() - 4, 4, suffix) == 0)
      members.push_back(std::move(member));
  }
  return Done{};
}

const Npz::Member *Npz::find(const std::string &name) const {
  for (const Member &member : members)
    if (member.name == name + suffix)
      return &member;
  return nullptr;
}

std::vector<std::string> Npz::names() const {
  std::vector<std::string> list;
  for (const Member &member : members)
    list.push_back(member.name.substr(0, member.name.size() - 4));
  return list;
}

Result<Tensor> Npz::read(const std::string &name, size_t mostBytes) const {
  const Member *member = find(name);
  if (!member)
    return fail(fmt::format("has no array '{}'", printable(name)));
  std::string title = fmt::format("{}:{}", path, printable(name));
  auto memberFail = [&](const std::string &what) { return Error{fmt::format("'{}' {}", title, what)}; };
  uint64_t at = member->headerStart, size = archive.size();
  if (at > size || size - at < memberBytes || number(at, 4) != memberMagic)
    return memberFail("is not where the directory says");
  at += memberBytes + number(at + 26, 2) + number(at + 28, 2);
  if (at > size || member->packedBytes > size - at)
    return memberFail("ends beyond the file");
  if (member->bytes > mostBytes)
    return memberFail(fmt::format("has {} bytes, expected at most {}", member->bytes, mostBytes));

  Bytes bytes;
  if (member->method == stored) {
    bytes.assign(archive.begin() + ptrdiff_t(at), archive.begin() + ptrdiff_t(at + member->packedBytes));
  } else {
    auto inflated = inflateBytes(archive.data() + at, member->packedBytes, Packing::Deflate, member->bytes, title);
    if (!inflated)
      return inflated.error();
    if (inflated->isCut)
      return memberFail(fmt::format("expands to more than the {} bytes that the directory says", member->bytes));
    bytes = std::move(inflated->bytes);
  }
  if (bytes.size() != member->bytes)
    return memberFail(fmt::format("has {} bytes, but the directory says {}", bytes.size(), member->bytes));
  if (checksumOf(bytes) != member->checksum)
    return memberFail("has a wrong checksum");
  return parseNpy(std::move(bytes), title);
}
