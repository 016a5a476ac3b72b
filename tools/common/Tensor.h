//===- Tensor.h - Batches in memory, and their types ------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What files are read into and outputs are computed into: a dense batch of one
// input or output of the network.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_TENSOR_H
#define CNNC_TOOLS_COMMON_TENSOR_H

#include "abi/cnn.h"

#include <string>
#include <vector>

namespace cnnrun {

/// A dense array; the first dimension is the batch.
struct Tensor {
  cnn_type type = CNN_U8;
  std::vector<int64_t> shape;
  std::vector<unsigned char> data;
  /// The network has the batch in the tensor's own shape ("NCHW"), so that the
  /// first dimension counts runs of it.
  bool hasOwnBatch = false;

  int64_t pictures() const { return shape.empty() ? 0 : shape[0]; }
  size_t elements() const;
  size_t bytesPerPicture() const { return data.size() / size_t(pictures()); }
  /// The shape as files have it: a single run of a network with its own batch
  /// is not counted.
  std::vector<int64_t> arrayShape() const;
  /// Where element `at` stands in arrayShape().
  std::vector<int64_t> indexOf(size_t at) const;
};

/// "f32".
const char *typeName(cnn_type type);

/// Bytes of one element; 0 for a type that this program does not know.
size_t typeBytes(cnn_type type);

/// "[32, 32, 3]".
std::string shapeText(const std::vector<int64_t> &shape);
std::string shapeText(const cnn_tensor_info &info);

/// Extents of one picture's tensor.
std::vector<int64_t> shapeOf(const cnn_tensor_info &info);

/// Whether the first dimension of the tensor is the batch: "NCHW", not "CHW".
bool hasOwnBatch(const cnn_tensor_info &info);

/// A tensor of zeros for `batch` pictures.
Tensor makeBatch(const cnn_tensor_info &info, int64_t batch);

/// The same random numbers every time: bytes over their whole range, floats in
/// [0, 1), wider integers all zero because they are often indices.
Tensor makeRandom(const cnn_tensor_info &info, int64_t batch);

/// `tensor`'s pictures again and again until there are `batch`.
Tensor repeatTo(const Tensor &tensor, int64_t batch);

/// Elements [begin, end) as doubles.
std::vector<double> toDoubles(const Tensor &tensor, size_t begin, size_t end);

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_TENSOR_H
