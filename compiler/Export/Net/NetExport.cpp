//===- NetExport.cpp - From the cnn dialect to a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer with parameters begins a binding, with their common name, so that the
// paths of the program are near to the names of the model. What follows alone goes
// on in its pipe. Layers stay in their order, in which the program makes its
// parameters.
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Net/NetExport.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using namespace cnnc::net_export;

namespace {

class Exporter {
public:
  explicit Exporter(func::FuncOp network) : network(network), symbols(network->getParentOfType<ModuleOp>()) {}

  FailureOr<Program> run();

private:
  LogicalResult addInputs();
  LogicalResult addLayer(Operation *op);
  LogicalResult addOutputs(func::ReturnOp op);
  StringRef takeParameters(Operation *op, SmallVectorImpl<Value> &inputs);
  FailureOr<std::string> writeInput(Operation *op, Value value);
  void closeBinding();
  std::string uniqueName(StringRef wish, bool isBinding = false);

  func::FuncOp network;
  SymbolTable symbols;
  Program program;
  DenseMap<Value, std::string> names;
  llvm::StringSet<> taken;
  /// The binding at hand, which is not in the text yet, and its value.
  std::string binding;
  Value end;
};

} // namespace

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// Words that cannot be names, and those that mean something at the start of a
/// statement, as a binding's name is.
static bool isReserved(StringRef name, bool isBinding) {
  static constexpr StringLiteral words[] = {"if", "else", "repeat", "return", "and", "or", "not", "true", "false"};
  static constexpr StringLiteral statements[] = {"input", "label", "block", "train", "output", "network"};
  return llvm::is_contained(words, name) || (isBinding && llvm::is_contained(statements, name));
}

/// A name with the letters that names have, of at most 200.
std::string Exporter::uniqueName(StringRef wish, bool isBinding) {
  std::string name;
  for (char c : wish.take_front(200))
    name += llvm::isAlnum(c) || c == '_' ? c : '_';
  if (name.empty() || llvm::isDigit(name[0]) || isReserved(name, isBinding))
    name = "x_" + name;
  std::string result = name;
  for (unsigned i = 2; !taken.insert(result).second; ++i)
    result = name + "_" + std::to_string(i);
  return result;
}

/// "layer1.0.conv1" of "layer1.0.conv1.weight"; empty where a name has no parts,
/// as those that exporters make up.
static StringRef getStem(StringRef parameter) {
  auto [stem, last] = parameter.rsplit('.');
  return last.empty() ? "" : stem;
}

//===----------------------------------------------------------------------===//
// Inputs and outputs
//===----------------------------------------------------------------------===//

static bool hasChannelsFirst(StringAttr layout) {
  return layout && (layout.getValue() == "CHW" || layout.getValue() == "NCHW");
}

LogicalResult Exporter::addInputs() {
  for (BlockArgument argument : network.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    unsigned index = argument.getArgNumber();
    auto name = network.getArgAttrOfType<StringAttr>(index, CnnDialect::kNameAttr);
    bool isPicture = type && type.getRank() == 4;
    bool isBytes = type && type.getElementType().isUnsignedInteger(8);
    if (!type || !(isPicture || (type.getRank() == 2 && !isBytes)) || !(isBytes || type.getElementType().isF32()))
      return network.emitError() << "the input '" << (name ? name.getValue() : "") << "' of type " << argument.getType()
                                 << " cannot be written in the Net language, which has pictures and vectors of f32 and "
                                    "pictures of u8";
    std::string unique = uniqueName(name ? name.getValue() : "input");
    names[argument] = unique;
    PictureShape shape = getPictureShape(type.getShape());
    llvm::raw_string_ostream out(program.text);
    out << "input " << unique << ": " << (isBytes ? "u8" : "f32") << "[";
    if (isPicture)
      out << shape.height << ", " << shape.width << ", ";
    out << shape.channels << "]";
    if (isPicture && hasChannelsFirst(network.getArgAttrOfType<StringAttr>(index, CnnDialect::kLayoutAttr)))
      out << " in CHW";
    out << "\n";
  }
  program.text += "\n";
  return success();
}

LogicalResult Exporter::addOutputs(func::ReturnOp op) {
  closeBinding();
  program.text += "\n";
  for (auto [i, value] : llvm::enumerate(op.getOperands())) {
    FailureOr<std::string> source = writeInput(op, value);
    if (failed(source))
      return failure();
    auto name = network.getResultAttrOfType<StringAttr>(i, CnnDialect::kNameAttr);
    program.text += "output " + uniqueName(name ? name.getValue() : "result") + " = " + *source;
    bool isPicture = cast<RankedTensorType>(value.getType()).getRank() == 4;
    if (isPicture && hasChannelsFirst(network.getResultAttrOfType<StringAttr>(i, CnnDialect::kLayoutAttr)))
      program.text += " in CHW";
    program.text += "\n";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// A value as an input of a layer: a name, or a number.
FailureOr<std::string> Exporter::writeInput(Operation *op, Value value) {
  if (auto it = names.find(value); it != names.end())
    return it->second;
  auto floats = ConstantFloats::get(value);
  if (floats && floats->size() == 1)
    if (auto number = writeNumber((*floats)[0]))
      return *number;
  return op->emitError() << "a constant of type " << value.getType() << " cannot be written in the Net language";
}

void Exporter::closeBinding() {
  if (end)
    program.text += binding + "\n";
  end = {};
}

/// Takes the parameters of a layer, and returns what their names have in common.
StringRef Exporter::takeParameters(Operation *op, SmallVectorImpl<Value> &inputs) {
  StringRef stem;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isParameter(operand)) {
      inputs.push_back(operand.get());
      continue;
    }
    // Exporters share what is equal, such as biases of zeros: each layer of the
    // program has a copy.
    auto get = operand.get().getDefiningOp<GetParameterOp>();
    auto parameter = get ? symbols.lookup<ParameterOp>(get.getParameter()) : ParameterOp();
    program.parameters.push_back(parameter ? Attribute(parameter.getValueAttr())
                                           : operand.get().getDefiningOp<arith::ConstantOp>().getValue());
    if (stem.empty() && get)
      stem = getStem(get.getParameter());
  }
  return stem;
}

LogicalResult Exporter::addLayer(Operation *op) {
  std::optional<Call> call = writeCall(op);
  if (!call || op->getNumResults() != 1)
    return op->emitError() << "the layer '" << op->getName().stripDialect()
                           << "' cannot be written in the Net language";
  SmallVector<Value> inputs;
  StringRef stem = takeParameters(op, inputs);
  bool hasParameters = inputs.size() != op->getNumOperands();
  // What goes into a softmax is what a loss is of: it keeps a name.
  bool goesOn = end && !hasParameters && !isa<SoftmaxOp>(op) && !inputs.empty() && inputs[0] == end && end.hasOneUse();
  SmallVector<std::string> written;
  for (Value input : ArrayRef(inputs).drop_front(goesOn ? 1 : 0)) {
    if (input == end) // It is read by name.
      closeBinding();
    FailureOr<std::string> text = writeInput(op, input);
    if (failed(text))
      return failure();
    written.push_back(*text);
  }
  // Inputs come first; of several the first one stands before the pipe.
  bool isPiped = goesOn || !written.empty();
  std::string source;
  if (!goesOn && isPiped) {
    source = written.front();
    written.erase(written.begin());
  }
  if (!call->arguments.empty())
    written.push_back(call->arguments);
  std::string stage = call->layer + (written.empty() ? "" : "(" + llvm::join(written, ", ") + ")");
  std::string name =
      goesOn ? names.lookup(end) : uniqueName(stem.empty() ? StringRef(call->layer) : stem, /*isBinding=*/true);
  if (!goesOn) {
    closeBinding();
    binding = name + " = " + source;
  }
  binding += (isPiped ? " |> " : "") + stage;
  end = op->getResult(0);
  names[end] = name;
  program.layers.push_back(op);
  return success();
}

FailureOr<Program> Exporter::run() {
  program.text = "network " + uniqueName(network.getSymName()) + "\n\n";
  if (failed(addInputs()))
    return failure();
  // Outputs get their names, in the end.
  SmallVector<StringRef> reserved;
  for (unsigned i = 0; i < network.getNumResults(); ++i)
    if (auto name = network.getResultAttrOfType<StringAttr>(i, CnnDialect::kNameAttr))
      if (taken.insert(name.getValue()).second)
        reserved.push_back(name.getValue());
  for (Operation &op : network.getBody().front()) {
    if (isa<GetParameterOp, arith::ConstantOp>(op))
      continue;
    if (Value copied = getCopied(&op); copied && names.contains(copied)) {
      names[op.getResult(0)] = std::string(names.lookup(copied));
      continue;
    }
    // `normalize` reads bytes.
    auto cast = dyn_cast<CastOp>(op);
    if (cast && isBytes(cast.getInput()) && names.contains(cast.getInput()) &&
        llvm::all_of(cast->getUsers(), [](Operation *user) { return isa<NormalizeOp>(user); })) {
      names[cast.getResult()] = std::string(names.lookup(cast.getInput()));
      continue;
    }
    if (auto end = dyn_cast<func::ReturnOp>(op)) {
      for (StringRef name : reserved)
        taken.erase(name);
      if (failed(addOutputs(end)))
        return failure();
    } else if (failed(addLayer(&op))) {
      return failure();
    }
  }
  return std::move(program);
}

func::FuncOp cnnc::net_export::findNetwork(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(CnnDialect::kNetworkAttr))
      return function;
  return {};
}

FailureOr<Program> cnnc::net_export::exportNet(ModuleOp module) {
  func::FuncOp network = findNetwork(module);
  if (!network)
    return module.emitError("there is no network to write");
  return Exporter(network).run();
}
