//===- Optimizer.cpp - The function that updates the parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Autodiff/Optimizer.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;

static double getNumber(DictionaryAttr call, StringRef name) {
  auto number = call.getAs<FloatAttr>(name);
  return number ? number.getValueAsDouble() : 0;
}

namespace {
/// A `cnn.constrain` of each weight.
struct Bounds {
  StringRef kind;
  double low, high;
};

/// What the `train` block adds to every parameter's gradient or update.
struct Penalties {
  double l1 = 0, l2 = 0;
  std::optional<double> clipValue;
  bool clipNorm = false;
  SmallVector<Bounds> bounds; ///< in the order of the program
};
} // namespace

static Penalties getPenalties(DictionaryAttr train) {
  Penalties penalties;
  if (auto list = train.getAs<ArrayAttr>("regularize"))
    for (auto call : list.getAsRange<DictionaryAttr>()) {
      StringRef function = call.getAs<StringAttr>("function").getValue();
      penalties.l1 += function == "elastic" ? getNumber(call, "l1")
                      : function == "l1"    ? getNumber(call, "strength")
                                            : 0;
      penalties.l2 += function == "elastic" ? getNumber(call, "l2")
                      : function == "l2"    ? getNumber(call, "strength")
                                            : 0;
    }
  if (auto list = train.getAs<ArrayAttr>("constraint"))
    for (auto call : list.getAsRange<DictionaryAttr>()) {
      StringRef function = call.getAs<StringAttr>("function").getValue();
      if (function == "clip_value")
        penalties.clipValue = getNumber(call, "limit");
      else if (function == "max_norm")
        penalties.bounds.push_back({"norm", 0, getNumber(call, "limit")});
      else if (function == "unit_norm")
        penalties.bounds.push_back({"norm", 1, 1});
      else if (function == "non_negative")
        penalties.bounds.push_back({"value", 0, std::numeric_limits<float>::max()});
      else if (function == "min_max")
        penalties.bounds.push_back({"value", getNumber(call, "low"), getNumber(call, "high")});
      else
        penalties.clipNorm = true;
    }
  return penalties;
}

func::FuncOp cnnc::createUpdate(func::FuncOp network, DictionaryAttr train, const llvm::StringSet<> &frozen) {
  OpBuilder b(network.getContext());
  Location loc = network.getLoc();
  auto update = func::FuncOp::create(loc, (network.getSymName() + ".update").str(), b.getFunctionType({}, {}));
  update->setAttr(CnnDialect::kNetworkAttr, b.getUnitAttr());
  update->setAttr(CnnDialect::kRoleAttr, b.getStringAttr("update"));
  Block *body = update.addEntryBlock();
  b.setInsertionPointToStart(body);
  Penalties penalties = getPenalties(train);
  auto optimizer = cast<DictionaryAttr>(train.getAs<ArrayAttr>("optimizer")[0]);
  auto optional = [&](std::optional<double> number) { return number ? b.getF64FloatAttr(*number) : FloatAttr(); };
  for (auto parameter : network->getParentOfType<ModuleOp>().getOps<ParameterOp>()) {
    if (parameter.getState() || frozen.contains(parameter.getSymName()))
      continue;
    auto symbol = FlatSymbolRefAttr::get(parameter.getSymNameAttr());
    // Biases, scales and shifts are not regularised, and have no filters whose
    // length could be bounded.
    bool isWeight = cast<RankedTensorType>(parameter.getType()).getRank() > 1;
    OptimizeOp::create(b, parameter.getLoc(), symbol, optimizer, b.getF64FloatAttr(isWeight ? penalties.l1 : 0),
                       b.getF64FloatAttr(isWeight ? penalties.l2 : 0), optional(penalties.clipValue),
                       penalties.clipNorm ? b.getUnitAttr() : UnitAttr());
    for (const Bounds &bounds : isWeight ? ArrayRef(penalties.bounds) : ArrayRef<Bounds>())
      ConstrainOp::create(b, parameter.getLoc(), symbol, b.getStringAttr(bounds.kind), b.getF64FloatAttr(bounds.low),
                          b.getF64FloatAttr(bounds.high));
  }
  func::ReturnOp::create(b, loc);
  return update;
}
