//===- Generate.cpp - Formulas for one element, as loops
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors of any rank and type: a work item is a row, all elements that differ
// in the last index only. Its indices come from the item's number by division,
// once a row; the row is a plain loop, which LLVM vectorises where the formula
// allows it. A free batch is the slowest index.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// The extents of a buffer's type without a free batch.
ArrayRef<int64_t> unitShape(MemRefType type) {
  return type.getShape().drop_front(type.getRank() && type.isDynamicDim(0) ? 1 : 0);
}

int64_t countRows(MemRefType type) {
  int64_t rows = 1;
  ArrayRef<int64_t> shape = unitShape(type);
  for (int64_t extent : shape.empty() ? shape : shape.drop_back())
    rows *= extent;
  return rows;
}

class GenerateKernel final : public Kernel {
public:
  StringRef getName() const override { return "generate"; }

  std::optional<Candidate> match(cnn::FusedOp, const Target &, std::string &why) const override {
    why = "not a formula (cnn.generate)";
    return std::nullopt;
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    return lowering.group.emitError("a group of layers is no formula");
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {countRows(cast<MemRefType>(op.getOutput().getType())), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto type = cast<MemRefType>(op.getOutput().getType());
    // Loops count with their trips where these are known.
    double flops = 0;
    cast<kernel::GenerateOp>(op.getOperation()).getBody().walk([&](Operation *inner) {
      double times = 1;
      for (auto loop = inner->getParentOfType<scf::ForOp>(); loop; loop = loop->getParentOfType<scf::ForOp>())
        if (auto count = getConstantIntValue(loop.getUpperBound()))
          times *= double(*count);
      flops += inner->getNumResults() == 1 && isa<FloatType>(inner->getResult(0).getType()) ? times : 0;
    });
    return flops * double(cnn::countUnitElements(type.getShape()).value_or(1));
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto generate = cast<kernel::GenerateOp>(op.getOperation());
    auto type = cast<MemRefType>(op.getOutput().getType());
    ArrayRef<int64_t> shape = unitShape(type);
    int64_t rows = countRows(type), length = shape.empty() ? 1 : shape.back();
    e.loop(e.begin, e.end, 1, [&](Value item) {
      Value unit = e.div(item, rows), rest = e.rem(item, rows);
      SmallVector<Value> index(type.getRank());
      for (int64_t i = int64_t(shape.size()) - 2, at = type.getRank() - 2; i >= 0; --i, --at) {
        index[at] = i == 0 ? rest : e.rem(rest, shape[i]);
        rest = e.div(rest, shape[i]);
      }
      if (int64_t(shape.size()) < type.getRank())
        index[0] = unit;
      e.loop(0, length, 1, [&](Value column) {
        if (!shape.empty())
          index.back() = column;
        emitElement(generate, e, unit, index);
      });
    });
    return success();
  }

private:
  /// Where an element of a buffer lies: units one after the other, each dense.
  static Value linear(KernelEmitter &e, MemRefType type, Value unit, ValueRange index) {
    ArrayRef<int64_t> shape = unitShape(type);
    Value offset = unit;
    for (auto [extent, at] : llvm::zip(shape, index.take_back(shape.size())))
      offset = e.add(e.mul(offset, extent), at);
    return offset;
  }

  static void emitElement(kernel::GenerateOp op, KernelEmitter &e, Value unit, ArrayRef<Value> index) {
    Block &body = op.getBody().front();
    unsigned rank = index.size(), inputs = op.getInputs().size();
    IRMapping inside;
    for (unsigned i = 0; i < rank; ++i)
      inside.map(body.getArgument(i), index[i]);
    for (unsigned i = 0; i < inputs; ++i)
      inside.map(body.getArgument(rank + i), e.inputs[i].memref);
    for (unsigned i = 0; i < op.getWeights().size(); ++i)
      inside.map(body.getArgument(rank + inputs + i), e.weights[i].memref);
    cloneInto(op, e, unit, body, inside);
    Value result = inside.lookup(cast<kernel::YieldOp>(body.back()).getValue());
    memref::StoreOp::create(e.b, e.loc, result, e.output.memref,
                            linear(e, cast<MemRefType>(op.getOutput().getType()), unit, index));
  }

  /// Clones a block of the formula; its loads find their places in flat memory.
  static void cloneInto(kernel::GenerateOp op, KernelEmitter &e, Value unit, Block &block, IRMapping &inside) {
    for (Operation &inner : block) {
      if (isa<kernel::YieldOp>(inner))
        continue;
      auto load = dyn_cast<memref::LoadOp>(inner);
      if (load && cnn::getLayout(load.getMemRef().getType())) {
        auto type = cast<MemRefType>(load.getMemRef().getType());
        SmallVector<Value> at = llvm::map_to_vector(load.getIndices(), [&](Value v) { return inside.lookup(v); });
        Value value = memref::LoadOp::create(e.b, e.loc, inside.lookup(load.getMemRef()), linear(e, type, unit, at));
        inside.map(load.getResult(), value);
        continue;
      }
      Operation *clone = e.b.cloneWithoutRegions(inner, inside);
      for (auto [from, to] : llvm::zip(inner.getRegions(), clone->getRegions())) {
        if (from.empty())
          continue;
        Block &copy = to.emplaceBlock();
        for (BlockArgument argument : from.front().getArguments())
          inside.map(argument, copy.addArgument(argument.getType(), argument.getLoc()));
        OpBuilder::InsertionGuard guard(e.b);
        e.b.setInsertionPointToStart(&copy);
        cloneInto(op, e, unit, from.front(), inside);
      }
    }
  }
};

} // namespace

const Kernel &cnnc::getGenerateKernel() {
  static const GenerateKernel kernel;
  return kernel;
}
