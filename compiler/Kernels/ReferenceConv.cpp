//===- ReferenceConv.cpp - Reference kernels of convolutions and products
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ReferenceEmitter.h"

using namespace mlir;
using namespace cnnc;

static Value conv2d(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> s = r.list("strides"), d = r.list("dilations"), p = r.list("padding"), k = r.list("kernel");
  int64_t groups = r.integer("groups"), inputs = r.extent(1) / groups, outputs = r.y.shape.channels / groups;
  Value first = e.mul(e.div(place.channel, outputs), inputs);
  return r.fold(inputs, r.loadWeight(1, place.channel), [&](Value c, Value acc) {
    return r.fold(k[0], acc, [&](Value kh, Value acc) {
      return r.fold(k[1], acc, [&](Value kw, Value acc) {
        Value row = e.add(e.add(e.mul(place.row, s[0]), e.mul(kh, d[0])), -p[0]);
        Value column = e.add(e.add(e.mul(place.column, s[1]), e.mul(kw, d[1])), -p[2]);
        return r.inside(r.padMode(), {place.image, e.add(first, c), row, column}, acc, [&](Place from) {
          Value tap = e.add(e.mul(e.add(e.mul(e.add(e.mul(place.channel, inputs), c), k[0]), kh), k[1]), kw);
          return r.multiplyAdd(r.load(from), r.loadWeight(0, tap), acc);
        });
      });
    });
  });
}

/// Sums over the input elements whose window covers the place: those with
/// row * stride + kh * dilation - top = place.row, and likewise the columns.
static Value convTranspose2d(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> s = r.list("strides"), d = r.list("dilations"), p = r.list("padding"), k = r.list("kernel");
  int64_t groups = r.integer("groups"), inputs = r.extent(1) / groups, outputs = r.y.shape.channels / groups;
  Value first = e.mul(e.div(place.channel, outputs), inputs), output = e.rem(place.channel, outputs);
  // Whether `place` is reached by a tap from an input element, and by which.
  auto reach = [&](Value at, Value tap, int64_t axis, int64_t extent) -> std::pair<Value, Value> {
    Value shifted = e.sub(e.add(at, p[2 * axis]), e.mul(tap, d[axis])), zero = e.index(0);
    Value from = e.div(e.max(shifted, zero), s[axis]);
    Value hits =
        r.both(r.both(r.notLess(shifted, zero), r.equal(e.mul(from, s[axis]), shifted)), e.less(from, e.index(extent)));
    return {hits, from};
  };
  return r.fold(inputs, r.loadWeight(1, place.channel), [&](Value c, Value acc) {
    return r.fold(k[0], acc, [&](Value kh, Value acc) {
      return r.fold(k[1], acc, [&](Value kw, Value acc) {
        auto [rowHits, row] = reach(place.row, kh, 0, r.extent(2));
        auto [columnHits, column] = reach(place.column, kw, 1, r.extent(3));
        Value channel = e.add(first, c);
        return r.branch(r.both(rowHits, columnHits), acc, [&, row = row, column = column] {
          Value tap = e.add(e.mul(e.add(e.mul(e.add(e.mul(channel, outputs), output), k[0]), kh), k[1]), kw);
          return r.multiplyAdd(r.load({place.image, channel, row, column}), r.loadWeight(0, tap), acc);
        });
      });
    });
  });
}

static Value dense(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t inputs = r.extent(1);
  return r.fold(inputs, r.loadWeight(1, place.channel), [&](Value c, Value acc) {
    Value w = r.loadWeight(0, e.add(e.mul(place.channel, inputs), c));
    return r.multiplyAdd(r.load({place.image, c, e.index(0), e.index(0)}), w, acc);
  });
}

static Value matmul(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  bool lhs = r.flag("transpose_lhs"), rhs = r.flag("transpose_rhs");
  auto channel = [&](unsigned input) { return r.extent(1, input) == 1 ? e.index(0) : place.channel; };
  return r.fold(r.extent(lhs ? 2 : 3), r.real(0), [&](Value k, Value acc) {
    Place a{place.image, channel(0), lhs ? k : place.row, lhs ? place.row : k};
    Place b{place.image, channel(1), rhs ? place.column : k, rhs ? k : place.column};
    return r.multiplyAdd(r.load(a, 0), r.load(b, 1), acc);
  });
}

ReferenceTable cnnc::getReferenceConvolutions() {
  static const std::pair<StringRef, ReferenceBody> table[] = {
      {"cnn.conv2d", conv2d}, {"cnn.conv_transpose2d", convTranspose2d}, {"cnn.dense", dense}, {"cnn.matmul", matmul}};
  return table;
}
