//===- Reduce.cpp - Reductions over axes, places of extremes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include <limits>
#include <numeric>

using namespace mlir;
using namespace cnnc;
using cnn::ReduceKind;

namespace {

int64_t countFolded(Value picture, ArrayRef<int64_t> axes) {
  cnn::PictureShape shape = cnn::getPictureShape(picture);
  const int64_t extents[] = {shape.channels, shape.height, shape.width};
  int64_t count = 1;
  for (int64_t axis : axes)
    count *= extents[axis - 1];
  return count;
}

class ReduceKernel final : public Kernel {
public:
  StringRef getName() const override { return "reduce"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto reduce = dyn_cast<cnn::ReduceOp>(getRoot(group));
    if (!reduce || !hasElementwiseEpilogue(group)) {
      why = "not a reduction with an element-wise epilogue";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(reduce.getInput()).elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto reduce = cast<cnn::ReduceOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(reduce.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::ReduceOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output,
                                       reduce.getKindAttr(), reduce.getAxesAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getInputs()[0], cast<kernel::ReduceOp>(op.getOperation()).getAxes()), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto reduce = cast<kernel::ReduceOp>(op.getOperation());
    const Buffer &x = e.inputs[0], &y = e.output;
    ReduceKind kind = reduce.getKind();
    AxisFold over(e, x, reduce.getAxes());
    float infinity = std::numeric_limits<float>::infinity();
    float neutral = kind == ReduceKind::max ? -infinity : kind == ReduceKind::min ? infinity : 0;
    auto combine = [&](Value a, Value b) -> Value {
      if (kind == ReduceKind::max)
        return e.maximum(a, b);
      if (kind == ReduceKind::min)
        return e.minimum(a, b);
      return arith::AddFOp::create(e.b, e.loc, a, b);
    };
    float count = float(countFolded(op.getInputs()[0], reduce.getAxes()));
    over.forPlaces(
        [&](const FoldPlace &place) {
          SmallVector<Value> results = over.fold(x, place, neutral, [](Value v, int64_t) { return v; }, combine);
          for (auto [t, value] : llvm::enumerate(results)) {
            if (kind == ReduceKind::mean)
              value = arith::DivFOp::create(e.b, e.loc, value, e.splat(count, y.block));
            Value column = e.add(place.column, t);
            e.store(e.finish(op, value, place.image, place.block, place.row, column), y,
                    e.at(y, place.image, place.block, place.row, column));
          }
        },
        [&](Value image, Value block, Value row0, Value row1) { e.fillHalo(y, image, block, 1, row0, row1); });
    return success();
  }
};

/// The best element so far and its place, as numbers of f32: extents are at
/// most 2^24.
struct Best {
  Value value, place;
};

class ArgMaxEmitter {
public:
  ArgMaxEmitter(kernel::ArgMaxOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), over(e, x, int64_t(op.getAxis())) {}

  void emit() {
    over.forPlaces(
        [&](const FoldPlace &place) {
          for (int64_t t = 0; t < place.tile; ++t) {
            Value column = e.add(place.column, t);
            e.store(find(place, column), y, e.at(y, place.image, place.block, place.row, column));
          }
        },
        [&](Value image, Value block, Value row0, Value row1) { e.fillHalo(y, image, block, 1, row0, row1); });
  }

private:
  /// Of two the better; where they are equal, `a` or the one in front. NaN is
  /// better than all numbers.
  Best better(Best a, Best b, bool inOrder) {
    auto compare = [&](arith::CmpFPredicate predicate, Value p, Value q) -> Value {
      return arith::CmpFOp::create(e.b, e.loc, predicate, p, q);
    };
    using P = arith::CmpFPredicate;
    Value aIsNumber = compare(P::ORD, a.value, a.value);
    // An unordered comparison takes a NaN of b, and one of a is excluded.
    Value beats =
        arith::AndIOp::create(e.b, e.loc, compare(op.getSmallest() ? P::ULT : P::UGT, b.value, a.value), aIsNumber);
    if (!inOrder) {
      Value bothNan =
          arith::AndIOp::create(e.b, e.loc, compare(P::UNO, a.value, a.value), compare(P::UNO, b.value, b.value));
      Value equal = arith::OrIOp::create(e.b, e.loc, compare(P::OEQ, a.value, b.value), bothNan);
      Value ahead = arith::AndIOp::create(e.b, e.loc, equal, compare(P::OLT, b.place, a.place));
      beats = arith::OrIOp::create(e.b, e.loc, beats, ahead);
    }
    return {arith::SelectOp::create(e.b, e.loc, beats, b.value, a.value),
            arith::SelectOp::create(e.b, e.loc, beats, b.place, a.place)};
  }

  Value find(const FoldPlace &place, Value column) {
    switch (op.getAxis()) {
    case 1:
      return findChannel(place, column);
    case 2:
      return findPlane(x.shape.height, [&](Value row) { return load(place, place.block, row, column); });
    default:
      return findPlane(x.shape.width, [&](Value column) { return load(place, place.block, place.row, column); });
    }
  }

  Value load(const FoldPlace &place, Value block, Value row, Value column) {
    return e.loadVector(x, e.at(x, place.image, block, row, column), x.block);
  }

  /// Along rows or columns: each lane by itself.
  Value findPlane(int64_t extent, function_ref<Value(Value)> at) {
    Value one = e.splat(1, x.block), zero = e.splat(0, x.block);
    SmallVector<Value> found = {at(e.index(0)), zero, one};
    if (extent > 1)
      found = e.reduce(1, extent, found, [&](Value i, ValueRange v) -> SmallVector<Value> {
        Best best = better({v[0], v[1]}, {at(i), v[2]}, /*inOrder=*/true);
        return {best.value, best.place, arith::AddFOp::create(e.b, e.loc, v[2], one)};
      });
    return found[1];
  }

  /// Along channels: first block by block, then between the lanes.
  Value findChannel(const FoldPlace &place, Value column) {
    int64_t lanes = x.block, last = x.shape.channels - (x.blocks - 1) * lanes;
    float worst = std::numeric_limits<float>::infinity() * (op.getSmallest() ? 1.0f : -1.0f);
    SmallVector<float> numbers(lanes);
    std::iota(numbers.begin(), numbers.end(), 0.0f);
    Value first =
        arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(e.vectorType(lanes), ArrayRef<float>(numbers)));
    Value step = e.splat(float(lanes), lanes);
    auto at = [&](Value block, bool isLast) {
      return maskLanes(e, load(place, block, place.row, column), worst, isLast ? last : lanes, lanes);
    };
    SmallVector<Value> found = {at(e.index(0), x.blocks == 1), first, first};
    auto take = [&](Value block, ValueRange v, bool isLast) -> SmallVector<Value> {
      Value numbers = arith::AddFOp::create(e.b, e.loc, v[2], step);
      Best best = better({v[0], v[1]}, {at(block, isLast), numbers}, /*inOrder=*/true);
      return {best.value, best.place, numbers};
    };
    if (x.blocks > 2)
      found = e.reduce(1, x.blocks - 1, found, [&](Value block, ValueRange v) { return take(block, v, false); });
    if (x.blocks > 1)
      found = take(e.index(x.blocks - 1), found, true);
    Best best = {found[0], found[1]};
    for (int64_t distance = lanes / 2; distance >= 1; distance /= 2) {
      SmallVector<int64_t> picks(lanes);
      for (int64_t i = 0; i < lanes; ++i)
        picks[i] = (i + distance) % lanes;
      auto rotate = [&](Value v) -> Value { return vector::ShuffleOp::create(e.b, e.loc, v, v, picks); };
      best = better(best, {rotate(best.value), rotate(best.place)}, /*inOrder=*/false);
    }
    return best.place;
  }

  kernel::ArgMaxOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  AxisFold over;
};

class ArgMaxKernel final : public Kernel {
public:
  StringRef getName() const override { return "argmax"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto argmax = dyn_cast<cnn::ArgMaxOp>(getRoot(group));
    if (!argmax || !isa<cnn::YieldOp>(argmax->getNextNode())) {
      why = "not an argmax by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(argmax.getInput()).elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto argmax = cast<cnn::ArgMaxOp>(getRoot(lowering.group));
    kernel::ArgMaxOp::create(lowering.builder, lowering.loc(), lowering.inputs, ValueRange(), lowering.output,
                             argmax.getAxisAttr(), argmax.getSmallestAttr());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getInputs()[0], int64_t(cast<kernel::ArgMaxOp>(op.getOperation()).getAxis())), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ArgMaxEmitter(cast<kernel::ArgMaxOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getReduceKernel() {
  static const ReduceKernel kernel;
  return kernel;
}

const Kernel &cnnc::getArgMaxKernel() {
  static const ArgMaxKernel kernel;
  return kernel;
}
