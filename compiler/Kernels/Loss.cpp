//===- Loss.cpp - Losses and their gradients
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Softmax and cross-entropy in one: the maximum of the logits, the sum of the
// exponentials of what they are below it, and from these the loss or the
// gradient, so that no probability is formed that could be 0 in a logarithm. The
// class is a comparison of the lanes' numbers with the label, which therefore may
// be any number. A loss is one item for each picture, with sums over places in
// f64; a gradient is cut like a softmax.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/ReferenceEmitter.h"
#include "dialects/Kernel/KernelGradients.h"

#include <limits>
#include <numeric>

using namespace mlir;
using namespace cnnc;

namespace {

/// Arithmetic on vectors of f32 and scalars of f64.
class LossArithmetic {
public:
  LossArithmetic(kernel::LossOp op, KernelEmitter &e)
      : op(op), e(e), b(e.b), loc(e.loc), x(e.inputs[0]), target(e.inputs[1]), y(e.output), lanes(x.block) {}

protected:
  Value sub(Value a, Value c) { return arith::SubFOp::create(b, loc, a, c); }
  Value mul(Value a, Value c) { return arith::MulFOp::create(b, loc, a, c); }
  Value sum(Value a, Value c) { return arith::AddFOp::create(b, loc, a, c); }
  Value div(Value a, Value c) { return arith::DivFOp::create(b, loc, a, c); }
  Value exp(Value a) { return math::ExpOp::create(b, loc, a); }
  Value log(Value a) { return math::LogOp::create(b, loc, a); }
  Value abs(Value a) { return math::AbsFOp::create(b, loc, a); }
  Value select(Value c, Value a, Value d) { return arith::SelectOp::create(b, loc, c, a, d); }
  Value less(Value a, Value c) { return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, a, c); }
  Value splat(double value) { return e.splat(float(value), lanes); }
  Value real(double value) { return arith::ConstantOp::create(b, loc, b.getF64FloatAttr(value)); }
  Value widen(Value scalar) { return arith::ExtFOp::create(b, loc, b.getF64Type(), scalar); }
  Value narrow(Value scalar) { return arith::TruncFOp::create(b, loc, b.getF32Type(), scalar); }
  Value toReal(Value index) {
    Value whole = arith::IndexCastOp::create(b, loc, b.getI64Type(), index);
    return arith::SIToFPOp::create(b, loc, b.getF64Type(), whole);
  }
  Value firstLane(Value vector) { return vector::ExtractOp::create(b, loc, vector, ArrayRef<int64_t>{0}); }

  double number(StringRef name) { return op.getLayerAttributes().getAs<FloatAttr>(name).getValueAsDouble(); }
  int64_t places() const { return x.shape.height * x.shape.width; }

  Value loadAt(const Buffer &from, Value image, Value block, Value row, Value column) {
    return e.loadVector(from, e.at(from, image, block, row, column), lanes);
  }

  /// The body gets a block and how many of its lanes have a channel.
  void forBlocks(function_ref<void(Value, int64_t)> body) {
    e.loop(0, x.blocks - 1, 1, [&](Value block) { body(block, lanes); });
    body(e.index(x.blocks - 1), x.shape.channels - (x.blocks - 1) * lanes);
  }

  /// The sum over all blocks of a vector of each, lanes without a channel left out.
  Value sumBlocks(function_ref<Value(Value)> term) {
    Value acc = splat(0);
    if (x.blocks > 1)
      acc = e.reduce(0, x.blocks - 1, acc,
                     [&](Value block, ValueRange v) -> SmallVector<Value> { return {sum(v[0], term(block))}; })[0];
    int64_t used = x.shape.channels - (x.blocks - 1) * lanes;
    acc = sum(acc, maskLanes(e, term(e.index(x.blocks - 1)), 0, used, lanes));
    return combineLanes(e, acc, lanes, [&](Value a, Value c) { return sum(a, c); });
  }

  /// The sum over rows and columns of a number in f64.
  Value sumPlaces(Value init, function_ref<Value(Value, Value)> term) {
    return e.reduce(0, x.shape.height, init, [&](Value row, ValueRange acc) {
      return e.reduce(0, x.shape.width, acc, [&](Value column, ValueRange acc) -> SmallVector<Value> {
        return {sum(acc[0], term(row, column))};
      });
    })[0];
  }

  kernel::LossOp op;
  KernelEmitter &e;
  OpBuilder &b;
  Location loc;
  const Buffer &x, &target, &y;
  int64_t lanes;
};

/// Of classes or of probabilities.
class CrossEntropyEmitter : public LossArithmetic {
public:
  CrossEntropyEmitter(kernel::LossOp op, KernelEmitter &e, bool hasClasses)
      : LossArithmetic(op, e), hasClasses(hasClasses), over(e, x, 1) {
    if (!hasClasses)
      return;
    smoothing = number("smoothing");
    if (auto weights = op.getLayerAttributes().getAs<DenseF64ArrayAttr>("class_weights")) {
      ArrayRef<double> values = weights.asArrayRef();
      weightSum = std::accumulate(values.begin(), values.end(), 0.0);
    } else {
      weightSum = double(x.shape.channels);
    }
  }

  void emitLoss() {
    Value scale = findScale(1.0 / double(places()), /*perPicture=*/false), zero = e.index(0);
    e.forItems(1, 1, 1, [&](Value, Value image, Value, Value) {
      Value total = sumPlaces(real(0), [&](Value row, Value column) { return lossAt(image, row, column); });
      e.store(narrow(mul(total, scale)), y, e.element(y, image, zero, zero, zero));
      e.fillHalo(y, image, zero, 1, zero, e.index(1));
    });
  }

  void emitGradient() {
    Value scale = findScale(number("scale") / double(places()), /*perPicture=*/true);
    Value factor = e.broadcast(narrow(scale), lanes);
    over.forPlaces(
        [&](const FoldPlace &place) { emitGradientAt(place, factor); },
        [&](Value image, Value, Value row0, Value row1) { e.fillHalo(y, image, e.index(0), y.blocks, row0, row1); });
  }

private:
  //===--- Classes -------------------------------------------------------===//

  /// The label of a place as i32.
  Value labelAt(Value image, Value row, Value column) {
    return e.load(target, e.element(target, image, e.index(0), row, column));
  }
  Value isClass(Value label) {
    Value channels = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(int32_t(x.shape.channels)));
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, label, channels);
  }
  /// An index that may be read, whatever the label.
  Value safeIndex(Value label) {
    Value zero = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(0));
    return arith::IndexCastOp::create(b, loc, b.getIndexType(), select(isClass(label), label, zero));
  }
  Value weightOf(Value label) { return widen(e.load(e.weights[0], safeIndex(label))); }

  /// `scale`, by pictures if these are to be averaged over, and by the mean class weight.
  Value findScale(double scale, bool perPicture) {
    if (!hasClasses || e.weights.empty())
      return perPicture ? div(real(scale), toReal(e.images)) : real(scale);
    Value zero = e.index(0);
    Value total = e.reduce(zero, e.images, 1, real(0), [&](Value image, ValueRange acc) -> SmallVector<Value> {
      return {sumPlaces(acc[0], [&](Value row, Value column) {
        Value label = labelAt(image, row, column);
        return select(isClass(label), weightOf(label), real(0));
      })};
    })[0];
    Value elements = mul(real(double(places())), perPicture ? real(1) : toReal(e.images));
    Value none = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, total, real(0));
    return select(none, real(0), div(mul(real(scale), elements), total));
  }

  /// What the channels of a block count where the class is `label`.
  Value sharesOf(Value block, Value label) {
    SmallVector<int32_t> numbers(lanes);
    std::iota(numbers.begin(), numbers.end(), 0);
    auto type = VectorType::get({lanes}, b.getI32Type());
    Value lane = arith::ConstantOp::create(b, loc, DenseElementsAttr::get(type, ArrayRef<int32_t>(numbers)));
    Value first = arith::IndexCastOp::create(b, loc, b.getI32Type(), e.mul(block, lanes));
    Value wanted = vector::BroadcastOp::create(b, loc, type, arith::SubIOp::create(b, loc, label, first));
    Value own = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, lane, wanted);
    double all = smoothing / double(x.shape.channels);
    Value shares = select(own, splat(1 - smoothing + all), splat(all));
    return e.weights.empty() ? shares : mul(shares, e.loadVector(e.weights[0], e.mul(block, lanes), lanes));
  }

  //===--- Places --------------------------------------------------------===//

  struct Softmax {
    SmallVector<Value> most, total;
  };

  /// The greatest logit and the sum of the exponentials, for each column of a place.
  Softmax foldLogits(const FoldPlace &place) {
    Softmax s;
    s.most = over.fold(
        x, place, -std::numeric_limits<float>::infinity(), [](Value v, int64_t) { return v; },
        [&](Value a, Value c) -> Value { return e.maximum(a, c); });
    s.total = over.sum(x, place, [&](Value v, int64_t t) { return exp(sub(v, s.most[t])); });
    return s;
  }

  Value lossAt(Value image, Value row, Value column) {
    Softmax s = foldLogits({image, e.index(0), row, column, 1});
    Value most = s.most[0], logTotal = log(s.total[0]);
    auto below = [&](Value block) { return sub(loadAt(x, image, block, row, column), most); };
    // log p is -(logTotal - below), a difference of numbers of like size.
    if (!hasClasses)
      return widen(firstLane(sumBlocks(
          [&](Value block) { return mul(loadAt(target, image, block, row, column), sub(logTotal, below(block))); })));
    Value label = labelAt(image, row, column), loss;
    if (smoothing == 0) {
      Value own = e.load(x, e.element(x, image, safeIndex(label), row, column));
      loss = widen(sub(firstLane(logTotal), sub(own, firstLane(most))));
      if (!e.weights.empty())
        loss = mul(loss, weightOf(label));
    } else {
      loss = widen(
          firstLane(sumBlocks([&](Value block) { return mul(sharesOf(block, label), sub(logTotal, below(block))); })));
    }
    return select(isClass(label), loss, real(0));
  }

  void emitGradientAt(const FoldPlace &place, Value factor) {
    Softmax s = foldLogits(place);
    for (int64_t t = 0; t < place.tile; ++t) {
      Value column = e.add(place.column, t), label, counts, scale = factor;
      if (hasClasses) {
        label = labelAt(place.image, place.row, column);
        Value weight = e.weights.empty() ? real(1) : weightOf(label);
        Value all = sum(mul(real(1 - smoothing), weight), real(smoothing * weightSum / double(x.shape.channels)));
        counts = e.broadcast(narrow(all), lanes);
        scale = select(isClass(label), factor, splat(0));
      } else {
        counts = sumBlocks([&](Value block) { return loadAt(target, place.image, block, place.row, column); });
      }
      Value probability = div(counts, s.total[t]);
      forBlocks([&](Value block, int64_t used) {
        Value p = mul(exp(sub(loadAt(x, place.image, block, place.row, column), s.most[t])), probability);
        Value shares = hasClasses ? sharesOf(block, label) : loadAt(target, place.image, block, place.row, column);
        Value result = maskLanes(e, mul(sub(p, shares), scale), 0, used, lanes);
        e.store(result, y, e.at(y, place.image, block, place.row, column));
      });
    }
  }

  bool hasClasses;
  double smoothing = 0, weightSum = 0;
  AxisFold over;
};

class DifferenceEmitter : public LossArithmetic {
public:
  DifferenceEmitter(kernel::LossOp op, KernelEmitter &e)
      : LossArithmetic(op, e), kind(op.getLayerAttributes().getAs<StringAttr>("kind").getValue()),
        delta(number("delta")) {}

  /// Sums are of a row in f32, then of the rows in f64.
  void emitLoss() {
    Value zero = e.index(0);
    e.forItems(1, 1, 1, [&](Value, Value image, Value, Value) {
      Value total = real(0);
      auto sumBlock = [&](Value block, int64_t used, ValueRange acc) {
        return e.reduce(0, x.shape.height, acc, [&](Value row, ValueRange acc) -> SmallVector<Value> {
          Value line = e.reduce(0, x.shape.width, splat(0), [&](Value column, ValueRange v) -> SmallVector<Value> {
            return {sum(v[0], lossOf(loadAt(x, image, block, row, column), loadAt(target, image, block, row, column)))};
          })[0];
          line =
              combineLanes(e, maskLanes(e, line, 0, used, lanes), lanes, [&](Value a, Value c) { return sum(a, c); });
          return {sum(acc[0], widen(firstLane(line)))};
        });
      };
      SmallVector<Value> acc = {total};
      if (x.blocks > 1)
        acc = e.reduce(0, x.blocks - 1, acc, [&](Value block, ValueRange v) { return sumBlock(block, lanes, v); });
      acc = sumBlock(e.index(x.blocks - 1), x.shape.channels - (x.blocks - 1) * lanes, acc);
      Value mean = div(acc[0], real(double(x.shape.elements())));
      e.store(narrow(mean), y, e.element(y, image, zero, zero, zero));
      e.fillHalo(y, image, zero, 1, zero, e.index(1));
    });
  }

  void emitGradient() {
    Value scale = div(real(number("scale") / double(x.shape.elements())), toReal(e.images));
    Value factor = e.broadcast(narrow(scale), lanes);
    e.forItems(1, x.shape.height, rowsPerItem(x.shape), [&](Value, Value image, Value row0, Value row1) {
      forBlocks([&](Value block, int64_t used) {
        e.loop(row0, row1, 1, [&](Value row) {
          e.loop(0, x.shape.width, 1, [&](Value column) {
            Value slope = slopeOf(loadAt(x, image, block, row, column), loadAt(target, image, block, row, column));
            e.store(maskLanes(e, mul(slope, factor), 0, used, lanes), y, e.at(y, image, block, row, column));
          });
        });
      });
      e.fillHalo(y, image, e.index(0), y.blocks, row0, row1);
    });
  }

  static int64_t rowsPerItem(cnn::PictureShape shape) {
    return chooseRowsPerItem(shape.height, 1, double(shape.width) * double(shape.channels));
  }

private:
  Value boundedLog(Value v) { return e.maximum(log(v), splat(-100)); }

  Value lossOf(Value p, Value t) {
    Value d = sub(p, t), size = abs(d), one = splat(1);
    if (kind == "squared")
      return mul(d, d);
    if (kind == "absolute")
      return size;
    if (kind == "huber")
      return select(less(splat(delta), size), mul(splat(delta), sub(size, splat(0.5 * delta))),
                    mul(splat(0.5), mul(d, d)));
    if (kind == "binary")
      return sub(mul(sub(t, one), boundedLog(sub(one, p))), mul(t, boundedLog(p)));
    Value tail = math::Log1pOp::create(b, loc, exp(sub(splat(0), abs(p))));
    return sum(sub(e.maximum(p, splat(0)), mul(p, t)), tail);
  }

  Value slopeOf(Value p, Value t) {
    Value d = sub(p, t), zero = splat(0), one = splat(1);
    if (kind == "squared")
      return sum(d, d);
    if (kind == "absolute")
      return select(less(zero, d), one, select(less(d, zero), splat(-1), zero));
    if (kind == "huber")
      return e.maximum(e.minimum(d, splat(delta)), splat(-delta));
    if (kind == "binary")
      return div(d, e.maximum(mul(p, sub(one, p)), splat(1e-12)));
    // With e = exp(-|x|) neither quotient overflows.
    Value small = exp(sub(zero, abs(p)));
    Value sigmoid = div(select(less(p, zero), small, one), sum(one, small));
    return sub(sigmoid, t);
  }

  StringRef kind;
  double delta;
};

/// Whether a layer's name is one of these, or of the gradient of one.
bool isLoss(Operation *op) {
  return isa<cnn::CrossEntropyOp, cnn::CrossEntropyGradientOp, cnn::SoftCrossEntropyOp, cnn::SoftCrossEntropyGradientOp,
             cnn::DifferenceLossOp, cnn::DifferenceLossGradientOp>(op);
}

class LossKernel final : public Kernel {
public:
  StringRef getName() const override { return "loss"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    if (!isLoss(getRoot(group))) {
      why = "not a loss";
      return std::nullopt;
    }
    double elements = double(cnn::getPictureShape(getRoot(group)->getOperand(0)).elements());
    return Candidate{{}, 30 * elements / double(target.lanes)};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    Operation *root = getRoot(group);
    bool isLabel =
        isa<cnn::CrossEntropyOp, cnn::CrossEntropyGradientOp>(root) && operand == getOperandIndex(root->getOperand(1));
    return isLabel ? cnn::LayoutAttr() : blockedLayout(group.getContext(), target.lanes);
  }

  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &target) const override {
    return blockedLayout(group.getContext(), isGradient(getRoot(group)) ? target.lanes : 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    SmallVector<Value> inputs, weights;
    for (Value operand : root->getOperands())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    if (auto classes = root->getAttrOfType<DenseF64ArrayAttr>("class_weights"))
      weights.push_back(packClassWeights(lowering, classes, lowering.target.lanes));
    kernel::LossOp::create(lowering.builder, lowering.loc(), inputs, weights, lowering.output,
                           lowering.builder.getStringAttr(root->getName().getStringRef()), root->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    StringRef layer = cast<kernel::LossOp>(op.getOperation()).getLayer();
    if (!layer.ends_with("_gradient"))
      return {1, 0};
    if (layer.starts_with("cnn.difference_loss")) {
      cnn::PictureShape shape = cnn::getPictureShape(op.getOutput());
      return {int64_t(llvm::divideCeil(shape.height, DifferenceEmitter::rowsPerItem(shape))), 0};
    }
    return {AxisFold::countItems(op.getOutput(), 1), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return double(cnn::getPictureShape(op.getInputs()[0]).elements());
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto loss = cast<kernel::LossOp>(op.getOperation());
    bool gradient = loss.getLayer().ends_with("_gradient");
    if (loss.getLayer().starts_with("cnn.difference_loss")) {
      DifferenceEmitter emitter(loss, e);
      gradient ? emitter.emitGradient() : emitter.emitLoss();
      return success();
    }
    CrossEntropyEmitter emitter(loss, e, loss.getLayer().starts_with("cnn.cross_entropy"));
    gradient ? emitter.emitGradient() : emitter.emitLoss();
    return success();
  }

private:
  static bool isGradient(Operation *root) { return root->getName().getStringRef().ends_with("_gradient"); }
};

} // namespace

const Kernel &cnnc::getLossKernel() {
  static const LossKernel kernel;
  return kernel;
}
