//===- LocalResponseNorm.cpp - Normalisation by neighbouring channels
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The window over the channels crosses lanes and blocks. The squares of a few
// positions go to the stack as plain rows of channels with zeros on both sides;
// from there each shift of the window is one load.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// The stack of a thread holds four rows of them, and their zeros.
constexpr int64_t kMostChannels = 4096;

class LrnEmitter {
public:
  LrnEmitter(kernel::LocalResponseNormOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), lanes(y.block), over(e, x, 1) {
    int64_t most = x.shape.channels - 1, size = op.getSize();
    before = std::min(size / 2, most);
    after = std::min((size - 1) / 2, most);
    pitch = llvm::alignTo(before + y.blocks * lanes + after, lanes);
  }

  void emit() {
    squares.memref =
        memref::AllocaOp::create(e.b, e.loc, MemRefType::get({4 * pitch}, e.b.getF32Type()), e.b.getI64IntegerAttr(64));
    e.loop(0, 4 * pitch, lanes, [&](Value i) { e.store(e.splat(0, lanes), squares, i); });
    over.forPlaces(
        [&](const FoldPlace &place) { emitPlace(place); },
        [&](Value image, Value block, Value row0, Value row1) { e.fillHalo(y, image, block, y.blocks, row0, row1); });
  }

private:
  void storeSquares(const FoldPlace &place, Value block, int64_t used) {
    for (int64_t t = 0; t < place.tile; ++t) {
      Value v = e.loadVector(x, e.at(x, place.image, block, place.row, e.add(place.column, t)), lanes);
      Value square = arith::MulFOp::create(e.b, e.loc, v, v);
      e.store(maskLanes(e, square, 0, used, lanes), squares, e.add(e.mul(block, lanes), t * pitch + before));
    }
  }

  void emitPlace(const FoldPlace &place) {
    e.loop(0, y.blocks - 1, 1, [&](Value block) { storeSquares(place, block, lanes); });
    storeSquares(place, e.index(y.blocks - 1), x.shape.channels - (y.blocks - 1) * lanes);
    e.loop(0, y.blocks, 1, [&](Value block) {
      for (int64_t t = 0; t < place.tile; ++t) {
        Value start = e.add(e.mul(block, lanes), t * pitch);
        Value column = e.add(place.column, t);
        Value v = e.loadVector(x, e.at(x, place.image, block, place.row, column), lanes);
        v = arith::DivFOp::create(e.b, e.loc, v, power(sumFrom(start)));
        e.store(e.finish(op, v, place.image, block, place.row, column), y,
                e.at(y, place.image, block, place.row, column));
      }
    });
  }

  Value sumFrom(Value start) {
    int64_t count = before + 1 + after;
    auto term = [&](Value sum, Value i) -> Value {
      return arith::AddFOp::create(e.b, e.loc, sum, e.loadVector(squares, e.add(start, i), lanes));
    };
    Value sum = e.splat(0, lanes);
    if (count > 16)
      return e.reduce(0, count, sum, [&](Value i, ValueRange v) -> SmallVector<Value> { return {term(v[0], i)}; })[0];
    for (int64_t i = 0; i < count; ++i)
      sum = term(sum, e.index(i));
    return sum;
  }

  /// (k + alpha / size * sum)^beta; the usual betas need square roots only.
  Value power(Value sum) {
    auto number = [](const APFloat &value) { return value.convertToDouble(); };
    Value factor = e.splat(float(number(op.getAlpha()) / double(op.getSize())), lanes);
    Value base = e.fma(factor, sum, e.splat(float(number(op.getK())), lanes));
    auto root = [&](Value v) -> Value { return math::SqrtOp::create(e.b, e.loc, v); };
    double beta = number(op.getBeta());
    if (beta == 1)
      return base;
    if (beta == 0.5)
      return root(base);
    if (beta == 0.75)
      return arith::MulFOp::create(e.b, e.loc, root(base), root(root(base)));
    return math::PowFOp::create(e.b, e.loc, base, e.splat(float(beta), lanes));
  }

  kernel::LocalResponseNormOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  int64_t lanes, before, after, pitch;
  AxisFold over;
  Buffer squares;
};

class LocalResponseNormKernel final : public Kernel {
public:
  StringRef getName() const override { return "local_response_norm"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto norm = dyn_cast<cnn::LocalResponseNormOp>(getRoot(group));
    if (!norm || !hasElementwiseEpilogue(group)) {
      why = "not a local response normalisation with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape shape = cnn::getPictureShape(norm.getInput());
    if (shape.channels > kMostChannels) {
      why = "more channels than the stack should hold";
      return std::nullopt;
    }
    return Candidate{{}, 10.0 * double(shape.elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto norm = cast<cnn::LocalResponseNormOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(norm.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::LocalResponseNormOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(),
                                                  lowering.output, norm.getSizeAttr(), norm.getAlphaAttr(),
                                                  norm.getBetaAttr(), norm.getKAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getOutput(), 1), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto norm = cast<kernel::LocalResponseNormOp>(op.getOperation());
    return double(cnn::getPictureShape(op.getOutput()).elements()) * (4.0 + double(norm.getSize()));
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    LrnEmitter(cast<kernel::LocalResponseNormOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getLocalResponseNormKernel() {
  static const LocalResponseNormKernel kernel;
  return kernel;
}
