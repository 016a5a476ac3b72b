//===- Calls.cpp - The call of a layer that makes an op
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An op's attributes are written as arguments of the layer of its name. Whether
// that makes the same op is found out by reading it back (Same.cpp), so that a
// mistake here is an error and never another network.
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Net/NetExport.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using namespace cnnc::net_export;

std::optional<std::string> cnnc::net_export::writeNumber(double number) {
  if (!std::isfinite(number))
    return std::nullopt;
  std::string text;
  for (int digits = 1; digits <= 17; ++digits) {
    text.clear();
    llvm::raw_string_ostream(text) << llvm::format("%.*g", digits, number);
    if (std::strtod(text.c_str(), nullptr) == number)
      break;
  }
  return text;
}

bool cnnc::net_export::isBytes(Value value) {
  if (auto cast = value.getDefiningOp<CastOp>())
    value = cast.getInput();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getElementType().isUnsignedInteger(8);
}

bool cnnc::net_export::isParameter(OpOperand &operand) {
  Value value = operand.get();
  Operation *op = operand.getOwner();
  if (value.getDefiningOp<GetParameterOp>())
    return true;
  if (!value.getDefiningOp<arith::ConstantOp>())
    return false;
  // Models have numbers in these places that are none of their parameters.
  if (isa<MultiplyOp>(op)) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    return type && type.getRank() == 1 && type.getNumElements() > 1;
  }
  bool isLayer = isa<Conv2dOp, ConvTranspose2dOp, DenseOp, BatchNormOp, LayerNormOp, GroupNormOp, PreluOp>(op);
  return isLayer && operand.getOperandNumber() > 0;
}

Value cnnc::net_export::getCopied(Operation *op) {
  auto generate = dyn_cast<GenerateOp>(op);
  if (!generate || generate.getInputs().size() != 1 || generate.getInputs()[0].getType() != generate.getType())
    return {};
  Block &body = generate.getBody().front();
  auto yield = cast<YieldElementOp>(body.getTerminator());
  auto extract = yield.getValue().getDefiningOp<tensor::ExtractOp>();
  bool isCopy = extract && extract.getTensor() == body.getArguments().back() &&
                llvm::equal(extract.getIndices(), body.getArguments().drop_back());
  return isCopy ? generate.getInputs()[0] : Value();
}

static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

static std::string listText(ArrayRef<int64_t> numbers) {
  return "[" + llvm::join(llvm::map_range(numbers, [](int64_t n) { return std::to_string(n); }), ", ") + "]";
}

static StringRef axisName(int64_t axis) { return axis == 1 ? "channels" : axis == 2 ? "height" : "width"; }

static std::string axesText(ArrayRef<int64_t> axes) {
  return "[" + llvm::join(llvm::map_range(axes, axisName), ", ") + "]";
}

namespace {
/// The arguments of a call, one after the other.
class Writer {
public:
  explicit Writer(StringRef layer) : call{layer.str(), ""} {}

  /// Without a name: positional.
  Writer &text(StringRef name, const Twine &value) {
    call.arguments += (call.arguments.empty() ? "" : ", ") + name.str() + (name.empty() ? "" : " = ") + value.str();
    return *this;
  }
  Writer &integer(StringRef name, int64_t value) { return text(name, Twine(value)); }
  Writer &integer(StringRef name, int64_t value, int64_t otherwise) {
    return value == otherwise ? *this : integer(name, value);
  }
  Writer &number(StringRef name, APFloat value) {
    std::optional<std::string> written = writeNumber(value.convertToDouble());
    isGood &= written.has_value();
    return written ? text(name, *written) : *this;
  }
  Writer &number(StringRef name, APFloat value, double otherwise) {
    return value.convertToDouble() == otherwise ? *this : number(name, value);
  }
  /// One number for all channels, or one for each.
  Writer &numbers(StringRef name, ArrayRef<double> values, double otherwise) {
    if (values == ArrayRef(otherwise))
      return *this;
    SmallVector<std::string> written;
    for (double value : values) {
      written.push_back(writeNumber(value).value_or(""));
      isGood &= !written.back().empty();
    }
    return text(name, values.size() == 1 ? written[0] : "[" + llvm::join(written, ", ") + "]");
  }
  Writer &flag(StringRef name, bool value, bool otherwise = false) {
    return value == otherwise ? *this : text(name, value ? "true" : "false");
  }
  /// Height and width.
  Writer &pair(StringRef name, ArrayRef<int64_t> value) {
    return value[0] == value[1] ? integer(name, value[0]) : text(name, listText(value));
  }
  Writer &pair(StringRef name, ArrayRef<int64_t> value, ArrayRef<int64_t> otherwise) {
    return value == otherwise ? *this : pair(name, value);
  }
  /// Top, bottom, left, right.
  Writer &sides(StringRef name, ArrayRef<int64_t> value) {
    if (value[0] == value[1] && value[2] == value[3])
      return pair(name, {value[0], value[2]});
    return text(name, listText(value));
  }
  Writer &padding(ArrayRef<int64_t> value) {
    return llvm::all_of(value, [](int64_t n) { return n == 0; }) ? *this : sides("padding", value);
  }
  Writer &mode(PadMode mode) { return mode == PadMode::zero ? *this : text("padding_mode", stringifyPadMode(mode)); }

  std::optional<Call> finish() const { return isGood ? std::optional(call) : std::nullopt; }

private:
  Call call;
  bool isGood = true;
};
} // namespace

//===----------------------------------------------------------------------===//
// Convolutions and pools
//===----------------------------------------------------------------------===//

static std::optional<Call> writeConv(Conv2dOp op) {
  ArrayRef<int64_t> weight = typeOf(op.getWeight()).getShape();
  int64_t channels = typeOf(op.getInput()).getDimSize(1), groups = op.getGroups();
  bool isDepthwise = groups == channels && groups > 1;
  Writer w(isDepthwise ? "depthwise" : "conv");
  if (!isDepthwise)
    w.integer("", weight[0]);
  w.pair("", weight.drop_front(2)).pair("stride", op.getStrides(), {1, 1}).padding(op.getPadding());
  if (isDepthwise)
    w.integer("multiplier", weight[0] / channels, 1);
  w.pair("dilation", op.getDilations(), {1, 1});
  if (!isDepthwise)
    w.integer("groups", groups, 1);
  return w.flag("bias", bool(op.getBias()), true).mode(op.getPaddingMode()).finish();
}

static std::optional<Call> writeTransposedConv(ConvTranspose2dOp op) {
  ArrayRef<int64_t> weight = typeOf(op.getWeight()).getShape();
  Writer w("conv_transpose");
  w.integer("", weight[1] * int64_t(op.getGroups())).pair("", weight.drop_front(2));
  w.pair("stride", op.getStrides(), {1, 1}).padding(op.getPadding());
  w.pair("output_padding", op.getOutputPadding(), {0, 0}).pair("dilation", op.getDilations(), {1, 1});
  return w.integer("groups", op.getGroups(), 1).flag("bias", bool(op.getBias()), true).finish();
}

static std::optional<Call> writePool(PoolOp op) {
  Writer w((stringifyPoolKind(op.getKind()) + "_pool").str());
  w.pair("", op.getKernel()).pair("stride", op.getStrides(), op.getKernel()).padding(op.getPadding());
  w.flag("count_padding", op.getCountIncludePad());
  if (op.getP())
    w.number("p", *op.getP(), 2);
  w.pair("dilation", op.getDilations(), {1, 1}).flag("ceil", op.getCeil());
  return w.mode(op.getPaddingMode()).finish();
}

static std::optional<Call> writePoolIndices(PoolIndicesOp op) {
  Writer w("max_pool_indices");
  w.pair("", op.getKernel()).pair("stride", op.getStrides(), op.getKernel()).padding(op.getPadding());
  return w.pair("dilation", op.getDilations(), {1, 1}).flag("ceil", op.getCeil()).finish();
}

static std::optional<Call> writeGlobalPool(GlobalPoolOp op) {
  Writer w(("global_" + stringifyPoolKind(op.getKind()) + "_pool").str());
  if (op.getP())
    w.number("p", *op.getP(), 2);
  return w.finish();
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// The same elements in the order of channels, height and width.
static std::optional<Call> writeReshape(Operation *op) {
  RankedTensorType in = typeOf(op->getOperand(0)), out = typeOf(op->getResult(0));
  bool keepsBatch = in.getDimSize(0) == out.getDimSize(0) && (in.getRank() == 2 || in.getRank() == 4);
  if (!keepsBatch || !out.getElementType().isF32())
    return std::nullopt;
  if (out.getRank() == 2)
    return Call{in.getRank() == 4 ? "flatten" : "reshape", in.getRank() == 4 ? "" : std::to_string(out.getDimSize(1))};
  if (out.getRank() != 4)
    return std::nullopt;
  return Call{"reshape", listText({out.getDimSize(2), out.getDimSize(3), out.getDimSize(1)})};
}

/// A part along one axis, or the inner part of a picture.
static std::optional<Call> writeSlice(SliceOp op) {
  ArrayRef<int64_t> extents = typeOf(op.getInput()).getShape().drop_front();
  ArrayRef<int64_t> starts = op.getStarts(), sizes = op.getSizes(), steps = op.getSteps();
  SmallVector<unsigned> cut;
  for (unsigned i = 0; i < extents.size(); ++i)
    if (sizes[i] != extents[i])
      cut.push_back(i);
  if (cut.size() == 1) {
    unsigned i = cut[0];
    Writer w("slice");
    w.text("", axisName(i + 1)).integer("", starts[i]).integer("", starts[i] + (sizes[i] - 1) * steps[i] + 1);
    return w.integer("step", steps[i], 1).finish();
  }
  if (cut.size() != 2 || cut[0] != 1 || steps[1] != 1 || steps[2] != 1)
    return std::nullopt;
  auto after = [&](unsigned i) { return extents[i] - starts[i] - sizes[i]; };
  return Writer("crop").sides("", {starts[1], after(1), starts[2], after(2)}).finish();
}

static std::optional<Call> writeResize(ResizeOp op) {
  PictureShape in = getPictureShape(op.getInput());
  ArrayRef<int64_t> size = op.getSize();
  bool isWhole = size[0] % in.height == 0 && size[1] % in.width == 0;
  Writer w(isWhole ? "upsample" : "resize");
  isWhole ? w.pair("", {size[0] / in.height, size[1] / in.width}) : w.pair("", size);
  if (op.getMode() != ResizeMode::nearest)
    w.text("mode", stringifyResizeMode(op.getMode()));
  return w.flag("align_corners", op.getAlignCorners()).finish();
}

static std::optional<Call> writePad(PadOp op) {
  Writer w("pad");
  w.sides("", op.getPadding());
  if (op.getPaddingMode() != PadMode::zero)
    w.text("mode", stringifyPadMode(op.getPaddingMode()));
  return w.number("value", op.getValue(), 0).finish();
}

//===----------------------------------------------------------------------===//
// All ops
//===----------------------------------------------------------------------===//

/// Bytes are numbers from 0 to 255, of which `normalize` makes 0 to 1 by default.
static std::optional<Call> writeNormalize(NormalizeOp op) {
  double high = op.getScale().convertToDouble() * (isBytes(op.getInput()) ? 255 : 1);
  Writer w("normalize");
  w.numbers("mean", op.getMean(), 0).numbers("std", op.getStd(), 1);
  return w.numbers("high", high, 1).finish();
}

static std::optional<Call> writePrelu(PreluOp op) {
  int64_t count = typeOf(op.getSlope()).getNumElements(), channels = getPictureShape(op.getInput()).channels;
  return Writer("prelu").flag("shared", count == 1 && channels > 1).finish();
}

/// A product with a learned vector is a layer of its own.
static std::optional<Call> writeMultiply(MultiplyOp op) {
  bool isScale = llvm::any_of(op->getOpOperands(), isParameter);
  return Call{isScale ? "scale" : "multiply", ""};
}

/// An op whose layer has its name and no arguments.
static std::optional<Call> writePlain(Operation *op) {
  auto layer = dyn_cast<LayerOpInterface>(op);
  ArrayRef<LayerSpec> specs = layer ? layer.getLayerSpecs() : ArrayRef<LayerSpec>();
  bool isPlain = specs.size() == 1 && specs[0].args.empty() && op->getNumResults() == 1;
  return isPlain ? std::optional(Call{specs[0].name.str(), ""}) : std::nullopt;
}

static std::optional<Call> writeActivation(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Call>>(op)
      .Case<PreluOp>(writePrelu)
      .Case<LeakyReluOp>(
          [](LeakyReluOp op) { return Writer("leaky_relu").number("slope", op.getAlpha(), 0.01).finish(); })
      .Case<EluOp>([](EluOp op) { return Writer("elu").number("alpha", op.getAlpha(), 1).finish(); })
      .Case<CeluOp>([](CeluOp op) { return Writer("celu").number("alpha", op.getAlpha(), 1).finish(); })
      .Case<SoftplusOp>([](SoftplusOp op) {
        return Writer("softplus").number("beta", op.getBeta(), 1).number("threshold", op.getThreshold(), 20).finish();
      })
      .Case<GeluOp>([](GeluOp op) { return Writer("gelu").flag("approximate", op.getApproximate()).finish(); })
      .Case<ClipOp>([](ClipOp op) { return Writer("clip").number("", op.getLow()).number("", op.getHigh()).finish(); })
      .Default([](Operation *op) { return writePlain(op); });
}

static std::optional<Call> writeNorm(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Call>>(op)
      .Case<NormalizeOp>(writeNormalize)
      .Case<CastOp>([](CastOp op) {
        return isBytes(op.getInput()) ? std::optional(Call{"normalize", "high = 255"}) : std::nullopt;
      })
      .Case<BatchNormOp>([](BatchNormOp op) {
        return Writer("batch_norm")
            .number("epsilon", op.getEpsilon(), 1e-5)
            .number("momentum", op.getMomentum(), 0.1)
            .finish();
      })
      .Case<LayerNormOp>([](LayerNormOp op) {
        Writer w("layer_norm");
        w.text("", axesText(op.getAxes())).number("epsilon", op.getEpsilon(), 1e-5);
        return w.flag("affine", !op.getScaleAndShift().empty(), true).finish();
      })
      .Case<GroupNormOp>([](GroupNormOp op) {
        Writer w("group_norm");
        w.integer("", op.getGroups()).number("epsilon", op.getEpsilon(), 1e-5);
        return w.flag("affine", !op.getScaleAndShift().empty(), true).finish();
      })
      .Case<LocalResponseNormOp>([](LocalResponseNormOp op) {
        Writer w("local_response_norm");
        w.integer("", op.getSize()).number("alpha", op.getAlpha(), 1e-4).number("beta", op.getBeta(), 0.75);
        return w.number("k", op.getK(), 1).finish();
      })
      .Case<SoftmaxOp>([](SoftmaxOp op) {
        Writer w(op.getLog() ? "log_softmax" : "softmax");
        return op.getAxis() == 1 ? w.finish() : w.text("axis", axisName(op.getAxis())).finish();
      })
      .Case<DropoutOp>([](DropoutOp op) { return Writer("dropout").number("", op.getRate()).finish(); })
      .Default([](Operation *op) { return writeActivation(op); });
}

std::optional<Call> cnnc::net_export::writeCall(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Call>>(op)
      .Case<Conv2dOp>(writeConv)
      .Case<ConvTranspose2dOp>(writeTransposedConv)
      .Case<PoolOp>(writePool)
      .Case<PoolIndicesOp>(writePoolIndices)
      .Case<UnpoolOp>([](UnpoolOp op) { return Writer("max_unpool").pair("", op.getSize()).finish(); })
      .Case<GlobalPoolOp>(writeGlobalPool)
      .Case<ReshapeOp, ViewOp>([](Operation *op) { return writeReshape(op); })
      .Case<SliceOp>(writeSlice)
      .Case<ResizeOp>(writeResize)
      .Case<PadOp>(writePad)
      .Case<MultiplyOp>(writeMultiply)
      .Case<DenseOp>([](DenseOp op) {
        return Writer("dense")
            .integer("", typeOf(op.getWeight()).getDimSize(0))
            .flag("bias", bool(op.getBias()), true)
            .finish();
      })
      .Case<AdaptivePoolOp>([](AdaptivePoolOp op) {
        return Writer(("adaptive_" + stringifyPoolKind(op.getKind()) + "_pool").str()).pair("", op.getSize()).finish();
      })
      .Case<ConcatOp>([](ConcatOp op) {
        Writer w("concat");
        return op.getAxis() == 1 ? w.finish() : w.text("axis", axisName(op.getAxis())).finish();
      })
      .Case<ReduceOp>([](ReduceOp op) {
        return Writer(("reduce_" + stringifyReduceKind(op.getKind())).str()).text("", axesText(op.getAxes())).finish();
      })
      .Case<ArgMaxOp>([](ArgMaxOp op) {
        return Writer(op.getSmallest() ? "argmin" : "argmax").text("axis", axisName(op.getAxis())).finish();
      })
      .Case<TransposeOp>([](TransposeOp op) {
        ArrayRef<int64_t> order = op.getOrder();
        return Writer("transpose").text("", axesText({order[1], order[2], order[0]})).finish();
      })
      .Case<MatmulOp>([](MatmulOp op) {
        return Writer("matmul")
            .flag("transpose_a", op.getTransposeLhs())
            .flag("transpose_b", op.getTransposeRhs())
            .finish();
      })
      .Case<PixelShuffleOp>(
          [](PixelShuffleOp op) { return Writer("pixel_shuffle").integer("", op.getFactor()).finish(); })
      .Case<PixelUnshuffleOp>(
          [](PixelUnshuffleOp op) { return Writer("pixel_unshuffle").integer("", op.getFactor()).finish(); })
      .Case<ChannelShuffleOp>(
          [](ChannelShuffleOp op) { return Writer("channel_shuffle").integer("", op.getGroups()).finish(); })
      .Default([](Operation *op) { return writeNorm(op); });
}
