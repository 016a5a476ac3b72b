//===- File.h - Reading and writing whole files -----------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs are read whole, up to a limit, before anything looks inside them.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_FILE_H
#define CNNC_TOOLS_CNN_RUN_FILE_H

#include "Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace cnnrun {

using Bytes = std::vector<unsigned char>;

/// The contents of a file of at most `maxBytes` bytes.
Result<Bytes> readFile(const std::string &path, size_t maxBytes);

/// Writes the pieces one after the other into a file beside `path` and renames
/// it, so that nobody sees half of it.
Status writeFile(const std::string &path, const std::vector<std::string_view> &pieces);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_FILE_H
