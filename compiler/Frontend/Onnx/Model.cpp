//===- Model.cpp - The tensors of an ONNX file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what nobody has checked: every name is looked up, every count is
// computed so that it cannot overflow, and a tensor is allocated only after its
// bytes have been found.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Node.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <queue>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

constexpr int64_t kMostElements = int64_t(1) << 31;
constexpr int kMostDimensions = 64;

std::string onnx_import::printable(StringRef name) {
  constexpr size_t mostShown = 255;
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::printEscapedString(name.take_front(mostShown), os);
  return text + (name.size() > mostShown ? "..." : "");
}

std::string onnx_import::quote(StringRef name) { return "'" + printable(name) + "'"; }

static std::string describe(const onnx::NodeProto &node, int number) {
  std::string name = node.name().empty() ? std::to_string(number) : quote(node.name());
  std::string op = quote(node.op_type());
  return "node " + name + " (" + op.substr(1, op.size() - 2) + ")";
}

static std::nullopt_t fail(std::string &why, const Twine &text) {
  why = text.str();
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Versions
//===----------------------------------------------------------------------===//

bool onnx_import::isDefaultDomain(StringRef domain) { return domain.empty() || domain == "ai.onnx"; }

int64_t onnx_import::getOpset(const onnx::ModelProto &model) {
  for (const onnx::OperatorSetIdProto &opset : model.opset_import())
    if (isDefaultDomain(opset.domain()))
      return opset.version();
  return kMostOpset; // No operator of the default domain, or else the newest.
}

static bool checkVersions(const onnx::ModelProto &model, std::string &why) {
  if (!model.has_ir_version())
    return why = "the file is no ONNX model: it has no IR version", false;
  if (model.ir_version() < 3 || model.ir_version() > 10)
    return why = "IR version " + std::to_string(model.ir_version()) + " is not supported; expected one from 3 to 10",
           false;
  std::optional<int64_t> opset;
  for (const onnx::OperatorSetIdProto &import : model.opset_import()) {
    if (!isDefaultDomain(import.domain()))
      continue;
    if (opset && *opset != import.version())
      return why = "the model imports opset " + std::to_string(*opset) + " and opset " +
                   std::to_string(import.version()) + " of the default domain; expected one",
             false;
    opset = import.version();
  }
  if (model.opset_import().empty())
    return why = "the model imports no opset", false;
  if (opset && (*opset < kLeastOpset || *opset > kMostOpset))
    return why = "opset " + std::to_string(*opset) + " is not supported; expected one from " +
                 std::to_string(kLeastOpset) + " to " + std::to_string(kMostOpset),
           false;
  if (!model.has_graph())
    return why = "the model has no graph", false;
  auto isDefault = [](const onnx::NodeProto &node) { return isDefaultDomain(node.domain()); };
  if (!opset && llvm::any_of(model.graph().node(), isDefault))
    return why = "the model has operators of the default domain, but imports no opset of it", false;
  return true;
}

//===----------------------------------------------------------------------===//
// Names and order
//===----------------------------------------------------------------------===//

std::string onnx_import::getDataTypeName(int64_t dataType) {
  if (dataType >= 0 && dataType <= INT32_MAX && onnx::TensorProto::DataType_IsValid(int(dataType)))
    return onnx::TensorProto::DataType_Name(onnx::TensorProto::DataType(dataType));
  return "data type " + std::to_string(dataType);
}

namespace {

/// Checks a graph's names, and finds an order of its nodes.
class GraphChecker {
public:
  GraphChecker(onnx::GraphProto &graph, std::string &why) : graph(graph), why(why) {}

  bool run() { return define() && defineNodes() && link() && checkOutputs() && sort(); }

private:
  bool error(const Twine &text) {
    why = text.str();
    return false;
  }

  bool define();
  bool defineNodes();
  bool link();
  bool checkOutputs();
  bool sort();
  bool reportCycle(ArrayRef<unsigned> pending);
  void collectUses(const onnx::GraphProto &inner, llvm::DenseSet<unsigned> &before);

  std::string describe(unsigned node) const { return ::describe(graph.node(node), node); }

  onnx::GraphProto &graph;
  std::string &why;
  /// The node that defines a value; -1 for inputs and initialisers.
  llvm::StringMap<int> definitions;
  /// By node: those that it needs, and those that need it.
  std::vector<SmallVector<unsigned, 4>> needs, users;
};

} // namespace

bool GraphChecker::define() {
  llvm::StringSet<> initializers;
  auto addInitializer = [&](StringRef name) {
    if (name.empty())
      return error("an initialiser has no name");
    if (!initializers.insert(name).second)
      return error("initialiser " + quote(name) + " is defined twice");
    definitions.try_emplace(name, -1);
    return true;
  };
  for (const onnx::ValueInfoProto &input : graph.input()) {
    if (input.name().empty())
      return error("an input of the graph has no name");
    if (!definitions.try_emplace(input.name(), -1).second)
      return error("input " + quote(input.name()) + " is defined twice");
  }
  for (const onnx::TensorProto &tensor : graph.initializer())
    if (!addInitializer(tensor.name()))
      return false;
  for (const onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    return error("initialiser " + quote(tensor.values().name()) + " is sparse, which is not supported");
  return true;
}

bool GraphChecker::defineNodes() {
  for (int i = 0; i < graph.node_size(); ++i)
    for (const std::string &name : graph.node(i).output()) {
      if (name.empty())
        continue;
      auto [at, isNew] = definitions.try_emplace(name, i);
      if (isNew)
        continue;
      return error(describe(i) + " defines " + quote(name) + ", which is already defined" +
                   (at->second < 0 ? std::string(" as an input or initialiser") : " by " + describe(at->second)));
    }
  return true;
}

bool GraphChecker::link() {
  needs.resize(graph.node_size());
  users.resize(graph.node_size());
  for (int i = 0; i < graph.node_size(); ++i) {
    llvm::DenseSet<unsigned> before;
    for (const std::string &name : graph.node(i).input()) {
      if (name.empty())
        continue;
      auto at = definitions.find(name);
      if (at == definitions.end())
        return error(describe(i) + " reads " + quote(name) + ", which nothing defines");
      if (at->second >= 0)
        before.insert(at->second);
    }
    for (const onnx::AttributeProto &attribute : graph.node(i).attribute()) {
      if (attribute.has_g())
        collectUses(attribute.g(), before);
      for (const onnx::GraphProto &inner : attribute.graphs())
        collectUses(inner, before);
    }
    needs[i].assign(before.begin(), before.end());
    llvm::sort(needs[i]);
    for (unsigned other : needs[i])
      users[other].push_back(i);
  }
  return true;
}

/// A graph inside a node may read this graph's values by name.
void GraphChecker::collectUses(const onnx::GraphProto &inner, llvm::DenseSet<unsigned> &before) {
  llvm::StringSet<> own;
  for (const onnx::ValueInfoProto &input : inner.input())
    own.insert(input.name());
  for (const onnx::TensorProto &tensor : inner.initializer())
    own.insert(tensor.name());
  for (const onnx::NodeProto &node : inner.node())
    for (const std::string &name : node.output())
      own.insert(name);
  auto use = [&](const std::string &name) {
    auto at = own.contains(name) ? definitions.end() : definitions.find(name);
    if (at != definitions.end() && at->second >= 0)
      before.insert(at->second);
  };
  for (const onnx::ValueInfoProto &output : inner.output())
    use(output.name());
  for (const onnx::NodeProto &node : inner.node()) {
    for (const std::string &name : node.input())
      use(name);
    for (const onnx::AttributeProto &attribute : node.attribute()) {
      if (attribute.has_g())
        collectUses(attribute.g(), before);
      for (const onnx::GraphProto &deeper : attribute.graphs())
        collectUses(deeper, before);
    }
  }
}

bool GraphChecker::checkOutputs() {
  llvm::StringSet<> seen;
  for (const onnx::ValueInfoProto &output : graph.output()) {
    if (output.name().empty())
      return error("an output of the graph has no name");
    if (!seen.insert(output.name()).second)
      return error("output " + quote(output.name()) + " is defined twice");
    if (!definitions.count(output.name()))
      return error("output " + quote(output.name()) + " of the graph is defined by no node");
  }
  return true;
}

/// Puts the nodes in order; those that are in order stay where they are.
bool GraphChecker::sort() {
  unsigned count = graph.node_size();
  SmallVector<unsigned> pending(count), order;
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned i = 0; i < count; ++i)
    if (!(pending[i] = needs[i].size()))
      ready.push(i);
  while (!ready.empty()) {
    unsigned node = ready.top();
    ready.pop();
    order.push_back(node);
    for (unsigned user : users[node])
      if (!--pending[user])
        ready.push(user);
  }
  if (order.size() < count)
    return reportCycle(pending);
  if (llvm::is_sorted(order))
    return true;
  google::protobuf::RepeatedPtrField<onnx::NodeProto> sorted;
  sorted.Reserve(count);
  for (unsigned node : order)
    sorted.Add()->Swap(graph.mutable_node(node));
  graph.mutable_node()->Swap(&sorted);
  return true;
}

bool GraphChecker::reportCycle(ArrayRef<unsigned> pending) {
  // What remains needs something that remains: backwards, a node must repeat.
  unsigned node = llvm::find_if(pending, [](unsigned n) { return n != 0; }) - pending.begin();
  llvm::DenseSet<unsigned> seen;
  while (seen.insert(node).second)
    node = *llvm::find_if(needs[node], [&](unsigned other) { return pending[other] != 0; });
  return error(describe(node) + " needs its own result: the graph has a cycle");
}

std::optional<onnx::ModelProto> onnx_import::parseModel(StringRef text, std::string &why) {
  if (text.size() >= (size_t(1) << 31))
    return fail(why, "the file holds " + Twine(text.size()) +
                         " bytes; a model has less than 2 GiB, with its weights in a file beside it if need be");
  std::optional<onnx::ModelProto> model(std::in_place);
  if (!model->ParseFromArray(text.data(), int(text.size())))
    return fail(why, "the file is no ONNX model, or it is cut off: its protobuf cannot be read");
  if (!checkVersions(*model, why) || !GraphChecker(*model->mutable_graph(), why).run())
    return std::nullopt;
  return model;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Type onnx_import::getElementType(int dataType, MLIRContext *context) {
  auto integer = [&](unsigned width, bool isUnsigned = false) -> Type {
    return IntegerType::get(context, width, isUnsigned ? IntegerType::Unsigned : IntegerType::Signless);
  };
  switch (dataType) {
  case onnx::TensorProto::FLOAT:
    return Float32Type::get(context);
  case onnx::TensorProto::DOUBLE:
    return Float64Type::get(context);
  case onnx::TensorProto::FLOAT16:
    return Float16Type::get(context);
  case onnx::TensorProto::BFLOAT16:
    return BFloat16Type::get(context);
  case onnx::TensorProto::BOOL:
    return integer(1);
  case onnx::TensorProto::INT8:
    return integer(8);
  case onnx::TensorProto::INT16:
    return integer(16);
  case onnx::TensorProto::INT32:
    return integer(32);
  case onnx::TensorProto::INT64:
    return integer(64);
  case onnx::TensorProto::UINT8:
    return integer(8, true);
  case onnx::TensorProto::UINT16:
    return integer(16, true);
  case onnx::TensorProto::UINT32:
    return integer(32, true);
  case onnx::TensorProto::UINT64:
    return integer(64, true);
  default:
    return {};
  }
}

namespace {

/// Reads the elements of one tensor as bytes, a bool as one.
class TensorReader {
public:
  TensorReader(const onnx::TensorProto &tensor, StringRef folder, MLIRContext *context, std::string &why)
      : tensor(tensor), folder(folder), context(context), why(why) {}

  DenseElementsAttr run();

private:
  bool error(const Twine &text) {
    why = ("it " + text).str();
    return false;
  }

  bool readType();
  bool checkFields();
  bool expectCount(StringRef field, int found);
  template <typename T, typename From> void append(const From &values);
  bool readTyped();
  bool readNarrow();
  bool readExternal();
  std::optional<std::string> findFile(StringRef location);
  bool readFile(StringRef path, uint64_t offset, std::optional<uint64_t> length);

  const onnx::TensorProto &tensor;
  StringRef folder;
  MLIRContext *context;
  std::string &why;
  RankedTensorType type;
  int64_t count = 1;
  unsigned size = 0; ///< of an element, in bytes
  std::vector<char> bytes;
};

} // namespace

bool TensorReader::readType() {
  int dataType = tensor.data_type();
  Type element = getElementType(dataType, context);
  if (!element) {
    std::string name = onnx::TensorProto::DataType_IsValid(dataType)
                           ? onnx::TensorProto::DataType_Name(static_cast<onnx::TensorProto::DataType>(dataType))
                           : std::to_string(dataType);
    return error("has the data type " + name + "; expected numbers or bools");
  }
  if (tensor.has_segment())
    return error("is stored in segments, which are not supported");
  if (tensor.dims_size() > kMostDimensions)
    return error("has " + Twine(tensor.dims_size()) + " dimensions; expected at most " + Twine(kMostDimensions));
  for (int64_t extent : tensor.dims()) {
    if (extent < 0)
      return error("has the negative dimension " + Twine(extent));
    // Both factors are at most 2^31.
    if (extent > kMostElements || (count *= extent) > kMostElements)
      return error("has more than 2^31 elements");
  }
  size = std::max(8u, element.getIntOrFloatBitWidth()) / 8;
  type = RankedTensorType::get(SmallVector<int64_t>(tensor.dims().begin(), tensor.dims().end()), element);
  return true;
}

/// The elements must stand in one place.
bool TensorReader::checkFields() {
  bool isExternal = tensor.data_location() == onnx::TensorProto::EXTERNAL;
  int places = (tensor.float_data_size() != 0) + (tensor.int32_data_size() != 0) + (tensor.int64_data_size() != 0) +
               (tensor.double_data_size() != 0) + (tensor.uint64_data_size() != 0) + (tensor.string_data_size() != 0) +
               !tensor.raw_data().empty() + isExternal;
  return places <= 1 || error("holds its data in " + Twine(places) + " places; expected one");
}

bool TensorReader::expectCount(StringRef field, int found) {
  return found == count || error("holds " + Twine(found) + " elements in " + field + "; expected " + Twine(count));
}

template <typename T, typename From> void TensorReader::append(const From &values) {
  bytes.resize(values.size() * sizeof(T));
  char *to = bytes.data();
  for (auto value : values) {
    T element = T(value);
    memcpy(to, &element, sizeof(T));
    to += sizeof(T);
  }
}

/// Elements of up to 32 bits, one in each int32.
bool TensorReader::readNarrow() {
  bool isBool = type.getElementType().isInteger(1);
  // The bits of a half, too, may stand there with or without a sign.
  int64_t least = size == 4 ? INT32_MIN : -(int64_t(1) << (8 * size - 1));
  int64_t most = size == 4 ? INT32_MAX : (int64_t(1) << (8 * size)) - 1;
  for (int32_t value : tensor.int32_data())
    if (!isBool && (value < least || value > most))
      return error("holds " + Twine(value) + " in int32_data, which its type does not have");
  if (size == 4)
    append<int32_t>(tensor.int32_data());
  else if (size == 2)
    append<uint16_t>(tensor.int32_data());
  else if (isBool)
    append<char>(llvm::map_to_vector(tensor.int32_data(), [](int32_t v) { return v != 0; }));
  else
    append<uint8_t>(tensor.int32_data());
  return true;
}

bool TensorReader::readTyped() {
  switch (tensor.data_type()) {
  case onnx::TensorProto::FLOAT:
    append<float>(tensor.float_data());
    return expectCount("float_data", tensor.float_data_size());
  case onnx::TensorProto::DOUBLE:
    append<double>(tensor.double_data());
    return expectCount("double_data", tensor.double_data_size());
  case onnx::TensorProto::INT64:
    append<int64_t>(tensor.int64_data());
    return expectCount("int64_data", tensor.int64_data_size());
  case onnx::TensorProto::UINT64:
    append<uint64_t>(tensor.uint64_data());
    return expectCount("uint64_data", tensor.uint64_data_size());
  case onnx::TensorProto::UINT32:
    for (uint64_t value : tensor.uint64_data())
      if (value > UINT32_MAX)
        return error("holds " + Twine(value) + " in uint64_data, which its type does not have");
    append<uint32_t>(tensor.uint64_data());
    return expectCount("uint64_data", tensor.uint64_data_size());
  default:
    return expectCount("int32_data", tensor.int32_data_size()) && readNarrow();
  }
}

bool TensorReader::readExternal() {
  StringRef location;
  std::optional<uint64_t> offset, length;
  for (const onnx::StringStringEntryProto &entry : tensor.external_data()) {
    StringRef key = entry.key(), value = entry.value();
    if (key == "location") {
      location = value;
      continue;
    }
    if (key != "offset" && key != "length")
      continue;
    uint64_t parsed = 0;
    if (value.getAsInteger(10, parsed))
      return error("has external data of the " + key + " " + quote(value) + "; expected a number of bytes");
    (key == "offset" ? offset : length) = parsed;
  }
  std::optional<std::string> path = findFile(location);
  return path && readFile(*path, offset.value_or(0), length);
}

/// The file beside the model, with all symbolic links resolved.
std::optional<std::string> TensorReader::findFile(StringRef location) {
  namespace path = llvm::sys::path;
  if (location.empty() || location.contains('\0')) {
    error("has external data without a location");
    return std::nullopt;
  }
  bool leaves = path::is_absolute(location) || path::has_root_directory(location) ||
                std::find(path::begin(location), path::end(location), "..") != path::end(location);
  SmallString<256> root, real, joined(folder.empty() ? StringRef(".") : folder);
  std::error_code code = llvm::sys::fs::real_path(joined, root);
  path::append(joined, location);
  if (!leaves && !code && !(code = llvm::sys::fs::real_path(joined, real))) {
    // The root folder ends in a separator already.
    if (!root.ends_with("/"))
      root += "/";
    leaves = !StringRef(real).starts_with(root);
  }
  if (leaves)
    error("has external data in " + quote(location) + ", which is not in the model's folder");
  else if (code)
    error("has external data in " + quote(location) + ", which cannot be read: " + code.message());
  else if (!llvm::sys::fs::is_regular_file(real))
    error("has external data in " + quote(location) + ", which is no file");
  else
    return std::string(real);
  return std::nullopt;
}

bool TensorReader::readFile(StringRef path, uint64_t offset, std::optional<uint64_t> length) {
  namespace fs = llvm::sys::fs;
  auto refuse = [&](StringRef reason) {
    return error("has external data in " + quote(llvm::sys::path::filename(path)) +
                 ", which cannot be read: " + reason);
  };
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(path);
  if (!file)
    return refuse(llvm::toString(file.takeError()));
  auto close = llvm::scope_exit([&] { (void)fs::closeFile(*file); });
  fs::file_status status;
  if (std::error_code code = fs::status(*file, status))
    return refuse(code.message());
  uint64_t expected = uint64_t(count) * size, available = status.getSize();
  uint64_t rest = available > offset ? available - offset : 0;
  if (offset > available || length.value_or(0) > rest)
    return error("has external data at bytes " + Twine(offset) + " and " + Twine(length.value_or(0)) +
                 " following; the file has " + Twine(available));
  if (length.value_or(rest) != expected)
    return error("has " + Twine(length.value_or(rest)) + " bytes of external data; expected " + Twine(expected));
  bytes.resize(expected);
  for (uint64_t done = 0; done < expected;) {
    // One read returns at most 2 GiB.
    MutableArrayRef<char> part(bytes.data() + done, std::min<uint64_t>(expected - done, 1 << 30));
    llvm::Expected<size_t> got = fs::readNativeFileSlice(*file, part, offset + done);
    if (!got)
      return refuse(llvm::toString(got.takeError()));
    if (!*got)
      return refuse("it ends early");
    done += *got;
  }
  return true;
}

DenseElementsAttr TensorReader::run() {
  if (!readType() || !checkFields())
    return {};
  ArrayRef<char> data;
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL) {
    if (!readExternal())
      return {};
    data = bytes;
  } else if (!tensor.raw_data().empty()) {
    data = ArrayRef<char>(tensor.raw_data().data(), tensor.raw_data().size());
    if (data.size() != uint64_t(count) * size)
      return error("holds " + Twine(data.size()) + " bytes of raw_data; expected " + Twine(uint64_t(count) * size)),
             DenseElementsAttr();
  } else {
    if (!readTyped())
      return {};
    data = bytes;
  }
  if (!type.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(type, data);
  SmallVector<bool> bools = llvm::map_to_vector(data, [](char v) { return v != 0; });
  return DenseElementsAttr::get(type, bools);
}

DenseElementsAttr onnx_import::readTensor(const onnx::TensorProto &tensor, StringRef folder, MLIRContext *context,
                                          std::string &why) {
  return TensorReader(tensor, folder, context, why).run();
}
