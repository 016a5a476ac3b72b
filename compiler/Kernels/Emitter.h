//===- Emitter.h - Helpers with which kernels emit their loops
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thin layer over OpBuilder: index arithmetic that folds, rolled scf.for
// loops, loads and stores on buffers addressed by their layout, epilogues on
// vectors. Kernels see pictures and blocks of channels, never strides.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_EMITTER_H
#define CNNC_COMPILER_KERNELS_EMITTER_H

#include "compiler/Kernels/BlockGroups.h"
#include "compiler/Kernels/Kernel.h"
#include "mlir/IR/IRMapping.h"

namespace cnnc {

/// A buffer as a kernel function sees it: a flat memref of one picture, with
/// the other pictures behind it.
struct Buffer {
  mlir::Value memref;
  cnn::LayoutAttr layout; ///< null: a vector of parameters
  cnn::PictureShape shape;
  int64_t blocks = 0, rows = 0, columns = 0, block = 1; ///< physical extents
  int64_t elements = 0;                                 ///< of a picture, halo included
  int64_t pitch = 0;                                    ///< elements between pictures
  bool streams = false;                                 ///< vectors that are stored go past the caches

  mlir::MemRefType type() const { return mlir::cast<mlir::MemRefType>(memref.getType()); }
  int64_t elementBytes() const { return type().getElementTypeBitWidth() / 8; }
  bool isNhwc() const { return layout && layout.getOrder() == cnn::Order::nhwc; }
};

/// What stays in the cache from one item to the next: what all of a group's
/// pictures share, a picture, or a chunk of its rows.
enum class ItemOrder { PicturesInGroup, GroupsInPicture, GroupsInChunk };

class KernelEmitter {
public:
  KernelEmitter(mlir::OpBuilder &builder, mlir::Location loc, const Target &target)
      : b(builder), loc(loc), target(target) {}

  mlir::OpBuilder &b;
  mlir::Location loc;
  const Target &target;
  llvm::SmallVector<Buffer> inputs, weights;
  Buffer output;
  Buffer sums;    ///< a second output, of kernels that have one
  Buffer scratch; ///< floats of this thread, where the kernel has asked for them
  mlir::Value images, begin, end;

  //===--- Indices -------------------------------------------------------===//

  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value add(mlir::Value x, int64_t y) { return add(x, index(y)); }
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, int64_t y) { return mul(x, index(y)); }
  mlir::Value div(mlir::Value x, int64_t y);
  mlir::Value rem(mlir::Value x, int64_t y);
  mlir::Value min(mlir::Value x, mlir::Value y);
  mlir::Value max(mlir::Value x, mlir::Value y);
  mlir::Value less(mlir::Value x, mlir::Value y);

  //===--- Control -------------------------------------------------------===//

  using Body = llvm::function_ref<void(mlir::Value)>;
  using Reduction = llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, mlir::ValueRange)>;

  /// A rolled loop; a single iteration of known bounds needs none.
  void loop(mlir::Value from, mlir::Value to, int64_t step, Body body);
  void loop(int64_t from, int64_t to, int64_t step, Body body) { loop(index(from), index(to), step, body); }
  /// A rolled loop that carries values.
  llvm::SmallVector<mlir::Value> reduce(mlir::Value from, mlir::Value to, int64_t step, mlir::ValueRange init,
                                        Reduction body);
  llvm::SmallVector<mlir::Value> reduce(int64_t from, int64_t to, mlir::ValueRange init, Reduction body) {
    return reduce(index(from), index(to), 1, init, body);
  }
  void ifThen(mlir::Value condition, llvm::function_ref<void()> then, llvm::function_ref<void()> otherwise = nullptr);

  /// Runs the function's items: `groups` x pictures x chunks of `rowsPerItem`
  /// of `rows`.
  void forItems(int64_t groups, int64_t rows, int64_t rowsPerItem,
                llvm::function_ref<void(mlir::Value group, mlir::Value image, mlir::Value row0, mlir::Value row1)> body,
                ItemOrder order = ItemOrder::PicturesInGroup);

  /// Runs `body` for a group of blocks, from its first one on.
  void inGroup(mlir::Value group, const BlockGroups &groups,
               llvm::function_ref<void(int64_t blocks, mlir::Value block)> body);
  /// The first block of a group; see BlockGroups::first.
  mlir::Value firstOf(mlir::Value group, const BlockGroups &groups);
  /// The group of a block; see BlockGroups::of.
  mlir::Value groupOf(mlir::Value block, const BlockGroups &groups);

  //===--- Values --------------------------------------------------------===//

  mlir::VectorType vectorType(int64_t lanes);
  mlir::Value scalar(float value);
  mlir::Value splat(float value, int64_t lanes);
  mlir::Value broadcast(mlir::Value scalar, int64_t lanes);
  mlir::Value fma(mlir::Value x, mlir::Value y, mlir::Value acc);
  /// NaN if either is; of zeros of both signs either one, which saves half of the
  /// instructions on x86.
  mlir::Value maximum(mlir::Value x, mlir::Value y);
  mlir::Value minimum(mlir::Value x, mlir::Value y);

  /// The maximum or mean of a window that is held in registers.
  mlir::Value reduceWindow(cnn::PoolKind kind, llvm::ArrayRef<mlir::Value> elements);
  /// One step of the depth of a product held in registers, for `places` elements
  /// of `x`, element p at `at(p)`, and `blocks` vectors of weights from
  /// `weightAt`: sums[p * blocks + i] += x[at(p)] * weights[i]. Takes `depthOfStep`
  /// elements of x from at(p) on, whose weights lie side by side in each lane.
  /// Asks for weights `aheadBytes` ahead, unless the layer has few.
  llvm::SmallVector<mlir::Value> multiplyStep(const Buffer &x, const Buffer &weights, mlir::Value weightAt,
                                              int64_t blocks, int64_t lanes, mlir::ValueRange sums,
                                              llvm::function_ref<mlir::Value(int64_t)> at, int64_t aheadBytes = 8192);
  /// Elements of x that multiplyStep takes at once: a pair where both are of bf16.
  static int64_t depthOfStep(const Buffer &x, const Buffer &weights);

  //===--- Memory --------------------------------------------------------===//
  // Values of bf16 are f32 outside memory.

  /// The linear index of lane 0 of a block at a row and column of a picture.
  mlir::Value at(const Buffer &buffer, mlir::Value image, mlir::Value block, mlir::Value row, mlir::Value column);
  /// The linear index of one element, whatever the layout.
  mlir::Value element(const Buffer &buffer, mlir::Value image, mlir::Value channel, mlir::Value row,
                      mlir::Value column);
  mlir::Value load(const Buffer &buffer, mlir::Value index);
  mlir::Value loadVector(const Buffer &buffer, mlir::Value index, int64_t lanes);
  void store(mlir::Value value, const Buffer &buffer, mlir::Value index);

  /// Asks for the lines of `count` elements from `index` on; into the first cache,
  /// or only as far as the second.
  void prefetch(const Buffer &buffer, mlir::Value index, int64_t count, int64_t level = 1);
  /// Asks, as far as the second cache, for one user's share of `count` elements
  /// from `index` on: users are the same loop for other places, this one for
  /// `places` of `all` after `before`. Weights come from memory at a third of the
  /// speed at which a tile uses them, so that the first of its users would wait, if
  /// those of what came before it did not ask for them.
  void prefetchShare(const Buffer &buffer, mlir::Value index, int64_t count, mlir::Value before, int64_t places,
                     int64_t all);
  /// Whether so many bytes of weights are displaced by other layers from run to run.
  static bool isMany(int64_t weightBytes) { return weightBytes > 64 << 10; }
  static bool hasManyWeights(const Buffer &weights) {
    return isMany(weights.type().getNumElements() * weights.elementBytes());
  }

  /// Writes the part of the halo that belongs to rows [row0, row1), just written,
  /// of `count` blocks from `block`: what is beside them, and the rows above and
  /// below the picture that repeat them (or, with a border of zeros, that touch
  /// them). Once all rows have been through this the halo is whole.
  void fillHalo(const Buffer &buffer, mlir::Value image, mlir::Value block, int64_t count, mlir::Value row0,
                mlir::Value row1);

  //===--- Epilogue ------------------------------------------------------===//

  /// Clones scalar code for scalars (lanes 0) or vectors, but for its terminator.
  mlir::IRMapping cloneScalars(mlir::Region &region, mlir::ValueRange arguments, int64_t lanes);

  /// Clones an epilogue for scalars (lanes 0) or vectors.
  mlir::Value applyEpilogue(mlir::Region &epilogue, mlir::ValueRange arguments, int64_t lanes);

  /// A vector of an operand of an element-wise layer for `block` of the result:
  /// the operand's extents of 1 stand for all, a vector holds channels.
  mlir::Value loadOperand(const Buffer &operand, mlir::Value image, mlir::Value block, mlir::Value row,
                          mlir::Value column, int64_t lanes);

  /// Asks for what the epilogue and the terms of sums will read of pictures beyond the
  /// cache, at `columns` places of a row: a tile's results are all made before the
  /// first of them is finished.
  void prefetchOperands(mlir::Value image, mlir::Value block, mlir::Value row, mlir::Value column, int64_t columns);

  /// Applies the op's epilogue to a vector of block `block` at a position; loads
  /// the other inputs there.
  mlir::Value finish(kernel::KernelOpInterface op, mlir::Value value, mlir::Value image, mlir::Value block,
                     mlir::Value row, mlir::Value column);

private:
  /// A pair of elements of bf16 in each of `lanes` lanes.
  mlir::Value broadcastPair(const Buffer &buffer, mlir::Value index, int64_t lanes);
  /// A vector as it is in memory.
  mlir::Value loadRaw(const Buffer &buffer, mlir::Value index, int64_t lanes);
  /// What is in memory as bf16, as f32.
  mlir::Value widen(mlir::Value value);
};

/// Rows of a picture that make an item worth a thread's while: about `target`
/// multiply-adds, a multiple of `step`.
int64_t chooseRowsPerItem(int64_t rows, int64_t step, double workPerRow, double target = 200e3);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_EMITTER_H
