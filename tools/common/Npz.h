//===- Npz.h - Several arrays of NumPy in one file --------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A .npz file is a .zip archive of .npy files, stored or deflated.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_NPZ_H
#define CNNC_TOOLS_COMMON_NPZ_H

#include "tools/common/Npy.h"

#include <cstdint>

namespace cnnrun {

/// The directory of an archive, and its bytes.
class Npz {
public:
  /// `path` is for messages. The file's bytes become the archive's.
  static Result<Npz> parse(Bytes bytes, const std::string &path);

  /// The arrays' names, without ".npy", as the archive has them.
  std::vector<std::string> names() const;
  bool has(const std::string &name) const { return find(name) != nullptr; }

  /// Expands an array of at most `mostBytes` bytes. Checksums are compared.
  Result<Tensor> read(const std::string &name, size_t mostBytes) const;

private:
  struct Member {
    std::string name;
    uint16_t method = 0;
    uint32_t checksum = 0;
    uint64_t packedBytes = 0, bytes = 0, headerStart = 0;
  };
  struct Directory {
    uint64_t start = 0, members = 0;
  };

  Result<Directory> findDirectory() const;
  Status readDirectory(Directory directory);
  bool readWideSizes(Member &member, uint64_t start, uint64_t size) const;
  const Member *find(const std::string &name) const;
  Error fail(const std::string &what) const;
  uint64_t number(uint64_t at, int bytes) const;

  std::string path;
  Bytes archive;
  std::vector<Member> members;
};

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_NPZ_H
