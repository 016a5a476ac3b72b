//===- Adjoint.cpp - Verifiers of losses and of gradients of layers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/KernelGradients.h"
#include "dialects/Kernel/Ops/KernelSupport.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

namespace {

/// What the kernels of these layers read, checked one by one; `fits` is the outcome.
class LayerCheck {
public:
  LayerCheck(KernelOpInterface op, DictionaryAttr attributes)
      : op(op), attributes(attributes), out(cnn::getPictureShape(op.getOutput())) {
    require(cnn::getLayout(op.getOutput().getType()) && typeOf(op.getOutput()).getElementType().isF32());
    for (Value input : op.getInputs())
      require(cnn::getLayout(input.getType()) || typeOf(input).getRank() == 1);
    for (Value weight : op.getWeights())
      require(typeOf(weight).getRank() == 1 && typeOf(weight).hasStaticShape());
    require(op.getEpilogue().empty() && !op.getInputs().empty());
  }

  KernelOpInterface op;
  DictionaryAttr attributes;
  cnn::PictureShape out;
  bool fits = true;

  void require(bool condition) { fits &= condition; }
  void requireInputs(size_t count) { require(op.getInputs().size() == count); }
  cnn::PictureShape shape(unsigned input) {
    return fits ? cnn::getPictureShape(op.getInputs()[input]) : cnn::PictureShape{1, 1, 1};
  }
  void requireSame(cnn::PictureShape a, cnn::PictureShape b) {
    require(a.channels == b.channels && a.height == b.height && a.width == b.width);
  }
  /// A picture or vector with a batch, of f32 or bf16.
  void requireFloat(unsigned input) {
    require(input < op.getInputs().size() && isReal(typeOf(op.getInputs()[input]).getElementType()) &&
            cnn::getLayout(op.getInputs()[input].getType()));
  }
  template <typename Attr> void requireAttribute(StringRef name) { require(bool(attributes.getAs<Attr>(name))); }
};

} // namespace

static void checkLoss(LayerCheck &c, StringRef layer) {
  bool isGradient = layer.consume_back("_gradient");
  c.requireInputs(2);
  c.requireFloat(0);
  cnn::PictureShape x = c.shape(0);
  if (isGradient) {
    c.requireAttribute<FloatAttr>("scale");
    c.requireSame(c.out, x);
  } else {
    c.requireSame(c.out, {1, 1, 1});
  }
  if (layer != "cnn.cross_entropy") {
    c.requireFloat(1);
    c.requireSame(c.shape(1), x);
    if (layer == "cnn.difference_loss") {
      c.requireAttribute<StringAttr>("kind");
      c.requireAttribute<FloatAttr>("delta");
    }
    return;
  }
  c.requireAttribute<FloatAttr>("smoothing");
  c.requireSame(c.shape(1), {1, x.height, x.width});
  c.require(c.fits && typeOf(c.op.getInputs()[1]).getElementType().isInteger(32) &&
            cnn::getLayout(c.op.getInputs()[1].getType()));
  bool weighted = c.attributes.contains("class_weights");
  c.require(c.op.getWeights().size() == (weighted ? 1 : 0));
  if (weighted)
    c.require(c.fits && isPacked(c.op.getWeights()[0], x.channels));
}

static void checkGradient(LayerCheck &c, StringRef layer) {
  c.require(c.op.getInputs().size() <= 2);
  c.requireFloat(0);
  if (c.op.getInputs().size() == 2)
    c.requireFloat(1);
  auto requireLists = [&](std::initializer_list<StringRef> names) {
    for (StringRef name : names)
      c.requireAttribute<DenseI64ArrayAttr>(name);
  };
  // The gradient of a layer with the attributes that cnn.LAYER_gradient has verified.
  cnn::PictureShape g = c.shape(0), x = c.out;
  bool hasValue = c.op.getInputs().size() == 2;
  if (hasValue)
    c.requireSame(c.shape(1), x);
  if (layer == "cnn.pool_gradient" || layer == "cnn.adaptive_pool_gradient") {
    c.require(g.channels == x.channels);
    auto kind = c.attributes.getAs<cnn::PoolKindAttr>("kind");
    c.require(kind && hasValue == (kind.getValue() != cnn::PoolKind::avg));
    if (layer == "cnn.adaptive_pool_gradient")
      return requireLists({"size"});
    requireLists({"kernel", "strides", "padding", "dilations"});
    if (kind && kind.getValue() == cnn::PoolKind::lp)
      c.requireAttribute<FloatAttr>("p");
  } else if (layer == "cnn.unpool_gradient") {
    c.require(hasValue && g.channels == x.channels);
  } else if (layer == "cnn.slice_gradient") {
    requireLists({"starts", "sizes", "steps"});
  } else if (layer == "cnn.pad_gradient") {
    requireLists({"padding"});
  } else if (layer == "cnn.resize_gradient") {
    c.requireAttribute<cnn::ResizeModeAttr>("mode");
  } else if (layer == "cnn.reduce_gradient") {
    auto kind = c.attributes.getAs<cnn::ReduceKindAttr>("kind");
    bool isExtreme = kind && (kind.getValue() == cnn::ReduceKind::max || kind.getValue() == cnn::ReduceKind::min);
    c.require(kind && hasValue == isExtreme);
    requireLists({"axes"});
  } else {
    c.require(hasValue);
    c.requireSame(g, x);
    if (layer == "cnn.softmax_gradient")
      c.requireAttribute<IntegerAttr>("axis");
    if (layer == "cnn.layer_norm_gradient") {
      requireLists({"axes"});
      c.requireAttribute<FloatAttr>("epsilon");
    }
    if (layer == "cnn.local_response_norm_gradient") {
      c.requireAttribute<IntegerAttr>("size");
      for (StringRef name : {"alpha", "beta", "k"})
        c.requireAttribute<FloatAttr>(name);
    }
  }
}

static void checkDropout(LayerCheck &c, StringRef) {
  c.requireInputs(2);
  c.requireFloat(0);
  c.requireSame(c.shape(0), c.out);
  c.requireAttribute<FloatAttr>("rate");
  c.requireAttribute<IntegerAttr>("salt");
  if (!c.fits)
    return;
  MemRefType control = typeOf(c.op.getInputs()[1]);
  c.require(control.getElementType().isF32() && control.getShape().back() >= 16 && control.getRank() <= 2);
}

std::optional<bool> kernel::fitsGradientLayer(KernelOpInterface op, StringRef layer, DictionaryAttr attributes) {
  using Check = void (*)(LayerCheck &, StringRef);
  static const std::pair<StringRef, Check> checks[] = {
      {"cnn.cross_entropy", checkLoss},           {"cnn.cross_entropy_gradient", checkLoss},
      {"cnn.soft_cross_entropy", checkLoss},      {"cnn.soft_cross_entropy_gradient", checkLoss},
      {"cnn.difference_loss", checkLoss},         {"cnn.difference_loss_gradient", checkLoss},
      {"cnn.pool_gradient", checkGradient},       {"cnn.adaptive_pool_gradient", checkGradient},
      {"cnn.unpool_gradient", checkGradient},     {"cnn.slice_gradient", checkGradient},
      {"cnn.pad_gradient", checkGradient},        {"cnn.resize_gradient", checkGradient},
      {"cnn.reduce_gradient", checkGradient},     {"cnn.softmax_gradient", checkGradient},
      {"cnn.layer_norm_gradient", checkGradient}, {"cnn.local_response_norm_gradient", checkGradient},
      {"cnn.random_dropout", checkDropout}};
  for (auto &[name, check] : checks)
    if (name == layer) {
      LayerCheck c(op, attributes);
      check(c, layer);
      return c.fits;
    }
  return std::nullopt;
}

/// Both constraints of a kernel for several layers.
template <typename Op> static LogicalResult verifyLayer(Op op, ArrayRef<StringRef> layers) {
  if (!llvm::is_contained(layers, op.getLayer()))
    return op.emitOpError("(C1): computes no ") << op.getLayerAttr();
  if (!*fitsGradientLayer(op, op.getLayer(), op.getLayerAttributes()))
    return op.emitOpError("(C2): the inputs, attributes or weights do not fit ") << op.getLayerAttr();
  return success();
}

/// Whether all pictures that are computed with in vectors have the block of `first`.
static bool haveOneBlock(cnn::LayoutAttr first, ValueRange others) {
  return first.getOrder() == cnn::Order::nchw && llvm::all_of(others, [&](Value other) {
           cnn::LayoutAttr layout = cnn::getLayout(other.getType());
           return layout.getBlock() == first.getBlock() && layout.getOrder() == first.getOrder();
         });
}

/// (C2) of kernels that read all pictures in vectors.
static LogicalResult verifyOneBlock(KernelOpInterface op) {
  if (!haveOneBlock(cnn::getLayout(op.getOutput().getType()), llvm::to_vector_of<Value>(op.getInputs())))
    return op->emitOpError("(C2): pictures must have one block");
  return success();
}

LogicalResult LossOp::verify() {
  if (failed(verifyLayer(*this,
                         {"cnn.cross_entropy", "cnn.cross_entropy_gradient", "cnn.soft_cross_entropy",
                          "cnn.soft_cross_entropy_gradient", "cnn.difference_loss", "cnn.difference_loss_gradient"})))
    return failure();
  SmallVector<Value> others;
  if (!getLayer().starts_with("cnn.cross_entropy"))
    others.push_back(getInputs()[1]);
  if (getLayer().ends_with("_gradient"))
    others.push_back(getOutput());
  if (!haveOneBlock(cnn::getLayout(getInputs()[0].getType()), others))
    return emitOpError("(C2): pictures must have one block");
  return success();
}

LogicalResult PoolGradientOp::verify() {
  StringRef layers[] = {"cnn.pool_gradient", "cnn.adaptive_pool_gradient", "cnn.reduce_gradient"};
  if (failed(verifyLayer(*this, layers)))
    return failure();
  return verifyOneBlock(*this);
}

LogicalResult LocalResponseNormGradientOp::verify() {
  if (failed(verifyLayer(*this, {"cnn.local_response_norm_gradient"})))
    return failure();
  return verifyOneBlock(*this);
}

LogicalResult UnpoolGradientOp::verify() {
  if (failed(verifyLayer(*this, {"cnn.unpool_gradient"})))
    return failure();
  return verifyOneBlock(*this);
}

LogicalResult AxisGradientOp::verify() {
  StringRef layers[] = {"cnn.slice_gradient", "cnn.pad_gradient", "cnn.resize_gradient", "cnn.reduce_gradient"};
  if (failed(verifyLayer(*this, layers)))
    return failure();
  if (getWeights().size() != 2)
    return emitOpError("(C2): there must be two tables");
  return verifyOneBlock(*this);
}

LogicalResult NormGradientOp::verify() {
  if (failed(verifyLayer(*this, {"cnn.softmax_gradient", "cnn.layer_norm_gradient"})))
    return failure();
  return verifyOneBlock(*this);
}

LogicalResult RandomDropoutOp::verify() {
  if (failed(verifyLayer(*this, {"cnn.random_dropout"})))
    return failure();
  if (!haveOneBlock(cnn::getLayout(getOutput().getType()), getInputs()[0]))
    return emitOpError("(C2): pictures must have one block");
  return success();
}
