//===- AxisFold.h - Folding a picture over some of its axes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums, maxima and statistics over channels, rows, columns or any of them. What
// is folded and what is kept cuts the work: an item has one block of channels
// and some rows where these are kept, and everything where they are folded.
// Several vectors are in flight at once, along the columns: where columns are
// kept these are neighbours, else partial results.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_AXISFOLD_H
#define CNNC_COMPILER_KERNELS_AXISFOLD_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// A place among what is kept: `tile` columns from `column`. Along a folded axis
/// the index is 0.
struct FoldPlace {
  mlir::Value image, block, row, column;
  int64_t tile = 1;
};

class AxisFold {
public:
  /// `axes` are those that are folded: 1 channels, 2 rows, 3 columns.
  AxisFold(KernelEmitter &e, const Buffer &x, llvm::ArrayRef<int64_t> axes);

  /// Work items of a picture of this type.
  static int64_t countItems(mlir::Value picture, llvm::ArrayRef<int64_t> axes);

  using Body = llvm::function_ref<void(const FoldPlace &place)>;
  using Item = llvm::function_ref<void(mlir::Value image, mlir::Value block, mlir::Value row0, mlir::Value row1)>;

  /// Runs the items. `after` follows the places of an item with the rows of the
  /// kept places (one where rows are folded).
  void forPlaces(Body body, Item after);

  using Term = llvm::function_ref<mlir::Value(mlir::Value x, int64_t column)>;
  using Combine = llvm::function_ref<mlir::Value(mlir::Value a, mlir::Value b)>;

  /// For each column of the place the combination of the terms of all elements
  /// of `buffer`, which has the shape of x; lanes without a channel count as
  /// `neutral`. Where channels are folded all lanes hold the result.
  llvm::SmallVector<mlir::Value> fold(const Buffer &buffer, const FoldPlace &place, float neutral, Term term,
                                      Combine combine);
  llvm::SmallVector<mlir::Value> sum(const Buffer &buffer, const FoldPlace &place, Term term);

  using TermAt =
      llvm::function_ref<mlir::Value(mlir::Value block, mlir::Value row, mlir::Value column, int64_t tileColumn)>;

  /// The same where the terms are of several buffers.
  llvm::SmallVector<mlir::Value> foldAt(const FoldPlace &place, float neutral, TermAt term, Combine combine);
  llvm::SmallVector<mlir::Value> sumAt(const FoldPlace &place, TermAt term);

  using Visit = llvm::function_ref<void(mlir::Value block, mlir::Value row, mlir::Value column, int64_t tileColumn)>;

  /// Visits all elements that the place stands for.
  void visit(const FoldPlace &place, Visit body);

private:
  llvm::SmallVector<mlir::Value> foldBlock(const FoldPlace &place, mlir::Value block, bool last, float neutral,
                                           mlir::ValueRange init, TermAt term, Combine combine);

  KernelEmitter &e;
  int64_t blocks, rows, columns, lanes, channels;
  bool foldsChannels, foldsRows, foldsColumns;
};

/// Combines all lanes; each holds the result.
mlir::Value combineLanes(KernelEmitter &e, mlir::Value vector, int64_t lanes, AxisFold::Combine combine);

/// `value` in lanes below `used`, else `otherwise`.
mlir::Value maskLanes(KernelEmitter &e, mlir::Value value, float otherwise, int64_t used, int64_t lanes);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_AXISFOLD_H
