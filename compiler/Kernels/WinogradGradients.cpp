//===- WinogradGradients.cpp - Which gradients of weights go to Winograd's points
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass cnn-winograd-gradients: WinogradGradient.cpp says what the points are.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/OuterProduct.h"
#include "compiler/Kernels/Passes.h"
#include "dialects/Cnn/CnnGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_WINOGRADGRADIENTS
#include "compiler/Kernels/Passes.h.inc"
} // namespace cnnc

namespace {

/// A tile of 4x4 gradients meets 6x6 inputs.
constexpr int64_t kOutputs = 4, kPoints = 36;

class WinogradGradients final : public cnnc::impl::WinogradGradientsBase<WinogradGradients> {
public:
  using WinogradGradientsBase::WinogradGradientsBase;

  void runOnOperation() override {
    auto target = createTarget(getOperation(), triple, cpu);
    if (failed(target))
      return signalPassFailure();
    SmallVector<cnn::Conv2dWeightGradientOp> all(getOperation().getOps<cnn::Conv2dWeightGradientOp>());
    for (cnn::Conv2dWeightGradientOp op : all)
      if (pays(op, *target)) {
        rewrite(op);
        ++rewritten;
      }
  }

private:
  /// Whether 36 products for 144 save more than the transforms, and memory that
  /// holds more than twice the pictures, cost. The batch is that of training,
  /// which no cache holds.
  static bool pays(cnn::Conv2dWeightGradientOp op, const Target &target) {
    const int64_t ones[] = {1, 1};
    ArrayRef<int64_t> one(ones);
    cnn::PictureShape x = cnn::getPictureShape(op.getInput()), g = cnn::getPictureShape(op.getGradient());
    auto weight = cast<RankedTensorType>(op.getType()).getShape();
    bool fits = op.getGroups() == 1 && weight[2] == 3 && weight[3] == 3 && op.getStrides() == one &&
                op.getDilations() == one && x.channels % target.lanes == 0 && g.channels % target.lanes == 0 &&
                op.getPadding()[0] <= 2 && op.getPadding()[2] <= 2;
    if (!fits)
      return false;
    double tiles = double(llvm::divideCeil(g.height, kOutputs) * llvm::divideCeil(g.width, kOutputs));
    double perCycle = double(target.lanes * target.fmaPerCycle);
    double product = double(x.channels) * double(g.channels);
    double direct = double(g.height * g.width) * 9 * product / perCycle / 0.9;
    // Measured: a picture's few tiles take as long as some more.
    double points = kPoints * (tiles + 3) * product / perCycle / 0.75;
    double channels = double(x.channels + g.channels);
    double transforms = 100 * tiles * channels / double(target.lanes) * target.vectorCost();
    // Written (and read before) and read again, both as pictures and at the points.
    double traffic = 3 * 4 * channels * (double(g.height * g.width) + kPoints * tiles) / target.memoryBytesPerCycle;
    double cycles = points + std::max(transforms, traffic);
    auto isLess = [&](std::optional<double> other) { return !other || cycles < *other; };
    return cycles < 0.9 * direct && isLess(countPictureGradientCycles(op, target)) &&
           isLess(countWinogradSumsCycles(op, target));
  }

  static void rewrite(cnn::Conv2dWeightGradientOp op) {
    OpBuilder b(op);
    Location loc = op.getLoc();
    cnn::PictureShape g = cnn::getPictureShape(op.getGradient());
    int64_t rows = llvm::divideCeil(g.height, kOutputs), columns = llvm::divideCeil(g.width, kOutputs);
    auto numbers = [&](ArrayRef<int64_t> values) { return b.getDenseI64ArrayAttr(values); };
    auto transform = [&](Value picture, bool gradient) -> Value {
      auto type = cast<RankedTensorType>(picture.getType());
      int64_t shape[] = {type.getDimSize(0), kPoints * type.getDimSize(1), 1, rows * columns};
      return cnn::WinogradTransformOp::create(
          b, loc, RankedTensorType::get(shape, type.getElementType()), picture, gradient ? b.getUnitAttr() : UnitAttr(),
          numbers({op.getPadding()[0], op.getPadding()[2]}), numbers({rows, columns}));
    };
    auto weight = cast<RankedTensorType>(op.getType());
    int64_t shape[] = {kPoints * weight.getDimSize(0), weight.getDimSize(1), 1, 1};
    Value x = transform(op.getInput(), false), dy = transform(op.getGradient(), true);
    Value sums = cnn::Conv2dWeightGradientOp::create(b, loc, RankedTensorType::get(shape, weight.getElementType()), x,
                                                     dy, numbers({1, 1}), numbers({0, 0, 0, 0}), numbers({1, 1}),
                                                     b.getI64IntegerAttr(kPoints));
    Value result = cnn::WinogradWeightGradientOp::create(b, loc, weight, sums);
    op.getResult().replaceAllUsesWith(result);
    op.erase();
  }
};

} // namespace
