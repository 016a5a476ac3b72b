//===- ConvTranspose.cpp - Transposed convolution, weight standardisation
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// conv_transpose2d
//===----------------------------------------------------------------------===//

/// (n-1)*s - before - after + d*(k-1) + extra + 1; all are at most kMostElements.
static int64_t transposedExtent(int64_t n, int64_t kernel, int64_t stride, int64_t dilation, int64_t before,
                                int64_t after, int64_t extra) {
  return (n - 1) * stride - before - after + dilation * (kernel - 1) + extra + 1;
}

LogicalResult ConvTranspose2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                                  SmallVectorImpl<Type> &types) {
  StringRef name = "conv_transpose2d";
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/false, /*picture=*/true);
  if (!x)
    return violates(loc, name, 1, "the input must be N x C x H x W of f32");
  auto w = dyn_cast<RankedTensorType>(op.getWeight().getType());
  int64_t groups = op.getGroups();
  if (!w || w.getRank() != 4 || !hasSaneExtents(w.getShape()) || !w.getElementType().isF32() ||
      w.getDimSize(0) != x.getDimSize(1))
    return violates(loc, name, 2, "the weight must be " + Twine(x.getDimSize(1)) + " x O/groups x KH x KW of f32");
  if (groups < 1 || x.getDimSize(1) % groups || groups > kMostElements / w.getDimSize(1))
    return violates(loc, name, 2,
                    "groups (" + Twine(groups) + ") must divide the " + Twine(x.getDimSize(1)) + " input channels");
  int64_t outputs = w.getDimSize(1) * groups;
  if (op.getBias() && !isVectorOf(op.getBias(), outputs))
    return violates(loc, name, 3, "the bias must be a vector of " + Twine(outputs));
  bool fits = areNumbers(op.getStrides(), 2, 1) && areNumbers(op.getDilations(), 2, 1) &&
              areNumbers(op.getPadding(), 4, 0) && areNumbers(op.getOutputPadding(), 2, 0);
  for (int axis = 0; fits && axis < 2; ++axis)
    fits = op.getOutputPadding()[axis] < std::max(op.getStrides()[axis], op.getDilations()[axis]);
  if (!fits)
    return violates(loc, name, 4,
                    "strides and dilations must be two numbers of at least 1, padding four and output_padding two of "
                    "at least 0, the latter below the stride or the dilation");
  SmallVector<int64_t> shape = {x.getDimSize(0), outputs};
  for (int axis : {0, 1}) {
    shape.push_back(transposedExtent(x.getDimSize(2 + axis), w.getDimSize(2 + axis), op.getStrides()[axis],
                                     op.getDilations()[axis], op.getPadding()[2 * axis], op.getPadding()[2 * axis + 1],
                                     op.getOutputPadding()[axis]));
    if (shape.back() < 1)
      return violates(loc, name, 5,
                      Twine("the output's ") + (axis ? "width" : "height") + " would be " + Twine(shape.back()));
  }
  if (!hasSaneExtents(ArrayRef(shape).drop_front()))
    return violates(loc, name, 5, "the output would have more than 2^31 elements");
  types.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

int64_t ConvTranspose2dOp::getMultiplyAdds() {
  PictureShape in = getPictureShape(getInput());
  return in.height * in.width * cast<RankedTensorType>(getWeight().getType()).getNumElements();
}

/// `same`: as many outputs as inputs times the stride. A kernel that is smaller
/// than the stride leaves a rest that only output padding can make up.
static void resolveSame(int64_t kernel, int64_t stride, int64_t dilation, int64_t &before, int64_t &after,
                        int64_t &extra) {
  int64_t surplus = dilation * (kernel - 1) + 1 + extra - stride;
  extra += surplus < 0 ? -surplus : 0;
  before = std::max<int64_t>(surplus, 0) / 2;
  after = std::max<int64_t>(surplus, 0) - before;
}

/// With a dilation each rest modulo the stride is a kernel of its own.
static constexpr int64_t kMostDilatedStride = 8;

static FailureOr<Value> buildConvTransposeLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/4)))
    return failure();
  PictureShape in = getPictureShape(call.inputs[0]);
  int64_t filters = call.getInteger("filters"), groups = call.getInteger("groups");
  if (in.channels % groups)
    return call.emitArgError("groups") << "groups = " << groups << " does not divide the " << in.channels
                                       << " input channels: " << call.describeInput(0);
  if (filters % groups)
    return call.emitArgError("groups") << "groups = " << groups << " does not divide the " << filters << " filters";
  ArrayRef<int64_t> kernel = call.getPair("kernel"), strides = call.getPair("stride");
  ArrayRef<int64_t> dilations = call.getPair("dilation");
  SmallVector<int64_t, 2> extra = call.getPair("output_padding");
  PaddingArg pad = call.getPadding("padding");
  int64_t padding[] = {pad.top, pad.bottom, pad.left, pad.right};
  const int64_t extents[] = {in.height, in.width};
  for (int axis : {0, 1}) {
    if (dilations[axis] > 1 && strides[axis] > kMostDilatedStride)
      return call.emitArgError("stride") << "a stride above " << kMostDilatedStride
                                         << " goes with dilation = 1 only, got stride " << strides[axis]
                                         << " and dilation " << dilations[axis];
    if (extra[axis] >= std::max(strides[axis], dilations[axis]))
      return call.emitArgError("output_padding")
             << "output padding (" << extra[axis] << ") must be smaller than the stride (" << strides[axis]
             << ") or the dilation (" << dilations[axis] << ")";
    if (pad.mode == PaddingArg::Same)
      resolveSame(kernel[axis], strides[axis], dilations[axis], padding[2 * axis], padding[2 * axis + 1], extra[axis]);
    int64_t out = transposedExtent(extents[axis], kernel[axis], strides[axis], dilations[axis], padding[2 * axis],
                                   padding[2 * axis + 1], extra[axis]);
    if (out < 1)
      return call.emitArgError("padding") << "the output's " << (axis ? "width" : "height") << " would be " << out
                                          << "; cut off less padding: " << call.describeInput(0);
  }
  SmallVector<Value> operands = {call.inputs[0]};
  operands.push_back(
      call.createParameter("weight", {in.channels, filters / groups, kernel[0], kernel[1]}, call.getInit("init")));
  if (call.getBool("bias"))
    operands.push_back(call.createParameter("bias", {filters}, call.getInit("bias_init")));
  Builder &b = call.builder;
  return createLayer<ConvTranspose2dOp>(call, operands,
                                        {b.getNamedAttr("strides", b.getDenseI64ArrayAttr(strides)),
                                         b.getNamedAttr("padding", b.getDenseI64ArrayAttr(padding)),
                                         b.getNamedAttr("output_padding", b.getDenseI64ArrayAttr(extra)),
                                         b.getNamedAttr("dilations", b.getDenseI64ArrayAttr(dilations)),
                                         b.getNamedAttr("groups", b.getI64IntegerAttr(groups))});
}

ArrayRef<LayerSpec> ConvTranspose2dOp::getLayerSpecs() {
  static const LayerArg args[] = {{"filters", ArgKind::Integer, "", 1, 1 << 20, "output channels"},
                                  {"kernel", ArgKind::Pair, "", 1, 4096, "extent of the window"},
                                  {"stride", ArgKind::Pair, "1", 1, 4096, "step between the windows"},
                                  {"padding", ArgKind::Padding, "valid", 0, 4096, "cut from the result's edges"},
                                  {"output_padding", ArgKind::Pair, "0", 0, 4096, "added at the bottom and right"},
                                  {"dilation", ArgKind::Pair, "1", 1, 4096, "step between the window's taps"},
                                  {"groups", ArgKind::Integer, "1", 1, 1 << 20, "independent groups of channels"},
                                  {"bias", ArgKind::Bool, "true", 0, 0, "add a learned number per filter"},
                                  {"init", ArgKind::Init, "he_normal", 0, 0, "initialiser of the weights"},
                                  {"bias_init", ArgKind::Init, "zeros", 0, 0, "initialiser of the bias"}};
  static const LayerSpec specs[] = {
      {"conv_transpose", "transposed 2-D convolution", 1, 1, args, buildConvTransposeLayer}};
  return specs;
}

//===----------------------------------------------------------------------===//
// standardize
//===----------------------------------------------------------------------===//

LogicalResult StandardizeOp::verify() {
  auto type = cast<RankedTensorType>(getWeight().getType());
  if (!type.getElementType().isF32() || type.getRank() < 2 || !hasSaneExtents(type.getShape()))
    return emitOpError("(C1): the weight must be of f32, of rank 2 or more");
  if (!(getEpsilon().convertToDouble() > 0))
    return emitOpError("(C2): epsilon must be above 0");
  return success();
}
