//===- LayerBuilder.cpp - Builds the ops of layer calls
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/LayerBuilder.h"
#include "compiler/Frontend/Net/Limits.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

std::optional<int64_t> cnnc::net::countElements(ArrayRef<int64_t> extents) {
  int64_t count = 1;
  for (int64_t extent : extents)
    if (llvm::MulOverflow(count, extent, count) || count > kMaxElements)
      return std::nullopt;
  return count;
}

/// What a layer's build function sees of a call.
class LayerBuilder::Call : public cnn::LayerCall {
public:
  Call(LayerBuilder &owner, StringRef at, LayerArguments args)
      : LayerCall(owner.builder, owner.diagnostics.getLoc(at)), owner(owner), at(at), args(std::move(args)) {
    for (const LayerArguments::Input &input : this->args.inputs)
      inputs.push_back(input.tensor.value ? input.tensor.value : createNumber(input.number));
    values = std::move(this->args.values);
  }

  InFlightDiagnostic emitError() override { return owner.diagnostics.error(at); }
  InFlightDiagnostic emitArgError(StringRef arg) override {
    auto place = args.places.find(arg);
    return owner.diagnostics.error(place == args.places.end() ? at : place->second);
  }
  InFlightDiagnostic emitInputError(unsigned index) override { return owner.diagnostics.error(args.inputs[index].at); }
  std::string describeInput(unsigned index) override {
    const LayerArguments::Input &input = args.inputs[index];
    return input.tensor.value ? describeTensor(input.tensor, owner.diagnostics) : describe(AnyValue(input.number));
  }
  Value createParameter(StringRef name, ArrayRef<int64_t> shape, cnn::InitAttr init, bool state) override;

  bool failedLimits = false;

private:
  Value createNumber(double number) {
    auto type = RankedTensorType::get({1}, builder.getF32Type());
    return arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, float(number)));
  }

  LayerBuilder &owner;
  StringRef at;
  LayerArguments args;
};

Value LayerBuilder::Call::createParameter(StringRef name, ArrayRef<int64_t> shape, cnn::InitAttr init, bool state) {
  std::optional<int64_t> count = countElements(shape);
  if (!count) {
    owner.diagnostics.error(at) << "the parameter '" << name << "' would have more than " << kMaxElements
                                << " elements: " << describeInput(0);
    failedLimits = true;
  } else if ((owner.parameterElements += *count) > kMaxParameters) {
    owner.diagnostics.error(at) << "with the parameter '" << name << "' of " << *count
                                << " elements the network has more than " << kMaxParameters
                                << " in all: " << describeInput(0);
    failedLimits = true;
  }
  int64_t given = init.getValues().size(), wanted = count.value_or(0);
  if (init.getKind() == cnn::InitKind::values && given != wanted) {
    emitArgError(name.ends_with("bias") ? "bias_init" : "init")
        << "the parameter '" << name << "' has " << wanted << " elements ("
        << llvm::join(llvm::map_range(shape, [](int64_t n) { return std::to_string(n); }), " x ")
        << "), but the list has " << given;
    failedLimits = true;
  }
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  // The symbol's name is given at the end; until then it must only be unique.
  std::string temporary = "parameter" + std::to_string(owner.parameters++);
  auto op =
      cnn::ParameterOp::create(owner.parameterBuilder, loc, temporary, type, init, /*value=*/ElementsAttr(), state);
  auto use = cnn::GetParameterOp::create(builder, loc, type, temporary);
  owner.current->parameters.push_back({name.str(), op, use});
  return use;
}

LayerBuilder::LayerBuilder(Block *body, Operation *before, Diagnostics &diagnostics)
    : diagnostics(diagnostics), builder(before->getContext(), this), parameterBuilder(before) {
  builder.setInsertionPointToEnd(body);
}

void LayerBuilder::notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) {
  if (current)
    current->ops.push_back(op);
}

bool LayerBuilder::fitsLimits(Value value, StringRef what, StringRef at) {
  auto type = cast<RankedTensorType>(value.getType());
  ArrayRef<int64_t> extents = type.getShape().drop_front();
  std::optional<int64_t> count = countElements(extents);
  if (llvm::all_of(extents, [](int64_t n) { return n <= kMaxExtent; }) && count) {
    if ((resultElements += *count) <= kMaxActivations)
      return true;
    diagnostics.error(at) << "with the result of " << what << ", " << cnn::shapeText(type)
                          << ", the layers' results have more than " << kMaxActivations << " elements in all";
    return false;
  }
  diagnostics.error(at) << "the result of " << what << " would be " << cnn::shapeText(type) << "; a tensor has at most "
                        << kMaxElements << " elements, and an extent of at most " << kMaxExtent;
  return false;
}

AnyValue LayerBuilder::build(const cnn::LayerSpec &spec, StringRef at, LayerArguments args, PathNode *scope) {
  if (++layers > kMaxLayers) {
    diagnostics.error(at) << "the network has more than " << kMaxLayers << " layers";
    return Poison{};
  }
  current = scope->add(PathNode::Layer, spec.name);
  Call call(*this, at, std::move(args));
  SmallVector<Value> results;
  bool good = true;
  if (spec.buildList) {
    FailureOr<SmallVector<Value>> list = spec.buildList(call);
    good = succeeded(list);
    if (good)
      results = std::move(*list);
  } else {
    FailureOr<Value> value = spec.build(call);
    good = succeeded(value);
    if (good)
      results.push_back(*value);
  }
  current = nullptr;
  layers += std::max<int64_t>(0, int64_t(results.size()) - 1); // Each part of a list is one.
  if (!good)
    diagnostics.noteFailure();
  if (!good || call.failedLimits || !llvm::all_of(results, [&](Value v) { return fitsLimits(v, spec.name, at); }))
    return Poison{};
  if (!spec.buildList)
    return Tensor{results.front(), /*name=*/"", spec.name, at};
  std::vector<AnyValue> items;
  for (Value value : results)
    items.push_back(Tensor{value, /*name=*/"", spec.name, at});
  return List(std::make_shared<std::vector<AnyValue>>(std::move(items)));
}
