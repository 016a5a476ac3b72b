//===- GridPool.cpp - Global and adaptive pooling, unpooling
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/PoolKind.h"
#include <limits>

using namespace mlir;
using namespace cnnc;

namespace {

//===----------------------------------------------------------------------===//
// global_pool
//===----------------------------------------------------------------------===//

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
    return Candidate{{}, double(llvm::divideCeil(in.channels, target.lanes)) * double(in.height * in.width)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto pool = cast<cnn::GlobalPoolOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(pool.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::GlobalPoolOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output,
                                           pool.getKindAttr(), pool.getPAttr(), /*count=*/IntegerAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override { return {countBlocks(op.getOutput()), 0}; }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto pool = cast<kernel::GlobalPoolOp>(op.getOperation());
    const Buffer &x = e.inputs[0], &y = e.output;
    PoolReducer reducer(e, pool.getKind(), pool.getP(), /*indices=*/false);
    float neutral = pool.getKind() == cnn::PoolKind::max ? -std::numeric_limits<float>::infinity() : 0;
    AxisFold over(e, x, {2, 3});
    auto noPlace = [] { return Value(); };
    auto asState = [](Value value) {
      PoolReducer::State state;
      state.value = value;
      return state;
    };
    e.forItems(y.blocks, 1, 1, [&](Value block, Value image, Value, Value) {
      Value zero = e.index(0);
      Value result = over.fold(
          x, {image, block, zero, zero, 1}, neutral, [&](Value v, int64_t) { return reducer.first(v, noPlace).value; },
          [&](Value a, Value b) { return reducer.combine(asState(a), asState(b)).value; })[0];
      int64_t count = pool.getCount().value_or(x.shape.height * x.shape.width);
      result = reducer.finish(asState(result), e.index(count));
      e.store(e.finish(op, result, image, block, zero, zero), y, e.at(y, image, block, zero, zero));
    });
    return success();
  }
};

//===----------------------------------------------------------------------===//
// adaptive_pool
//===----------------------------------------------------------------------===//

int64_t adaptiveRowsPerItem(kernel::KernelOpInterface op) {
  cnn::PictureShape in = cnn::getPictureShape(op.getInputs()[0]), out = cnn::getPictureShape(op.getOutput());
  double elements = double(in.height * in.width) / double(out.height) + double(out.width);
  return chooseRowsPerItem(out.height, 1, elements * 16);
}

/// What is between rows and columns of a block. Four partial results hide the
/// latency of combining two.
Value emitWindow(KernelEmitter &e, PoolReducer &reducer, float neutral, Value image, Value block,
                 std::pair<Value, Value> rows, std::pair<Value, Value> columns) {
  constexpr int64_t kInFlight = 4;
  const Buffer &x = e.inputs[0];
  auto combine = [&](Value a, Value b) {
    PoolReducer::State first, second;
    first.value = a;
    second.value = b;
    return reducer.combine(first, second).value;
  };
  auto load = [&](Value row, Value column) {
    return reducer.first(e.loadVector(x, e.at(x, image, block, row, column), x.block), nullptr).value;
  };
  Value width = e.sub(columns.second, columns.first);
  Value whole = e.add(columns.first, e.mul(e.div(width, kInFlight), kInFlight));
  SmallVector<Value> sums(kInFlight, e.splat(neutral, x.block));
  sums = e.reduce(rows.first, rows.second, 1, sums, [&](Value row, ValueRange acc) {
    SmallVector<Value> wide = e.reduce(columns.first, whole, kInFlight, acc, [&](Value column, ValueRange acc) {
      SmallVector<Value> next;
      for (int64_t i = 0; i < kInFlight; ++i)
        next.push_back(combine(acc[i], load(row, e.add(column, i))));
      return next;
    });
    return e.reduce(whole, columns.second, 1, wide, [&](Value column, ValueRange acc) {
      // The rest goes round, so that no chain is the longest twice.
      SmallVector<Value> next(acc.begin() + 1, acc.end());
      next.push_back(combine(acc[0], load(row, column)));
      return next;
    });
  });
  return combine(combine(sums[0], sums[1]), combine(sums[2], sums[3]));
}

class AdaptivePoolKernel final : public Kernel {
public:
  StringRef getName() const override { return "adaptive_pool"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto pool = dyn_cast<cnn::AdaptivePoolOp>(getRoot(group));
    if (!pool || !hasElementwiseEpilogue(group)) {
      why = "not an adaptive pool with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape in = cnn::getPictureShape(pool.getInput());
    return Candidate{{}, double(llvm::divideCeil(in.channels, target.lanes)) * double(in.height * in.width)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto pool = cast<cnn::AdaptivePoolOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(pool.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::AdaptivePoolOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output,
                                             pool.getKindAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t rows = cnn::getPictureShape(op.getOutput()).height;
    return {countBlocks(op.getOutput()) * int64_t(llvm::divideCeil(rows, adaptiveRowsPerItem(op))), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto pool = cast<kernel::AdaptivePoolOp>(op.getOperation());
    const Buffer &x = e.inputs[0], &y = e.output;
    PoolReducer reducer(e, pool.getKind(), std::nullopt, /*indices=*/false);
    float neutral = pool.getKind() == cnn::PoolKind::max ? -std::numeric_limits<float>::infinity() : 0;
    // Window i of `count` over `extent` elements: floor(i n / count) to before ceil((i + 1) n / count).
    auto window = [&](Value i, int64_t extent, int64_t count) -> std::pair<Value, Value> {
      Value from = e.div(e.mul(i, extent), count);
      return {from, e.div(e.add(e.mul(e.add(i, 1), extent), count - 1), count)};
    };
    e.forItems(y.blocks, y.shape.height, adaptiveRowsPerItem(op),
               [&](Value block, Value image, Value row0, Value row1) {
                 e.loop(row0, row1, 1, [&](Value row) {
                   auto [top, bottom] = window(row, x.shape.height, y.shape.height);
                   e.loop(0, y.shape.width, 1, [&, top = top, bottom = bottom](Value column) {
                     auto [left, right] = window(column, x.shape.width, y.shape.width);
                     Value sum = emitWindow(e, reducer, neutral, image, block, {top, bottom}, {left, right});
                     Value count = e.mul(e.sub(bottom, top), e.sub(right, left));
                     PoolReducer::State state;
                     state.value = sum;
                     Value result = reducer.finish(state, count);
                     e.store(e.finish(op, result, image, block, row, column), y, e.at(y, image, block, row, column));
                   });
                 });
                 e.fillHalo(y, image, block, 1, row0, row1);
               });
    return success();
  }
};

//===----------------------------------------------------------------------===//
// unpool
//===----------------------------------------------------------------------===//

/// A block of planes: zeros, then element by element to its place. The places
/// are the user's numbers, so each is checked.
void emitPlanes(KernelEmitter &e, Value image, Value block) {
  const Buffer &x = e.inputs[0], &places = e.inputs[1], &y = e.output;
  e.loop(0, y.shape.height, 1, [&](Value row) {
    e.loop(0, y.shape.width, 1,
           [&](Value column) { e.store(e.splat(0, y.block), y, e.at(y, image, block, row, column)); });
  });
  Value first = e.mul(block, y.block);
  Value lanes = e.min(e.index(y.block), e.sub(e.index(y.shape.channels), first));
  Value limit = e.scalar(float(y.shape.height * y.shape.width)), zero = e.scalar(0);
  auto compare = [&](arith::CmpFPredicate predicate, Value u, Value v) -> Value {
    return arith::CmpFOp::create(e.b, e.loc, predicate, u, v);
  };
  using P = arith::CmpFPredicate;
  e.loop(0, x.shape.height, 1, [&](Value row) {
    e.loop(0, x.shape.width, 1, [&](Value column) {
      Value from = e.at(x, image, block, row, column), placeAt = e.at(places, image, block, row, column);
      e.loop(e.index(0), lanes, 1, [&](Value lane) {
        Value place = e.load(places, e.add(placeAt, lane));
        Value fits = arith::AndIOp::create(e.b, e.loc, compare(P::OGE, place, zero), compare(P::OLT, place, limit));
        fits =
            arith::AndIOp::create(e.b, e.loc, fits, compare(P::OEQ, math::FloorOp::create(e.b, e.loc, place), place));
        e.ifThen(fits, [&] {
          Value integer = arith::FPToSIOp::create(e.b, e.loc, e.b.getI32Type(), place);
          Value at = arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), integer);
          Value to = e.at(y, image, block, e.div(at, y.shape.width), e.rem(at, y.shape.width));
          e.store(e.load(x, e.add(from, lane)), y, e.add(to, lane));
        });
      });
    });
  });
}

class UnpoolKernel final : public Kernel {
public:
  StringRef getName() const override { return "unpool"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    auto unpool = dyn_cast<cnn::UnpoolOp>(getRoot(group));
    if (!unpool || !isa<cnn::YieldOp>(unpool->getNextNode())) {
      why = "not an unpooling by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(unpool.getResult()).elements())};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto unpool = cast<cnn::UnpoolOp>(getRoot(lowering.group));
    const Value inputs[] = {lowering.inputs[getOperandIndex(unpool.getInput())],
                            lowering.inputs[getOperandIndex(unpool.getIndices())]};
    kernel::UnpoolOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override { return {countBlocks(op.getOutput()), 0}; }

  LogicalResult emit(kernel::KernelOpInterface, KernelEmitter &e) const override {
    const Buffer &y = e.output;
    e.forItems(y.blocks, 1, 1, [&](Value block, Value image, Value, Value) {
      emitPlanes(e, image, block);
      e.fillHalo(y, image, block, 1, e.index(0), e.index(y.shape.height));
    });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getGlobalPoolKernel() {
  static const GlobalPoolKernel kernel;
  return kernel;
}

const Kernel &cnnc::getAdaptivePoolKernel() {
  static const AdaptivePoolKernel kernel;
  return kernel;
}

const Kernel &cnnc::getUnpoolKernel() {
  static const UnpoolKernel kernel;
  return kernel;
}
