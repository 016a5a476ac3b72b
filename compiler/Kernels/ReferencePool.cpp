//===- ReferencePool.cpp - Reference kernels of pooling
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

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// acc = body(place, acc) over the elements of the window of an output.
static SmallVector<Value> foldWindow(ReferenceEmitter &r, Place place, ValueRange init,
                                     function_ref<SmallVector<Value>(Place, ValueRange)> body) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> k = r.list("kernel"), s = r.list("strides"), p = r.list("padding"), d = r.list("dilations");
  return e.reduce(0, k[0], init, [&](Value kh, ValueRange acc) {
    return e.reduce(0, k[1], acc, [&](Value kw, ValueRange acc) {
      Place from = place;
      from.row = e.add(e.add(e.mul(place.row, s[0]), e.mul(kh, d[0])), -p[0]);
      from.column = e.add(e.add(e.mul(place.column, s[1]), e.mul(kw, d[1])), -p[2]);
      if (r.padMode() != cnn::PadMode::zero) {
        SmallVector<Value> results;
        r.inside(r.padMode(), from, acc[0], [&](Place inside) {
          results = body(inside, acc);
          return results[0];
        });
        return results;
      }
      Value zero = e.index(0);
      Value fits = r.both(r.both(r.notLess(from.row, zero), e.less(from.row, e.index(r.extent(2)))),
                          r.both(r.notLess(from.column, zero), e.less(from.column, e.index(r.extent(3)))));
      return r.branch(fits, acc, [&] { return body(from, acc); });
    });
  });
}

static Value foldWindow(ReferenceEmitter &r, Place place, Value init, function_ref<Value(Place, Value)> body) {
  return foldWindow(r, place, ValueRange(init),
                    [&](Place from, ValueRange acc) -> SmallVector<Value> { return {body(from, acc[0])}; })[0];
}

static Value combine(ReferenceEmitter &r, cnn::PoolKind kind, Value acc, Value x) {
  if (kind == cnn::PoolKind::max)
    return r.maximum(acc, x);
  if (kind == cnn::PoolKind::avg)
    return r.add(acc, x);
  return r.add(acc, r.power(math::AbsFOp::create(r.e.b, r.e.loc, x), r.number("p")));
}

static Value neutral(ReferenceEmitter &r, cnn::PoolKind kind) {
  return r.real(kind == cnn::PoolKind::max ? -kInfinity : 0);
}

/// The taps of a window that are not beyond the padding; with `ceil` there may be some.
static Value countPadded(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> k = r.list("kernel"), s = r.list("strides"), p = r.list("padding"), d = r.list("dilations");
  auto along = [&](Value at, int axis) {
    return r.fold(k[axis], r.real(0), [&](Value tap, Value acc) {
      Value from = e.add(e.mul(at, s[axis]), e.mul(tap, d[axis]));
      Value fits = e.less(from, e.index(p[2 * axis] + r.extent(2 + axis) + p[2 * axis + 1]));
      return r.select(fits, r.add(acc, r.real(1)), acc);
    });
  };
  return r.mul(along(place.row, 0), along(place.column, 1));
}

static Value pool(ReferenceEmitter &r, Place place) {
  cnn::PoolKind kind = r.poolKind();
  Value result = foldWindow(r, place, neutral(r, kind),
                            [&](Place from, Value acc) { return combine(r, kind, acc, r.load(from)); });
  if (kind == cnn::PoolKind::lp)
    return r.power(result, 1 / r.number("p"));
  if (kind == cnn::PoolKind::max)
    return result;
  Value count = r.flag("count_include_pad")
                    ? countPadded(r, place)
                    : foldWindow(r, place, r.real(0), [&](Place, Value acc) { return r.add(acc, r.real(1)); });
  return r.div(result, count);
}

/// Whether x takes the place of the greatest so far: NaN is the greatest, and
/// of equals the first stays.
static Value isGreater(ReferenceEmitter &r, Value x, Value most) {
  OpBuilder &b = r.e.b;
  Value above = arith::CmpFOp::create(b, r.e.loc, arith::CmpFPredicate::UGT, x, most);
  Value number = arith::CmpFOp::create(b, r.e.loc, arith::CmpFPredicate::ORD, most, most);
  return r.both(above, number);
}

static Value poolIndices(ReferenceEmitter &r, Place place) {
  // Nothing seen yet: -1 is below every place.
  Value none = r.e.index(-1);
  SmallVector<Value> most =
      foldWindow(r, place, {r.real(-kInfinity), none}, [&](Place from, ValueRange acc) -> SmallVector<Value> {
        Value x = r.load(from), at = r.e.add(r.e.mul(from.row, r.extent(3)), from.column);
        Value first = r.equal(acc[1], none);
        Value takes = arith::OrIOp::create(r.e.b, r.e.loc, first, isGreater(r, x, acc[0]));
        return {r.select(takes, x, acc[0]), r.select(takes, at, acc[1])};
      });
  return r.toReal(most[1]);
}

static Value unpool(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  Value wanted = r.toReal(e.add(e.mul(place.row, r.y.shape.width), place.column));
  return r.foldAxes({2, 3}, place, r.real(0), [&](Place from, Value acc) {
    Value hits = arith::CmpFOp::create(e.b, e.loc, arith::CmpFPredicate::OEQ, r.load(from, 1), wanted);
    return r.select(hits, r.load(from), acc);
  });
}

static Value globalPool(ReferenceEmitter &r, Place place) {
  cnn::PoolKind kind = r.poolKind();
  Value result = r.foldAxes({2, 3}, place, neutral(r, kind),
                            [&](Place from, Value acc) { return combine(r, kind, acc, r.load(from)); });
  if (kind == cnn::PoolKind::lp)
    return r.power(result, 1 / r.number("p"));
  return kind == cnn::PoolKind::max ? result : r.div(result, r.real(double(r.count({2, 3}))));
}

static Value adaptivePool(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  cnn::PoolKind kind = r.poolKind();
  ArrayRef<int64_t> size = r.list("size");
  auto from = [&](Value i, int axis) { return e.div(e.mul(i, r.extent(2 + axis)), size[axis]); };
  auto to = [&](Value i, int axis) {
    return e.div(e.add(e.mul(e.add(i, 1), r.extent(2 + axis)), size[axis] - 1), size[axis]);
  };
  SmallVector<Value> result = e.reduce(
      from(place.row, 0), to(place.row, 0), 1, ValueRange{neutral(r, kind), r.real(0)}, [&](Value row, ValueRange acc) {
        return e.reduce(from(place.column, 1), to(place.column, 1), 1, acc,
                        [&](Value column, ValueRange acc) -> SmallVector<Value> {
                          Value x = r.load({place.image, place.channel, row, column});
                          return {combine(r, kind, acc[0], x), r.add(acc[1], r.real(1))};
                        });
      });
  return kind == cnn::PoolKind::max ? result[0] : r.div(result[0], result[1]);
}

ReferenceTable cnnc::getReferencePools() {
  static const std::pair<StringRef, ReferenceBody> table[] = {{"cnn.pool", pool},
                                                              {"cnn.pool_indices", poolIndices},
                                                              {"cnn.global_pool", globalPool},
                                                              {"cnn.unpool", unpool},
                                                              {"cnn.adaptive_pool", adaptivePool}};
  return table;
}
