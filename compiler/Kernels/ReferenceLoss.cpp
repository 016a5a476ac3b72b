//===- ReferenceLoss.cpp - Reference kernels of losses and their gradients
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ReferenceEmitter.h"

#include <limits>

using namespace mlir;
using namespace cnnc;

static const int64_t kChannels[] = {1}, kPlaces[] = {2, 3}, kAll[] = {1, 2, 3};

Value cnnc::packClassWeights(GroupLowering &lowering, DenseF64ArrayAttr weights, int64_t block) {
  ArrayRef<double> values = weights.asArrayRef();
  return lowering.pack("class_weights", llvm::alignTo(values.size(), block),
                       [&](MutableArrayRef<float> out) { llvm::copy(values, out.begin()); });
}

/// log p of each channel is x less this.
static Value logSumExp(ReferenceEmitter &r, Place place) {
  Value most = r.foldAxes(kChannels, place, r.real(-std::numeric_limits<double>::infinity()),
                          [&](Place from, Value acc) { return r.maximum(acc, r.load(from)); });
  Value sum = r.foldAxes(kChannels, place, r.real(0),
                         [&](Place from, Value acc) { return r.add(acc, r.exp(r.sub(r.load(from), most))); });
  return r.add(most, math::LogOp::create(r.e.b, r.e.loc, sum));
}

/// scale / (pictures * places).
static Value meanFactor(ReferenceEmitter &r) {
  return r.div(r.real(r.number("scale") / double(r.count(kPlaces))), r.toReal(r.e.images));
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

static Value classAt(ReferenceEmitter &r, Place place) {
  const Buffer &label = r.e.inputs[1];
  Value at = r.e.element(label, place.image, r.e.index(0), place.row, place.column);
  return arith::IndexCastOp::create(r.e.b, r.e.loc, r.e.b.getIndexType(), r.e.load(label, at));
}

static Value isClass(ReferenceEmitter &r, Value label) {
  return r.both(r.notLess(label, r.e.index(0)), r.e.less(label, r.e.index(r.extent(1))));
}

static Value weightOf(ReferenceEmitter &r, Value channel) {
  return r.e.weights.empty() ? r.real(1) : r.loadWeight(0, channel);
}

/// The mean of the class weights over the places of all pictures.
static Value meanWeight(ReferenceEmitter &r) {
  if (r.e.weights.empty())
    return r.real(1);
  Value zero = r.e.index(0);
  Value sum = r.e.reduce(zero, r.e.images, 1, r.real(0), [&](Value image, ValueRange acc) -> SmallVector<Value> {
    return {r.foldAxes(kPlaces, {image, zero, zero, zero}, acc[0], [&](Place place, Value acc) {
      Value label = classAt(r, place);
      return r.branch(isClass(r, label), acc, [&] { return r.add(acc, weightOf(r, label)); });
    })};
  })[0];
  return r.div(sum, r.mul(r.toReal(r.e.images), r.real(double(r.count(kPlaces)))));
}

/// 0 where all places are ignored.
static Value divideByWeight(ReferenceEmitter &r, Value value) {
  Value mean = meanWeight(r);
  Value none = arith::CmpFOp::create(r.e.b, r.e.loc, arith::CmpFPredicate::OEQ, mean, r.real(0));
  return r.select(none, r.real(0), r.div(value, mean));
}

/// What the term of a channel counts: (1 - s) w[y] for the class, and s / C w[c] for all.
static Value share(ReferenceEmitter &r, Value channel, Value label) {
  double smoothing = r.number("smoothing");
  Value weight = weightOf(r, channel);
  Value own = r.select(r.equal(channel, label), r.real(1 - smoothing), r.real(0));
  return r.mul(weight, r.add(own, r.real(smoothing / double(r.extent(1)))));
}

static Value crossEntropy(ReferenceEmitter &r, Place place) {
  Value total = r.foldAxes(kPlaces, place, r.real(0), [&](Place at, Value acc) {
    Value label = classAt(r, at);
    return r.branch(isClass(r, label), acc, [&] {
      Value lse = logSumExp(r, at);
      return r.foldAxes(kChannels, at, acc, [&](Place from, Value acc) {
        return r.multiplyAdd(share(r, from.channel, label), r.sub(lse, r.load(from)), acc);
      });
    });
  });
  return divideByWeight(r, r.div(total, r.real(double(r.count(kPlaces)))));
}

static Value crossEntropyGradient(ReferenceEmitter &r, Place place) {
  Value label = classAt(r, place);
  Value gradient = r.branch(isClass(r, label), r.real(0), [&] {
    Value p = r.exp(r.sub(r.load(place), logSumExp(r, place)));
    Value all = r.foldAxes(kChannels, place, r.real(0),
                           [&](Place from, Value acc) { return r.add(acc, share(r, from.channel, label)); });
    return r.sub(r.mul(p, all), share(r, place.channel, label));
  });
  return divideByWeight(r, r.mul(gradient, meanFactor(r)));
}

//===----------------------------------------------------------------------===//
// Probabilities
//===----------------------------------------------------------------------===//

static Value softCrossEntropy(ReferenceEmitter &r, Place place) {
  Value total = r.foldAxes(kPlaces, place, r.real(0), [&](Place at, Value acc) {
    Value lse = logSumExp(r, at);
    return r.foldAxes(kChannels, at, acc, [&](Place from, Value acc) {
      return r.multiplyAdd(r.load(from, 1), r.sub(lse, r.load(from)), acc);
    });
  });
  return r.div(total, r.real(double(r.count(kPlaces))));
}

static Value softCrossEntropyGradient(ReferenceEmitter &r, Place place) {
  Value p = r.exp(r.sub(r.load(place), logSumExp(r, place)));
  Value all =
      r.foldAxes(kChannels, place, r.real(0), [&](Place from, Value acc) { return r.add(acc, r.load(from, 1)); });
  return r.mul(r.sub(r.mul(p, all), r.load(place, 1)), meanFactor(r));
}

//===----------------------------------------------------------------------===//
// Differences
//===----------------------------------------------------------------------===//

static Value less(ReferenceEmitter &r, Value a, Value b) {
  return arith::CmpFOp::create(r.e.b, r.e.loc, arith::CmpFPredicate::OLT, a, b);
}

/// log x, at least -100.
static Value boundedLog(ReferenceEmitter &r, Value x) {
  return r.maximum(math::LogOp::create(r.e.b, r.e.loc, x), r.real(-100));
}

static Value lossOf(ReferenceEmitter &r, StringRef kind, Value x, Value t) {
  OpBuilder &b = r.e.b;
  Value d = r.sub(x, t), size = math::AbsFOp::create(b, r.e.loc, d);
  if (kind == "squared")
    return r.mul(d, d);
  if (kind == "absolute")
    return size;
  if (kind == "huber") {
    Value delta = r.real(r.number("delta")), half = r.real(0.5);
    return r.select(less(r, delta, size), r.mul(delta, r.sub(size, r.mul(half, delta))), r.mul(half, r.mul(d, d)));
  }
  Value one = r.real(1);
  if (kind == "binary") {
    Value no = r.mul(r.sub(one, t), boundedLog(r, r.sub(one, x)));
    return r.sub(r.real(0), r.multiplyAdd(t, boundedLog(r, x), no));
  }
  Value negative = r.sub(r.real(0), math::AbsFOp::create(b, r.e.loc, x));
  Value tail = math::Log1pOp::create(b, r.e.loc, r.exp(negative));
  return r.add(r.sub(r.maximum(x, r.real(0)), r.mul(x, t)), tail);
}

static Value slopeOf(ReferenceEmitter &r, StringRef kind, Value x, Value t) {
  Value d = r.sub(x, t), one = r.real(1), zero = r.real(0);
  if (kind == "squared")
    return r.add(d, d);
  if (kind == "absolute")
    return r.select(less(r, zero, d), one, r.select(less(r, d, zero), r.real(-1), zero));
  if (kind == "huber") {
    double delta = r.number("delta");
    return r.maximum(arith::MinimumFOp::create(r.e.b, r.e.loc, d, r.real(delta)), r.real(-delta));
  }
  if (kind == "binary")
    return r.div(d, r.maximum(r.mul(x, r.sub(one, x)), r.real(1e-12)));
  return r.sub(r.div(one, r.add(one, r.exp(r.sub(zero, x)))), t);
}

static StringRef kindOf(ReferenceEmitter &r) { return r.attributes.getAs<StringAttr>("kind").getValue(); }

static Value differenceLoss(ReferenceEmitter &r, Place place) {
  Value total = r.foldAxes(kAll, place, r.real(0), [&](Place from, Value acc) {
    return r.add(acc, lossOf(r, kindOf(r), r.load(from), r.load(from, 1)));
  });
  return r.div(total, r.real(double(r.count(kAll))));
}

static Value differenceLossGradient(ReferenceEmitter &r, Place place) {
  Value slope = slopeOf(r, kindOf(r), r.load(place), r.load(place, 1));
  return r.div(r.mul(slope, meanFactor(r)), r.real(double(r.extent(1))));
}

ReferenceTable cnnc::getReferenceLosses() {
  static const std::pair<StringRef, ReferenceBody> table[] = {
      {"cnn.cross_entropy", crossEntropy},          {"cnn.cross_entropy_gradient", crossEntropyGradient},
      {"cnn.soft_cross_entropy", softCrossEntropy}, {"cnn.soft_cross_entropy_gradient", softCrossEntropyGradient},
      {"cnn.difference_loss", differenceLoss},      {"cnn.difference_loss_gradient", differenceLossGradient}};
  return table;
}
