//===- Node.h - What the importer of an ONNX operator works with
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operator is a function from a node to ops of the cnn dialect: layers where
// the tensors are pictures or vectors of f32 (those have fast kernels), else a
// cnn.generate, the operator's formula for one element, which serves any rank
// and type. What reads constants only is computed at once (Evaluate.h), so that
// the shape arithmetic of real exports disappears.
//
// A tensor is an mlir::Value of ranked tensor type: f32, f64, f16, bf16, iN for
// signed, uiN for unsigned integers, i1 for bool. Its shape is static but for a
// free batch, ShapedType::kDynamic in dimension 0.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_NODE_H
#define CNNC_COMPILER_FRONTEND_ONNX_NODE_H

#include "dialects/Cnn/CnnDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace onnx {
class NodeProto;
class AttributeProto;
class TensorProto;
} // namespace onnx

namespace cnnc::onnx_import {

using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::StringRef;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::RankedTensorType;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;

class Importer;

/// Scalar code of a cnn.generate: the element at `index` of the result.
/// Elements are f32, f64 ..., signless integers, i1 for bool.
class Body {
public:
  Body(mlir::OpBuilder &b, mlir::Location loc) : b(b), loc(loc) {}

  mlir::OpBuilder &b;
  mlir::Location loc;
  SmallVector<Value> index;         ///< one for each dimension of the result
  SmallVector<Value> tensors;       ///< the inputs, as stored
  SmallVector<RankedTensorType> in; ///< the inputs' types, with signs

  /// The element of input `i` at `at`.
  Value load(unsigned i, ValueRange at);
  /// The element that stands at `index` of the result after broadcasting.
  Value loadBroadcast(unsigned i);
  bool isUnsigned(unsigned i) const { return in[i].getElementType().isUnsignedInteger(); }

  //===--- Indices -------------------------------------------------------===//
  Value indexOf(int64_t value);
  Value addIndex(Value x, Value y);
  Value addIndex(Value x, int64_t y) { return addIndex(x, indexOf(y)); }
  Value mulIndex(Value x, int64_t y);
  Value divIndex(Value x, int64_t y); ///< of x >= 0
  Value remIndex(Value x, int64_t y); ///< of x >= 0
  /// 0 <= x < n.
  Value inRange(Value x, int64_t n);
  /// An integer element as an index, or an index as element of an integer or float type.
  Value toIndex(Value element, bool isUnsigned = false);
  Value fromIndex(Value x, Type type);

  //===--- Elements, of floats or integers -------------------------------===//
  Value number(double value, Type type); ///< also for integers, rounded to zero
  Value integer(int64_t value, Type type);
  Value add(Value x, Value y);
  Value sub(Value x, Value y);
  Value mul(Value x, Value y);
  Value div(Value x, Value y, bool isUnsigned = false);
  /// NaN if either is.
  Value max(Value x, Value y, bool isUnsigned = false);
  Value min(Value x, Value y, bool isUnsigned = false);
  Value neg(Value x);
  enum class Order { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };
  /// Comparison with NaN is false.
  Value compare(Order order, Value x, Value y, bool isUnsigned = false);
  Value select(Value condition, Value x, Value y);
  /// As ONNX's Cast: floats to integers are rounded to zero, anything to bool is != 0.
  Value convert(Value x, Type type, bool fromUnsigned = false, bool toUnsigned = false);

  //===--- Control -------------------------------------------------------===//
  using Step = llvm::function_ref<SmallVector<Value>(Value i, ValueRange carried)>;
  /// Runs i over [0, count) carrying values.
  SmallVector<Value> loop(int64_t count, ValueRange init, Step step);
  /// Runs over all places of a box, the last axis fastest.
  SmallVector<Value> loopOver(ArrayRef<int64_t> extents, ValueRange init,
                              llvm::function_ref<SmallVector<Value>(ValueRange at, ValueRange carried)> step);
  /// `then()` where the condition holds, else `otherwise`.
  Value branch(Value condition, Value otherwise, llvm::function_ref<Value()> then);
};

/// What a formula does with the integers that it reads: a shape that holds the
/// free batch may be moved about, but not computed with.
enum class Use { Computes, Moves };

/// A node on its way into the dialect.
class Node {
public:
  Node(Importer &importer, mlir::OpBuilder &builder, const onnx::NodeProto &proto, mlir::Location loc, int64_t opset,
       SmallVector<Value> inputs);

  mlir::OpBuilder &b;
  mlir::Location loc;
  int64_t opset;

  StringRef op() const;
  mlir::MLIRContext *context() const { return b.getContext(); }
  Importer &getImporter() { return importer; }
  const onnx::NodeProto &getProto() const { return proto; }

  //===--- Inputs --------------------------------------------------------===//
  unsigned inputCount() const { return inputs.size(); }
  bool has(unsigned i) const { return i < inputs.size() && inputs[i]; }
  Value input(unsigned i) const { return inputs[i]; }
  RankedTensorType type(unsigned i) const { return llvm::cast<RankedTensorType>(inputs[i].getType()); }
  ArrayRef<int64_t> shape(unsigned i) const { return type(i).getShape(); }
  int64_t rank(unsigned i) const { return type(i).getRank(); }
  Type element(unsigned i) const { return type(i).getElementType(); }
  bool isF32(unsigned i) const { return element(i).isF32(); }
  bool isConstant(unsigned i) const { return bool(constant(i)); }
  /// The elements of a constant input; null where it is none.
  mlir::DenseElementsAttr constant(unsigned i) const;
  /// Integers of a constant input of integers; else an error that says how to
  /// make it constant. `what` is its name in the operator's specification. The
  /// free batch is ShapedType::kDynamic.
  FailureOr<SmallVector<int64_t>> integers(unsigned i, StringRef what);
  /// The first element of a constant input of numbers, or the error.
  FailureOr<double> number(unsigned i, StringRef what);
  /// All elements of a constant input of numbers, or the error.
  FailureOr<SmallVector<double>> numbers(unsigned i, StringRef what);

  //===--- Attributes: one of another type is an error that is reported at once ---===//
  bool hasAttribute(StringRef name) const;
  int64_t attribute(StringRef name, int64_t otherwise) const;
  double attributeFloat(StringRef name, double otherwise) const;
  StringRef attributeText(StringRef name, StringRef otherwise) const;
  SmallVector<int64_t> attributeIntegers(StringRef name) const;
  SmallVector<double> attributeFloats(StringRef name) const;
  /// Null where there is none.
  const onnx::TensorProto *attributeTensor(StringRef name) const;

  //===--- Outputs -------------------------------------------------------===//
  unsigned outputCount() const;
  /// Whether the model gives output `i` a name.
  bool wants(unsigned i) const;
  void setOutput(unsigned i, Value value);
  /// Sets output 0, unless its importer has failed.
  LogicalResult setResult(FailureOr<Value> value);
  ArrayRef<Value> getOutputs() const { return outputs; }
  bool hasWrongAttribute() const { return wrong; }

  //===--- Errors, at the node's name ------------------------------------===//
  mlir::InFlightDiagnostic error();
  /// The error for what would need several pictures of a free batch at once.
  LogicalResult mixesPictures();
  /// Says that this form of the operator cannot be compiled; counts as unsupported.
  LogicalResult unsupported(const llvm::Twine &why);
  /// An axis in [-rank, rank) as one in [0, rank), or an error.
  FailureOr<int64_t> axis(int64_t axis, int64_t rank);
  FailureOr<SmallVector<int64_t>> axes(ArrayRef<int64_t> axes, int64_t rank);
  /// Reports the number of inputs, if it is not in [least, most].
  LogicalResult expectInputs(unsigned least, unsigned most);

  //===--- Results -------------------------------------------------------===//
  RankedTensorType tensorType(ArrayRef<int64_t> shape, Type element) const {
    return RankedTensorType::get(shape, element);
  }
  Value constantOf(mlir::DenseElementsAttr value);
  Value constantIntegers(ArrayRef<int64_t> values); ///< i64[n]
  Value constantFloats(ArrayRef<int64_t> shape, ArrayRef<float> values);
  Value splat(ArrayRef<int64_t> shape, double value, Type element);
  /// A formula; see Body. Computed at once where all inputs are constant.
  FailureOr<Value> generate(ArrayRef<int64_t> shape, Type element, ValueRange inputs,
                            llvm::function_ref<Value(Body &)> body, Use use = Use::Computes);
  /// The same elements in another shape, at no cost.
  FailureOr<Value> reshape(Value value, ArrayRef<int64_t> shape);
  /// The shape to which two broadcast, or an error.
  FailureOr<SmallVector<int64_t>> broadcast(ArrayRef<int64_t> a, ArrayRef<int64_t> b);
  /// A constant f32 tensor as a parameter of the network, named as in the
  /// model; other constants as they are.
  Value parameter(Value constant);
  /// A layer of the dialect; reports why where it does not take these operands.
  template <typename OpTy> FailureOr<Value> layer(ValueRange operands, ArrayRef<mlir::NamedAttribute> attributes = {}) {
    mlir::DictionaryAttr dictionary = b.getDictionaryAttr(attributes);
    // Properties come from the attributes, so that inference sees them.
    typename OpTy::Properties properties;
    OpTy::populateDefaultProperties(mlir::OperationName(OpTy::getOperationName(), context()), properties);
    if (mlir::failed(OpTy::setPropertiesFromAttr(properties, dictionary, [&] { return error(); })))
      return mlir::failure();
    return createLayer(OpTy::getOperationName(), operands, attributes, [&](llvm::SmallVectorImpl<Type> &types) {
      return OpTy::inferReturnTypes(context(), loc, operands, dictionary, mlir::OpaqueProperties(&properties), {},
                                    types);
    });
  }
  /// f32 of rank 2 or 4: what layers take.
  static bool isPicture(Value value) {
    auto type = llvm::cast<RankedTensorType>(value.getType());
    return type.getElementType().isF32() && (type.getRank() == 2 || type.getRank() == 4) &&
           !llvm::is_contained(type.getShape(), 0);
  }
  /// A view of an f32 tensor of rank 1 to 6 as a picture or vector (N x C x L as
  /// N x C x 1 x L), or the value itself; null where there is none.
  Value asPicture(Value value);

  mlir::NamedAttribute attr(StringRef name, mlir::Attribute value) { return b.getNamedAttr(name, value); }
  mlir::NamedAttribute attr(StringRef name, ArrayRef<int64_t> v) { return attr(name, b.getDenseI64ArrayAttr(v)); }
  mlir::NamedAttribute attr(StringRef name, int64_t v) { return attr(name, b.getI64IntegerAttr(v)); }
  mlir::NamedAttribute attr(StringRef name, double v) { return attr(name, b.getF64FloatAttr(v)); }
  mlir::NamedAttribute flag(StringRef name) { return attr(name, b.getUnitAttr()); }

private:
  FailureOr<Value> createLayer(StringRef name, ValueRange operands, ArrayRef<mlir::NamedAttribute> attributes,
                               llvm::function_ref<LogicalResult(llvm::SmallVectorImpl<Type> &)> infer);
  const onnx::AttributeProto *find(StringRef name) const;
  const onnx::AttributeProto *find(StringRef name, int type) const;

  Importer &importer;
  const onnx::NodeProto &proto;
  SmallVector<Value> inputs, outputs;
  mutable bool wrong = false; ///< an attribute of the wrong type has been reported
};

using ImportFunction = LogicalResult (*)(Node &node);

/// An operator of the default domain.
struct Operator {
  llvm::StringLiteral name;
  ImportFunction import;
};

/// One file per group, as in the dialect.
ArrayRef<Operator> getActivationOperators();
ArrayRef<Operator> getArithmeticOperators();
ArrayRef<Operator> getConvOperators();
ArrayRef<Operator> getLossOperators();
ArrayRef<Operator> getNormOperators();
ArrayRef<Operator> getPictureOperators();
ArrayRef<Operator> getPoolOperators();
ArrayRef<Operator> getQuantizeOperators();
ArrayRef<Operator> getReduceOperators();
ArrayRef<Operator> getShapeOperators();
ArrayRef<Operator> getTrainingOperators();

/// The element type of an ONNX data type (TensorProto::DataType); null for
/// strings, complex numbers and what is newer.
Type getElementType(int dataType, mlir::MLIRContext *context);
/// Its name, as "STRING", or "data type 99".
std::string getDataTypeName(int64_t dataType);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_NODE_H
