//===- Npz.cpp - Reader of .npz
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A .npz is a zip archive with one .npy per tensor. The directory at the
// archive's end says where the members are; local headers are read only for
// the length of their name and extra field. See PKWARE's APPNOTE.TXT 6.3:
// sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (its end,
// with and without ZIP64) and 4.5.3 (extra field of ZIP64).
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Weights/Npy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Endian.h"
#include <zlib.h>

using namespace llvm;
using namespace cnnc::weights;

namespace {

/// The method of compression.
enum Method : uint16_t { Stored = 0, Deflated = 8 };

/// One file in the archive, its place checked.
struct Member {
  std::string name;
  uint16_t method;
  uint32_t crc;
  uint64_t size;   ///< uncompressed
  uint64_t header; ///< where its local header begins
  StringRef data;  ///< compressed
};

/// Little-endian numbers at offsets of the archive. Whoever reads has checked
/// the bounds.
struct Bytes {
  StringRef data;

  uint16_t u16(uint64_t at) const { return support::endian::read16le(data.data() + at); }
  uint32_t u32(uint64_t at) const { return support::endian::read32le(data.data() + at); }
  uint64_t u64(uint64_t at) const { return support::endian::read64le(data.data() + at); }
  /// Whether the range is inside.
  bool has(uint64_t at, uint64_t size) const { return at <= data.size() && size <= data.size() - at; }
  /// Whether a record of this size and signature is there.
  bool isRecord(uint64_t at, uint64_t size, uint32_t signature) const { return has(at, size) && u32(at) == signature; }
};

/// The directory's place.
struct Directory {
  uint64_t entries, size, offset;
};

} // namespace

//===----------------------------------------------------------------------===//
// Directory
//===----------------------------------------------------------------------===//

static Expected<Directory> findDirectory(Bytes zip) {
  constexpr uint64_t recordSize = 22, maxComment = 0xffff;
  uint64_t size = zip.data.size();
  for (uint64_t comment = 0; comment <= maxComment && recordSize + comment <= size; ++comment) {
    uint64_t end = size - recordSize - comment;
    if (!zip.isRecord(end, recordSize, 0x06054b50) || zip.u16(end + 20) != comment)
      continue;
    // ZIP64 keeps its own record elsewhere, and a pointer to it before this one.
    constexpr uint64_t locatorSize = 20, record64Size = 56;
    if (end < locatorSize || !zip.isRecord(end - locatorSize, locatorSize, 0x07064b50))
      return Directory{zip.u16(end + 10), zip.u32(end + 12), zip.u32(end + 16)};
    uint64_t end64 = zip.u64(end - locatorSize + 8);
    if (!zip.isRecord(end64, record64Size, 0x06064b50))
      return makeError("byte {0}: there is no ZIP64 end record at {1}", end - locatorSize + 8, end64);
    return Directory{zip.u64(end64 + 32), zip.u64(end64 + 40), zip.u64(end64 + 48)};
  }
  return makeError("the zip directory is missing: the file is truncated, or no .npz");
}

/// Replaces what did not fit 32 bits by the 64-bit numbers of the extra field.
static Error applyZip64(Bytes zip, uint64_t at, uint64_t end, Member &member, uint64_t &compressed) {
  SmallVector<uint64_t *, 3> wide;
  for (uint64_t *number : {&member.size, &compressed, &member.header})
    if (*number == 0xffffffff)
      wide.push_back(number);
  while (!wide.empty() && end - at >= 4) {
    uint64_t id = zip.u16(at), size = zip.u16(at + 2);
    at += 4;
    if (size > end - at)
      break;
    if (id == 1) {
      if (size < 8 * wide.size())
        break;
      for (auto [i, number] : enumerate(wide))
        *number = zip.u64(at + 8 * i);
      return Error::success();
    }
    at += size;
  }
  if (wide.empty())
    return Error::success();
  return makeError("byte {0}: member '{1}' lacks its ZIP64 sizes", at, printable(member.name));
}

/// Reads the member whose directory entry is at `at`, and moves on to the next.
static Expected<Member> readMember(Bytes zip, const Directory &directory, uint64_t &at) {
  constexpr uint64_t entrySize = 46, localSize = 30;
  uint64_t entry = at, limit = directory.offset + directory.size;
  if (entry + entrySize > limit || zip.u32(entry) != 0x02014b50)
    return makeError("byte {0}: expected an entry of the zip directory", entry);
  uint64_t nameSize = zip.u16(entry + 28), extraSize = zip.u16(entry + 30), commentSize = zip.u16(entry + 32);
  at += entrySize + nameSize + extraSize + commentSize;
  if (at > limit)
    return makeError("byte {0}: the entry ends after the zip directory", entry);

  Member member;
  StringRef name = zip.data.substr(entry + entrySize, nameSize);
  name.consume_back(".npy");
  member.name = name.str();
  member.method = zip.u16(entry + 10);
  member.crc = zip.u32(entry + 16);
  member.size = zip.u32(entry + 24);
  member.header = zip.u32(entry + 42);
  uint64_t compressed = zip.u32(entry + 20), extra = entry + entrySize + nameSize;
  if (Error error = applyZip64(zip, extra, extra + extraSize, member, compressed))
    return error;
  if (zip.u16(entry + 8) & 1)
    return makeError("byte {0}: member '{1}' is encrypted", entry, printable(name));
  if (member.method != Stored && member.method != Deflated)
    return makeError("byte {0}: member '{1}' is compressed by method {2}; expected 0 (stored) or 8 (deflate)", entry,
                     name, member.method);
  if (member.method == Stored && compressed != member.size)
    return makeError("byte {0}: member '{1}' is stored, but its sizes differ: {2} and {3}", entry, printable(name),
                     compressed, member.size);

  if (!zip.isRecord(member.header, localSize, 0x04034b50))
    return makeError("byte {0}: member '{1}' has no header at byte {2}", entry, printable(name), member.header);
  uint64_t data = member.header + localSize + zip.u16(member.header + 26) + zip.u16(member.header + 28);
  if (data > directory.offset || compressed > directory.offset - data)
    return makeError("byte {0}: the {1} bytes of member '{2}' run into the zip directory at {3}", member.header,
                     compressed, printable(name), directory.offset);
  member.data = zip.data.substr(data, compressed);
  return member;
}

static Expected<std::vector<Member>> readDirectory(Bytes zip) {
  Expected<Directory> directory = findDirectory(zip);
  if (!directory)
    return directory.takeError();
  if (directory->entries > kMaxTensors)
    return makeError("the zip directory has {0} members; at most {1} are allowed", directory->entries, kMaxTensors);
  if (!zip.has(directory->offset, directory->size))
    return makeError("the zip directory, {0} bytes at {1}, is outside the file of {2} bytes", directory->size,
                     directory->offset, zip.data.size());
  std::vector<Member> members;
  StringSet<> names;
  uint64_t at = directory->offset;
  for (uint64_t i = 0; i < directory->entries; ++i) {
    uint64_t entry = at;
    Expected<Member> member = readMember(zip, *directory, at);
    if (!member)
      return member.takeError();
    if (!names.insert(member->name).second)
      return makeError("byte {0}: member '{1}' is there twice", entry, printable(member->name));
    members.push_back(std::move(*member));
  }

  // Members that share bytes are how a small archive claims to be a huge one.
  std::vector<const Member *> order;
  for (const Member &member : members)
    order.push_back(&member);
  llvm::sort(order, [](auto *a, auto *b) { return std::tie(a->header, a) < std::tie(b->header, b); });
  for (size_t i = 1; i < order.size(); ++i)
    if (zip.data.data() + order[i]->header < order[i - 1]->data.end())
      return makeError("byte {0}: member '{1}' overlaps member '{2}'", order[i]->header, printable(order[i]->name),
                       printable(order[i - 1]->name));
  return members;
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

/// Inflates the member's first bytes into `out`: all of it where `out` has the
/// member's size, and then the stream must end there.
static Error inflateMember(const Member &member, MutableArrayRef<char> out) {
  z_stream stream = {};
  if (inflateInit2(&stream, /*windowBits=*/-MAX_WBITS) != Z_OK)
    return makeError("member '{0}': zlib does not start", printable(member.name));
  StringRef input = member.data;
  uint64_t read = 0, written = 0;
  constexpr uint64_t chunk = 1u << 30; // zlib counts in 32 bits.
  bool whole = out.size() == member.size;
  char surplus;
  int status = Z_OK;
  while (status == Z_OK && (written < out.size() || whole)) {
    bool full = written == out.size();
    uint64_t inputSize = std::min<uint64_t>(chunk, input.size() - read);
    uint64_t outputSize = full ? 1 : std::min<uint64_t>(chunk, out.size() - written);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(input.data() + read));
    stream.avail_in = inputSize;
    stream.next_out = reinterpret_cast<Bytef *>(full ? &surplus : out.data() + written);
    stream.avail_out = outputSize;
    status = inflate(&stream, Z_NO_FLUSH);
    read += inputSize - stream.avail_in;
    written += outputSize - stream.avail_out;
    if (written > out.size())
      break;
  }
  inflateEnd(&stream);
  bool complete = whole ? status == Z_STREAM_END && written == out.size() : written == out.size();
  if (!complete)
    return makeError("member '{0}': the compressed data is corrupt at byte {1} of {2}", printable(member.name), read,
                     input.size());
  return Error::success();
}

static uint32_t getChecksum(ArrayRef<char> data) {
  return crc32_z(crc32_z(0, nullptr, 0), reinterpret_cast<const Bytef *>(data.data()), data.size());
}

/// The elements, which follow the header of `headerSize` bytes.
static Expected<SharedBytes> fetchMember(const Member &member, size_t headerSize, const File &file) {
  SharedBytes bytes;
  if (member.method == Stored) {
    bytes = {ArrayRef(member.data.data(), member.data.size()), file};
  } else {
    std::shared_ptr<WritableMemoryBuffer> buffer =
        WritableMemoryBuffer::getNewUninitMemBuffer(member.size, "", Align(64));
    if (!buffer)
      return makeError("member '{0}': out of memory for {1} bytes", printable(member.name), member.size);
    if (Error error = inflateMember(member, buffer->getBuffer()))
      return error;
    bytes = {buffer->getBuffer(), buffer};
  }
  if (getChecksum(bytes.data) != member.crc)
    return makeError("member '{0}': the checksum is wrong", printable(member.name));
  bytes.data = bytes.data.drop_front(headerSize);
  return bytes;
}

static Expected<FileTensor> readTensor(Member member, const File &file) {
  FileTensor tensor;
  tensor.name = member.name;
  std::string storage;
  StringRef prefix = member.data;
  if (member.method == Deflated) {
    storage.resize(std::min<uint64_t>(member.size, kMaxNpyHeader));
    if (Error error = inflateMember(member, storage))
      return error;
    prefix = storage;
  }
  Expected<size_t> headerSize = parseNpyHeader(prefix, tensor);
  if (!headerSize)
    return makeError("member '{0}', {1}", printable(member.name), toString(headerSize.takeError()));
  if (tensor.element) {
    std::optional<uint64_t> bytes = getByteCount(tensor.shape, getSize(*tensor.element));
    if (!bytes || *bytes != member.size - *headerSize)
      return makeError("member '{0}': shape and type need {1} bytes, the array has {2}", printable(member.name),
                       bytes ? std::to_string(*bytes) : "more than 2^64", member.size - *headerSize);
  }
  tensor.fetch = [member = std::move(member), headerSize = *headerSize, file] {
    return fetchMember(member, headerSize, file);
  };
  return tensor;
}

Expected<std::vector<FileTensor>> cnnc::weights::readNpz(const File &file) {
  Expected<std::vector<Member>> members = readDirectory(Bytes{file->getBuffer()});
  if (!members)
    return members.takeError();
  std::vector<FileTensor> tensors;
  for (Member &member : *members) {
    Expected<FileTensor> tensor = readTensor(std::move(member), file);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}
