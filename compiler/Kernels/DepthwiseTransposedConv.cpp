//===- DepthwiseTransposedConv.cpp - Transposed convolution of each channel by itself
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of a depthwise convolution with a stride. Outputs of one rest modulo
// the stride see the same taps (dialects/Kernel/Transposed.h); each rest of rows is a
// loop of its own, with all rests of columns side by side and their few weights in
// registers.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/OutputSums.h"
#include "compiler/Kernels/TransposedGeometry.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Strides are unrolled, and taps are registers.
constexpr int64_t kMostStride = 4, kMostTaps = 64;

/// Outputs of one rest along an axis.
struct Rest {
  int64_t first;             ///< output
  int64_t extent;            ///< outputs
  int64_t start, step;       ///< input that the first tap meets at the first output; from tap to tap
  SmallVector<int64_t> taps; ///< of the kernel
};

SmallVector<Rest> getRests(const kernel::TransposedAxis &axis) {
  SmallVector<Rest> rests;
  for (const kernel::TransposedRun &run : axis.getRuns())
    for (int64_t i = 0; i < run.count; ++i) {
      Rest rest{run.first + i, run.extent, run.start, axis.inputDilation(), {}};
      int64_t last = run.taps ? (rest.first + axis.before - run.start * axis.stride) / axis.dilation : 0;
      for (int64_t t = 0; t < run.taps; ++t)
        rest.taps.push_back(last - t * axis.tapStep());
      rests.push_back(std::move(rest));
    }
  return rests;
}

int64_t rowsPerItem(kernel::DepthwiseTransposedConvOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  double work = double(out.width * op.getStrides()[0] * cnn::getLayout(op.getOutput().getType()).getBlock());
  return chooseRowsPerItem(countPositionRows(op), 1, work, 64e3);
}

class DepthwiseTransposedConvKernel final : public Kernel {
public:
  StringRef getName() const override { return "depthwise_transposed_conv"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::ConvTranspose2dOp>(getRoot(group));
    bool isDepthwise = conv && int64_t(conv.getGroups()) == cnn::getPictureShape(conv.getInput()).channels &&
                       int64_t(conv.getGroups()) == cnn::getPictureShape(conv.getResult()).channels;
    if (!isDepthwise || !hasElementwiseEpilogue(group)) {
      why = "not a transposed depthwise convolution with an element-wise epilogue";
      return std::nullopt;
    }
    kernel::TransposedAxis rows = getTransposedAxis(conv, 0), columns = getTransposedAxis(conv, 1);
    if (rows.stride > kMostStride || columns.stride > kMostStride || rows.kernel * columns.kernel > kMostTaps) {
      why = "the stride or the kernel is too large to be unrolled";
      return std::nullopt;
    }
    double perOutput = 1 + double(rows.kernel * columns.kernel) / double(rows.stride * columns.stride);
    return Candidate{{}, double(cnn::getPictureShape(conv.getResult()).elements()) / double(target.lanes) * perOutput};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    return getTransposedInputLayout(group, operand, target);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::ConvTranspose2dOp>(getRoot(lowering.group));
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
    auto op = kernel::DepthwiseTransposedConvOp::create(
        b, lowering.loc(), *inputs, ValueRange{weight, *bias},
        /*sums=*/Value(), lowering.output, b.getDenseI64ArrayAttr(shape.drop_front(2)), conv.getStridesAttr(),
        conv.getDilationsAttr(), conv.getPaddingAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface kernelOp) const override {
    auto op = cast<kernel::DepthwiseTransposedConvOp>(kernelOp.getOperation());
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    int64_t blocks = llvm::divideCeil(cnn::getPictureShape(op.getOutput()).channels, lanes);
    return {blocks * countBands(op), 0};
  }

  int64_t countBands(kernel::KernelOpInterface kernelOp) const override {
    auto op = cast<kernel::DepthwiseTransposedConvOp>(kernelOp.getOperation());
    return int64_t(llvm::divideCeil(countPositionRows(op), rowsPerItem(op)));
  }

  int64_t countChannelParts(kernel::KernelOpInterface op) const override { return countBlocks(op.getOutput()); }

  double getFlops(kernel::KernelOpInterface kernelOp) const override {
    auto op = cast<kernel::DepthwiseTransposedConvOp>(kernelOp.getOperation());
    return 2.0 * double(cnn::getPictureShape(op.getInputs()[0]).elements()) *
           double(op.getKernel()[0] * op.getKernel()[1]);
  }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::DepthwiseTransposedConvOp>(kernelOp.getOperation());
    kernel::TransposedAxis rows = op.getAxis(0), columns = op.getAxis(1);
    OutputSums sums(op, e);
    e.forItems(e.output.blocks, countPositionRows(op), rowsPerItem(op),
               [&](Value block, Value image, Value row0, Value row1) {
                 sums.start(image, block, e.add(block, 1), e.div(row0, rowsPerItem(op)));
                 for (const Rest &row : getRests(rows))
                   emitRests(op, e, sums, row, getRests(columns), block, image, row0, row1);
                 Value last = e.min(e.mul(row1, rows.stride), e.index(rows.out));
                 e.fillHalo(e.output, image, block, 1, e.mul(row0, rows.stride), last);
               });
    return success();
  }

private:
  /// The outputs of one rest of rows: at each step one of each rest of columns, so
  /// that they are written one behind the other.
  static void emitRests(kernel::DepthwiseTransposedConvOp op, KernelEmitter &e, OutputSums &sums, const Rest &row,
                        ArrayRef<Rest> columns, Value block, Value image, Value row0, Value row1) {
    const Buffer &x = e.inputs[0], &y = e.output;
    int64_t lanes = y.block, taps = op.getKernel()[0] * op.getKernel()[1];
    Value bias = e.loadVector(e.weights[1], e.mul(block, lanes), lanes);
    SmallVector<SmallVector<Value>> weights;
    for (const Rest &column : columns) {
      SmallVector<Value> &own = weights.emplace_back();
      for (int64_t p : row.taps)
        for (int64_t q : column.taps) {
          Value at = e.add(e.mul(block, taps), p * op.getKernel()[1] + q);
          own.push_back(e.loadVector(e.weights[0], e.mul(at, lanes), lanes));
        }
    }
    e.loop(row0, e.min(row1, e.index(row.extent)), 1, [&](Value u) {
      Value out = e.add(e.mul(u, op.getStrides()[0]), row.first);
      auto emitAt = [&](size_t rest, Value v) {
        const Rest &column = columns[rest];
        Value sum = bias;
        for (auto [i, weight] : llvm::enumerate(weights[rest])) {
          int64_t p = int64_t(i / column.taps.size()), q = int64_t(i % column.taps.size());
          Value at =
              e.at(x, image, block, e.add(u, row.start + p * row.step), e.add(v, column.start + q * column.step));
          sum = e.fma(e.loadVector(x, at, lanes), weight, sum);
        }
        Value place = e.add(e.mul(v, op.getStrides()[1]), column.first);
        Value result = e.finish(op, sum, image, block, out, place);
        e.store(result, y, e.at(y, image, block, out, place));
        sums.take(0, result, image, block, out, place);
      };
      int64_t common = columns[0].extent, most = 0;
      for (const Rest &column : columns) {
        common = std::min(common, column.extent);
        most = std::max(most, column.extent);
      }
      // Several at once: one sum alone would wait for each of its products.
      int64_t together = std::max<int64_t>(1, 4 / int64_t(columns.size())), whole = common / together * together;
      e.loop(0, whole, together, [&](Value v) {
        for (int64_t i = 0; i < together; ++i)
          for (size_t rest = 0; rest < columns.size(); ++rest)
            emitAt(rest, e.add(v, i));
        sums.flush(0, image, block);
      });
      for (int64_t v = whole; v < most; ++v)
        for (auto [rest, column] : llvm::enumerate(columns))
          if (v < column.extent)
            emitAt(rest, e.index(v));
      if (whole < most)
        sums.flush(0, image, block);
    });
  }
};

} // namespace

const Kernel &cnnc::getDepthwiseTransposedConvKernel() {
  static const DepthwiseTransposedConvKernel kernel;
  return kernel;
}
