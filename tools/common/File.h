//===- File.h - Reading and writing whole files -----------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs are read whole, up to a limit, before anything looks inside them.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_FILE_H
#define CNNC_TOOLS_COMMON_FILE_H

#include "tools/common/Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace cnnrun {

using Bytes = std::vector<unsigned char>;

/// The contents of a regular file of at most `maxBytes` bytes. Devices and pipes
/// may never end and are refused.
Result<Bytes> readFile(const std::string &path, size_t maxBytes);

/// The first `count` bytes of a regular file, or all of a shorter one.
Result<Bytes> readStart(const std::string &path, size_t count);

/// Fails where `path` is there but is no regular file.
Status checkRegular(const std::string &path);

/// Whether both are there and are one file.
bool isSameFile(const std::string &one, const std::string &other);

/// A text from a file as messages show it: no bytes that a terminal would act
/// on, and not more than a line of it.
std::string printable(std::string_view text);

/// Writes the pieces one after the other into a file beside `path` and renames
/// it, so that nobody sees half of it. What is no regular file, such as
/// /dev/null, is written to as it is.
Status writeFile(const std::string &path, const std::vector<std::string_view> &pieces);

/// Writes the pieces into the file `path`.new, has it stored on the disk, and
/// renames it: whenever the power goes or the program is killed, `path` is whole,
/// old or new.
Status writeFileDurably(const std::string &path, const std::vector<std::string_view> &pieces);

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_FILE_H
