//===- Npy.h - NumPy's array files ------------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The .npy format, versions 1 to 3, little-endian arrays in C order: a magic
// number, the length of a header, the header as a Python dictionary, the data.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_NPY_H
#define CNNC_TOOLS_COMMON_NPY_H

#include "tools/common/File.h"
#include "tools/common/Tensor.h"

namespace cnnrun {

/// Whether the file starts like a .npy file.
bool isNpy(const Bytes &bytes);

/// The array in a .npy file; its shape is the file's, with or without a batch.
/// `path` is for messages. The file's bytes become the array's.
Result<Tensor> parseNpy(Bytes bytes, const std::string &path);

/// Writes a tensor, batch included.
Status writeNpy(const std::string &path, const Tensor &tensor);

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_NPY_H
