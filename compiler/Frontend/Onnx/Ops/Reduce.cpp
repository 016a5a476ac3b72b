//===- Reduce.cpp - Operators of ONNX that fold axes into one element
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ReduceMean and its relatives, ArgMax and ArgMin. Neighbouring axes that are
// both folded or both kept are one axis to a layer, so that most reductions of
// pictures of any rank have one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Node.h"
#include <limits>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

using Order = Body::Order;

/// Bools are unsigned numbers of one bit.
static bool isUnsigned(Type element) { return element.isUnsignedInteger() || element.isInteger(1); }

//===----------------------------------------------------------------------===//
// What is folded
//===----------------------------------------------------------------------===//

namespace {
struct Axes {
  SmallVector<bool> folded; ///< for each axis of the input
  bool keep = true;         ///< folded axes stay with an extent of 1

  bool any() const { return llvm::is_contained(folded, true); }
  SmallVector<int64_t> resultShape(ArrayRef<int64_t> shape) const {
    SmallVector<int64_t> result;
    for (auto [extent, fold] : llvm::zip_equal(shape, folded))
      if (!fold || keep)
        result.push_back(fold ? 1 : extent);
    return result;
  }
  SmallVector<int64_t> extents(ArrayRef<int64_t> shape) const {
    SmallVector<int64_t> result;
    for (auto [extent, fold] : llvm::zip_equal(shape, folded))
      if (fold)
        result.push_back(extent);
    return result;
  }
  /// Where the input is read: at the result's index, and at `at` of the folded axes.
  SmallVector<Value> place(ValueRange index, ValueRange at) const {
    SmallVector<Value> result;
    unsigned kept = 0, inner = 0;
    for (bool fold : folded) {
      result.push_back(fold ? at[inner++] : index[kept]);
      kept += !fold || keep;
    }
    return result;
  }
};
} // namespace

/// The axes of a Reduce operator; none where it is the identity.
static FailureOr<Axes> getReduceAxes(Node &node) {
  int64_t rank = node.rank(0);
  SmallVector<int64_t> given = node.attributeIntegers("axes");
  if (node.has(1)) {
    FailureOr<SmallVector<int64_t>> values = node.integers(1, "axes");
    if (failed(values))
      return failure();
    given = *values;
  }
  Axes axes;
  axes.keep = node.attribute("keepdims", 1) != 0;
  axes.folded.assign(rank, given.empty() && node.attribute("noop_with_empty_axes", 0) == 0);
  FailureOr<SmallVector<int64_t>> numbers = node.axes(given, rank);
  if (failed(numbers))
    return failure();
  for (int64_t axis : *numbers)
    axes.folded[axis] = true;
  return axes;
}

namespace {
/// The input as a picture or vector, with the folded axes in it.
struct Layout {
  SmallVector<int64_t> shape, axes;
};
} // namespace

/// Rank 2 and 4 as they are; else runs of axes that are all folded or all kept
/// become one. Empty where no layer takes it.
static Layout getLayout(Node &node, const Axes &axes) {
  Layout layout;
  ArrayRef<int64_t> shape = node.shape(0);
  if (!node.isF32(0) || node.isConstant(0) || shape.size() < 2 || axes.folded[0] || !axes.any() ||
      llvm::is_contained(shape, 0))
    return {};
  SmallVector<bool> folded = {false};
  layout.shape = {shape[0]};
  bool merges = shape.size() != 2 && shape.size() != 4;
  for (size_t i = 1; i < shape.size(); ++i) {
    if (merges && i > 1 && folded.back() == axes.folded[i]) {
      layout.shape.back() *= shape[i];
      continue;
    }
    layout.shape.push_back(shape[i]);
    folded.push_back(axes.folded[i]);
  }
  if (layout.shape.size() > 4)
    return {};
  if (layout.shape.size() == 3) {
    layout.shape.insert(layout.shape.begin() + 2, 1);
    folded.insert(folded.begin() + 2, false);
  }
  for (size_t i = 1; i < folded.size(); ++i)
    if (folded[i])
      layout.axes.push_back(i);
  return layout;
}

//===----------------------------------------------------------------------===//
// Reduce*
//===----------------------------------------------------------------------===//

namespace {
enum class Fold { Mean, Sum, Max, Min, Prod, L1, L2, SumSquare, LogSum, LogSumExp };

/// The formula of one element.
struct Formula {
  Body &body;
  Fold fold;
  Axes axes;
  SmallVector<int64_t> extents;
  Type element;
  bool isUnsigned;

  Value emit();

private:
  Value load(ValueRange at) { return body.load(0, axes.place(body.index, at)); }
  Type getSumType() const;
  Value foldOver(Value init, llvm::function_ref<Value(Value sum, ValueRange at)> step);
  Value extreme(bool greatest, Type type);
  Value logSumExp(Type type);
  Value start(bool greatest, Type type);
  Value finish(Value sum);
};
} // namespace

/// Floats are summed in f64, whole numbers as 64 bits, but where a root or logarithm follows.
Type Formula::getSumType() const {
  bool isRoot = fold == Fold::L2 || fold == Fold::LogSum || fold == Fold::LogSumExp;
  return isa<FloatType>(element) || isRoot ? Type(body.b.getF64Type()) : Type(body.b.getI64Type());
}

Value Formula::foldOver(Value init, llvm::function_ref<Value(Value sum, ValueRange at)> step) {
  return body.loopOver(extents, init,
                       [&](ValueRange at, ValueRange carried) { return SmallVector<Value>{step(carried[0], at)}; })[0];
}

/// What is beyond all numbers of the type.
Value Formula::start(bool greatest, Type type) {
  if (isa<FloatType>(type)) {
    double infinity = std::numeric_limits<double>::infinity();
    return body.number(greatest ? -infinity : infinity, type);
  }
  unsigned width = type.getIntOrFloatBitWidth();
  APInt value = isUnsigned ? (greatest ? APInt::getMinValue(width) : APInt::getMaxValue(width))
                           : (greatest ? APInt::getSignedMinValue(width) : APInt::getSignedMaxValue(width));
  return arith::ConstantOp::create(body.b, body.loc, IntegerAttr::get(type, value));
}

Value Formula::extreme(bool greatest, Type type) {
  return foldOver(start(greatest, type), [&](Value best, ValueRange at) {
    Value x = load(at);
    if (x.getType() != type)
      x = body.convert(x, type, isUnsigned);
    return greatest ? body.max(best, x, isUnsigned) : body.min(best, x, isUnsigned);
  });
}

/// Shifted by the greatest element, which keeps exp in range, unless it is infinite.
Value Formula::logSumExp(Type type) {
  Value most = extreme(/*greatest=*/true, type);
  Value isFinite = body.compare(Order::Less, math::AbsFOp::create(body.b, body.loc, most),
                                body.number(std::numeric_limits<double>::infinity(), type));
  Value shift = body.select(isFinite, most, body.number(0, type));
  Value sum = foldOver(body.number(0, type), [&](Value sum, ValueRange at) -> Value {
    Value x = body.sub(body.convert(load(at), type, isUnsigned), shift);
    return body.add(sum, math::ExpOp::create(body.b, body.loc, x));
  });
  return body.add(shift, math::LogOp::create(body.b, body.loc, sum));
}

Value Formula::finish(Value sum) {
  Type type = sum.getType();
  if (fold == Fold::L2)
    sum = math::SqrtOp::create(body.b, body.loc, sum);
  if (fold == Fold::LogSum)
    sum = math::LogOp::create(body.b, body.loc, sum);
  if (fold == Fold::Mean) {
    int64_t count = 1;
    for (int64_t extent : extents)
      count *= extent;
    sum = isa<FloatType>(type) ? body.div(sum, body.number(double(count), type))
                               : body.div(sum, body.integer(count, type), isUnsigned);
  }
  return sum;
}

Value Formula::emit() {
  Type stored = load(SmallVector<Value>(extents.size(), body.indexOf(0))).getType();
  if (fold == Fold::Max || fold == Fold::Min)
    return extreme(fold == Fold::Max, stored);
  Type type = getSumType();
  if (fold == Fold::LogSumExp)
    return body.convert(logSumExp(type), stored, false, isUnsigned);
  Value init = body.number(fold == Fold::Prod ? 1 : 0, type);
  Value sum = foldOver(init, [&](Value sum, ValueRange at) {
    Value x = load(at);
    if (x.getType() != type)
      x = body.convert(x, type, isUnsigned);
    if (fold == Fold::Prod)
      return body.mul(sum, x);
    if (fold == Fold::L2 || fold == Fold::SumSquare)
      x = body.mul(x, x);
    if (fold == Fold::L1 && !isUnsigned)
      x = body.select(body.compare(Order::Less, x, body.number(0, type)), body.neg(x), x);
    return body.add(sum, x);
  });
  Value result = finish(sum);
  return type == stored ? result : body.convert(result, stored, isUnsigned, isUnsigned);
}

/// A layer of the dialect; null where there is none.
static FailureOr<Value> reduceByLayer(Node &node, Fold fold, const Axes &axes) {
  std::optional<cnn::ReduceKind> kind;
  switch (fold) {
  case Fold::Mean:
    kind = cnn::ReduceKind::mean;
    break;
  case Fold::Sum:
    kind = cnn::ReduceKind::sum;
    break;
  case Fold::Max:
    kind = cnn::ReduceKind::max;
    break;
  case Fold::Min:
    kind = cnn::ReduceKind::min;
    break;
  default:
    return Value();
  }
  Layout layout = getLayout(node, axes);
  if (layout.axes.empty())
    return Value();
  FailureOr<Value> x = node.reshape(node.input(0), layout.shape);
  if (failed(x))
    return failure();
  FailureOr<Value> y;
  if (fold == Fold::Mean && ArrayRef<int64_t>(layout.axes) == ArrayRef<int64_t>{2, 3})
    y = node.layer<cnn::GlobalPoolOp>(*x,
                                      node.attr("kind", cnn::PoolKindAttr::get(node.context(), cnn::PoolKind::avg)));
  else
    y = node.layer<cnn::ReduceOp>(*x, {node.attr("kind", cnn::ReduceKindAttr::get(node.context(), *kind)),
                                       node.attr("axes", ArrayRef<int64_t>(layout.axes))});
  if (failed(y))
    return failure();
  return node.reshape(*y, axes.resultShape(node.shape(0)));
}

/// Reports what has no result: a batch that is folded, and no elements that have no mean or maximum.
static LogicalResult checkReduction(Node &node, Fold fold, const Axes &axes) {
  if (node.rank(0) > 0 && axes.folded[0] && ShapedType::isDynamic(node.shape(0)[0]))
    return node.mixesPictures();
  Type element = node.element(0);
  if (element.isInteger(1) && fold != Fold::Max && fold != Fold::Min)
    return node.error() << "found bools, expected numbers";
  if (fold == Fold::Mean && !isa<FloatType>(element) && llvm::is_contained(axes.extents(node.shape(0)), 0))
    return node.error() << "no elements have no mean of whole numbers";
  return success();
}

template <Fold fold> static LogicalResult importReduce(Node &node) {
  if (failed(node.expectInputs(1, 2)))
    return failure();
  FailureOr<Axes> axes = getReduceAxes(node);
  if (failed(axes) || failed(checkReduction(node, fold, *axes)))
    return failure();
  if (node.rank(0) > 0 && !axes->any()) {
    node.setOutput(0, node.input(0));
    return success();
  }
  FailureOr<Value> result = reduceByLayer(node, fold, *axes);
  if (failed(result))
    return failure();
  if (!*result)
    result = node.generate(axes->resultShape(node.shape(0)), node.element(0), node.input(0), [&](Body &body) {
      Type element = node.element(0);
      return Formula{body, fold, *axes, axes->extents(node.shape(0)), element, isUnsigned(element)}.emit();
    });
  if (failed(result))
    return failure();
  node.setOutput(0, *result);
  return success();
}

//===----------------------------------------------------------------------===//
// ArgMax, ArgMin
//===----------------------------------------------------------------------===//

static Value isNan(Body &body, Value x) {
  return arith::CmpFOp::create(body.b, body.loc, arith::CmpFPredicate::UNO, x, x);
}

/// Whether x takes the place of the best so far. NaN is beyond all numbers, as in NumPy.
static Value isBetter(Body &body, Value x, Value best, bool smallest, bool last, bool isUnsigned) {
  Order order = smallest ? (last ? Order::LessOrEqual : Order::Less) : (last ? Order::GreaterOrEqual : Order::Greater);
  Value better = body.compare(order, x, best, isUnsigned);
  if (!isa<FloatType>(x.getType()))
    return better;
  Value nan = isNan(body, x);
  if (!last) {
    Value none = arith::ConstantOp::create(body.b, body.loc, body.b.getBoolAttr(false));
    nan = body.select(isNan(body, best), none, nan);
  }
  return arith::OrIOp::create(body.b, body.loc, better, nan);
}

/// The layer yields the place as f32, which a formula makes an i64; null where no layer serves.
static FailureOr<Value> findByLayer(Node &node, const Axes &axes, int64_t extent, bool smallest) {
  Layout layout = getLayout(node, axes);
  if (layout.axes.empty() || extent > int64_t(1) << 24)
    return Value();
  FailureOr<Value> x = node.reshape(node.input(0), layout.shape);
  if (failed(x))
    return failure();
  SmallVector<NamedAttribute> attributes = {node.attr("axis", layout.axes[0])};
  if (smallest)
    attributes.push_back(node.flag("smallest"));
  FailureOr<Value> y = node.layer<cnn::ArgMaxOp>(*x, attributes);
  if (failed(y))
    return failure();
  SmallVector<int64_t> shape = axes.resultShape(node.shape(0));
  FailureOr<Value> place = node.reshape(*y, shape);
  if (failed(place))
    return failure();
  return node.generate(shape, node.b.getI64Type(), *place,
                       [](Body &body) { return body.convert(body.load(0, body.index), body.b.getI64Type()); });
}

static FailureOr<Value> findByFormula(Node &node, const Axes &axes, int64_t extent, bool smallest, bool last) {
  bool isUnsignedInput = isUnsigned(node.element(0));
  return node.generate(axes.resultShape(node.shape(0)), node.b.getI64Type(), node.input(0), [&](Body &body) {
    auto load = [&](Value i) {
      Value x = body.load(0, axes.place(body.index, i));
      bool isHalf = x.getType().isF16() || x.getType().isBF16();
      return isHalf ? body.convert(x, body.b.getF32Type()) : x;
    };
    Value zero = body.indexOf(0);
    SmallVector<Value> found = body.loop(extent, {zero, load(zero)}, [&](Value i, ValueRange carried) {
      Value x = load(i);
      Value better = isBetter(body, x, carried[1], smallest, last, isUnsignedInput);
      return SmallVector<Value>{body.select(better, i, carried[0]), body.select(better, x, carried[1])};
    });
    return body.fromIndex(found[0], body.b.getI64Type());
  });
}

template <bool smallest> static LogicalResult importArgMax(Node &node) {
  if (failed(node.expectInputs(1, 1)))
    return failure();
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", 0), node.rank(0));
  if (failed(axis))
    return failure();
  Axes axes;
  axes.keep = node.attribute("keepdims", 1) != 0;
  axes.folded.assign(node.rank(0), false);
  axes.folded[*axis] = true;
  int64_t extent = node.shape(0)[*axis];
  if (ShapedType::isDynamic(extent))
    return node.mixesPictures();
  if (extent == 0)
    return node.error() << "axis " << *axis << " has no elements to choose from";
  bool last = node.attribute("select_last_index", 0) != 0;
  FailureOr<Value> result = Value();
  if (!last)
    result = findByLayer(node, axes, extent, smallest);
  if (failed(result))
    return failure();
  if (!*result)
    result = findByFormula(node, axes, extent, smallest, last);
  if (failed(result))
    return failure();
  node.setOutput(0, *result);
  return success();
}

ArrayRef<Operator> onnx_import::getReduceOperators() {
  static const Operator operators[] = {{"ArgMax", importArgMax<false>},
                                       {"ArgMin", importArgMax<true>},
                                       {"ReduceL1", importReduce<Fold::L1>},
                                       {"ReduceL2", importReduce<Fold::L2>},
                                       {"ReduceLogSum", importReduce<Fold::LogSum>},
                                       {"ReduceLogSumExp", importReduce<Fold::LogSumExp>},
                                       {"ReduceMax", importReduce<Fold::Max>},
                                       {"ReduceMean", importReduce<Fold::Mean>},
                                       {"ReduceMin", importReduce<Fold::Min>},
                                       {"ReduceProd", importReduce<Fold::Prod>},
                                       {"ReduceSum", importReduce<Fold::Sum>},
                                       {"ReduceSumSquare", importReduce<Fold::SumSquare>}};
  return operators;
}
