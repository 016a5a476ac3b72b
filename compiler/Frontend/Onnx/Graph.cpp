//===- Graph.cpp - The walk over an ONNX graph
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes become ops in order. What cannot be compiled is collected, not thrown:
// a user learns of all of it at once. A node that needs the result of such a
// node is passed over.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Importer.h"
#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Ops/Own.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

static ImportFunction findOperator(StringRef name, StringRef domain) {
  static const llvm::StringMap<ImportFunction> table = [] {
    llvm::StringMap<ImportFunction> result;
    for (ArrayRef<Operator> group : {getActivationOperators(), getArithmeticOperators(), getConvOperators(),
                                     getLossOperators(), getNormOperators(), getPictureOperators(), getPoolOperators(),
                                     getQuantizeOperators(), getReduceOperators(), getShapeOperators()})
      for (const Operator &each : group)
        result[each.name] = each.import;
    for (const Operator &each : getTrainingOperators())
      result[("ai.onnx.preview.training." + each.name).str()] = each.import;
    for (const Operator &each : getOwnOperators())
      result[("cnnc." + each.name).str()] = each.import;
    return result;
  }();
  if (isDefaultDomain(domain))
    return table.lookup(name);
  // Functions of ours have numbers after a dot.
  return table.lookup((domain + "." + (domain == "cnnc" ? name.split('.').first : name)).str());
}

const onnx::FunctionProto *Importer::findFunction(const onnx::NodeProto &node) const {
  for (const onnx::FunctionProto &function : model.functions())
    if (function.name() == node.op_type() && function.domain() == node.domain())
      return &function;
  return nullptr;
}

/// What is wrong with a function by itself; the parser checks the graph only.
static std::string checkFunction(const onnx::FunctionProto &function, const onnx::ModelProto &model) {
  std::string start = "function " + quote(function.name());
  llvm::StringSet<> defined;
  auto isRepeated = [&](const std::string &name) { return !name.empty() && !defined.insert(name).second; };
  bool hasOpset = llvm::any_of(model.opset_import(), [](auto &set) { return isDefaultDomain(set.domain()); });
  for (const onnx::OperatorSetIdProto &set : function.opset_import()) {
    if (!isDefaultDomain(set.domain()))
      continue;
    hasOpset = true;
    if (set.version() < kLeastOpset || set.version() > kMostOpset)
      return start + " imports opset " + std::to_string(set.version()) + ", expected one from " +
             std::to_string(kLeastOpset) + " to " + std::to_string(kMostOpset);
  }
  for (const std::string &input : function.input())
    if (isRepeated(input))
      return start + " defines " + quote(input) + " twice";
  for (const onnx::NodeProto &node : function.node()) {
    if (!hasOpset && isDefaultDomain(node.domain()))
      return start + " has operators of the default domain, but imports no opset of it";
    for (const std::string &output : node.output())
      if (isRepeated(output))
        return start + " defines " + quote(output) + " twice";
  }
  return "";
}

static std::string shapeText(RankedTensorType type) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << type;
  return StringRef(text).drop_front(strlen("tensor<")).drop_back().str();
}

std::string Importer::describeInputs(const onnx::NodeProto &proto, const Scope &scope) const {
  std::string text;
  for (const std::string &input : proto.input()) {
    text += (text.empty() ? "" : ", ") + (input.empty() ? std::string("(none)") : input);
    if (Value value = scope.lookup(input))
      text += ": " + shapeText(cast<RankedTensorType>(value.getType()));
  }
  return text;
}

void Importer::addUnsupported(const Node &node, StringRef op, const Twine &why) {
  auto entry = llvm::find_if(unsupported, [&, text = why.str()](const Unsupported &each) {
    return each.op == printable(op) && each.why == text;
  });
  if (entry == unsupported.end()) {
    unsupported.push_back({printable(op), why.str(), {}});
    entry = std::prev(unsupported.end());
  }
  std::string place;
  if (auto name = dyn_cast<NameLoc>(node.loc))
    place = name.getName().str();
  std::string inputs;
  for (unsigned i = 0; i < node.inputCount(); ++i)
    if (!node.getProto().input(i).empty())
      inputs += (inputs.empty() ? "" : ", ") + printable(node.getProto().input(i)) +
                (node.has(i) ? ": " + shapeText(node.type(i)) : std::string());
  entry->places.push_back(place + " (" + inputs + ")");
}

bool Importer::importFunction(const onnx::FunctionProto &function, const onnx::NodeProto &call, Scope &scope,
                              StringRef name) {
  if (depth >= 16) {
    stopped = true; // Each level may hold many calls.
    return error("functions of the model call each other too deeply, at node '" + name + "'"), false;
  }
  if (call.input_size() > function.input_size() || call.output_size() > function.output_size())
    return error("node '" + name + "' has " + Twine(call.input_size()) + " inputs and " + Twine(call.output_size()) +
                 " outputs, but function " + quote(function.name()) + " " + Twine(function.input_size()) + " and " +
                 Twine(function.output_size())),
           false;
  if (std::string why = checkFunction(function, model); !why.empty())
    return error(why), false;
  Scope inside;
  llvm::StringSet<> omitted;
  for (int i = 0; i < function.input_size(); ++i)
    if (i < call.input_size() && !call.input(i).empty())
      inside[function.input(i)] = scope.lookup(call.input(i));
    else
      omitted.insert(function.input(i));
  auto nodes = function.node();
  for (onnx::NodeProto &node : nodes) {
    for (std::string &input : *node.mutable_input())
      if (omitted.contains(input))
        input.clear();
    google::protobuf::RepeatedPtrField<onnx::AttributeProto> attributes;
    for (const onnx::AttributeProto &attribute : node.attribute()) {
      if (attribute.ref_attr_name().empty()) {
        *attributes.Add() = attribute;
        continue;
      }
      for (const onnx::AttributeProto &given : call.attribute())
        if (given.name() == attribute.ref_attr_name()) {
          *attributes.Add() = given;
          attributes.rbegin()->set_name(attribute.name());
        }
    }
    node.mutable_attribute()->Swap(&attributes);
  }
  int64_t outer = opset;
  for (const onnx::OperatorSetIdProto &set : function.opset_import())
    if (isDefaultDomain(set.domain()))
      opset = set.version();
  ++depth;
  bool good = importNodes(nodes, inside, name);
  opset = outer;
  --depth;
  for (int i = 0; i < call.output_size(); ++i) {
    if (call.output(i).empty())
      continue;
    // After an error, what defines it may not have been read.
    if (good && !inside.count(function.output(i)))
      return error("node '" + name + "' calls function " + quote(function.name()) +
                   ", which does not define its output " + quote(function.output(i))),
             false;
    scope[call.output(i)] = inside.lookup(function.output(i));
  }
  return good;
}

bool Importer::importNode(const onnx::NodeProto &proto, Scope &scope, StringRef name, int index) {
  Location file = FileLineColLoc::get(context, path, unsigned(index + 1), 0);
  // Messages name the operator, too.
  Location op = FusedLoc::get({file}, builder.getStringAttr(printable(proto.op_type())), context);
  Location loc = NameLoc::get(builder.getStringAttr(name), op);
  auto fail = [&] {
    for (const std::string &output : proto.output())
      scope[output] = Value();
    return false;
  };
  SmallVector<Value> inputs;
  bool complete = true;
  for (const std::string &input : proto.input()) {
    if (!input.empty() && !scope.count(input)) { // Only in functions, which the parser has not checked.
      emitError(loc) << "reads " << quote(input) << ", which nothing defines before it";
      return fail();
    }
    inputs.push_back(input.empty() ? Value() : scope.lookup(input));
    complete &= input.empty() || inputs.back();
  }
  const onnx::FunctionProto *local = findFunction(proto);
  ImportFunction import = findOperator(proto.op_type(), proto.domain());
  llvm::StringSet<> attributes;
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (!attributes.insert(attribute.name()).second) {
      emitError(loc) << "attribute " << quote(attribute.name()) << " is given twice";
      return fail();
    }
  Node node(*this, builder, proto, loc, opset, inputs);
  if (!import && !local) {
    std::string op = proto.domain().empty() ? proto.op_type() : proto.domain() + "." + proto.op_type();
    addUnsupported(node, op, "");
    return fail();
  }
  if (!complete) // Of a node that has been reported.
    return fail();
  if (local && !import)
    return importFunction(*local, proto, scope, name) || fail();
  if (failed(import(node)) || node.hasWrongAttribute())
    return fail();
  bool good = true;
  for (unsigned i = 0; i < node.outputCount(); ++i) {
    Value output = node.getOutputs()[i];
    if (!output && node.wants(i)) {
      addUnsupported(node, proto.op_type(), "its output " + Twine(i) + " is used");
      good = false;
    }
    if (!proto.output(i).empty())
      scope[proto.output(i)] = output;
  }
  return good;
}

bool Importer::importNodes(const google::protobuf::RepeatedPtrField<onnx::NodeProto> &nodes, Scope &scope,
                           StringRef prefix) {
  bool good = true;
  int index = 0;
  for (const onnx::NodeProto &proto : nodes) {
    constexpr int64_t most = int64_t(1) << 20;
    if (stopped)
      return false;
    if (++nodeCount > most) {
      stopped = true;
      return error("the model has more than " + Twine(most) + " nodes, with those of its functions"), false;
    }
    std::string name = proto.name().empty() ? (Twine(proto.op_type()) + "_" + Twine(index)).str() : proto.name();
    name = printable(name);
    if (!prefix.empty())
      name = (prefix + "." + name).str();
    good &= importNode(proto, scope, name, index++);
  }
  return good;
}

void Importer::reportUnsupported() {
  for (const Unsupported &each : unsupported) {
    std::string text = "operator " + each.op + " cannot be compiled";
    if (!each.why.empty())
      text += ": " + each.why;
    text += "; it occurs " + (each.places.size() == 1 ? "once" : std::to_string(each.places.size()) + " times") + ":";
    constexpr size_t most = 10;
    for (size_t i = 0; i < each.places.size() && i < most; ++i)
      text += "\n  " + each.places[i];
    if (each.places.size() > most)
      text += "\n  and " + std::to_string(each.places.size() - most) + " more";
    error(text);
  }
}
