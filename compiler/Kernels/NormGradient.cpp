//===- NormGradient.cpp - Gradients of softmax and layer normalisation
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums along the axes as the layers themselves have them, of products of the
// gradient and what the layer read or computed; then an element-wise formula.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

SmallVector<int64_t> getAxes(kernel::NormGradientOp op) {
  if (auto axes = op.getLayerAttributes().getAs<DenseI64ArrayAttr>("axes"))
    return SmallVector<int64_t>(axes.asArrayRef());
  return {op.getLayerAttributes().getAs<IntegerAttr>("axis").getInt()};
}

class NormGradientEmitter {
public:
  NormGradientEmitter(kernel::NormGradientOp op, KernelEmitter &e)
      : op(op), e(e), g(e.inputs[0]), x(e.inputs[1]), y(e.output), axes(getAxes(op)), over(e, x, axes) {}

  void emit() {
    bool isSoftmax = op.getLayer() == "cnn.softmax_gradient";
    bool channels = llvm::is_contained(axes, 1), rows = llvm::is_contained(axes, 2);
    over.forPlaces([&](const FoldPlace &place) { isSoftmax ? emitSoftmax(place) : emitLayerNorm(place); },
                   [&](Value image, Value block, Value row0, Value row1) {
                     e.fillHalo(y, image, block, channels ? y.blocks : 1, rows ? e.index(0) : row0,
                                rows ? e.index(y.shape.height) : row1);
                   });
  }

private:
  using Function = function_ref<Value(Value gradient, Value value, int64_t t)>;

  Value sub(Value a, Value b) { return arith::SubFOp::create(e.b, e.loc, a, b); }
  Value mul(Value a, Value b) { return arith::MulFOp::create(e.b, e.loc, a, b); }

  SmallVector<Value> sum(const FoldPlace &place, Function term) {
    return over.sumAt(place, [&](Value block, Value row, Value column, int64_t t) {
      return term(load(g, place, block, row, column), load(x, place, block, row, column), t);
    });
  }

  void map(const FoldPlace &place, Function function) {
    over.visit(place, [&](Value block, Value row, Value column, int64_t t) {
      Value result = function(load(g, place, block, row, column), load(x, place, block, row, column), t);
      e.store(result, y, e.at(y, place.image, block, row, column));
    });
  }

  Value load(const Buffer &from, const FoldPlace &place, Value block, Value row, Value column) {
    return e.loadVector(from, e.at(from, place.image, block, row, column), y.block);
  }

  void emitSoftmax(const FoldPlace &place) {
    bool log = op.getLayerAttributes().contains("log");
    SmallVector<Value> sums = sum(place, [&](Value g, Value v, int64_t) { return log ? g : mul(g, v); });
    map(place, [&](Value g, Value v, int64_t t) {
      return log ? sub(g, mul(math::ExpOp::create(e.b, e.loc, v), sums[t])) : mul(v, sub(g, sums[t]));
    });
  }

  void emitLayerNorm(const FoldPlace &place) {
    auto means = [&](Function term) {
      SmallVector<Value> sums = sum(place, term);
      for (Value &value : sums)
        value = arith::DivFOp::create(e.b, e.loc, value, e.splat(count(), y.block));
      return sums;
    };
    SmallVector<Value> centres = means([](Value, Value v, int64_t) { return v; });
    auto centre = [&](Value v, int64_t t) { return sub(v, centres[t]); };
    SmallVector<Value> factors = means([&](Value, Value v, int64_t t) { return mul(centre(v, t), centre(v, t)); });
    double epsilon = op.getLayerAttributes().getAs<FloatAttr>("epsilon").getValueAsDouble();
    for (Value &factor : factors) {
      Value variance = arith::AddFOp::create(e.b, e.loc, factor, e.splat(float(epsilon), y.block));
      factor = arith::DivFOp::create(e.b, e.loc, e.splat(1, y.block), math::SqrtOp::create(e.b, e.loc, variance));
    }
    SmallVector<Value> all = means([](Value g, Value, int64_t) { return g; });
    SmallVector<Value> along =
        means([&](Value g, Value v, int64_t t) { return mul(g, mul(centre(v, t), factors[t])); });
    map(place, [&](Value g, Value v, int64_t t) {
      Value h = mul(centre(v, t), factors[t]);
      return mul(sub(sub(g, all[t]), mul(h, along[t])), factors[t]);
    });
  }

  float count() const {
    const int64_t extents[] = {x.shape.channels, x.shape.height, x.shape.width};
    double product = 1;
    for (int64_t axis : axes)
      product *= double(extents[axis - 1]);
    return float(product);
  }

  kernel::NormGradientOp op;
  KernelEmitter &e;
  const Buffer &g, &x, &y;
  SmallVector<int64_t> axes;
  AxisFold over;
};

class NormGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "norm_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    if (!isa<cnn::SoftmaxGradientOp, cnn::LayerNormGradientOp>(getRoot(group))) {
      why = "not the gradient of a softmax or a layer normalisation";
      return std::nullopt;
    }
    return Candidate{{}, 6.0 * double(cnn::getPictureShape(group.getResult()).elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    SmallVector<Value> inputs;
    for (Value operand : root->getOperands())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    kernel::NormGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                                   lowering.builder.getStringAttr(root->getName().getStringRef()),
                                   root->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getOutput(), getAxes(cast<kernel::NormGradientOp>(op.getOperation()))), 0};
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    NormGradientEmitter(cast<kernel::NormGradientOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getNormGradientKernel() {
  static const NormGradientKernel kernel;
  return kernel;
}
