//===- LocalResponseNormGradient.cpp - Its gradient
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With b = k + alpha / size * (sum of the squares in the window) the gradient is
// `g / b^beta - 2 alpha beta / size * x * t`, t the sum of `g x / b^(beta + 1)` over
// the channels whose windows hold this one. As in the layer itself both sums are of
// rows of channels on the stack, with zeros on both sides; the second window is
// the first one mirrored.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// The stack of a thread holds two rows of them, and their zeros.
constexpr int64_t kMostChannels = 8192;

class LrnGradientEmitter {
public:
  LrnGradientEmitter(kernel::LocalResponseNormGradientOp op, KernelEmitter &e)
      : e(e), g(e.inputs[0]), x(e.inputs[1]), y(e.output), lanes(y.block), over(e, x, 1) {
    auto number = [&](StringRef name) { return op.getLayerAttributes().getAs<FloatAttr>(name).getValueAsDouble(); };
    int64_t size = op.getLayerAttributes().getAs<IntegerAttr>("size").getInt(), most = x.shape.channels - 1;
    before = std::min(size / 2, most);
    after = std::min((size - 1) / 2, most);
    pitch = llvm::alignTo(before + y.blocks * lanes + after, lanes);
    factor = number("alpha") / double(size);
    beta = number("beta");
    k = number("k");
  }

  void emit() {
    for (Buffer *row : {&squares, &terms}) {
      row->memref =
          memref::AllocaOp::create(e.b, e.loc, MemRefType::get({pitch}, e.b.getF32Type()), e.b.getI64IntegerAttr(64));
      e.loop(0, pitch, lanes, [&](Value i) { e.store(e.splat(0, lanes), *row, i); });
    }
    over.forPlaces(
        [&](const FoldPlace &place) {
          for (int64_t t = 0; t < place.tile; ++t)
            emitPlace(place.image, place.row, e.add(place.column, t));
        },
        [&](Value image, Value block, Value row0, Value row1) { e.fillHalo(y, image, block, y.blocks, row0, row1); });
  }

private:
  Value mul(Value a, Value b) { return arith::MulFOp::create(e.b, e.loc, a, b); }
  Value div(Value a, Value b) { return arith::DivFOp::create(e.b, e.loc, a, b); }

  void forBlocks(function_ref<void(Value block, int64_t used)> body) {
    e.loop(0, y.blocks - 1, 1, [&](Value block) { body(block, lanes); });
    body(e.index(y.blocks - 1), y.shape.channels - (y.blocks - 1) * lanes);
  }

  void emitPlace(Value image, Value row, Value column) {
    auto load = [&](const Buffer &from, Value block) {
      return e.loadVector(from, e.at(from, image, block, row, column), lanes);
    };
    forBlocks([&](Value block, int64_t used) {
      Value v = load(x, block);
      e.store(maskLanes(e, mul(v, v), 0, used, lanes), squares, e.add(e.mul(block, lanes), before));
    });
    forBlocks([&](Value block, int64_t used) {
      Value base = e.fma(e.splat(float(factor), lanes), sumFrom(squares, block), e.splat(float(k), lanes));
      Value own = div(load(g, block), power(base));
      e.store(maskLanes(e, div(mul(own, load(x, block)), base), 0, used, lanes), terms,
              e.add(e.mul(block, lanes), after));
      e.store(own, y, e.at(y, image, block, row, column));
    });
    forBlocks([&](Value block, int64_t used) {
      Value slope = mul(e.splat(float(-2 * factor * beta), lanes), load(x, block));
      Value result = e.fma(slope, sumFrom(terms, block), load(y, block));
      e.store(maskLanes(e, result, 0, used, lanes), y, e.at(y, image, block, row, column));
    });
  }

  Value sumFrom(const Buffer &row, Value block) {
    Value start = e.mul(block, lanes);
    return e.reduce(0, before + 1 + after, e.splat(0, lanes), [&](Value i, ValueRange v) -> SmallVector<Value> {
      return {arith::AddFOp::create(e.b, e.loc, v[0], e.loadVector(row, e.add(start, i), lanes))};
    })[0];
  }

  /// base^beta; the usual betas need square roots only.
  Value power(Value base) {
    auto root = [&](Value v) -> Value { return math::SqrtOp::create(e.b, e.loc, v); };
    if (beta == 1)
      return base;
    if (beta == 0.5)
      return root(base);
    if (beta == 0.75)
      return mul(root(base), root(root(base)));
    return math::PowFOp::create(e.b, e.loc, base, e.splat(float(beta), lanes));
  }

  KernelEmitter &e;
  const Buffer &g, &x, &y;
  int64_t lanes, before, after, pitch;
  double factor, beta, k;
  AxisFold over;
  Buffer squares, terms;
};

class LocalResponseNormGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "local_response_norm_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    if (!isa<cnn::LocalResponseNormGradientOp>(getRoot(group))) {
      why = "not the gradient of a local response normalisation";
      return std::nullopt;
    }
    cnn::PictureShape shape = cnn::getPictureShape(group.getResult());
    if (shape.channels > kMostChannels) {
      why = "more channels than the stack of a thread holds";
      return std::nullopt;
    }
    return Candidate{{}, 30 * double(shape.elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    SmallVector<Value> inputs;
    for (Value operand : root->getOperands())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    kernel::LocalResponseNormGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                                                lowering.builder.getStringAttr(root->getName().getStringRef()),
                                                root->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {AxisFold::countItems(op.getOutput(), 1), 0};
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    LrnGradientEmitter(cast<kernel::LocalResponseNormGradientOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getLocalResponseNormGradientKernel() {
  static const LocalResponseNormGradientKernel kernel;
  return kernel;
}
