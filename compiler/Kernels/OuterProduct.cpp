//===- OuterProduct.cpp - Sums of outer products in registers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/OuterProduct.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

SmallVector<std::pair<int64_t, int64_t>> cnnc::cutEvenly(int64_t total, int64_t most) {
  int64_t count = llvm::divideCeil(total, most), at = 0;
  SmallVector<std::pair<int64_t, int64_t>> parts;
  for (int64_t i = 0; i < count; ++i) {
    int64_t size = total / count + (i < total % count ? 1 : 0);
    parts.push_back({at, at + size});
    at += size;
  }
  return parts;
}

// The loop's own instructions hide behind the multiply-adds; loads do not quite come
// two a cycle.
double cnnc::outerTileCycles(int64_t rows, int64_t vectors, const Target &target) {
  double fma = double(rows * vectors) / target.fmaPerCycle, loads = double(rows + vectors) / 1.9;
  return std::max({fma, loads, 1.1 * double(target.fmaLatency)}) + 0.1;
}

SmallVector<OuterTile> cnnc::rankOuterTiles(int64_t rows, int64_t vectors, const Target &target) {
  SmallVector<OuterTile> tiles;
  // Beside sums and vectors, the element that is being multiplied.
  int64_t others = target.isa == Isa::Neon ? 4 : 1;
  for (int64_t wide = 1; wide <= std::min<int64_t>(vectors, 5); ++wide) {
    int64_t most = (target.registers - wide - others) / wide;
    if (most < 1 || (wide > 1 && llvm::divideCeil(vectors, wide) == llvm::divideCeil(vectors, wide - 1)))
      continue;
    for (int64_t count = llvm::divideCeil(rows, most), last = count + 2; count <= std::min(last, rows); ++count) {
      int64_t high = llvm::divideCeil(rows, count);
      double cycles = 0;
      for (auto [r0, r1] : cutEvenly(rows, high))
        for (auto [v0, v1] : cutEvenly(vectors, wide))
          cycles += outerTileCycles(r1 - r0, v1 - v0, target);
      tiles.push_back({high, wide, cycles});
    }
  }
  llvm::sort(tiles, [](const OuterTile &a, const OuterTile &b) {
    return std::tuple(a.cycles, -a.vectors, a.rows) < std::tuple(b.cycles, -b.vectors, b.rows);
  });
  return tiles;
}

// Each element is multiplied as soon as it has been loaded: all of them ahead
// would not fit into the registers.
SmallVector<Value> cnnc::addOuterProduct(KernelEmitter &e, const OuterSide &rows, Value rowAt, const OuterSide &vectors,
                                         Value vectorAt, int64_t lanes, ValueRange sums) {
  SmallVector<Value> loaded, result(sums);
  for (int64_t offset : vectors.offsets)
    loaded.push_back(e.loadVector(vectors.buffer, e.add(vectorAt, offset), lanes));
  size_t next = 0;
  for (int64_t offset : rows.offsets) {
    Value element = e.broadcast(e.load(rows.buffer, e.add(rowAt, offset)), lanes);
    for (Value vector : loaded) {
      result[next] = e.fma(element, vector, result[next]);
      ++next;
    }
  }
  return result;
}

void cnnc::forChunks(KernelEmitter &e, int64_t rows, double rowBytes, int64_t chunkBytes,
                     function_ref<void(const GradientChunk &)> body, Value picture) {
  int64_t fit = std::max<int64_t>(1, int64_t(double(chunkBytes) / rowBytes));
  int64_t pictures = picture ? 1 : std::max<int64_t>(1, fit / rows);
  int64_t chunks = llvm::divideCeil(rows, fit), rowsPerChunk = llvm::divideCeil(rows, chunks);
  auto emitPictures = [&](Value image) {
    Value image1 = pictures == 1 ? e.add(image, 1) : e.min(e.add(image, pictures), e.images);
    e.loop(0, rows, rowsPerChunk, [&](Value row) {
      Value row1 = chunks == 1 ? e.index(rows) : e.min(e.add(row, rowsPerChunk), e.index(rows));
      Value nextRow = row1, nextImage = image1;
      if (chunks > 1) {
        Value isLast = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, row1, e.index(rows));
        nextImage = arith::SelectOp::create(e.b, e.loc, isLast, image1, image);
        nextRow = arith::SelectOp::create(e.b, e.loc, isLast, e.index(0), row1);
      } else {
        nextRow = e.index(0);
      }
      body({image, image1, row, row1, nextImage, nextRow});
    });
  };
  if (picture)
    emitPictures(picture);
  else
    e.loop(e.index(0), e.images, pictures, emitPictures);
}

static int64_t countElements(ArrayRef<int64_t> weight) {
  int64_t elements = 1;
  for (int64_t extent : weight)
    elements *= extent;
  return elements;
}

bool cnnc::sumsByPicture(cnn::PictureShape input, cnn::PictureShape gradient, ArrayRef<int64_t> weight) {
  // What each picture's gradient takes to be written and read again, and its sums
  // to be moved to their places one by one. Those of a depthwise convolution are few.
  constexpr int64_t share = 8;
  bool isDepthwise = weight[1] == 1 && weight[0] == input.channels;
  int64_t leastPlaces = isDepthwise ? 7 * 7 : 28 * 28;
  return gradient.height * gradient.width >= leastPlaces &&
         countElements(weight) * share <= input.elements() + gradient.elements();
}

void cnnc::sumPictureGradients(GroupLowering &lowering, ArrayRef<int64_t> weight, function_ref<void(Value)> create) {
  OpBuilder &b = lowering.builder;
  int64_t elements = countElements(weight), block = lowering.target.lanes;
  auto type = MemRefType::get(
      {cast<MemRefType>(lowering.inputs[0].getType()).getDimSize(0), int64_t(llvm::alignTo(elements, block)), 1, 1},
      b.getF32Type(), blockedLayout(b.getContext(), block));
  Value buffer = kernel::BufferOp::create(b, lowering.loc(), type, IntegerAttr());
  create(buffer);
  kernel::ChannelSumOp::create(b, lowering.loc(), buffer, ValueRange(), lowering.output,
                               b.getDenseBoolArrayAttr({false}), b.getDenseI64ArrayAttr({0}), b.getI64IntegerAttr(1),
                               /*statistics=*/UnitAttr());
}

void cnnc::lowerWeightGradient(GroupLowering &lowering, cnn::PictureShape input, cnn::PictureShape gradient,
                               ArrayRef<int64_t> weight, function_ref<void(Value, DenseI64ArrayAttr)> create) {
  // Vectors of sums may end beyond the last element: in the state there is room.
  if (!sumsByPicture(input, gradient, weight) || !lowering.output.getDefiningOp<kernel::StateOp>())
    return create(lowering.output, DenseI64ArrayAttr());
  sumPictureGradients(lowering, weight,
                      [&](Value output) { create(output, lowering.builder.getDenseI64ArrayAttr(weight)); });
}
