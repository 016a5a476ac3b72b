//===- PictureBand.cpp - Rows of the caller's picture as a convolution reads them
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A first layer wants planes of f32 with a border; the caller has bytes, pixel
// by pixel, or planes without border. A step of its own between them writes and
// reads a whole picture through memory. Here an item converts the rows that it
// needs into scratch memory, which stays in the cache while all outputs of these
// rows are computed. Neighbouring items convert the rows that they share twice:
// items are high enough for that to be little.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/PictureBand.h"
#include "compiler/Kernels/Lanes.h"

using namespace mlir;
using namespace cnnc;

/// Rows of the input that so many rows of the convolution read.
static int64_t countInputRows(kernel::DirectConvOp op, int64_t rows) {
  return (rows - 1) * op.getStrides()[0] + (op.getKernel()[0] - 1) * op.getDilations()[0] + 1;
}

static int64_t countColumns(kernel::DirectConvOp op) {
  return cnn::getPictureShape(op.getInputs()[0]).width + op.getPadding()[2] + op.getPadding()[3];
}

int64_t PictureBand::chooseRows(kernel::DirectConvOp op, int64_t rows, double work) {
  constexpr double itemWork = 2e6, leastWork = 400e3;
  constexpr int64_t mostBytes = 128 << 10, wantedItems = 4;
  int64_t stride = op.getStrides()[0];
  // At most a quarter of the rows are converted twice.
  int64_t shared = std::max<int64_t>(0, countInputRows(op, 1) - stride);
  int64_t wanted = std::max(int64_t(itemWork / std::max(work, 1.0)), int64_t(llvm::divideCeil(4 * shared, stride)));
  if (work * double(rows) > leastWork)
    wanted = std::min(wanted, int64_t(llvm::divideCeil(rows, wantedItems)));
  wanted = std::clamp<int64_t>(wanted, 1, rows);
  while (wanted > 1 && countBytes(op, wanted) > mostBytes)
    wanted = (wanted + 1) / 2;
  return chooseRowsPerItem(rows, op.getTile()[0], /*workPerRow=*/1, double(wanted));
}

int64_t PictureBand::countBytes(kernel::DirectConvOp op, int64_t rowsPerItem) {
  int64_t channels = cnn::getPictureShape(op.getInputs()[0]).channels;
  return channels * countInputRows(op, rowsPerItem) * countColumns(op) * 4;
}

PictureBand::PictureBand(kernel::DirectConvOp op, KernelEmitter &e, int64_t rowsPerItem)
    : op(op), e(e), x(e.inputs[0]) {
  planes.memref = e.scratch.memref;
  planes.layout = cnn::LayoutAttr::get(op.getContext(), cnn::Order::nchw, 1,
                                       {0, 0, op.getPadding()[2], op.getPadding()[3]}, 0, cnn::PadMode::zero);
  planes.shape = x.shape;
  planes.blocks = x.shape.channels;
  planes.rows = countInputRows(op, rowsPerItem);
  planes.columns = countColumns(op);
  planeElements = planes.rows * planes.columns;
}

Value PictureBand::fill(Value image, Value row0, Value row1) {
  int64_t stride = op.getStrides()[0];
  Value first = e.add(e.mul(row0, stride), -op.getPadding()[0]);
  Value last = e.add(e.add(e.mul(row1, stride), -op.getPadding()[0]), countInputRows(op, 1) - stride);
  e.loop(first, last, 1, [&](Value row) {
    Value line = e.mul(e.sub(row, first), planes.columns);
    if (op.getBorder() != cnn::PadMode::zero)
      return fillRow(image, mapToPicture(row, x.shape.height), line);
    if (!op.getPadding()[0] && !op.getPadding()[1])
      return fillRow(image, row, line);
    Value inside = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::ult, row, e.index(x.shape.height));
    e.ifThen(inside, [&] { fillRow(image, row, line); }, [&] { fillZeros(line, 0, planes.columns); });
  });
  return first;
}

/// Whole vectors; the last one overlaps the one before.
void PictureBand::fillRow(Value image, Value row, Value line) {
  int64_t width = x.shape.width, lanes = e.target.lanes, left = op.getPadding()[2];
  Value start = e.add(line, left);
  if (width < lanes) {
    e.loop(0, width, 1, [&](Value column) { fillPixel(image, row, column, start); });
  } else {
    e.loop(0, width / lanes, 1, [&](Value i) { fillRun(image, row, e.mul(i, lanes), start); });
    if (width % lanes)
      fillRun(image, row, e.index(width - lanes), start);
  }
  if (op.getBorder() != cnn::PadMode::zero)
    return fillBorder(line);
  fillZeros(line, 0, left);
  fillZeros(line, left + width, planes.columns);
}

void PictureBand::fillRun(Value image, Value row, Value column, Value line) {
  int64_t lanes = e.target.lanes, channels = x.shape.channels;
  SmallVector<Value> runs;
  if (x.isNhwc())
    runs = deinterleave(e, e.loadVector(x, e.at(x, image, e.index(0), row, column), lanes * channels), channels);
  else
    for (int64_t c = 0; c < channels; ++c)
      runs.push_back(e.loadVector(x, e.at(x, image, e.index(c), row, column), lanes));
  for (auto [c, run] : llvm::enumerate(runs))
    e.store(convert(c, run, lanes), planes, e.add(e.add(line, column), int64_t(c) * planeElements));
}

void PictureBand::fillPixel(Value image, Value row, Value column, Value line) {
  for (int64_t c = 0; c < x.shape.channels; ++c) {
    Value element = e.load(x, e.element(x, image, e.index(c), row, column));
    e.store(convert(c, element, /*lanes=*/0), planes, e.add(e.add(line, column), c * planeElements));
  }
}

Value PictureBand::convert(int64_t channel, Value element, int64_t lanes) {
  SmallVector<Value> arguments = {element};
  for (const Buffer &parameter : ArrayRef(e.weights).drop_front(2)) {
    Value value = e.load(parameter, e.index(channel));
    arguments.push_back(lanes ? e.broadcast(value, lanes) : value);
  }
  return e.applyEpilogue(op.getPrologue(), arguments, lanes);
}

//===----------------------------------------------------------------------===//
// Borders
//===----------------------------------------------------------------------===//

void PictureBand::fillZeros(Value line, int64_t from, int64_t to) {
  Value zero = e.scalar(0);
  for (int64_t c = 0; c < x.shape.channels; ++c)
    e.loop(from, to, 1, [&](Value i) { e.store(zero, planes, e.add(e.add(line, i), c * planeElements)); });
}

/// The columns beside the picture that repeat some of it.
void PictureBand::fillBorder(Value line) {
  int64_t left = op.getPadding()[2], width = x.shape.width;
  auto copyColumn = [&](Value to) {
    Value from = e.add(mapToPicture(e.add(to, -left), width), left);
    for (int64_t c = 0; c < x.shape.channels; ++c)
      e.store(e.load(planes, e.add(e.add(line, from), c * planeElements)), planes,
              e.add(e.add(line, to), c * planeElements));
  };
  e.loop(0, left, 1, copyColumn);
  e.loop(left + width, planes.columns, 1, copyColumn);
}

/// The row or column of the picture that a place at or beyond its edge repeats.
Value PictureBand::mapToPicture(Value place, int64_t extent) {
  Value zero = e.index(0), last = e.index(extent - 1);
  if (op.getBorder() == cnn::PadMode::replicate)
    return e.min(e.max(place, zero), last);
  bool reflects = op.getBorder() == cnn::PadMode::reflect;
  Value below = reflects ? e.sub(zero, place) : e.add(place, extent);
  Value above = reflects ? e.sub(e.index(2 * (extent - 1)), place) : e.add(place, -extent);
  Value inside = arith::SelectOp::create(e.b, e.loc, e.less(last, place), above, place);
  return arith::SelectOp::create(e.b, e.loc, e.less(place, zero), below, inside);
}
