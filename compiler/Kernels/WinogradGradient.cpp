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
#include "compiler/Kernels/Winograd.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

constexpr int64_t kOutputs = 4, kInputs = 6, kPoints = 36;

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
      int64_t reach = kOutputs * transform.getTiles()[axis] + (transform.getGradient() ? 0 : kInputs - kOutputs);
      halo.push_back(before);
      halo.push_back(std::max<int64_t>(0, reach - before - extents[axis]));
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

  int64_t getScratchBytes(kernel::KernelOpInterface op) const override {
    return kPoints * cnn::getLayout(op.getOutput().getType()).getBlock() * 4;
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 6 * double(cnn::getPictureShape(op.getOutput()).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::WinogradTransformOp>(kernelOp.getOperation());
    int64_t blocks = e.inputs[0].blocks, rows = op.getTiles()[0], columns = op.getTiles()[1];
    e.forItems(blocks, rows, /*rowsPerItem=*/1, [&](Value block, Value image, Value row0, Value row1) {
      e.loop(row0, row1, 1, [&](Value row) {
        e.loop(0, columns, 1, [&](Value column) { emitTile(op, e, image, block, row, column); });
      });
    });
    return success();
  }

private:
  /// Columns to the scratch memory, then rows from there: 36 values would not
  /// fit into registers.
  static void emitTile(kernel::WinogradTransformOp op, KernelEmitter &e, Value image, Value block, Value row,
                       Value column) {
    const Buffer &x = e.inputs[0], &y = e.output;
    int64_t lanes = y.block, size = op.getGradient() ? kOutputs : kInputs;
    Winograd winograd(kOutputs);
    auto transform = [&](ArrayRef<Value> values) {
      auto factor = [&](double value) { return e.splat(float(value), lanes); };
      return op.getGradient() ? winograd.transformGradient(e, values, factor)
                              : winograd.transformInput(e, values, factor);
    };
    auto start = [&](int axis) { return e.index(op.getGradient() ? 0 : -op.getStart()[axis]); };
    Value from = e.at(x, image, block, e.add(e.mul(row, kOutputs), start(0)), e.add(e.mul(column, kOutputs), start(1)));
    e.loop(0, size, 1, [&](Value j) {
      SmallVector<Value> values;
      for (int64_t i = 0; i < size; ++i)
        values.push_back(e.loadVector(x, e.add(e.add(from, e.mul(j, lanes)), i * x.columns * lanes), lanes));
      for (auto [i, value] : llvm::enumerate(transform(values)))
        e.store(value, e.scratch, e.add(e.mul(j, lanes), int64_t(i) * kInputs * lanes));
    });
    Value tile = e.add(e.mul(row, op.getTiles()[1]), column);
    Value to = e.at(y, image, block, e.index(0), tile);
    e.loop(0, kInputs, 1, [&](Value i) {
      SmallVector<Value> values;
      for (int64_t j = 0; j < size; ++j)
        values.push_back(e.loadVector(e.scratch, e.add(e.mul(i, kInputs * lanes), j * lanes), lanes));
      int64_t pitch = x.blocks * y.columns * lanes; // from point to point
      Value at = e.add(to, e.mul(i, kInputs * pitch));
      for (auto [j, value] : llvm::enumerate(transform(values)))
        e.store(value, y, e.add(at, int64_t(j) * pitch));
    });
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

  int64_t getScratchBytes(kernel::KernelOpInterface) const override { return 9 * 64; }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ArrayRef<int64_t> shape = cast<MemRefType>(op.getOutput().getType()).getShape();
    int64_t outputs = shape[0], inputs = shape[1], lanes = e.target.lanes;
    while (inputs % lanes)
      lanes /= 2;
    Winograd winograd(kOutputs);
    e.loop(e.begin, e.end, 1, [&](Value output) {
      e.loop(0, inputs, lanes, [&](Value input) {
        Value from = e.add(e.mul(output, inputs), input), to = e.mul(from, 9);
        // Of a row of points three columns; of these three rows.
        SmallVector<SmallVector<Value>> columns;
        for (int64_t i = 0; i < kInputs; ++i) {
          SmallVector<Value> points;
          for (int64_t j = 0; j < kInputs; ++j)
            points.push_back(e.loadVector(e.inputs[0], e.add(from, (i * kInputs + j) * outputs * inputs), lanes));
          columns.push_back(winograd.gatherKernel(e, points, lanes));
        }
        for (int tap = 0; tap < 3; ++tap) {
          SmallVector<Value> line = llvm::map_to_vector(columns, [&](auto &row) { return row[tap]; });
          for (auto [r, value] : llvm::enumerate(winograd.gatherKernel(e, line, lanes)))
            e.store(value, e.scratch, e.index((int64_t(r) * 3 + tap) * lanes));
        }
        // Nine numbers of an input lie side by side.
        e.loop(0, lanes, 1, [&](Value lane) {
          for (int64_t tap = 0; tap < 9; ++tap)
            e.store(e.load(e.scratch, e.add(lane, tap * lanes)), e.output, e.add(e.add(to, e.mul(lane, 9)), tap));
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
