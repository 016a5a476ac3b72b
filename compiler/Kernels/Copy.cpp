//===- Copy.cpp - Concats that cannot be avoided, and constants
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Along rows and columns a concat copies vectors. Along channels an input may
// begin within a block of the output: then each vector of the output comes from
// two vectors, neighbours in one input or the last of one input and the first
// of the next.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Lanes.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Vectors of one length hold channels in all operands.
bool isBlocked(kernel::KernelOpInterface op) {
  int64_t block = cnn::getLayout(op.getOutput().getType()).getBlock();
  return block > 1 &&
         llvm::all_of(op.getInputs(), [&](Value input) { return cnn::getLayout(input.getType()).getBlock() == block; });
}

class ConcatEmitter {
public:
  ConcatEmitter(kernel::ConcatOp op, KernelEmitter &e) : op(op), e(e), y(e.output), axis(op.getAxis()) {}

  static int64_t groups(kernel::ConcatOp op) {
    cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
    int64_t block = cnn::getLayout(op.getOutput().getType()).getBlock();
    return isBlocked(op) && op.getAxis() != 1 ? llvm::divideCeil(out.channels, block) : 1;
  }

  static int64_t rowsPerItem(kernel::ConcatOp op) {
    cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
    return chooseRowsPerItem(out.height, 1, double(out.width) * out.channels / groups(op), 64e3);
  }

  void emit() {
    e.forItems(groups(op), y.shape.height, rowsPerItem(op), [&](Value group, Value image, Value from, Value to) {
      row0 = from;
      row1 = to;
      if (!isBlocked(op))
        emitScalars(image);
      else if (axis == 1)
        emitChannels(image);
      else
        emitBlocks(image, group);
      e.fillHalo(y, image, group, groups(op) == 1 ? y.blocks : 1, row0, row1);
    });
  }

private:
  int64_t extentOf(const Buffer &x) const {
    return axis == 1 ? x.shape.channels : axis == 2 ? x.shape.height : x.shape.width;
  }

  /// Calls body(x, place of its first element along the axis).
  void forInputs(function_ref<void(const Buffer &, int64_t)> body) {
    int64_t first = 0;
    for (const Buffer &x : e.inputs) {
      body(x, first);
      first += extentOf(x);
    }
  }

  /// Rows of the item that come from an input, of that input.
  void forRows(const Buffer &x, int64_t first, function_ref<void(Value)> body) {
    if (axis != 2)
      return e.loop(row0, row1, 1, body);
    Value from = e.max(row0, e.index(first)), to = e.min(row1, e.index(first + x.shape.height));
    e.loop(e.add(from, -first), e.add(to, -first), 1, body);
  }

  void emitBlocks(Value image, Value block) {
    forInputs([&](const Buffer &x, int64_t first) {
      forRows(x, first, [&](Value row) {
        e.loop(0, x.shape.width, 1, [&](Value column) {
          Value v = e.loadVector(x, e.at(x, image, block, row, column), x.block);
          Value toRow = axis == 2 ? e.add(row, first) : row, toColumn = axis == 3 ? e.add(column, first) : column;
          e.store(v, y, e.at(y, image, block, toRow, toColumn));
        });
      });
    });
  }

  void emitChannels(Value image) {
    int64_t lanes = y.block;
    forInputs([&](const Buffer &x, int64_t first) {
      // Blocks of the output that this input fills.
      int64_t from = llvm::divideCeil(first, lanes), to = (first + x.shape.channels) / lanes;
      if (from < to)
        e.loop(from, to, 1, [&](Value block) { emitVectors(image, block, from); });
    });
    for (int64_t block = 0; block < y.blocks; ++block)
      if (!isFilled(block))
        emitVectors(image, e.index(block), block);
  }

  /// Whether one input fills a block of the output.
  bool isFilled(int64_t block) {
    bool filled = false;
    forInputs([&](const Buffer &x, int64_t first) {
      filled |= first <= block * y.block && first + x.shape.channels >= (block + 1) * y.block;
    });
    return filled;
  }

  /// A block whose lanes come from where those of block `like` do, in blocks of
  /// the input as far on as this block is.
  void emitVectors(Value image, Value block, int64_t like) {
    Value ahead = e.add(block, -like);
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(0, y.shape.width, 1, [&](Value column) {
        LaneShuffler shuffler(e);
        std::map<std::pair<const Buffer *, int64_t>, Value> loads;
        SmallVector<Lane> lanes(y.block);
        forInputs([&](const Buffer &x, int64_t first) {
          for (int64_t l = 0; l < y.block; ++l) {
            int64_t channel = like * y.block + l - first;
            if (channel < 0 || channel >= x.shape.channels)
              continue;
            Value &vector = loads[{&x, channel / x.block}];
            if (!vector)
              vector = e.loadVector(x, e.at(x, image, e.add(ahead, channel / x.block), row, column), x.block);
            lanes[l] = {vector, channel % x.block};
          }
        });
        e.store(shuffler.assemble(lanes), y, e.at(y, image, block, row, column));
      });
    });
  }

  void emitScalars(Value image) {
    forInputs([&](const Buffer &x, int64_t first) {
      forRows(x, first, [&](Value row) {
        e.loop(0, x.shape.channels, 1, [&](Value c) {
          e.loop(0, x.shape.width, 1, [&](Value column) {
            Value place[] = {c, row, column};
            place[axis - 1] = e.add(place[axis - 1], first);
            e.store(e.load(x, e.element(x, image, c, row, column)), y,
                    e.element(y, image, place[0], place[1], place[2]));
          });
        });
      });
    });
    // Unused lanes must hold finite values.
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(y.shape.channels, y.isNhwc() ? 0 : y.blocks * y.block, 1, [&](Value c) {
        e.loop(0, y.shape.width, 1,
               [&](Value column) { e.store(e.scalar(0), y, e.element(y, image, c, row, column)); });
      });
    });
  }

  kernel::ConcatOp op;
  KernelEmitter &e;
  const Buffer &y;
  int64_t axis;
  Value row0, row1;
};

class ConcatKernel final : public Kernel {
public:
  StringRef getName() const override { return "concat"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::ConcatOp>(getRoot(group)) || !isa<cnn::YieldOp>(getRoot(group)->getNextNode())) {
      why = "not a concat by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements()) / 8};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto concat = cast<cnn::ConcatOp>(getRoot(lowering.group));
    SmallVector<Value> inputs;
    for (Value operand : concat.getInputs())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    kernel::ConcatOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                             concat.getAxisAttr());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto concat = cast<kernel::ConcatOp>(op.getOperation());
    int64_t height = cnn::getPictureShape(op.getOutput()).height, rows = ConcatEmitter::rowsPerItem(concat);
    return {ConcatEmitter::groups(concat) * int64_t(llvm::divideCeil(height, rows)), 0};
  }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ConcatEmitter(cast<kernel::ConcatOp>(op.getOperation()), e).emit();
    return success();
  }
};

class FillKernel final : public Kernel {
public:
  StringRef getName() const override { return "fill"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::ConstantOp>(getRoot(group)) || !isa<cnn::YieldOp>(getRoot(group)->getNextNode())) {
      why = "not a constant by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements()) / 8};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto values = cnn::ConstantFloats::get(cast<cnn::ConstantOp>(getRoot(lowering.group)).getValueAttr());
    if (!values)
      return emitError(lowering.loc(), "the values of this constant are not there (a dump elides them)");
    cnn::PictureShape shape = cnn::getPictureShape(lowering.output);
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock(), pixels = shape.height * shape.width;
    Value weight =
        lowering.pack("constant", llvm::alignTo(shape.channels, lanes) * pixels, [&](MutableArrayRef<float> out) {
          for (int64_t c = 0; c < shape.channels; ++c)
            for (int64_t p = 0; p < pixels; ++p)
              out[(c / lanes * pixels + p) * lanes + c % lanes] = (*values)[c * pixels + p];
        });
    kernel::FillOp::create(lowering.builder, lowering.loc(), ValueRange(), weight, lowering.output);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {int64_t(llvm::divideCeil(cnn::getPictureShape(op.getOutput()).height, rowsPerItem(op))), 0};
  }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    const Buffer &y = e.output, &w = e.weights[0];
    int64_t height = y.shape.height, width = y.shape.width, blocks = y.isNhwc() ? y.shape.channels : y.blocks;
    e.forItems(1, height, rowsPerItem(op), [&](Value, Value image, Value row0, Value row1) {
      e.loop(0, blocks, 1, [&](Value block) {
        e.loop(row0, row1, 1, [&](Value row) {
          e.loop(0, width, 1, [&](Value column) {
            Value from = e.mul(e.add(e.mul(e.add(e.mul(block, height), row), width), column), y.block);
            e.store(e.loadVector(w, from, y.block), y, e.at(y, image, block, row, column));
          });
        });
      });
      e.fillHalo(y, image, e.index(0), y.blocks, row0, row1);
    });
    return success();
  }

private:
  static int64_t rowsPerItem(kernel::KernelOpInterface op) {
    cnn::PictureShape out = cnn::getPictureShape(op.getOutput());
    return chooseRowsPerItem(out.height, 1, double(out.width) * out.channels, 64e3);
  }
};

} // namespace

const Kernel &cnnc::getConcatKernel() {
  static const ConcatKernel kernel;
  return kernel;
}

const Kernel &cnnc::getFillKernel() {
  static const FillKernel kernel;
  return kernel;
}
