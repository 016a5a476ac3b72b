//===- Reshape.cpp - Loops of gathers that are reshapes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector of a flattened picture holds positions of one channel, a vector of a
// picture channels of one position: V of them are a square that is transposed
// in registers. Positions that lie one after the other are a run: the whole
// picture, or, where a halo is between its rows, a row. The last square of a run
// may have fewer positions; what is short of a vector is loaded and stored in
// pieces of powers of two.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Reshape.h"
#include "compiler/Kernels/Lanes.h"

using namespace mlir;
using namespace cnnc;

namespace {

class ReshapeEmitter {
public:
  ReshapeEmitter(const GatherPlan &plan, KernelEmitter &e)
      : plan(plan), e(e), x(e.inputs[0]), y(e.output), lanes(plan.lanes) {}

  //===--- Rows and columns ----------------------------------------------===//

  /// Walks the input position by position; at the end of a row it steps over
  /// what lies between two rows.
  void emitRows() {
    int64_t gap = (x.columns - x.shape.width) * lanes;
    e.forItems(plan.groups(), plan.units(), plan.unitsPerItem(), [&](Value block, Value image, Value row0, Value row1) {
      e.loop(row0, row1, 1, [&](Value row) {
        Value position = e.mul(row, y.shape.width);
        Value fromRow = e.div(position, x.shape.width), fromColumn = e.rem(position, x.shape.width);
        Value source = e.at(x, image, block, fromRow, fromColumn), target = e.at(y, image, block, row, e.index(0));
        SmallVector<Value> init = {source};
        if (gap)
          init.push_back(fromColumn);
        e.reduce(0, y.shape.width, init, [&](Value column, ValueRange state) -> SmallVector<Value> {
          e.store(e.loadVector(x, state[0], lanes), y, e.add(target, e.mul(column, lanes)));
          Value next = e.add(state[0], lanes);
          if (!gap)
            return {next};
          Value nextColumn = e.add(state[1], 1);
          Value wraps = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, nextColumn, e.index(x.shape.width));
          auto select = [&](Value a, Value b) -> Value { return arith::SelectOp::create(e.b, e.loc, wraps, a, b); };
          return {select(e.add(next, gap), next), select(e.index(0), nextColumn)};
        });
      });
      e.fillHalo(y, image, block, 1, row0, row1);
    });
  }

  //===--- Squares -------------------------------------------------------===//

  void emitSquares(bool flatten) {
    isFlatten = flatten;
    const Buffer &picture = flatten ? x : y;
    int64_t rest = picture.shape.channels % lanes, full = picture.shape.channels / lanes;
    e.forItems(plan.groups(), plan.units(), plan.unitsPerItem(), [&](Value block, Value image, Value from, Value to) {
      auto ofChannels = [&](int64_t count) {
        if (plan.isOneRun())
          emitRun(image, block, e.index(0), from, to, picture.shape.height * picture.shape.width, count);
        else
          e.loop(from, to, 1, [&](Value row) {
            int64_t width = picture.shape.width;
            emitRun(image, block, row, e.index(0), e.index(llvm::divideCeil(width, lanes)), width, count);
          });
      };
      if (!rest)
        ofChannels(lanes);
      else if (!full)
        ofChannels(rest);
      else
        e.ifThen(e.less(block, e.index(full)), [&] { ofChannels(lanes); }, [&] { ofChannels(rest); });
      if (flatten)
        clearTail(image, block, to);
      else if (plan.isOneRun())
        return; // without a halo
      else
        e.fillHalo(y, image, block, 1, from, to);
    });
  }

private:
  /// Squares [from, to) of a run of `length` positions that begins in a row.
  void emitRun(Value image, Value block, Value row, Value from, Value to, int64_t length, int64_t channels) {
    int64_t full = length / lanes, rest = length % lanes;
    const Buffer &picture = isFlatten ? x : y, &flat = isFlatten ? y : x;
    Value inPicture = e.at(picture, image, block, row, e.index(0));
    // Of the first channel of the block.
    Value zero = e.index(0), elements = e.index(picture.shape.height * picture.shape.width);
    Value inFlat = e.add(e.at(flat, image, zero, zero, zero),
                         e.add(e.mul(e.mul(block, lanes), elements), e.mul(row, picture.shape.width)));
    auto square = [&](Value number, int64_t positions) {
      Value position = e.mul(number, lanes);
      emitSquare(e.add(inPicture, e.mul(position, lanes)), e.add(inFlat, position), positions, channels);
    };
    if (full)
      e.loop(from, rest ? e.min(to, e.index(full)) : to, 1, [&](Value number) { square(number, lanes); });
    if (!rest)
      return;
    if (full)
      e.ifThen(e.less(e.index(full), to), [&] { square(e.index(full), rest); });
    else
      square(e.index(0), rest);
  }

  /// `positions` of `channels`: vectors in the picture, rows of `length` numbers
  /// apart in the flat one.
  void emitSquare(Value inPicture, Value inFlat, int64_t positions, int64_t channels) {
    LaneShuffler shuffler(e);
    int64_t elements = isFlatten ? x.shape.height * x.shape.width : y.shape.height * y.shape.width;
    auto place = [&](int64_t i) { return e.add(inPicture, i * lanes); };
    auto run = [&](int64_t c) { return e.add(inFlat, c * elements); };
    SmallVector<Value> vectors(lanes, e.splat(0, lanes));
    if (isFlatten) {
      for (int64_t i = 0; i < positions; ++i)
        vectors[i] = e.loadVector(x, place(i), lanes);
      ArrayRef<Value> columns = shuffler.transpose(vectors);
      for (int64_t c = 0; c < channels; ++c)
        storePieces(columns[c], run(c), positions);
      return;
    }
    for (int64_t c = 0; c < channels; ++c)
      vectors[c] = loadPieces(run(c), positions);
    ArrayRef<Value> columns = shuffler.transpose(vectors);
    for (int64_t i = 0; i < positions; ++i)
      e.store(columns[i], y, place(i));
  }

  void storePieces(Value vector, Value index, int64_t count) {
    if (count == lanes)
      return e.store(vector, y, index);
    forPieces(count, [&](int64_t first, int64_t size) {
      Value piece = vector::ExtractStridedSliceOp::create(e.b, e.loc, vector, first, size, 1);
      e.store(piece, y, e.add(index, first));
    });
  }

  Value loadPieces(Value index, int64_t count) {
    if (count == lanes)
      return e.loadVector(x, index, lanes);
    Value vector = e.splat(0, lanes);
    forPieces(count, [&](int64_t first, int64_t size) {
      Value piece = e.loadVector(x, e.add(index, first), size);
      vector = vector::InsertStridedSliceOp::create(e.b, e.loc, piece, vector, first, 1);
    });
    return vector;
  }

  void forPieces(int64_t count, function_ref<void(int64_t, int64_t)> body) {
    for (int64_t size = lanes / 2, first = 0; size; size /= 2)
      if (count & size) {
        body(first, size);
        first += size;
      }
  }

  /// Lanes of the vector beyond its last element must hold finite values.
  void clearTail(Value image, Value block, Value to) {
    if (y.shape.channels == y.blocks * y.block)
      return;
    Value last = arith::AndIOp::create(e.b, e.loc, isEqual(block, plan.groups() - 1), isEqual(to, plan.units()));
    Value zero = e.index(0);
    e.ifThen(last, [&] {
      e.loop(y.shape.channels, y.blocks * y.block, 1,
             [&](Value c) { e.store(e.scalar(0), y, e.element(y, image, c, zero, zero)); });
    });
  }

  Value isEqual(Value a, int64_t b) {
    return e.b.createOrFold<arith::CmpIOp>(e.loc, arith::CmpIPredicate::eq, a, e.index(b));
  }

  const GatherPlan &plan;
  KernelEmitter &e;
  const Buffer &x, &y;
  int64_t lanes;
  bool isFlatten = false;
};

} // namespace

void cnnc::emitReshape(const GatherPlan &plan, KernelEmitter &e) {
  ReshapeEmitter emitter(plan, e);
  if (plan.form == GatherForm::Rows)
    return emitter.emitRows();
  emitter.emitSquares(plan.form == GatherForm::Flatten);
}
