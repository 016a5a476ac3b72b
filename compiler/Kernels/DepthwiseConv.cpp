//===- DepthwiseConv.cpp - Convolution of each channel by itself
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector holds the same position of a block of channels, and a tile a run of
// columns; every multiply-add reads its input straight from memory, so two
// loads per cycle feed two FMAs. Kernel rows are a rolled loop, the columns of
// a row are unrolled, with that row's weights in registers.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

bool isDepthwise(cnn::Conv2dOp conv) {
  int64_t in = cnn::getPictureShape(conv.getInput()).channels;
  return int64_t(conv.getGroups()) == in && cnn::getPictureShape(conv.getResult()).channels == in;
}

int64_t rowsPerItem(kernel::DepthwiseConvOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
  return chooseRowsPerItem(out.height, 1, double(out.width) * lanes * op.getKernel()[0] * op.getKernel()[1]);
}

void emitTile(kernel::DepthwiseConvOp op, KernelEmitter &e, int64_t width, Value block, Value image, Value row,
              Value column) {
  const Buffer &x = e.inputs[0], &y = e.output;
  int64_t lanes = y.block, kernelH = op.getKernel()[0], kernelW = op.getKernel()[1];
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations(), padding = op.getPadding();
  Value origin = e.at(x, image, block, e.add(e.mul(row, strides[0]), -padding[0]),
                      e.add(e.mul(column, strides[1]), -padding[2]));
  Value wOrigin = e.mul(block, kernelH * kernelW * lanes);
  SmallVector<Value> acc(width, e.loadVector(e.weights[1], e.mul(block, lanes), lanes));
  acc = e.reduce(0, kernelH, acc, [&](Value kh, ValueRange init) {
    Value line = e.add(origin, e.mul(kh, dilations[0] * x.columns * lanes));
    Value wLine = e.add(wOrigin, e.mul(kh, kernelW * lanes));
    SmallVector<Value> sums(init.begin(), init.end());
    for (int64_t kw = 0; kw < kernelW; ++kw) {
      Value w = e.loadVector(e.weights[0], e.add(wLine, kw * lanes), lanes);
      for (int64_t c = 0; c < width; ++c) {
        Value at = e.add(line, (c * strides[1] + kw * dilations[1]) * lanes);
        sums[c] = e.fma(e.loadVector(x, at, lanes), w, sums[c]);
      }
    }
    return sums;
  });
  for (int64_t c = 0; c < width; ++c) {
    Value result = e.finish(op, acc[c], image, block, row, e.add(column, c));
    e.store(result, y, e.at(y, image, block, row, e.add(column, c)));
  }
}

class DepthwiseConvKernel final : public Kernel {
public:
  StringRef getName() const override { return "depthwise_conv"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dOp>(getRoot(group));
    if (!conv || !isDepthwise(conv) || !hasElementwiseEpilogue(group)) {
      why = "not a depthwise convolution with an element-wise epilogue";
      return std::nullopt;
    }
    auto weight = cast<RankedTensorType>(conv.getWeight().getType());
    if (weight.getDimSize(3) > 32) {
      why = "the kernel's rows are too long to unroll";
      return std::nullopt;
    }
    cnn::PictureShape out = cnn::getPictureShape(conv.getResult());
    // Half of the registers accumulate, the others hold weights and inputs.
    int64_t most = target.registers / 2, count = llvm::divideCeil(out.width, most);
    double vectors = double(llvm::divideCeil(out.channels, target.lanes)) * out.height * out.width;
    double cycles = vectors * weight.getDimSize(2) * weight.getDimSize(3) / target.fmaPerCycle;
    return Candidate{{evenTile(out.width, count, 1)}, cycles};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), target.lanes, conv.getPadding());
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    auto shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    int64_t channels = shape[0], taps = shape[2] * shape[3];
    auto values = lowering.readConstant(conv.getWeight());
    auto bias = lowering.packBias(conv.getBias(), channels, lanes);
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(conv.getInput())]);
    if (failed(values) || failed(bias) || failed(inputs))
      return failure();
    Value weight = lowering.pack("weight", llvm::alignTo(channels, lanes) * taps, [&](MutableArrayRef<float> out) {
      for (int64_t c = 0; c < channels; ++c)
        for (int64_t t = 0; t < taps; ++t)
          out[(c / lanes * taps + t) * lanes + c % lanes] = (*values)[c * taps + t];
    });
    auto op = kernel::DepthwiseConvOp::create(
        b, lowering.loc(), *inputs, ValueRange{weight, *bias}, lowering.output,
        b.getDenseI64ArrayAttr(shape.drop_front(2)), conv.getStridesAttr(), conv.getDilationsAttr(),
        conv.getPaddingAttr(), b.getDenseI64ArrayAttr(lowering.tile));
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    cnn::PictureShape out = cnn::getPictureShape(conv.getOutput());
    int64_t lanes = cnn::getLayout(conv.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(out.channels, lanes) * llvm::divideCeil(out.height, rowsPerItem(conv))), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    return 2.0 * cnn::getPictureShape(conv.getOutput()).elements() * conv.getKernel()[0] * conv.getKernel()[1];
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto conv = cast<kernel::DepthwiseConvOp>(op.getOperation());
    int64_t width = e.output.shape.width, count = llvm::divideCeil(width, conv.getTile()[0]);
    int64_t narrow = width / count, split = width % count * (narrow + 1);
    e.forItems(e.output.blocks, e.output.shape.height, rowsPerItem(conv),
               [&](Value block, Value image, Value row0, Value row1) {
                 e.loop(row0, row1, 1, [&](Value row) {
                   if (split)
                     e.loop(0, split, narrow + 1,
                            [&](Value column) { emitTile(conv, e, narrow + 1, block, image, row, column); });
                   e.loop(split, width, narrow,
                          [&](Value column) { emitTile(conv, e, narrow, block, image, row, column); });
                 });
                 e.zeroHalo(e.output, image, block, 1, row0, row1);
               });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getDepthwiseConvKernel() {
  static const DepthwiseConvKernel kernel;
  return kernel;
}
