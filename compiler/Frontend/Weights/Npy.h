//===- Npy.h - Header of a .npy array
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_WEIGHTS_NPY_H
#define CNNC_COMPILER_FRONTEND_WEIGHTS_NPY_H

#include "compiler/Frontend/Weights/Tensors.h"

namespace cnnc::weights {

/// The longest header that is read, magic included; NumPy writes 128 bytes. As
/// much is inflated of every member before its shape is known.
inline constexpr size_t kMaxNpyHeader = 1 << 12;

/// Reads the header of an array whose first bytes are `prefix` into the
/// tensor's type, order and shape. Returns the header's size, where the
/// elements begin. Errors give the byte.
llvm::Expected<size_t> parseNpyHeader(llvm::StringRef prefix, FileTensor &tensor);

} // namespace cnnc::weights

#endif // CNNC_COMPILER_FRONTEND_WEIGHTS_NPY_H
