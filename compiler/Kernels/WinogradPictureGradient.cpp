//===- WinogradPictureGradient.cpp - Gradients of small weights at Winograd's points
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// WinogradGradient.cpp says what the points are. Where a picture's tiles at all
// points fit into the second-level cache, and the weight is small, one kernel does
// it all for a picture: it transforms input and gradient into scratch memory, adds up
// the products of its tiles and gives the picture's own gradient of the weight, which
// kernel.channel_sum adds up. Nothing at the points goes to memory, and the kernel
// can be joined to those that write what it reads.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Lanes.h"
#include "compiler/Kernels/OuterProduct.h"
#include "compiler/Kernels/WinogradTile.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Extents, and where the parts of the scratch memory begin, in floats.
struct GradientTiles {
  int64_t inputs, outputs, rows, columns, lanes; ///< channels; rows and columns of tiles

  GradientTiles(cnn::PictureShape x, cnn::PictureShape g, int64_t lanes)
      : inputs(x.channels), outputs(g.channels), rows(llvm::divideCeil(g.height, kTileOutputs)),
        columns(llvm::divideCeil(g.width, kTileOutputs)), lanes(lanes) {}

  int64_t tiles() const { return rows * columns; }
  int64_t inputBlocks() const { return inputs / lanes; }
  int64_t inputPitch() const { return winogradPitch(inputs * tiles()); }
  int64_t gradientPitch() const { return winogradPitch(outputs * tiles()); }
  int64_t sumPitch() const { return winogradPitch(inputs * outputs); }

  int64_t gradientsAt() const { return kTilePoints * inputPitch(); }
  int64_t sumsAt() const { return gradientsAt() + kTilePoints * gradientPitch(); }
  int64_t tileAt() const { return sumsAt() + kTilePoints * sumPitch(); }
  int64_t scratch() const { return tileAt() + kTileVectors * lanes; }
};

GradientTiles getShape(kernel::WinogradPictureGradientOp op) {
  return {cnn::getPictureShape(op.getInputs()[0]), cnn::getPictureShape(op.getInputs()[1]),
          cnn::getLayout(op.getInputs()[1].getType()).getBlock()};
}

class Loops {
public:
  Loops(kernel::WinogradPictureGradientOp op, KernelEmitter &e) : op(op), e(e), s(getShape(op)), lanes(s.lanes) {}

  void emit() {
    storeWinogradFactors(e, lanes, s.tileAt());
    e.forItems(1, 1, 1, [&](Value, Value image, Value, Value) {
      transform(image, /*gradient=*/false);
      transform(image, /*gradient=*/true);
      e.loop(0, kTilePoints, 1, [&](Value point) { multiply(point); });
      finish(image);
    });
  }

private:
  /// To [point][block][tile][lane].
  void transform(Value image, bool gradient) {
    const Buffer &x = e.inputs[gradient ? 1 : 0];
    int64_t pitch = gradient ? s.gradientPitch() : s.inputPitch(), begin = gradient ? s.gradientsAt() : 0;
    auto start = [&](int axis) { return e.index(gradient ? 0 : -op.getStart()[axis]); };
    e.loop(0, x.blocks, 1, [&](Value block) {
      e.loop(0, s.rows, 1, [&](Value row) {
        e.loop(0, s.columns, 1, [&](Value column) {
          Value from = e.at(x, image, block, e.add(e.mul(row, kTileOutputs), start(0)),
                            e.add(e.mul(column, kTileOutputs), start(1)));
          Value tile = e.add(e.add(e.mul(block, s.tiles()), e.mul(row, s.columns)), column);
          Value to = e.add(e.mul(tile, lanes), begin);
          storeWinogradTile(e, x, from, gradient, s.tileAt(), e.scratch, to, pitch);
        });
      });
    });
  }

  /// Of a point the products of outputs and blocks of inputs, summed over the tiles.
  void multiply(Value point) {
    Value x = e.mul(point, s.inputPitch()), g = e.add(e.mul(point, s.gradientPitch()), s.gradientsAt());
    Value sums = e.add(e.mul(point, s.sumPitch()), s.sumsAt());
    TileProducts products{s.outputs, s.inputBlocks(), lanes, s.tiles() * lanes, op.getTile()[0], op.getTile()[1]};
    addTileProducts(e, products, x, g, e.index(s.tiles()), [&](int64_t output, int64_t block, Value sum) {
      e.store(sum, e.scratch, e.add(sums, (output * s.inputBlocks() + block) * lanes));
    });
  }

  /// Nine taps of each input lie side by side.
  void finish(Value image) {
    e.loop(0, s.outputs * s.inputBlocks(), 1, [&](Value i) {
      Value from = e.add(e.mul(i, lanes), s.sumsAt()), to = e.mul(i, 9 * lanes);
      gatherWinogradTaps(e, lanes, s.tileAt(), [&](Value point) {
        return e.loadVector(e.scratch, e.add(from, e.mul(point, s.sumPitch())), lanes);
      });
      SmallVector<Value> taps;
      for (int64_t tap = 0; tap < 9; ++tap)
        taps.push_back(e.loadVector(e.scratch, e.index(s.tileAt() + (kFirstTap + tap) * lanes), lanes));
      LaneShuffler shuffler(e);
      for (int64_t v = 0; v < 9; ++v) {
        SmallVector<Lane> places;
        for (int64_t place = v * lanes; place < (v + 1) * lanes; ++place)
          places.push_back({taps[place % 9], place / 9});
        e.store(shuffler.assemble(places), e.output, e.add(e.add(e.mul(image, e.output.pitch), to), v * lanes));
      }
    });
  }

  kernel::WinogradPictureGradientOp op;
  KernelEmitter &e;
  GradientTiles s;
  int64_t lanes;
};

class WinogradPictureGradientKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "winograd_picture_gradient"; }

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
    GradientTiles shape(x, g, target.lanes);
    // The sums of a point are done with when the next one's begin.
    if (shape.scratch() * 4 > target.l2Bytes * 3 / 4) {
      why = "a picture at the points takes more than three quarters of the second-level cache";
      return {};
    }
    SmallVector<Candidate> candidates;
    for (const OuterTile &tile : rankOuterTiles(shape.outputs, shape.inputBlocks(), target)) {
      if (tile.rows > 64 || llvm::divideCeil(shape.outputs, tile.rows) > 16)
        continue;
      candidates.push_back({{tile.rows, tile.vectors}, 0});
      countCycles(candidates.back(), shape, tile, target);
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
    sumPictureGradients(lowering, weight.getShape(), [&](Value output) {
      kernel::WinogradPictureGradientOp::create(b, lowering.loc(), inputs, ValueRange(), output,
                                                b.getDenseI64ArrayAttr({conv.getPadding()[0], conv.getPadding()[2]}),
                                                b.getDenseI64ArrayAttr(lowering.tile),
                                                b.getDenseI64ArrayAttr(weight.getShape()));
    });
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {1, 0}; }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    return getShape(cast<kernel::WinogradPictureGradientOp>(op.getOperation())).scratch() * 4;
  }

  /// Those of the direct algorithm, so that speeds can be compared.
  double getFlops(kernel::KernelOpInterface op) const override {
    cnn::PictureShape x = cnn::getPictureShape(op.getInputs()[0]), g = cnn::getPictureShape(op.getInputs()[1]);
    return 2.0 * 9 * double(x.channels) * double(g.elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    Loops(cast<kernel::WinogradPictureGradientOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// The products, the transforms of tiles before them, and what becomes of the sums.
  static void countCycles(Candidate &candidate, const GradientTiles &shape, const OuterTile &tile,
                          const Target &target) {
    double tiles = double(shape.tiles()), vectors = double(shape.outputs * shape.inputBlocks());
    candidate.productCycles = kTilePoints * (tiles * tile.cycles + 2 * vectors);
    candidate.transformCycles =
        (tiles * double(110 * shape.inputBlocks() + 90 * shape.outputs / shape.lanes) + 250 * vectors) *
        target.vectorCost();
    // Written for each picture, and read by the sum.
    candidate.trafficCycles = 9 * vectors * double(shape.lanes) * 4 * 2 / target.l3BytesPerCycle;
    candidate.cycles = candidate.productCycles + candidate.transformCycles + candidate.trafficCycles;
  }
};

} // namespace

std::optional<double> cnnc::countPictureGradientCycles(cnn::Conv2dWeightGradientOp conv, const Target &target) {
  std::string why;
  SmallVector<Candidate> candidates = WinogradPictureGradientKernel::getCandidates(conv, target, why);
  return candidates.empty() ? std::nullopt : std::optional(candidates[0].cycles);
}

const Kernel &cnnc::getWinogradPictureGradientKernel() {
  static const WinogradPictureGradientKernel kernel;
  return kernel;
}
