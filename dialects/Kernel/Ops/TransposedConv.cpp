//===- TransposedConv.cpp - Transposed convolutions as kernels
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/Ops/KernelSupport.h"
#include "dialects/Kernel/Transposed.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

int64_t TransposedAxis::tapStep() const { return stride / std::gcd(stride, dilation); }
int64_t TransposedAxis::inputDilation() const { return dilation / std::gcd(stride, dilation); }

SmallVector<TransposedRun> TransposedAxis::getRuns() const {
  // Which tap is the first of the outputs with i + before = rest modulo the stride.
  SmallVector<int64_t> firstTap(stride, kernel);
  for (int64_t k = std::min(kernel, tapStep()) - 1; k >= 0; --k)
    firstTap[k * dilation % stride] = k;

  SmallVector<TransposedRun> runs;
  int64_t tapsBefore = 0;
  for (int64_t a = 0; a < std::min(stride, out); ++a) {
    int64_t rest = (a + before) % stride, first = firstTap[rest];
    int64_t taps = first < kernel ? (kernel - 1 - first) / tapStep() + 1 : 0, lastTap = first + (taps - 1) * tapStep();
    int64_t start = taps ? (a + before - lastTap * dilation) / stride : 0;
    TransposedRun run{a, 1, taps, start, (out - a - 1) / stride + 1, tapsBefore};
    tapsBefore += run.taps;
    bool joins = !runs.empty() && runs.back().taps == run.taps && runs.back().start == run.start &&
                 runs.back().extent == run.extent;
    if (joins)
      ++runs.back().count;
    else
      runs.push_back(run);
  }
  return runs;
}

std::pair<int64_t, int64_t> TransposedAxis::getHalo() const {
  std::pair<int64_t, int64_t> halo = {0, 0};
  for (const TransposedRun &run : getRuns()) {
    if (!run.taps)
      continue;
    int64_t last = run.start + run.extent - 1 + (run.taps - 1) * inputDilation();
    halo.first = std::max(halo.first, -run.start);
    halo.second = std::max(halo.second, last - (in - 1));
  }
  return halo;
}

template <typename Op> static TransposedAxis getAxisOf(Op op, int axis) {
  cnn::PictureShape in = cnn::getPictureShape(op.getInputs()[0]), out = cnn::getPictureShape(op.getOutput());
  return {op.getKernel()[axis],      op.getStrides()[axis],       op.getDilations()[axis],
          op.getPadding()[2 * axis], axis ? in.width : in.height, axis ? out.width : out.height};
}

LogicalResult TransposedConvOp::verify() {
  if (failed(verifyBlocked(*this)))
    return failure();
  cnn::LayoutAttr in = cnn::getLayout(getInputs()[0].getType()), out = cnn::getLayout(getOutput().getType());
  if (in.getBlock() != out.getBlock() || in.getOrder() != cnn::Order::nchw || out.getOrder() != cnn::Order::nchw)
    return emitOpError("(C1): the input's block must be the output's, both in nchw order");
  if (!areNumbers(getKernel(), 2, 1) || !areNumbers(getStrides(), 2, 1) || !areNumbers(getDilations(), 2, 1) ||
      !areNumbers(getPadding(), 4, 0) || llvm::any_of(getKernel(), [](int64_t k) { return k > kMostTaps; }) ||
      llvm::any_of(getStrides(), [](int64_t s) { return s > kMostTransposedStride; }))
    return emitOpError("kernel, strides (at most ")
           << kMostTransposedStride << ") and dilations must be two numbers of at least 1, padding four of at least 0";
  for (int axis : {0, 1}) {
    TransposedAxis geometry = getAxis(axis);
    if (geometry.getRuns().size() > kMostTransposedRuns)
      return emitOpError("(C5): more than ") << kMostTransposedRuns << " kinds of outputs along an axis";
    std::pair<int64_t, int64_t> halo = geometry.getHalo();
    if (in.getHalo()[2 * axis] < halo.first || in.getHalo()[2 * axis + 1] < halo.second)
      return emitOpError("(C1): the input's halo must be at least ")
             << halo.first << " before and " << halo.second << " beyond the picture's " << (axis ? "columns" : "rows");
  }
  if (!areNumbers(getTile(), 3, 1) || llvm::any_of(getTile(), [](int64_t t) { return t > 64; }))
    return emitOpError("(C2): tile must be three numbers from 1 to 64");
  int64_t groups = getGroups(), channels = channelsOf(getInputs()[0]);
  if (groups < 1 || channels % groups || channelsOf(getOutput()) % groups)
    return emitOpError("(C3): groups (") << groups << ") must divide the channels of input and output";
  if (!hasWeights(*this, {channels / groups, getKernel()[0], getKernel()[1]}))
    return emitOpError("(C4): the weights must be a packed kernel and a bias for all blocks of outputs");
  return success();
}

TransposedAxis TransposedConvOp::getAxis(int axis) { return getAxisOf(*this, axis); }

//===----------------------------------------------------------------------===//
// kernel.depthwise_transposed_conv
//===----------------------------------------------------------------------===//

TransposedAxis DepthwiseTransposedConvOp::getAxis(int axis) { return getAxisOf(*this, axis); }

LogicalResult DepthwiseTransposedConvOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  bool fits = areNumbers(getKernel(), 2, 1) && areNumbers(getStrides(), 2, 1) && areNumbers(getDilations(), 2, 1) &&
              areNumbers(getPadding(), 4, 0) && getKernel()[0] <= 64 && getKernel()[1] <= 64 &&
              getKernel()[0] * getKernel()[1] <= 64 && getStrides()[0] <= 4 && getStrides()[1] <= 4;
  if (!fits)
    return emitOpError("(C2): kernel (at most 64 taps), strides (at most 4) and dilations must be two numbers of at "
                       "least 1, padding four of at least 0");
  ArrayRef<int64_t> halo = cnn::getLayout(getInputs()[0].getType()).getHalo();
  for (int axis : {0, 1}) {
    auto [before, after] = getAxis(axis).getHalo();
    if (halo[2 * axis] < before || halo[2 * axis + 1] < after)
      return emitOpError("(C1): the input's halo must be at least what the taps reach beyond its edges");
  }
  if (!hasWeights(*this, {getKernel()[0], getKernel()[1]}))
    return emitOpError("(C3): there must be a weight and a bias for all blocks of channels");
  return success();
}
