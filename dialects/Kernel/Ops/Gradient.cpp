//===- Gradient.cpp - Verifiers of the ops that training adds
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/KernelGradients.h"
#include "dialects/Kernel/Ops/KernelSupport.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/GradientOps.cpp.inc"

/// A vector of f32 without a layout.
static bool isFloatVector(Value value) {
  MemRefType type = typeOf(value);
  return type.getRank() == 1 && type.hasStaticShape() && type.getLayout().isIdentity() && type.getElementType().isF32();
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

LogicalResult SharedOp::verify() {
  cnn::LayoutAttr layout = cnn::getLayout(getResult().getType());
  bool isPlain = layout && layout.getBlock() == 1 && !layout.hasHalo() && typeOf(getResult()).hasStaticShape() &&
                 typeOf(getResult()).getElementType().isF32();
  if (!isPlain && !isFloatVector(getResult()))
    return emitOpError("(C1): the memref must be a vector of f32 without a layout, or static with a plain one");
  if (getOffset() && (int64_t(*getOffset()) < 0 || *getOffset() % 64))
    return emitOpError("(C2): the offset must be a multiple of 64 of at least 0, got ") << int64_t(*getOffset());
  return success();
}

LogicalResult StateOp::verify() {
  if (!typeOf(getResult()).hasStaticShape() || !typeOf(getResult()).getElementType().isF32())
    return emitOpError("(C1): the memref must be of f32, static");
  if (!llvm::is_contained({"value", "gradient", "slot0", "slot1"}, getKind()))
    return emitOpError("(C2): the kind must be value, gradient, slot0 or slot1, got ") << getKind();
  return success();
}

LogicalResult ControlOp::verify() {
  return isFloatVector(getResult()) ? success() : emitOpError("(C1): the memref must be a vector of f32");
}

LogicalResult PartOp::verify() {
  cnn::LayoutAttr layout = cnn::getLayout(getSource().getType());
  if (layout && layout.getBlock() == 1 && !layout.hasHalo() && typeOf(getSource()).hasStaticShape() &&
      typeOf(getSource()).getElementType().isF32() && isFloatVector(getResult()) && getStart() == 0 &&
      typeOf(getResult()).getDimSize(0) <= int64_t(llvm::alignTo(typeOf(getSource()).getNumElements(), 16)))
    return success();
  bool fits = isFloatVector(getSource()) && isFloatVector(getResult()) && int64_t(getStart()) >= 0;
  if (!fits || int64_t(getStart()) > typeOf(getSource()).getDimSize(0) - typeOf(getResult()).getDimSize(0))
    return emitOpError("(C1): both must be vectors of f32, the result within the source");
  return success();
}

//===----------------------------------------------------------------------===//
// Vectors and weights
//===----------------------------------------------------------------------===//

LogicalResult PackOp::verify() {
  if (getInputs().size() != 1 || !typeOf(getInputs()[0]).getElementType().isF32())
    return emitOpError("(C1): there must be one input, of f32");
  MemRefType table = getWeights().empty() ? MemRefType() : typeOf(getWeights()[0]);
  bool fits = isFloatVector(getOutput()) && table && table.getRank() == 1 && table.getElementType().isInteger(32) &&
              table.getDimSize(0) % 2 == 0 && table.getDimSize(0) > 0 &&
              typeOf(getOutput()).getDimSize(0) % (table.getDimSize(0) / 2) == 0;
  if (!fits)
    return emitOpError("(C2): the output must be a vector of f32, and the table have two numbers for each part of it");
  return verifyNoEpilogue(*this);
}

Value kernel::getSource(Value view) {
  while (Operation *op = view.getDefiningOp()) {
    if (!isa<PartOp, SliceOp, ViewOp>(op))
      break;
    view = op->getOperand(0);
  }
  return view;
}

LogicalResult WinogradWeightsOp::verify() {
  int64_t taps = getTaps();
  if (!isWinograd(getOutputs(), taps))
    return emitOpError("(C2): outputs must be 2 or 4 with three taps, or 2 with five");
  int64_t outputs = getOutputChannels(), inputs = getInputChannels();
  if (getInputs().size() != 1 || !isFloatVector(getInputs()[0]) || outputs < 1 || inputs < 1 || outputs > kMost ||
      inputs > kMost || !isPackedProduct(getInputs()[0], outputs, {inputs, taps, taps}))
    return emitOpError("(C1): there must be one input, a vector of f32 of all elements of the weight");
  auto isFew = [](uint64_t number) { return number >= 1 && number <= 64; };
  if (!isFew(getBlocks()) || !isFew(getGroups()) || !isFew(getLanes()) || !llvm::isPowerOf2_64(getLanes()))
    return emitOpError("(C2): blocks and groups must be from 1 to 64, and lanes a power of two");
  int64_t points = (getOutputs() + taps - 1) * (getOutputs() + taps - 1);
  if (!isFloatVector(getOutput()) ||
      !isPackedProduct(getOutput(), points, {inputs, countBlocks(), int64_t(getLanes())}))
    return emitOpError("(C3): the output must be a vector of f32 of all points");
  return verifyNoEpilogue(*this);
}

LogicalResult WinogradTransformOp::verify() {
  cnn::LayoutAttr in = getInputs().size() == 1 ? cnn::getLayout(getInputs()[0].getType()) : cnn::LayoutAttr();
  cnn::LayoutAttr out = cnn::getLayout(getOutput().getType());
  if (!areNumbers(getStart(), 2, 0) || !areNumbers(getTiles(), 2, 1) || getTiles()[0] > kMost / getTiles()[1])
    return emitOpError("(C2): start must be two numbers of at least 0, tiles two of at least 1");
  bool fits = in && in.getOrder() == cnn::Order::nchw && in.getBorder() == cnn::PadMode::zero &&
              channelsOf(getInputs()[0]) % in.getBlock() == 0 && typeOf(getInputs()[0]).getElementType().isF32();
  if (fits) {
    cnn::PictureShape shape = cnn::getPictureShape(getInputs()[0]);
    int64_t extents[] = {shape.height, shape.width};
    for (int axis : {0, 1}) {
      int64_t before = getGradient() ? 0 : getStart()[axis];
      int64_t reach = 4 * getTiles()[axis] + (getGradient() ? 0 : 2) - before - extents[axis];
      fits = fits && in.getHalo()[2 * axis] >= before && in.getHalo()[2 * axis + 1] >= reach;
    }
  }
  if (!fits)
    return emitOpError("(C1): there must be one input, in whole blocks, with a halo of zeros that the tiles need");
  cnn::PictureShape y = cnn::getPictureShape(getOutput());
  if (!out || !typeOf(getOutput()).getElementType().isF32() || out.hasHalo() || out.getBlock() != in.getBlock() ||
      out.getOrder() != cnn::Order::nchw || y.channels != 36 * channelsOf(getInputs()[0]) || y.height != 1 ||
      y.width != getTiles()[0] * getTiles()[1])
    return emitOpError("(C3): the output must have 36 times the channels and a column for each tile");
  return verifyNoEpilogue(*this);
}

LogicalResult WinogradWeightGradientOp::verify() {
  auto isPlain = [](Value value) {
    cnn::LayoutAttr layout = cnn::getLayout(value.getType());
    return layout && layout.getBlock() == 1 && !layout.hasHalo() && layout.getOrder() == cnn::Order::nchw &&
           typeOf(value).hasStaticShape() && typeOf(value).getRank() == 4 && typeOf(value).getElementType().isF32();
  };
  bool fits = getInputs().size() == 1 && isPlain(getInputs()[0]) && isPlain(getOutput());
  if (fits) {
    ArrayRef<int64_t> in = typeOf(getInputs()[0]).getShape(), out = typeOf(getOutput()).getShape();
    int64_t part = out[0] > 0 && out[0] < kMost ? 36 * out[0] : 1;
    fits = part > 1 && in[0] % part == 0 && in[0] >= part && in[0] / part <= 64 && in[1] == out[1] && in[1] % 4 == 0 &&
           in[2] == 1 && in[3] == 1 && out[2] == 3 && out[3] == 3;
  }
  if (!fits)
    return emitOpError("(C1): there must be one input, n*36*O x C x 1 x 1, and an output O x C x 3 x 3, both plain");
  return verifyNoEpilogue(*this);
}

LogicalResult VectorMapOp::verify() {
  if (getInputs().empty() || !llvm::all_of(getInputs(), isFloatVector) || !isFloatVector(getOutput()))
    return emitOpError("(C1): inputs and output must be vectors of f32");
  int64_t length = typeOf(getOutput()).getDimSize(0);
  for (Value input : getInputs())
    if (int64_t own = typeOf(input).getDimSize(0); own != 1 && own < length)
      return emitOpError("(C1): an input must have the output's ") << length << " elements, or one, got " << own;
  if (getEpilogue().empty() && getInputs().size() != 1)
    return emitOpError("(C2): without an epilogue there must be one input");
  return verifyEpilogue(*this);
}

LogicalResult kernel::verifySums(SummingOpInterface op) {
  auto kernel = cast<KernelOpInterface>(op.getOperation());
  Region &terms = op.getTerms();
  int64_t count = 1;
  if (!terms.empty()) {
    auto yield = terms.front().empty() ? cnn::YieldScalarsOp() : dyn_cast<cnn::YieldScalarsOp>(terms.front().back());
    bool fits = op.getSums() && yield && terms.getNumArguments() == kernel.getInputs().size() &&
                !yield.getValues().empty() &&
                llvm::all_of(terms.getArgumentTypes(), [](Type type) { return type.isF32(); }) &&
                llvm::all_of(yield.getValues().getTypes(), [](Type type) { return type.isF32(); });
    if (!fits)
      return op->emitOpError("(S2): with sums only, terms must take a number for each input and yield at least one, "
                             "all of f32");
    count = int64_t(yield.getValues().size());
  }
  Value sums = op.getSums(), output = kernel.getOutput();
  if (!sums)
    return success();
  cnn::LayoutAttr layout = cnn::getLayout(sums.getType()), out = cnn::getLayout(output.getType());
  if (!layout || !out || layout.withHalo({0, 0, 0, 0}) != layout || layout.getBlock() != out.getBlock() ||
      layout.getOrder() != out.getOrder() || !typeOf(sums).getElementType().isF32() ||
      channelsOf(sums) != (terms.empty() ? channelsOf(output) : physicalChannels(output) * count) ||
      cnn::getPictureShape(sums).width != 1)
    return op->emitOpError("(S1): sums must be a column of f32 of the output's channels, for each term, and its block");
  return success();
}

LogicalResult PictureSumsOp::verify() {
  cnn::LayoutAttr layout = getInputs().empty() ? cnn::LayoutAttr() : cnn::getLayout(getInputs()[0].getType());
  bool fits = bool(layout);
  for (Value input : getInputs())
    if (cnn::LayoutAttr other = cnn::getLayout(input.getType()))
      fits = fits && other.getBlock() == layout.getBlock() && other.getOrder() == layout.getOrder();
  if (!fits)
    return emitOpError("(C1): the first input must have a batch, and pictures its block");
  bool hasBody = !getEpilogue().empty() && !getEpilogue().front().empty();
  auto yield = hasBody ? dyn_cast<cnn::YieldScalarsOp>(getEpilogue().front().back()) : cnn::YieldScalarsOp();
  if (!yield || getEpilogue().getNumArguments() != getInputs().size() || yield.getValues().empty())
    return emitOpError("(C2): the region must take a number of each input and yield at least one term");
  cnn::LayoutAttr out = cnn::getLayout(getOutput().getType());
  bool holds = out && out.getBlock() == layout.getBlock() && out.getOrder() == layout.getOrder();
  if (holds) {
    cnn::PictureShape shape = cnn::getPictureShape(getOutput());
    holds = shape.height == 1 && shape.width == 1 && !out.hasHalo() && typeOf(getOutput()).getElementType().isF32() &&
            shape.channels == physicalChannels(getInputs()[0]) * int64_t(yield.getValues().size());
  }
  if (!holds)
    return emitOpError("(C3): the output must be a picture of one place with the sums of each term in turn");
  return success();
}

int64_t ChannelSumOp::countStored() { return *llvm::max_element(getTerms()) + 1; }

LogicalResult ChannelSumOp::verify() {
  cnn::LayoutAttr layout = getInputs().size() == 1 ? cnn::getLayout(getInputs()[0].getType()) : cnn::LayoutAttr();
  bool fits = bool(layout);
  if (fits) {
    cnn::PictureShape shape = cnn::getPictureShape(getInputs()[0]);
    fits = shape.width == 1 && !layout.hasHalo() && shape.channels % layout.getBlock() == 0;
  }
  if (!fits)
    return emitOpError("(C1): there must be one input, a picture of one column in blocks");
  int64_t stored = cnn::getPictureShape(getInputs()[0]).channels, results = int64_t(getMean().size());
  bool areTerms = results && int64_t(getTerms().size()) == results && int64_t(getCount()) >= 1;
  for (int64_t term : getTerms())
    areTerms =
        areTerms && term >= 0 && term < results && llvm::is_contained(getTerms(), std::max<int64_t>(0, term - 1));
  if (!areTerms || stored % (countStored() * layout.getBlock()))
    return emitOpError(
        "(C2): mean and terms must have a place for each result, terms all numbers from 0, and count must "
        "be at least 1");
  int64_t channels = stored / countStored() * results;
  // Each weight's place ends at a multiple of 64 bytes.
  MemRefType out = typeOf(getOutput());
  cnn::LayoutAttr outLayout = cnn::getLayout(out);
  bool isWeight = outLayout && outLayout.getBlock() == 1 && !outLayout.hasHalo() && out.hasStaticShape() &&
                  out.getElementType().isF32() && int64_t(llvm::alignTo(out.getNumElements(), 16)) >= channels;
  if (!isWeight && (!isFloatVector(getOutput()) || out.getDimSize(0) < channels))
    return emitOpError("(C3): the output must be a vector of the sums, or a weight of as many elements");
  return verifyNoEpilogue(*this);
}

LogicalResult UpdateAverageOp::verify() {
  if (getInputs().size() != 2 || !llvm::all_of(getInputs(), isFloatVector) || !isFloatVector(getOutput()) ||
      getInputs()[0].getType() != getOutput().getType())
    return emitOpError("(C1): the control vector must be one of f32, the value and the output of one type");
  return verifyNoEpilogue(*this);
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

SmallVector<StringRef, 2> OptimizeOp::getSlots(DictionaryAttr optimizer) {
  auto function = optimizer.getAs<StringAttr>("function");
  auto momentum = optimizer.getAs<FloatAttr>("momentum");
  bool hasMomentum = momentum && momentum.getValueAsDouble() != 0;
  if (!function)
    return {};
  if (function.getValue() == "sgd")
    return hasMomentum ? SmallVector<StringRef, 2>{"momentum"} : SmallVector<StringRef, 2>();
  if (function.getValue() == "rmsprop")
    return hasMomentum ? SmallVector<StringRef, 2>{"square", "momentum"} : SmallVector<StringRef, 2>{"square"};
  if (function.getValue() == "adagrad")
    return {"square"};
  return {"mean", "square"};
}

LogicalResult OptimizeOp::verify() {
  bool fits = llvm::all_of(getInputs(), isFloatVector) && isFloatVector(getOutput()) &&
              getInputs().size() == 2 + getSlots(getOptimizer()).size();
  if (!fits)
    return emitOpError("(C1): inputs must be the gradient, the optimizer's slots and the control vector");
  return verifyNoEpilogue(*this);
}

LogicalResult ConstrainOp::verify() {
  if (getKind() != "norm" && getKind() != "value")
    return emitOpError("(C2): the kind must be \"norm\" or \"value\"");
  int64_t rank = getKind() == "norm" ? 2 : 1;
  if (typeOf(getOutput()).getRank() < rank || !typeOf(getOutput()).getElementType().isF32())
    return emitOpError("(C1): the output must be a parameter of f32, of rank ") << rank << " or more";
  return verifyNoEpilogue(*this);
}
