//===- Conv.cpp - Gradients of layers that multiply by a weight
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of a convolution's input is a transposed convolution of the
// result's gradient with the same weight; that of a transposed convolution's is a
// convolution. A transposed convolution of stride 1 is again a convolution, with
// inputs and outputs of the weight exchanged and its taps reversed, so that all
// algorithms for convolutions compute gradients too.
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Gradients/GradientSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

static Value createWeightGradient(const GradientRule &rule, Value x, Value g, Type type, ArrayRef<int64_t> strides,
                                  ArrayRef<int64_t> padding, ArrayRef<int64_t> dilations, int64_t groups) {
  Builder &b = rule.b;
  return Conv2dWeightGradientOp::create(rule.b, rule.loc, type, x, g, b.getDenseI64ArrayAttr(strides),
                                        b.getDenseI64ArrayAttr(padding), b.getDenseI64ArrayAttr(dilations),
                                        b.getI64IntegerAttr(groups));
}

static Value createConv(const GradientRule &rule, Type type, Value x, Value weight, ArrayRef<int64_t> strides,
                        ArrayRef<int64_t> padding, ArrayRef<int64_t> dilations, int64_t groups) {
  Builder &b = rule.b;
  return Conv2dOp::create(rule.b, rule.loc, type, x, weight, /*bias=*/Value(), b.getDenseI64ArrayAttr(strides),
                          b.getDenseI64ArrayAttr(padding), b.getDenseI64ArrayAttr(dilations),
                          b.getI64IntegerAttr(groups), PadModeAttr::get(b.getContext(), PadMode::zero));
}

/// The weight of the convolution that a transposed one of stride 1 is.
static Value transposeWeight(const GradientRule &rule, Value weight, int64_t groups) {
  auto type = cast<RankedTensorType>(weight.getType());
  SmallVector<int64_t, 4> shape(type.getShape());
  std::swap(shape[0], shape[1]);
  shape[0] *= groups;
  shape[1] /= groups;
  return TransposeWeightOp::create(rule.b, rule.loc, RankedTensorType::get(shape, type.getElementType()), weight,
                                   groups);
}

static LogicalResult buildConv(Conv2dOp conv, GradientRule &rule) {
  ArrayRef<int64_t> strides = conv.getStrides(), padding = conv.getPadding(), dilations = conv.getDilations();
  int64_t groups = conv.getGroups();
  auto weight = cast<RankedTensorType>(conv.getWeight().getType());
  auto x = cast<RankedTensorType>(conv.getInput().getType()), y = cast<RankedTensorType>(conv.getType());
  if (conv.getPaddingMode() != PadMode::zero)
    return conv.emitError("the gradient of a convolution needs its padding as a layer of its own");
  if (rule.wanted[1])
    rule.gradients[1] =
        createWeightGradient(rule, conv.getInput(), rule.gradient, weight, strides, padding, dilations, groups);
  if (conv.getBias() && rule.wanted[2])
    rule.gradients[2] = sumChannels(rule, rule.gradient);
  if (!rule.wanted[0])
    return success();
  SmallVector<int64_t, 4> border;
  SmallVector<int64_t, 2> rest; // rows and columns at the end that no window reached
  for (int axis : {0, 1}) {
    int64_t reach = dilations[axis] * (weight.getDimSize(2 + axis) - 1);
    int64_t covered = (y.getDimSize(2 + axis) - 1) * strides[axis] + reach + 1 - padding[2 * axis];
    rest.push_back(x.getDimSize(2 + axis) + padding[2 * axis + 1] - covered);
    border.push_back(reach - padding[2 * axis]);
    border.push_back(reach - padding[2 * axis + 1]);
  }
  bool isConv = strides[0] == 1 && strides[1] == 1 && llvm::all_of(border, [](int64_t p) { return p >= 0; });
  if (isConv) {
    rule.gradients[0] = createConv(rule, x, rule.gradient, transposeWeight(rule, conv.getWeight(), groups), {1, 1},
                                   border, dilations, groups);
    return success();
  }
  Builder &b = rule.b;
  rule.gradients[0] = ConvTranspose2dOp::create(rule.b, rule.loc, x, rule.gradient, conv.getWeight(), /*bias=*/Value(),
                                                b.getDenseI64ArrayAttr(strides), b.getDenseI64ArrayAttr(padding),
                                                b.getDenseI64ArrayAttr(rest), b.getDenseI64ArrayAttr(dilations),
                                                b.getI64IntegerAttr(groups));
  return success();
}

static LogicalResult buildConvTranspose(ConvTranspose2dOp conv, GradientRule &rule) {
  ArrayRef<int64_t> strides = conv.getStrides(), padding = conv.getPadding(), dilations = conv.getDilations();
  if (rule.wanted[1])
    rule.gradients[1] = createWeightGradient(rule, rule.gradient, conv.getInput(), conv.getWeight().getType(), strides,
                                             padding, dilations, conv.getGroups());
  if (conv.getBias() && rule.wanted[2])
    rule.gradients[2] = sumChannels(rule, rule.gradient);
  if (rule.wanted[0])
    rule.gradients[0] = createConv(rule, conv.getInput().getType(), rule.gradient, conv.getWeight(), strides, padding,
                                   dilations, conv.getGroups());
  return success();
}

static LogicalResult buildDense(DenseOp dense, GradientRule &rule) {
  if (rule.wanted[1])
    rule.gradients[1] =
        DenseWeightGradientOp::create(rule.b, rule.loc, dense.getWeight().getType(), dense.getInput(), rule.gradient);
  if (dense.getBias() && rule.wanted[2])
    rule.gradients[2] = sumChannels(rule, rule.gradient);
  if (rule.wanted[0])
    rule.gradients[0] = DenseOp::create(rule.b, rule.loc, dense.getInput().getType(), rule.gradient,
                                        transposeWeight(rule, dense.getWeight(), 1), /*bias=*/Value());
  return success();
}

/// The gradient of a product's left side: g * rhs^T, or (rhs * g^T)^T where the left is read transposed.
static LogicalResult buildMatmul(MatmulOp product, GradientRule &rule) {
  Value a = product.getLhs(), c = product.getRhs(), g = rule.gradient;
  bool ta = product.getTransposeLhs(), tc = product.getTransposeRhs();
  auto multiply = [&](Value x, bool tx, Value y, bool ty) -> Value {
    Builder &b = rule.b;
    SmallVector<NamedAttribute> flags;
    if (tx)
      flags.push_back({b.getStringAttr("transpose_lhs"), b.getUnitAttr()});
    if (ty)
      flags.push_back({b.getStringAttr("transpose_rhs"), b.getUnitAttr()});
    return createInferred<MatmulOp>(rule, {x, y}, flags);
  };
  if (rule.wanted[0]) {
    auto sum = sumToOperand(rule, ta ? multiply(c, tc, g, true) : multiply(g, false, c, !tc), a);
    if (failed(sum))
      return failure();
    rule.gradients[0] = *sum;
  }
  if (rule.wanted[1]) {
    auto sum = sumToOperand(rule, tc ? multiply(g, true, a, ta) : multiply(a, !ta, g, false), c);
    if (failed(sum))
      return failure();
    rule.gradients[1] = *sum;
  }
  return success();
}

void cnnc::cnn::attachConvGradients(MLIRContext *context) {
  Conv2dOp::attachInterface<RuleModel<Conv2dOp, buildConv>>(*context);
  ConvTranspose2dOp::attachInterface<RuleModel<ConvTranspose2dOp, buildConvTranspose>>(*context);
  DenseOp::attachInterface<RuleModel<DenseOp, buildDense>>(*context);
  MatmulOp::attachInterface<RuleModel<MatmulOp, buildMatmul>>(*context);
}
