//===- UnpoolGradient.cpp - Gradient of unpooling
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each element takes the gradient at its index. Of several with one index only
// the last counts, so they are taken from the end, and a plane of scratch memory
// remembers which places of the gradient have been taken. Channels are independent
// and their indices are, so this is scalar code.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

class UnpoolGradientKernel final : public Kernel {
public:
  StringRef getName() const override { return "unpool_gradient"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    if (!isa<cnn::UnpoolGradientOp>(getRoot(group))) {
      why = "not the gradient of an unpooling";
      return std::nullopt;
    }
    return Candidate{{}, 10 * double(cnn::getPictureShape(group.getResult()).elements())};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    SmallVector<Value> inputs;
    for (Value operand : root->getOperands())
      inputs.push_back(lowering.inputs[getOperandIndex(operand)]);
    kernel::UnpoolGradientOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                                     lowering.builder.getStringAttr(root->getName().getStringRef()),
                                     root->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(cnn::getPictureShape(op.getOutput()).channels, lanes)), 0};
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    cnn::PictureShape g = cnn::getPictureShape(op.getInputs()[0]);
    return 4 * g.height * g.width;
  }

  LogicalResult emit(kernel::KernelOpInterface, KernelEmitter &e) const override {
    const Buffer &y = e.output;
    e.forItems(y.blocks, 1, 1, [&](Value block, Value image, Value, Value) {
      e.loop(0, y.block, 1, [&](Value lane) {
        Value channel = e.add(e.mul(block, y.block), lane);
        e.ifThen(
            e.less(channel, e.index(y.shape.channels)), [&] { emitChannel(e, image, channel); },
            [&] { forPlaces(e, [&](Value at) { e.store(e.scalar(0), y, find(e, y, image, channel, at)); }); });
      });
      e.fillHalo(y, image, block, 1, e.index(0), e.index(y.shape.height));
    });
    return success();
  }

private:
  static Value find(KernelEmitter &e, const Buffer &buffer, Value image, Value channel, Value at) {
    return e.element(buffer, image, channel, e.div(at, buffer.shape.width), e.rem(at, buffer.shape.width));
  }

  /// From the last place to the first.
  static void forPlaces(KernelEmitter &e, KernelEmitter::Body body) {
    int64_t count = e.output.shape.height * e.output.shape.width;
    e.loop(0, count, 1, [&](Value i) { body(e.sub(e.index(count - 1), i)); });
  }

  static void emitChannel(KernelEmitter &e, Value image, Value channel) {
    const Buffer &g = e.inputs[0], &indices = e.inputs[1], &y = e.output;
    int64_t places = g.shape.height * g.shape.width;
    auto compare = [&](arith::CmpFPredicate predicate, Value a, Value b) -> Value {
      return arith::CmpFOp::create(e.b, e.loc, predicate, a, b);
    };
    e.loop(0, places, 1, [&](Value i) { e.store(e.scalar(0), e.scratch, i); });
    forPlaces(e, [&](Value at) {
      Value index = e.load(indices, find(e, indices, image, channel, at));
      Value isInside = arith::AndIOp::create(e.b, e.loc, compare(arith::CmpFPredicate::OGE, index, e.scalar(0)),
                                             compare(arith::CmpFPredicate::OLT, index, e.scalar(float(places))));
      Value safe = arith::SelectOp::create(e.b, e.loc, isInside, index, e.scalar(0));
      Value whole = arith::FPToSIOp::create(e.b, e.loc, e.b.getI32Type(), safe);
      Value place = arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), whole);
      // An index between two places is none of them.
      Value exact = arith::SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), whole);
      Value isFree = compare(arith::CmpFPredicate::OEQ, e.load(e.scratch, place), e.scalar(0));
      Value takes = arith::AndIOp::create(e.b, e.loc, isInside, compare(arith::CmpFPredicate::OEQ, exact, index));
      takes = arith::AndIOp::create(e.b, e.loc, takes, isFree);
      Value to = find(e, y, image, channel, at);
      auto take = [&] {
        e.store(e.scalar(1), e.scratch, place);
        e.store(e.load(g, find(e, g, image, channel, place)), y, to);
      };
      e.ifThen(takes, take, [&] { e.store(e.scalar(0), y, to); });
    });
  }
};

} // namespace

const Kernel &cnnc::getUnpoolGradientKernel() {
  static const UnpoolGradientKernel kernel;
  return kernel;
}
