//===- WinogradGradient.cpp - Gradients of weights at Winograd's points
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of y = A^T ((G w G^T) * (B^T x B)) A with respect to w is
// G^T ((A dy A^T) * (B^T x B)) G, summed over all tiles: with 36 products for the
// 144 of 16 results and 9 taps. The sums over tiles and pictures are a gradient of
// a weight of 1x1 in 36 groups, which has a kernel; this file has the transforms
// before and after it. WinogradGradients.cpp puts the three in the place of one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OuterProduct.h"
#include "compiler/Kernels/WinogradTile.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

int64_t cnnc::winogradTileReach(int64_t tiles, bool gradient, int64_t before, int64_t extent) {
  int64_t reach = kTileOutputs * tiles + (gradient ? 0 : kTileInputs - kTileOutputs);
  return std::max<int64_t>(0, reach - before - extent);
}

void cnnc::storeWinogradFactors(KernelEmitter &e, int64_t lanes, int64_t at) {
  ArrayRef<double> factors = Winograd(kTileOutputs).factors();
  assert(int64_t(factors.size()) <= kTileVectors - kTilePoints && "the tile's scratch memory has no room");
  for (auto [i, factor] : llvm::enumerate(factors))
    e.store(e.splat(float(factor), lanes), e.scratch, e.index(at + (kTilePoints + int64_t(i)) * lanes));
}

void cnnc::storeWinogradTile(KernelEmitter &e, const Buffer &x, Value from, bool gradient, int64_t at,
                             const Buffer &output, Value to, int64_t pitch) {
  int64_t lanes = x.block, size = gradient ? kTileOutputs : kTileInputs;
  Winograd winograd(kTileOutputs);
  auto factor = [&](double value) {
    int64_t i = llvm::find(winograd.factors(), value) - winograd.factors().begin();
    return e.loadVector(e.scratch, e.index(at + (kTilePoints + i) * lanes), lanes);
  };
  auto transform = [&](ArrayRef<Value> values) {
    return gradient ? winograd.transformGradient(e, values, factor) : winograd.transformInput(e, values, factor);
  };
  e.loop(0, size, 1, [&](Value j) {
    SmallVector<Value> values;
    for (int64_t i = 0; i < size; ++i)
      values.push_back(e.loadVector(x, e.add(e.add(from, e.mul(j, lanes)), i * x.columns * lanes), lanes));
    for (auto [i, value] : llvm::enumerate(transform(values)))
      e.store(value, e.scratch, e.add(e.mul(j, lanes), at + int64_t(i) * kTileInputs * lanes));
  });
  e.loop(0, kTileInputs, 1, [&](Value i) {
    SmallVector<Value> values;
    Value line = e.add(e.mul(i, kTileInputs * lanes), at);
    for (int64_t j = 0; j < size; ++j)
      values.push_back(e.loadVector(e.scratch, e.add(line, j * lanes), lanes));
    Value points = e.add(to, e.mul(i, kTileInputs * pitch));
    for (auto [j, value] : llvm::enumerate(transform(values)))
      e.store(value, output, e.add(points, int64_t(j) * pitch));
  });
}

void cnnc::gatherWinogradTaps(KernelEmitter &e, int64_t lanes, int64_t at, function_ref<Value(Value)> load) {
  Winograd winograd(kTileOutputs);
  // Of a row of points three columns; of these three rows.
  e.loop(0, kTileInputs, 1, [&](Value i) {
    SmallVector<Value> points;
    for (int64_t j = 0; j < kTileInputs; ++j)
      points.push_back(load(e.add(e.mul(i, kTileInputs), j)));
    for (auto [tap, value] : llvm::enumerate(winograd.gatherKernel(e, points, lanes)))
      e.store(value, e.scratch, e.add(e.mul(i, 3 * lanes), at + int64_t(tap) * lanes));
  });
  e.loop(0, 3, 1, [&](Value tap) {
    SmallVector<Value> line;
    Value place = e.add(e.mul(tap, lanes), at);
    for (int64_t i = 0; i < kTileInputs; ++i)
      line.push_back(e.loadVector(e.scratch, e.add(place, i * 3 * lanes), lanes));
    for (auto [row, value] : llvm::enumerate(winograd.gatherKernel(e, line, lanes)))
      e.store(value, e.scratch, e.add(place, (kFirstTap + int64_t(row) * 3) * lanes));
  });
}

//===----------------------------------------------------------------------===//
// Kernels that do it all
//===----------------------------------------------------------------------===//

bool cnnc::fitsWinogradGradient(cnn::Conv2dWeightGradientOp conv, const Target &target, std::string &why) {
  cnn::PictureShape x = cnn::getPictureShape(conv.getInput()), g = cnn::getPictureShape(conv.getGradient());
  ArrayRef<int64_t> weight = cast<RankedTensorType>(conv.getType()).getShape(), padding = conv.getPadding();
  auto isOne = [](int64_t n) { return n == 1; };
  if (weight[2] != 3 || weight[3] != 3 || conv.getGroups() != 1 || !llvm::all_of(conv.getStrides(), isOne) ||
      !llvm::all_of(conv.getDilations(), isOne) || padding[0] > 2 || padding[2] > 2)
    why = "the kernel is not 3x3 with stride 1, one group and a padding of at most 2";
  else if (x.channels % target.lanes || g.channels % target.lanes)
    why = "the channels are not whole blocks";
  else if (Winograd(kTileOutputs).error() > target.maxError)
    why = "its error would be above max-error";
  return why.empty();
}

cnn::LayoutAttr cnnc::getWinogradGradientLayout(cnn::FusedOp group, unsigned operand, const Target &target) {
  auto conv = cast<cnn::Conv2dWeightGradientOp>(getRoot(group));
  bool gradient = getOperandIndex(conv.getInput()) != operand;
  cnn::PictureShape x = cnn::getPictureShape(conv.getInput()), g = cnn::getPictureShape(conv.getGradient());
  int64_t rows = gradient ? g.height : x.height, columns = gradient ? g.width : x.width;
  int64_t top = gradient ? 0 : conv.getPadding()[0], left = gradient ? 0 : conv.getPadding()[2];
  int64_t tileRows = llvm::divideCeil(g.height, kTileOutputs), tileColumns = llvm::divideCeil(g.width, kTileOutputs);
  return blockedLayout(group.getContext(), target.lanes,
                       {top, winogradTileReach(tileRows, gradient, top, rows), left,
                        winogradTileReach(tileColumns, gradient, left, columns)});
}

void cnnc::addTileProducts(KernelEmitter &e, const TileProducts &products, Value x, Value g, Value tiles,
                           function_ref<void(int64_t, int64_t, Value)> store) {
  int64_t lanes = products.lanes;
  for (auto [row0, row1] : cutEvenly(products.outputs, products.tileRows))
    for (auto [block0, block1] : cutEvenly(products.inputBlocks, products.tileVectors)) {
      OuterSide rows{e.scratch, {}}, vectors{e.scratch, {}};
      for (int64_t r = row0; r < row1; ++r)
        rows.offsets.push_back(r / lanes * products.blockPitch + r % lanes);
      for (int64_t block = block0; block < block1; ++block)
        vectors.offsets.push_back(block * products.blockPitch);
      SmallVector<Value> zeros((row1 - row0) * (block1 - block0), e.splat(0, lanes));
      SmallVector<Value> sums = e.reduce(e.index(0), tiles, 1, zeros, [&](Value tile, ValueRange carried) {
        Value at = e.mul(tile, lanes);
        return addOuterProduct(e, rows, e.add(g, at), vectors, e.add(x, at), lanes, carried);
      });
      auto next = sums.begin();
      for (int64_t r = row0; r < row1; ++r)
        for (int64_t block = block0; block < block1; ++block)
          store(r, block, *next++);
    }
}

namespace {

//===----------------------------------------------------------------------===//
// Before the products
//===----------------------------------------------------------------------===//

class WinogradTransformKernel final : public Kernel {
public:
  StringRef getName() const override { return "winograd_transform"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto transform = dyn_cast<cnn::WinogradTransformOp>(getRoot(group));
    if (!transform || cnn::getPictureShape(transform.getInput()).channels % target.lanes) {
      why = "not a transform of whole blocks of channels";
      return std::nullopt;
    }
    double tiles = double(transform.getTiles()[0] * transform.getTiles()[1]);
    return Candidate{{}, 110 * tiles * double(cnn::getPictureShape(transform.getInput()).channels / target.lanes)};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned, const Target &target) const override {
    auto transform = cast<cnn::WinogradTransformOp>(getRoot(group));
    cnn::PictureShape shape = cnn::getPictureShape(transform.getInput());
    int64_t extents[] = {shape.height, shape.width};
    SmallVector<int64_t, 4> halo;
    for (int axis : {0, 1}) {
      int64_t before = transform.getGradient() ? 0 : transform.getStart()[axis];
      halo.push_back(before);
      halo.push_back(winogradTileReach(transform.getTiles()[axis], transform.getGradient(), before, extents[axis]));
    }
    return blockedLayout(group.getContext(), target.lanes, halo);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto transform = cast<cnn::WinogradTransformOp>(getRoot(lowering.group));
    kernel::WinogradTransformOp::create(lowering.builder, lowering.loc(), lowering.inputs[0], ValueRange(),
                                        lowering.output, transform.getGradientAttr(), transform.getStartAttr(),
                                        transform.getTilesAttr());
    return success();
  }

  /// An item is a row of tiles of a block.
  WorkItems getWorkItems(kernel::KernelOpInterface kernelOp) const override {
    auto op = cast<kernel::WinogradTransformOp>(kernelOp.getOperation());
    int64_t block = cnn::getLayout(op.getOutput().getType()).getBlock();
    return {cnn::getPictureShape(op.getInputs()[0]).channels / block * op.getTiles()[0], 0};
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    return kTileVectors * cnn::getLayout(op.getOutput().getType()).getBlock() * 4;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 6 * double(cnn::getPictureShape(op.getOutput()).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::WinogradTransformOp>(kernelOp.getOperation());
    int64_t blocks = e.inputs[0].blocks, rows = op.getTiles()[0], columns = op.getTiles()[1];
    storeWinogradFactors(e, e.output.block, /*at=*/0);
    e.forItems(blocks, rows, /*rowsPerItem=*/1, [&](Value block, Value image, Value row0, Value row1) {
      e.loop(row0, row1, 1, [&](Value row) {
        e.loop(0, columns, 1, [&](Value column) { emitTile(op, e, image, block, row, column); });
      });
    });
    return success();
  }

private:
  static void emitTile(kernel::WinogradTransformOp op, KernelEmitter &e, Value image, Value block, Value row,
                       Value column) {
    const Buffer &x = e.inputs[0], &y = e.output;
    auto start = [&](int axis) { return e.index(op.getGradient() ? 0 : -op.getStart()[axis]); };
    Value from =
        e.at(x, image, block, e.add(e.mul(row, kTileOutputs), start(0)), e.add(e.mul(column, kTileOutputs), start(1)));
    Value to = e.at(y, image, block, e.index(0), e.add(e.mul(row, op.getTiles()[1]), column));
    int64_t pitch = x.blocks * y.columns * y.block; // from point to point
    storeWinogradTile(e, x, from, op.getGradient(), /*at=*/0, y, to, pitch);
  }
};

//===----------------------------------------------------------------------===//
// After the products
//===----------------------------------------------------------------------===//

class WinogradWeightGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "winograd_weight_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    auto op = dyn_cast<cnn::WinogradWeightGradientOp>(getRoot(group));
    if (!op || cast<RankedTensorType>(op.getType()).getDimSize(1) % 4) {
      why = "not a gradient at Winograd's points";
      return std::nullopt;
    }
    return Candidate{{}, double(cast<RankedTensorType>(op.getType()).getNumElements())};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }
  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    kernel::WinogradWeightGradientOp::create(lowering.builder, lowering.loc(), lowering.inputs[0], ValueRange(),
                                             lowering.output);
    return success();
  }

  bool reducesBatch(kernel::KernelOpInterface) const override { return true; }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {0, cast<MemRefType>(op.getOutput().getType()).getDimSize(0)};
  }

  int64_t getScratchBytes(kernel::KernelOpInterface, const Target &) const override { return kTapVectors * 64; }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ArrayRef<int64_t> shape = cast<MemRefType>(op.getOutput().getType()).getShape();
    int64_t outputs = shape[0], inputs = shape[1], lanes = e.target.lanes;
    int64_t parts = cast<MemRefType>(op.getInputs()[0].getType()).getDimSize(0) / (kTilePoints * outputs);
    while (inputs % lanes)
      lanes /= 2;
    e.loop(e.begin, e.end, 1, [&](Value output) {
      e.loop(0, inputs, lanes, [&](Value input) {
        Value from = e.add(e.mul(output, inputs), input), to = e.mul(from, 9);
        gatherWinogradTaps(e, lanes, /*at=*/0, [&](Value point) {
          Value at = e.add(from, e.mul(point, outputs * inputs));
          Value sum = e.loadVector(e.inputs[0], at, lanes);
          for (int64_t part = 1; part < parts; ++part)
            sum = arith::AddFOp::create(
                e.b, e.loc, sum, e.loadVector(e.inputs[0], e.add(at, part * kTilePoints * outputs * inputs), lanes));
          return sum;
        });
        // Nine numbers of an input lie side by side.
        e.loop(0, lanes, 1, [&](Value lane) {
          for (int64_t tap = 0; tap < 9; ++tap)
            e.store(e.load(e.scratch, e.add(lane, (kFirstTap + tap) * lanes)), e.output,
                    e.add(e.add(to, e.mul(lane, 9)), tap));
        });
      });
    });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getWinogradTransformKernel() {
  static const WinogradTransformKernel kernel;
  return kernel;
}

const Kernel &cnnc::getWinogradWeightGradientKernel() {
  static const WinogradWeightGradientKernel kernel;
  return kernel;
}
