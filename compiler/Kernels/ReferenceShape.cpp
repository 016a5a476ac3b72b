//===- ReferenceShape.cpp - Reference kernels of layers that move elements
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ReferenceEmitter.h"

#include <cmath>

using namespace mlir;
using namespace cnnc;

/// The place in the first input of element `index` in the order channels, rows, columns.
static Place unflatten(ReferenceEmitter &r, Value image, Value index) {
  Value rest = r.e.div(index, r.extent(3));
  return {image, r.e.div(rest, r.extent(2)), r.e.rem(rest, r.extent(2)), r.e.rem(index, r.extent(3))};
}

static Value reshape(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  Value row = e.add(e.mul(place.channel, r.y.shape.height), place.row);
  return r.load(unflatten(r, place.image, e.add(e.mul(row, r.y.shape.width), place.column)));
}

static Value concat(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  auto attribute = r.attributes.getAs<IntegerAttr>("axis");
  int64_t axis = attribute ? attribute.getInt() : 1, first = 0;
  Value result = r.real(0);
  for (unsigned i = 0; i < e.inputs.size(); ++i) {
    Value local = e.add(place[axis], -first);
    Value fits = r.both(r.notLess(local, e.index(0)), e.less(local, e.index(r.extent(axis, i))));
    result = r.branch(fits, result, [&] {
      Place from = place;
      from[axis] = local;
      return r.load(from, i);
    });
    first += r.extent(axis, i);
  }
  return result;
}

static Value transpose(ReferenceEmitter &r, Place place) {
  ArrayRef<int64_t> order = r.list("order");
  Place from = place;
  for (int64_t axis : {1, 2, 3})
    from[order[axis - 1]] = place[axis];
  return r.load(from);
}

static Value slice(ReferenceEmitter &r, Place place) {
  ArrayRef<int64_t> starts = r.list("starts"), steps = r.list("steps");
  for (unsigned i = 0; i < starts.size(); ++i)
    place[i + 1] = r.e.add(r.e.mul(place[i + 1], steps[i]), starts[i]);
  return r.load(place);
}

static Value pad(ReferenceEmitter &r, Place place) {
  ArrayRef<int64_t> padding = r.list("padding");
  place.row = r.e.add(place.row, -padding[0]);
  place.column = r.e.add(place.column, -padding[2]);
  auto value = r.attributes.getAs<FloatAttr>("value");
  Value border = r.real(value ? value.getValueAsDouble() : 0);
  return r.inside(r.padMode(), place, border, [&](Place from) { return r.load(from); });
}

static Value pixelShuffle(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t f = r.integer("factor");
  Value part = e.add(e.mul(e.rem(place.row, f), f), e.rem(place.column, f));
  return r.load({place.image, e.add(e.mul(place.channel, f * f), part), e.div(place.row, f), e.div(place.column, f)});
}

static Value pixelUnshuffle(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t f = r.integer("factor");
  Value part = e.rem(place.channel, f * f);
  return r.load({place.image, e.div(place.channel, f * f), e.add(e.mul(place.row, f), e.div(part, f)),
                 e.add(e.mul(place.column, f), e.rem(part, f))});
}

static Value channelShuffle(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t groups = r.integer("groups");
  Value group = e.rem(place.channel, groups), member = e.div(place.channel, groups);
  place.channel = e.add(e.mul(group, r.extent(1) / groups), member);
  return r.load(place);
}

static Value constant(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  Value row = e.add(e.mul(place.channel, r.y.shape.height), place.row);
  return r.loadWeight(0, e.add(e.mul(row, r.y.shape.width), place.column));
}

//===----------------------------------------------------------------------===//
// resize
//===----------------------------------------------------------------------===//

/// The weight of an element at distance |d| from where a value is wanted.
static Value interpolationWeight(ReferenceEmitter &r, cnn::ResizeMode mode, Value d) {
  d = math::AbsFOp::create(r.e.b, r.e.loc, d);
  auto below = [&](double limit) {
    return arith::CmpFOp::create(r.e.b, r.e.loc, arith::CmpFPredicate::OLT, d, r.real(limit)).getResult();
  };
  Value zero = r.real(0);
  if (mode == cnn::ResizeMode::bilinear)
    return r.select(below(1), r.sub(r.real(1), d), zero);
  // Keys' cubic with a = -0.75.
  constexpr double a = -0.75;
  auto polynomial = [&](double c3, double c2, double c1, double c0) {
    Value sum = r.real(c3);
    for (double c : {c2, c1, c0})
      sum = r.multiplyAdd(sum, d, r.real(c));
    return sum;
  };
  Value outer = r.select(below(2), polynomial(a, -5 * a, 8 * a, -4 * a), zero);
  return r.select(below(1), polynomial(a + 2, -(a + 3), 0, 1), outer);
}

static Value resize(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  auto mode = r.attributes.getAs<cnn::ResizeModeAttr>("mode").getValue();
  bool corners = r.flag("align_corners");
  const int64_t to[] = {r.y.shape.height, r.y.shape.width}, from[] = {r.extent(2), r.extent(3)};
  if (mode == cnn::ResizeMode::nearest) {
    place.row = e.div(e.mul(place.row, from[0]), to[0]);
    place.column = e.div(e.mul(place.column, from[1]), to[1]);
    return r.load(place);
  }
  /// Where an output lies, and the first element that has a part in it.
  auto locate = [&](Value at, int axis) -> std::pair<Value, Value> {
    Value i = r.toReal(at);
    Value s = corners ? r.mul(i, r.real(to[axis] > 1 ? double(from[axis] - 1) / double(to[axis] - 1) : 0))
                      : r.sub(r.mul(r.add(i, r.real(0.5)), r.real(double(from[axis]) / double(to[axis]))), r.real(0.5));
    if (mode == cnn::ResizeMode::bilinear)
      s = r.maximum(s, r.real(0));
    Value whole = math::FloorOp::create(e.b, e.loc, s);
    Value index = arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(),
                                             arith::FPToSIOp::create(e.b, e.loc, e.b.getI64Type(), whole).getResult());
    return {s, e.add(index, mode == cnn::ResizeMode::bilinear ? 0 : -1)};
  };
  auto [row, firstRow] = locate(place.row, 0);
  auto [column, firstColumn] = locate(place.column, 1);
  int64_t taps = mode == cnn::ResizeMode::bilinear ? 2 : 4;
  return r.fold(taps, r.real(0),
                [&, row = row, firstRow = firstRow, column = column, firstColumn = firstColumn](Value kh, Value acc) {
                  Value h = e.add(firstRow, kh);
                  return r.fold(taps, acc, [&](Value kw, Value acc) {
                    Value w = e.add(firstColumn, kw);
                    Value weight = r.mul(interpolationWeight(r, mode, r.sub(row, r.toReal(h))),
                                         interpolationWeight(r, mode, r.sub(column, r.toReal(w))));
                    return r.inside(cnn::PadMode::replicate, {place.image, place.channel, h, w}, acc,
                                    [&](Place inside) { return r.multiplyAdd(r.load(inside), weight, acc); });
                  });
                });
}

static Value elementwise(ReferenceEmitter &r, Place place) {
  SmallVector<Value> arguments;
  for (const Buffer &input : r.e.inputs)
    arguments.push_back(r.loadOperand(input, place));
  return r.e.applyEpilogue(r.op.getEpilogue(), arguments, /*lanes=*/0);
}

ReferenceTable cnnc::getReferenceShapes() {
  static const std::pair<StringRef, ReferenceBody> table[] = {{"elementwise", elementwise},
                                                              {"cnn.concat", concat},
                                                              {"cnn.flatten", reshape},
                                                              {"cnn.reshape", reshape},
                                                              {"cnn.transpose", transpose},
                                                              {"cnn.slice", slice},
                                                              {"cnn.pad", pad},
                                                              {"cnn.resize", resize},
                                                              {"cnn.pixel_shuffle", pixelShuffle},
                                                              {"cnn.pixel_unshuffle", pixelUnshuffle},
                                                              {"cnn.channel_shuffle", channelShuffle},
                                                              {"cnn.constant", constant}};
  return table;
}
