//===- TensorProto.h - ONNX's files of one tensor ---------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A .pb file of an ONNX test set is a serialised TensorProto. The format has no
// magic number: such files go by their names.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_TENSORPROTO_H
#define CNNC_TOOLS_CNN_RUN_TENSORPROTO_H

#include "tools/common/File.h"
#include "tools/common/Tensor.h"

namespace cnnrun {

/// The most bytes of a .pb file: protobuf counts in `int`.
constexpr size_t maxTensorProtoBytes = (size_t(1) << 31) - 1;

/// An array, and what its file calls it; .npy files call it nothing.
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

bool isTensorProtoName(std::string_view path);

/// The tensor in a .pb file, with the file's shape; `path` is for messages.
Result<NamedTensor> parseTensorProto(const Bytes &bytes, const std::string &path);

/// Reads a .pb or .npy file.
Result<NamedTensor> readArray(const std::string &path);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_TENSORPROTO_H
