//===- KernelOps.cpp - Verifiers of the kernel dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/Ops/KernelSupport.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

LogicalResult BufferOp::verify() {
  if (!cnn::getLayout(getType()) || !isNumber(typeOf(getResult()).getElementType()))
    return emitOpError("(C1): the buffer's type must be of numbers of 8 to 64 bits and have a #cnn.layout");
  if (getOffset() && (int64_t(*getOffset()) < 0 || *getOffset() % 64))
    return emitOpError("(C2): the offset must be a multiple of 64 of at least 0, got ") << int64_t(*getOffset());
  return success();
}

LogicalResult ConstantOp::verify() {
  auto value = cast<ShapedType>(getValueAttr().getShapedType());
  if (!isNumber(value.getElementType()) || value.getRank() != 1 ||
      getType() != MemRefType::get(value.getShape(), value.getElementType()))
    return emitOpError("(C1): value and memref must be vectors of numbers of the same type and length");
  return success();
}

int64_t SliceOp::getElementOffset() {
  cnn::LayoutAttr layout = cnn::getLayout(getSource().getType());
  int64_t elements = layout.pictureElements(typeOf(getSource()).getShape());
  return elements / layout.physicalShape(typeOf(getSource()).getShape())[0] * (getChannel() / layout.getBlock());
}

LogicalResult SliceOp::verify() {
  cnn::LayoutAttr from = cnn::getLayout(getSource().getType()), to = cnn::getLayout(getType());
  MemRefType source = typeOf(getSource()), result = typeOf(getResult());
  if (!from || !to || from.getOrder() == cnn::Order::nhwc || to.withPitch(0) != from.withPitch(0) ||
      source.getElementType() != result.getElementType() || source.getShape()[0] != result.getShape()[0] ||
      source.getShape().drop_front(2) != result.getShape().drop_front(2))
    return emitOpError("(C1): all but the channels and the pitch must be the source's, in an nchw layout");
  int64_t channel = getChannel(), room = channelsOf(getSource()) - channelsOf(getResult());
  if (channel < 0 || channel % from.getBlock() || channel > room)
    return emitOpError("(C1): the channels must start at a multiple of the block and lie within the source, got ")
           << channel;
  if (to.getPitch() != from.pictureStride(source.getShape()))
    return emitOpError("(C2): the result's pitch must be ") << from.pictureStride(source.getShape());
  return success();
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

Type kernel::getScalarType(Type element) { return element.isBF16() ? Float32Type::get(element.getContext()) : element; }

bool kernel::areNumbers(ArrayRef<int64_t> values, size_t count, int64_t least) {
  return values.size() == count && llvm::all_of(values, [&](int64_t v) { return v >= least && v <= kMost; });
}

bool kernel::isPacked(Value value, int64_t count) {
  MemRefType type = typeOf(value);
  return type.getRank() == 1 && type.hasStaticShape() && type.getLayout().isIdentity() &&
         isReal(type.getElementType()) && type.getDimSize(0) >= count;
}

int64_t kernel::physicalChannels(Value value) {
  int64_t block = cnn::getLayout(value.getType()).getBlock();
  return (channelsOf(value) + block - 1) / block * block;
}

/// Of a buffer, as scalar code sees it.
static Type elementOf(Value value) { return getScalarType(typeOf(value).getElementType()); }

/// An epilogue or prologue is scalar code on one number of each of these types.
static LogicalResult verifyScalarCode(Operation *op, StringRef name, Region &region, ArrayRef<Type> types) {
  if (region.empty())
    return success();
  Block &block = region.front();
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return op->emitOpError("the ") << name << " must end in kernel.yield";
  if (!yield.getValue().getType().isF32())
    return op->emitOpError("the ") << name << " must yield f32, got " << yield.getValue().getType();
  if (block.getNumArguments() != types.size())
    return op->emitOpError("the ") << name << " must have one argument per input";
  if (block.getArgumentTypes() != TypeRange(types))
    return op->emitOpError("the ") << name << "'s arguments must be elements of the inputs, f32 for bf16";
  for (Operation &inner : block)
    if (inner.getNumRegions() || (&inner != yield && inner.getNumResults() != 1))
      return op->emitOpError("the ") << name << " may hold scalar operations only, not " << inner.getName();
  return success();
}

/// Whether the first input need not be of f32: a prologue makes it so.
static bool hasPrologue(Operation *op) {
  auto conv = dyn_cast<DirectConvOp>(op);
  return conv && !conv.getPrologue().empty();
}

/// The two kernels that have no input.
static bool makesConstant(Operation *op) {
  auto reference = dyn_cast<ReferenceOp>(op);
  return isa<FillOp>(op) || (reference && reference.getLayer() == "cnn.constant");
}

/// Pairs of channels are multiplied at once, and vectors of them converted.
static LogicalResult verifyBf16(KernelOpInterface op, Value buffer) {
  cnn::LayoutAttr layout = cnn::getLayout(buffer.getType());
  if (typeOf(buffer).getElementType().isBF16() && layout && layout.getBlock() == 1)
    return op->emitOpError("a buffer of bf16 must be in blocks of channels");
  return success();
}

LogicalResult kernel::verifyKernel(KernelOpInterface op) {
  if (!cnn::getLayout(op.getOutput().getType()) || !isReal(typeOf(op.getOutput()).getElementType()))
    return op->emitOpError("the output must be of f32 or bf16 and have a #cnn.layout");
  if (op.getInputs().empty() && !makesConstant(op))
    return op->emitOpError("needs at least one input");
  for (Value input : op.getInputs()) {
    Type element = typeOf(input).getElementType();
    if (cnn::getLayout(input.getType()) && (isReal(element) || element.isInteger(8)))
      continue;
    if (input == op.getInputs()[0] && !isa<ElementwiseOp, ReferenceOp>(op))
      return op->emitOpError("the first input must be of f32, bf16 or i8 and have a #cnn.layout");
    if (!isPacked(input, channelsOf(op.getOutput())))
      return op->emitOpError("an input without a #cnn.layout must be a vector of f32 or bf16, one per channel");
  }
  for (Value buffer : op->getOperands())
    if (failed(verifyBf16(op, buffer)))
      return failure();
  for (Value weight : op.getWeights())
    if (!isPacked(weight, 1))
      return op->emitOpError("weights must be vectors of f32 or bf16");
  return verifyEpilogue(op);
}

LogicalResult kernel::verifyEpilogue(KernelOpInterface op) {
  SmallVector<Type> types = llvm::map_to_vector(op.getInputs(), elementOf);
  if (hasPrologue(op))
    types[0] = Float32Type::get(op->getContext());
  return verifyScalarCode(op, "epilogue", op.getEpilogue(), types);
}

LogicalResult kernel::verifyNoEpilogue(KernelOpInterface op) {
  return op.getEpilogue().empty() ? success() : op->emitOpError("has no epilogue");
}

LogicalResult kernel::verifyBlocked(KernelOpInterface op, ArrayRef<int64_t> scale) {
  if (failed(verifyKernel(op)))
    return failure();
  cnn::LayoutAttr out = cnn::getLayout(op.getOutput().getType());
  cnn::PictureShape shape = cnn::getPictureShape(op.getOutput());
  if (!isReal(typeOf(op.getInputs()[0]).getElementType()) && !hasPrologue(op))
    return op->emitOpError("the first input must be of f32 or bf16");
  for (Value input : op.getInputs().drop_front()) {
    cnn::LayoutAttr layout = cnn::getLayout(input.getType());
    if (!layout) {
      if (!isPacked(input, physicalChannels(op.getOutput())))
        return op->emitOpError("a vector for the epilogue must fill the output's blocks of channels");
      continue;
    }
    cnn::PictureShape in = cnn::getPictureShape(input);
    bool fits = (in.channels == shape.channels || in.channels == 1) &&
                (in.height == 1 || in.height >= shape.height * scale[0]) &&
                (in.width == 1 || in.width >= shape.width * scale[1]);
    if (!fits || layout.getBlock() != out.getBlock() || layout.getOrder() != out.getOrder())
      return op->emitOpError("a picture for the epilogue must have the extents of the result, or 1, and its block");
  }
  return success();
}

LogicalResult kernel::verifySameChannels(KernelOpInterface op) {
  if (failed(verifyBlocked(op)))
    return failure();
  Value input = op.getInputs()[0];
  cnn::LayoutAttr in = cnn::getLayout(input.getType()), out = cnn::getLayout(op.getOutput().getType());
  if (channelsOf(input) != channelsOf(op.getOutput()) || in.getBlock() != out.getBlock() ||
      in.getOrder() != cnn::Order::nchw || out.getOrder() != cnn::Order::nchw)
    return op->emitOpError("(C1): input and output must have the same channels and block, in nchw order");
  return success();
}

LogicalResult kernel::verifyHalo(KernelOpInterface op, ArrayRef<int64_t> padding) {
  ArrayRef<int64_t> halo = cnn::getLayout(op.getInputs()[0].getType()).getHalo();
  for (unsigned i = 0; i < 4; ++i)
    if (padding.size() != 4 || padding[i] < 0 || halo[i] < padding[i])
      return op->emitOpError("(C1): the input's halo must be at least the padding");
  return success();
}

LogicalResult kernel::verifyWindow(KernelOpInterface op, ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
                                   ArrayRef<int64_t> dilations, ArrayRef<int64_t> padding, ArrayRef<int64_t> scale) {
  if (!areNumbers(kernel, 2, 1) || !areNumbers(strides, 2, 1) || !areNumbers(dilations, 2, 1) ||
      !areNumbers(padding, 4, 0))
    return op->emitOpError(
        "kernel, strides and dilations must be two numbers of at least 1, padding four of at least 0");
  cnn::PictureShape in = cnn::getPictureShape(op.getInputs()[0]), out = cnn::getPictureShape(op.getOutput());
  const int64_t from[] = {in.height, in.width}, to[] = {out.height * scale[0], out.width * scale[1]};
  for (int axis : {0, 1}) {
    int64_t most = cnn::windowExtent(from[axis], kernel[axis], strides[axis], dilations[axis], padding[2 * axis],
                                     padding[2 * axis + 1]);
    if (to[axis] > most)
      return op->emitOpError("the output's ") << (axis ? "width" : "height") << " is " << to[axis] << ", but only "
                                              << most << " windows fit into the input";
  }
  return success();
}

bool kernel::isPackedProduct(Value value, int64_t count, ArrayRef<int64_t> factors) {
  for (int64_t factor : factors)
    if (llvm::MulOverflow(count, factor, count))
      return false;
  return isPacked(value, count);
}

bool kernel::hasWeights(KernelOpInterface op, ArrayRef<int64_t> perOutput) {
  int64_t outputs = physicalChannels(op.getOutput());
  return op.getWeights().size() == 2 && isPackedProduct(op.getWeights()[0], outputs, perOutput) &&
         isPacked(op.getWeights()[1], outputs);
}

bool DirectConvOp::readsPicture() {
  cnn::LayoutAttr layout = cnn::getLayout(getInputs()[0].getType());
  auto isNarrow = [](auto pair) { return std::get<0>(pair) < std::get<1>(pair); };
  return !getPrologue().empty() || layout.getOrder() == cnn::Order::nhwc ||
         llvm::any_of(llvm::zip(layout.getHalo(), getPadding()), isNarrow);
}

/// A convolution's input that its items convert.
static LogicalResult verifyPicture(DirectConvOp op) {
  if (!op.readsPicture())
    return success();
  Value input = op.getInputs()[0];
  SmallVector<Type> types = {elementOf(input)};
  for (Value parameter : op.getWeights().drop_front(std::min<size_t>(op.getWeights().size(), 2))) {
    types.push_back(elementOf(parameter));
    if (!isPacked(parameter, channelsOf(input)))
      return op.emitOpError("(C5): a weight after the bias must have an element for each channel of the input");
  }
  cnn::PictureShape shape = cnn::getPictureShape(input);
  const int64_t extents[] = {shape.height, shape.width};
  bool reflects = op.getBorder() == cnn::PadMode::reflect, repeats = op.getBorder() == cnn::PadMode::circular;
  for (unsigned i = 0; i < 4 && (reflects || repeats); ++i)
    if (op.getPadding()[i] > extents[i / 2] - reflects)
      return op.emitOpError("(C1): the border must lie within the picture that it repeats");
  return verifyScalarCode(op, "prologue", op.getPrologue(), types);
}

LogicalResult DirectConvOp::verify() {
  if (!areNumbers(getTile(), 3, 1) || llvm::any_of(getTile(), [](int64_t t) { return t > 64; }))
    return emitOpError("(C2): tile must be three numbers from 1 to 64");
  if (!areNumbers(getPool(), 2, 1) || getTile()[0] % getPool()[0] || getTile()[1] % getPool()[1])
    return emitOpError("(C3): pool must be two numbers of at least 1 that divide rows and columns of the tile");
  if (failed(verifyBlocked(*this, getPool())))
    return failure();
  cnn::LayoutAttr in = cnn::getLayout(getInputs()[0].getType()), out = cnn::getLayout(getOutput().getType());
  if (in.getBlock() != 1 && failed(verifyHalo(*this, getPadding())))
    return failure();
  if ((in.getBlock() != 1 && (in.getBlock() != out.getBlock() || !getPrologue().empty())) ||
      out.getOrder() != cnn::Order::nchw)
    return emitOpError("(C1): the input's block must be 1 or, without a prologue, the output's, in nchw order");
  if (failed(verifyWindow(*this, getKernel(), getStrides(), getDilations(), getPadding(), getPool())) ||
      failed(verifyPicture(*this)))
    return failure();
  int64_t groups = getGroups(), channels = channelsOf(getInputs()[0]);
  if (groups < 1 || channels % groups || channelsOf(getOutput()) % groups ||
      (groups > 1 && in.getBlock() == 1 && out.getBlock() != 1))
    return emitOpError("(C4): groups (") << groups << ") must divide the channels of input and output";
  int64_t outputs = physicalChannels(getOutput());
  if (getWeights().size() < 2 || (getWeights().size() > 2 && getPrologue().empty()) ||
      !isPackedProduct(getWeights()[0], outputs, {channels / groups, getKernel()[0], getKernel()[1]}) ||
      !isPacked(getWeights()[1], outputs))
    return emitOpError("(C5): the weights must be a packed kernel and a bias for all blocks of outputs");
  return success();
}

bool kernel::isWinograd(int64_t outputs, int64_t taps) {
  return (taps == 3 && (outputs == 2 || outputs == 4)) || (taps == 5 && outputs == 2);
}

int64_t kernel::winogradHaloAfter(int64_t outputs, int64_t m, int64_t taps, int64_t dilation, int64_t before,
                                  int64_t extent) {
  int64_t reach = int64_t(llvm::alignTo(outputs, m * dilation)) + (taps - 1) * dilation;
  return std::max<int64_t>(0, reach - before - extent);
}

LogicalResult WinogradConvOp::verify() {
  ArrayRef<int64_t> tile = getTile(), pool = getPool(), dilations = getDilations();
  if (!areNumbers(dilations, 2, 1) || !areNumbers(tile, 5, 1) || llvm::any_of(tile, [](int64_t t) { return t > 64; }) ||
      !isWinograd(tile[0], getTaps()) || dilations[0] > 64 || dilations[1] > 64 || tile[1] % dilations[0])
    return emitOpError("(C2): tile must be five numbers from 1 to 64, the first 2 or 4 (of five taps 2), the second a "
                       "multiple of the dilation, and taps 3 or 5");
  bool dilated = dilations[0] != 1 || dilations[1] != 1;
  if (!areNumbers(pool, 2, 1) || tile[0] % pool[0] || tile[0] % pool[1] || (dilated && (pool[0] != 1 || pool[1] != 1)))
    return emitOpError("(C3): pool must be two numbers of at least 1 that divide the outputs of a tile, and 1 with a "
                       "dilation");
  if (failed(verifyBlocked(*this, pool)) || failed(verifyHalo(*this, getPadding())) ||
      failed(verifyWindow(*this, {int64_t(getTaps()), int64_t(getTaps())}, {1, 1}, dilations, getPadding(), pool)))
    return failure();
  cnn::LayoutAttr in = cnn::getLayout(getInputs()[0].getType()), out = cnn::getLayout(getOutput().getType());
  if (in.getBlock() != out.getBlock() || in.getBlock() == 1 || in.getOrder() != cnn::Order::nchw ||
      out.getOrder() != cnn::Order::nchw)
    return emitOpError("(C1): input and output must have the same block, in nchw order");
  cnn::PictureShape from = cnn::getPictureShape(getInputs()[0]), to = cnn::getPictureShape(getOutput());
  const int64_t outputs[] = {to.height * pool[0], to.width * pool[1]}, inputs[] = {from.height, from.width};
  for (int axis : {0, 1})
    if (in.getHalo()[2 * axis + 1] <
        winogradHaloAfter(outputs[axis], tile[0], getTaps(), dilations[axis], getPadding()[2 * axis], inputs[axis]))
      return emitOpError("(C1): the input's halo must hold what the last tiles read");
  int64_t extent = tile[0] + getTaps() - 1, points = extent * extent;
  if (!hasWeights(*this, {from.channels, points}))
    return emitOpError("(C4): the weights must be a transformed kernel and a bias for all blocks of outputs");
  return success();
}

LogicalResult DepthwiseConvOp::verify() {
  if (failed(verifyBlocked(*this)) || failed(verifyHalo(*this, getPadding())) ||
      failed(verifyWindow(*this, getKernel(), getStrides(), getDilations(), getPadding())))
    return failure();
  cnn::LayoutAttr in = cnn::getLayout(getInputs()[0].getType()), out = cnn::getLayout(getOutput().getType());
  int64_t channels = channelsOf(getInputs()[0]), inputs = getGroupInputs(), multiplier = getMultiplier();
  if (multiplier < 1 || channelsOf(getOutput()) % multiplier || channelsOf(getOutput()) / multiplier != channels ||
      in.getBlock() != out.getBlock() || in.getOrder() != out.getOrder())
    return emitOpError("(C1): the output must have ")
           << multiplier << " times the input's channels, and the input's block";
  if (inputs < 1 || in.getBlock() % inputs || channels % inputs)
    return emitOpError("(C4): group_inputs (") << inputs << ") must divide the block and the input's channels";
  if (!areNumbers(getTile(), 1, 1) || getTile()[0] > 64)
    return emitOpError("(C2): tile must be a number from 1 to 64");
  if (!hasWeights(*this, {inputs, getKernel()[0], getKernel()[1]}))
    return emitOpError("(C3): the weights must be a packed kernel and a bias for all blocks of channels");
  if (getSums() && multiplier != 1)
    return emitOpError("(C5): with sums the multiplier must be 1");
  return success();
}

LogicalResult DenseOp::verify() {
  if (failed(verifyBlocked(*this)))
    return failure();
  cnn::LayoutAttr in = cnn::getLayout(getInputs()[0].getType());
  if (!hasWeights(*this, {in.pictureElements(typeOf(getInputs()[0]).getShape())}))
    return emitOpError("(C1): the first weight must have outputs * inputs elements, the second one per output");
  if (!areNumbers(getTile(), 2, 1) || getTile()[0] > 64 || getTile()[1] > 64)
    return emitOpError("(C2): tile must be two numbers from 1 to 64");
  return success();
}

static bool isBroadcast(cnn::PictureShape in, cnn::PictureShape out) {
  return (in.channels == out.channels || in.channels == 1) && (in.height == out.height || in.height == 1) &&
         (in.width == out.width || in.width == 1);
}

LogicalResult ElementwiseOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  for (Value input : getInputs())
    if (typeOf(input).getRank() != 1 && !isBroadcast(cnn::getPictureShape(input), cnn::getPictureShape(getOutput())))
      return emitOpError("(C1): the extents of picture inputs must be the output's, or 1");
  for (Value input : getInputs())
    if (!cnn::getLayout(input.getType()) && !isPacked(input, physicalChannels(getOutput())))
      return emitOpError("a vector must fill the output's blocks of channels");
  if (getEpilogue().empty() && (getInputs().size() != 1 || !isReal(typeOf(getInputs()[0]).getElementType())))
    return emitOpError("(C2): without an epilogue there must be one input, of f32 or bf16");
  return success();
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto function = symbols.lookupNearestSymbolFrom<func::FuncOp>(*this, getKernelAttr());
  if (!function)
    return emitOpError("(C1): there is no function ") << getKernelAttr();
  if (function.getNumArguments() < getOperands().size())
    return emitOpError("(C1): ") << getKernelAttr() << " has " << function.getNumArguments() << " arguments, got "
                                 << getOperands().size();
  if (int64_t(getItems()) < 0 || int64_t(getFixed()) < 0 || int64_t(getImages()) < 1)
    return emitOpError("(C2): items and fixed must be at least 0, images at least 1");
  return success();
}
