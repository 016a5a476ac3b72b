//===- onnx.cpp - Any bytes as an ONNX model
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the protobuf to a verified module. What the importer makes must be valid:
// if the verifier finds a mistake, this ends the run. The disk is not read, since
// the model stands in a folder that does not exist.
//
// Bytes that are changed at random seldom remain a protobuf, for every message
// has its length in front. So most mutations change one field of the model, or
// add a node of another one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Node.h"
#include "compiler/Frontend/Onnx/OnnxImport.h"
#include "compiler/Frontend/Onnx/Ops/Own.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>
#include <random>

using namespace mlir;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

//===----------------------------------------------------------------------===//
// The run
//===----------------------------------------------------------------------===//

/// Loading the dialects takes longer than a run; but a context keeps every
/// constant that it has seen, so it is a new one from time to time.
static MLIRContext &getContext() {
  static std::unique_ptr<MLIRContext> context;
  static unsigned runs = 0;
  if (runs++ % 200 == 0) {
    context = std::make_unique<MLIRContext>(MLIRContext::Threading::DISABLED);
    context->getDiagEngine().registerHandler([](Diagnostic &diagnostic) {
      (void)diagnostic.str();
      return success();
    });
  }
  return *context;
}

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  MLIRContext &context = getContext();
  bool said = false;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    said |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure(); // The handler of the context goes on.
  });
  OwningOpRef<ModuleOp> module = cnnc::onnx_import::importOnnx(text, "no-such-folder/fuzz.onnx", {}, &context);
  if (!module && !said)
    llvm::report_fatal_error("the importer fails without an error");
  if (module && said)
    llvm::report_fatal_error("the importer reports an error, and succeeds");
  if (!module)
    return 0;
  std::string why;
  ScopedDiagnosticHandler collect(&context, [&](Diagnostic &diagnostic) { why += diagnostic.str() + "\n"; });
  if (failed(verify(*module)))
    llvm::report_fatal_error(llvm::StringRef("the importer makes what the verifier refuses: " + why));
  return 0;
}

//===----------------------------------------------------------------------===//
// Mutations
//===----------------------------------------------------------------------===//

namespace {

class Mutator {
public:
  Mutator(Message &model, unsigned seed) : random(seed) {
    collect(model);
    for (const Message *message : messages)
      if (auto *node = google::protobuf::DynamicCastToGenerated<onnx::NodeProto>(message))
        for (const std::string &name : llvm::concat<const std::string>(node->input(), node->output()))
          names.push_back(name);
  }

  void run();

private:
  size_t below(size_t count) { return random() % count; }
  void collect(Message &message);
  int64_t number(int64_t old);
  std::string text(const Message &message, const FieldDescriptor *field);
  void setScalar(Message &message, const FieldDescriptor *field, int at);
  void changeList(Message &message, const FieldDescriptor *field, int count);
  void changeMessage(Message &message, const FieldDescriptor *field, int at);

  std::mt19937 random;
  std::vector<Message *> messages;
  std::vector<std::string> names; ///< of values
};

} // namespace

static ArrayRef<std::string> getOperatorNames() {
  using namespace cnnc::onnx_import;
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (ArrayRef<Operator> group :
         {getActivationOperators(), getArithmeticOperators(), getConvOperators(), getLossOperators(),
          getNormOperators(), getPictureOperators(), getPoolOperators(), getQuantizeOperators(), getReduceOperators(),
          getShapeOperators(), getTrainingOperators(), getOwnOperators()})
      for (const Operator &each : group)
        result.push_back(each.name.str());
    return result;
  }();
  return names;
}

/// All messages of the model that are set, the model first.
void Mutator::collect(Message &message) {
  messages.push_back(&message);
  const Reflection &fields = *message.GetReflection();
  std::vector<const FieldDescriptor *> set;
  fields.ListFields(message, &set);
  for (const FieldDescriptor *field : set) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    if (!field->is_repeated())
      collect(*fields.MutableMessage(&message, field));
    else
      for (int i = 0; i < fields.FieldSize(message, field); ++i)
        collect(*fields.MutableRepeatedMessage(&message, field, i));
  }
}

int64_t Mutator::number(int64_t old) {
  static const int64_t chosen[] = {0,  1,  2,  3,  4,  5,   6,     7,         8,         9,         10,
                                   -1, -2, -3, 16, 32, 256, 65536, 1LL << 31, 1LL << 32, INT64_MAX, INT64_MIN};
  switch (below(4)) {
  case 0:
    return old < INT64_MAX ? old + 1 : old;
  case 1:
    return old > INT64_MIN ? old - 1 : old;
  default:
    return chosen[below(std::size(chosen))];
  }
}

std::string Mutator::text(const Message &message, const FieldDescriptor *field) {
  if (field->name() == "op_type")
    return getOperatorNames()[below(getOperatorNames().size())];
  if ((field->name() == "input" || field->name() == "output") && !names.empty())
    return below(8) ? names[below(names.size())] : "";
  // What stands in the same field elsewhere.
  std::vector<std::string> others = {"", "x"};
  for (const Message *other : messages)
    if (other->GetDescriptor() == message.GetDescriptor()) {
      const Reflection &fields = *other->GetReflection();
      for (int i = 0, count = field->is_repeated() ? fields.FieldSize(*other, field) : 0; i < count; ++i)
        others.push_back(fields.GetRepeatedString(*other, field, i));
      if (!field->is_repeated())
        others.push_back(fields.GetString(*other, field));
    }
  return others[below(others.size())];
}

/// Element `at` of a list, or the field itself for -1.
void Mutator::setScalar(Message &message, const FieldDescriptor *field, int at) {
  const Reflection &fields = *message.GetReflection();
  auto change = [&](auto get, auto getRepeated, auto set, auto setRepeated, auto next) {
    if (at < 0)
      (fields.*set)(&message, field, next((fields.*get)(message, field)));
    else
      (fields.*setRepeated)(&message, field, at, next((fields.*getRepeated)(message, field, at)));
  };
  auto real = [&](double old) {
    static const double chosen[] = {0, 1, -1, 0.5, 1e-30, 1e30, HUGE_VAL, -HUGE_VAL, NAN, 2, 255, 1e19};
    return below(4) ? chosen[below(std::size(chosen))] : old * 2;
  };
  auto whole = [&](auto old) { return decltype(old)(uint64_t(number(int64_t(old)))); };
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32:
    return change(&Reflection::GetInt32, &Reflection::GetRepeatedInt32, &Reflection::SetInt32,
                  &Reflection::SetRepeatedInt32, whole);
  case FieldDescriptor::CPPTYPE_INT64:
    return change(&Reflection::GetInt64, &Reflection::GetRepeatedInt64, &Reflection::SetInt64,
                  &Reflection::SetRepeatedInt64, whole);
  case FieldDescriptor::CPPTYPE_UINT64:
    return change(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64, &Reflection::SetUInt64,
                  &Reflection::SetRepeatedUInt64, whole);
  case FieldDescriptor::CPPTYPE_FLOAT:
    return change(&Reflection::GetFloat, &Reflection::GetRepeatedFloat, &Reflection::SetFloat,
                  &Reflection::SetRepeatedFloat, [&](float old) { return float(real(old)); });
  case FieldDescriptor::CPPTYPE_DOUBLE:
    return change(&Reflection::GetDouble, &Reflection::GetRepeatedDouble, &Reflection::SetDouble,
                  &Reflection::SetRepeatedDouble, real);
  case FieldDescriptor::CPPTYPE_ENUM:
    if (at < 0)
      fields.SetEnumValue(&message, field, int(below(24)));
    return;
  case FieldDescriptor::CPPTYPE_STRING:
    if (at < 0)
      return fields.SetString(&message, field, text(message, field));
    return fields.SetRepeatedString(&message, field, at, text(message, field));
  default:
    return;
  }
}

/// Removes the last element, swaps two, or adds one that is like another.
void Mutator::changeList(Message &message, const FieldDescriptor *field, int count) {
  const Reflection &fields = *message.GetReflection();
  if (count && below(3) == 0)
    return fields.RemoveLast(&message, field);
  if (count > 1 && below(2) == 0)
    return fields.SwapElements(&message, field, int(below(count)), int(below(count)));
  switch (field->cpp_type()) {
  case FieldDescriptor::CPPTYPE_INT32:
    return fields.AddInt32(&message, field, int32_t(number(0)));
  case FieldDescriptor::CPPTYPE_INT64:
    return fields.AddInt64(&message, field, number(0));
  case FieldDescriptor::CPPTYPE_UINT64:
    return fields.AddUInt64(&message, field, uint64_t(number(0)));
  case FieldDescriptor::CPPTYPE_FLOAT:
    return fields.AddFloat(&message, field, float(number(0)));
  case FieldDescriptor::CPPTYPE_DOUBLE:
    return fields.AddDouble(&message, field, double(number(0)));
  case FieldDescriptor::CPPTYPE_STRING:
    return fields.AddString(&message, field, text(message, field));
  case FieldDescriptor::CPPTYPE_MESSAGE:
    fields.AddMessage(&message, field);
    return changeMessage(message, field, count);
  default:
    return;
  }
}

/// Makes a message like another one of its type, if there is one.
void Mutator::changeMessage(Message &message, const FieldDescriptor *field, int at) {
  const Reflection &fields = *message.GetReflection();
  std::vector<const Message *> others;
  for (const Message *other : messages)
    if (other->GetDescriptor() == field->message_type())
      others.push_back(other);
  if (others.empty())
    return;
  // A copy, since a message may be made like one that holds it.
  const Message *chosen = others[below(others.size())];
  std::unique_ptr<Message> copy(chosen->New());
  copy->CopyFrom(*chosen);
  Message *target =
      at < 0 ? fields.MutableMessage(&message, field) : fields.MutableRepeatedMessage(&message, field, at);
  target->CopyFrom(*copy);
}

void Mutator::run() {
  Message &message = *messages[below(messages.size())];
  const Reflection &fields = *message.GetReflection();
  std::vector<const FieldDescriptor *> set;
  fields.ListFields(message, &set);
  int all = message.GetDescriptor()->field_count();
  bool isNew = set.empty() || below(8) == 0;
  const FieldDescriptor *field = isNew ? message.GetDescriptor()->field(int(below(all))) : set[below(set.size())];
  if (field->is_repeated()) {
    int count = fields.FieldSize(message, field);
    if (!count || below(3) == 0)
      return changeList(message, field, count);
    int at = int(below(count));
    return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ? changeMessage(message, field, at)
                                                                 : setScalar(message, field, at);
  }
  if (below(8) == 0)
    return fields.ClearField(&message, field);
  field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ? changeMessage(message, field, -1)
                                                        : setScalar(message, field, -1);
}

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
  onnx::ModelProto model;
  if (seed % 8 == 0 || !model.ParseFromArray(data, int(size)))
    return LLVMFuzzerMutate(data, size, most);
  // One change alone seldom gives another model that is valid.
  for (unsigned i = 0, count = 1 + seed / 8 % 3; i < count; ++i)
    Mutator(model, seed + i).run();
  if (model.ByteSizeLong() > most)
    return LLVMFuzzerMutate(data, size, most);
  model.SerializeToArray(data, int(most));
  return model.ByteSizeLong();
}

/// Adds a node of another model, and the initialisers that it reads; otherwise it
/// reads what there is.
static void addNode(onnx::GraphProto &graph, const onnx::GraphProto &from, std::mt19937 &random) {
  onnx::NodeProto node = from.node(int(random() % from.node_size()));
  std::vector<std::string> names;
  for (const onnx::ValueInfoProto &input : graph.input())
    names.push_back(input.name());
  for (const onnx::NodeProto &other : graph.node())
    llvm::append_range(names, other.output());
  for (std::string &input : *node.mutable_input()) {
    auto isRead = [&](const onnx::TensorProto &tensor) { return tensor.name() == input; };
    auto found = llvm::find_if(from.initializer(), isRead);
    if (found != from.initializer().end()) {
      if (llvm::none_of(graph.initializer(), isRead))
        *graph.add_initializer() = *found;
    } else if (!input.empty() && !names.empty()) {
      input = names[random() % names.size()];
    }
  }
  for (std::string &output : *node.mutable_output()) {
    if (output.empty())
      continue;
    output = "v" + std::to_string(random() % 100000);
    graph.add_output()->set_name(output);
  }
  *graph.add_node() = node;
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *otherData,
                                            size_t otherSize, uint8_t *out, size_t most, unsigned seed) {
  onnx::ModelProto model, other;
  if (!model.ParseFromArray(data, int(size)) || !other.ParseFromArray(otherData, int(otherSize)) ||
      other.graph().node().empty())
    return 0;
  std::mt19937 random(seed);
  addNode(*model.mutable_graph(), other.graph(), random);
  if (model.ByteSizeLong() > most)
    return 0;
  model.SerializeToArray(out, int(most));
  return model.ByteSizeLong();
}
