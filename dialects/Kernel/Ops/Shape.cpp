//===- Shape.cpp - Verifiers of kernels that move elements
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/Ops/KernelSupport.h"
#include "mlir/IR/AffineMap.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

static bool isPicture(Value value) { return cnn::getLayout(value.getType()) && isReal(typeOf(value).getElementType()); }

static SmallVector<int64_t, 3> extentsOf(Value value) {
  cnn::PictureShape shape = cnn::getPictureShape(value);
  return {shape.channels, shape.height, shape.width};
}

//===----------------------------------------------------------------------===//
// gather
//===----------------------------------------------------------------------===//

namespace {
/// The values that an expression takes lie from `least` to `most`.
struct Interval {
  int64_t least, most;
};
} // namespace

static std::optional<Interval> multiply(Interval a, Interval b) {
  int64_t ends[4];
  bool overflows = llvm::MulOverflow(a.least, b.least, ends[0]) | llvm::MulOverflow(a.least, b.most, ends[1]) |
                   llvm::MulOverflow(a.most, b.least, ends[2]) | llvm::MulOverflow(a.most, b.most, ends[3]);
  if (overflows)
    return std::nullopt;
  return Interval{*llvm::min_element(ends), *llvm::max_element(ends)};
}

/// By interval arithmetic: an enclosure, exact for the maps of cnnc's own
/// layers. Nothing where a number does not fit 64 bits, or where the expression
/// has no value: a division by less than 1.
static std::optional<Interval> boundsOf(AffineExpr expr, ArrayRef<int64_t> extents) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return Interval{constant.getValue(), constant.getValue()};
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return Interval{0, extents[dim.getPosition()] - 1};
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  auto a = boundsOf(binary.getLHS(), extents), b = boundsOf(binary.getRHS(), extents);
  if (!a || !b)
    return std::nullopt;
  Interval sum;
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    if (llvm::AddOverflow(a->least, b->least, sum.least) || llvm::AddOverflow(a->most, b->most, sum.most))
      return std::nullopt;
    return sum;
  case AffineExprKind::Mul:
    return multiply(*a, *b);
  default:
    break;
  }
  int64_t divisor = b->least;
  if (divisor != b->most || divisor < 1)
    return std::nullopt;
  Interval floors = {llvm::divideFloorSigned(a->least, divisor), llvm::divideFloorSigned(a->most, divisor)};
  if (expr.getKind() == AffineExprKind::FloorDiv)
    return floors;
  if (expr.getKind() == AffineExprKind::CeilDiv)
    return Interval{llvm::divideCeilSigned(a->least, divisor), llvm::divideCeilSigned(a->most, divisor)};
  // No multiple of the divisor lies between the ends: the rest grows with them.
  if (floors.least == floors.most)
    return Interval{llvm::mod(a->least, divisor), llvm::mod(a->most, divisor)};
  return Interval{0, divisor - 1};
}

LogicalResult GatherOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  AffineMap map = getMap();
  if (getInputs().size() != 1 || !isPicture(getInputs()[0]) || !getWeights().empty() || !getEpilogue().empty())
    return emitOpError("must have one input, of f32, no weights and no epilogue");
  if (map.getNumDims() != 3 || map.getNumSymbols() || map.getNumResults() != 3)
    return emitOpError("(C1): the map must have three dimensions, no symbols and three results, got ") << getMapAttr();
  SmallVector<int64_t, 3> in = extentsOf(getInputs()[0]), out = extentsOf(getOutput());
  for (unsigned axis = 0; axis < 3; ++axis) {
    auto bounds = boundsOf(map.getResult(axis), out);
    if (!bounds)
      return emitOpError("(C2): result ") << axis << " of the map has no bounds within 64 bits";
    if (bounds->least < 0 || bounds->most >= in[axis])
      return emitOpError("(C2): result ") << axis << " of the map may be anything from " << bounds->least << " to "
                                          << bounds->most << ", but the input has " << in[axis];
  }
  return success();
}

//===----------------------------------------------------------------------===//
// pad, resize, fill, concat, flatten
//===----------------------------------------------------------------------===//

static bool fitsPad(Value input, Value output, ArrayRef<int64_t> padding, cnn::PadMode mode) {
  cnn::PictureShape in = cnn::getPictureShape(input), out = cnn::getPictureShape(output);
  return areNumbers(padding, 4, 0) && out.channels == in.channels &&
         out.height == in.height + padding[0] + padding[1] && out.width == in.width + padding[2] + padding[3] &&
         cnn::canPad(in.height, padding[0], padding[1], mode) && cnn::canPad(in.width, padding[2], padding[3], mode);
}

LogicalResult PadOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  cnn::PictureShape in = cnn::getPictureShape(getInputs()[0]), out = cnn::getPictureShape(getOutput());
  ArrayRef<int64_t> padding = getPadding();
  if (!areNumbers(padding, 4, 0) || out.height != in.height + padding[0] + padding[1] ||
      out.width != in.width + padding[2] + padding[3])
    return emitOpError("(C2): the output's rows and columns must be the input's and the padding, four numbers of at "
                       "least 0");
  if (!fitsPad(getInputs()[0], getOutput(), padding, getPaddingMode()))
    return emitOpError("(C3): with mode ")
           << cnn::stringifyPadMode(getPaddingMode()) << " the padding must be "
           << (getPaddingMode() == cnn::PadMode::reflect ? "below" : "at most") << " the extent of its axis";
  return success();
}

LogicalResult ResizeOp::verify() {
  if (failed(verifySameChannels(*this)))
    return failure();
  cnn::PictureShape in = cnn::getPictureShape(getInputs()[0]), out = cnn::getPictureShape(getOutput());
  const int64_t extents[] = {in.height, in.width, out.height, out.width};
  if (!areNumbers(extents, 4, 1))
    return emitOpError("(C1): the extents must be at most 2^31");
  int64_t taps = getMode() == cnn::ResizeMode::nearest ? 1 : getMode() == cnn::ResizeMode::bilinear ? 2 : 4;
  // Each row and column has the places and the weights of its taps.
  if (getWeights().size() != 2 || !isPacked(getWeights()[0], 2 * taps * out.height) ||
      !isPacked(getWeights()[1], 2 * taps * out.width))
    return emitOpError("(C2): the weights must be tables of the output's rows and columns, with ")
           << 2 * taps << " numbers for each";
  return success();
}

LogicalResult FillOp::verify() {
  if (failed(verifyKernel(*this)))
    return failure();
  cnn::LayoutAttr layout = cnn::getLayout(getOutput().getType());
  SmallVector<int64_t, 4> physical = layout.withHalo({0, 0, 0, 0}).physicalShape(typeOf(getOutput()).getShape());
  int64_t elements = 1;
  for (int64_t extent : physical)
    elements *= extent;
  if (!getInputs().empty() || getWeights().size() != 1 || !isPacked(getWeights()[0], elements))
    return emitOpError("(C1): there must be no input, and one weight of ") << elements << " elements";
  return verifyNoEpilogue(*this);
}

/// The inputs are one after the other along the axis; the others' extents agree.
static LogicalResult verifyConcat(KernelOpInterface op, int64_t axis) {
  if (axis < 1 || axis > 3)
    return op->emitOpError("(C1): the axis must be 1, 2 or 3, got ") << axis;
  SmallVector<int64_t, 3> out = extentsOf(op.getOutput());
  int64_t sum = 0;
  for (Value input : op.getInputs()) {
    SmallVector<int64_t, 3> in = extentsOf(input);
    sum += in[axis - 1];
    in[axis - 1] = out[axis - 1];
    if (!isPicture(input) || in != out || typeOf(input).getRank() != typeOf(op.getOutput()).getRank())
      return op->emitOpError("(C1): all must be of f32 and have the same extents but along the axis");
  }
  static constexpr StringLiteral names[] = {"channels", "rows", "columns"};
  if (sum != out[axis - 1])
    return op->emitOpError("(C1): the inputs' ")
           << names[axis - 1] << " add up to " << sum << ", not " << out[axis - 1];
  return success();
}

LogicalResult ConcatOp::verify() {
  if (failed(verifyKernel(*this)) || failed(verifyNoEpilogue(*this)))
    return failure();
  return verifyConcat(*this, getAxis());
}

//===----------------------------------------------------------------------===//
// Reference kernels
//===----------------------------------------------------------------------===//

namespace {
/// Checks the attributes that a reference kernel reads, and the shapes with them.
class ReferenceShape {
public:
  explicit ReferenceShape(ReferenceOp op)
      : op(op), attributes(op.getLayerAttributes()), out(extentsOf(op.getOutput())) {
    if (!op.getInputs().empty())
      in = extentsOf(op.getInputs()[0]);
  }

  std::optional<bool> fits() {
    using Check = bool (ReferenceShape::*)();
    static const std::pair<StringRef, Check> checks[] = {{"cnn.concat", &ReferenceShape::concat},
                                                         {"cnn.flatten", &ReferenceShape::reshape},
                                                         {"cnn.reshape", &ReferenceShape::reshape},
                                                         {"cnn.transpose", &ReferenceShape::transpose},
                                                         {"cnn.slice", &ReferenceShape::slice},
                                                         {"cnn.pad", &ReferenceShape::pad},
                                                         {"cnn.resize", &ReferenceShape::resize},
                                                         {"cnn.pixel_shuffle", &ReferenceShape::pixelShuffle},
                                                         {"cnn.pixel_unshuffle", &ReferenceShape::pixelUnshuffle},
                                                         {"cnn.channel_shuffle", &ReferenceShape::channelShuffle},
                                                         {"cnn.constant", &ReferenceShape::constant}};
    for (auto &[name, check] : checks)
      if (op.getLayer() == name) {
        bool isConstant = name == "cnn.constant", isConcat = name == "cnn.concat";
        return (isConstant ? op.getInputs().empty() : isConcat || op.getInputs().size() == 1) && (this->*check)();
      }
    return std::nullopt;
  }

private:
  ArrayRef<int64_t> list(StringRef name) const {
    auto numbers = attributes.getAs<DenseI64ArrayAttr>(name);
    return numbers ? numbers.asArrayRef() : ArrayRef<int64_t>();
  }
  /// 0 where there is none.
  int64_t integer(StringRef name) const {
    auto number = attributes.getAs<IntegerAttr>(name);
    return number && number.getType().isSignlessInteger(64) ? number.getInt() : 0;
  }
  static int64_t count(ArrayRef<int64_t> extents) { return extents[0] * extents[1] * extents[2]; }

  bool concat() {
    int64_t axis = attributes.contains("axis") ? integer("axis") : 1;
    if (axis < 1 || axis > 3)
      return false;
    int64_t sum = 0;
    for (Value input : op.getInputs()) {
      SmallVector<int64_t, 3> extents = extentsOf(input);
      sum += extents[axis - 1];
      extents[axis - 1] = out[axis - 1];
      if (extents != out)
        return false;
    }
    return sum == out[axis - 1];
  }

  bool reshape() { return count(in) == count(out); }

  bool transpose() {
    ArrayRef<int64_t> order = list("order");
    if (order.size() != 3)
      return false;
    unsigned seen = 0;
    for (auto [i, axis] : llvm::enumerate(order)) {
      if (axis < 1 || axis > 3 || out[i] != in[axis - 1])
        return false;
      seen |= 1u << axis;
    }
    return seen == 0b1110;
  }

  bool slice() {
    ArrayRef<int64_t> starts = list("starts"), steps = list("steps");
    bool isVector = typeOf(op.getInputs()[0]).getRank() == 2;
    size_t axes = isVector ? 1 : 3;
    if (!areNumbers(starts, axes, 0) || !areNumbers(steps, axes, 1))
      return false;
    for (size_t i = 0; i < 3; ++i) {
      int64_t start = i < axes ? starts[i] : 0, step = i < axes ? steps[i] : 1;
      if (out[i] > kMost || start + (out[i] - 1) * step >= in[i])
        return false;
    }
    return true;
  }

  bool pad() {
    auto mode = attributes.getAs<cnn::PadModeAttr>("padding_mode");
    auto value = attributes.getAs<FloatAttr>("value");
    return (!attributes.contains("value") || (value && value.getType().isF64())) &&
           (!attributes.contains("padding_mode") || mode) &&
           fitsPad(op.getInputs()[0], op.getOutput(), list("padding"), mode ? mode.getValue() : cnn::PadMode::zero);
  }

  bool resize() { return attributes.getAs<cnn::ResizeModeAttr>("mode") && in[0] == out[0]; }

  bool pixelShuffle() {
    int64_t factor = integer("factor");
    return factor >= 1 && factor < kMost && in[0] / factor / factor == out[0] && in[0] == out[0] * factor * factor &&
           out[1] == in[1] * factor && out[2] == in[2] * factor;
  }

  bool pixelUnshuffle() {
    int64_t factor = integer("factor");
    return factor >= 1 && factor < kMost && out[0] / factor / factor == in[0] && out[0] == in[0] * factor * factor &&
           in[1] == out[1] * factor && in[2] == out[2] * factor;
  }

  bool channelShuffle() {
    int64_t groups = integer("groups");
    return groups >= 1 && in[0] % groups == 0 && in == out;
  }

  bool constant() { return op.getWeights().size() == 1 && isPacked(op.getWeights()[0], count(out)); }

  ReferenceOp op;
  DictionaryAttr attributes;
  SmallVector<int64_t, 3> in, out;
};
} // namespace

std::optional<bool> kernel::fitsReferenceShape(ReferenceOp op) { return ReferenceShape(op).fits(); }
