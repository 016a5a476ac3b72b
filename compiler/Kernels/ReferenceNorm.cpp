//===- ReferenceNorm.cpp - Reference kernels of normalisation
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

/// exp(x - m) where m is the greatest along the axis.
static Value softmax(ReferenceEmitter &r, Place place) {
  const int64_t axis[] = {r.integer("axis")};
  Value most = r.foldAxes(axis, place, r.real(-std::numeric_limits<double>::infinity()),
                          [&](Place from, Value acc) { return r.maximum(acc, r.load(from)); });
  Value sum = r.foldAxes(axis, place, r.real(0),
                         [&](Place from, Value acc) { return r.add(acc, r.exp(r.sub(r.load(from), most))); });
  Value x = r.sub(r.load(place), most);
  if (r.flag("log"))
    return r.sub(x, math::LogOp::create(r.e.b, r.e.loc, sum));
  return r.div(r.exp(x), sum);
}

/// (x - mean) / sqrt(variance + epsilon) with mean and variance of `count`
/// elements, over which `fold` sums a function of an element.
static Value standardize(ReferenceEmitter &r, Place place, double count,
                         function_ref<Value(function_ref<Value(Value)>)> fold) {
  Value mean = r.div(fold([](Value x) { return x; }), r.real(count));
  Value squares = fold([&](Value x) {
    Value difference = r.sub(x, mean);
    return r.mul(difference, difference);
  });
  Value variance = r.add(r.div(squares, r.real(count)), r.real(r.number("epsilon")));
  return r.div(r.sub(r.load(place), mean), r.sqrt(variance));
}

static Value scaleAndShift(ReferenceEmitter &r, Value x, Value index) {
  return r.e.weights.empty() ? x : r.multiplyAdd(x, r.loadWeight(0, index), r.loadWeight(1, index));
}

static Value layerNorm(ReferenceEmitter &r, Place place) {
  ArrayRef<int64_t> axes = r.list("axes");
  Value y = standardize(r, place, double(r.count(axes)), [&](function_ref<Value(Value)> of) {
    return r.foldAxes(axes, place, r.real(0), [&](Place from, Value acc) { return r.add(acc, of(r.load(from))); });
  });
  Value index = r.e.index(0);
  for (int64_t axis : axes)
    index = r.e.add(r.e.mul(index, r.extent(axis)), place[axis]);
  return scaleAndShift(r, y, index);
}

static Value groupNorm(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t channels = r.extent(1) / r.integer("groups");
  Value first = e.mul(e.div(place.channel, channels), channels);
  Value y = standardize(r, place, double(channels * r.count({2, 3})), [&](function_ref<Value(Value)> of) {
    return r.fold(channels, r.real(0), [&](Value c, Value acc) {
      Place plane = place;
      plane.channel = e.add(first, c);
      return r.foldAxes({2, 3}, plane, acc, [&](Place from, Value acc) { return r.add(acc, of(r.load(from))); });
    });
  });
  return scaleAndShift(r, y, place.channel);
}

static Value localResponseNorm(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t size = r.integer("size"), before = size / 2;
  Value sum = r.fold(size, r.real(0), [&](Value i, Value acc) {
    Value channel = e.add(e.add(place.channel, i), -before);
    Value fits = r.both(r.notLess(channel, e.index(0)), e.less(channel, e.index(r.extent(1))));
    return r.branch(fits, acc, [&] {
      Value x = r.load({place.image, channel, place.row, place.column});
      return r.multiplyAdd(x, x, acc);
    });
  });
  Value base = r.add(r.real(r.number("k")), r.mul(r.real(r.number("alpha") / double(size)), sum));
  return r.div(r.load(place), r.power(base, r.number("beta")));
}

ReferenceTable cnnc::getReferenceNorms() {
  static const std::pair<StringRef, ReferenceBody> table[] = {{"cnn.softmax", softmax},
                                                              {"cnn.layer_norm", layerNorm},
                                                              {"cnn.group_norm", groupNorm},
                                                              {"cnn.local_response_norm", localResponseNorm}};
  return table;
}
