//===- Elementwise.cpp - Element-wise layers and changes of layout
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One kernel for everything that maps element to element, whatever the layouts
// of its inputs and output are:
//
//   - all in the same blocks: vectors of a block of channels;
//   - pictures (nhwc) of up to four channels to planes: whole vectors of a row
//     are loaded and de-interleaved by shuffles;
//   - nhwc to or from blocks: vectors of channels, the last of them with a mask
//     where the channels do not fill it;
//   - planes, and between planes and any of these: see ElementwiseTiles.cpp;
//   - anything else: one element at a time.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ElementwiseTiles.h"
#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Lanes.h"

using namespace mlir;
using namespace cnnc;

namespace {

enum class Form { Deinterleave, Channels, Tiles, Scalar };

/// Whether all tensors are in the same blocks of channels.
bool isInBlocks(kernel::KernelOpInterface op) {
  cnn::LayoutAttr out = cnn::getLayout(op.getOutput().getType());
  return out.getBlock() > 1 && llvm::all_of(op.getInputs(), [&](Value input) {
           cnn::LayoutAttr in = cnn::getLayout(input.getType());
           return !in || (in.getBlock() == out.getBlock() && in.getOrder() == out.getOrder());
         });
}

/// Which of the other forms above fits; decided on types alone.
Form chooseForm(kernel::KernelOpInterface op, int64_t lanes) {
  cnn::LayoutAttr out = cnn::getLayout(op.getOutput().getType());
  cnn::PictureShape shape = cnn::getPictureShape(op.getOutput());
  bool channels = true, parameters = false;
  for (Value input : op.getInputs()) {
    cnn::LayoutAttr in = cnn::getLayout(input.getType());
    parameters |= !in;
    channels &= !in || in.getBlock() == lanes || holdsPixels(input.getType());
  }
  bool toNhwc = out.getOrder() == cnn::Order::nhwc;
  if (channels && (out.getBlock() == lanes || holdsPixels(op.getOutput().getType())))
    return Form::Channels;
  cnn::LayoutAttr in = cnn::getLayout(op.getInputs()[0].getType());
  if (in && in.getOrder() == cnn::Order::nhwc && out.getBlock() == 1 && !toNhwc && shape.channels <= 4 &&
      shape.width >= lanes && (op.getInputs().size() == 1 || parameters) &&
      llvm::all_of(op.getInputs().drop_front(), [](Value v) { return !cnn::getLayout(v.getType()); }))
    return Form::Deinterleave;
  return fitsElementwiseTiles(op, lanes) ? Form::Tiles : Form::Scalar;
}

/// The parts of a picture that have items of their own.
int64_t countParts(kernel::KernelOpInterface op) { return isInBlocks(op) ? countBlocks(op.getOutput()) : 1; }

int64_t elementwiseRows(kernel::KernelOpInterface op) {
  cnn::PictureShape shape = cnn::getPictureShape(op.getOutput());
  int64_t step = isInBlocks(op) ? 1 : elementwiseRowStep(op);
  return chooseRowsPerItem(shape.height, step, double(shape.width * shape.channels) / double(countParts(op)), 64e3);
}

class ElementwiseEmitter {
public:
  ElementwiseEmitter(kernel::KernelOpInterface op, KernelEmitter &e) : op(op), e(e), y(e.output) {}

  void emit() {
    int64_t rows = elementwiseRows(op);
    if (isInBlocks(op))
      return e.forItems(y.blocks, y.shape.height, rows, [&](Value block, Value image, Value row0, Value row1) {
        emitVectors(image, block, row0, row1, y.block);
        e.fillHalo(y, image, block, 1, row0, row1);
      });
    e.forItems(1, y.shape.height, rows, [&](Value, Value image, Value row0, Value row1) {
      switch (chooseForm(op, e.target.lanes)) {
      case Form::Channels:
        e.loop(0, y.shape.channels / e.target.lanes, 1,
               [&](Value block) { emitVectors(image, block, row0, row1, e.target.lanes); });
        if (y.shape.channels % e.target.lanes)
          emitTail(image, row0, row1);
        break;
      case Form::Deinterleave:
        emitDeinterleave(image, row0, row1);
        break;
      case Form::Tiles:
        emitElementwiseTiles(op, e, image, row0, row1);
        break;
      case Form::Scalar:
        emitScalars(image, row0, row1);
        break;
      }
      e.fillHalo(y, image, e.index(0), y.blocks, row0, row1);
    });
  }

private:
  /// The position of channels [block * lanes, ...) in a buffer of either order.
  Value position(const Buffer &buffer, Value image, Value block, Value row, Value column, int64_t lanes) {
    return e.at(buffer, image, buffer.block == 1 ? e.mul(block, lanes) : block, row, column);
  }

  /// Rows of a block of channels, several columns at a time: with one, the loop's own
  /// instructions are as many as the layer's.
  void emitVectors(Value image, Value block, Value row0, Value row1, int64_t lanes) {
    constexpr int64_t together = 4;
    // What all pixels share is loaded once: behind a store LLVM would load it again.
    Value zero = e.index(0);
    SmallVector<Value> shared;
    for (const Buffer &input : e.inputs) {
      bool isShared = !input.layout || (input.shape.height == 1 && input.shape.width == 1);
      shared.push_back(isShared ? e.loadOperand(input, image, block, zero, zero, lanes) : Value());
    }
    auto emitColumn = [&](Value row, Value column) {
      SmallVector<Value> arguments;
      for (auto [input, known] : llvm::zip(e.inputs, shared))
        arguments.push_back(known ? known : e.loadOperand(input, image, block, row, column, lanes));
      Value result = e.applyEpilogue(op.getEpilogue(), arguments, lanes);
      e.store(result, y, position(y, image, block, row, column, lanes));
    };
    int64_t whole = y.shape.width / together * together;
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(0, whole, together, [&](Value column) {
        for (int64_t i = 0; i < together; ++i)
          emitColumn(row, e.add(column, i));
      });
      for (int64_t column = whole; column < y.shape.width; ++column)
        emitColumn(row, e.index(column));
    });
  }

  /// The channels that do not fill a vector.
  void emitTail(Value image, Value row0, Value row1) {
    int64_t lanes = e.target.lanes, used = y.shape.channels % lanes;
    Value block = e.index(y.shape.channels / lanes);
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(0, y.shape.width, 1, [&](Value column) {
        SmallVector<Value> arguments;
        for (const Buffer &input : e.inputs)
          arguments.push_back(loadChannels(e, input, image, block, row, column, used));
        Value result = e.applyEpilogue(op.getEpilogue(), arguments, lanes);
        storeChannels(e, result, y, image, block, row, column, used);
      });
    });
  }

  /// Whole vectors of a row; the last one overlaps the one before.
  void emitDeinterleave(Value image, Value row0, Value row1) {
    int64_t lanes = e.target.lanes, width = y.shape.width;
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(0, width / lanes, 1, [&](Value i) { emitRun(image, row, e.mul(i, lanes)); });
      if (width % lanes)
        emitRun(image, row, e.index(width - lanes));
    });
  }

  void emitRun(Value image, Value row, Value column) {
    const Buffer &x = e.inputs[0];
    int64_t lanes = e.target.lanes, channels = y.shape.channels;
    Value pixels = e.loadVector(x, e.at(x, image, e.index(0), row, column), lanes * channels);
    for (auto [c, plane] : llvm::enumerate(deinterleave(e, pixels, channels))) {
      SmallVector<Value> arguments = {plane};
      for (const Buffer &input : ArrayRef(e.inputs).drop_front())
        arguments.push_back(e.broadcast(e.load(input, e.index(c)), lanes));
      Value result = e.applyEpilogue(op.getEpilogue(), arguments, lanes);
      e.store(result, y, e.at(y, image, e.index(c), row, column));
    }
  }

  /// Extents of 1 stand for all.
  Value scalarIndex(const Buffer &input, Value image, Value channel, Value row, Value column) {
    Value zero = e.index(0);
    return !input.layout ? channel
                         : e.element(input, image, input.shape.channels == 1 ? zero : channel,
                                     input.shape.height == 1 ? zero : row, input.shape.width == 1 ? zero : column);
  }

  void emitScalars(Value image, Value row0, Value row1) {
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(0, y.shape.width, 1, [&](Value column) {
        e.loop(0, y.shape.channels, 1, [&](Value channel) {
          SmallVector<Value> arguments;
          for (const Buffer &input : e.inputs)
            arguments.push_back(e.load(input, scalarIndex(input, image, channel, row, column)));
          Value result = e.applyEpilogue(op.getEpilogue(), arguments, /*lanes=*/0);
          e.store(result, y, e.element(y, image, channel, row, column));
        });
        // Unused lanes must hold finite values.
        e.loop(y.shape.channels, y.blocks * y.block, 1,
               [&](Value channel) { e.store(e.scalar(0), y, e.element(y, image, channel, row, column)); });
      });
    });
  }

  kernel::KernelOpInterface op;
  KernelEmitter &e;
  const Buffer &y;
};

class ElementwiseKernel final : public Kernel {
public:
  StringRef getName() const override { return "elementwise"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::ElementwiseOpInterface>(getRoot(group)) || !hasElementwiseEpilogue(group)) {
      why = "not element-wise";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements()) / 8};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp, unsigned, const Target &) const override { return {}; }
  cnn::LayoutAttr getOutputLayout(cnn::FusedOp, const Target &) const override { return {}; }

  LogicalResult lower(GroupLowering &lowering) const override {
    SmallVector<Value> main;
    for (Value operand : getRoot(lowering.group)->getOperands())
      if (isa<BlockArgument>(operand))
        main.push_back(lowering.inputs[getOperandIndex(operand)]);
    auto inputs = collectInputs(lowering, main);
    if (failed(inputs))
      return failure();
    auto op = kernel::ElementwiseOp::create(lowering.builder, lowering.loc(), *inputs, ValueRange(), lowering.output);
    buildEpilogue(lowering, op, main.size());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t height = cnn::getPictureShape(op.getOutput()).height;
    return {countParts(op) * int64_t(llvm::divideCeil(height, elementwiseRows(op))), 0};
  }

  int64_t countChannelParts(kernel::KernelOpInterface op) const override {
    return isInBlocks(op) ? countBlocks(op.getOutput()) : 0;
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    ElementwiseEmitter(op, e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getElementwiseKernel() {
  static const ElementwiseKernel kernel;
  return kernel;
}
