//===- ElementwiseTiles.cpp - Element-wise work between blocks and planes
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In blocks and pictures a vector holds channels of a pixel, in planes it holds
// pixels of a channel. A tile is as many pixels of a row as a vector has lanes,
// of as many channels: planes of it are read as vectors of pixels, which a
// transposition in registers turns into vectors of channels; these go through
// the epilogue; and where the output is planes, they are turned back. So memory
// is touched by whole vectors on either side. Where all tensors are planes, no
// vector is turned.
//
// Tensors without any halo are one long row, so that narrow maps have one tail
// only. A tail is masked rather than moved back over the tile before it: the
// output may lie where an input is.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ElementwiseTiles.h"
#include "compiler/Kernels/Lanes.h"
#include <numeric>

using namespace mlir;
using namespace cnnc;

//===----------------------------------------------------------------------===//
// What fits
//===----------------------------------------------------------------------===//

static bool isPlanes(cnn::LayoutAttr layout) { return layout.getOrder() == cnn::Order::nchw && layout.getBlock() == 1; }

static cnn::PictureShape shapeOf(Type type) { return cnn::getPictureShape(cast<ShapedType>(type).getShape()); }

bool cnnc::holdsPixels(Type type) {
  cnn::LayoutAttr layout = cnn::getLayout(type);
  if (!layout || layout.getBlock() > 1)
    return false;
  cnn::PictureShape shape = shapeOf(type);
  return layout.getOrder() == cnn::Order::nhwc || (shape.height == 1 && shape.width == 1 && !layout.hasHalo());
}

/// The types of output and inputs, without those of parameters.
static SmallVector<Type> tensorTypes(kernel::KernelOpInterface op) {
  SmallVector<Type> types = {op.getOutput().getType()};
  for (Value input : op.getInputs())
    if (cnn::getLayout(input.getType()))
      types.push_back(input.getType());
  return types;
}

static bool isAllPlanes(kernel::KernelOpInterface op) {
  return llvm::all_of(tensorTypes(op), [](Type type) { return isPlanes(cnn::getLayout(type)); });
}

static bool sameShape(cnn::PictureShape a, cnn::PictureShape b) {
  return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

/// Whether the pixels of every tensor are one long row.
static bool isFlat(kernel::KernelOpInterface op) {
  cnn::PictureShape out = shapeOf(op.getOutput().getType());
  return llvm::all_of(tensorTypes(op),
                      [&](Type type) { return !cnn::getLayout(type).hasHalo() && sameShape(shapeOf(type), out); });
}

bool cnnc::fitsElementwiseTiles(kernel::KernelOpInterface op, int64_t lanes) {
  if (isAllPlanes(op))
    return true;
  cnn::PictureShape out = shapeOf(op.getOutput().getType());
  return llvm::all_of(tensorTypes(op), [&](Type type) {
    cnn::LayoutAttr layout = cnn::getLayout(type);
    // What stands for all is found by the operand's loads, which know blocks and pixels.
    return holdsPixels(type) || layout.getBlock() == lanes || (isPlanes(layout) && sameShape(shapeOf(type), out));
  });
}

int64_t cnnc::elementwiseRowStep(kernel::KernelOpInterface op) {
  constexpr int64_t mostLanes = 16;
  return isFlat(op) ? mostLanes / std::gcd(mostLanes, shapeOf(op.getOutput().getType()).width) : 1;
}

//===----------------------------------------------------------------------===//
// Vectors of channels
//===----------------------------------------------------------------------===//

static Value makeMask(KernelEmitter &e, int64_t used, int64_t lanes) {
  SmallVector<bool> bits(lanes);
  std::fill_n(bits.begin(), used, true);
  auto type = VectorType::get({lanes}, e.b.getI1Type());
  return arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(type, ArrayRef<bool>(bits)));
}

/// The first `used` of a vector of elements, and zeros.
static Value loadUsed(KernelEmitter &e, const Buffer &buffer, Value at, int64_t used) {
  int64_t lanes = e.target.lanes;
  if (used == lanes)
    return e.loadVector(buffer, at, lanes);
  auto type = VectorType::get({lanes}, cast<MemRefType>(buffer.memref.getType()).getElementType());
  Value nothing = arith::ConstantOp::create(e.b, e.loc, e.b.getZeroAttr(type));
  return vector::MaskedLoadOp::create(e.b, e.loc, type, buffer.memref, at, makeMask(e, used, lanes), nothing);
}

static void storeUsed(KernelEmitter &e, Value value, const Buffer &buffer, Value at, int64_t used) {
  if (used == e.target.lanes)
    e.store(value, buffer, at);
  else
    vector::MaskedStoreOp::create(e.b, e.loc, buffer.memref, at, makeMask(e, used, e.target.lanes), value);
}

Value cnnc::loadChannels(KernelEmitter &e, const Buffer &operand, Value image, Value block, Value row, Value column,
                         int64_t used) {
  int64_t lanes = e.target.lanes;
  bool standsForAll = operand.shape.channels == 1 && e.output.shape.channels != 1;
  if (used == lanes || (operand.layout && (operand.block == lanes || standsForAll)))
    return e.loadOperand(operand, image, block, row, column, lanes);
  Value zero = e.index(0), at = e.mul(block, lanes);
  if (operand.layout)
    at = e.at(operand, image, at, operand.shape.height == 1 ? zero : row, operand.shape.width == 1 ? zero : column);
  return loadUsed(e, operand, at, used);
}

void cnnc::storeChannels(KernelEmitter &e, Value vector, const Buffer &output, Value image, Value block, Value row,
                         Value column, int64_t used) {
  int64_t lanes = e.target.lanes;
  if (output.block == 1)
    return storeUsed(e, vector, output, e.at(output, image, e.mul(block, lanes), row, column), used);
  if (used < lanes)
    vector = arith::SelectOp::create(e.b, e.loc, makeMask(e, used, lanes), vector, e.splat(0, lanes));
  e.store(vector, output, e.at(output, image, block, row, column));
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

namespace {

class TileEmitter {
public:
  TileEmitter(kernel::KernelOpInterface op, KernelEmitter &e)
      : op(op), e(e), y(e.output), inputs(e.inputs), lanes(e.target.lanes), flat(isFlat(op)) {
    for (auto [input, value] : llvm::zip(inputs, op.getInputs()))
      byPixels.push_back(!input.layout || holdsPixels(value.getType()) || input.block == lanes);
    outByPixels = holdsPixels(op.getOutput().getType()) || y.block == lanes;
    if (!flat)
      return;
    flatten(y);
    for (Buffer &input : inputs)
      if (input.layout)
        flatten(input);
  }

  void emit(Value image, Value row0, Value row1) {
    if (isAllPlanes(op)) {
      e.loop(0, y.shape.channels, 1, [&](Value channel) {
        emitRows(row0, row1,
                 [&](Value row, Value column, int64_t columns) { emitRun(image, channel, row, column, columns); });
      });
      return;
    }
    int64_t full = y.shape.channels / lanes, rest = y.shape.channels % lanes;
    auto emitBlock = [&](Value block, int64_t channels) {
      emitRows(row0, row1, [&](Value row, Value column, int64_t columns) {
        emitTile({image, block, row, column, channels, columns});
      });
    };
    e.loop(0, full, 1, [&](Value block) { emitBlock(block, lanes); });
    if (rest)
      emitBlock(e.index(full), rest);
  }

private:
  struct Tile {
    Value image, block, row, column;
    int64_t channels, columns;
  };

  using RunBody = function_ref<void(Value row, Value column, int64_t columns)>;

  static void flatten(Buffer &buffer) {
    buffer.columns *= buffer.rows;
    buffer.shape.width *= buffer.shape.height;
    buffer.rows = buffer.shape.height = 1;
  }

  /// Runs of a vector's columns, of rows or of the one long row.
  void emitRows(Value row0, Value row1, RunBody body) {
    int64_t width = y.shape.width, rest = width % lanes;
    if (!flat) {
      e.loop(row0, row1, 1, [&](Value row) {
        e.loop(0, width - rest, lanes, [&](Value column) { body(row, column, lanes); });
        if (rest)
          body(row, e.index(width - rest), rest);
      });
      return;
    }
    // Items but the last end with a vector: see elementwiseRowStep.
    int64_t rowWidth = cnn::getPictureShape(op.getOutput()).width;
    Value zero = e.index(0), begin = e.mul(row0, rowWidth), end = e.mul(row1, rowWidth);
    e.loop(begin, rest ? e.min(end, e.index(width - rest)) : end, lanes,
           [&](Value column) { body(zero, column, lanes); });
    if (rest)
      e.ifThen(e.less(e.index(width - rest), end), [&] { body(zero, e.index(width - rest), rest); });
  }

  /// Pixels of a channel where all tensors are planes.
  void emitRun(Value image, Value channel, Value row, Value column, int64_t columns) {
    Value zero = e.index(0);
    SmallVector<Value> arguments;
    for (const Buffer &input : inputs) {
      if (!input.layout) {
        arguments.push_back(e.broadcast(e.load(input, channel), lanes));
        continue;
      }
      bool standsForAll = input.shape.width == 1 && y.shape.width != 1;
      Value at = e.at(input, image, input.shape.channels == 1 ? zero : channel, input.shape.height == 1 ? zero : row,
                      standsForAll ? zero : column);
      arguments.push_back(standsForAll ? e.broadcast(e.load(input, at), lanes) : loadUsed(e, input, at, columns));
    }
    storeUsed(e, e.applyEpilogue(op.getEpilogue(), arguments, lanes), y, e.at(y, image, channel, row, column), columns);
  }

  void emitTile(const Tile &tile) {
    LaneShuffler shuffler(e);
    SmallVector<SmallVector<Value>> operands;
    for (auto [i, input] : llvm::enumerate(inputs))
      operands.push_back(byPixels[i] ? loadPixels(tile, input) : loadPlanes(tile, input, shuffler));
    SmallVector<Value> results;
    for (int64_t c = 0; c < tile.columns; ++c) {
      SmallVector<Value> arguments;
      for (ArrayRef<Value> operand : operands)
        arguments.push_back(operand[c]);
      results.push_back(e.applyEpilogue(op.getEpilogue(), arguments, lanes));
      if (outByPixels)
        storeChannels(e, results.back(), y, tile.image, tile.block, tile.row, e.add(tile.column, c), tile.channels);
    }
    if (outByPixels)
      return;
    results.resize(lanes, e.splat(0, lanes));
    ArrayRef<Value> planes = shuffler.transpose(results);
    for (int64_t c = 0; c < tile.channels; ++c)
      storeUsed(e, planes[c], y, planeAt(tile, y, c), tile.columns);
  }

  SmallVector<Value> loadPixels(const Tile &tile, const Buffer &input) {
    SmallVector<Value> pixels;
    for (int64_t c = 0; c < tile.columns; ++c)
      pixels.push_back(loadChannels(e, input, tile.image, tile.block, tile.row, e.add(tile.column, c), tile.channels));
    return pixels;
  }

  SmallVector<Value> loadPlanes(const Tile &tile, const Buffer &input, LaneShuffler &shuffler) {
    SmallVector<Value> planes;
    for (int64_t c = 0; c < tile.channels; ++c)
      planes.push_back(loadUsed(e, input, planeAt(tile, input, c), tile.columns));
    if (tile.channels < lanes) {
      Value nothing = arith::ConstantOp::create(e.b, e.loc, e.b.getZeroAttr(planes[0].getType()));
      planes.resize(lanes, nothing);
    }
    return llvm::to_vector(shuffler.transpose(planes));
  }

  Value planeAt(const Tile &tile, const Buffer &buffer, int64_t channel) {
    return e.at(buffer, tile.image, e.add(e.mul(tile.block, lanes), channel), tile.row, tile.column);
  }

  kernel::KernelOpInterface op;
  KernelEmitter &e;
  Buffer y;
  SmallVector<Buffer> inputs;
  SmallVector<bool> byPixels; ///< of each input: whether a vector holds channels
  bool outByPixels = false;
  int64_t lanes;
  bool flat;
};

} // namespace

void cnnc::emitElementwiseTiles(kernel::KernelOpInterface op, KernelEmitter &e, Value image, Value row0, Value row1) {
  TileEmitter(op, e).emit(image, row0, row1);
}
