//===- PoolKind.cpp - What pools make of the elements of a window
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/PoolKind.h"
#include <cmath>

using namespace mlir;
using namespace cnnc;

static Value toReal(KernelEmitter &e, Value index) {
  Value integer = arith::IndexCastOp::create(e.b, e.loc, e.b.getI32Type(), index);
  return arith::SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), integer);
}

static int64_t lanesOf(Value vector) { return cast<VectorType>(vector.getType()).getDimSize(0); }

PoolReducer::State PoolReducer::first(Value vector, function_ref<Value()> place) {
  State state;
  state.value = vector;
  if (indices)
    state.place = e.broadcast(toReal(e, place()), lanesOf(vector));
  if (kind != cnn::PoolKind::lp)
    return state;
  if (p == 2) {
    state.value = arith::MulFOp::create(e.b, e.loc, vector, vector);
    return state;
  }
  state.value = math::AbsFOp::create(e.b, e.loc, vector);
  if (p == std::floor(p) && p <= 8) {
    Value magnitude = state.value;
    for (int i = 1; i < int(p); ++i)
      state.value = arith::MulFOp::create(e.b, e.loc, state.value, magnitude);
  } else {
    state.value = math::PowFOp::create(e.b, e.loc, state.value, e.splat(float(p), lanesOf(vector)));
  }
  return state;
}

PoolReducer::State PoolReducer::combine(const State &a, const State &b) {
  if (indices)
    return combineIndices(a, b);
  State state;
  if (kind == cnn::PoolKind::max)
    state.value = e.maximum(a.value, b.value);
  else
    state.value = arith::AddFOp::create(e.b, e.loc, a.value, b.value);
  return state;
}

// Columns are reduced before rows, so the order of the places tells which of
// equals is first. NaN is greater than all numbers.
PoolReducer::State PoolReducer::combineIndices(const State &a, const State &b) {
  using P = arith::CmpFPredicate;
  auto compare = [&](P predicate, Value u, Value v) -> Value {
    return arith::CmpFOp::create(e.b, e.loc, predicate, u, v);
  };
  auto both = [&](Value u, Value v) -> Value { return arith::AndIOp::create(e.b, e.loc, u, v); };
  auto either = [&](Value u, Value v) -> Value { return arith::OrIOp::create(e.b, e.loc, u, v); };
  Value beats = both(compare(P::UGT, b.value, a.value), compare(P::ORD, a.value, a.value));
  Value bothNan = both(compare(P::UNO, a.value, a.value), compare(P::UNO, b.value, b.value));
  Value equal = either(compare(P::OEQ, a.value, b.value), bothNan);
  beats = either(beats, both(equal, compare(P::OLT, b.place, a.place)));
  State state;
  state.value = arith::SelectOp::create(e.b, e.loc, beats, b.value, a.value);
  state.place = arith::SelectOp::create(e.b, e.loc, beats, b.place, a.place);
  return state;
}

Value PoolReducer::finish(const State &state, Value count) {
  if (indices)
    return state.place;
  int64_t lanes = lanesOf(state.value);
  if (kind == cnn::PoolKind::avg)
    return arith::DivFOp::create(e.b, e.loc, state.value, e.broadcast(toReal(e, count), lanes));
  if (kind == cnn::PoolKind::max || p == 1)
    return state.value;
  if (p == 2)
    return math::SqrtOp::create(e.b, e.loc, state.value);
  return math::PowFOp::create(e.b, e.loc, state.value, e.splat(float(1 / p), lanes));
}
