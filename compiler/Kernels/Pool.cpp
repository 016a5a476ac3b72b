//===- Pool.cpp - Pooling windows
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector holds one position of a block of channels. Windows at the border are
// clipped to the picture by the bounds of their loops, so the halo is not read
// and a maximum needs no minus infinity in memory; only where the picture goes on
// beyond its edge does the halo hold it, and all windows are whole. Small windows
// are unrolled: for a few neighbouring outputs the columns are reduced first, so
// that windows share those on which they overlap. The rows and columns at the
// border, if they are few, are code of their own with the taps that they have.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/PoolKind.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Windows of more elements are loops.
constexpr int64_t kMostUnrolled = 25;
/// Columns that are held at once.
constexpr int64_t kMostColumns = 12;
/// Taps in all the code of a pool; with more, windows at the border are loops.
constexpr int64_t kMostTaps = 2048;

int64_t poolRowsPerItem(kernel::PoolOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  return chooseRowsPerItem(out.height, 1, double(out.width) * op.getKernel()[0] * op.getKernel()[1] * 16);
}

class PoolEmitter {
public:
  PoolEmitter(kernel::PoolOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), kernel(op.getKernel()), strides(op.getStrides()),
        padding(op.getPadding()), dilations(op.getDilations()), reducer(e, op.getKind(), op.getP(), op.getIndices()),
        unrolled(kernel[0] * kernel[1] <= kMostUnrolled) {
    for (int axis : {0, 1})
      extent[axis] = dilations[axis] * (kernel[axis] - 1) + 1;
    // Outputs that lie side by side.
    tile = 1;
    while (tile < 4 && tile * strides[1] + extent[1] <= kMostColumns)
      ++tile;
  }

  void emit() {
    Range rows = interior(x.shape.height, y.shape.height, 0), columns = interior(x.shape.width, y.shape.width, 1);
    e.forItems(y.blocks, y.shape.height, poolRowsPerItem(op), [&](Value block, Value image, Value row0, Value row1) {
      if (rows.first >= rows.second || columns.first >= columns.second)
        emitClippedRows(image, block, row0, row1);
      else
        emitRows(image, block, row0, row1, rows, columns);
      e.fillHalo(y, image, block, 1, row0, row1);
    });
  }

private:
  using Range = std::pair<int64_t, int64_t>;

  /// The taps of a window along an axis that are inside the picture, and how many
  /// are not beyond its padding.
  struct Taps {
    int64_t first, last, padded;
  };

  /// [first, last) of the outputs along an axis whose windows need no clipping.
  Range interior(int64_t in, int64_t out, int axis) {
    if (op.getReadsHalo())
      return {0, out};
    int64_t before = padding[2 * axis], room = in + before - extent[axis];
    int64_t first = llvm::divideCeil(before, strides[axis]);
    return {std::min(first, out), room < 0 ? 0 : std::min(out, room / strides[axis] + 1)};
  }

  Taps allTaps(int axis) const { return {0, kernel[axis], kernel[axis]}; }

  Taps getTaps(int64_t output, int axis) const {
    int64_t in = axis ? x.shape.width : x.shape.height, step = dilations[axis], after = padding[2 * axis + 1];
    int64_t start = output * strides[axis] - padding[2 * axis];
    auto tapsBefore = [&](int64_t end) {
      return std::min<int64_t>(kernel[axis], llvm::divideCeil(std::max<int64_t>(end - start, 0), step));
    };
    return {tapsBefore(0), tapsBefore(in), tapsBefore(in + after)};
  }

  void emitRows(Value image, Value block, Value row0, Value row1, Range rows, Range columns) {
    int64_t borderRows = rows.first + y.shape.height - rows.second;
    int64_t borderColumns = columns.first + y.shape.width - columns.second;
    bool isStatic = unrolled && (borderRows + 1) * (borderColumns + tile + 1) * kernel[0] * kernel[1] <= kMostTaps;
    // Those of [first, last) that are the item's.
    auto clip = [&](int64_t first, int64_t last) {
      Value from = e.min(e.max(row0, e.index(first)), row1);
      return std::make_pair(from, e.max(e.min(row1, e.index(last)), from));
    };
    auto emitBorder = [&](int64_t first, int64_t last) {
      if (!isStatic) {
        auto [from, to] = clip(first, last);
        return emitClippedRows(image, block, from, to);
      }
      for (int64_t row = first; row < last; ++row) {
        Value isOurs = arith::AndIOp::create(e.b, e.loc, e.less(row0, e.index(row + 1)), e.less(e.index(row), row1));
        e.ifThen(isOurs, [&] { emitStaticRow(image, block, e.index(row), getTaps(row, 0), columns); });
      }
    };
    emitBorder(0, rows.first);
    auto [from, to] = clip(rows.first, rows.second);
    e.loop(from, to, 1, [&](Value row) {
      if (isStatic)
        return emitStaticRow(image, block, row, allTaps(0), columns);
      e.loop(0, columns.first, 1, [&](Value column) { emitClipped(image, block, row, column); });
      emitInterior(image, block, row, allTaps(0), columns);
      e.loop(columns.second, y.shape.width, 1, [&](Value column) { emitClipped(image, block, row, column); });
    });
    emitBorder(rows.second, y.shape.height);
  }

  void emitClippedRows(Value image, Value block, Value from, Value to) {
    e.loop(from, to, 1, [&](Value row) {
      e.loop(0, y.shape.width, 1, [&](Value column) { emitClipped(image, block, row, column); });
    });
  }

  /// A row whose taps are known, with the few columns at its ends one by one.
  void emitStaticRow(Value image, Value block, Value row, Taps taps, Range columns) {
    auto emitColumns = [&](int64_t first, int64_t last) {
      for (int64_t column = first; column < last; ++column)
        emitUnrolled(image, block, row, e.index(column), taps, getTaps(column, 1), 1);
    };
    emitColumns(0, columns.first);
    emitInterior(image, block, row, taps, columns);
    emitColumns(columns.second, y.shape.width);
  }

  void emitInterior(Value image, Value block, Value row, Taps taps, Range columns) {
    if (!unrolled) {
      e.loop(columns.first, columns.second, 1, [&](Value column) { emitWhole(image, block, row, column); });
      return;
    }
    int64_t whole = columns.first + (columns.second - columns.first) / tile * tile;
    e.loop(columns.first, whole, tile,
           [&](Value column) { emitUnrolled(image, block, row, column, taps, allTaps(1), tile); });
    e.loop(whole, columns.second, 1,
           [&](Value column) { emitUnrolled(image, block, row, column, taps, allTaps(1), 1); });
  }

  /// The physical origin of a window.
  Value startRow(Value row) { return e.add(e.mul(row, strides[0]), -padding[0]); }
  Value startColumn(Value column) { return e.add(e.mul(column, strides[1]), -padding[2]); }

  PoolReducer::State load(Value image, Value block, Value row, Value column) {
    Value v = e.loadVector(x, e.at(x, image, block, row, column), x.block);
    return reducer.first(v, [&] { return e.add(e.mul(row, x.shape.width), column); });
  }

  /// `count` windows side by side, of which all have these taps.
  void emitUnrolled(Value image, Value block, Value row, Value column, Taps rows, Taps columns, int64_t count) {
    Value top = startRow(row), left = startColumn(column);
    if (rows.first >= rows.last || columns.first >= columns.last) // IR that was written by hand
      return e.store(e.splat(0, y.block), y, e.at(y, image, block, row, column));
    // What each column of elements comes to, of those that any window has.
    SmallVector<PoolReducer::State> reduced((count - 1) * strides[1] + extent[1]);
    auto reduceColumn = [&](int64_t offset) {
      PoolReducer::State state;
      for (int64_t kh = rows.first; kh < rows.last; ++kh) {
        auto next = load(image, block, e.add(top, kh * dilations[0]), e.add(left, offset));
        state = kh > rows.first ? reducer.combine(state, next) : next;
      }
      return state;
    };
    int64_t elements = op.getCountIncludePad() ? rows.padded * columns.padded
                                               : (rows.last - rows.first) * (columns.last - columns.first);
    for (int64_t t = 0; t < count; ++t) {
      PoolReducer::State state;
      for (int64_t kw = columns.first; kw < columns.last; ++kw) {
        int64_t offset = t * strides[1] + kw * dilations[1];
        if (!reduced[offset].value)
          reduced[offset] = reduceColumn(offset);
        state = kw > columns.first ? reducer.combine(state, reduced[offset]) : reduced[offset];
      }
      finish(state, e.index(elements), image, block, row, e.add(column, t));
    }
  }

  /// Column by column as above, so that a window has the same bits wherever it is computed.
  void emitTaps(Value image, Value block, Value row, Value column, Value kh0, Value kh1, Value kw0, Value kw1,
                Value count) {
    Value top = startRow(row), left = startColumn(column);
    auto tapAt = [&](Value kh, Value kw) {
      return load(image, block, e.add(top, e.mul(kh, dilations[0])), e.add(left, e.mul(kw, dilations[1])));
    };
    auto reduceColumn = [&](Value kw) {
      SmallVector<Value> sum = e.reduce(e.add(kh0, 1), kh1, 1, tapAt(kh0, kw).values(), [&](Value kh, ValueRange acc) {
        return reducer.combine(PoolReducer::State(acc), tapAt(kh, kw)).values();
      });
      return PoolReducer::State(sum);
    };
    SmallVector<Value> result =
        e.reduce(e.add(kw0, 1), kw1, 1, reduceColumn(kw0).values(), [&](Value kw, ValueRange acc) {
          return reducer.combine(PoolReducer::State(acc), reduceColumn(kw)).values();
        });
    finish(PoolReducer::State(result), count, image, block, row, column);
  }

  void emitWhole(Value image, Value block, Value row, Value column) {
    emitTaps(image, block, row, column, e.index(0), e.index(kernel[0]), e.index(0), e.index(kernel[1]),
             e.index(kernel[0] * kernel[1]));
  }

  /// ceil(value / step) for a value that may be negative: then 0.
  Value ceilOrZero(Value value, int64_t step) { return e.div(e.add(e.max(value, e.index(0)), step - 1), step); }

  /// The taps of a window, from and to, that are inside the picture, and how
  /// many are not beyond its padding.
  std::array<Value, 3> clip(Value start, int axis, int64_t inside) {
    int64_t step = dilations[axis], after = padding[2 * axis + 1];
    Value from = ceilOrZero(e.sub(e.index(0), start), step);
    Value to = e.min(e.index(kernel[axis]), ceilOrZero(e.sub(e.index(inside), start), step));
    Value padded = e.min(e.index(kernel[axis]), ceilOrZero(e.sub(e.index(inside + after), start), step));
    return {from, to, padded};
  }

  void emitClipped(Value image, Value block, Value row, Value column) {
    std::array<Value, 3> h = clip(startRow(row), 0, x.shape.height), w = clip(startColumn(column), 1, x.shape.width);
    Value count = op.getCountIncludePad() ? e.mul(h[2], w[2]) : e.mul(e.sub(h[1], h[0]), e.sub(w[1], w[0]));
    auto taps = [&] { emitTaps(image, block, row, column, h[0], h[1], w[0], w[1], count); };
    // Only IR that was written by hand has windows without an element.
    Value empty =
        arith::OrIOp::create(e.b, e.loc, e.less(e.sub(h[1], h[0]), e.index(1)), e.less(e.sub(w[1], w[0]), e.index(1)));
    e.ifThen(empty, [&] { e.store(e.splat(0, y.block), y, e.at(y, image, block, row, column)); }, taps);
  }

  void finish(const PoolReducer::State &state, Value count, Value image, Value block, Value row, Value column) {
    Value result = reducer.finish(state, count);
    e.store(e.finish(op, result, image, block, row, column), y, e.at(y, image, block, row, column));
  }

  kernel::PoolOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  ArrayRef<int64_t> kernel, strides, padding, dilations;
  PoolReducer reducer;
  bool unrolled;
  int64_t extent[2], tile;
};

class PoolKernel final : public Kernel {
public:
  StringRef getName() const override { return "pool"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    Operation *root = getRoot(group);
    ArrayRef<int64_t> kernel;
    if (auto pool = dyn_cast<cnn::PoolOp>(root); pool && hasElementwiseEpilogue(group))
      kernel = pool.getKernel();
    else if (auto indices = dyn_cast<cnn::PoolIndicesOp>(root); indices && isa<cnn::YieldOp>(root->getNextNode()))
      kernel = indices.getKernel();
    if (kernel.empty()) {
      why = "not a pooling window with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape out = cnn::getPictureShape(root->getResult(0));
    double vectors = double(llvm::divideCeil(out.channels, target.lanes)) * double(out.height * out.width);
    return Candidate{{}, vectors * double(kernel[0] * kernel[1])};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto pool = dyn_cast<cnn::PoolOp>(getRoot(group));
    if (!pool || pool.getPaddingMode() == cnn::PadMode::zero || operand != getOperandIndex(pool.getInput()))
      return blockedLayout(group.getContext(), target.lanes);
    return blockedLayout(group.getContext(), target.lanes, pool.getPadding(), pool.getPaddingMode());
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(root->getOperand(0))]);
    if (failed(inputs))
      return failure();
    OpBuilder &b = lowering.builder;
    auto create = [&](auto pool, cnn::PoolKindAttr kind, bool count, bool halo, FloatAttr p, bool indices) {
      auto flag = [&](bool set) { return set ? b.getUnitAttr() : UnitAttr(); };
      return kernel::PoolOp::create(b, lowering.loc(), *inputs, ValueRange(), lowering.output, kind,
                                    pool.getKernelAttr(), pool.getStridesAttr(), pool.getPaddingAttr(), flag(count),
                                    pool.getDilationsAttr(), flag(halo), p, flag(indices));
    };
    if (auto pool = dyn_cast<cnn::PoolOp>(root)) {
      auto op = create(pool, pool.getKindAttr(), pool.getCountIncludePad(), pool.getPaddingMode() != cnn::PadMode::zero,
                       pool.getPAttr(), /*indices=*/false);
      buildEpilogue(lowering, op, /*mainCount=*/1);
      return success();
    }
    create(cast<cnn::PoolIndicesOp>(root), cnn::PoolKindAttr::get(b.getContext(), cnn::PoolKind::max), false, false,
           FloatAttr(), /*indices=*/true);
    return success();
  }

  int64_t countChannelParts(kernel::KernelOpInterface op) const override { return countBlocks(op.getOutput()); }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto pool = cast<kernel::PoolOp>(op.getOperation());
    cnn::PictureShape out = cnn::getPictureShape(pool.getOutput());
    int64_t lanes = cnn::getLayout(pool.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(out.channels, lanes) * llvm::divideCeil(out.height, poolRowsPerItem(pool))), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto pool = cast<kernel::PoolOp>(op.getOperation());
    return double(cnn::getPictureShape(pool.getOutput()).elements()) * pool.getKernel()[0] * pool.getKernel()[1];
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    PoolEmitter(cast<kernel::PoolOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getPoolKernel() {
  static const PoolKernel kernel;
  return kernel;
}
