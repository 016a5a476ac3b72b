//===- Same.cpp - Whether a program that was read back is what was written
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Net/NetExport.h"
#include "dialects/Cnn/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using namespace cnnc::net_export;

/// The extents of a picture are the same; a program has any batch.
static bool haveSameExtents(Type one, Type other) {
  auto a = dyn_cast<RankedTensorType>(one), b = dyn_cast<RankedTensorType>(other);
  return a && b && a.getElementType() == b.getElementType() && a.getRank() == b.getRank() && a.getRank() > 1 &&
         a.getShape().drop_front() == b.getShape().drop_front();
}

/// A view of all elements of each picture is what these layers are.
static bool isSameReshape(Operation *one, Operation *other) {
  return isa<ViewOp, ReshapeOp, FlattenOp>(one) && isa<ReshapeOp, FlattenOp>(other);
}

/// Bytes as f32 are what `normalize` makes of them with these numbers.
static bool isSameCast(Operation *one, Operation *other) {
  auto cast = dyn_cast<CastOp>(one);
  auto normalize = dyn_cast<NormalizeOp>(other);
  return cast && normalize && isBytes(cast.getInput()) && normalize.getScale().convertToDouble() == 1 &&
         normalize.getMean() == ArrayRef(0.0) && normalize.getStd() == ArrayRef(1.0);
}

/// Attributes with those that an op has by default.
static DictionaryAttr getAttributes(Operation *op) {
  NamedAttrList attributes(op->getDiscardableAttrDictionary());
  if (auto properties = dyn_cast_if_present<DictionaryAttr>(op->getPropertiesAsAttribute()))
    attributes.append(properties.begin(), properties.end());
  for (StringRef name : {CnnDialect::kNameAttr})
    attributes.erase(name);
  return attributes.getDictionary(op->getContext());
}

namespace {
class Comparison {
public:
  bool isSame(Operation *one, Operation *other) {
    bool isOther = isSameReshape(one, other) || isSameCast(one, other);
    if (!isOther && (one->getName() != other->getName() || getAttributes(one) != getAttributes(other)))
      return false;
    if (one->getNumOperands() != other->getNumOperands() ||
        !haveSameExtents(one->getResult(0).getType(), other->getResult(0).getType()))
      return false;
    values[one->getResult(0)] = other->getResult(0);
    SmallVector<Value> a(one->getOperands()), b(other->getOperands());
    if (areSame(a, b))
      return true;
    std::reverse(a.begin(), a.end());
    return one->hasTrait<OpTrait::IsCommutative>() && areSame(a, b);
  }
  void add(Value one, Value other) { values[one] = other; }

  bool isSameValue(Value one, Value other) const {
    if (Operation *op = one.getDefiningOp())
      if (Value copied = getCopied(op))
        return isSameValue(copied, other);
    if (Value known = values.lookup(one))
      return known == other;
    if (auto cast = one.getDefiningOp<CastOp>())
      return values.lookup(cast.getInput()) == other;
    if (other.getDefiningOp<GetParameterOp>())
      return one.getDefiningOp() && isa<GetParameterOp, arith::ConstantOp>(one.getDefiningOp()) &&
             one.getType() == other.getType();
    auto a = ConstantFloats::get(one), b = ConstantFloats::get(other);
    return a && b && a->size() == 1 && b->size() == 1 && (*a)[0] == (*b)[0];
  }

private:
  bool areSame(ArrayRef<Value> a, ArrayRef<Value> b) const {
    return llvm::all_of(llvm::zip_equal(a, b),
                        [&](auto pair) { return isSameValue(std::get<0>(pair), std::get<1>(pair)); });
  }

  DenseMap<Value, Value> values;
};
} // namespace

LogicalResult cnnc::net_export::checkSame(ModuleOp module, const Program &program, ModuleOp readBack) {
  func::FuncOp network = findNetwork(module), other = findNetwork(readBack);
  Comparison comparison;
  for (auto [a, b] : llvm::zip_equal(network.getArguments(), other.getArguments()))
    comparison.add(a, b);
  ArrayRef<Operation *> rest = program.layers;
  for (Operation &op : other.getBody().front().without_terminator()) {
    if (isa<GetParameterOp, arith::ConstantOp>(op))
      continue;
    if (rest.empty() || !comparison.isSame(rest.front(), &op))
      return (rest.empty() ? network.getOperation() : rest.front())->emitError()
             << "the layer '" << op.getName().stripDialect()
             << "' is another one when its program is read back, so that the network cannot be written in the Net "
                "language";
    rest = rest.drop_front();
  }
  auto isSame = [&](auto pair) { return comparison.isSameValue(std::get<0>(pair), std::get<1>(pair)); };
  bool haveSameResults = llvm::all_of(llvm::zip_equal(network.getBody().front().getTerminator()->getOperands(),
                                                      other.getBody().front().getTerminator()->getOperands()),
                                      isSame);
  size_t count = llvm::range_size(readBack.getOps<ParameterOp>());
  if (!rest.empty() || !haveSameResults || count != program.parameters.size())
    return network.emitError("the network is another one when its program is read back, so that it cannot be written "
                             "in the Net language");
  return success();
}
