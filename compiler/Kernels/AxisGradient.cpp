//===- AxisGradient.cpp - Gradients of slices, pads, resizes and reductions
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// These layers are linear along rows and along columns, each by itself: a table
// says for each row of the input which rows of the gradient have a part of it and
// with what weights, in ascending order, and another one the same for columns.
// Channels stay as they are, or all are one, or they are a slice of channels;
// where that does not fall on whole blocks, lanes are taken one by one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/ResizeAxis.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// For each element of an axis the places in the gradient that count, with their weights.
class AxisTaps {
public:
  explicit AxisTaps(int64_t extent) : taps(extent) {}

  void add(int64_t element, int64_t place, double weight) {
    if (weight != 0)
      taps[element].push_back({place, weight});
  }

  int64_t countFloats() const {
    int64_t count = int64_t(taps.size()) + 1;
    for (auto &list : taps)
      count += 2 * int64_t(list.size());
    return count;
  }

  void write(MutableArrayRef<float> table) const {
    auto bits = [](int64_t number) { return llvm::bit_cast<float>(int32_t(number)); };
    int64_t at = int64_t(taps.size()) + 1;
    for (auto [i, list] : llvm::enumerate(taps)) {
      table[i] = bits(at);
      for (auto [place, weight] : list) {
        table[at++] = bits(place);
        table[at++] = float(weight);
      }
    }
    table[taps.size()] = bits(at);
  }

private:
  SmallVector<SmallVector<std::pair<int64_t, double>, 4>> taps;
};

/// Where position i of an axis of n elements comes from; -1: from nowhere.
int64_t findSource(int64_t i, int64_t n, cnn::PadMode mode) {
  switch (mode) {
  case cnn::PadMode::zero:
    return i >= 0 && i < n ? i : -1;
  case cnn::PadMode::reflect:
    i = std::abs(i);
    return i < n ? i : 2 * (n - 1) - i;
  case cnn::PadMode::replicate:
    return std::clamp<int64_t>(i, 0, n - 1);
  case cnn::PadMode::circular:
    return (i + n) % n;
  }
  llvm_unreachable("all modes are covered");
}

/// The taps of rows (axis 0) or columns (1) of a layer's gradient.
AxisTaps makeTaps(Operation *root, int axis) {
  cnn::PictureShape x = cnn::getPictureShape(root->getResult(0)), g = cnn::getPictureShape(root->getOperand(0));
  int64_t in = axis ? x.width : x.height, out = axis ? g.width : g.height;
  AxisTaps taps(in);
  if (auto slice = dyn_cast<cnn::SliceGradientOp>(root)) {
    bool isVector = slice.getStarts().size() == 1;
    int64_t start = isVector ? 0 : slice.getStarts()[axis + 1], step = isVector ? 1 : slice.getSteps()[axis + 1];
    for (int64_t i = 0; i < out; ++i)
      taps.add(start + i * step, i, 1);
  } else if (auto pad = dyn_cast<cnn::PadGradientOp>(root)) {
    for (int64_t i = 0; i < out; ++i)
      if (int64_t source = findSource(i - pad.getPadding()[2 * axis], in, pad.getPaddingMode()); source >= 0)
        taps.add(source, i, 1);
  } else if (auto resize = dyn_cast<cnn::ResizeGradientOp>(root)) {
    ResizeAxis resized = {in, out, resize.getMode(), resize.getAlignCorners()};
    SmallVector<double> weights;
    for (int64_t i = 0; i < out; ++i) {
      int64_t first = resized.getTaps(i, weights);
      for (auto [k, weight] : llvm::enumerate(weights))
        taps.add(std::clamp<int64_t>(first + int64_t(k), 0, in - 1), i, weight);
    }
  } else {
    auto reduce = cast<cnn::ReduceGradientOp>(root);
    bool isMean = reduce.getKind() == cnn::ReduceKind::mean;
    bool folds = llvm::is_contained(reduce.getAxes(), axis + 2);
    // The channels' share is one of the rows'.
    double count = folds ? double(in) : 1;
    if (axis == 0 && llvm::is_contained(reduce.getAxes(), 1))
      count *= double(x.channels);
    for (int64_t i = 0; i < in; ++i)
      taps.add(i, folds ? 0 : i, isMean ? 1 / count : 1);
  }
  return taps;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

int64_t rowsPerItem(cnn::PictureShape shape) { return chooseRowsPerItem(shape.height, 1, double(shape.width) * 64); }

class AxisGradientEmitter {
public:
  AxisGradientEmitter(kernel::AxisGradientOp op, KernelEmitter &e) : e(e), g(e.inputs[0]), y(e.output), lanes(y.block) {
    foldsChannels = g.shape.channels == 1 && y.shape.channels > 1 && op.getLayer() == "cnn.reduce_gradient";
    if (op.getLayer() != "cnn.slice_gradient")
      return;
    start = op.getLayerAttributes().getAs<DenseI64ArrayAttr>("starts")[0];
    step = op.getLayerAttributes().getAs<DenseI64ArrayAttr>("steps")[0];
  }

  void emit() {
    e.forItems(y.blocks, y.shape.height, rowsPerItem(y.shape), [&](Value block, Value image, Value row0, Value row1) {
      Value source = e.add(block, -start / lanes);
      auto zero = [&] {
        forPlaces(row0, row1,
                  [&](Value row, Value column) { e.store(e.splat(0, lanes), y, e.at(y, image, block, row, column)); });
      };
      if (!isBlockwise()) {
        emitLanes(image, block, row0, row1);
      } else if (foldsChannels) {
        emitBlock(image, block, e.index(0), row0, row1, lanes);
      } else if (start == 0 && g.blocks == y.blocks) {
        emitBlock(image, block, block, row0, row1, hasWholeBlocks() ? lanes : 0);
      } else {
        Value inside =
            arith::AndIOp::create(e.b, e.loc, e.less(e.index(-1), source), e.less(source, e.index(g.blocks)));
        e.ifThen(inside, [&] { emitBlock(image, block, source, row0, row1, 0); }, zero);
      }
      e.fillHalo(y, image, block, 1, row0, row1);
    });
  }

private:
  bool isBlockwise() const { return foldsChannels || (step == 1 && start % lanes == 0); }
  bool hasWholeBlocks() const { return g.shape.channels == y.shape.channels || g.shape.channels % lanes == 0; }

  void forPlaces(Value row0, Value row1, function_ref<void(Value, Value)> body) {
    e.loop(row0, row1, 1, [&](Value row) { e.loop(0, y.shape.width, 1, [&](Value column) { body(row, column); }); });
  }

  Value number(const Buffer &table, Value at) {
    Value bits = arith::BitcastOp::create(e.b, e.loc, e.b.getI32Type(), e.load(table, at));
    return arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), bits);
  }

  /// The sum over the taps of a place; `load` gets a row and a column of the gradient.
  Value sumTaps(Value row, Value column, Value init, function_ref<Value(Value, Value)> load) {
    auto forTaps = [&](const Buffer &table, Value element, Value init, function_ref<Value(Value, Value, Value)> body) {
      return e.reduce(number(table, element), number(table, e.add(element, 1)), 2, init,
                      [&](Value at, ValueRange acc) -> SmallVector<Value> {
                        return {body(number(table, at), e.load(table, e.add(at, 1)), acc[0])};
                      })[0];
    };
    return forTaps(e.weights[0], row, init, [&](Value h, Value hWeight, Value acc) {
      return forTaps(e.weights[1], column, acc, [&](Value w, Value wWeight, Value acc) {
        Value weight = arith::MulFOp::create(e.b, e.loc, hWeight, wWeight), v = load(h, w);
        if (auto vector = dyn_cast<VectorType>(v.getType()))
          weight = e.broadcast(weight, vector.getDimSize(0));
        return e.fma(v, weight, acc);
      });
    });
  }

  /// With `used` 0 the lanes beyond the gradient's channels are zeros.
  void emitBlock(Value image, Value block, Value from, Value row0, Value row1, int64_t used) {
    Value mask;
    if (!used) {
      auto type = VectorType::get({lanes}, e.b.getI32Type());
      SmallVector<int32_t> numbers(lanes);
      for (int64_t i = 0; i < lanes; ++i)
        numbers[i] = int32_t(i);
      Value lane = arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(type, ArrayRef<int32_t>(numbers)));
      Value rest = e.sub(e.index(g.shape.channels), e.mul(from, lanes));
      Value count = arith::IndexCastOp::create(e.b, e.loc, e.b.getI32Type(), rest);
      mask = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::slt, lane,
                                   vector::BroadcastOp::create(e.b, e.loc, type, count));
    }
    forPlaces(row0, row1, [&](Value row, Value column) {
      Value sum = sumTaps(row, column, e.splat(0, lanes), [&](Value h, Value w) {
        return foldsChannels ? e.broadcast(e.load(g, e.element(g, image, e.index(0), h, w)), lanes)
                             : e.loadVector(g, e.at(g, image, from, h, w), lanes);
      });
      if (mask)
        sum = arith::SelectOp::create(e.b, e.loc, mask, sum, e.splat(0, lanes));
      e.store(sum, y, e.at(y, image, block, row, column));
    });
  }

  /// A slice of channels that begin within a block, or are not neighbours.
  void emitLanes(Value image, Value block, Value row0, Value row1) {
    e.loop(0, lanes, 1, [&](Value lane) {
      Value channel = e.add(e.mul(block, lanes), lane), offset = e.add(channel, -start);
      Value positive = e.max(offset, e.index(0)), source = e.div(positive, step);
      auto equal = [&](Value a, Value b) -> Value {
        return arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, a, b);
      };
      Value fits = arith::AndIOp::create(e.b, e.loc, equal(e.mul(source, step), offset),
                                         e.less(source, e.index(g.shape.channels)));
      forPlaces(row0, row1, [&](Value row, Value column) {
        Value at = e.add(e.at(y, image, block, row, column), lane);
        auto store = [&] {
          e.store(sumTaps(row, column, e.scalar(0),
                          [&](Value h, Value w) { return e.load(g, e.element(g, image, source, h, w)); }),
                  y, at);
        };
        e.ifThen(fits, store, [&] { e.store(e.scalar(0), y, at); });
      });
    });
  }

  KernelEmitter &e;
  const Buffer &g, &y;
  int64_t lanes, start = 0, step = 1;
  bool foldsChannels;
};

class AxisGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "axis_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    Operation *root = getRoot(group);
    auto reduce = dyn_cast<cnn::ReduceGradientOp>(root);
    if (!isa<cnn::SliceGradientOp, cnn::PadGradientOp, cnn::ResizeGradientOp>(root) && (!reduce || reduce.getValue())) {
      why = "not the gradient of a layer that is linear along each axis";
      return std::nullopt;
    }
    return Candidate{{}, 8 * double(cnn::getPictureShape(group.getResult()).elements()) / double(target.lanes)};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    SmallVector<Value> weights;
    for (int axis : {0, 1}) {
      AxisTaps taps = makeTaps(root, axis);
      weights.push_back(lowering.pack(axis ? "columns" : "rows", taps.countFloats(),
                                      [&](MutableArrayRef<float> out) { taps.write(out); }));
    }
    kernel::AxisGradientOp::create(lowering.builder, lowering.loc(), lowering.inputs, weights, lowering.output,
                                   lowering.builder.getStringAttr(root->getName().getStringRef()),
                                   root->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    cnn::PictureShape shape = cnn::getPictureShape(op.getOutput());
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(shape.channels, lanes) * llvm::divideCeil(shape.height, rowsPerItem(shape))), 0};
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    AxisGradientEmitter(cast<kernel::AxisGradientOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getAxisGradientKernel() {
  static const AxisGradientKernel kernel;
  return kernel;
}
