//===- Node.cpp - What the importer of an ONNX operator works with
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Node.h"
#include "compiler/Frontend/Onnx/Evaluate.h"
#include "compiler/Frontend/Onnx/Importer.h"
#include "mlir/IR/Matchers.h"
#include <charconv>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

Node::Node(Importer &importer, OpBuilder &builder, const onnx::NodeProto &proto, Location loc, int64_t opset,
           SmallVector<Value> inputs)
    : b(builder), loc(loc), opset(opset), importer(importer), proto(proto), inputs(std::move(inputs)) {
  outputs.resize(proto.output_size());
}

StringRef Node::op() const { return proto.op_type(); }

//===--- Inputs ------------------------------------------------------------===//

static DenseElementsAttr constantValue(Value value) {
  DenseElementsAttr elements;
  return value && matchPattern(value, m_Constant(&elements)) ? elements : DenseElementsAttr();
}

DenseElementsAttr Node::constant(unsigned i) const { return has(i) ? constantValue(inputs[i]) : DenseElementsAttr(); }

static double asDouble(const APFloat &value) {
  APFloat wide = value;
  bool loses;
  wide.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &loses);
  return wide.convertToDouble();
}

FailureOr<SmallVector<double>> Node::numbers(unsigned i, StringRef what) {
  DenseElementsAttr value = constant(i);
  if (!value)
    return error() << "input '" << what << "' must be known at compile time; where it is an input of the model, give "
                   << "its value with --input-value NAME=FILE";
  SmallVector<double> result;
  if (isa<FloatType>(value.getElementType())) {
    for (const APFloat &number : value.getValues<APFloat>())
      result.push_back(asDouble(number));
    return result;
  }
  bool isUnsigned = value.getElementType().isUnsignedInteger() || value.getElementType().isInteger(1);
  for (const APInt &number : value.getValues<APInt>())
    result.push_back(isUnsigned ? double(number.getZExtValue()) : double(number.getSExtValue()));
  return result;
}

FailureOr<double> Node::number(unsigned i, StringRef what) {
  auto all = numbers(i, what);
  if (failed(all))
    return failure();
  if (all->empty())
    return error() << "input '" << what << "' is empty, expected a number";
  return all->front();
}

FailureOr<SmallVector<int64_t>> Node::integers(unsigned i, StringRef what) {
  DenseElementsAttr value = constant(i);
  if (!value)
    return error() << "input '" << what << "' must be known at compile time; where it is an input of the model, give "
                   << "its value with --input-value NAME=FILE";
  if (!value.getElementType().isIntOrIndex())
    return error() << "input '" << what << "' is of " << value.getElementType() << ", expected integers";
  bool isUnsigned = value.getElementType().isUnsignedInteger();
  SmallVector<int64_t> result;
  for (const APInt &number : value.getValues<APInt>())
    result.push_back(isUnsigned ? int64_t(number.getZExtValue()) : number.getSExtValue());
  return result;
}

//===--- Attributes --------------------------------------------------------===//

const onnx::AttributeProto *Node::find(StringRef name) const {
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

/// The attribute, if it is there and of this type. A file without types, as the
/// oldest are, is believed.
const onnx::AttributeProto *Node::find(StringRef name, int type) const {
  const onnx::AttributeProto *found = find(name);
  if (!found || found->type() == type || found->type() == onnx::AttributeProto::UNDEFINED)
    return found;
  auto word = [](int type) {
    const std::string &text = onnx::AttributeProto::AttributeType_Name(onnx::AttributeProto::AttributeType(type));
    return text.empty() ? "of unknown type" : text;
  };
  if (!wrong)
    emitError(loc) << "attribute '" << name << "' is " << word(found->type()) << ", expected " << word(type);
  wrong = true;
  return nullptr;
}

bool Node::hasAttribute(StringRef name) const { return find(name); }

int64_t Node::attribute(StringRef name, int64_t otherwise) const {
  const onnx::AttributeProto *found = find(name, onnx::AttributeProto::INT);
  return found && found->has_i() ? found->i() : otherwise;
}

/// The shortest decimal that is this f32: what the model's author wrote. In
/// f64 it is another number than the f32.
static double asWritten(float value) {
  char text[64];
  auto [end, code] = std::to_chars(text, text + sizeof text - 1, value);
  *end = 0;
  return code == std::errc() ? std::strtod(text, nullptr) : value;
}

double Node::attributeFloat(StringRef name, double otherwise) const {
  const onnx::AttributeProto *found = find(name, onnx::AttributeProto::FLOAT);
  return found && found->has_f() ? asWritten(found->f()) : otherwise;
}

StringRef Node::attributeText(StringRef name, StringRef otherwise) const {
  const onnx::AttributeProto *found = find(name, onnx::AttributeProto::STRING);
  return found && found->has_s() ? StringRef(found->s()) : otherwise;
}

SmallVector<int64_t> Node::attributeIntegers(StringRef name) const {
  const onnx::AttributeProto *found = find(name, onnx::AttributeProto::INTS);
  return found ? SmallVector<int64_t>(found->ints().begin(), found->ints().end()) : SmallVector<int64_t>();
}

SmallVector<double> Node::attributeFloats(StringRef name) const {
  const onnx::AttributeProto *found = find(name, onnx::AttributeProto::FLOATS);
  return found ? SmallVector<double>(found->floats().begin(), found->floats().end()) : SmallVector<double>();
}

const onnx::TensorProto *Node::attributeTensor(StringRef name) const {
  const onnx::AttributeProto *found = find(name, onnx::AttributeProto::TENSOR);
  return found && found->has_t() ? &found->t() : nullptr;
}

//===--- Outputs and errors ------------------------------------------------===//

unsigned Node::outputCount() const { return proto.output_size(); }
bool Node::wants(unsigned i) const { return i < outputCount() && !proto.output(i).empty(); }
void Node::setOutput(unsigned i, Value value) {
  if (i < outputs.size())
    outputs[i] = value;
}

InFlightDiagnostic Node::error() {
  InFlightDiagnostic diagnostic = emitError(loc);
  // What follows from an attribute of the wrong type says nothing new.
  if (wrong)
    diagnostic.abandon();
  return diagnostic;
}

LogicalResult Node::mixesPictures() {
  return error() << "mixes the pictures of the free batch; fix the batch with --input-shape "
                 << importer.getBatchInput() << "=1x...";
}

LogicalResult Node::setResult(FailureOr<Value> value) {
  if (succeeded(value))
    setOutput(0, *value);
  return value;
}

LogicalResult Node::unsupported(const Twine &why) {
  importer.addUnsupported(*this, op(), why);
  return failure();
}

FailureOr<int64_t> Node::axis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return error() << "the axis is " << axis << ", expected one from " << -rank << " to " << rank - 1;
  return axis < 0 ? axis + rank : axis;
}

FailureOr<SmallVector<int64_t>> Node::axes(ArrayRef<int64_t> axes, int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t each : axes) {
    auto found = axis(each, rank);
    if (failed(found))
      return failure();
    if (llvm::is_contained(result, *found))
      return error() << "axis " << each << " is there twice";
    result.push_back(*found);
  }
  return result;
}

LogicalResult Node::expectInputs(unsigned least, unsigned most) {
  unsigned present = inputs.size();
  std::string count = std::to_string(present) + (present == 1 ? " input" : " inputs");
  for (unsigned i = 0; i < least; ++i)
    if (!has(i))
      return error() << "has " << (i < present ? "no input " + std::to_string(i) : count) << ", expected "
                     << (least == most ? "" : "at least ") << least;
  if (present > most)
    return error() << "has " << count << ", expected at most " << most;
  return success();
}

//===--- Results -----------------------------------------------------------===//

Value Node::constantOf(DenseElementsAttr value) { return importer.constant(value, loc); }

Value Node::constantIntegers(ArrayRef<int64_t> values) {
  return constantOf(DenseElementsAttr::get(RankedTensorType::get({int64_t(values.size())}, b.getI64Type()), values));
}

Value Node::constantFloats(ArrayRef<int64_t> shape, ArrayRef<float> values) {
  return constantOf(DenseElementsAttr::get(RankedTensorType::get(shape, b.getF32Type()), values));
}

Value Node::splat(ArrayRef<int64_t> shape, double value, Type element) {
  auto type = RankedTensorType::get(shape, element);
  if (auto real = dyn_cast<FloatType>(element)) {
    APFloat number(value);
    bool loses;
    number.convert(real.getFloatSemantics(), APFloat::rmNearestTiesToEven, &loses);
    return constantOf(DenseElementsAttr::get(type, number));
  }
  unsigned bits = element.getIntOrFloatBitWidth();
  int64_t whole = int64_t(value);
  if (bits == 1)
    return constantOf(DenseElementsAttr::get(type, whole != 0));
  return constantOf(
      DenseElementsAttr::get(type, APInt(bits, uint64_t(whole), /*isSigned=*/true, /*implicitTrunc=*/true)));
}

/// Whether a constant holds an extent that is the free batch.
static bool holdsBatch(DenseElementsAttr value) {
  return value && value.getElementType().isInteger(64) &&
         llvm::any_of(value.getValues<APInt>(),
                      [](const APInt &number) { return number.getSExtValue() == ShapedType::kDynamic; });
}

FailureOr<Value> Node::generate(ArrayRef<int64_t> shape, Type element, ValueRange operands,
                                llvm::function_ref<Value(Body &)> body, Use use) {
  auto type = RankedTensorType::get(shape, element);
  if (!cnn::countUnitElements(shape))
    return error() << "the result would be " << type << ", which has too many elements";
  SmallVector<DenseElementsAttr> values = llvm::map_to_vector(operands, constantValue);
  bool known = llvm::all_of(values, [](DenseElementsAttr value) { return bool(value); });
  bool mayHoldBatch = !importer.getBatchInput().empty(); // Else that integer is just a number.
  if (mayHoldBatch && use == Use::Computes && llvm::any_of(values, holdsBatch))
    return error() << "computes with the free batch; fix the batch with --input-shape " << importer.getBatchInput()
                   << "=1x...";
  // At run time an extent of a constant stays what the file says.
  if (mayHoldBatch && !known && llvm::any_of(values, holdsBatch))
    return error() << "mixes the free batch with what is known at run time only; fix the batch with --input-shape "
                   << importer.getBatchInput() << "=1x...";
  auto hasBatch = [](Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    return type.getRank() && type.isDynamicDim(0);
  };
  if (llvm::any_of(operands, hasBatch) && !(type.getRank() && type.isDynamicDim(0)))
    return mixesPictures();
  if (llvm::is_contained(shape, 0) && !known)
    return unsupported("the result has no elements");

  auto op = cnn::GenerateOp::create(b, loc, type, operands);
  Block *block = &op.getBody().emplaceBlock();
  OpBuilder inner = OpBuilder::atBlockBegin(block);
  Body formula(inner, loc);
  for (int64_t i = 0; i < type.getRank(); ++i)
    formula.index.push_back(block->addArgument(b.getIndexType(), loc));
  for (Value operand : operands) {
    auto in = cast<RankedTensorType>(operand.getType());
    auto stored = RankedTensorType::get(in.getShape(), cnn::getStorageType(in.getElementType()));
    formula.in.push_back(in);
    formula.tensors.push_back(block->addArgument(stored, loc));
  }
  Value result = body(formula);
  if (!result) {
    op.erase();
    return failure();
  }
  Type stored = cnn::getStorageType(element);
  if (result.getType().isInteger(1))
    result = arith::ExtUIOp::create(inner, loc, b.getI8Type(), result);
  if (result.getType() != stored) {
    op.erase();
    return error() << "this combination of element types is not allowed";
  }
  cnn::YieldElementOp::create(inner, loc, result);
  if (!known)
    return Value(op.getResult());
  DenseElementsAttr value = evaluate(op, values);
  if (!value)
    return Value(op.getResult());
  op.erase();
  return constantOf(value);
}

FailureOr<Value> Node::reshape(Value value, ArrayRef<int64_t> shape) {
  auto from = cast<RankedTensorType>(value.getType());
  if (from.getShape() == shape)
    return value;
  auto to = RankedTensorType::get(shape, from.getElementType());
  auto count = cnn::countUnitElements(shape);
  bool batchStays = (from.getRank() && from.isDynamicDim(0)) == (to.getRank() && to.isDynamicDim(0));
  if (!count || !batchStays || count != cnn::countUnitElements(from.getShape()))
    return error() << from << " cannot be reshaped to " << to
                   << (batchStays ? ""
                                  : ": this mixes the pictures of the free batch; fix the batch with --input-shape");
  if (DenseElementsAttr constant = constantValue(value))
    return constantOf(constant.reshape(to));
  bool flat = from.getElementType().isF32() && from.getRank() == 4 && to.getRank() == 2 &&
              from.getDimSize(0) == to.getDimSize(0) && !value.getDefiningOp<cnn::ViewOp>();
  if (flat)
    return layer<cnn::FlattenOp>(value);
  if (auto view = value.getDefiningOp<cnn::ViewOp>()) {
    value = view.getInput();
    if (value.getType() == to)
      return value;
  }
  return Value(cnn::ViewOp::create(b, loc, to, value).getResult());
}

FailureOr<SmallVector<int64_t>> Node::broadcast(ArrayRef<int64_t> x, ArrayRef<int64_t> y) {
  SmallVector<int64_t> result(std::max(x.size(), y.size()));
  for (size_t i = 0; i < result.size(); ++i) { // From the last dimension.
    int64_t p = i < x.size() ? x[x.size() - 1 - i] : 1, q = i < y.size() ? y[y.size() - 1 - i] : 1;
    if (p != q && p != 1 && q != 1)
      return error() << "shapes " << RankedTensorType::get(x, b.getF32Type()) << " and "
                     << RankedTensorType::get(y, b.getF32Type()) << " cannot be broadcast together";
    result[result.size() - 1 - i] = p == 1 ? q : p;
  }
  for (int64_t extent : ArrayRef(result).drop_front(result.empty() ? 0 : 1))
    if (ShapedType::isDynamic(extent))
      return mixesPictures();
  return result;
}

Value Node::parameter(Value constant) { return importer.parameter(constant); }

Value Node::asPicture(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  ArrayRef<int64_t> shape = type.getShape();
  if (!type.getElementType().isF32() || llvm::is_contained(shape, 0) || shape.size() > 8)
    return {};
  if (shape.size() == 2 || shape.size() == 4)
    return value;
  SmallVector<int64_t> to;
  if (shape.size() < 2)
    to = shape.empty()                     ? SmallVector<int64_t>{1, 1}
         : ShapedType::isDynamic(shape[0]) ? SmallVector<int64_t>{shape[0], 1}
                                           : SmallVector<int64_t>{1, shape[0]};
  else if (shape.size() == 3)
    to = {shape[0], shape[1], 1, shape[2]};
  else {
    int64_t rows = 1;
    for (int64_t extent : shape.drop_front(2).drop_back())
      rows *= extent;
    to = {shape[0], shape[1], rows, shape.back()};
  }
  auto result = reshape(value, to);
  return succeeded(result) ? *result : Value();
}

FailureOr<Value> Node::createLayer(StringRef name, ValueRange operands, ArrayRef<NamedAttribute> attributes,
                                   llvm::function_ref<LogicalResult(SmallVectorImpl<Type> &)> infer) {
  SmallVector<Type> types;
  std::string why;
  {
    ScopedDiagnosticHandler handler(context(), [&](Diagnostic &diagnostic) {
      std::string text = diagnostic.str();
      auto [before, after] = StringRef(text).split("): ");
      why = (after.empty() ? before : after).str();
      return success();
    });
    if (failed(infer(types)))
      types.clear();
  }
  if (types.empty())
    return error() << why;
  OperationState state(loc, name);
  state.addOperands(operands);
  state.addTypes(types);
  state.addAttributes(attributes);
  return b.create(state)->getResult(0);
}
