//===- Optimizer.cpp - The function that updates the parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Autodiff/Optimizer.h"
#include "dialects/Cnn/Parameters.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;

static double getNumber(DictionaryAttr call, StringRef name) {
  auto number = call.getAs<FloatAttr>(name);
  return number ? number.getValueAsDouble() : 0;
}

namespace {

/// A function of `regularize` or `constraint`, and whom it is for.
struct Rule {
  DictionaryAttr call;
  bool isForAll = true; ///< all weights
  DenseSet<Operation *> parameters = {};

  StringRef getFunction() const { return call.getAs<StringAttr>("function").getValue(); }
  double get(StringRef name) const { return getNumber(call, name); }
};

/// What the `train` block adds to gradients and updates.
class Rules {
public:
  explicit Rules(func::FuncOp network) : network(network), learned(network) {}

  /// Fails, with an error, where a pattern names no parameter.
  LogicalResult read(DictionaryAttr train);
  void optimize(OpBuilder &b, ParameterOp parameter, DictionaryAttr optimizer) const;

private:
  LogicalResult read(DictionaryAttr train, StringRef entry, SmallVectorImpl<Rule> &rules);
  bool applies(const Rule &rule, ParameterOp parameter) const {
    return rule.isForAll ? learned.findWeightUse(parameter) != nullptr : rule.parameters.contains(parameter);
  }
  void constrain(OpBuilder &b, ParameterOp parameter, const Rule &rule) const;

  func::FuncOp network;
  LearnedParameters learned;
  SmallVector<Rule> regularizers, constraints;
};

} // namespace

LogicalResult Rules::read(DictionaryAttr train) {
  return success(succeeded(read(train, "regularize", regularizers)) &&
                 succeeded(read(train, "constraint", constraints)));
}

LogicalResult Rules::read(DictionaryAttr train, StringRef entry, SmallVectorImpl<Rule> &rules) {
  auto list = train.getAs<ArrayAttr>(entry);
  if (!list)
    return success();
  for (auto call : list.getAsRange<DictionaryAttr>()) {
    Rule rule = {call};
    if (auto patterns = call.getAs<ArrayAttr>("parameters")) {
      rule.isForAll = false;
      for (auto pattern : patterns.getAsRange<StringAttr>()) {
        auto matches = learned.select(pattern.getValue());
        if (!matches)
          return network.emitError() << pattern << " is no pattern: " << llvm::toString(matches.takeError());
        if (matches->empty())
          return network.emitError() << "no parameter matches " << pattern << ", of `" << entry << "`";
        for (ParameterOp parameter : *matches)
          rule.parameters.insert(parameter);
      }
    }
    rules.push_back(std::move(rule));
  }
  return success();
}

/// The optimiser's step with all that changes the gradient.
void Rules::optimize(OpBuilder &b, ParameterOp parameter, DictionaryAttr optimizer) const {
  double l1 = 0, l2 = 0;
  FloatAttr clipValue;
  UnitAttr clipNorm;
  for (const Rule &rule : regularizers) {
    if (!applies(rule, parameter))
      continue;
    bool isElastic = rule.getFunction() == "elastic";
    l1 += isElastic ? rule.get("l1") : rule.getFunction() == "l1" ? rule.get("strength") : 0;
    l2 += isElastic ? rule.get("l2") : rule.getFunction() == "l2" ? rule.get("strength") : 0;
  }
  for (const Rule &rule : constraints) {
    if (rule.getFunction() == "clip_value")
      clipValue = b.getF64FloatAttr(rule.get("limit"));
    else if (rule.getFunction() == "clip_norm")
      clipNorm = b.getUnitAttr();
  }
  OptimizeOp::create(b, parameter.getLoc(), FlatSymbolRefAttr::get(parameter.getSymNameAttr()), optimizer,
                     b.getF64FloatAttr(l1), b.getF64FloatAttr(l2), clipValue, clipNorm);
  for (const Rule &rule : constraints)
    if (applies(rule, parameter))
      constrain(b, parameter, rule);
}

void Rules::constrain(OpBuilder &b, ParameterOp parameter, const Rule &rule) const {
  StringRef function = rule.getFunction();
  const WeightUse *use = learned.findWeightUse(parameter);
  auto create = [&](StringRef kind, double low, double high, IntegerAttr groups) {
    ConstrainOp::create(b, parameter.getLoc(), FlatSymbolRefAttr::get(parameter.getSymNameAttr()),
                        b.getStringAttr(kind), b.getF64FloatAttr(low), b.getF64FloatAttr(high), groups);
  };
  if (function == "non_negative")
    create("value", 0, std::numeric_limits<float>::max(), {});
  else if (function == "min_max")
    create("value", rule.get("low"), rule.get("high"), {});
  else if ((function == "max_norm" || function == "unit_norm") && use)
    create("norm", function == "unit_norm" ? 1 : 0, function == "unit_norm" ? 1 : rule.get("limit"),
           use->transposedGroups ? b.getI64IntegerAttr(use->transposedGroups) : IntegerAttr());
}

func::FuncOp cnnc::createUpdate(func::FuncOp network, DictionaryAttr train, const llvm::StringSet<> &frozen) {
  Rules rules(network);
  if (failed(rules.read(train)))
    return {};
  OpBuilder b(network.getContext());
  Location loc = network.getLoc();
  auto update = func::FuncOp::create(loc, (network.getSymName() + ".update").str(), b.getFunctionType({}, {}));
  update->setAttr(CnnDialect::kNetworkAttr, b.getUnitAttr());
  update->setAttr(CnnDialect::kRoleAttr, b.getStringAttr("update"));
  b.setInsertionPointToStart(update.addEntryBlock());
  auto optimizer = cast<DictionaryAttr>(train.getAs<ArrayAttr>("optimizer")[0]);
  for (auto parameter : network->getParentOfType<ModuleOp>().getOps<ParameterOp>())
    if (!parameter.getState() && !frozen.contains(parameter.getSymName()))
      rules.optimize(b, parameter, optimizer);
  func::ReturnOp::create(b, loc);
  return update;
}
