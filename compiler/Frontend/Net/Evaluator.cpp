//===- Evaluator.cpp - Statements: from a Net program to a module
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Evaluator.h"
#include "compiler/Frontend/Net/Limits.h"
#include "compiler/Frontend/Net/Train.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

Evaluator::Evaluator(const Network &network, ArrayRef<const cnn::LayerSpec *> specs, Diagnostics &diagnostics)
    : network(network), diagnostics(diagnostics) {
  for (const cnn::LayerSpec *spec : specs)
    layers.insert({spec->name, spec});
  for (const cnn::LayerSpec *spec : specs)
    for (const cnn::LayerArg &arg : spec->args)
      layerWords.insert_range(arg.getWords());
  for (const BlockDecl &block : network.blocks)
    blocks.insert({block.name, &block});
  for (const Statement &statement : network.statements)
    if (statement.defines() && globalStatements.insert({statement.name, &statement}).second)
      globalNames.push_back(statement.name);
}

OwningOpRef<ModuleOp> Evaluator::run() {
  MLIRContext *context = diagnostics.getContext();
  StringRef name = network.name.empty() ? "network" : network.name;
  StringRef at = network.name.empty() ? diagnostics.getText().take_front(0) : network.name;
  Location loc = diagnostics.getLoc(at);
  module = ModuleOp::create(loc);
  OpBuilder b = OpBuilder::atBlockEnd(module->getBody());
  function = func::FuncOp::create(b, loc, name, FunctionType::get(context, {}, {}));
  builder.emplace(function.addEntryBlock(), function, diagnostics);
  for (const Statement &statement : network.statements)
    if (!diagnostics.isFull())
      evaluateStatement(statement);
  if (!diagnostics.hasErrors() && inputNames.empty())
    diagnostics.error(at) << "network '" << name << "' has no input; write `input image: u8[32, 32, 3]`";
  if (!diagnostics.hasErrors() && outputs.empty())
    diagnostics.error(at) << "network '" << name << "' has no output; write `output probability = ...`";
  finishFunction();
  bool isBroken = diagnostics.hasErrors();
  // The `train` block names parameters.
  hasNames = !isBroken && succeeded(assignPaths(root));
  if (!network.trainAt.empty())
    checkTrain(network, *this, diagnostics, function);
  if (diagnostics.hasErrors() || !hasNames || failed(verify(*module)))
    return nullptr;
  return std::move(module);
}

void Evaluator::evaluateStatement(const Statement &statement) {
  AnyValue value = Poison{};
  switch (statement.kind) {
  case Statement::Input:
    value = evaluateInput(statement);
    break;
  case Statement::Label:
    return evaluateLabel(statement);
  case Statement::Output:
    return evaluateOutput(statement);
  case Statement::Binding:
    scope = root.add(PathNode::Scope, statement.name);
    value = evaluateBound(statement);
    scope = &root;
    break;
  }
  globals.variables.insert({statement.name, {value, statement.name}});
}

AnyValue Evaluator::evaluateBound(const Statement &statement) {
  return statement.value ? evaluate(*statement.value) : AnyValue(Poison{});
}

//===----------------------------------------------------------------------===//
// Inputs and labels
//===----------------------------------------------------------------------===//

std::optional<int64_t> Evaluator::evaluateExtent(const Expr &expr, StringRef what) {
  AnyValue value = evaluate(expr);
  const int64_t *n = value.get<int64_t>();
  if (n && *n >= 1 && *n <= kMaxExtent)
    return *n;
  if (!value.isPoison())
    diagnostics.error(expr.at) << what << " must be a whole number from 1 to " << kMaxExtent << "; got "
                               << describe(value);
  return std::nullopt;
}

/// The tensor type of `u8[H, W, C]`, `f32[H, W, C]` or `f32[N]`; null after an error.
RankedTensorType Evaluator::evaluateType(const TypeSyntax &type) {
  SmallVector<int64_t, 3> extents;
  for (const ExprPtr &expr : type.extents) {
    auto extent = evaluateExtent(*expr, "an extent");
    if (!extent)
      return {};
    extents.push_back(*extent);
  }
  bool bytes = type.element == "u8";
  if (extents.size() != 3 && (extents.size() > 3 || bytes)) {
    diagnostics.error(type.element) << "expected " << (bytes ? "" : "one extent, two: length, channels, or ")
                                    << "three: height, width, channels; got " << extents.size();
    return {};
  }
  if (!countElements(extents)) {
    diagnostics.error(type.element) << "a tensor has at most " << kMaxElements << " elements, not "
                                    << llvm::join(llvm::map_range(extents, [](int64_t n) { return std::to_string(n); }),
                                                  " x ");
    return {};
  }
  Builder b(diagnostics.getContext());
  Type element = bytes ? Type(b.getIntegerType(8, /*isSigned=*/false)) : Type(b.getF32Type());
  if (extents.size() == 1)
    return RankedTensorType::get({ShapedType::kDynamic, extents[0]}, element);
  if (extents.size() == 2) // A signal is a picture of one row.
    return RankedTensorType::get({ShapedType::kDynamic, extents[1], 1, extents[0]}, element);
  return RankedTensorType::get({ShapedType::kDynamic, extents[2], extents[0], extents[1]}, element);
}

bool Evaluator::hasRoom(size_t size, StringRef what, StringRef at) {
  if (size >= kMaxInputs)
    diagnostics.error(at) << "a network has at most " << kMaxInputs << " " << what;
  return size < kMaxInputs;
}

AnyValue Evaluator::evaluateInput(const Statement &statement) {
  RankedTensorType type = evaluateType(statement.type);
  if (!type || !hasRoom(inputNames.size(), "inputs", statement.name))
    return Poison{};
  if (!statement.order.empty() && type.getRank() != 4) {
    diagnostics.error(statement.order) << "a vector has no order of height, width and channels";
    return Poison{};
  }
  inputNames.push_back(statement.name);
  inputOrders.push_back(statement.order);
  BlockArgument argument = function.getBody().front().addArgument(type, diagnostics.getLoc(statement.name));
  return Tensor{argument, /*name=*/"", statement.name, statement.name};
}

void Evaluator::evaluateLabel(const Statement &statement) {
  if (!hasRoom(labels.size(), "labels", statement.name))
    return;
  LabelInfo info;
  if (statement.value)
    info.classes = evaluateExtent(*statement.value, "the number of classes").value_or(0);
  else
    info.type = evaluateType(statement.type);
  labels.insert({statement.name, info});
}

//===----------------------------------------------------------------------===//
// Outputs and the function
//===----------------------------------------------------------------------===//

void Evaluator::evaluateOutput(const Statement &statement) {
  AnyValue value;
  if (statement.value) {
    scope = root.add(PathNode::Scope, statement.name);
    value = evaluate(*statement.value);
    scope = &root;
    globals.variables.insert({statement.name, {value, statement.name}});
  } else {
    value = evaluateName(statement.name);
  }
  if (value.isPoison() || !hasRoom(outputs.size(), "outputs", statement.name))
    return;
  const Tensor *tensor = value.get<Tensor>();
  StringRef at = statement.value ? statement.value->at : statement.name;
  if (!tensor) {
    diagnostics.error(at) << "an output must be a tensor; got " << describe(value);
  } else if (!tensor->getType().getElementType().isF32()) {
    diagnostics.error(at) << "an output must be of f32; " << describeTensor(*tensor, diagnostics)
                          << " of u8, write `|> normalize`";
  } else if (llvm::is_contained(outputNames, statement.name)) {
    diagnostics.error(statement.name) << "there is an output '" << statement.name << "' already";
  } else if (!statement.order.empty() && tensor->getType().getRank() != 4) {
    diagnostics.error(statement.order) << "a vector has no order of height, width and channels";
  } else {
    outputs.push_back(tensor->value);
    outputNames.push_back(statement.name);
    outputOrders.push_back(statement.order);
  }
}

void Evaluator::finishFunction() {
  Builder b(diagnostics.getContext());
  Location loc = function.getLoc();
  func::ReturnOp::create(builder->getBuilder(), loc, outputs);
  function.setFunctionType(
      b.getFunctionType(function.getBody().front().getArgumentTypes(), ValueRange(outputs).getTypes()));
  function->setAttr(cnn::CnnDialect::kNetworkAttr, b.getUnitAttr());
  auto layout = [&](Value value, StringRef order) {
    bool picture = cast<RankedTensorType>(value.getType()).getRank() == 4;
    return b.getStringAttr(!picture ? "C" : order.empty() ? "HWC" : order);
  };
  auto describe = [&](StringRef name, Value value, StringRef order) {
    return b.getDictionaryAttr({b.getNamedAttr(cnn::CnnDialect::kNameAttr, b.getStringAttr(name)),
                                b.getNamedAttr(cnn::CnnDialect::kLayoutAttr, layout(value, order))});
  };
  // All at once: setting one makes a new array of all.
  SmallVector<DictionaryAttr> argAttrs, resultAttrs;
  for (auto [name, value, order] : llvm::zip_equal(inputNames, function.getArguments(), inputOrders))
    argAttrs.push_back(describe(name, value, order));
  for (auto [name, value, order] : llvm::zip_equal(outputNames, outputs, outputOrders))
    resultAttrs.push_back(describe(name, value, order));
  function.setAllArgAttrs(argAttrs);
  function.setAllResultAttrs(resultAttrs);
  storeLabels();
}

void Evaluator::storeLabels() {
  Builder b(diagnostics.getContext());
  SmallVector<Attribute> all;
  for (auto &[name, info] : labels) {
    NamedAttrList entry;
    entry.set("name", b.getStringAttr(name));
    if (info.type)
      entry.set("type", TypeAttr::get(info.type));
    else
      entry.set("classes", b.getI64IntegerAttr(info.classes));
    all.push_back(entry.getDictionary(b.getContext()));
  }
  if (!all.empty())
    function->setAttr("cnn.labels", b.getArrayAttr(all));
}

const Tensor *Evaluator::findTensor(StringRef name) const {
  auto it = globals.variables.find(name);
  return it == globals.variables.end() ? nullptr : it->second.value.get<Tensor>();
}

const LabelInfo *Evaluator::findLabel(StringRef name) const {
  auto it = labels.find(name);
  return it == labels.end() ? nullptr : &it->second;
}
