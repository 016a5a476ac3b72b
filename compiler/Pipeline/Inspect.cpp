//===- Inspect.cpp - Views of a network: summary, parameters, graph
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Pipeline/Inspect.h"
#include "dialects/Cnn/CnnDialect.h"
#include "dialects/Cnn/CnnLayer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/GraphWriter.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace cnnc;

namespace {

struct Row {
  std::string name, kind, shape;
  int64_t parameters = 0, state = 0, multiplyAdds = 0;
};

struct Totals {
  int64_t parameters = 0, state = 0, multiplyAdds = 0;
};

/// The layers of the network in program order.
std::vector<Row> collectRows(ModuleOp module, Totals &totals) {
  SymbolTable symbols(module);
  std::vector<Row> rows;
  llvm::StringSet<> counted; // a shared parameter counts once
  module.walk([&](cnn::LayerOpInterface op) {
    Row row;
    row.name = cnn::getLayerPlace(op.getLoc()).name;
    row.kind = op->getName().stripDialect().str();
    row.shape = cnn::shapeText(cast<RankedTensorType>(op->getResult(0).getType()));
    row.multiplyAdds = op.getMultiplyAdds();
    for (Value operand : op->getOperands())
      if (auto get = operand.getDefiningOp<cnn::GetParameterOp>())
        if (auto parameter = symbols.lookup<cnn::ParameterOp>(get.getParameter());
            parameter && counted.insert(parameter.getSymName()).second) {
          int64_t count = cast<RankedTensorType>(parameter.getType()).getNumElements();
          (parameter.getState() ? row.state : row.parameters) += count;
        }
    totals.parameters += row.parameters;
    totals.state += row.state;
    totals.multiplyAdds += row.multiplyAdds;
    rows.push_back(std::move(row));
  });
  return rows;
}

} // namespace

std::string cnnc::withCommas(int64_t value) {
  std::string digits = std::to_string(value);
  for (int64_t i = int64_t(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(i, ",");
  return digits;
}

void cnnc::printSummary(ModuleOp module, llvm::raw_ostream &out) {
  Totals totals;
  std::vector<Row> rows = collectRows(module, totals);
  size_t name = 5, kind = 4, shape = 12;
  for (const Row &row : rows) {
    name = std::max(name, row.name.size());
    kind = std::max(kind, row.kind.size());
    shape = std::max(shape, row.shape.size());
  }
  auto line = [&](StringRef a, StringRef b, StringRef c, StringRef d, StringRef e) {
    out << llvm::left_justify(a, name + 2) << llvm::left_justify(b, kind + 2) << llvm::right_justify(c, shape)
        << llvm::right_justify(d, 14) << llvm::right_justify(e, 18) << "\n";
  };
  module.walk([&](func::FuncOp func) {
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || !cnn::isOnTensors(func))
      return;
    out << "network " << func.getSymName() << "\n";
    for (unsigned i = 0; i < func.getNumArguments(); ++i) {
      auto type = cast<RankedTensorType>(func.getArgument(i).getType());
      auto label = func.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kNameAttr);
      out << "input ";
      llvm::printEscapedString(label ? label.getValue() : "", out); // A model's names are any bytes.
      out << ": " << (type.getElementType().isF32() ? "f32 " : "u8 ") << cnn::shapeText(type) << "\n";
    }
  });
  out << "\n";
  line("layer", "kind", "output shape", "parameters", "multiply-adds");
  std::string rule(name + kind + 4 + shape + 32, '-');
  out << rule << "\n";
  for (const Row &row : rows)
    line(row.name, row.kind, row.shape, withCommas(row.parameters + row.state), withCommas(row.multiplyAdds));
  out << rule << "\n";
  out << "parameters:     " << llvm::right_justify(withCommas(totals.parameters), 16) << "  ("
      << llvm::formatv("{0:f1}", double(totals.parameters) * 4 / (1 << 20)) << " MiB)\n";
  out << "running averages:" << llvm::right_justify(withCommas(totals.state), 15) << "\n";
  out << "multiply-adds:  " << llvm::right_justify(withCommas(totals.multiplyAdds), 16) << "\n";
}

void cnnc::printSplits(ModuleOp module, llvm::raw_ostream &out) {
  module.walk([&](func::FuncOp func) {
    auto splits = func->getAttrOfType<ArrayAttr>(cnn::CnnDialect::kSplitAttr);
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr))
      return;
    out << "\nsplit into columns and rows: " << (splits ? splits.size() : 0) << " convolutions\n";
    if (splits)
      for (auto line : splits.getAsRange<StringAttr>())
        out << "  " << line.getValue() << "\n";
  });
}

void cnnc::printParameters(ModuleOp module, llvm::raw_ostream &out) {
  llvm::json::OStream json(out, /*IndentSize=*/0);
  out << "[";
  bool first = true;
  for (auto parameter : module.getOps<cnn::ParameterOp>()) {
    out << (first ? "\n" : ",\n");
    first = false;
    llvm::json::Array shape;
    for (int64_t extent : cast<RankedTensorType>(parameter.getType()).getShape())
      shape.push_back(extent);
    out << llvm::json::Value(llvm::json::Object{{"name", parameter.getSymName()},
                                                {"shape", std::move(shape)},
                                                {"init", stringifyInitKind(parameter.getInit().getKind())},
                                                {"state", bool(parameter.getState())}});
  }
  out << "\n]\n";
}

void cnnc::printDot(ModuleOp module, llvm::raw_ostream &out) {
  module.walk([&](func::FuncOp func) {
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr) || !cnn::isOnTensors(func))
      return;
    out << "digraph " << func.getSymName() << " {\n  node [shape=box, fontname=\"sans-serif\"];\n";
    DenseMap<Value, std::string> ids;
    auto edge = [&](Value from, StringRef to) {
      auto it = ids.find(from);
      if (it != ids.end())
        out << "  " << it->second << " -> " << to << " [label=\""
            << cnn::shapeText(cast<RankedTensorType>(from.getType())) << "\"];\n";
    };
    for (BlockArgument argument : func.getArguments()) {
      auto name = func.getArgAttrOfType<StringAttr>(argument.getArgNumber(), cnn::CnnDialect::kNameAttr);
      std::string id = "input" + std::to_string(argument.getArgNumber());
      out << "  " << id << " [label=\"" << (name ? llvm::DOT::EscapeString(name.str()) : "") << "\", shape=ellipse];\n";
      ids[argument] = id;
    }
    unsigned count = 0;
    for (Operation &op : func.getBody().front()) {
      if (auto ret = dyn_cast<func::ReturnOp>(op)) {
        for (OpOperand &operand : ret->getOpOperands()) {
          unsigned i = operand.getOperandNumber();
          auto name = func.getResultAttrOfType<StringAttr>(i, cnn::CnnDialect::kNameAttr);
          std::string id = "output" + std::to_string(i);
          out << "  " << id << " [label=\"" << (name ? llvm::DOT::EscapeString(name.str()) : "")
              << "\", shape=ellipse];\n";
          edge(operand.get(), id);
        }
        continue;
      }
      if (!isa<cnn::LayerOpInterface>(op))
        continue;
      std::string id = "n" + std::to_string(count++);
      out << "  " << id << " [label=\"" << op.getName().stripDialect() << "\\n"
          << llvm::DOT::EscapeString(cnn::getLayerPlace(op.getLoc()).name) << "\"];\n";
      for (Value operand : op.getOperands())
        edge(operand, id);
      ids[op.getResult(0)] = id;
    }
    out << "}\n";
  });
}

void cnnc::printLayers(raw_ostream &out) {
  MLIRContext context;
  context.loadDialect<cnn::CnnDialect>();
  for (const cnn::LayerSpec *spec : cnn::getAllLayers(&context))
    out << cnn::getSignature(*spec) << "\n";
}
