//===- Resize.cpp - Pictures of another size
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows and columns are independent: for each row of the output a table says
// which rows of the input it is made of and with what weights, and another one
// the same for columns. The tables are computed here and are the kernel's
// weights: for each place the sources of its taps (the bits of whole numbers),
// then their weights. Coordinates are f32, as PyTorch's are.
//
// A row of the output is interpolated from rows first, for all columns of the
// input, and then from the columns of that row, which stays in the first cache.
// Where the output is so much narrower that this would do needless work, each
// element is interpolated from rows and columns at once.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/ResizeAxis.h"

using namespace mlir;
using namespace cnnc;

namespace {

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

void fillTable(const ResizeAxis &axis, MutableArrayRef<float> table) {
  int64_t taps = countTaps(axis.mode);
  SmallVector<double> weights;
  for (int64_t place = 0; place < axis.out; ++place) {
    int64_t first = axis.getTaps(place, weights);
    float *entry = &table[place * 2 * taps];
    for (int64_t i = 0; i < taps; ++i) {
      entry[i] = llvm::bit_cast<float>(int32_t(std::clamp<int64_t>(first + i, 0, axis.in - 1)));
      entry[taps + i] = float(weights[i]);
    }
  }
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

int64_t resizeRowsPerItem(kernel::ResizeOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  int64_t taps = countTaps(op.getMode()), lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
  return chooseRowsPerItem(out.height, 1, double(out.width) * lanes * taps * taps, 128e3);
}

int64_t countBlocks(Value value) {
  return llvm::divideCeil(cnn::getPictureShape(value).channels, cnn::getLayout(value.getType()).getBlock());
}

/// The bytes of a row that an item may hold on its stack.
constexpr int64_t kMostRowBytes = 32 << 10;

/// Whether rows are first interpolated into a row of the input's width: where
/// its columns serve several of the output, and there is room for it.
bool hasRow(kernel::ResizeOp op) {
  cnn::PictureShape in = cnn::getPictureShape(op.getInputs()[0]), out = cnn::getPictureShape(op.getOutput());
  int64_t bytes = in.width * cnn::getLayout(op.getOutput().getType()).getBlock() * int64_t(sizeof(float));
  bool serves = op.getMode() == cnn::ResizeMode::bicubic ? in.width <= 2 * out.width : in.width <= out.width;
  return op.getMode() != cnn::ResizeMode::nearest && serves && bytes <= kMostRowBytes;
}

class ResizeEmitter {
public:
  ResizeEmitter(kernel::ResizeOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), taps(countTaps(op.getMode())) {}

  void emit() {
    if (hasRow(op)) {
      auto type = MemRefType::get({x.shape.width * x.block}, e.b.getF32Type());
      scratch.memref = memref::AllocaOp::create(e.b, e.loc, type, e.b.getI64IntegerAttr(64));
    }
    e.forItems(countBlocks(op.getOutput()), y.shape.height, resizeRowsPerItem(op),
               [&](Value ofBlock, Value ofImage, Value row0, Value row1) {
                 block = ofBlock;
                 image = ofImage;
                 e.loop(row0, row1, 1, [&](Value row) { emitRow(row); });
                 e.fillHalo(y, image, block, 1, row0, row1);
               });
  }

private:
  void emitRow(Value row) {
    SmallVector<Value> lines, weights;
    for (int64_t i = 0; i < taps; ++i) {
      lines.push_back(e.at(x, image, block, source(e.weights[0], row, i), e.index(0)));
      weights.push_back(weight(e.weights[0], row, i));
    }
    if (scratch.memref)
      e.loop(0, x.shape.width, 1, [&](Value column) {
        Value place = e.mul(column, x.block);
        e.store(combineLines(lines, weights, place), scratch, place);
      });
    e.loop(0, y.shape.width, 1, [&](Value column) {
      Value result;
      for (int64_t j = 0; j < taps; ++j) {
        // Pixels of a row lie one after the other: blocks of them, or all channels.
        Value place = e.mul(source(e.weights[1], column, j), x.isNhwc() ? x.shape.channels : x.block);
        Value value = scratch.memref ? e.loadVector(scratch, place, x.block) : combineLines(lines, weights, place);
        result = accumulate(result, value, weight(e.weights[1], column, j));
      }
      e.store(e.finish(op, result, image, block, row, column), y, e.at(y, image, block, row, column));
    });
  }

  Value combineLines(ArrayRef<Value> lines, ArrayRef<Value> weights, Value place) {
    Value result;
    for (auto [line, weight] : llvm::zip(lines, weights))
      result = accumulate(result, e.loadVector(x, e.add(line, place), x.block), weight);
    return result;
  }

  Value source(const Buffer &table, Value place, int64_t tap) {
    Value number = e.load(table, e.add(e.mul(place, 2 * taps), tap));
    Value bits = arith::BitcastOp::create(e.b, e.loc, e.b.getI32Type(), number);
    return arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), bits);
  }

  /// Null where there is one tap.
  Value weight(const Buffer &table, Value place, int64_t tap) {
    if (taps == 1)
      return {};
    return e.broadcast(e.load(table, e.add(e.mul(place, 2 * taps), taps + tap)), y.block);
  }

  Value accumulate(Value sum, Value value, Value weight) {
    if (!weight)
      return value;
    return sum ? e.fma(value, weight, sum) : arith::MulFOp::create(e.b, e.loc, value, weight).getResult();
  }

  kernel::ResizeOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  int64_t taps;
  Buffer scratch; ///< a row of a block, of the input's width
  Value image, block;
};

class ResizeKernel final : public Kernel {
public:
  StringRef getName() const override { return "resize"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto resize = dyn_cast<cnn::ResizeOp>(getRoot(group));
    if (!resize || !hasElementwiseEpilogue(group)) {
      why = "not a resize with an element-wise epilogue";
      return std::nullopt;
    }
    cnn::PictureShape out = cnn::getPictureShape(resize.getResult());
    double taps = countTaps(resize.getMode());
    return Candidate{{}, double(llvm::divideCeil(out.channels, target.lanes)) * out.height * out.width * taps * taps};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto resize = cast<cnn::ResizeOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(resize.getInput())]);
    if (failed(inputs))
      return failure();
    cnn::PictureShape in = cnn::getPictureShape(resize.getInput()), out = cnn::getPictureShape(resize.getResult());
    cnn::ResizeMode mode = resize.getMode();
    auto pack = [&](StringRef name, int64_t from, int64_t to) {
      ResizeAxis axis = {from, to, mode, resize.getAlignCorners()};
      return lowering.pack(name, 2 * countTaps(mode) * to, [&](MutableArrayRef<float> out) { fillTable(axis, out); });
    };
    Value tables[] = {pack("rows", in.height, out.height), pack("columns", in.width, out.width)};
    auto op = kernel::ResizeOp::create(lowering.builder, lowering.loc(), *inputs, tables, lowering.output,
                                       resize.getModeAttr(), resize.getAlignCornersAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t height = cnn::getPictureShape(op.getOutput()).height;
    int64_t rows = resizeRowsPerItem(cast<kernel::ResizeOp>(op.getOperation()));
    return {countBlocks(op.getOutput()) * int64_t(llvm::divideCeil(height, rows)), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    int64_t taps = countTaps(cast<kernel::ResizeOp>(op.getOperation()).getMode());
    return taps == 1 ? 0 : 2.0 * double(cnn::getPictureShape(op.getOutput()).elements()) * taps * (taps + 1);
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ResizeEmitter(cast<kernel::ResizeOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getResizeKernel() {
  static const ResizeKernel kernel;
  return kernel;
}
