//===- OnnxImport.cpp - From an ONNX file to the cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The frame of a model: inputs and their shapes, initialisers, outputs.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/OnnxImport.h"
#include "compiler/Frontend/Onnx/ChannelsLast.h"
#include "compiler/Frontend/Onnx/Importer.h"
#include "compiler/Frontend/Onnx/Model.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

Importer::Importer(onnx::ModelProto &model, StringRef path, const ImportOptions &options, MLIRContext *context)
    : model(model), path(llvm::sys::path::filename(path)), folder(llvm::sys::path::parent_path(path)), options(options),
      context(context), builder(context), opset(getOpset(model)) {}

InFlightDiagnostic Importer::error(const Twine &message) {
  return emitError(FileLineColLoc::get(context, path, 0, 0)) << message;
}

//===--- Constants ---------------------------------------------------------===//

Value Importer::constant(DenseElementsAttr value, Location loc) {
  Value &known = constants[value];
  if (!known) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&function.getBody().front());
    known = arith::ConstantOp::create(builder, loc, value);
  }
  return known;
}

Value Importer::parameter(Value constant) {
  auto named = names.find(constant);
  auto type = cast<RankedTensorType>(constant.getType());
  DenseElementsAttr value;
  if (named == names.end() || !type.getElementType().isF32() || type.getRank() == 0 ||
      llvm::is_contained(type.getShape(), 0) || !matchPattern(constant, m_Constant(&value)))
    return constant;
  Value &known = parameters[constant];
  if (known)
    return known;
  StringRef name = named->second;
  if (name.empty() || module->lookupSymbol(name))
    return constant;
  auto floats = cnn::ConstantFloats::get(Attribute(value));
  auto resource = cnn::createFloatResource(type, name, floats->values());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(function);
  cnn::ParameterOp::create(builder, constant.getLoc(), name, type, cnn::InitAttr::get(context, cnn::InitKind::zeros),
                           resource, /*state=*/false);
  builder.setInsertionPointToStart(&function.getBody().front());
  known = cnn::GetParameterOp::create(builder, constant.getLoc(), type, name);
  return known;
}

//===--- Inputs ------------------------------------------------------------===//

/// The extents of an input; kDynamic where they are open.
static SmallVector<int64_t> statedShape(const onnx::ValueInfoProto &input, std::string &symbols) {
  SmallVector<int64_t> shape;
  for (const onnx::TensorShapeProto::Dimension &dim : input.type().tensor_type().shape().dim()) {
    // Some exporters write -1 for what is open.
    bool known = dim.has_dim_value() && dim.dim_value() != -1;
    shape.push_back(known ? dim.dim_value() : ShapedType::kDynamic);
    symbols += symbols.empty() ? "" : "x";
    symbols += known ? std::to_string(dim.dim_value()) : dim.dim_param().empty() ? "?" : printable(dim.dim_param());
  }
  return shape;
}

bool Importer::resolveShapes() {
  llvm::StringMap<std::vector<int64_t>> given;
  for (auto &[name, shape] : options.shapes) {
    if (!given.try_emplace(name, shape).second)
      return error("--input-shape is given twice for input " + quote(name)), false;
    auto isSame = [&, name = name](const auto &value) { return value.first == name; };
    if (llvm::any_of(options.values, isSame))
      return error("input " + quote(name) + " has both --input-shape and --input-value; the value has a shape"), false;
  }
  std::string open, list;
  unsigned batched = 0, fixed = 0;
  for (const onnx::ValueInfoProto &input : model.graph().input()) {
    if (tensors.count(input.name()))
      continue; // A constant.
    list += (list.empty() ? "" : ", ") + quote(input.name());
    std::string symbols;
    if (!input.type().has_tensor_type())
      continue; // addInputs reports it.
    SmallVector<int64_t> shape = statedShape(input, symbols);
    if (!input.type().tensor_type().has_shape() && !given.count(input.name()))
      open += "\n  --input-shape " + printable(input.name()) + "=... (the model does not tell its rank)";
    if (auto option = given.find(input.name()); option != given.end()) {
      bool known = input.type().tensor_type().has_shape();
      SmallVector<int64_t> wanted;
      for (int64_t extent : option->second)
        wanted.push_back(extent < 0 ? ShapedType::kDynamic : extent);
      bool fits = !known || wanted.size() == shape.size();
      for (size_t i = 0; fits && known && i < shape.size(); ++i)
        fits = ShapedType::isDynamic(shape[i]) || shape[i] == wanted[i] || (i == 0 && ShapedType::isDynamic(wanted[i]));
      if (!fits)
        return error("--input-shape gives input " + quote(input.name()) + " a shape that is not its own, " + symbols),
               false;
      shape = wanted;
      given.erase(option);
    }
    constexpr size_t mostDimensions = 32;
    if (shape.size() > mostDimensions)
      return error("input " + quote(input.name()) + " has " + Twine(shape.size()) + " dimensions, expected at most " +
                   Twine(mostDimensions)),
             false;
    for (int64_t extent : shape)
      if (!ShapedType::isDynamic(extent) && (extent < 0 || extent > int64_t(1) << 31))
        return error("input " + quote(input.name()) + " has an extent of " + Twine(extent) +
                     ", expected one from 1 to 2^31"),
               false;
    bool free = !shape.empty() && ShapedType::isDynamic(shape[0]);
    (free ? batched : fixed)++;
    if (free && batchInput.empty())
      batchInput = printable(input.name());
    if (llvm::any_of(ArrayRef(shape).drop_front(shape.empty() ? 0 : 1), ShapedType::isDynamic))
      open += "\n  --input-shape " + printable(input.name()) + "=" + symbols;
    shapes[input.name()] = shape;
  }
  if (!given.empty())
    return error("--input-shape names " + quote(given.begin()->first()) + ", which is no input; the inputs are " +
                 list),
           false;
  if (!open.empty())
    return error("only the first extent of an input, the batch, may be open; give the others numbers:" + open), false;
  if (batched && fixed)
    return error("the batch of input '" + batchInput +
                 "' is open, that of another input is not; fix it with --input-shape " + batchInput + "=1x..."),
           false;
  return true;
}

/// Letters of the dimensions; a free batch has none.
static std::string layoutOf(RankedTensorType type) {
  static const char *const names[] = {"", "N", "NC", "NCW", "NCHW", "NCDHW"};
  int64_t rank = type.getRank();
  std::string text = rank <= 5 ? names[rank] : std::string("NABCDEFGHIJKLMOPQRSTUVWXYZ").substr(0, rank);
  return rank && type.isDynamicDim(0) ? text.substr(1) : text;
}

DictionaryAttr Importer::describe(StringRef name, RankedTensorType type) {
  return builder.getDictionaryAttr(
      {builder.getNamedAttr(cnn::CnnDialect::kNameAttr, builder.getStringAttr(name)),
       builder.getNamedAttr(cnn::CnnDialect::kLayoutAttr, builder.getStringAttr(layoutOf(type)))});
}

/// "1x3x4xf32"
static std::string typeText(RankedTensorType type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return StringRef(text).drop_front(strlen("tensor<")).drop_back().str();
}

bool Importer::addInputs() {
  SmallVector<DictionaryAttr> attributes;
  for (const onnx::ValueInfoProto &input : model.graph().input()) {
    if (tensors.count(input.name()))
      continue;
    if (!input.type().has_tensor_type())
      return error("input " + quote(input.name()) + " is no tensor: sequences and optional values cannot be compiled"),
             false;
    int number = input.type().tensor_type().elem_type();
    Type element = getElementType(number, context);
    if (!element) {
      std::string name = getDataTypeName(number);
      StringRef shown = name;
      shown.consume_front("data type "); // What has no name has a number.
      return error("input " + quote(input.name()) + " has elements of type " + shown + ", which is not supported"),
             false;
    }
    auto type = RankedTensorType::get(shapes[input.name()], element);
    auto count = cnn::countUnitElements(type.getShape());
    if (!count || *count == 0)
      return error("input " + quote(input.name()) + " is " + typeText(type) +
                   (count ? ", which has no elements" : ", which has more than 2^31 elements")),
             false;
    tensors[input.name()] = function.getBody().addArgument(type, function.getLoc());
    attributes.push_back(describe(input.name(), type));
  }
  function.setFunctionType(builder.getFunctionType(function.getBody().getArgumentTypes(), {}));
  function.setAllArgAttrs(attributes);
  return true;
}

/// The file of a tensor's data, if the output would overwrite it.
static std::string overwrittenFile(const onnx::TensorProto &tensor, StringRef folder, StringRef output) {
  if (output.empty() || tensor.data_location() != onnx::TensorProto::EXTERNAL)
    return "";
  for (const onnx::StringStringEntryProto &entry : tensor.external_data()) {
    SmallString<256> file(folder);
    llvm::sys::path::append(file, entry.value());
    if (entry.key() == "location" && llvm::sys::fs::equivalent(file, output))
      return entry.value();
  }
  return "";
}

bool Importer::addInitializers() {
  // A library's code reaches 2 GiB of weights.
  constexpr int64_t mostBytes = int64_t(1) << 31;
  int64_t bytes = 0;
  // Each tensor's data is freed once it is read.
  for (onnx::TensorProto &tensor : *model.mutable_graph()->mutable_initializer()) {
    std::string why;
    DenseElementsAttr value = readTensor(tensor, folder, context, why);
    if (!value)
      return error("initialiser " + quote(tensor.name()) + ": " + why), false;
    bytes += value.getNumElements() * llvm::divideCeil(value.getElementType().getIntOrFloatBitWidth(), 8);
    if (bytes > mostBytes)
      return error("the initialisers have more than 2 GiB, with " + quote(tensor.name()) + " as the first beyond"),
             false;
    if (std::string file = overwrittenFile(tensor, folder, options.output); !file.empty())
      return error("the output would overwrite " + quote(file) + ", which holds initialiser " + quote(tensor.name())),
             false;
    Location loc = NameLoc::get(builder.getStringAttr(printable(tensor.name())));
    Value constant = arith::ConstantOp::create(builder, loc, value);
    tensors[tensor.name()] = constant;
    nameConstant(constant, tensor.name());
    tensor.Clear();
  }
  return true;
}

bool Importer::addOption(StringRef name, StringRef file) {
  auto isNamed = [&](const onnx::ValueInfoProto &input) { return input.name() == name; };
  if (llvm::none_of(model.graph().input(), isNamed))
    return error("--input-value names " + quote(name) + ", which is no input"), false;
  // Devices and pipes may never end.
  llvm::sys::fs::file_status status;
  if (!llvm::sys::fs::status(file, status) && status.type() != llvm::sys::fs::file_type::regular_file)
    return error("the value of input " + quote(name) + " cannot be read from " + quote(file) +
                 ": it is no regular file"),
           false;
  // A sparse file takes no room on the disk; protobuf reads less than 2 GiB.
  constexpr uint64_t limit = uint64_t(1) << 31;
  if (status.getSize() >= limit)
    return error("the value of input " + quote(name) + " cannot be read from " + quote(file) + ": it holds " +
                 Twine(status.getSize()) + " bytes, expected less than 2 GiB"),
           false;
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return error("the value of input " + quote(name) + " cannot be read from " + quote(file) + ": " +
                 buffer.getError().message()),
           false;
  if ((*buffer)->getBufferSize() >= limit) // It has grown.
    return error("the value of input " + quote(name) + " in " + quote(file) + " holds 2 GiB or more"), false;
  onnx::TensorProto tensor;
  if (!tensor.ParseFromArray((*buffer)->getBufferStart(), int((*buffer)->getBufferSize())))
    return error("the value of input " + quote(name) + " cannot be read from " + quote(file) +
                 ": expected an ONNX tensor (.pb)"),
           false;
  std::string why;
  StringRef valueFolder = llvm::sys::path::parent_path(file);
  DenseElementsAttr value = readTensor(tensor, valueFolder, context, why);
  if (!value)
    return error("the value of input " + quote(name) + " in " + quote(file) + ": " + why), false;
  if (std::string data = overwrittenFile(tensor, valueFolder, options.output); !data.empty())
    return error("the output would overwrite " + quote(data) + ", which holds the value of input " + quote(name)),
           false;
  const onnx::TypeProto_Tensor &stated = llvm::find_if(model.graph().input(), isNamed)->type().tensor_type();
  auto type = cast<RankedTensorType>(value.getType());
  bool fits = type.getElementType() == getElementType(stated.elem_type(), context);
  if (stated.has_shape()) {
    fits &= stated.shape().dim_size() == type.getRank();
    for (int i = 0; fits && i < stated.shape().dim_size(); ++i)
      fits = !stated.shape().dim(i).has_dim_value() || stated.shape().dim(i).dim_value() == type.getDimSize(i);
  }
  if (!fits)
    return emitError(function.getLoc()) << "the value of input " << quote(name) << " in " << quote(file) << " is "
                                        << type << ", which is not the input's type or shape",
           false;
  tensors[name] = arith::ConstantOp::create(builder, function.getLoc(), value);
  return true;
}

//===--- Outputs -----------------------------------------------------------===//

bool Importer::addOutputs() {
  SmallVector<Value> results;
  SmallVector<DictionaryAttr> attributes;
  for (const onnx::ValueInfoProto &output : model.graph().output()) {
    Value value = tensors.lookup(output.name());
    if (!value)
      return error("output " + quote(output.name()) + " cannot be computed"), false;
    auto type = cast<RankedTensorType>(value.getType());
    DenseIntElementsAttr known;
    if (!batchInput.empty() && type.getElementType().isInteger(64) && matchPattern(value, m_Constant(&known)) &&
        llvm::any_of(known.getValues<APInt>(),
                     [](const APInt &number) { return number.getSExtValue() == ShapedType::kDynamic; }))
      return error("output " + quote(output.name()) + " holds the free batch; fix the batch with --input-shape " +
                   batchInput + "=1x..."),
             false;
    auto count = cnn::countUnitElements(type.getShape());
    if (!count || *count == 0)
      return error("output " + quote(output.name()) + " has no elements"), false;
    // What no op computes is copied to where the caller wants it.
    if (isa<BlockArgument>(value) || llvm::is_contained(results, value) ||
        !isa<cnn::CnnDialect>(value.getDefiningOp()->getDialect()) || isa<cnn::GetParameterOp>(value.getDefiningOp())) {
      auto op = cnn::GenerateOp::create(builder, function.getLoc(), type, value);
      Block *block = &op.getBody().emplaceBlock();
      OpBuilder inner = OpBuilder::atBlockBegin(block);
      SmallVector<Value> index;
      for (int64_t i = 0; i < type.getRank(); ++i)
        index.push_back(block->addArgument(builder.getIndexType(), function.getLoc()));
      auto stored = RankedTensorType::get(type.getShape(), cnn::getStorageType(type.getElementType()));
      Value source = block->addArgument(stored, function.getLoc());
      Value element = tensor::ExtractOp::create(inner, function.getLoc(), source, index);
      cnn::YieldElementOp::create(inner, function.getLoc(), element);
      value = op.getResult();
    }
    results.push_back(value);
    attributes.push_back(describe(output.name(), type));
  }
  if (results.empty())
    return error("the graph has no output"), false;
  func::ReturnOp::create(builder, function.getLoc(), results);
  function.setFunctionType(
      builder.getFunctionType(function.getBody().getArgumentTypes(), ValueRange(results).getTypes()));
  function.setAllResultAttrs(attributes);
  return true;
}

//===----------------------------------------------------------------------===//

/// A name that C and MLIR take.
static std::string networkName(StringRef name, StringRef path) {
  std::string result;
  for (char c : name.empty() ? llvm::sys::path::stem(path) : name)
    result += llvm::isAlnum(c) ? c : '_';
  if (result.empty() || llvm::isDigit(result[0]))
    result = "net_" + result;
  return result.substr(0, 100);
}

OwningOpRef<ModuleOp> Importer::run() {
  Location loc = FileLineColLoc::get(context, path, 0, 0);
  module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(module->getBody());
  function =
      func::FuncOp::create(builder, loc, networkName(model.graph().name(), path), builder.getFunctionType({}, {}));
  function->setAttr(cnn::CnnDialect::kNetworkAttr, builder.getUnitAttr());
  Block *body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  if (!addInitializers())
    return nullptr;
  llvm::StringSet<> valued;
  for (auto &[name, file] : options.values)
    if (!valued.insert(name).second)
      return error("--input-value is given twice for input " + quote(name)), nullptr;
    else if (!addOption(name, file))
      return nullptr;
  if (!resolveShapes() || !addInputs())
    return nullptr;
  bool said = false;
  ScopedDiagnosticHandler listener(context, [&](Diagnostic &diagnostic) {
    said |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure(); // The next handler prints it.
  });
  bool good = importNodes(model.graph().node(), tensors, "");
  reportUnsupported();
  if (!good && !said)
    error("a node cannot be imported, and its importer does not say why");
  if (!good || !unsupported.empty() || !addOutputs())
    return nullptr;
  takeChannelsLast(function);
  return std::move(module);
}

OwningOpRef<ModuleOp> onnx_import::importOnnx(StringRef text, StringRef path, const ImportOptions &options,
                                              MLIRContext *context) {
  context->loadDialect<cnn::CnnDialect, func::FuncDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect,
                       tensor::TensorDialect>();
  std::string why;
  std::optional<onnx::ModelProto> model = parseModel(text, why);
  if (!model) {
    emitError(FileLineColLoc::get(context, llvm::sys::path::filename(path), 0, 0)) << why;
    return nullptr;
  }
  return Importer(*model, path, options, context).run();
}
