//===- CnnLayer.cpp - What layer builders share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnLayer.h"
#include "dialects/Cnn/CnnDialect.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc::cnn;

SmallVector<StringRef, 4> LayerArg::getWords() const {
  SmallVector<StringRef, 4> all;
  StringRef(kind == ArgKind::Axes ? StringRef("channels height width") : StringRef(words))
      .split(all, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return all;
}

InitAttr LayerCall::getInit(StringRef name) const { return cast<InitAttr>(get<Attribute>(name)); }

std::string cnnc::cnn::shapeText(RankedTensorType type) {
  PictureShape p = getPictureShape(type.getShape());
  if (type.getRank() == 4)
    return llvm::formatv("{0}x{1}x{2}", p.height, p.width, p.channels);
  return std::to_string(p.channels);
}

std::string cnnc::cnn::numberText(double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", number);
  return text;
}

int64_t cnnc::cnn::windowExtent(int64_t n, int64_t kernel, int64_t stride, int64_t dilation, int64_t before,
                                int64_t after) {
  int64_t room = n + before + after - dilation * (kernel - 1) - 1;
  return room < 0 ? llvm::divideFloorSigned(room, stride) + 1 : room / stride + 1;
}

static void resolveSame(int64_t n, int64_t kernel, int64_t stride, int64_t dilation, int64_t &before, int64_t &after) {
  int64_t out = llvm::divideCeil(n, stride);
  int64_t total = std::max<int64_t>(0, (out - 1) * stride + dilation * (kernel - 1) + 1 - n);
  before = total / 2;
  after = total - before;
}

SmallVector<int64_t, 2> cnnc::cnn::getExtents(LayerCall &call, StringRef arg, WindowKind kind) {
  if (kind == WindowKind::Row)
    return {1, call.getInteger(arg)};
  return call.getPair(arg);
}

FailureOr<Window> cnnc::cnn::resolveWindow(LayerCall &call, WindowKind kind) {
  PictureShape p = getPictureShape(call.inputs[0]);
  if (kind == WindowKind::Row && p.height != 1)
    return call.emitInputError(0) << "expected a row, f32[length, channels], but " << call.describeInput(0);
  Window w;
  w.kernel = getExtents(call, "kernel", kind);
  w.strides = getExtents(call, "stride", kind);
  w.dilations = call.has("dilation") ? getExtents(call, "dilation", kind) : SmallVector<int64_t, 2>{1, 1};
  PaddingArg pad = call.getPadding("padding");
  if (pad.mode == PaddingArg::Same) {
    resolveSame(p.height, w.kernel[0], w.strides[0], w.dilations[0], pad.top, pad.bottom);
    resolveSame(p.width, w.kernel[1], w.strides[1], w.dilations[1], pad.left, pad.right);
  }
  w.padding = {pad.top, pad.bottom, pad.left, pad.right};
  const int64_t extents[] = {p.height, p.width};
  for (int axis : {0, 1}) {
    int64_t before = w.padding[2 * axis], after = w.padding[2 * axis + 1];
    int64_t out = windowExtent(extents[axis], w.kernel[axis], w.strides[axis], w.dilations[axis], before, after);
    if (out >= 1)
      continue;
    std::string sum = llvm::formatv("floor(({0} + {1} + {2} - {3}*({4} - 1) - 1)/{5}) + 1 = {6}", extents[axis], before,
                                    after, w.dilations[axis], w.kernel[axis], w.strides[axis], out);
    return call.emitError() << "the output's " << (axis ? "width" : "height") << " would be " << sum
                            << ", below 1: the window is larger than the picture (" << call.describeInput(0) << ")"
                            << (call.has("ceil") && call.getBool("ceil") ? ", which `ceil` does not change" : "")
                            << "; use a smaller kernel or more padding";
  }
  return w;
}

PadMode cnnc::cnn::getPadMode(LayerCall &call) { return *symbolizePadMode(call.getWord("padding_mode")); }

LogicalResult cnnc::cnn::checkPadMode(LayerCall &call, const Window &window, PadMode mode) {
  PictureShape p = getPictureShape(call.inputs[0]);
  const int64_t extents[] = {p.height, p.width};
  for (int axis : {0, 1}) {
    int64_t before = window.padding[2 * axis], after = window.padding[2 * axis + 1];
    if (!canPad(extents[axis], before, after, mode))
      return call.emitArgError("padding")
             << "with padding_mode = " << stringifyPadMode(mode) << " the padding must be "
             << (mode == PadMode::reflect ? "smaller than" : "at most") << " the picture's "
             << (axis ? "width" : "height") << " (" << extents[axis] << "), got " << std::max(before, after);
  }
  return success();
}

LogicalResult cnnc::cnn::checkInput(LayerCall &call, unsigned index, int64_t rank, bool f32) {
  RankedTensorType type = call.getInputType(index);
  if (rank == 4 && type.getRank() != 4)
    return call.emitInputError(index) << "expected a picture (height x width x channels), but "
                                      << call.describeInput(index);
  if (rank == 2 && type.getRank() != 2)
    return call.emitInputError(index) << "expected a vector, but " << call.describeInput(index)
                                      << "; write `|> flatten` before this layer";
  if (f32 && !type.getElementType().isF32())
    return call.emitInputError(index) << "expected f32 values, but " << call.describeInput(index)
                                      << " of u8; write `|> normalize(mean = 0, std = 1)` before this layer";
  return success();
}

FailureOr<SmallVector<int64_t>> cnnc::cnn::getAxes(LayerCall &call, StringRef arg) {
  SmallVector<int64_t> axes(call.getIntegers(arg).begin(), call.getIntegers(arg).end());
  llvm::sort(axes);
  if (call.getInputType(0).getRank() == 2 && axes != SmallVector<int64_t>{1})
    return call.emitArgError(arg) << "a vector has channels only, but " << call.describeInput(0);
  return axes;
}

FailureOr<int64_t> cnnc::cnn::getAxis(LayerCall &call, StringRef arg) {
  StringRef word = call.getWord(arg);
  if (word != "channels" && call.getInputType(0).getRank() != 4)
    return call.emitArgError(arg) << "a vector has no " << word << ": " << call.describeInput(0);
  return word == "channels" ? 1 : word == "height" ? 2 : 3;
}

std::string cnnc::cnn::getSignature(const LayerSpec &spec) {
  std::string text = spec.name.str() + "(";
  text += spec.maxInputs == 0                          ? ""
          : spec.maxInputs == 1                        ? "input"
          : spec.maxInputs == 2 && spec.minInputs == 2 ? "input, input"
                                                       : "inputs...";
  for (const LayerArg &arg : spec.args)
    text += ((StringRef(text).ends_with("(") ? "" : ", ") + arg.name + (arg.defaultText.empty() ? "" : " = ") +
             arg.defaultText)
                .str();
  return text + "): " + spec.summary.str();
}

SmallVector<const LayerSpec *> cnnc::cnn::getAllLayers(MLIRContext *context) {
  SmallVector<const LayerSpec *> specs;
  for (RegisteredOperationName name : context->getRegisteredOperations())
    if (auto *layer = name.getInterface<LayerOpInterface>())
      for (const LayerSpec &spec : layer->getLayerSpecs())
        specs.push_back(&spec);
  llvm::sort(specs, [](auto *a, auto *b) { return a->name < b->name; });
  return specs;
}
