//===- Norm.cpp - Normalisations of ONNX
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where no layer computes it, a normalisation is three formulas: the means, the
// variances, and the elements; in one they would take the square of the time.
// All three compute in f64.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Node.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

static LogicalResult expectFloats(Node &node, unsigned count, int64_t leastRank) {
  for (unsigned i = 0; i < count; ++i)
    if (node.has(i) && !isa<FloatType>(node.element(i)))
      return node.error() << "input " << i << " is " << node.type(i) << ", expected floating-point numbers";
  if (node.rank(0) < leastRank)
    return node.error() << "the input has rank " << node.rank(0) << ", expected at least " << leastRank;
  return success();
}

/// Input `i` must be a vector of `count`.
static LogicalResult expectVector(Node &node, unsigned i, StringRef what, int64_t count) {
  if (!node.has(i))
    return node.error() << "has no " << what;
  if (node.rank(i) != 1 || node.shape(i)[0] != count)
    return node.error() << what << " is " << node.type(i) << ", expected " << count
                        << " elements, one for each channel";
  return success();
}

static FailureOr<double> getEpsilon(Node &node) {
  double epsilon = node.attributeFloat("epsilon", 1e-5);
  if (std::isfinite(epsilon) && epsilon >= 0)
    return epsilon;
  node.error() << "epsilon is " << epsilon << ", expected a number of at least 0";
  return failure();
}

/// A constant of f32: what the parameters of layers must be.
static bool isParameter(Node &node, unsigned i) { return node.has(i) && node.isF32(i) && node.isConstant(i); }

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

static Value wide(Body &body, Value x) { return body.convert(x, body.b.getF64Type()); }

namespace {
/// f64, with an extent of 1 for each axis that is folded.
struct Moments {
  Value mean, variance;
};
} // namespace

/// Mean and variance, without Bessel's correction, over these axes of `x`.
static FailureOr<Moments> getMoments(Node &node, Value x, ArrayRef<int64_t> axes) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(x.getType()).getShape();
  SmallVector<int64_t> result(shape), extents;
  double count = 1;
  for (int64_t axis : axes) {
    if (ShapedType::isDynamic(shape[axis]))
      return node.mixesPictures();
    extents.push_back(shape[axis]);
    count *= double(shape[axis]);
    result[axis] = 1;
  }
  Type f64 = node.b.getF64Type();
  auto average = [&](Body &body, llvm::function_ref<Value(Value)> term) {
    Value sum = body.loopOver(extents, body.number(0, f64), [&](ValueRange at, ValueRange carried) {
      SmallVector<Value> place = body.index;
      for (auto [axis, index] : llvm::zip_equal(axes, at))
        place[axis] = index;
      return SmallVector<Value>{body.add(carried[0], term(wide(body, body.load(0, place))))};
    })[0];
    return body.div(sum, body.number(count, f64));
  };
  FailureOr<Value> mean =
      node.generate(result, f64, x, [&](Body &body) { return average(body, [](Value element) { return element; }); });
  if (failed(mean))
    return failure();
  FailureOr<Value> variance = node.generate(result, f64, {x, *mean}, [&](Body &body) {
    Value centre = body.loadBroadcast(1);
    return average(body, [&](Value element) {
      Value difference = body.sub(element, centre);
      return body.mul(difference, difference);
    });
  });
  if (failed(variance))
    return failure();
  return Moments{*mean, *variance};
}

/// 1 / sqrt(variance + epsilon), in f64.
static Value inverseDeviation(Body &body, Value variance, double epsilon) {
  Value sum = body.add(wide(body, variance), body.number(epsilon, body.b.getF64Type()));
  return body.div(body.number(1, sum.getType()), math::SqrtOp::create(body.b, body.loc, sum));
}

/// A formula of `operands`, x first, then mean and variance, scale and shift
/// where they are there; `pick` says where the element of operand `i` is.
static FailureOr<Value> normalise(Node &node, ValueRange operands, double epsilon, bool hasScale, bool hasShift,
                                  llvm::function_ref<Value(Body &, unsigned)> pick) {
  auto type = cast<RankedTensorType>(operands[0].getType());
  return node.generate(type.getShape(), type.getElementType(), operands, [&](Body &body) {
    Value x = wide(body, body.loadBroadcast(0));
    Value y = body.mul(body.sub(x, wide(body, pick(body, 1))), inverseDeviation(body, pick(body, 2), epsilon));
    if (hasScale)
      y = body.mul(y, wide(body, pick(body, 3)));
    if (hasShift)
      y = body.add(y, wide(body, pick(body, hasScale ? 4 : 3)));
    return body.convert(y, type.getElementType());
  });
}

/// Of a vector with an element for each channel.
static Value pickChannel(Body &body, unsigned i) { return body.load(i, body.index[1]); }

//===----------------------------------------------------------------------===//
// Batch normalisation
//===----------------------------------------------------------------------===//

/// A layer with a share of `momentum` for the new, where ONNX has that of the old,
/// a number of f32. 0 is what exporters write who are done with training.
static double getMomentum(Node &node) {
  constexpr double digits = 1e7;
  double kept = node.attributeFloat("momentum", 0.9);
  return kept > 0 && kept <= 1 ? std::round((1 - kept) * digits) / digits : 0.1;
}

static FailureOr<Value> batchNormLayer(Node &node, double epsilon) {
  Value picture = node.asPicture(node.input(0));
  if (!picture)
    return Value();
  SmallVector<Value> operands = {picture};
  for (unsigned i = 1; i < 5; ++i)
    operands.push_back(node.parameter(node.input(i)));
  FailureOr<Value> y =
      node.layer<cnn::BatchNormOp>(operands, {node.attr("epsilon", epsilon), node.attr("momentum", getMomentum(node))});
  if (failed(y))
    return failure();
  return node.reshape(*y, node.shape(0));
}

/// With the batch's moments; the running averages are further outputs.
static LogicalResult importTrainingBatchNorm(Node &node, double epsilon) {
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis < node.rank(0); ++axis)
    if (axis != 1)
      axes.push_back(axis);
  FailureOr<Moments> moments = getMoments(node, node.input(0), axes);
  if (failed(moments))
    return failure();
  Value operands[] = {node.input(0), moments->mean, moments->variance, node.input(1), node.input(2)};
  FailureOr<Value> y = normalise(node, operands, epsilon, true, true, [](Body &body, unsigned i) {
    return i < 3 ? body.loadBroadcast(i) : pickChannel(body, i);
  });
  if (failed(node.setResult(y)))
    return failure();
  double kept = node.attributeFloat("momentum", 0.9);
  // Before opset 14 two more outputs, saved for the gradient, could follow.
  for (unsigned i = 1; i < node.outputCount() && i < 3; ++i) {
    if (!node.wants(i))
      continue;
    Value current = i == 1 ? moments->mean : moments->variance;
    FailureOr<Value> running =
        node.generate(node.shape(2 + i), node.element(2 + i), {node.input(2 + i), current}, [&](Body &body) {
          SmallVector<Value> place(node.rank(0), body.indexOf(0));
          place[1] = body.index[0];
          Value old = body.mul(wide(body, body.loadBroadcast(0)), body.number(kept, body.b.getF64Type()));
          Value added = body.mul(body.load(1, place), body.number(1 - kept, body.b.getF64Type()));
          return body.convert(body.add(old, added), node.element(2 + i));
        });
    if (failed(running))
      return failure();
    node.setOutput(i, *running);
  }
  return success();
}

static LogicalResult importBatchNormalization(Node &node) {
  FailureOr<double> epsilon = getEpsilon(node);
  if (failed(epsilon) || failed(node.expectInputs(5, 5)) || failed(expectFloats(node, 5, 1)))
    return failure();
  if (node.rank(0) == 1)
    return node.unsupported("the input has one axis, without channels");
  // Before opset 9 a picture could have statistics for each place.
  if (node.opset < 9 && node.attribute("spatial", 1) == 0 && node.rank(0) > 2)
    return node.unsupported("spatial is 0");
  static const char *const names[] = {"", "scale", "bias", "the mean", "the variance"};
  for (unsigned i = 1; i < 5; ++i)
    if (failed(expectVector(node, i, names[i], node.shape(0)[1])))
      return failure();
  bool trains = node.opset >= 14
                    ? node.attribute("training_mode", 0) != 0
                    : llvm::any_of(llvm::seq(1u, node.outputCount()), [&](unsigned i) { return node.wants(i); });
  // Before opset 7 a test has no averages to yield, whichever outputs are named.
  bool isTest = node.opset < 7 && node.attribute("is_test", 0) != 0;
  if (trains && !isTest)
    return importTrainingBatchNorm(node, *epsilon);
  bool isLayer = node.isF32(0) && !node.isConstant(0) && *epsilon > 0;
  for (unsigned i = 1; i < 5; ++i)
    isLayer &= isParameter(node, i);
  FailureOr<Value> y = isLayer ? batchNormLayer(node, *epsilon) : Value();
  if (succeeded(y) && !*y) {
    Value operands[] = {node.input(0), node.input(3), node.input(4), node.input(1), node.input(2)};
    y = normalise(node, operands, *epsilon, true, true, pickChannel);
  }
  return node.setResult(y);
}

//===----------------------------------------------------------------------===//
// Groups of channels
//===----------------------------------------------------------------------===//

/// Scale and shift are vectors of C, or of the groups.
static FailureOr<Value> groupNorm(Node &node, int64_t groups, double epsilon) {
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t channels = shape[1], inGroup = channels / groups;
  bool byGroup = node.shape(1)[0] != channels;
  auto pick = [&](Body &body, unsigned i) {
    return body.load(i, byGroup ? body.divIndex(body.index[1], inGroup) : body.index[1]);
  };
  Value picture;
  if (node.isF32(0) && !node.isConstant(0) && epsilon > 0 && isParameter(node, 1) && isParameter(node, 2))
    picture = node.asPicture(node.input(0));
  if (picture) {
    SmallVector<Value> operands = {picture};
    for (unsigned i : {1, 2}) {
      FailureOr<Value> vector = node.input(i);
      if (byGroup)
        vector = node.generate(channels, node.element(i), node.input(i),
                               [&](Body &body) { return body.load(0, body.divIndex(body.index[0], inGroup)); });
      if (failed(vector))
        return failure();
      operands.push_back(node.parameter(*vector));
    }
    FailureOr<Value> y =
        node.layer<cnn::GroupNormOp>(operands, {node.attr("groups", groups), node.attr("epsilon", epsilon)});
    if (failed(y))
      return failure();
    return node.reshape(*y, shape);
  }
  SmallVector<int64_t> split = {shape[0], groups, inGroup};
  split.append(shape.begin() + 2, shape.end());
  FailureOr<Value> grouped = node.reshape(node.input(0), split);
  if (failed(grouped))
    return failure();
  FailureOr<Moments> moments =
      getMoments(node, *grouped, llvm::to_vector(llvm::seq<int64_t>(2, int64_t(split.size()))));
  if (failed(moments))
    return failure();
  Value operands[] = {node.input(0), moments->mean, moments->variance, node.input(1), node.input(2)};
  return normalise(node, operands, epsilon, true, true, [&](Body &body, unsigned i) {
    if (i >= 3)
      return pick(body, i);
    SmallVector<Value> place(split.size(), body.indexOf(0));
    place[0] = body.index[0];
    place[1] = body.divIndex(body.index[1], inGroup);
    return body.load(i, place);
  });
}

static LogicalResult importInstanceNormalization(Node &node) {
  FailureOr<double> epsilon = getEpsilon(node);
  if (failed(epsilon) || failed(node.expectInputs(3, 3)) || failed(expectFloats(node, 3, 3)) ||
      failed(expectVector(node, 1, "scale", node.shape(0)[1])) || failed(expectVector(node, 2, "B", node.shape(0)[1])))
    return failure();
  // No channels are no groups of no size.
  return node.setResult(groupNorm(node, std::max<int64_t>(node.shape(0)[1], 1), *epsilon));
}

static LogicalResult importGroupNormalization(Node &node) {
  FailureOr<double> epsilon = getEpsilon(node);
  if (failed(epsilon) || failed(node.expectInputs(3, 3)) || failed(expectFloats(node, 3, 2)))
    return failure();
  int64_t channels = node.shape(0)[1], groups = node.attribute("num_groups", 0);
  if (groups < 1 || channels % groups != 0)
    return node.error() << "num_groups is " << groups << ", expected a number that divides the " << channels
                        << " channels";
  // Opset 18 has one factor for each group, opset 21 one for each channel.
  int64_t count = node.opset < 21 && node.rank(1) == 1 && node.shape(1)[0] == groups ? groups : channels;
  if (failed(expectVector(node, 1, "scale", count)) || failed(expectVector(node, 2, "bias", count)))
    return failure();
  return node.setResult(groupNorm(node, groups, *epsilon));
}

//===----------------------------------------------------------------------===//
// Layer normalisation
//===----------------------------------------------------------------------===//

/// The layer, on the tensor itself or a view of it; null where it is a formula.
static FailureOr<Value> layerNormLayer(Node &node, int64_t axis, double epsilon) {
  ArrayRef<int64_t> shape = node.shape(0);
  ArrayRef<int64_t> normalised = shape.drop_front(axis);
  bool hasShift = node.has(2);
  if (axis == 0 || !node.isF32(0) || node.isConstant(0) || epsilon <= 0 || llvm::is_contained(shape, 0) ||
      !isParameter(node, 1) || node.shape(1) != normalised ||
      (hasShift && (!isParameter(node, 2) || node.shape(2) != normalised)))
    return Value();
  int64_t length = 1, rows = 1;
  for (int64_t extent : normalised)
    length *= extent;
  for (int64_t extent : shape.slice(1, axis - 1))
    rows *= extent;
  SmallVector<int64_t> view(shape), axes = llvm::to_vector(llvm::seq<int64_t>(axis, shape.size()));
  SmallVector<int64_t> parameter(normalised);
  bool isPicture = shape.size() == 2 || shape.size() == 4;
  // Of N x H x W x C, the vectors of C are those of one long batch, if N is known.
  if (rows != 1 && normalised.size() == 1 && !ShapedType::isDynamic(shape[0]))
    view = {shape[0] * rows, length}, axes = {1}, parameter = {length};
  else if (!isPicture && rows == 1)
    view = {shape[0], length}, axes = {1}, parameter = {length};
  else if (!isPicture)
    view = {shape[0], 1, rows, length}, axes = {3}, parameter = {length};
  if (!cnn::countUnitElements(view))
    return Value();
  FailureOr<Value> x = node.reshape(node.input(0), view), scale = node.reshape(node.input(1), parameter),
                   shift = hasShift ? node.reshape(node.input(2), parameter)
                                    : FailureOr<Value>(node.splat(parameter, 0, node.b.getF32Type()));
  if (failed(x) || failed(scale) || failed(shift))
    return failure();
  FailureOr<Value> y = node.layer<cnn::LayerNormOp>({*x, node.parameter(*scale), node.parameter(*shift)},
                                                    {node.attr("axes", axes), node.attr("epsilon", epsilon)});
  if (failed(y))
    return failure();
  return node.reshape(*y, shape);
}

/// Mean and InvStdDev, of the type that stash_type names.
static LogicalResult setMomentOutputs(Node &node, const Moments &moments, double epsilon) {
  int64_t stash = node.attribute("stash_type", 1);
  Type element = stash >= 0 && stash < 64 ? getElementType(int(stash), node.context()) : Type();
  if (!isa_and_nonnull<FloatType>(element))
    return node.error() << "stash_type is " << stash << ", expected a type of floating-point numbers";
  for (unsigned i = 1; i < node.outputCount() && i < 3; ++i) {
    if (!node.wants(i))
      continue;
    Value moment = i == 1 ? moments.mean : moments.variance;
    FailureOr<Value> output =
        node.generate(cast<RankedTensorType>(moment.getType()).getShape(), element, moment, [&](Body &body) {
          Value value = body.loadBroadcast(0);
          return body.convert(i == 1 ? value : inverseDeviation(body, value, epsilon), element);
        });
    if (failed(output))
      return failure();
    node.setOutput(i, *output);
  }
  return success();
}

static LogicalResult importLayerNormalization(Node &node) {
  FailureOr<double> epsilon = getEpsilon(node);
  if (failed(epsilon) || failed(node.expectInputs(2, 3)) || failed(expectFloats(node, 3, 1)))
    return failure();
  if (!node.has(1))
    return node.error() << "has no scale";
  FailureOr<int64_t> axis = node.axis(node.attribute("axis", -1), node.rank(0));
  if (failed(axis))
    return failure();
  ArrayRef<int64_t> shape = node.shape(0);
  if (*axis == 0 && ShapedType::isDynamic(shape[0]))
    return node.mixesPictures();
  for (unsigned i : {1, 2}) {
    if (!node.has(i))
      continue;
    // To the normalised axes, or with more axes to the whole input.
    ArrayRef<int64_t> normalised = shape.drop_front(*axis);
    ArrayRef<int64_t> target = node.rank(i) > int64_t(normalised.size()) ? shape : normalised;
    FailureOr<SmallVector<int64_t>> joint = node.broadcast(target, node.shape(i));
    if (failed(joint))
      return failure();
    if (ArrayRef<int64_t>(*joint) != target)
      return node.error() << (i == 1 ? "scale" : "B") << " is " << node.type(i) << ", which does not broadcast to "
                          << node.type(0) << " from axis " << *axis;
  }
  bool wantsMoments = llvm::any_of(llvm::seq(1u, node.outputCount()), [&](unsigned i) { return node.wants(i); });
  if (!wantsMoments) {
    FailureOr<Value> y = layerNormLayer(node, *axis, *epsilon);
    if (failed(y) || *y)
      return node.setResult(y);
  }
  FailureOr<Moments> moments = getMoments(node, node.input(0), llvm::to_vector(llvm::seq(*axis, node.rank(0))));
  if (failed(moments) || failed(setMomentOutputs(node, *moments, *epsilon)))
    return failure();
  SmallVector<Value> operands = {node.input(0), moments->mean, moments->variance, node.input(1)};
  if (node.has(2))
    operands.push_back(node.input(2));
  return node.setResult(normalise(node, operands, *epsilon, true, node.has(2),
                                  [](Body &body, unsigned i) { return body.loadBroadcast(i); }));
}

//===----------------------------------------------------------------------===//
// Local response normalisation
//===----------------------------------------------------------------------===//

static LogicalResult importLRN(Node &node) {
  if (failed(node.expectInputs(1, 1)) || failed(expectFloats(node, 1, 3)))
    return failure();
  double alpha = node.attributeFloat("alpha", 1e-4), beta = node.attributeFloat("beta", 0.75),
         bias = node.attributeFloat("bias", 1);
  int64_t size = node.attribute("size", 0), channels = node.shape(0)[1];
  if (size < 1 || size > int64_t(1) << 31)
    return node.error() << (node.hasAttribute("size") ? "size is " + std::to_string(size) : "has no size")
                        << ", expected a number of channels from 1 to 2^31";
  // Of an even number of channels ONNX has the greater part behind, the layer before.
  if (size % 2 == 1 && node.isF32(0) && !node.isConstant(0))
    if (Value picture = node.asPicture(node.input(0))) {
      FailureOr<Value> y = node.layer<cnn::LocalResponseNormOp>(
          picture, {node.attr("size", size), node.attr("alpha", alpha), node.attr("beta", beta), node.attr("k", bias)});
      return node.setResult(failed(y) ? y : node.reshape(*y, node.shape(0)));
    }
  int64_t before = std::min((size - 1) / 2, channels), window = before + 1 + std::min(size / 2, channels);
  return node.setResult(node.generate(node.shape(0), node.element(0), node.input(0), [&](Body &body) {
    Type f64 = body.b.getF64Type();
    Value sum = body.loop(window, body.number(0, f64), [&](Value i, ValueRange carried) {
      SmallVector<Value> place = body.index;
      place[1] = body.addIndex(body.addIndex(body.index[1], i), -before);
      Value element = body.branch(body.inRange(place[1], channels), body.number(0, f64),
                                  [&] { return wide(body, body.load(0, place)); });
      return SmallVector<Value>{body.add(carried[0], body.mul(element, element))};
    })[0];
    Value base = body.add(body.number(bias, f64), body.mul(sum, body.number(alpha / double(size), f64)));
    Value power = math::PowFOp::create(body.b, body.loc, base, body.number(beta, f64));
    return body.convert(body.div(wide(body, body.loadBroadcast(0)), power), node.element(0));
  }));
}

ArrayRef<Operator> onnx_import::getNormOperators() {
  static const Operator operators[] = {
      {"BatchNormalization", importBatchNormalization},
      {"InstanceNormalization", importInstanceNormalization},
      {"GroupNormalization", importGroupNormalization},
      {"LayerNormalization", importLayerNormalization},
      {"LRN", importLRN},
  };
  return operators;
}
