//===- Picture.cpp - Operators of ONNX that resize
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resize and Upsample. What an output place of an axis takes from the input is
// known at compile time (Taps.h). Where cnn.resize takes the same, the layer is
// used, else a formula that looks it up, axis by axis.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Model.h"
#include "compiler/Frontend/Onnx/Ops/Taps.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

using Coordinates = ResizeOptions::Coordinates;
using Mode = ResizeOptions::Mode;
using Rounding = ResizeOptions::Rounding;

//===----------------------------------------------------------------------===//
// The layer
//===----------------------------------------------------------------------===//

namespace {
/// A resize on its way: the axes that change, and what their places are made of.
struct Plan {
  ResizeOptions options;
  SmallVector<ResizedAxis> axes;
  SmallVector<SmallVector<Taps, 0>> taps;
  SmallVector<unsigned> changed;
};
} // namespace

/// Rows and columns of a picture as cnn.resize has them; null where it has not.
static FailureOr<Value> resizeByLayer(Node &node, const Plan &plan) {
  int64_t rank = node.rank(0);
  if (!node.isF32(0) || node.isConstant(0) || (rank != 3 && rank != 4) || llvm::is_contained(node.shape(0), 0) ||
      llvm::any_of(plan.changed, [](unsigned axis) { return axis < 2; }))
    return Value();
  struct Layer {
    cnn::ResizeMode mode;
    bool alignCorners;
  };
  static constexpr Layer layers[] = {{cnn::ResizeMode::nearest, false},
                                     {cnn::ResizeMode::bilinear, false},
                                     {cnn::ResizeMode::bilinear, true},
                                     {cnn::ResizeMode::bicubic, false},
                                     {cnn::ResizeMode::bicubic, true}};
  const Layer *layer = llvm::find_if(layers, [&](const Layer &layer) {
    return llvm::all_of(plan.changed, [&](unsigned axis) {
      return isResizeLayer(layer.mode, layer.alignCorners, plan.axes[axis], plan.taps[axis]);
    });
  });
  if (layer == std::end(layers))
    return Value();
  // N x C x L is N x C x 1 x L; an axis that does not change is the same in every mode.
  SmallVector<int64_t> shape(node.shape(0)), result(shape);
  for (unsigned axis : plan.changed)
    result[axis] = plan.axes[axis].out;
  SmallVector<int64_t> picture = shape;
  if (rank == 3)
    picture.insert(picture.begin() + 2, 1);
  FailureOr<Value> x = node.reshape(node.input(0), picture);
  if (failed(x))
    return failure();
  SmallVector<int64_t> size = {rank == 3 ? 1 : result[2], result.back()};
  SmallVector<NamedAttribute> attributes = {node.attr("size", ArrayRef<int64_t>(size)),
                                            node.attr("mode", cnn::ResizeModeAttr::get(node.context(), layer->mode))};
  if (layer->alignCorners)
    attributes.push_back(node.flag("align_corners"));
  FailureOr<Value> y = node.layer<cnn::ResizeOp>(*x, attributes);
  return failed(y) ? y : node.reshape(*y, result);
}

//===----------------------------------------------------------------------===//
// The formula
//===----------------------------------------------------------------------===//

/// One axis, by tables of places and weights. A place of -1 is the extrapolation value.
static FailureOr<Value> resizeAxis(Node &node, Value x, unsigned axis, const Plan &plan, Type element) {
  ArrayRef<Taps> taps = plan.taps[axis];
  int64_t count = taps[0].taps.size();
  bool moves = plan.options.mode == Mode::Nearest;
  SmallVector<int64_t> places;
  SmallVector<double> weights;
  bool anyOutside = false;
  for (const Taps &each : taps) {
    anyOutside |= each.isOutside;
    for (auto [place, weight] : each.taps) {
      places.push_back(each.isOutside ? -1 : place);
      weights.push_back(weight);
    }
  }
  auto xType = cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> shape(xType.getShape());
  shape[axis] = taps.size();
  auto weightType = node.tensorType(int64_t(weights.size()), node.b.getF64Type());
  SmallVector<Value> inputs = {x, node.constantIntegers(places)};
  if (!moves)
    inputs.push_back(node.constantOf(DenseElementsAttr::get(weightType, ArrayRef<double>(weights))));
  bool fromUnsigned = xType.getElementType().isUnsignedInteger();
  return node.generate(shape, element, inputs, [&](Body &body) {
    Type type = moves ? Type() : Type(body.b.getF64Type());
    Value base = body.mulIndex(body.index[axis], count), sum, outside;
    for (int64_t i = 0; i < count; ++i) {
      Value at = body.addIndex(base, i), place = body.load(1, at);
      if (anyOutside) {
        Value zero = body.integer(0, place.getType());
        outside = body.compare(Body::Order::Less, place, zero);
        place = body.select(outside, zero, place);
      }
      SmallVector<Value> from = body.index;
      from[axis] = body.toIndex(place);
      Value value = body.load(0, from);
      if (!moves) {
        value = body.mul(body.convert(value, type, fromUnsigned), body.load(2, at));
        value = sum ? body.add(sum, value) : value;
      }
      sum = value;
    }
    if (outside)
      sum = body.select(outside, body.number(plan.options.extrapolation, sum.getType()), sum);
    if (moves)
      return sum;
    // Signless: the type that the result is stored in.
    Type stored = element.isUnsignedInteger() ? body.b.getIntegerType(element.getIntOrFloatBitWidth()) : element;
    return body.convert(sum, stored, false, element.isUnsignedInteger());
  });
}

static FailureOr<Value> resizeByFormula(Node &node, Plan &plan) {
  Type element = node.element(0);
  bool moves = plan.options.mode == Mode::Nearest;
  if (!moves && element.isInteger(1))
    return node.error() << "found bools, expected numbers to interpolate between";
  // Whole numbers are rounded once, at the end.
  Type between = moves                                         ? element
                 : isa<FloatType>(element) && !element.isF64() ? Type(node.b.getF32Type())
                                                               : Type(node.b.getF64Type());
  // What shrinks goes first: no tensor on the way is larger than both ends.
  llvm::sort(plan.changed, [&](unsigned a, unsigned b) {
    double first = double(plan.axes[a].out) / double(plan.axes[a].in);
    double second = double(plan.axes[b].out) / double(plan.axes[b].in);
    return first != second ? first < second : a < b;
  });
  FailureOr<Value> x = node.input(0);
  for (unsigned axis : plan.changed) {
    x = resizeAxis(node, *x, axis, plan, axis == plan.changed.back() ? element : between);
    if (failed(x))
      return failure();
  }
  return x;
}

/// The result of a plan whose axes and options are there.
static LogicalResult resize(Node &node, Plan &plan) {
  bool isEmpty = llvm::is_contained(node.shape(0), 0);
  double elements = 1;
  for (auto [i, axis] : llvm::enumerate(plan.axes)) {
    plan.taps.emplace_back();
    if (ShapedType::isDynamic(axis.in))
      continue;
    if (axis.out < 1 || axis.out > int64_t(1) << 24 || (elements *= double(axis.out)) > double(int64_t(1) << 31)) {
      if (isEmpty && axis.out == axis.in)
        continue;
      return node.error() << "axis " << i << " becomes " << axis.out << " of " << axis.in
                          << " elements, expected from 1 to 2^24, and at most 2^31 in all";
    }
    if (axis.in == 0)
      return node.error() << "axis " << i << " has no elements to resize";
    plan.taps.back() = getTaps(plan.options, axis);
    if (!isIdentity(axis, plan.taps.back()))
      plan.changed.push_back(i);
  }
  if (plan.changed.empty()) {
    node.setOutput(0, node.input(0));
    return success();
  }
  FailureOr<Value> result = resizeByLayer(node, plan);
  if (succeeded(result) && !*result)
    result = resizeByFormula(node, plan);
  if (failed(result))
    return failure();
  node.setOutput(0, *result);
  return success();
}

//===----------------------------------------------------------------------===//
// Scales and sizes
//===----------------------------------------------------------------------===//

static LogicalResult resizesBatch(Node &node) {
  return node.error() << "resizes the free batch; fix the batch with --input-shape";
}

static LogicalResult setScale(Node &node, ResizedAxis &axis, double scale) {
  if (ShapedType::isDynamic(axis.in))
    return scale == 1 ? success() : resizesBatch(node);
  // Extents are computed in f32 by shape inference, and by those who wrote the model.
  double out = std::floor(float(axis.in) * float(scale));
  if (!(scale > 0) || !(out <= double(int64_t(1) << 31)))
    return node.error() << "found a scale of " << scale << " for " << axis.in
                        << " elements, expected one above 0 and at most 2^31 elements";
  axis.out = int64_t(out);
  axis.scale = scale;
  axis.isRatio = axis.in > 0 && float(double(axis.out) / double(axis.in)) == float(scale);
  return success();
}

static LogicalResult setScales(Node &node, Plan &plan, ArrayRef<double> scales, ArrayRef<int64_t> axes) {
  if (scales.size() != axes.size())
    return node.error() << "found " << scales.size() << " scales, expected " << axes.size();
  for (auto [axis, scale] : llvm::zip_equal(axes, scales))
    if (failed(setScale(node, plan.axes[axis], scale)))
      return failure();
  return success();
}

/// With a policy, the sizes are a frame that the picture fits or fills as it is.
static LogicalResult setSizesByPolicy(Node &node, Plan &plan, ArrayRef<int64_t> sizes, ArrayRef<int64_t> axes,
                                      bool fits) {
  std::optional<double> scale;
  for (auto [axis, size] : llvm::zip_equal(axes, sizes)) {
    int64_t in = plan.axes[axis].in;
    if (ShapedType::isDynamic(in) || ShapedType::isDynamic(size))
      return resizesBatch(node);
    if (in < 1 || size < 1)
      return node.error() << "axis " << axis << " becomes " << size << " of " << in << " elements, expected at least 1";
    double ratio = double(size) / double(in);
    scale = !scale ? ratio : fits ? std::min(*scale, ratio) : std::max(*scale, ratio);
  }
  for (int64_t i : axes) {
    ResizedAxis &axis = plan.axes[i];
    double out = std::floor(*scale * double(axis.in) + 0.5);
    if (!(out <= double(int64_t(1) << 31)))
      return node.error() << "axis " << i << " has more than 2^31 elements";
    axis.out = int64_t(out);
    axis.scale = *scale;
    axis.isRatio = double(axis.out) / double(axis.in) == *scale;
  }
  return success();
}

static LogicalResult setSizes(Node &node, Plan &plan, ArrayRef<int64_t> sizes, ArrayRef<int64_t> axes) {
  if (sizes.size() != axes.size())
    return node.error() << "found " << sizes.size() << " sizes, expected " << axes.size();
  StringRef policy = node.attributeText("keep_aspect_ratio_policy", "stretch");
  if (policy == "not_larger" || policy == "not_smaller")
    return setSizesByPolicy(node, plan, sizes, axes, policy == "not_larger");
  if (policy != "stretch")
    return node.error() << "found keep_aspect_ratio_policy '" << policy
                        << "', expected stretch, not_larger or not_smaller";
  for (auto [i, size] : llvm::zip_equal(axes, sizes)) {
    ResizedAxis &axis = plan.axes[i];
    if (ShapedType::isDynamic(axis.in) != ShapedType::isDynamic(size))
      return resizesBatch(node);
    axis.out = size;
    axis.scale = axis.in > 0 ? double(size) / double(axis.in) : 1;
  }
  return success();
}

static LogicalResult setRegion(Node &node, Plan &plan, ArrayRef<int64_t> axes) {
  if (!node.has(1))
    return node.error() << "tf_crop_and_resize needs the input roi";
  FailureOr<SmallVector<double>> roi = node.numbers(1, "roi");
  if (failed(roi))
    return failure();
  if (roi->size() != 2 * axes.size())
    return node.error() << "found " << roi->size() << " numbers in roi, expected " << 2 * axes.size();
  for (auto [i, axis] : llvm::enumerate(axes)) {
    plan.axes[axis].start = (*roi)[i];
    plan.axes[axis].end = (*roi)[axes.size() + i];
    bool isAll = (*roi)[i] == 0 && (*roi)[axes.size() + i] == 1;
    if (ShapedType::isDynamic(plan.axes[axis].in) && !isAll)
      return resizesBatch(node);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static FailureOr<ResizeOptions> getOptions(Node &node) {
  ResizeOptions options;
  StringRef mode = node.attributeText("mode", "nearest");
  auto parsedMode = llvm::StringSwitch<std::optional<Mode>>(mode)
                        .Case("nearest", Mode::Nearest)
                        .Cases({"linear", "bilinear"}, Mode::Linear)
                        .Case("cubic", Mode::Cubic)
                        .Default(std::nullopt);
  if (!parsedMode)
    return node.error() << "found mode " << quote(mode) << ", expected nearest, linear or cubic";
  options.mode = *parsedMode;
  if (node.op() == "Upsample" || node.opset < 11) {
    options.coordinates = Coordinates::Asymmetric;
    options.rounding = Rounding::Floor;
    return options;
  }
  StringRef coordinates = node.attributeText("coordinate_transformation_mode", "half_pixel");
  auto parsedCoordinates = llvm::StringSwitch<std::optional<Coordinates>>(coordinates)
                               .Case("half_pixel", Coordinates::HalfPixel)
                               .Case("half_pixel_symmetric", Coordinates::Symmetric)
                               .Case("pytorch_half_pixel", Coordinates::Pytorch)
                               .Case("align_corners", Coordinates::AlignCorners)
                               .Case("asymmetric", Coordinates::Asymmetric)
                               .Case("tf_half_pixel_for_nn", Coordinates::TfHalfPixel)
                               .Case("tf_crop_and_resize", Coordinates::TfCrop)
                               .Default(std::nullopt);
  if (!parsedCoordinates)
    return node.error() << "found the unknown coordinate_transformation_mode '" << coordinates << "'";
  options.coordinates = *parsedCoordinates;
  StringRef rounding = node.attributeText("nearest_mode", "round_prefer_floor");
  auto parsedRounding = llvm::StringSwitch<std::optional<Rounding>>(rounding)
                            .Case("round_prefer_floor", Rounding::PreferFloor)
                            .Case("round_prefer_ceil", Rounding::PreferCeil)
                            .Case("floor", Rounding::Floor)
                            .Case("ceil", Rounding::Ceil)
                            .Default(std::nullopt);
  if (!parsedRounding)
    return node.error() << "found nearest_mode '" << rounding
                        << "', expected round_prefer_floor, round_prefer_ceil, floor or ceil";
  options.rounding = *parsedRounding;
  options.cubic = node.attributeFloat("cubic_coeff_a", -0.75);
  options.excludeOutside = node.attribute("exclude_outside", 0) != 0;
  options.extrapolation = node.attributeFloat("extrapolation_value", 0);
  return options;
}

/// A plan whose axes stay as they are.
static FailureOr<Plan> startPlan(Node &node) {
  FailureOr<ResizeOptions> options = getOptions(node);
  if (failed(options))
    return failure();
  Plan plan;
  plan.options = *options;
  for (int64_t extent : node.shape(0)) {
    ResizedAxis axis;
    axis.in = axis.out = extent;
    plan.axes.push_back(axis);
  }
  return plan;
}

/// Whether input i is there and not empty, which means the same as not there.
static bool isGiven(Node &node, unsigned i) { return node.has(i) && (node.rank(i) != 1 || node.shape(i)[0] != 0); }

static LogicalResult importResize(Node &node) {
  if (failed(node.expectInputs(1, 4)))
    return failure();
  FailureOr<Plan> plan = startPlan(node);
  if (failed(plan))
    return failure();
  if (node.attribute("antialias", 0) != 0)
    return node.unsupported("antialias is not");
  SmallVector<int64_t> given = node.attributeIntegers("axes");
  if (given.empty())
    for (int64_t i = 0; i < node.rank(0); ++i)
      given.push_back(i);
  FailureOr<SmallVector<int64_t>> axes = node.axes(given, node.rank(0));
  if (failed(axes))
    return failure();
  unsigned scalesAt = node.opset < 11 ? 1 : 2;
  bool hasScales = isGiven(node, scalesAt), hasSizes = node.opset >= 11 && isGiven(node, 3);
  if (hasScales == hasSizes)
    return node.error() << "found " << (hasScales ? "both" : "neither") << " scales and sizes, expected one of them";
  if (plan->options.coordinates == Coordinates::TfCrop && failed(setRegion(node, *plan, *axes)))
    return failure();
  if (hasScales) {
    FailureOr<SmallVector<double>> scales = node.numbers(scalesAt, "scales");
    if (failed(scales) || failed(setScales(node, *plan, *scales, *axes)))
      return failure();
  } else {
    FailureOr<SmallVector<int64_t>> sizes = node.integers(3, "sizes");
    if (failed(sizes) || failed(setSizes(node, *plan, *sizes, *axes)))
      return failure();
  }
  return resize(node, *plan);
}

static LogicalResult importUpsample(Node &node) {
  if (failed(node.expectInputs(1, 2)))
    return failure();
  FailureOr<Plan> plan = startPlan(node);
  if (failed(plan))
    return failure();
  FailureOr<SmallVector<double>> scales = node.attributeFloats("scales");
  if (node.has(1))
    scales = node.numbers(1, "scales");
  if (failed(scales))
    return failure();
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, node.rank(0)));
  if (failed(setScales(node, *plan, *scales, axes)))
    return failure();
  return resize(node, *plan);
}

ArrayRef<Operator> onnx_import::getPictureOperators() {
  static const Operator operators[] = {{"Resize", importResize}, {"Upsample", importUpsample}};
  return operators;
}
