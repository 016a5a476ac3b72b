//===- DenseWeightGradient.cpp - Gradients of dense layers' weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The product of two matrices whose depth is the batch: a tile of outputs x
// vectors of inputs is summed over all pictures in registers, and stored. An item
// has some tiles of outputs, one after the other, and one of inputs.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OuterProduct.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// How the matrix of O x C is cut.
struct DenseCut {
  int64_t rowTiles, vectors, vectorTiles;
  int64_t rowTilesPerItem;

  explicit DenseCut(kernel::DenseWeightGradientOp op) {
    cnn::PictureShape x = cnn::getPictureShape(op.getInputs()[0]), g = cnn::getPictureShape(op.getInputs()[1]);
    rowTiles = llvm::divideCeil(g.channels, op.getTile()[0]);
    vectors = llvm::divideCeil(x.channels, cnn::getLayout(op.getInputs()[0].getType()).getBlock());
    vectorTiles = llvm::divideCeil(vectors, op.getTile()[1]);
    // Some tens of items are enough, and the inputs of an item stay in the cache.
    rowTilesPerItem = std::clamp<int64_t>(rowTiles * vectorTiles / 64, 1, rowTiles);
  }

  int64_t rowItems() const { return llvm::divideCeil(rowTiles, rowTilesPerItem); }
};

class DenseGradientEmitter {
public:
  DenseGradientEmitter(kernel::DenseWeightGradientOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), g(e.inputs[1]), cut(op), lanes(x.block) {}

  void emit() {
    e.loop(e.begin, e.end, 1, [&](Value item) {
      Value tile0 = e.mul(e.rem(item, cut.rowItems()), cut.rowTilesPerItem), vectorTile = e.div(item, cut.rowItems());
      Value tile1 = e.min(e.add(tile0, cut.rowTilesPerItem), e.index(cut.rowTiles));
      e.inGroup(vectorTile, BlockGroups(cut.vectors, op.getTile()[1]), [&](int64_t vectors, Value vector) {
        e.loop(tile0, tile1, 1, [&](Value tile) {
          e.inGroup(tile, BlockGroups(g.shape.channels, op.getTile()[0]),
                    [&](int64_t rows, Value row) { emitTile(rows, row, vectors, vector); });
        });
      });
    });
  }

private:
  void emitTile(int64_t rowCount, Value row, int64_t vectorCount, Value vector) {
    OuterSide rows{g, {}}, vectors{x, {}};
    for (int64_t r = 0; r < rowCount; ++r)
      rows.offsets.push_back(r);
    for (int64_t v = 0; v < vectorCount; ++v)
      vectors.offsets.push_back(v * lanes);
    // The elements of a picture follow each other, block after block.
    Value gAt = e.add(e.at(g, e.index(0), e.index(0), e.index(0), e.index(0)), row);
    Value xAt = e.add(e.at(x, e.index(0), e.index(0), e.index(0), e.index(0)), e.mul(vector, lanes));
    SmallVector<Value> sums(rowCount * vectorCount, e.splat(0, lanes));
    sums = e.reduce(e.index(0), e.images, 1, sums, [&](Value image, ValueRange sums) {
      return addOuterProduct(e, rows, e.add(gAt, e.mul(image, g.pitch)), vectors, e.add(xAt, e.mul(image, x.pitch)),
                             lanes, sums);
    });
    int64_t width = x.shape.channels, tail = width % lanes;
    for (int64_t r = 0; r < rowCount; ++r)
      for (int64_t v = 0; v < vectorCount; ++v) {
        Value sum = sums[r * vectorCount + v], block = e.add(vector, v);
        Value at = e.add(e.mul(e.add(row, r), width), e.mul(block, lanes));
        // Only the last vector of a row may have fewer elements.
        if (!tail || v + 1 < vectorCount)
          e.store(sum, e.output, at);
        else
          e.ifThen(
              e.less(block, e.index(cut.vectors - 1)), [&] { e.store(sum, e.output, at); },
              [&] { storeLanes(sum, tail, at); });
      }
  }

  void storeLanes(Value vector, int64_t count, Value at) {
    for (int64_t lane = 0; lane < count; ++lane)
      e.store(vector::ExtractOp::create(e.b, e.loc, vector, lane), e.output, e.add(at, lane));
  }

  kernel::DenseWeightGradientOp op;
  KernelEmitter &e;
  const Buffer &x, &g;
  DenseCut cut;
  int64_t lanes;
};

class DenseWeightGradientKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "dense_weight_gradient"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto dense = dyn_cast<cnn::DenseWeightGradientOp>(getRoot(group));
    if (!dense) {
      why = "not a gradient of a dense layer's weight";
      return {};
    }
    int64_t rows = cnn::getPictureShape(dense.getGradient()).channels;
    int64_t vectors = llvm::divideCeil(cnn::getPictureShape(dense.getInput()).channels, target.lanes);
    SmallVector<Candidate> candidates;
    for (const OuterTile &tile : rankOuterTiles(rows, vectors, target))
      candidates.push_back({{tile.rows, tile.vectors}, tile.cycles, tile.cycles});
    return candidates;
  }

  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto dense = cast<cnn::DenseWeightGradientOp>(getRoot(lowering.group));
    Value inputs[] = {lowering.inputs[getOperandIndex(dense.getInput())],
                      lowering.inputs[getOperandIndex(dense.getGradient())]};
    kernel::DenseWeightGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                                          lowering.builder.getDenseI64ArrayAttr(lowering.tile));
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    DenseCut cut(cast<kernel::DenseWeightGradientOp>(op.getOperation()));
    return {0, cut.rowItems() * cut.vectorTiles};
  }

  bool reducesBatch(kernel::KernelOpInterface) const override { return true; }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 2.0 * double(cast<MemRefType>(op.getOutput().getType()).getNumElements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    DenseGradientEmitter(cast<kernel::DenseWeightGradientOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getDenseWeightGradientKernel() {
  static const DenseWeightGradientKernel kernel;
  return kernel;
}
