//===- Writer.cpp - The ONNX model that is being made
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/Writer.h"
#include "compiler/Export/Onnx/Attributes.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_export;

static constexpr int64_t kIrVersion = 8, kOpset = 17;
static constexpr llvm::StringLiteral kDomain = "cnnc";

//===----------------------------------------------------------------------===//
// The two places of nodes
//===----------------------------------------------------------------------===//

namespace {

/// One node of the graph; its constants are initialisers. What it named is
/// freed again unless it is kept.
class GraphCode : public Code {
public:
  GraphCode(Writer &writer, std::string stem) : writer(writer), stem(std::move(stem)) {}
  ~GraphCode() override {
    for (const onnx::TensorProto &tensor : initializers)
      writer.releaseName(tensor.name());
  }

  std::string reshape(const std::string &value, ArrayRef<int64_t> shape) override {
    std::string name = writer.reshapeConstant(value, shape);
    return name.empty() ? Code::reshape(value, shape) : name;
  }
  void moveInto(onnx::GraphProto &graph) {
    for (onnx::TensorProto &tensor : initializers)
      *graph.add_initializer() = std::move(tensor);
    initializers.clear();
  }

protected:
  std::string constant(StringRef what, onnx::TensorProto tensor) override {
    tensor.set_name(writer.uniqueName(stem + "." + what.str()));
    initializers.push_back(std::move(tensor));
    return initializers.back().name();
  }
  std::string freshName() override { return stem; }

private:
  Writer &writer;
  std::string stem;
  SmallVector<onnx::TensorProto, 4> initializers;
};

/// The body of a function; its constants are nodes.
class FunctionCode : public Code {
protected:
  std::string constant(StringRef what, onnx::TensorProto tensor) override {
    onnx::AttributeProto value;
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    *value.mutable_t() = std::move(tensor);
    return add("Constant", {}, value);
  }
  std::string freshName() override { return "v" + std::to_string(count++); }

private:
  unsigned count = 0;
};

} // namespace

//===----------------------------------------------------------------------===//
// Names and types
//===----------------------------------------------------------------------===//

/// The path of a layer or constant; empty where it has none.
static StringRef getPath(Location loc) {
  StringRef name;
  loc->walk([&](Location part) {
    if (auto named = dyn_cast<NameLoc>(part); named && name.empty())
      name = named.getName().getValue();
    return WalkResult::advance();
  });
  return name;
}

static std::string numbered(StringRef wish, llvm::StringSet<> &taken) {
  std::string name = wish.str();
  for (unsigned i = 2; !taken.insert(name).second; ++i)
    name = wish.str() + "." + std::to_string(i);
  return name;
}

std::string Writer::uniqueName(StringRef wish) { return numbered(wish, taken); }

static int32_t getDataType(Type element) {
  if (element.isF32())
    return onnx::TensorProto::FLOAT;
  if (element.isF64())
    return onnx::TensorProto::DOUBLE;
  if (element.isF16())
    return onnx::TensorProto::FLOAT16;
  if (element.isBF16())
    return onnx::TensorProto::BFLOAT16;
  bool isUnsigned = element.isUnsignedInteger();
  switch (element.getIntOrFloatBitWidth()) {
  case 1:
    return onnx::TensorProto::BOOL;
  case 8:
    return isUnsigned ? onnx::TensorProto::UINT8 : onnx::TensorProto::INT8;
  case 16:
    return isUnsigned ? onnx::TensorProto::UINT16 : onnx::TensorProto::INT16;
  case 32:
    return isUnsigned ? onnx::TensorProto::UINT32 : onnx::TensorProto::INT32;
  default:
    return isUnsigned ? onnx::TensorProto::UINT64 : onnx::TensorProto::INT64;
  }
}

void Writer::describe(onnx::ValueInfoProto &info, StringRef name, Type element, ArrayRef<int64_t> shape) {
  info.set_name(name.str());
  auto &tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(getDataType(element));
  for (int64_t extent : shape) {
    auto &dimension = *tensor.mutable_shape()->add_dim();
    if (ShapedType::isDynamic(extent))
      dimension.set_dim_param("batch");
    else
      dimension.set_dim_value(extent);
  }
  tensor.mutable_shape(); // Of a scalar, too.
}

onnx::NodeProto &Writer::addNode(StringRef op, StringRef name, Names inputs, StringRef output) {
  onnx::NodeProto &node = *graph.add_node();
  node.set_op_type(op.str());
  node.set_name(numbered(name, nodeNames));
  for (const std::string &input : inputs)
    node.add_input(input);
  node.add_output(output.str());
  return node;
}

//===----------------------------------------------------------------------===//
// Inputs and outputs
//===----------------------------------------------------------------------===//

/// Whether the caller's picture has its channels last.
static bool hasChannelsLast(StringAttr layout, RankedTensorType type) {
  return type.getRank() == 4 && (!layout || layout.getValue() == "HWC");
}

static SmallVector<int64_t> callersShape(RankedTensorType type, bool channelsLast) {
  SmallVector<int64_t> shape(type.getShape());
  if (channelsLast)
    std::rotate(shape.begin() + 1, shape.begin() + 2, shape.end());
  return shape;
}

static std::string nameOf(StringAttr attribute, StringRef otherwise, unsigned index) {
  return attribute ? attribute.str() : (otherwise + Twine(index)).str();
}

/// Layers of ONNX compute with f32 and have channels first.
void Writer::addInput(BlockArgument argument) {
  unsigned i = argument.getArgNumber();
  auto type = cast<RankedTensorType>(argument.getType());
  std::string name = graph.input(i).name();
  if (type.getElementType().isUnsignedInteger(8)) {
    std::string result = uniqueName(name + ".f32");
    *addNode("Cast", result, name, result).add_attribute() = attr("to", int64_t(onnx::TensorProto::FLOAT));
    name = result;
  }
  if (hasChannelsLast(network.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kLayoutAttr), type)) {
    std::string result = uniqueName(graph.input(i).name() + ".chw");
    *addNode("Transpose", result, name, result).add_attribute() = attr("perm", {0, 3, 1, 2});
    name = result;
  }
  names[argument] = name;
}

/// The model's outputs, and the names of those layers that are outputs as they are.
void Writer::reserveOutputs(func::ReturnOp op) {
  for (auto [i, value] : llvm::enumerate(op.getOperands())) {
    auto type = cast<RankedTensorType>(value.getType());
    std::string name =
        uniqueName(nameOf(network.getResultAttrOfType<StringAttr>(i, cnn::CnnDialect::kNameAttr), "output", i));
    bool last = hasChannelsLast(network.getResultAttrOfType<StringAttr>(i, cnn::CnnDialect::kLayoutAttr), type);
    describe(*graph.add_output(), name, type.getElementType(), callersShape(type, last));
    Operation *layer = value.getDefiningOp();
    if (!last && layer && !isa<cnn::GetParameterOp, cnn::CastOp, arith::ConstantOp>(layer))
      names.try_emplace(value, name);
  }
}

void Writer::addOutput(Value value, unsigned index) {
  std::string name = graph.output(index).name();
  if (names[value] == name)
    return;
  bool last = hasChannelsLast(network.getResultAttrOfType<StringAttr>(index, cnn::CnnDialect::kLayoutAttr),
                              cast<RankedTensorType>(value.getType()));
  onnx::NodeProto &node =
      addNode(last ? "Transpose" : "Identity", name + (last ? ".hwc" : ".copy"), names[value], name);
  if (last)
    *node.add_attribute() = attr("perm", {0, 2, 3, 1});
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// A parameter, or a constant that is not one; they are written once it is known
/// which are read, and in which shapes.
LogicalResult Writer::addConstant(Operation &op) {
  Attribute value;
  std::string name;
  if (auto get = dyn_cast<cnn::GetParameterOp>(op)) {
    auto parameter = symbols.lookup<cnn::ParameterOp>(get.getParameter());
    value = parameter.getValueAttr();
    name = get.getParameter().str();
    taken.insert(name);
  } else {
    value = cast<arith::ConstantOp>(op).getValue();
    name = uniqueName(getPath(op.getLoc()).empty() ? "constant" : getPath(op.getLoc()));
  }
  auto type = dyn_cast<RankedTensorType>(op.getResult(0).getType());
  if (!type || !type.getElementType().isF32())
    return op.emitError() << "a constant of type " << op.getResult(0).getType() << " cannot be written as ONNX";
  names[op.getResult(0)] = name;
  constants[name] = {value, SmallVector<int64_t>(type.getShape()), ""};
  return success();
}

std::string Writer::reshapeConstant(StringRef name, ArrayRef<int64_t> shape) {
  auto it = constants.find(name);
  if (it == constants.end() || ShapedType::getNumElements(shape) != ShapedType::getNumElements(it->second.shape))
    return "";
  if (ArrayRef(it->second.shape) == shape)
    return name.str();
  std::string other = name.str();
  for (auto [i, extent] : llvm::enumerate(shape))
    other += (i ? "x" : ".as.") + std::to_string(extent);
  Constant copy = {it->second.value, SmallVector<int64_t>(shape), name.str()};
  constants[other] = std::move(copy);
  return other;
}

/// Writes the constants that nodes read. One that is read in another shape only
/// keeps its name.
LogicalResult Writer::addInitializers() {
  llvm::StringSet<> read;
  for (const onnx::NodeProto &node : graph.node())
    for (const std::string &input : node.input())
      read.insert(input);
  llvm::StringMap<std::string> renamed;
  llvm::StringSet<> written;
  for (onnx::NodeProto &node : *graph.mutable_node()) {
    for (std::string &input : *node.mutable_input()) {
      auto it = constants.find(input);
      if (it == constants.end())
        continue;
      const Constant &constant = it->second;
      if (!written.insert(input).second) {
        input = renamed.lookup(input);
        continue;
      }
      auto values = cnn::ConstantFloats::get(constant.value);
      if (!values)
        return network.emitError() << "the values of '" << input << "' are not at hand";
      bool takesName = !constant.origin.empty() && read.insert(constant.origin).second;
      std::string name = takesName ? constant.origin : constant.origin.empty() ? input : uniqueName(input);
      *graph.add_initializer() = makeTensor(name, constant.shape, values->values());
      renamed[input] = name;
      input = name;
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static Build findBuild(StringRef name) {
  static const llvm::StringMap<Build> table = [] {
    llvm::StringMap<Build> result;
    for (ArrayRef<Layer> group : {getActivationLayers(), getArithmeticLayers(), getConvLayers(), getNormLayers(),
                                  getPoolLayers(), getShapeLayers()})
      for (const Layer &layer : group)
        result[layer.name] = layer.build;
    return result;
  }();
  return table.lookup(name);
}

LogicalResult Writer::addOp(Operation &op) {
  if (isa<cnn::GetParameterOp, arith::ConstantOp>(op))
    return addConstant(op);
  Build build = findBuild(op.getName().getStringRef());
  if (!build) {
    auto error = op.emitError() << op.getName().stripDialect();
    if (StringRef path = getPath(op.getLoc()); !path.empty())
      error << " '" << path << "'";
    return error << " cannot be written as ONNX: opset " << kOpset << " has nothing for it";
  }
  addLayer(op, build);
  return success();
}

void Writer::addLayer(Operation &op, Build build) {
  SmallVector<std::string, 4> operands;
  for (Value operand : op.getOperands())
    operands.push_back(names[operand]);
  StringRef path = getPath(op.getLoc());
  std::string name = path.empty() ? op.getName().stripDialect().str() : path.str();
  if (auto constant = dyn_cast<cnn::ConstantOp>(op)) {
    // It is as large as the batch of any input.
    std::string value = uniqueName(name + ".value");
    constants[value] = {constant.getValue(), SmallVector<int64_t>(constant.getValue().getShapedType().getShape()), ""};
    operands = {graph.input(0).name(), value};
  }
  // An output has its name already.
  std::string &result = names[op.getResult(0)];
  bool isNew = result.empty();
  if (isNew)
    result = uniqueName(name);
  {
    GraphCode code(*this, result);
    std::string built = build(code, &op, operands);
    if (code.isSimple() && code.nodes.empty()) { // What it reads is what it gives.
      if (isNew)
        releaseName(result);
      result = built;
      return;
    }
    if (code.isSimple()) {
      code.moveInto(graph);
      onnx::NodeProto &node = *graph.add_node() = std::move(code.nodes[0]);
      node.set_name(numbered(name, nodeNames));
    } else {
      addCall(op, build, operands, name, result);
    }
  }
  auto type = cast<RankedTensorType>(op.getResult(0).getType());
  if (isNew)
    describe(*graph.add_value_info(), result, type.getElementType(), type.getShape());
}

/// A call of a function, which is made unless there is one like it.
void Writer::addCall(Operation &op, Build build, Names operands, StringRef name, const std::string &result) {
  onnx::FunctionProto function;
  SmallVector<std::string, 4> inputs;
  for (unsigned i = 0; i < operands.size(); ++i)
    inputs.push_back("x" + std::to_string(i));
  FunctionCode code;
  std::string built = build(code, &op, inputs);
  for (const std::string &input : inputs)
    function.add_input(input);
  function.add_output(built);
  for (onnx::NodeProto &node : code.nodes)
    *function.add_node() = std::move(node);
  auto attributes = encodeAttributes(&op);
  for (const onnx::AttributeProto &attribute : attributes)
    function.add_attribute(attribute.name());
  onnx::OperatorSetIdProto &opset = *function.add_opset_import();
  opset.set_domain("");
  opset.set_version(kOpset);
  function.set_domain(kDomain.str());

  StringRef mnemonic = op.getName().stripDialect();
  // The name says which op it is; different bodies have numbers after a dot.
  std::string &known = functions[mnemonic.str() + "\n" + function.SerializeAsString()];
  if (known.empty()) {
    unsigned number = ++variants[mnemonic];
    known = mnemonic.str() + (number == 1 ? "" : "." + std::to_string(number));
    function.set_name(known);
    *model.add_functions() = std::move(function);
  }
  onnx::NodeProto &node = addNode(known, name, operands, result);
  node.set_domain(kDomain.str());
  for (const onnx::AttributeProto &attribute : attributes)
    *node.add_attribute() = attribute;
}

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

Writer::Writer(ModuleOp module, func::FuncOp network)
    : module(module), symbols(module), network(network), graph(*model.mutable_graph()) {}

LogicalResult Writer::write() {
  model.set_ir_version(kIrVersion);
  model.set_producer_name("cnnc");
  graph.set_name(network.getSymName().str());
  Block &block = network.getBody().front();
  for (BlockArgument argument : block.getArguments()) {
    unsigned i = argument.getArgNumber();
    auto type = cast<RankedTensorType>(argument.getType());
    bool last = hasChannelsLast(network.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kLayoutAttr), type);
    std::string name =
        uniqueName(nameOf(network.getArgAttrOfType<StringAttr>(i, cnn::CnnDialect::kNameAttr), "input", i));
    describe(*graph.add_input(), name, type.getElementType(), callersShape(type, last));
  }
  auto results = cast<func::ReturnOp>(block.getTerminator());
  reserveOutputs(results);
  // Before layers, which have similar names, take theirs.
  for (auto parameter : module.getOps<cnn::ParameterOp>())
    taken.insert(parameter.getSymName());
  for (BlockArgument argument : block.getArguments())
    addInput(argument);
  bool good = true;
  for (Operation &op : block.without_terminator())
    good &= succeeded(addOp(op));
  if (!good)
    return failure();
  for (auto [i, value] : llvm::enumerate(results.getOperands()))
    addOutput(value, i);
  auto addOpset = [&](StringRef domain, int64_t version) {
    onnx::OperatorSetIdProto &opset = *model.add_opset_import();
    opset.set_domain(domain.str());
    opset.set_version(version);
  };
  addOpset("", kOpset);
  if (model.functions_size())
    addOpset(kDomain, 1);
  return addInitializers();
}
