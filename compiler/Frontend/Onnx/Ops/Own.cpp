//===- Own.cpp - Calls that cnnc --emit=onnx wrote
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What ONNX has no node for is a call of a function of the domain cnnc, named
// after the op and with its attributes (compiler/Export/Onnx/Attributes.h). It
// becomes that op again, so that a network that went through ONNX gives the
// same bits; other tools follow the function's body, which computes the same.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Ops/Own.h"
#include <cstring>
#include <onnx/onnx_pb.h>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===--- Attributes --------------------------------------------------------===//

/// Lists of f64, and single ones that f32 cannot hold.
static Attribute decodeDoubles(OpBuilder &b, const onnx::TensorProto &tensor) {
  if (tensor.data_type() != onnx::TensorProto::DOUBLE || tensor.raw_data().size() % sizeof(double))
    return nullptr;
  SmallVector<double> values(tensor.raw_data().size() / sizeof(double));
  std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
  if (tensor.dims_size() == 0)
    return values.size() == 1 ? b.getF64FloatAttr(values[0]) : Attribute();
  return b.getDenseF64ArrayAttr(values);
}

template <typename AttrTy, typename Enum> static Attribute decodeWord(MLIRContext *context, std::optional<Enum> value) {
  return value ? AttrTy::get(context, *value) : Attribute();
}

static Attribute decode(OpBuilder &b, StringRef op, const onnx::AttributeProto &attribute) {
  static constexpr llvm::StringLiteral marks[] = {
      "approximate", "log", "ceil", "smallest", "count_include_pad", "transpose_lhs", "transpose_rhs", "align_corners"};
  StringRef name = attribute.name(), word = attribute.s();
  MLIRContext *context = b.getContext();
  switch (attribute.type()) {
  case onnx::AttributeProto::INT:
    if (llvm::is_contained(marks, name))
      return b.getUnitAttr();
    return b.getI64IntegerAttr(attribute.i());
  case onnx::AttributeProto::FLOAT:
    return b.getF64FloatAttr(attribute.f());
  case onnx::AttributeProto::INTS:
    return b.getDenseI64ArrayAttr(SmallVector<int64_t>(attribute.ints().begin(), attribute.ints().end()));
  case onnx::AttributeProto::TENSOR:
    return decodeDoubles(b, attribute.t());
  case onnx::AttributeProto::STRING:
    if (name == "padding_mode")
      return decodeWord<cnn::PadModeAttr>(context, cnn::symbolizePadMode(word));
    if (name == "mode")
      return decodeWord<cnn::ResizeModeAttr>(context, cnn::symbolizeResizeMode(word));
    if (name == "kind" && op == "cnn.reduce")
      return decodeWord<cnn::ReduceKindAttr>(context, cnn::symbolizeReduceKind(word));
    if (name == "kind")
      return decodeWord<cnn::PoolKindAttr>(context, cnn::symbolizePoolKind(word));
    return nullptr;
  default:
    return nullptr;
  }
}

/// What each op cannot do without; the rest has defaults.
static ArrayRef<llvm::StringLiteral> getRequired(StringRef op) {
  using Words = std::vector<llvm::StringLiteral>;
  static const llvm::StringMap<Words> table = {
      {"cnn.argmax", Words{"axis"}},
      {"cnn.softplus", Words{"beta", "threshold"}},
      {"cnn.conv2d", Words{"strides", "padding", "dilations", "groups"}},
      {"cnn.conv_transpose2d", Words{"strides", "padding", "output_padding", "dilations", "groups"}},
      {"cnn.standardize", Words{"epsilon"}},
      {"cnn.normalize", Words{"mean", "std", "scale"}},
      {"cnn.layer_norm", Words{"axes", "epsilon"}},
      {"cnn.group_norm", Words{"groups", "epsilon"}},
      {"cnn.local_response_norm", Words{"size", "alpha", "beta", "k"}},
      {"cnn.pool", Words{"kind", "kernel", "strides", "padding"}},
      {"cnn.pool_indices", Words{"kernel", "strides", "padding"}},
      {"cnn.unpool", Words{"size"}},
      {"cnn.global_pool", Words{"kind"}},
      {"cnn.adaptive_pool", Words{"kind", "size"}},
      {"cnn.pad", Words{"padding"}},
      {"cnn.resize", Words{"size", "mode"}},
      {"cnn.pixel_unshuffle", Words{"factor"}},
      {"cnn.channel_shuffle", Words{"groups"}},
  };
  auto it = table.find(op);
  return it == table.end() ? ArrayRef<llvm::StringLiteral>() : ArrayRef(it->second);
}

//===--- Calls -------------------------------------------------------------===//

/// The least and greatest number of operands.
template <typename OpTy> static constexpr std::pair<unsigned, unsigned> countOperands() {
  if constexpr (OpTy::template hasTrait<OpTrait::OneOperand>())
    return {1, 1};
  if constexpr (OpTy::template hasTrait<OpTrait::NOperands<2>::Impl>())
    return {2, 2};
  if constexpr (OpTy::template hasTrait<OpTrait::NOperands<3>::Impl>())
    return {3, 3};
  if constexpr (OpTy::template hasTrait<OpTrait::AtLeastNOperands<2>::Impl>())
    return {2, 3}; // A convolution, with or without its bias.
  return {1, 3};   // A normalisation, with or without its scale and shift.
}

template <typename OpTy> static LogicalResult importOwn(Node &node) {
  StringRef op = OpTy::getOperationName();
  SmallVector<NamedAttribute> attributes;
  for (const onnx::AttributeProto &attribute : node.getProto().attribute()) {
    Attribute value;
    if (llvm::is_contained(OpTy::getAttributeNames(), StringRef(attribute.name())))
      value = decode(node.b, op, attribute);
    if (!value || llvm::any_of(attributes, [&](NamedAttribute other) { return other.getName() == attribute.name(); }))
      return node.error() << "attribute '" << attribute.name() << "' is none of the op " << op
                          << ", or has another type";
    attributes.push_back(node.attr(attribute.name(), value));
  }
  for (StringRef name : getRequired(op))
    if (llvm::none_of(attributes, [&](NamedAttribute other) { return other.getName() == name; }))
      return node.error() << "has no attribute '" << name << "', which the op " << op << " needs";
  // Their types are the verifier's matter.
  constexpr auto count = countOperands<OpTy>();
  if (failed(node.expectInputs(count.first, count.second)))
    return failure();
  SmallVector<Value> operands;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    if (!node.has(i))
      return node.error() << "has no input " << i;
    operands.push_back(node.isConstant(i) ? node.parameter(node.input(i)) : node.input(i));
  }
  auto result = node.layer<OpTy>(operands, attributes);
  if (failed(result))
    return failure();
  node.setOutput(0, *result);
  return success();
}

ArrayRef<Operator> onnx_import::getOwnOperators() {
  static const Operator operators[] = {
      {"add", importOwn<cnn::AddOp>},
      {"subtract", importOwn<cnn::SubtractOp>},
      {"multiply", importOwn<cnn::MultiplyOp>},
      {"divide", importOwn<cnn::DivideOp>},
      {"maximum", importOwn<cnn::MaximumOp>},
      {"minimum", importOwn<cnn::MinimumOp>},
      {"power", importOwn<cnn::PowerOp>},
      {"argmax", importOwn<cnn::ArgMaxOp>},
      {"silu", importOwn<cnn::SiluOp>},
      {"mish", importOwn<cnn::MishOp>},
      {"gelu", importOwn<cnn::GeluOp>},
      {"softplus", importOwn<cnn::SoftplusOp>},
      {"prelu", importOwn<cnn::PreluOp>},
      {"conv2d", importOwn<cnn::Conv2dOp>},
      {"conv_transpose2d", importOwn<cnn::ConvTranspose2dOp>},
      {"matmul", importOwn<cnn::MatmulOp>},
      {"standardize", importOwn<cnn::StandardizeOp>},
      {"normalize", importOwn<cnn::NormalizeOp>},
      {"channel_affine", importOwn<cnn::ChannelAffineOp>},
      {"layer_norm", importOwn<cnn::LayerNormOp>},
      {"group_norm", importOwn<cnn::GroupNormOp>},
      {"local_response_norm", importOwn<cnn::LocalResponseNormOp>},
      {"pool", importOwn<cnn::PoolOp>},
      {"pool_indices", importOwn<cnn::PoolIndicesOp>},
      {"unpool", importOwn<cnn::UnpoolOp>},
      {"global_pool", importOwn<cnn::GlobalPoolOp>},
      {"adaptive_pool", importOwn<cnn::AdaptivePoolOp>},
      {"pad", importOwn<cnn::PadOp>},
      {"resize", importOwn<cnn::ResizeOp>},
      {"pixel_unshuffle", importOwn<cnn::PixelUnshuffleOp>},
      {"channel_shuffle", importOwn<cnn::ChannelShuffleOp>},
  };
  return operators;
}
