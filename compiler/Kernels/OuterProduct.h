//===- OuterProduct.h - Sums of outer products in registers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A gradient of a weight is a sum of outer products, one for each place of each
// picture: elements of one buffer, the rows of the tile, each times vectors of
// another one. Its tiles are cut from a matrix of rows and vectors here.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_OUTERPRODUCT_H
#define CNNC_COMPILER_KERNELS_OUTERPRODUCT_H

#include "compiler/Kernels/Emitter.h"
#include "dialects/Cnn/CnnGradients.h"

namespace cnnc {

/// Rows and vectors of sums held in registers; cycles of one outer product over
/// the whole matrix.
struct OuterTile {
  int64_t rows, vectors;
  double cycles;
};

/// Tiles for a matrix of `rows` x `vectors` sums, the best first.
llvm::SmallVector<OuterTile> rankOuterTiles(int64_t rows, int64_t vectors, const Target &target);

/// Of one outer product in registers.
double outerTileCycles(int64_t rows, int64_t vectors, const Target &target);

/// Cuts `total` into parts of at most `most`, as even as they can be: 16 into 6, 5, 5.
llvm::SmallVector<std::pair<int64_t, int64_t>> cutEvenly(int64_t total, int64_t most);

/// One side of an outer product: elements, or vectors, of a buffer at constant
/// distances from a place.
struct OuterSide {
  const Buffer &buffer;
  llvm::SmallVector<int64_t> offsets;
};

/// sums[r * vectors + v] += row r at `rowAt` * vector v at `vectorAt`.
llvm::SmallVector<mlir::Value> addOuterProduct(KernelEmitter &e, const OuterSide &rows, mlir::Value rowAt,
                                               const OuterSide &vectors, mlir::Value vectorAt, int64_t lanes,
                                               mlir::ValueRange sums);

/// Pictures and rows of the gradient that are added up at once.
struct GradientChunk {
  mlir::Value image0, image1, row0, row1;
  mlir::Value nextImage, nextRow; ///< where the next one begins, perhaps beyond the last picture
};

/// Emits `body` for all pictures of `rows` rows of the gradient, chunk by chunk of
/// about `chunkBytes`, of which a row reads `rowBytes`. Sums of a chunk begin with zero: many terms, added one by one,
/// would lose accuracy.
/// With `picture`, of that one only.
void forChunks(KernelEmitter &e, int64_t rows, double rowBytes, int64_t chunkBytes,
               llvm::function_ref<void(const GradientChunk &)> body, mlir::Value picture = nullptr);

/// The matrix of products of tiles at one of Winograd's points, both sides as
/// [block][tile][lane] with `blockPitch` floats from block to block; and how many rows
/// (outputs) and vectors (blocks of inputs) of it registers sum up at once.
struct TileProducts {
  int64_t outputs, inputBlocks, lanes, blockPitch, tileRows, tileVectors;
};

/// Sums the products of `tiles` tiles of inputs at `x` and gradients at `g`, both in
/// scratch memory; `store` receives the sums of an output and a block of inputs.
void addTileProducts(KernelEmitter &e, const TileProducts &products, mlir::Value x, mlir::Value g, mlir::Value tiles,
                     llvm::function_ref<void(int64_t output, int64_t block, mlir::Value sum)> store);

/// Whether a gradient has whole blocks and can be computed at Winograd's points.
bool fitsWinogradGradient(cnn::Conv2dWeightGradientOp conv, const Target &target, std::string &why);

/// The layout of input or gradient, with a halo of what tiles read beyond them.
cnn::LayoutAttr getWinogradGradientLayout(cnn::FusedOp group, unsigned operand, const Target &target);

/// The cycles for a picture that kernels winograd_picture_gradient and winograd_sums
/// take, if they can compute a gradient.
std::optional<double> countPictureGradientCycles(cnn::Conv2dWeightGradientOp conv, const Target &target);
std::optional<double> countWinogradSumsCycles(cnn::Conv2dWeightGradientOp conv, const Target &target);

/// Whether each picture should have a gradient of its own: where pictures are large
/// and the weight is small.
bool sumsByPicture(cnn::PictureShape input, cnn::PictureShape gradient, llvm::ArrayRef<int64_t> weight);

/// Makes the kernels of a gradient of a weight of which each picture has its own,
/// which `create` makes one write to the output that it is given: its elements, and
/// room for vectors that end beyond the last one. They are added up.
void sumPictureGradients(GroupLowering &lowering, llvm::ArrayRef<int64_t> weight,
                         llvm::function_ref<void(mlir::Value output)> create);

/// Makes the kernels of the gradient of a weight. `create` makes one that writes
/// it to the output that it is given. If each picture has a gradient of its own,
/// which can be found while the picture is in the cache, it is given the weight's
/// shape, too, and the gradients are added up.
void lowerWeightGradient(GroupLowering &lowering, cnn::PictureShape input, cnn::PictureShape gradient,
                         llvm::ArrayRef<int64_t> weight,
                         llvm::function_ref<void(mlir::Value output, mlir::DenseI64ArrayAttr weight)> create);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_OUTERPRODUCT_H
