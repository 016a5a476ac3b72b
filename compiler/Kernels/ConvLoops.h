//===- ConvLoops.h - The loops of convolutions with a register tile
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What direct and transposed convolutions have in common: the depth as the
// inner loops see it, the order of packed weights, and the loops themselves.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_CONVLOOPS_H
#define CNNC_COMPILER_KERNELS_CONVLOOPS_H

#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/OutputSums.h"

namespace cnnc {

/// The channels and groups of a convolution, and how they lie in memory.
struct ConvChannels {
  int64_t inputs, outputs, groups;
  int64_t inputBlock; ///< 1: planes
  int64_t lanes;      ///< the block of the output
  int64_t tileBlocks; ///< most blocks of output channels in a tile
  int64_t together;   ///< input channels, neighbours in a block, that one step of the depth takes: 1, or a pair of bf16

  BlockGroups tiles() const { return {int64_t(llvm::divideCeil(outputs, lanes)), tileBlocks}; }
};

/// The depth of a convolution as its inner loops see it.
struct ConvDepth {
  int64_t blocks = 0; ///< full runs of `step` input channels
  int64_t step = 0;   ///< channels in a run
  int64_t tail = 0;   ///< channels in a last, shorter run, rounded up to whole steps of the depth
  int64_t taps = 0;   ///< kernel rows * columns
  bool grouped = false;
  int64_t groupInputs = 0, groupOutputs = 0, inputBlocks = 0;

  ConvDepth(const ConvChannels &c, int64_t taps);

  int64_t length() const { return (blocks * step + tail) * taps; }
  /// The first run of input blocks that the output channels from `channel` read.
  int64_t firstBlock(int64_t channel) const;
};

/// Packs a kernel as [tile of outputs][run of inputs][tap][ic / together][block][lane][together]
/// into `out`, which is zero. `weight(o, i, tap)`: i counts the inputs of o's group.
void packConvWeight(const ConvChannels &c, int64_t taps, llvm::MutableArrayRef<float> out,
                    llvm::function_ref<float(int64_t, int64_t, int64_t)> weight);

/// The elements of a kernel so packed.
int64_t packedConvSize(const ConvChannels &c, int64_t taps);

/// One convolution over a grid of positions: all outputs, or those of a
/// transposed convolution that see the same taps. Arrays hold rows, columns.
struct ConvGrid {
  std::array<int64_t, 2> extent;          ///< positions
  std::array<int64_t, 2> kernel;          ///< taps
  std::array<int64_t, 2> strides;         ///< input elements between positions
  std::array<int64_t, 2> dilations;       ///< input elements between taps
  std::array<int64_t, 2> start;           ///< of the first tap of the first position; in the halo where negative
  std::array<int64_t, 2> inputs = {0, 0}; ///< extent of the input, where beyond it are zeros only; or 0
  std::array<int64_t, 2> pool = {1, 1};
  std::array<int64_t, 2> outScale = {1, 1}; ///< outputs between positions
  std::array<mlir::Value, 2> outOffset;     ///< the output of the first position; null: 0
  mlir::Value weightOffset;                 ///< of the packed kernel; null: 0
  int64_t nextWeights = 0; ///< elements from it to the kernel of the item's next grid; 0: the item has this one only

  /// The output row or column of a position.
  mlir::Value outputOf(KernelEmitter &e, mlir::Value position, int axis) const {
    mlir::Value scaled = e.mul(position, outScale[axis]);
    return outOffset[axis] ? e.add(scaled, outOffset[axis]) : scaled;
  }

  ConvTaps taps(int axis) const { return {kernel[axis], strides[axis], dilations[axis], start[axis], inputs[axis]}; }
};

/// How the tiles of an item share the weights of their blocks. All of them pass
/// over as many runs of the depth as leave their weights in the first cache before
/// any goes on to the next ones; what they have summed up lies in the kernel's
/// scratch in between.
struct DepthParts {
  int64_t places = 0; ///< positions of an item
  int64_t runs = 0;   ///< of the depth in a part; 0: the whole depth
  int64_t floats = 0; ///< of scratch for the sums of an item
  bool ahead = false; ///< each tile asks for its share of the weights of the next part

  /// Whether each does: of a convolution on so many positions.
  static bool asksAhead(int64_t weightBytes, int64_t places);

  /// The whole depth at once.
  DepthParts() = default;
  /// What serves best, for weights of so many bytes each.
  DepthParts(const ConvGrid &grid, const ConvChannels &channels, llvm::ArrayRef<int64_t> tile, int64_t itemRows,
             int64_t weightBytes, const Target &target);
};

/// Emits the tiles of a grid. weights[0] is the packed kernel, weights[1] the bias.
class ConvLoops {
public:
  ConvLoops(kernel::SummingOpInterface op, KernelEmitter &e, const ConvChannels &channels, llvm::ArrayRef<int64_t> tile,
            std::optional<cnn::PoolKind> poolKind = std::nullopt)
      : op(op.getOperation()), e(e), x(e.inputs[0]), y(e.output), channels(channels), tile(tile), poolKind(poolKind),
        sums(op, e) {}

  /// Reads planes that begin at row `first` of the input instead of the input.
  void readFrom(const Buffer &planes, mlir::Value first) {
    x = planes;
    firstRow = first;
  }

  /// Without this, tiles sum up the whole depth at once.
  void splitDepth(const DepthParts &chosen) { parts = chosen; }

  /// Runs `body` for each tile of blocks of outputs, one after the other.
  void forBlocks(llvm::function_ref<void(int64_t blocks, mlir::Value block)> body);

  /// Runs `body` for each tile of blocks of outputs, over the items of `rows`.
  void forItems(
      int64_t rows, int64_t rowsPerItem,
      llvm::function_ref<void(int64_t blocks, mlir::Value block, mlir::Value image, mlir::Value row0, mlir::Value row1)>
          body);

  /// Begins the sums of an item, if it has some.
  void startSums(mlir::Value image, int64_t blocks, mlir::Value block, mlir::Value band) {
    sums.start(image, block, e.add(block, blocks), band);
  }

  /// All tiles of one tile of blocks over the grid's rows [row0, row1), of which
  /// row0 is a multiple of the tile's rows.
  void emitRows(const ConvGrid &grid, int64_t blocks, mlir::Value block, mlir::Value image, mlir::Value row0,
                mlir::Value row1);

private:
  struct TilePlace {
    int64_t rows = 0, columns = 0, blocks;
    mlir::Value block, image, row, column;
    int64_t firstTap = 0, lastTap = 0; ///< of the kernel's columns
    mlir::Value row0;                  ///< of the item
    mlir::Value firstRun, lastRun;
    bool isFirst, isLast; ///< of the parts of the depth
  };

  ItemOrder itemOrder(int64_t chunks) const;
  void emitPart(const ConvGrid &grid, TilePlace place, mlir::Value row1);
  void emitRow(const ConvGrid &grid, TilePlace place);
  void emitRun(const ConvGrid &grid, TilePlace place, const ColumnRun &run);
  std::pair<mlir::Value, mlir::Value> seenRows(const ConvGrid &grid, const TilePlace &place);
  void emitTile(const ConvGrid &grid, const TilePlace &place);
  llvm::SmallVector<mlir::Value> emitDepth(const ConvGrid &grid, const TilePlace &place,
                                           llvm::SmallVector<mlir::Value> acc);
  void prefetchNext(const ConvGrid &grid, const TilePlace &place, mlir::Value at, int64_t columnStep);
  void prefetchPart(const ConvGrid &grid, const TilePlace &place, mlir::Value tap, int64_t tapElements);
  mlir::Value partialSum(const ConvGrid &grid, const TilePlace &place, int64_t position);
  llvm::SmallVector<mlir::Value> emitStep(const TilePlace &place, mlir::Value xIndex, mlir::Value wIndex,
                                          int64_t rowDistance, int64_t columnDistance, mlir::ValueRange acc);
  void storeTile(const ConvGrid &grid, const TilePlace &place, llvm::ArrayRef<mlir::Value> acc);

  kernel::KernelOpInterface op;
  KernelEmitter &e;
  Buffer x;
  mlir::Value firstRow; ///< of the input that x begins with; null: 0
  const Buffer &y;
  ConvChannels channels;
  llvm::ArrayRef<int64_t> tile;
  std::optional<cnn::PoolKind> poolKind;
  OutputSums sums;
  DepthParts parts;
};

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_CONVLOOPS_H
