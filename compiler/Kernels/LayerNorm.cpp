//===- LayerNorm.cpp - Layer normalisation over any axes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The mean, then the mean square of what differs from it: two passes over data
// that is in the caches by then, and no cancellation. The third pass writes.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

bool folds(ArrayRef<int64_t> axes, int64_t axis) { return llvm::is_contained(axes, axis); }

class LayerNormEmitter {
public:
  LayerNormEmitter(kernel::LayerNormOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), axes(op.getAxes()), over(e, x, axes) {}

  void emitPlace(const FoldPlace &place) {
    auto divide = [&](Value v) -> Value { return arith::DivFOp::create(e.b, e.loc, v, e.splat(count(), y.block)); };
    SmallVector<Value> means = over.sum(x, place, [](Value v, int64_t) { return v; });
    for (Value &mean : means)
      mean = divide(mean);
    auto centre = [&](Value v, int64_t t) -> Value { return arith::SubFOp::create(e.b, e.loc, v, means[t]); };
    SmallVector<Value> factors = over.sum(x, place, [&](Value v, int64_t t) -> Value {
      Value c = centre(v, t);
      return arith::MulFOp::create(e.b, e.loc, c, c);
    });
    for (Value &factor : factors) {
      Value epsilon = e.splat(float(op.getEpsilon().convertToDouble()), y.block);
      Value deviation = math::SqrtOp::create(e.b, e.loc, arith::AddFOp::create(e.b, e.loc, divide(factor), epsilon));
      factor = arith::DivFOp::create(e.b, e.loc, e.splat(1, y.block), deviation);
    }
    over.visit(place, [&](Value block, Value row, Value column, int64_t t) {
      Value v = e.loadVector(x, e.at(x, place.image, block, row, column), y.block);
      v = arith::MulFOp::create(e.b, e.loc, centre(v, t), factors[t]);
      if (!e.weights.empty())
        v = e.fma(v, loadAffine(0, block, row, column), loadAffine(1, block, row, column));
      e.store(e.finish(op, v, place.image, block, row, column), y, e.at(y, place.image, block, row, column));
    });
  }

  void emit() {
    over.forPlaces([&](const FoldPlace &place) { emitPlace(place); },
                   [&](Value image, Value block, Value row0, Value row1) {
                     bool rows = folds(axes, 2);
                     e.fillHalo(y, image, block, folds(axes, 1) ? y.blocks : 1, rows ? e.index(0) : row0,
                                rows ? e.index(y.shape.height) : row1);
                   });
  }

private:
  float count() const {
    const int64_t extents[] = {x.shape.channels, x.shape.height, x.shape.width};
    double product = 1;
    for (int64_t axis : axes)
      product *= double(extents[axis - 1]);
    return float(product);
  }

  /// Scale (0) or shift (1) of a vector: see the op's description for the order.
  Value loadAffine(unsigned which, Value block, Value row, Value column) {
    Value at = folds(axes, 1) ? block : e.index(0);
    if (folds(axes, 2))
      at = e.add(e.mul(at, x.shape.height), row);
    if (folds(axes, 3))
      at = e.add(e.mul(at, x.shape.width), column);
    const Buffer &weights = e.weights[which];
    if (folds(axes, 1))
      return e.loadVector(weights, e.mul(at, y.block), y.block);
    return e.broadcast(e.load(weights, at), y.block);
  }

  kernel::LayerNormOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  ArrayRef<int64_t> axes;
  AxisFold over;
};

class LayerNormKernel final : public Kernel {
public:
  StringRef getName() const override { return "layer_norm"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto norm = dyn_cast<cnn::LayerNormOp>(getRoot(group));
    if (!norm || !hasElementwiseEpilogue(group)) {
      why = "not a layer normalisation with an element-wise epilogue";
      return std::nullopt;
    }
    return Candidate{{}, 3.0 * double(cnn::getPictureShape(norm.getInput()).elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto norm = cast<cnn::LayerNormOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(norm.getInput())]);
    if (failed(inputs))
      return failure();
    SmallVector<Value, 2> weights;
    const StringRef names[] = {"scale", "shift"};
    for (auto [name, value] : llvm::zip(names, norm.getScaleAndShift())) {
      FailureOr<Value> packed = pack(lowering, norm, name, value);
      if (failed(packed))
        return failure();
      weights.push_back(*packed);
    }
    auto op = kernel::LayerNormOp::create(lowering.builder, lowering.loc(), *inputs, weights, lowering.output,
                                          norm.getAxesAttr(), norm.getEpsilonAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getOutput(), cast<kernel::LayerNormOp>(op.getOperation()).getAxes()), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 6.0 * double(cnn::getPictureShape(op.getOutput()).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    LayerNormEmitter(cast<kernel::LayerNormOp>(op.getOperation()), e).emit();
    return success();
  }

private:
  /// From [C][H][W], of the axes that are there, to whole blocks of channels.
  static FailureOr<Value> pack(GroupLowering &lowering, cnn::LayerNormOp norm, StringRef name, Value value) {
    auto values = lowering.readConstant(value);
    if (failed(values))
      return failure();
    cnn::PictureShape shape = cnn::getPictureShape(norm.getInput());
    int64_t channels = folds(norm.getAxes(), 1) ? shape.channels : 1;
    int64_t places = (folds(norm.getAxes(), 2) ? shape.height : 1) * (folds(norm.getAxes(), 3) ? shape.width : 1);
    int64_t block = folds(norm.getAxes(), 1) ? cnn::getLayout(lowering.output.getType()).getBlock() : 1;
    return lowering.pack(name, llvm::alignTo(channels, block) * places, [&](MutableArrayRef<float> out) {
      for (int64_t c = 0; c < channels; ++c)
        for (int64_t i = 0; i < places; ++i)
          out[(c / block * places + i) * block + c % block] = values->values()[c * places + i];
    });
  }
};

} // namespace

const Kernel &cnnc::getLayerNormKernel() {
  static const LayerNormKernel kernel;
  return kernel;
}
