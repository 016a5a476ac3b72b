//===- ReferenceAdjoint.cpp - Reference kernels of gradients of layers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of one element of a layer's input: the sum over all results that
// it had a part in, found by looking at all of them. The first input is the
// gradient of the result, the second one what the layer read.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ReferenceEmitter.h"

#include <limits>

using namespace mlir;
using namespace cnnc;

/// An index along an axis of `n` elements where position `i`, which may be beyond the edge, is; and whether it is
/// anywhere.
static std::pair<Value, Value> locate(ReferenceEmitter &r, cnn::PadMode mode, Value i, int64_t n) {
  KernelEmitter &e = r.e;
  Value zero = e.index(0), last = e.index(n - 1);
  if (mode == cnn::PadMode::reflect) {
    Value positive = e.max(i, e.sub(zero, i)), over = e.sub(positive, last);
    i = e.sub(last, e.max(over, e.sub(zero, over)));
  } else if (mode == cnn::PadMode::replicate) {
    i = e.min(e.max(i, zero), last);
  } else if (mode == cnn::PadMode::circular) {
    i = e.rem(e.add(i, n), n);
  }
  return {i, r.both(r.notLess(i, zero), e.less(i, e.index(n)))};
}

/// acc = body(row, column, acc) over all places of an input.
static Value foldPlaces(ReferenceEmitter &r, unsigned input, Value init,
                        function_ref<Value(Value, Value, Value)> body) {
  return r.fold(r.extent(2, input), init, [&](Value row, Value acc) {
    return r.fold(r.extent(3, input), acc, [&](Value column, Value acc) { return body(row, column, acc); });
  });
}

static Value compare(ReferenceEmitter &r, arith::CmpFPredicate predicate, Value a, Value b) {
  return arith::CmpFOp::create(r.e.b, r.e.loc, predicate, a, b);
}

/// Whether x takes the place of the greatest (or least) so far.
static Value isBetter(ReferenceEmitter &r, Value x, Value best, bool least) {
  Value above = compare(r, least ? arith::CmpFPredicate::ULT : arith::CmpFPredicate::UGT, x, best);
  return r.both(above, compare(r, arith::CmpFPredicate::ORD, best, best));
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

namespace {

/// A window as the taps of each axis: where they are, whether in the picture, whether not beyond the padding.
struct Window {
  struct Tap {
    Value at, inside, padded;
  };
  int64_t count[2];
  std::function<Tap(int, Value)> tap;
};

/// What the windows of a pool do with one element of the input.
class PoolSlope {
public:
  PoolSlope(ReferenceEmitter &r, Place place) : r(r), e(r.e), place(place), kind(r.poolKind()) {}

  Value sumOver(function_ref<Window(Value, Value)> windowOf) {
    return foldPlaces(r, 0, r.real(0), [&](Value row, Value column, Value acc) {
      Window window = windowOf(row, column);
      Value g = r.load({place.image, place.channel, row, column});
      return r.add(acc, r.mul(g, partOf(window)));
    });
  }

private:
  using Body = function_ref<SmallVector<Value>(Value row, Value column, ValueRange)>;

  SmallVector<Value> fold(const Window &window, ValueRange init, Body body) {
    return e.reduce(0, window.count[0], init, [&](Value kh, ValueRange acc) {
      return e.reduce(0, window.count[1], acc, [&](Value kw, ValueRange acc) {
        Window::Tap h = window.tap(0, kh), w = window.tap(1, kw);
        return r.branch(r.both(h.inside, w.inside), acc, [&] { return body(h.at, w.at, acc); });
      });
    });
  }

  Value load(Value row, Value column) { return r.load({place.image, place.channel, row, column}, 1); }
  Value isPlace(Value row, Value column) { return r.both(r.equal(row, place.row), r.equal(column, place.column)); }

  /// The taps of the window that are this element.
  Value countHits(const Window &window) {
    return fold(window, r.real(0), [&](Value row, Value column, ValueRange acc) -> SmallVector<Value> {
      return {r.select(isPlace(row, column), r.add(acc[0], r.real(1)), acc[0])};
    })[0];
  }

  Value partOf(const Window &window) {
    if (kind == cnn::PoolKind::max)
      return isGreatest(window);
    if (kind == cnn::PoolKind::avg)
      return r.div(countHits(window), countElements(window));
    double p = r.number("p");
    Value sum = fold(window, r.real(0), [&](Value row, Value column, ValueRange acc) -> SmallVector<Value> {
      return {r.add(acc[0], r.power(math::AbsFOp::create(e.b, e.loc, load(row, column)), p))};
    })[0];
    Value x = load(place.row, place.column), zero = r.real(0);
    Value size = math::AbsFOp::create(e.b, e.loc, x);
    Value slope = p == 1 ? r.real(1) : r.power(r.div(size, r.power(sum, 1 / p)), p - 1);
    Value sign = r.select(compare(r, arith::CmpFPredicate::OLT, x, zero), r.sub(zero, slope), slope);
    // A norm of 0 has no slope, and may be of another window than x.
    Value none = compare(r, arith::CmpFPredicate::OEQ, r.mul(x, sum), zero);
    return r.select(none, zero, r.mul(countHits(window), sign));
  }

  Value isGreatest(const Window &window) {
    Value none = e.index(-1);
    SmallVector<Value> init = {r.real(0), none};
    Value most = fold(window, init, [&](Value row, Value column, ValueRange acc) -> SmallVector<Value> {
      Value x = load(row, column), at = e.add(e.mul(row, r.y.shape.width), column);
      Value takes = arith::OrIOp::create(e.b, e.loc, r.equal(acc[1], none), isBetter(r, x, acc[0], /*least=*/false));
      return {r.select(takes, x, acc[0]), r.select(takes, at, acc[1])};
    })[1];
    Value own = e.add(e.mul(place.row, r.y.shape.width), place.column);
    return r.select(r.equal(most, own), r.real(1), r.real(0));
  }

  Value countElements(const Window &window) {
    auto along = [&](int axis) {
      return r.fold(window.count[axis], r.real(0), [&](Value k, Value acc) {
        Window::Tap tap = window.tap(axis, k);
        return r.select(r.flag("count_include_pad") ? tap.padded : tap.inside, r.add(acc, r.real(1)), acc);
      });
    };
    return r.mul(along(0), along(1));
  }

  ReferenceEmitter &r;
  KernelEmitter &e;
  Place place;
  cnn::PoolKind kind;
};

} // namespace

static Value poolGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> k = r.list("kernel"), s = r.list("strides"), p = r.list("padding"), d = r.list("dilations");
  const int64_t extents[] = {r.y.shape.height, r.y.shape.width};
  return PoolSlope(r, place).sumOver([&](Value row, Value column) {
    Window window{{k[0], k[1]}, {}};
    window.tap = [&, row, column](int axis, Value tap) -> Window::Tap {
      Value at = e.add(e.add(e.mul(axis ? column : row, s[axis]), e.mul(tap, d[axis])), -p[2 * axis]);
      auto [inside, fits] = locate(r, r.padMode(), at, extents[axis]);
      return {inside, fits, e.less(at, e.index(extents[axis] + p[2 * axis + 1]))};
    };
    return window;
  });
}

static Value adaptivePoolGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> size = r.list("size");
  const int64_t extents[] = {r.y.shape.height, r.y.shape.width};
  return PoolSlope(r, place).sumOver([&](Value row, Value column) {
    // All of the picture, of which the window is a part.
    Window window{{extents[0], extents[1]}, {}};
    window.tap = [&, row, column](int axis, Value at) -> Window::Tap {
      Value i = axis ? column : row;
      Value from = e.div(e.mul(i, extents[axis]), size[axis]);
      Value to = e.div(e.add(e.mul(e.add(i, 1), extents[axis]), size[axis] - 1), size[axis]);
      Value inside = r.both(r.notLess(at, from), e.less(at, to));
      return {at, inside, inside};
    };
    return window;
  });
}

static Value unpoolGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  Value wanted = r.load(place, 1), own = e.add(e.mul(place.row, r.y.shape.width), place.column);
  auto linear = [&](Value row, Value column) { return e.add(e.mul(row, r.extent(3)), column); };
  // The last element with this index.
  Value last = foldPlaces(r, 1, e.index(-1), [&](Value row, Value column, Value acc) {
    Value other = r.load({place.image, place.channel, row, column}, 1);
    Value at = e.add(e.mul(row, r.y.shape.width), column);
    return r.select(compare(r, arith::CmpFPredicate::OEQ, other, wanted), at, acc);
  });
  return r.branch(r.equal(last, own), r.real(0), [&] {
    return foldPlaces(r, 0, r.real(0), [&](Value row, Value column, Value acc) {
      Value hits = compare(r, arith::CmpFPredicate::OEQ, r.toReal(linear(row, column)), wanted);
      return r.select(hits, r.load({place.image, place.channel, row, column}), acc);
    });
  });
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static Value sliceGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> starts = r.list("starts"), sizes = r.list("sizes"), steps = r.list("steps");
  Value fits;
  Place from = place;
  for (unsigned i = 0; i < starts.size(); ++i) {
    Value offset = e.add(place[i + 1], -starts[i]), inside = r.notLess(offset, e.index(0));
    Value index = e.div(e.max(offset, e.index(0)), steps[i]);
    Value whole = r.equal(e.mul(index, steps[i]), offset);
    inside = r.both(r.both(inside, whole), e.less(index, e.index(sizes[i])));
    fits = fits ? r.both(fits, inside) : inside;
    from[i + 1] = index;
  }
  return r.branch(fits, r.real(0), [&] { return r.load(from); });
}

static Value padGradient(ReferenceEmitter &r, Place place) {
  ArrayRef<int64_t> padding = r.list("padding");
  return foldPlaces(r, 0, r.real(0), [&](Value row, Value column, Value acc) {
    auto [h, hFits] = locate(r, r.padMode(), r.e.add(row, -padding[0]), r.y.shape.height);
    auto [w, wFits] = locate(r, r.padMode(), r.e.add(column, -padding[2]), r.y.shape.width);
    Value hits = r.both(r.both(hFits, r.equal(h, place.row)), r.both(wFits, r.equal(w, place.column)));
    return r.select(hits, r.add(acc, r.load({place.image, place.channel, row, column})), acc);
  });
}

/// The weight of an element at distance |d| from where a value is wanted.
static Value interpolationWeight(ReferenceEmitter &r, cnn::ResizeMode mode, Value d) {
  d = math::AbsFOp::create(r.e.b, r.e.loc, d);
  auto below = [&](double limit) { return compare(r, arith::CmpFPredicate::OLT, d, r.real(limit)); };
  Value zero = r.real(0), one = r.real(1);
  if (mode == cnn::ResizeMode::bilinear)
    return r.select(below(1), r.sub(one, d), zero);
  Value square = r.mul(d, d), cube = r.mul(square, d), a = r.real(-0.75);
  Value inner = r.add(r.sub(r.mul(r.real(1.25), cube), r.mul(r.real(2.25), square)), one);
  Value outer = r.mul(a, r.sub(r.add(r.sub(cube, r.mul(r.real(5), square)), r.mul(r.real(8), d)), r.real(4)));
  return r.select(below(1), inner, r.select(below(2), outer, zero));
}

/// What output `at` of an axis takes of element `wanted` of the input.
static Value resizeWeight(ReferenceEmitter &r, int64_t from, int64_t to, Value at, Value wanted) {
  KernelEmitter &e = r.e;
  auto mode = r.attributes.getAs<cnn::ResizeModeAttr>("mode").getValue();
  if (mode == cnn::ResizeMode::nearest)
    return r.select(r.equal(e.div(e.mul(at, from), to), wanted), r.real(1), r.real(0));
  Value i = r.toReal(at);
  double scale = double(from) / double(to), corners = to > 1 ? double(from - 1) / double(to - 1) : 0;
  Value s = r.flag("align_corners") ? r.mul(i, r.real(corners))
                                    : r.sub(r.mul(r.add(i, r.real(0.5)), r.real(scale)), r.real(0.5));
  if (mode == cnn::ResizeMode::bilinear)
    s = r.maximum(s, r.real(0));
  // What lies beyond the edge is the edge: two more elements on either side.
  return r.fold(from + 4, r.real(0), [&](Value k, Value acc) {
    Value position = e.add(k, -2);
    Value hits = r.equal(locate(r, cnn::PadMode::replicate, position, from).first, wanted);
    Value weight = interpolationWeight(r, mode, r.sub(s, r.toReal(position)));
    return r.select(hits, r.add(acc, weight), acc);
  });
}

static Value resizeGradient(ReferenceEmitter &r, Place place) {
  return r.fold(r.extent(2), r.real(0), [&](Value row, Value acc) {
    Value h = resizeWeight(r, r.y.shape.height, r.extent(2), row, place.row);
    return r.fold(r.extent(3), acc, [&](Value column, Value acc) {
      Value w = resizeWeight(r, r.y.shape.width, r.extent(3), column, place.column);
      return r.multiplyAdd(r.mul(h, w), r.load({place.image, place.channel, row, column}), acc);
    });
  });
}

static Value reduceGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  auto kind = r.attributes.getAs<cnn::ReduceKindAttr>("kind").getValue();
  ArrayRef<int64_t> axes = r.list("axes");
  Place from = place;
  const int64_t extents[] = {r.y.shape.channels, r.y.shape.height, r.y.shape.width};
  double count = 1;
  for (int64_t axis : axes) {
    from[axis] = e.index(0);
    count *= double(extents[axis - 1]);
  }
  Value g = r.load(from);
  if (kind == cnn::ReduceKind::sum || kind == cnn::ReduceKind::mean)
    return kind == cnn::ReduceKind::sum ? g : r.div(g, r.real(count));
  auto linear = [&](Place p) { return e.add(e.mul(e.add(e.mul(p.channel, extents[1]), p.row), extents[2]), p.column); };
  std::function<SmallVector<Value>(ArrayRef<int64_t>, Place, ValueRange)> find;
  find = [&](ArrayRef<int64_t> rest, Place p, ValueRange best) -> SmallVector<Value> {
    if (!rest.empty())
      return e.reduce(0, extents[rest[0] - 1], best, [&](Value i, ValueRange best) {
        Place inner = p;
        inner[rest[0]] = i;
        return find(rest.drop_front(), inner, best);
      });
    Value x = r.load(p, 1), none = r.equal(best[1], e.index(-1));
    Value takes = arith::OrIOp::create(e.b, e.loc, none, isBetter(r, x, best[0], kind == cnn::ReduceKind::min));
    return {r.select(takes, x, best[0]), r.select(takes, linear(p), best[1])};
  };
  SmallVector<Value> init = {r.real(0), e.index(-1)};
  return r.select(r.equal(find(axes, place, init)[1], linear(place)), g, r.real(0));
}

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

static Value softmaxGradient(ReferenceEmitter &r, Place place) {
  const int64_t axis[] = {r.integer("axis")};
  bool log = r.flag("log");
  Value sum = r.foldAxes(axis, place, r.real(0), [&](Place from, Value acc) {
    return log ? r.add(acc, r.load(from)) : r.multiplyAdd(r.load(from), r.load(from, 1), acc);
  });
  Value g = r.load(place), y = r.load(place, 1);
  return log ? r.sub(g, r.mul(r.exp(y), sum)) : r.mul(y, r.sub(g, sum));
}

static Value layerNormGradient(ReferenceEmitter &r, Place place) {
  ArrayRef<int64_t> axes = r.list("axes");
  Value count = r.real(double(r.count(axes)));
  auto mean = [&](function_ref<Value(Place)> term) {
    return r.div(r.foldAxes(axes, place, r.real(0), [&](Place from, Value acc) { return r.add(acc, term(from)); }),
                 count);
  };
  Value centre = mean([&](Place from) { return r.load(from, 1); });
  auto centred = [&](Place from) { return r.sub(r.load(from, 1), centre); };
  Value variance = mean([&](Place from) { return r.mul(centred(from), centred(from)); });
  Value deviation = r.sqrt(r.add(variance, r.real(r.number("epsilon"))));
  Value all = mean([&](Place from) { return r.load(from); });
  Value along = mean([&](Place from) { return r.mul(r.load(from), r.div(centred(from), deviation)); });
  Value h = r.div(centred(place), deviation);
  return r.div(r.sub(r.sub(r.load(place), all), r.mul(h, along)), deviation);
}

static Value localResponseNormGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  int64_t size = r.integer("size"), before = size / 2, channels = r.extent(1);
  double factor = r.number("alpha") / double(size), beta = r.number("beta");
  auto overWindow = [&](Value centre, int64_t first, function_ref<Value(Place, Value)> body) {
    return r.fold(size, r.real(0), [&](Value i, Value acc) {
      Value channel = e.add(e.add(centre, i), first);
      Value fits = r.both(r.notLess(channel, e.index(0)), e.less(channel, e.index(channels)));
      return r.branch(fits, acc, [&] { return body({place.image, channel, place.row, place.column}, acc); });
    });
  };
  auto base = [&](Value channel) {
    Value sum = overWindow(channel, -before, [&](Place from, Value acc) {
      Value x = r.load(from, 1);
      return r.multiplyAdd(x, x, acc);
    });
    return r.add(r.real(r.number("k")), r.mul(r.real(factor), sum));
  };
  // Channels whose windows hold this one.
  Value sum = overWindow(place.channel, before - (size - 1), [&](Place from, Value acc) {
    Value part = r.mul(r.load(from), r.load(from, 1));
    return r.add(acc, r.div(part, r.power(base(from.channel), beta + 1)));
  });
  Value own = r.div(r.load(place), r.power(base(place.channel), beta));
  return r.sub(own, r.mul(r.mul(r.real(2 * beta * factor), r.load(place, 1)), sum));
}

ReferenceTable cnnc::getReferenceAdjoints() {
  static const std::pair<StringRef, ReferenceBody> table[] = {
      {"cnn.pool_gradient", poolGradient},
      {"cnn.adaptive_pool_gradient", adaptivePoolGradient},
      {"cnn.unpool_gradient", unpoolGradient},
      {"cnn.slice_gradient", sliceGradient},
      {"cnn.pad_gradient", padGradient},
      {"cnn.resize_gradient", resizeGradient},
      {"cnn.reduce_gradient", reduceGradient},
      {"cnn.softmax_gradient", softmaxGradient},
      {"cnn.layer_norm_gradient", layerNormGradient},
      {"cnn.local_response_norm_gradient", localResponseNormGradient},
      {"cnn.random_dropout", emitReferenceDropout}};
  return table;
}
