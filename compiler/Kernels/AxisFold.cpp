//===- AxisFold.cpp - Folding a picture over some of its axes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/AxisFold.h"

using namespace mlir;
using namespace cnnc;

/// Vectors in flight: enough to hide an addition's latency.
static constexpr int64_t kInFlight = 4;

AxisFold::AxisFold(KernelEmitter &e, const Buffer &x, ArrayRef<int64_t> axes)
    : e(e), blocks(x.blocks), rows(x.shape.height), columns(x.shape.width), lanes(x.block), channels(x.shape.channels),
      foldsChannels(llvm::is_contained(axes, 1)), foldsRows(llvm::is_contained(axes, 2)),
      foldsColumns(llvm::is_contained(axes, 3)) {}

static int64_t chooseRows(int64_t rows, int64_t columns, int64_t blocks) {
  return chooseRowsPerItem(rows, 1, double(columns) * blocks * 16);
}

int64_t AxisFold::countItems(Value picture, ArrayRef<int64_t> axes) {
  cnn::PictureShape shape = cnn::getPictureShape(picture);
  int64_t blocks = llvm::divideCeil(shape.channels, cnn::getLayout(picture.getType()).getBlock());
  bool folds = llvm::is_contained(axes, 1);
  int64_t perItem = chooseRows(shape.height, shape.width, folds ? blocks : 1);
  int64_t chunks = llvm::is_contained(axes, 2) ? 1 : int64_t(llvm::divideCeil(shape.height, perItem));
  return (folds ? 1 : blocks) * chunks;
}

void AxisFold::forPlaces(Body body, Item after) {
  int64_t perItem = chooseRows(rows, columns, foldsChannels ? blocks : 1);
  e.forItems(foldsChannels ? 1 : blocks, foldsRows ? 1 : rows, foldsRows ? 1 : perItem,
             [&](Value block, Value image, Value row0, Value row1) {
               e.loop(row0, row1, 1, [&](Value row) {
                 if (foldsColumns)
                   return body({image, block, row, e.index(0), 1});
                 int64_t whole = columns / kInFlight * kInFlight;
                 e.loop(0, whole, kInFlight, [&](Value column) { body({image, block, row, column, kInFlight}); });
                 e.loop(whole, columns, 1, [&](Value column) { body({image, block, row, column, 1}); });
               });
               after(image, block, row0, row1);
             });
}

SmallVector<Value> AxisFold::foldBlock(const FoldPlace &place, Value block, bool last, float neutral, ValueRange init,
                                       TermAt term, Combine combine) {
  int64_t used = last ? channels - (blocks - 1) * lanes : lanes;
  auto step = [&](Value row, Value column, int64_t tileColumn, Value acc) {
    return combine(acc, maskLanes(e, term(block, row, column, tileColumn), neutral, used, lanes));
  };
  auto foldRow = [&](Value row, ValueRange init) {
    SmallVector<Value> acc(init);
    int64_t count = acc.size();
    if (!foldsColumns) {
      for (int64_t t = 0; t < count; ++t)
        acc[t] = step(row, e.add(place.column, t), t, acc[t]);
      return acc;
    }
    int64_t whole = columns / count * count;
    acc = e.reduce(e.index(0), e.index(whole), count, acc, [&](Value column, ValueRange v) {
      SmallVector<Value> next;
      for (int64_t t = 0; t < count; ++t)
        next.push_back(step(row, e.add(column, t), 0, v[t]));
      return next;
    });
    for (int64_t column = whole; column < columns; ++column)
      acc[column - whole] = step(row, e.index(column), 0, acc[column - whole]);
    return acc;
  };
  return foldsRows ? e.reduce(0, rows, init, foldRow) : foldRow(place.row, init);
}

SmallVector<Value> AxisFold::fold(const Buffer &buffer, const FoldPlace &place, float neutral, Term term,
                                  Combine combine) {
  auto termAt = [&](Value block, Value row, Value column, int64_t tileColumn) {
    return term(e.loadVector(buffer, e.at(buffer, place.image, block, row, column), lanes), tileColumn);
  };
  return foldAt(place, neutral, termAt, combine);
}

SmallVector<Value> AxisFold::foldAt(const FoldPlace &place, float neutral, TermAt term, Combine combine) {
  int64_t count = foldsColumns ? std::min(kInFlight, columns) : place.tile;
  SmallVector<Value> acc(count, e.splat(neutral, lanes));
  auto foldOne = [&](Value block, bool last, ValueRange init) {
    return foldBlock(place, block, last, neutral, init, term, combine);
  };
  if (!foldsChannels) {
    acc = foldOne(place.block, false, acc);
  } else {
    // The last block is peeled off, since only it needs a mask.
    if (blocks > 1)
      acc = e.reduce(0, blocks - 1, acc, [&](Value block, ValueRange v) { return foldOne(block, false, v); });
    acc = foldOne(e.index(blocks - 1), true, acc);
  }
  if (foldsColumns) {
    for (int64_t t = 1; t < count; ++t)
      acc[0] = combine(acc[0], acc[t]);
    acc.truncate(1);
  }
  if (foldsChannels)
    for (Value &value : acc)
      value = combineLanes(e, value, lanes, combine);
  return acc;
}

SmallVector<Value> AxisFold::sum(const Buffer &buffer, const FoldPlace &place, Term term) {
  return fold(buffer, place, 0, term,
              [&](Value a, Value b) -> Value { return arith::AddFOp::create(e.b, e.loc, a, b); });
}

SmallVector<Value> AxisFold::sumAt(const FoldPlace &place, TermAt term) {
  return foldAt(place, 0, term, [&](Value a, Value b) -> Value { return arith::AddFOp::create(e.b, e.loc, a, b); });
}

void AxisFold::visit(const FoldPlace &place, Visit body) {
  auto visitRow = [&](Value block, Value row) {
    if (foldsColumns)
      return e.loop(0, columns, 1, [&](Value column) { body(block, row, column, 0); });
    for (int64_t t = 0; t < place.tile; ++t)
      body(block, row, e.add(place.column, t), t);
  };
  auto visitBlock = [&](Value block) {
    if (foldsRows)
      return e.loop(0, rows, 1, [&](Value row) { visitRow(block, row); });
    visitRow(block, place.row);
  };
  if (foldsChannels)
    return e.loop(0, blocks, 1, visitBlock);
  visitBlock(place.block);
}

// By halves: each round adds lanes that are `distance` apart, around the end.
Value cnnc::combineLanes(KernelEmitter &e, Value vector, int64_t lanes, AxisFold::Combine combine) {
  for (int64_t distance = lanes / 2; distance >= 1; distance /= 2) {
    SmallVector<int64_t> picks(lanes);
    for (int64_t i = 0; i < lanes; ++i)
      picks[i] = (i + distance) % lanes;
    vector = combine(vector, vector::ShuffleOp::create(e.b, e.loc, vector, vector, picks));
  }
  return vector;
}

Value cnnc::maskLanes(KernelEmitter &e, Value value, float otherwise, int64_t used, int64_t lanes) {
  if (used >= lanes)
    return value;
  SmallVector<bool> bits(lanes);
  std::fill_n(bits.begin(), used, true);
  auto type = VectorType::get({lanes}, e.b.getI1Type());
  Value mask = arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(type, ArrayRef<bool>(bits)));
  return arith::SelectOp::create(e.b, e.loc, mask, value, e.splat(otherwise, lanes));
}
