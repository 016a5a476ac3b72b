//===- WinogradSums.cpp - Sums for gradients of weights at Winograd's points
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// WinogradGradient.cpp says what the points are. This kernel transforms some rows of
// tiles into scratch memory, adds their products to the sums of all points, and goes
// on to the next rows: nothing but the sums goes to memory, which for weights of a
// few channels are small. Rows of tiles are counted through all pictures, so that
// small pictures share a chunk. An item is a part of the batch with sums of its own,
// which kernel.winograd_weight_gradient adds up.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OuterProduct.h"
#include "compiler/Kernels/WinogradTile.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

constexpr int64_t kParts = kernel::WinogradSumsOp::kParts;

/// Extents, and where the parts of the scratch memory begin, in floats.
struct ChunkShape {
  int64_t inputs, outputs, rows, columns, lanes; ///< channels; rows and columns of tiles of a picture
  int64_t chunkRows;                             ///< rows of tiles that are transformed together

  ChunkShape(cnn::PictureShape x, cnn::PictureShape g, int64_t lanes, int64_t chunkRows)
      : inputs(x.channels), outputs(g.channels), rows(llvm::divideCeil(g.height, kTileOutputs)),
        columns(llvm::divideCeil(g.width, kTileOutputs)), lanes(lanes), chunkRows(chunkRows) {}

  int64_t tiles() const { return chunkRows * columns; }
  int64_t inputBlocks() const { return inputs / lanes; }
  int64_t outputBlocks() const { return outputs / lanes; }
  int64_t inputPitch() const { return winogradPitch(inputs * tiles()); }
  int64_t gradientPitch() const { return winogradPitch(outputs * tiles()); }

  int64_t gradientsAt() const { return kTilePoints * inputPitch(); }
  int64_t tileAt() const { return gradientsAt() + kTilePoints * gradientPitch(); }
  int64_t scratch() const { return tileAt() + kTileVectors * lanes; }
  /// Of a part.
  int64_t sums() const { return kTilePoints * outputs * inputs; }
};

ChunkShape getShape(kernel::WinogradSumsOp op) {
  return {cnn::getPictureShape(op.getInputs()[0]), cnn::getPictureShape(op.getInputs()[1]),
          cnn::getLayout(op.getInputs()[1].getType()).getBlock(), op.getTile()[0]};
}

class Loops {
public:
  Loops(kernel::WinogradSumsOp op, KernelEmitter &e) : op(op), e(e), s(getShape(op)), lanes(s.lanes) {}

  void emit() {
    storeWinogradFactors(e, lanes, s.tileAt());
    Value total = e.mul(e.images, s.rows);
    e.loop(e.begin, e.end, 1, [&](Value part) {
      Value sums = e.mul(part, s.sums());
      e.loop(0, s.sums(), lanes, [&](Value at) { e.store(e.splat(0, lanes), e.output, e.add(sums, at)); });
      Value first = e.div(arith::MulIOp::create(e.b, e.loc, part, total), kParts);
      Value last = e.div(arith::MulIOp::create(e.b, e.loc, e.add(part, 1), total), kParts);
      e.loop(first, last, s.chunkRows, [&](Value row0) {
        Value rows = e.min(e.index(s.chunkRows), e.sub(last, row0));
        transform(row0, rows, /*gradient=*/false);
        transform(row0, rows, /*gradient=*/true);
        Value tiles = e.mul(rows, s.columns);
        e.loop(0, kTilePoints, 1, [&](Value point) { multiply(point, tiles, sums); });
      });
    });
  }

private:
  /// Rows of tiles to [point][block][tile][lane].
  void transform(Value row0, Value rows, bool gradient) {
    const Buffer &x = e.inputs[gradient ? 1 : 0];
    int64_t pitch = gradient ? s.gradientPitch() : s.inputPitch(), begin = gradient ? s.gradientsAt() : 0;
    auto start = [&](int axis) { return e.index(gradient ? 0 : -op.getStart()[axis]); };
    e.loop(0, x.blocks, 1, [&](Value block) {
      e.loop(e.index(0), rows, 1, [&](Value i) {
        Value line = e.add(row0, i), image = e.div(line, s.rows), row = e.rem(line, s.rows);
        e.loop(0, s.columns, 1, [&](Value column) {
          Value from = e.at(x, image, block, e.add(e.mul(row, kTileOutputs), start(0)),
                            e.add(e.mul(column, kTileOutputs), start(1)));
          Value tile = e.add(e.mul(i, s.columns), column);
          Value to = e.add(e.mul(e.add(e.mul(block, s.tiles()), tile), lanes), begin);
          storeWinogradTile(e, x, from, gradient, s.tileAt(), e.scratch, to, pitch);
        });
      });
    });
  }

  void multiply(Value point, Value tiles, Value sums) {
    Value x = e.mul(point, s.inputPitch()), g = e.add(e.mul(point, s.gradientPitch()), s.gradientsAt());
    Value own = e.add(sums, e.mul(point, s.outputs * s.inputs));
    TileProducts products{s.outputs, s.inputBlocks(), lanes, s.tiles() * lanes, op.getTile()[1], op.getTile()[2]};
    addTileProducts(e, products, x, g, tiles, [&](int64_t output, int64_t block, Value sum) {
      Value at = e.add(own, output * s.inputs + block * lanes);
      e.store(arith::AddFOp::create(e.b, e.loc, e.loadVector(e.output, at, lanes), sum), e.output, at);
    });
  }

  kernel::WinogradSumsOp op;
  KernelEmitter &e;
  ChunkShape s;
  int64_t lanes;
};

class WinogradSumsKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "winograd_sums"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    if (auto conv = dyn_cast<cnn::Conv2dWeightGradientOp>(getRoot(group)))
      return getCandidates(conv, target, why);
    why = "not a gradient of a convolution's weight";
    return {};
  }

  static SmallVector<Candidate> getCandidates(cnn::Conv2dWeightGradientOp conv, const Target &target,
                                              std::string &why) {
    if (!fitsWinogradGradient(conv, target, why))
      return {};
    cnn::PictureShape x = cnn::getPictureShape(conv.getInput()), g = cnn::getPictureShape(conv.getGradient());
    // Transformed rows and what they are added to share the second-level cache.
    ChunkShape shape(x, g, target.lanes, /*chunkRows=*/1);
    int64_t perRow = kTilePoints * (shape.inputs + shape.outputs) * shape.columns * 4;
    shape.chunkRows = std::max<int64_t>(1, target.l2Bytes / 2 / perRow);
    if (perRow > target.l2Bytes / 2 || shape.sums() * 4 > target.l2Bytes * 5 / 4) {
      why = "a row of tiles, or the weight, at the points takes too much of the second-level cache";
      return {};
    }
    SmallVector<Candidate> candidates;
    for (const OuterTile &tile : rankOuterTiles(shape.outputs, shape.inputBlocks(), target)) {
      int64_t tiles = int64_t(llvm::divideCeil(shape.outputs, tile.rows)) *
                      int64_t(llvm::divideCeil(shape.inputBlocks(), tile.vectors));
      if (tile.rows > 64 || tiles > kMostTiles)
        continue;
      candidates.push_back({{shape.chunkRows, tile.rows, tile.vectors}, 0});
      countCycles(candidates.back(), shape, x, g, tile, target);
    }
    if (candidates.empty())
      why = "the weight is too large";
    else
      rankCandidates(candidates, 0);
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    return getWinogradGradientLayout(group, operand, target);
  }

  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dWeightGradientOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    Value inputs[] = {lowering.inputs[getOperandIndex(conv.getInput())],
                      lowering.inputs[getOperandIndex(conv.getGradient())]};
    auto weight = cast<RankedTensorType>(conv.getType());
    int64_t shape[] = {kParts * kTilePoints * weight.getDimSize(0), weight.getDimSize(1), 1, 1};
    auto type = MemRefType::get(shape, b.getF32Type(), blockedLayout(b.getContext(), 1));
    Value sums = kernel::SharedOp::create(b, lowering.loc(), type, IntegerAttr());
    kernel::WinogradSumsOp::create(b, lowering.loc(), inputs, ValueRange(), sums,
                                   b.getDenseI64ArrayAttr({conv.getPadding()[0], conv.getPadding()[2]}),
                                   b.getDenseI64ArrayAttr(lowering.tile));
    kernel::WinogradWeightGradientOp::create(b, lowering.loc(), sums, ValueRange(), lowering.output);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {0, kParts}; }
  bool reducesBatch(kernel::KernelOpInterface) const override { return true; }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    return getShape(cast<kernel::WinogradSumsOp>(op.getOperation())).scratch() * 4;
  }

  /// Those of the direct algorithm, so that speeds can be compared.
  double getFlops(kernel::KernelOpInterface op) const override {
    cnn::PictureShape x = cnn::getPictureShape(op.getInputs()[0]), g = cnn::getPictureShape(op.getInputs()[1]);
    return 2.0 * 9 * double(x.channels) * double(g.elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    Loops(cast<kernel::WinogradSumsOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// Each tile of sums is code of its own.
  static constexpr int64_t kMostTiles = 48;

  /// The products and the sums that they are added to, the transforms of tiles, and
  /// what a kernel that pictures do not go through together with others costs: input
  /// and gradient are written to memory and read from there.
  static void countCycles(Candidate &candidate, const ChunkShape &shape, cnn::PictureShape x, cnn::PictureShape g,
                          const OuterTile &tile, const Target &target) {
    double tiles = double(shape.rows * shape.columns), vectors = double(shape.outputs * shape.inputBlocks());
    double perSum = shape.sums() * 4 > target.l2Bytes / 3 ? 4 : 2;
    // Measured, with what it waits for: 1.3 times what the instructions take.
    double products = kTilePoints * (tiles * tile.cycles + tiles / double(shape.tiles()) * perSum * vectors);
    candidate.productCycles = 1.3 * products;
    double transforms = tiles * double(110 * shape.inputBlocks() + 90 * shape.outputBlocks()) * target.vectorCost();
    double after = (250 * target.vectorCost() + kTilePoints * kParts) * vectors / double(target.batch);
    candidate.transformCycles = 1.3 * transforms + after;
    candidate.trafficCycles = 3 * 4 * double(x.elements() + g.elements()) / target.memoryBytesPerCycle;
    candidate.cycles = candidate.productCycles + candidate.transformCycles + candidate.trafficCycles;
  }
};

} // namespace

std::optional<double> cnnc::countWinogradSumsCycles(cnn::Conv2dWeightGradientOp conv, const Target &target) {
  std::string why;
  SmallVector<Candidate> candidates = WinogradSumsKernel::getCandidates(conv, target, why);
  return candidates.empty() ? std::nullopt : std::optional(candidates[0].cycles);
}

const Kernel &cnnc::getWinogradSumsKernel() {
  static const WinogradSumsKernel kernel;
  return kernel;
}
