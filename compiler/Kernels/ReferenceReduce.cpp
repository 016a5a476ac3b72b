//===- ReferenceReduce.cpp - Reference kernels of reductions
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

static Value reduce(ReferenceEmitter &r, Place place) {
  using cnn::ReduceKind;
  ReduceKind kind = r.attributes.getAs<cnn::ReduceKindAttr>("kind").getValue();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double init = kind == ReduceKind::max ? -infinity : kind == ReduceKind::min ? infinity : 0;
  ArrayRef<int64_t> axes = r.list("axes");
  Value result = r.foldAxes(axes, place, r.real(init), [&](Place from, Value acc) -> Value {
    Value x = r.load(from);
    if (kind == ReduceKind::max)
      return r.maximum(acc, x);
    if (kind == ReduceKind::min)
      return arith::MinimumFOp::create(r.e.b, r.e.loc, acc, x);
    return r.add(acc, x);
  });
  return kind == ReduceKind::mean ? r.div(result, r.real(double(r.count(axes)))) : result;
}

static Value argmax(ReferenceEmitter &r, Place place) {
  OpBuilder &b = r.e.b;
  int64_t axis = r.integer("axis");
  bool smallest = r.flag("smallest");
  Place first = place;
  first[axis] = r.e.index(0);
  SmallVector<Value> best = r.foldAxes(
      ArrayRef(axis), place, {r.load(first), r.e.index(0)}, [&](Place from, ValueRange acc) -> SmallVector<Value> {
        Value x = r.load(from);
        auto predicate = smallest ? arith::CmpFPredicate::ULT : arith::CmpFPredicate::UGT;
        // NaN is beyond every number, and of equals the first stays.
        Value beyond = arith::CmpFOp::create(b, r.e.loc, predicate, x, acc[0]);
        Value number = arith::CmpFOp::create(b, r.e.loc, arith::CmpFPredicate::ORD, acc[0], acc[0]);
        Value takes = r.both(beyond, number);
        return {r.select(takes, x, acc[0]), r.select(takes, from[axis], acc[1])};
      });
  return r.toReal(best[1]);
}

ReferenceTable cnnc::getReferenceReductions() {
  static const std::pair<StringRef, ReferenceBody> table[] = {{"cnn.reduce", reduce}, {"cnn.argmax", argmax}};
  return table;
}
