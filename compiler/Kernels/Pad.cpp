//===- Pad.cpp - Pictures with a border
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each row of the output is a left part, a copy of a row of the input and a
// right part; rows above and below the picture are copies of others, or hold
// the value in all columns.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

int64_t padRowsPerItem(kernel::PadOp op) {
  cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
  return chooseRowsPerItem(out.height, 1, double(out.width) * cnn::getLayout(op.getOutput().getType()).getBlock(),
                           64e3);
}

class PadEmitter {
public:
  PadEmitter(kernel::PadOp op, KernelEmitter &e)
      : op(op), e(e), x(e.inputs[0]), y(e.output), mode(op.getPaddingMode()), top(op.getPadding()[0]),
        left(op.getPadding()[2]), right(op.getPadding()[3]) {}

  void emit() {
    int64_t height = x.shape.height;
    e.forItems(countBlocks(op.getOutput()), y.shape.height, padRowsPerItem(op),
               [&](Value ofBlock, Value ofImage, Value row0, Value row1) {
                 block = ofBlock;
                 image = ofImage;
                 // Rows [from, to) lie inside the picture.
                 Value from = e.min(e.max(row0, e.index(top)), row1);
                 Value to = e.max(e.min(row1, e.index(top + height)), from);
                 e.loop(row0, from, 1, [&](Value row) { emitBeyond(row, true); });
                 e.loop(from, to, 1, [&](Value row) { emitRow(row, e.add(row, -top)); });
                 e.loop(to, row1, 1, [&](Value row) { emitBeyond(row, false); });
                 e.fillHalo(y, image, block, 1, row0, row1);
               });
  }

private:
  /// What a place of the output beyond the picture repeats.
  Value getSource(Value place, int64_t before, int64_t extent, bool isBefore) {
    Value inside = e.add(place, -before);
    switch (mode) {
    case cnn::PadMode::reflect:
      return e.sub(e.index(isBefore ? 0 : 2 * (extent - 1)), inside);
    case cnn::PadMode::circular:
      return e.add(inside, isBefore ? extent : -extent);
    default:
      return e.index(isBefore ? 0 : extent - 1);
    }
  }

  void emitBeyond(Value row, bool isBefore) {
    if (mode != cnn::PadMode::zero)
      return emitRow(row, getSource(row, top, x.shape.height, isBefore));
    e.loop(0, y.shape.width, 1, [&](Value column) { store(value(), row, column); });
  }

  void emitRow(Value row, Value fromRow) {
    int64_t width = x.shape.width;
    auto copy = [&](Value column, Value fromColumn) {
      store(e.loadVector(x, e.at(x, image, block, fromRow, fromColumn), x.block), row, column);
    };
    auto beyond = [&](int64_t from, int64_t to, bool isBefore) {
      e.loop(from, to, 1, [&](Value column) {
        if (mode == cnn::PadMode::zero)
          store(value(), row, column);
        else
          copy(column, getSource(column, left, width, isBefore));
      });
    };
    beyond(0, left, true);
    e.loop(left, left + width, 1, [&](Value column) { copy(column, e.add(column, -left)); });
    beyond(left + width, left + width + right, false);
  }

  Value value() { return e.splat(float(op.getValue().convertToDouble()), y.block); }

  void store(Value vector, Value row, Value column) {
    e.store(e.finish(op, vector, image, block, row, column), y, e.at(y, image, block, row, column));
  }

  kernel::PadOp op;
  KernelEmitter &e;
  const Buffer &x, &y;
  cnn::PadMode mode;
  int64_t top, left, right;
  Value image, block;
};

class PadKernel final : public Kernel {
public:
  StringRef getName() const override { return "pad"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::PadOp>(getRoot(group)) || !hasElementwiseEpilogue(group)) {
      why = "not a pad with an element-wise epilogue";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements()) / 8};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto pad = cast<cnn::PadOp>(getRoot(lowering.group));
    auto inputs = collectInputs(lowering, lowering.inputs[getOperandIndex(pad.getInput())]);
    if (failed(inputs))
      return failure();
    auto op = kernel::PadOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output,
                                    pad.getPaddingAttr(), pad.getPaddingModeAttr(), pad.getValueAttr());
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto pad = cast<kernel::PadOp>(op.getOperation());
    int64_t height = cnn::getPictureShape(op.getOutput()).height;
    return {countBlocks(op.getOutput()) * int64_t(llvm::divideCeil(height, padRowsPerItem(pad))), 0};
  }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    PadEmitter(cast<kernel::PadOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getPadKernel() {
  static const PadKernel kernel;
  return kernel;
}
