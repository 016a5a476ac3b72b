//===- PictureBand.h - Rows of the caller's picture as a convolution reads them
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_PICTUREBAND_H
#define CNNC_COMPILER_KERNELS_PICTUREBAND_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// The planes that an item of a convolution makes, in scratch memory, of the
/// rows that it reads of a picture; see kernel.direct_conv.
class PictureBand {
public:
  PictureBand(kernel::DirectConvOp op, KernelEmitter &e, int64_t rowsPerItem);

  /// Rows of the convolution in an item, a multiple of the tile's, of `rows` of
  /// `work` multiply-adds each.
  static int64_t chooseRows(kernel::DirectConvOp op, int64_t rows, double work);

  /// Bytes of scratch memory for so many rows of the convolution.
  static int64_t countBytes(kernel::DirectConvOp op, int64_t rowsPerItem);

  const Buffer &getPlanes() const { return planes; }

  /// Converts what rows [row0, row1) of the convolution read. Returns the row of
  /// the picture that the planes begin with; negative above the picture.
  mlir::Value fill(mlir::Value image, mlir::Value row0, mlir::Value row1);

private:
  void fillRow(mlir::Value image, mlir::Value row, mlir::Value line);
  void fillRun(mlir::Value image, mlir::Value row, mlir::Value column, mlir::Value line);
  void fillPixel(mlir::Value image, mlir::Value row, mlir::Value column, mlir::Value line);
  void fillBorder(mlir::Value line);
  void fillZeros(mlir::Value line, int64_t from, int64_t to);
  mlir::Value convert(int64_t channel, mlir::Value element, int64_t lanes);
  mlir::Value mapToPicture(mlir::Value place, int64_t extent);

  kernel::DirectConvOp op;
  KernelEmitter &e;
  const Buffer &x;
  Buffer planes;
  int64_t planeElements;
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_PICTUREBAND_H
