//===- Pool.cpp - Pooling windows and global pooling
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector holds one position of a block of channels. Windows at the border are
// clipped to the picture by the bounds of their loops, so the halo is never
// read and a maximum needs no minus infinity in memory. Small windows inside
// the picture are unrolled.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include <limits>

using namespace mlir;
using namespace cnnc;

namespace {

Value combine(KernelEmitter &e, cnn::PoolKind kind, Value a, Value b) {
  if (kind == cnn::PoolKind::avg)
    return arith::AddFOp::create(e.b, e.loc, a, b);
  return arith::MaximumFOp::create(e.b, e.loc, a, b);
}

Value neutral(KernelEmitter &e, cnn::PoolKind kind, int64_t lanes) {
  return e.splat(kind == cnn::PoolKind::avg ? 0.0f : -std::numeric_limits<float>::infinity(), lanes);
}

/// Reduces rows [row0, row1) and columns [column0, column1) of a block.
Value reduceWindow(KernelEmitter &e, cnn::PoolKind kind, Value image, Value block, Value row0, Value row1,
                   Value column0, Value column1) {
  const Buffer &x = e.inputs[0];
  Value init = neutral(e, kind, x.block);
  return e.reduce(row0, row1, 1, init, [&](Value row, ValueRange sums) {
    return e.reduce(column0, column1, 1, sums, [&](Value column, ValueRange sum) -> SmallVector<Value> {
      return {combine(e, kind, sum[0], e.loadVector(x, e.at(x, image, block, row, column), x.block))};
    });
  })[0];
}

Value divide(KernelEmitter &e, Value sum, Value count, int64_t lanes) {
  Value integer = arith::IndexCastOp::create(e.b, e.loc, e.b.getI32Type(), count);
  Value real = arith::SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), integer);
  return arith::DivFOp::create(e.b, e.loc, sum, e.broadcast(real, lanes));
}

/// Bounds of a window along one axis: [from, to) inside the picture.
std::pair<Value, Value> clip(KernelEmitter &e, Value position, int64_t stride, int64_t before, int64_t kernel,
                             int64_t extent, bool padded) {
  Value start = e.add(e.mul(position, stride), -before), stop = e.add(start, kernel);
  if (!padded)
    return {start, stop};
  return {e.max(start, e.index(0)), e.min(stop, e.index(extent))};
}

int64_t poolRowsPerItem(kernel::PoolOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  return chooseRowsPerItem(out.height, 1, double(out.width) * op.getKernel()[0] * op.getKernel()[1] * 16);
}

class PoolEmitter {
public:
  PoolEmitter(kernel::PoolOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), kernel(op.getKernel()), strides(op.getStrides()),
        padding(op.getPadding()), padded(llvm::any_of(padding, [](int64_t p) { return p != 0; })),
        unrolled(kernel[0] * kernel[1] <= 16) {}

  void emit() {
    // Outputs whose windows lie inside the picture.
    Range rows = interior(x.shape.height, y.shape.height, kernel[0], strides[0], padding[0]);
    Range columns = interior(x.shape.width, y.shape.width, kernel[1], strides[1], padding[2]);
    e.forItems(y.blocks, y.shape.height, poolRowsPerItem(op), [&](Value block, Value image, Value row0, Value row1) {
      auto clipped = [&](Value from, Value to, int64_t left, int64_t right) {
        e.loop(from, to, 1, [&](Value row) {
          e.loop(left, right, 1, [&](Value column) { emitClipped(image, block, row, column); });
        });
      };
      if (!unrolled || rows.first >= rows.second || columns.first >= columns.second) {
        clipped(row0, row1, 0, y.shape.width);
      } else {
        Value from = e.min(e.max(row0, e.index(rows.first)), row1), to = e.max(e.min(row1, e.index(rows.second)), from);
        clipped(row0, from, 0, y.shape.width);
        e.loop(from, to, 1, [&](Value row) {
          e.loop(0, columns.first, 1, [&](Value column) { emitClipped(image, block, row, column); });
          e.loop(columns.first, columns.second, 1, [&](Value column) { emitUnrolled(image, block, row, column); });
          e.loop(columns.second, y.shape.width, 1, [&](Value column) { emitClipped(image, block, row, column); });
        });
        clipped(to, row1, 0, y.shape.width);
      }
      e.fillHalo(y, image, block, 1, row0, row1);
    });
  }

private:
  using Range = std::pair<int64_t, int64_t>;

  /// [first, last) of the outputs along an axis whose windows need no clipping.
  static Range interior(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t before) {
    int64_t first = llvm::divideCeil(before, stride), room = in + before - kernel;
    return {std::min(first, out), room < 0 ? 0 : std::min(out, room / stride + 1)};
  }

  void emitUnrolled(Value image, Value block, Value row, Value column) {
    Value origin = e.at(x, image, block, e.add(e.mul(row, strides[0]), -padding[0]),
                        e.add(e.mul(column, strides[1]), -padding[2]));
    Value result;
    for (int64_t kh = 0; kh < kernel[0]; ++kh)
      for (int64_t kw = 0; kw < kernel[1]; ++kw) {
        Value v = e.loadVector(x, e.add(origin, (kh * x.columns + kw) * x.block), x.block);
        result = result ? combine(e, op.getKind(), result, v) : v;
      }
    if (op.getKind() == cnn::PoolKind::avg)
      result = divide(e, result, e.index(kernel[0] * kernel[1]), y.block);
    e.store(e.finish(op, result, image, block, row, column), y, e.at(y, image, block, row, column));
  }

  void emitClipped(Value image, Value block, Value row, Value column) {
    auto [top, bottom] = clip(e, row, strides[0], padding[0], kernel[0], x.shape.height, padded);
    auto [left, right] = clip(e, column, strides[1], padding[2], kernel[1], x.shape.width, padded);
    Value result = reduceWindow(e, op.getKind(), image, block, top, bottom, left, right);
    if (op.getKind() == cnn::PoolKind::avg) {
      Value count = op.getCountIncludePad() || !padded ? e.index(kernel[0] * kernel[1])
                                                       : e.mul(e.sub(bottom, top), e.sub(right, left));
      result = divide(e, result, count, y.block);
    }
    e.store(e.finish(op, result, image, block, row, column), y, e.at(y, image, block, row, column));
  }

  kernel::PoolOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  ArrayRef<int64_t> kernel, strides, padding;
  bool padded, unrolled;
};

class PoolKernel final : public Kernel {
public:
  StringRef getName() const override { return "pool"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto pool = dyn_cast<cnn::PoolOp>(getRoot(group));
    if (!pool || !hasElementwiseEpilogue(group)) {
      why = "not a pooling window with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape out = cnn::getPictureShape(pool.getResult());
    double vectors = double(llvm::divideCeil(out.channels, target.lanes)) * out.height * out.width;
    return Candidate{{}, vectors * pool.getKernel()[0] * pool.getKernel()[1]};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto pool = cast<cnn::PoolOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(pool.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::PoolOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output,
                                     pool.getKindAttr(), pool.getKernelAttr(), pool.getStridesAttr(),
                                     pool.getPaddingAttr(), pool.getCountIncludePadAttr(), pool.getDilationsAttr(),
                                     /*reads_halo=*/UnitAttr(), pool.getPAttr(), /*indices=*/UnitAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto pool = cast<kernel::PoolOp>(op.getOperation());
    cnn::PictureShape out = cnn::getPictureShape(pool.getOutput());
    int64_t lanes = cnn::getLayout(pool.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(out.channels, lanes) * llvm::divideCeil(out.height, poolRowsPerItem(pool))), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto pool = cast<kernel::PoolOp>(op.getOperation());
    return double(cnn::getPictureShape(pool.getOutput()).elements()) * pool.getKernel()[0] * pool.getKernel()[1];
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    PoolEmitter(cast<kernel::PoolOp>(op.getOperation()), e).emit();
    return success();
  }
};

class GlobalPoolKernel final : public Kernel {
public:
  StringRef getName() const override { return "global_pool"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto pool = dyn_cast<cnn::GlobalPoolOp>(getRoot(group));
    if (!pool || !hasElementwiseEpilogue(group)) {
      why = "not a global pool with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape in = cnn::getPictureShape(pool.getInput());
    return Candidate{{}, double(llvm::divideCeil(in.channels, target.lanes)) * in.height * in.width};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto pool = cast<cnn::GlobalPoolOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(pool.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::GlobalPoolOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output,
                                           pool.getKindAttr(), pool.getPAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(cnn::getPictureShape(op.getOutput()).channels, lanes)), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto pool = cast<kernel::GlobalPoolOp>(op.getOperation());
    const Buffer &x = e.inputs[0], &y = e.output;
    e.forItems(y.blocks, 1, 1, [&](Value block, Value image, Value, Value) {
      Value zero = e.index(0);
      Value result =
          reduceWindow(e, pool.getKind(), image, block, zero, e.index(x.shape.height), zero, e.index(x.shape.width));
      if (pool.getKind() == cnn::PoolKind::avg)
        result = divide(e, result, e.index(x.shape.height * x.shape.width), y.block);
      e.store(e.finish(op, result, image, block, zero, zero), y, e.at(y, image, block, zero, zero));
    });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getPoolKernel() {
  static const PoolKernel kernel;
  return kernel;
}

const Kernel &cnnc::getGlobalPoolKernel() {
  static const GlobalPoolKernel kernel;
  return kernel;
}
