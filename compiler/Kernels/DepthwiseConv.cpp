//===- DepthwiseConv.cpp - Convolution of each channel by itself
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector holds the same position of a block of channels, and a tile a run of
// columns. Kernel rows are a rolled loop, the columns of a row are unrolled,
// with that row's weights in registers: each input is loaded once and feeds all
// multiply-adds that need it.
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

/// The columns of a tile: at most half of the registers accumulate, the others
/// hold a row of the kernel and inputs. AArch64 has no multiply-add that reads
/// memory, and LLVM moves all loads of a tile to its front: there all inputs
/// must fit.
int64_t mostColumns(cnn::Conv2dOp conv, const Target &target) {
  int64_t kernelW = cast<RankedTensorType>(conv.getWeight().getType()).getDimSize(3);
  int64_t stride = conv.getStrides()[1], dilation = conv.getDilations()[1];
  int64_t others = target.registers - kernelW, most = std::min<int64_t>(target.registers / 2, others - 2);
  if (target.isa == Isa::Neon)
    most = std::min(most, (others - (kernelW - 1) * dilation - 1 + stride) / (1 + stride));
  return std::max<int64_t>(most, 4);
}

void emitTile(kernel::DepthwiseConvOp op, KernelEmitter &e, int64_t width, Value block, Value image, Value row,
              Value column) {
  const Buffer &x = e.inputs[0], &y = e.output;
  int64_t lanes = y.block, kernelH = op.getKernel()[0], kernelW = op.getKernel()[1];
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations(), padding = op.getPadding();
  Value origin =
      e.at(x, image, block, e.add(e.mul(row, strides[0]), -padding[0]), e.add(e.mul(column, strides[1]), -padding[2]));
  Value wOrigin = e.mul(block, kernelH * kernelW * lanes);
  SmallVector<Value> acc(width, e.loadVector(e.weights[1], e.mul(block, lanes), lanes));
  acc = e.reduce(0, kernelH, acc, [&](Value kh, ValueRange init) {
    Value line = e.add(origin, e.mul(kh, dilations[0] * x.columns * lanes));
    Value wLine = e.add(wOrigin, e.mul(kh, kernelW * lanes));
    SmallVector<Value> w, sums(init.begin(), init.end());
    for (int64_t kw = 0; kw < kernelW; ++kw)
      w.push_back(e.loadVector(e.weights[0], e.add(wLine, kw * lanes), lanes));
    // From left to right, so that each input is read once and then done with.
    int64_t columns = (width - 1) * strides[1] + (kernelW - 1) * dilations[1] + 1;
    for (int64_t i = 0; i < columns; ++i) {
      Value input;
      for (int64_t kw = 0; kw < kernelW; ++kw) {
        int64_t distance = i - kw * dilations[1], c = distance / strides[1];
        if (distance < 0 || distance % strides[1] || c >= width)
          continue;
        if (!input)
          input = e.loadVector(x, e.add(line, i * lanes), lanes);
        sums[c] = e.fma(input, w[kw], sums[c]);
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
    int64_t count = llvm::divideCeil(out.width, mostColumns(conv, target));
    double vectors = double(llvm::divideCeil(out.channels, target.lanes)) * out.height * out.width;
    double cycles = vectors * weight.getDimSize(2) * weight.getDimSize(3) / target.fmaPerCycle;
    return Candidate{{evenTile(out.width, count, 1)}, cycles};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), target.lanes, conv.getPadding(), conv.getPaddingMode());
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
    auto op = kernel::DepthwiseConvOp::create(b, lowering.loc(), *inputs, ValueRange{weight, *bias}, lowering.output,
                                              b.getDenseI64ArrayAttr(shape.drop_front(2)), conv.getStridesAttr(),
                                              conv.getDilationsAttr(), conv.getPaddingAttr(),
                                              b.getDenseI64ArrayAttr(lowering.tile));
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
                 e.fillHalo(e.output, image, block, 1, row0, row1);
               });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getDepthwiseConvKernel() {
  static const DepthwiseConvKernel kernel;
  return kernel;
}
