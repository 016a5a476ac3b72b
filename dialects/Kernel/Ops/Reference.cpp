//===- Reference.cpp - Verifier of kernel.reference
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

namespace {

/// What a reference kernel reads, checked one by one; `fits` is the outcome.
class ReferenceCheck {
public:
  explicit ReferenceCheck(ReferenceOp op) : op(op), attributes(op.getLayerAttributes()) {
    if (!op.getInputs().empty())
      in = cnn::getPictureShape(op.getInputs()[0]);
    out = cnn::getPictureShape(op.getOutput());
  }

  bool fits = true;

  void require(bool condition) { fits &= condition; }

  ArrayRef<int64_t> list(StringRef name) const {
    auto numbers = attributes.getAs<DenseI64ArrayAttr>(name);
    return numbers ? numbers.asArrayRef() : ArrayRef<int64_t>();
  }
  void requireNumbers(StringRef name, size_t count, int64_t least) { require(areNumbers(list(name), count, least)); }
  int64_t requireInteger(StringRef name, int64_t least, int64_t most = kMost) {
    auto attribute = attributes.getAs<IntegerAttr>(name);
    require(attribute && attribute.getInt() >= least && attribute.getInt() <= most);
    return fits ? attribute.getInt() : 1;
  }
  void requireNumber(StringRef name) { require(bool(attributes.getAs<FloatAttr>(name))); }
  template <typename Attr> void requireAttribute(StringRef name) { require(bool(attributes.getAs<Attr>(name))); }
  void requireInputs(size_t count) { require(op.getInputs().size() == count); }

  /// Kernel, strides, dilations and padding, the latter narrow enough for its mode.
  void requireWindow() {
    requireNumbers("kernel", 2, 1);
    requireNumbers("strides", 2, 1);
    requireNumbers("dilations", 2, 1);
    requireNumbers("padding", 4, 0);
    auto mode = attributes.getAs<cnn::PadModeAttr>("padding_mode");
    if (!fits || !mode || mode.getValue() == cnn::PadMode::zero)
      return;
    ArrayRef<int64_t> p = list("padding"), k = list("kernel"), s = list("strides"), d = list("dilations");
    require(cnn::canPad(in.height, p[0], p[1], mode.getValue()) && cnn::canPad(in.width, p[2], p[3], mode.getValue()));
    require(out.height <= cnn::windowExtent(in.height, k[0], s[0], d[0], p[0], p[1]) &&
            out.width <= cnn::windowExtent(in.width, k[1], s[1], d[1], p[2], p[3]));
  }

  /// The weights of each output, the product of `perOutput`, and a bias.
  void requireWeights(ArrayRef<int64_t> perOutput) {
    require(op.getWeights().size() == 2 && isPackedProduct(op.getWeights()[0], out.channels, perOutput) &&
            isPacked(op.getWeights()[1], out.channels));
  }

  /// None, or scale and shift of `count` elements.
  void requireScaleAndShift(int64_t count) {
    require(op.getWeights().empty() || (op.getWeights().size() == 2 && isPacked(op.getWeights()[0], count) &&
                                        isPacked(op.getWeights()[1], count)));
  }

  int64_t requireGroups() {
    int64_t groups = requireInteger("groups", 1);
    require(in.channels % groups == 0 && out.channels % groups == 0);
    return groups;
  }

  /// Ascending axes, of which the elements are counted.
  int64_t requireAxes() {
    const int64_t extents[] = {in.channels, in.height, in.width};
    int64_t last = 0, count = 1;
    for (int64_t axis : list("axes")) {
      require(axis > last && axis <= 3);
      count *= fits ? extents[axis - 1] : 1;
      last = axis;
    }
    require(last > 0);
    return count;
  }

  void requireSameShape() { require(in.channels == out.channels && in.height == out.height && in.width == out.width); }

  cnn::PictureShape in{}, out{};

private:
  ReferenceOp op;
  DictionaryAttr attributes;
};

} // namespace

static void checkConvolution(ReferenceCheck &c, ReferenceOp op) {
  StringRef layer = op.getLayer();
  c.requireInputs(layer == "cnn.matmul" ? 2 : 1);
  if (layer == "cnn.dense")
    return c.requireWeights(c.in.channels);
  if (layer == "cnn.matmul" && c.fits) {
    cnn::PictureShape b = cnn::getPictureShape(op.getInputs()[1]);
    bool lhs = op.getLayerAttributes().contains("transpose_lhs"),
         rhs = op.getLayerAttributes().contains("transpose_rhs");
    c.require((lhs ? c.in.height : c.in.width) == (rhs ? b.width : b.height));
    c.require(c.out.height == (lhs ? c.in.width : c.in.height) && c.out.width == (rhs ? b.height : b.width));
    c.require((c.in.channels == c.out.channels || c.in.channels == 1) &&
              (b.channels == c.out.channels || b.channels == 1));
    return;
  }
  c.requireWindow();
  int64_t groups = c.requireGroups();
  if (c.fits)
    c.requireWeights({c.in.channels / groups, c.list("kernel")[0], c.list("kernel")[1]});
}

static void checkPool(ReferenceCheck &c, ReferenceOp op) {
  StringRef layer = op.getLayer();
  c.requireInputs(layer == "cnn.unpool" ? 2 : 1);
  c.require(c.in.channels == c.out.channels);
  if (layer == "cnn.unpool") {
    c.require(c.fits && cast<MemRefType>(op.getInputs()[1].getType()).getShape().drop_front() ==
                            cast<MemRefType>(op.getInputs()[0].getType()).getShape().drop_front());
    return;
  }
  if (layer == "cnn.pool" || layer == "cnn.pool_indices")
    c.requireWindow();
  if (layer == "cnn.pool_indices")
    return;
  auto kind = op.getLayerAttributes().getAs<cnn::PoolKindAttr>("kind");
  c.require(bool(kind));
  if (kind && kind.getValue() == cnn::PoolKind::lp)
    c.requireNumber("p");
  if (layer == "cnn.adaptive_pool") {
    c.requireNumbers("size", 2, 1);
    c.require(c.fits && c.out.height <= c.list("size")[0] && c.out.width <= c.list("size")[1]);
  }
}

static void checkNorm(ReferenceCheck &c, ReferenceOp op) {
  StringRef layer = op.getLayer();
  c.requireInputs(1);
  c.requireSameShape();
  if (layer == "cnn.softmax") {
    c.requireInteger("axis", 1, 3);
    return;
  }
  if (layer == "cnn.layer_norm") {
    c.requireScaleAndShift(c.requireAxes());
    c.requireNumber("epsilon");
    return;
  }
  if (layer == "cnn.group_norm") {
    c.requireGroups();
    c.requireScaleAndShift(c.in.channels);
    c.requireNumber("epsilon");
    return;
  }
  c.requireInteger("size", 1);
  for (StringRef name : {"alpha", "beta", "k"})
    c.requireNumber(name);
}

static void checkReduction(ReferenceCheck &c, ReferenceOp op) {
  c.requireInputs(1);
  if (op.getLayer() == "cnn.argmax") {
    c.requireInteger("axis", 1, 3);
  } else {
    c.requireAttribute<cnn::ReduceKindAttr>("kind");
    c.requireAxes();
  }
  c.require(c.out.channels <= c.in.channels && c.out.height <= c.in.height && c.out.width <= c.in.width);
}

/// Gradients of weights: the output is the weight, its first dimension the
/// outputs; the second input is the gradient of the layer's result.
static void checkWeightGradient(ReferenceCheck &c, ReferenceOp op) {
  c.requireInputs(2);
  if (!c.fits)
    return;
  auto type = cast<MemRefType>(op.getOutput().getType());
  cnn::PictureShape g = cnn::getPictureShape(op.getInputs()[1]);
  c.require(!type.isDynamicDim(0) && type.getDimSize(0) == g.channels);
  if (op.getLayer() == "cnn.dense_weight_gradient")
    return c.require(c.in.channels == c.out.channels);
  c.requireNumbers("strides", 2, 1);
  c.requireNumbers("dilations", 2, 1);
  c.requireNumbers("padding", 4, 0);
  int64_t groups = c.requireInteger("groups", 1);
  c.require(g.channels % groups == 0 && c.in.channels == c.out.channels * groups);
}

LogicalResult ReferenceOp::verify() {
  if (std::optional<bool> fits = fitsGradientLayer(*this, getLayer(), getLayerAttributes()))
    return *fits ? success() : emitOpError("(C2): the attributes, weights or inputs do not fit ") << getLayerAttr();
  if (failed(verifyKernel(*this)))
    return failure();
  using Check = void (*)(ReferenceCheck &, ReferenceOp);
  static const std::pair<StringRef, Check> checks[] = {{"cnn.conv2d", checkConvolution},
                                                       {"cnn.conv_transpose2d", checkConvolution},
                                                       {"cnn.dense", checkConvolution},
                                                       {"cnn.matmul", checkConvolution},
                                                       {"cnn.pool", checkPool},
                                                       {"cnn.pool_indices", checkPool},
                                                       {"cnn.unpool", checkPool},
                                                       {"cnn.global_pool", checkPool},
                                                       {"cnn.adaptive_pool", checkPool},
                                                       {"cnn.softmax", checkNorm},
                                                       {"cnn.layer_norm", checkNorm},
                                                       {"cnn.group_norm", checkNorm},
                                                       {"cnn.local_response_norm", checkNorm},
                                                       {"cnn.conv2d_weight_gradient", checkWeightGradient},
                                                       {"cnn.dense_weight_gradient", checkWeightGradient},
                                                       {"cnn.reduce", checkReduction},
                                                       {"cnn.argmax", checkReduction}};
  if (getLayer() == "elementwise") {
    if (getEpilogue().empty())
      return emitOpError("(C2): the attributes or weights do not fit ") << getLayerAttr();
    return success();
  }
  for (Value input : getInputs())
    if (!cnn::getLayout(input.getType()) || !isReal(typeOf(input).getElementType()))
      return emitOpError("(C2): the inputs must be of f32 or bf16 and have a #cnn.layout");
  std::optional<bool> fits;
  for (auto &[layer, check] : checks)
    if (layer == getLayer()) {
      ReferenceCheck c(*this);
      check(c, *this);
      fits = c.fits;
    }
  if (!fits)
    fits = fitsReferenceShape(*this);
  if (!fits)
    return emitOpError("(C1): there is no reference kernel for ") << getLayerAttr();
  return *fits ? success() : emitOpError("(C2): the attributes or weights do not fit ") << getLayerAttr();
}
