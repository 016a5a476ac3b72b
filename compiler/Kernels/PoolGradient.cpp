//===- PoolGradient.cpp - Gradients of pooling windows
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An item is a block of channels of a picture. Its windows are taken in order,
// and each adds to the elements that it read, so that sums have one order. For a
// maximum the number of the first greatest tap is kept for each lane and compared
// with all taps. Where windows tile the picture nothing needs to be added. Taps
// beyond the edge are left out, or with a padding mode go to where they came from.
// The maximum or minimum of rows or columns is a window as long as these.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

#include <functional>

using namespace mlir;
using namespace cnnc;

namespace {

/// Windows of more elements are loops.
constexpr int64_t kMostUnrolled = 25;

/// A window along an axis: its taps, where each is, and what an average counts.
struct AxisWindow {
  Value from, to;
  int64_t known = 0; ///< taps, from 0, where their number is known
  std::function<Value(Value)> at;
  Value count;
};

class PoolGradientEmitter {
public:
  PoolGradientEmitter(kernel::PoolGradientOp op, KernelEmitter &e)
      : e(e), b(e.b), loc(e.loc), g(e.inputs[0]), y(e.output), lanes(y.block), attributes(op.getLayerAttributes()) {
    if (auto reduction = attributes.getAs<cnn::ReduceKindAttr>("kind")) {
      isReduction = true;
      isLeast = reduction.getValue() == cnn::ReduceKind::min;
    } else {
      kind = attributes.getAs<cnn::PoolKindAttr>("kind").getValue();
    }
    isAdaptive = op.getLayer() == "cnn.adaptive_pool_gradient";
    includesPadding = attributes.contains("count_include_pad");
    if (auto attribute = attributes.getAs<cnn::PadModeAttr>("padding_mode"))
      mode = attribute.getValue();
    if (kind == cnn::PoolKind::lp)
      p = attributes.getAs<FloatAttr>("p").getValueAsDouble();
    for (int axis : {0, 1})
      readAxis(axis);
  }

  void emit() {
    e.forItems(y.blocks, 1, 1, [&](Value block, Value image, Value, Value) {
      // With zeros as border rows are cleared right before they are first added to.
      bool adds = !tiles(0) || !tiles(1), inTurn = mode == cnn::PadMode::zero;
      if (adds && !inTurn)
        clear(image, block, e.index(0), e.index(in[0]));
      auto emitRows = [&](int64_t from, int64_t to, bool isWhole) {
        e.loop(from, to, 1, [&](Value row) {
          if (adds && inTurn)
            clear(image, block, endOf(e.sub(row, e.index(1))), endOf(row));
          emitRow(image, block, row, isWhole ? whole(0, row) : clip(0, row));
        });
      };
      Range rows = interior(0);
      emitRows(0, rows.first, false);
      emitRows(rows.first, rows.second, true);
      emitRows(rows.second, out[0], false);
      if (adds && inTurn)
        clear(image, block, endOf(e.index(out[0] - 1)), e.index(in[0]));
      e.fillHalo(y, image, block, 1, e.index(0), e.index(y.shape.height));
    });
  }

private:
  using Range = std::pair<int64_t, int64_t>;

  void clear(Value image, Value block, Value from, Value to) {
    e.loop(from, to, 1, [&](Value row) {
      e.loop(0, in[1], 1, [&](Value column) { e.store(e.splat(0, lanes), y, e.at(y, image, block, row, column)); });
    });
  }

  /// The rows that windows up to that of an output reach; none for output -1.
  Value endOf(Value output) {
    Value next = e.add(output, 1), end;
    if (isAdaptive)
      return e.div(e.add(e.mul(next, in[0]), out[0] - 1), out[0]);
    end = e.add(e.mul(output, stride[0]), dilation[0] * (kernel[0] - 1) + 1 - before[0]);
    end = e.min(e.max(end, e.index(0)), e.index(in[0]));
    return select(e.less(output, e.index(0)), e.index(0), end);
  }

  void readAxis(int axis) {
    in[axis] = axis ? y.shape.width : y.shape.height;
    out[axis] = axis ? g.shape.width : g.shape.height;
    if (isAdaptive)
      return;
    if (isReduction) {
      bool folds = llvm::is_contained(attributes.getAs<DenseI64ArrayAttr>("axes").asArrayRef(), axis + 2);
      kernel[axis] = folds ? in[axis] : 1;
      stride[axis] = dilation[axis] = 1;
      before[axis] = after[axis] = 0;
      return;
    }
    auto list = [&](StringRef name) { return attributes.getAs<DenseI64ArrayAttr>(name).asArrayRef(); };
    kernel[axis] = list("kernel")[axis];
    stride[axis] = list("strides")[axis];
    dilation[axis] = list("dilations")[axis];
    before[axis] = list("padding")[2 * axis];
    after[axis] = list("padding")[2 * axis + 1];
  }

  /// Whether each element of an axis is in one window.
  bool tiles(int axis) const {
    if (isAdaptive)
      return in[axis] % out[axis] == 0;
    bool plain = dilation[axis] == 1 && before[axis] == 0 && (out[axis] == 1 || stride[axis] == kernel[axis]);
    return plain && out[axis] * kernel[axis] == in[axis];
  }

  /// The outputs along an axis whose windows need no clipping.
  Range interior(int axis) const {
    if (isAdaptive)
      return {0, 0};
    int64_t room = in[axis] + before[axis] - (dilation[axis] * (kernel[axis] - 1) + 1);
    int64_t first = std::min<int64_t>(llvm::divideCeil(before[axis], stride[axis]), out[axis]);
    int64_t last = room < 0 ? 0 : std::min(out[axis], room / stride[axis] + 1);
    return {first, std::max(first, last)};
  }

  //===--- Windows -------------------------------------------------------===//

  Value startOf(int axis, Value output) { return e.add(e.mul(output, stride[axis]), -before[axis]); }

  AxisWindow whole(int axis, Value output) {
    Value start = startOf(axis, output), count = e.index(kernel[axis]);
    return {e.index(0), count, kernel[axis], [=](Value k) { return e.add(start, e.mul(k, dilation[axis])); }, count};
  }

  AxisWindow clip(int axis, Value output) {
    if (isAdaptive) {
      Value from = e.div(e.mul(output, in[axis]), out[axis]);
      Value to = e.div(e.add(e.mul(e.add(output, 1), in[axis]), out[axis] - 1), out[axis]);
      return {from, to, 0, [](Value k) { return k; }, e.sub(to, from)};
    }
    AxisWindow window = whole(axis, output);
    if (mode != cnn::PadMode::zero) {
      auto position = window.at;
      window.known = 0;
      window.at = [=](Value k) { return reflect(position(k), in[axis]); };
      return window;
    }
    Value start = startOf(axis, output);
    auto tapsBefore = [&](int64_t end) {
      Value room = e.max(e.sub(e.index(end), start), e.index(0));
      return e.min(e.index(kernel[axis]), e.div(e.add(room, dilation[axis] - 1), dilation[axis]));
    };
    window.known = 0;
    window.from = tapsBefore(0);
    window.to = tapsBefore(in[axis]);
    window.count = includesPadding ? tapsBefore(in[axis] + after[axis]) : e.sub(window.to, window.from);
    return window;
  }

  /// Where a position of an axis of n elements, which may be beyond the edge, comes from.
  Value reflect(Value i, int64_t n) {
    Value zero = e.index(0), last = e.index(n - 1);
    if (mode == cnn::PadMode::replicate)
      return e.min(e.max(i, zero), last);
    if (mode == cnn::PadMode::circular)
      return e.rem(e.add(i, n), n); // No padding is wider than the picture.
    Value over = e.sub(e.max(i, e.sub(zero, i)), last);
    return e.sub(last, e.max(over, e.sub(zero, over)));
  }

  void emitRow(Value image, Value block, Value row, const AxisWindow &h) {
    Range columns = interior(1);
    auto clipped = [&](int64_t from, int64_t to) {
      e.loop(from, to, 1, [&](Value column) { emitWindow(image, block, row, column, h, clip(1, column)); });
    };
    clipped(0, columns.first);
    e.loop(columns.first, columns.second, 1,
           [&](Value column) { emitWindow(image, block, row, column, h, whole(1, column)); });
    clipped(columns.second, out[1]);
  }

  /// A window of an item's plane.
  struct Window {
    Value image, block;
    const AxisWindow &h, &w;
    bool isUnrolled() const { return h.known && w.known && h.known * w.known <= kMostUnrolled; }
  };
  using Tap = function_ref<SmallVector<Value>(Value row, Value column, Value number, ValueRange acc)>;

  /// The number of a tap is larger than that of all before it.
  SmallVector<Value> fold(const Window &window, ValueRange init, Tap body) {
    auto tap = [&](Value kh, Value kw, ValueRange acc) {
      Value number = e.add(e.mul(kh, isAdaptive ? in[1] : kernel[1]), kw);
      return body(window.h.at(kh), window.w.at(kw), number, acc);
    };
    if (!window.isUnrolled())
      return e.reduce(window.h.from, window.h.to, 1, init, [&](Value kh, ValueRange acc) {
        return e.reduce(window.w.from, window.w.to, 1, acc, [&](Value kw, ValueRange acc) { return tap(kh, kw, acc); });
      });
    SmallVector<Value> acc(init);
    for (int64_t kh = 0; kh < window.h.known; ++kh)
      for (int64_t kw = 0; kw < window.w.known; ++kw)
        acc = tap(e.index(kh), e.index(kw), acc);
    return acc;
  }

  /// Adds a part to each element of the window, or where windows tile stores it.
  void scatter(const Window &window, function_ref<Value(Value row, Value column, Value number)> part) {
    bool isOnly = tiles(0) && tiles(1);
    auto tap = [&](Value kh, Value kw) {
      Value row = window.h.at(kh), column = window.w.at(kw);
      Value number = e.add(e.mul(kh, isAdaptive ? in[1] : kernel[1]), kw);
      Value at = e.at(y, window.image, window.block, row, column), value = part(row, column, number);
      e.store(isOnly ? value : sum(e.loadVector(y, at, lanes), value), y, at);
    };
    if (!window.isUnrolled())
      return e.loop(window.h.from, window.h.to, 1,
                    [&](Value kh) { e.loop(window.w.from, window.w.to, 1, [&](Value kw) { tap(kh, kw); }); });
    for (int64_t kh = 0; kh < window.h.known; ++kh)
      for (int64_t kw = 0; kw < window.w.known; ++kw)
        tap(e.index(kh), e.index(kw));
  }

  //===--- Kinds ---------------------------------------------------------===//

  void emitWindow(Value image, Value block, Value row, Value column, const AxisWindow &h, const AxisWindow &w) {
    Window window{image, block, h, w};
    Value slope = e.loadVector(g, e.at(g, image, block, row, column), lanes);
    if (kind == cnn::PoolKind::max)
      return emitMaximum(window, slope);
    if (kind == cnn::PoolKind::lp)
      return emitNorm(window, slope);
    Value whole = arith::IndexCastOp::create(b, loc, b.getI32Type(), e.mul(h.count, w.count));
    Value count = arith::SIToFPOp::create(b, loc, b.getF32Type(), whole);
    Value part = arith::DivFOp::create(b, loc, slope, e.broadcast(count, lanes));
    scatter(window, [&](Value, Value, Value) { return part; });
  }

  Value load(const Window &window, Value row, Value column) {
    const Buffer &x = e.inputs[1];
    return e.loadVector(x, e.at(x, window.image, window.block, row, column), lanes);
  }

  Value numbers(Value number) {
    Value whole = arith::IndexCastOp::create(b, loc, b.getI32Type(), number);
    return vector::BroadcastOp::create(b, loc, VectorType::get({lanes}, b.getI32Type()), whole);
  }

  void emitMaximum(const Window &window, Value slope) {
    using P = arith::CmpFPredicate;
    Value least = e.splat(0, lanes);
    // The first element takes the place of none.
    Value none = vector::BroadcastOp::create(b, loc, VectorType::get({lanes}, b.getI32Type()),
                                             arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(-1)));
    Value most = fold(window, {least, none}, [&](Value row, Value column, Value number, ValueRange acc) {
      Value x = load(window, row, column), own = numbers(number);
      Value takes = arith::AndIOp::create(b, loc, arith::CmpFOp::create(b, loc, isLeast ? P::ULT : P::UGT, x, acc[0]),
                                          arith::CmpFOp::create(b, loc, P::ORD, acc[0], acc[0]));
      Value isFirst = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, acc[1], none);
      takes = arith::OrIOp::create(b, loc, takes, isFirst);
      return SmallVector<Value>{select(takes, x, acc[0]), select(takes, own, acc[1])};
    })[1];
    scatter(window, [&](Value, Value, Value number) {
      Value hits = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, most, numbers(number));
      return select(hits, slope, e.splat(0, lanes));
    });
  }

  void emitNorm(const Window &window, Value slope) {
    Value total = fold(window, e.splat(0, lanes), [&](Value row, Value column, Value, ValueRange acc) {
      return SmallVector<Value>{sum(acc[0], power(abs(load(window, row, column)), p))};
    })[0];
    Value norm = power(total, 1 / p), zero = e.splat(0, lanes);
    scatter(window, [&](Value row, Value column, Value) {
      Value x = load(window, row, column);
      Value size = arith::DivFOp::create(b, loc, abs(x), norm);
      Value part = p == 1 ? slope : Value(arith::MulFOp::create(b, loc, slope, power(size, p - 1)));
      part = select(arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, zero),
                    arith::NegFOp::create(b, loc, part), part);
      Value isZero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, x, zero);
      return select(isZero, zero, part);
    });
  }

  Value power(Value v, double exponent) {
    if (exponent == 1)
      return v;
    if (exponent == 2)
      return arith::MulFOp::create(b, loc, v, v);
    if (exponent == 0.5)
      return math::SqrtOp::create(b, loc, v);
    return math::PowFOp::create(b, loc, v, e.splat(float(exponent), lanes));
  }

  Value sum(Value a, Value c) { return arith::AddFOp::create(b, loc, a, c); }
  Value abs(Value v) { return math::AbsFOp::create(b, loc, v); }
  Value select(Value c, Value a, Value d) { return arith::SelectOp::create(b, loc, c, a, d); }

  KernelEmitter &e;
  OpBuilder &b;
  Location loc;
  const Buffer &g, &y;
  int64_t lanes;
  DictionaryAttr attributes;
  cnn::PoolKind kind = cnn::PoolKind::max;
  cnn::PadMode mode = cnn::PadMode::zero;
  bool isAdaptive = false, isReduction = false, isLeast = false, includesPadding = false;
  double p = 2;
  // An adaptive pool has none of these but the extents.
  int64_t in[2], out[2], kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1}, before[2] = {0, 0},
                         after[2] = {0, 0};
};

class PoolGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "pool_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    Operation *root = getRoot(group);
    auto reduce = dyn_cast<cnn::ReduceGradientOp>(root);
    bool isExtreme = reduce && reduce.getValue() && !llvm::is_contained(reduce.getAxes(), 1);
    if (!isa<cnn::PoolGradientOp, cnn::AdaptivePoolGradientOp>(root) && !isExtreme) {
      why = "not the gradient of a pool, or of a maximum or minimum of rows or columns";
      return std::nullopt;
    }
    double elements = double(cnn::getPictureShape(root->getOperand(0)).elements());
    auto pool = dyn_cast<cnn::PoolGradientOp>(root);
    double taps = pool ? double(pool.getKernel()[0]) * double(pool.getKernel()[1]) : 4;
    return Candidate{{}, 3 * elements * taps / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    SmallVector<Value> inputs;
    for (Value operand : root->getOperands())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    kernel::PoolGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                                   lowering.builder.getStringAttr(root->getName().getStringRef()),
                                   root->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(cnn::getPictureShape(op.getOutput()).channels, lanes)), 0};
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    PoolGradientEmitter(cast<kernel::PoolGradientOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getPoolGradientKernel() {
  static const PoolGradientKernel kernel;
  return kernel;
}
