//===- GatherPlan.h - How the elements of a gather are moved by vectors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A gather's map says for each element of the output where in the input it
// comes from. The plan cuts the output into tiles of channels x rows x columns
// such that within a tile each lane of each vector comes from a fixed lane of a
// vector whose place is linear in the tile's place. Divisions and remainders of
// the map then are those of constants.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_GATHERPLAN_H
#define CNNC_COMPILER_KERNELS_GATHERPLAN_H

#include "compiler/Kernels/Kernel.h"
#include "mlir/IR/AffineMap.h"
#include <array>

namespace cnnc {

/// constant + sum of factor * tile, of the tile's number along each axis.
struct Linear {
  int64_t constant = 0;
  std::array<int64_t, 3> factors = {0, 0, 0};

  bool operator==(const Linear &other) const { return constant == other.constant && factors == other.factors; }
  bool operator<(const Linear &other) const {
    return std::tie(constant, factors) < std::tie(other.constant, other.factors);
  }
};

/// Where a lane comes from: the vector of a block at a row and a column.
struct LaneSource {
  Linear block, row, column;
  int64_t lane = 0;
};

/// An axis of the output in tiles of `step` places; the last may be smaller.
struct TileAxis {
  int64_t extent = 1, step = 1;

  int64_t full() const { return extent / step; }
  int64_t rest() const { return extent % step; }
  int64_t tiles() const { return full() + (rest() ? 1 : 0); }
};

enum class GatherForm {
  Rows,      ///< a reshape of rows and columns only: vectors, one after the other
  Flatten,   ///< a picture as a vector: blocks of positions are transposed
  Unflatten, ///< a vector as a picture: the same backwards
  Tiles,     ///< as said above
  Scalars    ///< one element at a time
};

/// Decided on the op alone: types and map.
class GatherPlan {
public:
  explicit GatherPlan(kernel::GatherOp op);

  GatherForm form = GatherForm::Scalars;
  std::array<TileAxis, 3> axes; ///< channels, rows, columns
  int64_t lanes = 1;            ///< of a vector

  /// Tiles of rows that make a work item, or for the forms of reshapes the rows
  /// or (where all rows are one run) vectors of positions.
  int64_t units() const { return unitCount; }
  int64_t unitsPerItem() const { return unitStep; }
  int64_t groups() const { return groupCount; }

  /// Whether the positions of the flattened picture are one run.
  bool isOneRun() const { return oneRun; }

  /// The source of the element at places of a tile: along each axis the number
  /// of the tile is a constant, or (-1) a variable, and `phases` is the place in
  /// the tile. Nothing where it is not of the form above.
  std::optional<LaneSource> getSource(std::array<int64_t, 3> tiles, std::array<int64_t, 3> phases) const;

private:
  bool chooseReshape(kernel::GatherOp op);
  bool chooseTiles();
  bool fits() const;
  void chooseItems(kernel::GatherOp op);

  mlir::AffineMap map;
  cnn::PictureShape in, out;
  bool oneRun = false;
  int64_t unitCount = 1, unitStep = 1, groupCount = 1;
};

/// The map of a reshape.
mlir::AffineMap getReshapeMap(mlir::MLIRContext *context, cnn::PictureShape in, cnn::PictureShape out);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_GATHERPLAN_H
