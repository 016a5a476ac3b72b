//===- Softmax.cpp - Softmax over the channels
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three passes over the blocks of one position: the maximum, the exponentials
// and their sum, the division. Unused lanes of the last block take no part.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include <limits>

using namespace mlir;
using namespace cnnc;

namespace {

/// `value` where the lane of this block is a channel, else `otherwise`.
Value maskTail(KernelEmitter &e, Value value, float otherwise, bool last) {
  int64_t lanes = e.output.block, used = e.output.shape.channels % lanes;
  if (!last || used == 0)
    return value;
  SmallVector<bool> bits(lanes);
  std::fill_n(bits.begin(), used, true);
  auto type = VectorType::get({lanes}, e.b.getI1Type());
  Value mask = arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(type, ArrayRef<bool>(bits)));
  return arith::SelectOp::create(e.b, e.loc, mask, value, e.splat(otherwise, lanes));
}

/// Folds all blocks; the last one is peeled off, since only it needs the mask.
Value overBlocks(KernelEmitter &e, Value init, function_ref<Value(Value block, Value acc, bool last)> body) {
  int64_t blocks = e.output.blocks;
  Value acc = init;
  if (blocks > 1)
    acc = e.reduce(0, blocks - 1, acc,
                   [&](Value block, ValueRange v) -> SmallVector<Value> { return {body(block, v[0], false)}; })[0];
  return body(e.index(blocks - 1), acc, true);
}

void emitPosition(KernelEmitter &e, Value image, Value row, Value column) {
  const Buffer &x = e.inputs[0], &y = e.output;
  int64_t lanes = y.block;
  float lowest = -std::numeric_limits<float>::infinity();
  Value most = overBlocks(e, e.splat(lowest, lanes), [&](Value block, Value acc, bool last) -> Value {
    Value v = maskTail(e, e.loadVector(x, e.at(x, image, block, row, column), lanes), lowest, last);
    return arith::MaximumFOp::create(e.b, e.loc, acc, v);
  });
  Value maximum = vector::ReductionOp::create(e.b, e.loc, vector::CombiningKind::MAXIMUMF, most);
  Value shift = e.broadcast(maximum, lanes);
  Value sums = overBlocks(e, e.splat(0, lanes), [&](Value block, Value acc, bool last) -> Value {
    Value v = e.loadVector(x, e.at(x, image, block, row, column), lanes);
    Value exponential = math::ExpOp::create(e.b, e.loc, arith::SubFOp::create(e.b, e.loc, v, shift));
    exponential = maskTail(e, exponential, 0, last);
    e.store(exponential, y, e.at(y, image, block, row, column));
    return arith::AddFOp::create(e.b, e.loc, acc, exponential);
  });
  Value total = e.broadcast(vector::ReductionOp::create(e.b, e.loc, vector::CombiningKind::ADD, sums), lanes);
  e.loop(0, y.blocks, 1, [&](Value block) {
    Value at = e.at(y, image, block, row, column);
    e.store(arith::DivFOp::create(e.b, e.loc, e.loadVector(y, at, lanes), total), y, at);
  });
}

class SoftmaxKernel final : public Kernel {
public:
  StringRef getName() const override { return "softmax"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::SoftmaxOp>(getRoot(group)) || !isa<cnn::YieldOp>(getRoot(group)->getNextNode())) {
      why = "not a softmax by itself";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements())};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    kernel::SoftmaxOp::create(lowering.builder, lowering.loc(), lowering.inputs, ValueRange(), lowering.output);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {cnn::getPictureShape(op.getOutput()).height, 0};
  }

  LogicalResult emit(kernel::KernelOpInterface, KernelEmitter &e) const override {
    const Buffer &y = e.output;
    e.forItems(1, y.shape.height, 1, [&](Value, Value image, Value row, Value row1) {
      e.loop(0, y.shape.width, 1, [&](Value column) { emitPosition(e, image, row, column); });
      e.fillHalo(y, image, e.index(0), y.blocks, row, row1);
    });
    return success();
  }
};

} // namespace

const Kernel &cnnc::getSoftmaxKernel() {
  static const SoftmaxKernel kernel;
  return kernel;
}
