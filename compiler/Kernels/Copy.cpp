//===- Copy.cpp - Concat and flatten where they cannot be avoided
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Whole blocks of input `i` land on whole blocks of the output from `channel`.
bool isAligned(const Buffer &x, const Buffer &y, int64_t channel) {
  bool last = channel + x.shape.channels == y.shape.channels;
  return x.block == y.block && x.block > 1 && channel % y.block == 0 && (last || x.shape.channels % x.block == 0);
}

void copyChannels(KernelEmitter &e, const Buffer &x, int64_t channel, Value image, Value row) {
  const Buffer &y = e.output;
  if (isAligned(x, y, channel)) {
    e.loop(0, x.blocks, 1, [&](Value block) {
      e.loop(0, y.shape.width, 1, [&](Value column) {
        Value v = e.loadVector(x, e.at(x, image, block, row, column), x.block);
        e.store(v, y, e.at(y, image, e.add(block, channel / y.block), row, column));
      });
    });
    return;
  }
  e.loop(0, x.shape.channels, 1, [&](Value c) {
    e.loop(0, y.shape.width, 1, [&](Value column) {
      Value v = e.load(x, e.element(x, image, c, row, column));
      e.store(v, y, e.element(y, image, e.add(c, channel), row, column));
    });
  });
}

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
    SmallVector<Value> inputs;
    for (Value operand : getRoot(lowering.group)->getOperands())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    kernel::ConcatOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {cnn::getPictureShape(op.getOutput()).height, 0};
  }

  LogicalResult emit(kernel::KernelOpInterface, KernelEmitter &e) const override {
    const Buffer &y = e.output;
    e.forItems(1, y.shape.height, 1, [&](Value, Value image, Value row, Value row1) {
      int64_t channel = 0;
      for (const Buffer &x : e.inputs) {
        copyChannels(e, x, channel, image, row);
        channel += x.shape.channels;
      }
      // Unused lanes must hold finite values.
      e.loop(y.shape.channels, y.blocks * y.block, 1, [&](Value c) {
        e.loop(0, y.shape.width, 1,
               [&](Value column) { e.store(e.scalar(0), y, e.element(y, image, c, row, column)); });
      });
      e.fillHalo(y, image, e.index(0), y.blocks, row, row1);
    });
    return success();
  }
};

class FlattenKernel final : public Kernel {
public:
  StringRef getName() const override { return "flatten"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::FlattenOp>(getRoot(group)) || !isa<cnn::YieldOp>(getRoot(group)->getNextNode())) {
      why = "not a flatten by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements())};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp, unsigned, const Target &) const override { return {}; }

  LogicalResult lower(GroupLowering &lowering) const override {
    kernel::FlattenOp::create(lowering.builder, lowering.loc(), lowering.inputs, ValueRange(), lowering.output);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {1, 0}; }

  LogicalResult emit(kernel::KernelOpInterface, KernelEmitter &e) const override {
    const Buffer &x = e.inputs[0], &y = e.output;
    Value zero = e.index(0);
    e.forItems(1, 1, 1, [&](Value, Value image, Value, Value) {
      e.loop(0, x.shape.channels, 1, [&](Value c) {
        e.loop(0, x.shape.height, 1, [&](Value row) {
          e.loop(0, x.shape.width, 1, [&](Value column) {
            Value at = e.add(e.mul(e.add(e.mul(c, x.shape.height), row), x.shape.width), column);
            e.store(e.load(x, e.element(x, image, c, row, column)), y, e.element(y, image, at, zero, zero));
          });
        });
      });
      e.loop(y.shape.channels, y.blocks * y.block, 1,
             [&](Value c) { e.store(e.scalar(0), y, e.element(y, image, c, zero, zero)); });
    });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getConcatKernel() {
  static const ConcatKernel kernel;
  return kernel;
}

const Kernel &cnnc::getFlattenKernel() {
  static const FlattenKernel kernel;
  return kernel;
}
