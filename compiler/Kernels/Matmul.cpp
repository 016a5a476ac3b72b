//===- Matmul.cpp - Products of matrices
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows and columns are those of the picture, so the operands lie in planes
// (block 1). Columns of the right operand are copied into a panel on the stack,
// transposed where it is, and padded to whole vectors; a tile of rows x vectors
// of columns stays in registers over the depth of a panel.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Depth of a panel: with two vectors of 16 columns 32 KiB, which stay in L1.
constexpr int64_t kPanelDepth = 256;

int64_t matmulRowsPerItem(kernel::MatmulOp op) {
  cnn::PictureShape y = cnn::getPictureShape(op.getOutput()), a = cnn::getPictureShape(op.getInputs()[0]);
  int64_t depth = op.getTransposeLhs() ? a.height : a.width;
  return chooseRowsPerItem(y.height, op.getTile()[0], double(y.width) * depth, 2e6);
}

class MatmulEmitter {
public:
  MatmulEmitter(kernel::MatmulOp op, KernelEmitter &e)
      : op(op), e(e), a(e.inputs[0]), b(e.inputs[1]), y(e.output), lanes(e.target.lanes), tileRows(op.getTile()[0]),
        depth(op.getTransposeLhs() ? a.shape.height : a.shape.width) {}

  void emit() {
    // On entry of the function: memory of the stack is not freed before it ends.
    int64_t width = op.getTile()[1] * lanes;
    panel.memref = memref::AllocaOp::create(e.b, e.loc, MemRefType::get({kPanelDepth * width}, e.b.getF32Type()),
                                            e.b.getI64IntegerAttr(64));
    int64_t full = y.shape.width / width * width, rest = y.shape.width - full;
    e.forItems(y.shape.channels, y.shape.height, matmulRowsPerItem(op),
               [&](Value channel, Value image, Value row0, Value row1) {
                 at = {image, channel, row0, row1};
                 e.loop(0, full, width, [&](Value column) { emitPanels(column, width); });
                 if (rest)
                   emitPanels(e.index(full), rest);
                 e.fillHalo(y, image, channel, 1, row0, row1);
               });
  }

private:
  struct Item {
    Value image, channel, row0, row1;
  };

  /// `width` columns from `column`, over the whole depth.
  void emitPanels(Value column, int64_t width) {
    auto part = [&](Value from, Value to, bool first) {
      pack(column, width, from, to);
      int64_t whole = y.shape.height / tileRows * tileRows, rest = y.shape.height - whole;
      Value limit = rest ? e.min(at.row1, e.index(whole)) : at.row1;
      e.loop(at.row0, limit, tileRows, [&](Value row) { emitTile(row, tileRows, column, width, from, to, first); });
      // Only the last item has the rows that are left.
      if (rest)
        e.ifThen(e.less(e.index(whole), at.row1),
                 [&] { emitTile(e.index(whole), rest, column, width, from, to, first); });
    };
    part(e.index(0), e.index(std::min(kPanelDepth, depth)), /*first=*/true);
    if (depth > kPanelDepth)
      e.loop(kPanelDepth, depth, kPanelDepth,
             [&](Value from) { part(from, e.min(e.add(from, kPanelDepth), e.index(depth)), /*first=*/false); });
  }

  Value channelOf(const Buffer &operand) { return operand.shape.channels == 1 ? e.index(0) : at.channel; }
  int64_t vectors(int64_t width) const { return llvm::divideCeil(width, lanes); }
  /// Lanes that are used of vector `v` of `width` columns.
  int64_t used(int64_t v, int64_t width) const { return std::min(lanes, width - v * lanes); }

  Value mask(int64_t used) {
    return vector::CreateMaskOp::create(e.b, e.loc, VectorType::get({lanes}, e.b.getI1Type()), e.index(used));
  }
  Value loadPart(const Buffer &from, Value index, int64_t used) {
    if (used == lanes)
      return e.loadVector(from, index, lanes);
    return vector::MaskedLoadOp::create(e.b, e.loc, e.vectorType(lanes), from.memref, index, mask(used),
                                        e.splat(0, lanes));
  }
  void storePart(Value value, const Buffer &to, Value index, int64_t used) {
    if (used == lanes)
      return e.store(value, to, index);
    vector::MaskedStoreOp::create(e.b, e.loc, to.memref, index, mask(used), value);
  }

  /// panel[k - from][column] = right[k][column], zero beyond the width.
  void pack(Value column, int64_t width, Value from, Value to) {
    int64_t pitch = vectors(width) * lanes;
    if (!op.getTransposeRhs()) {
      e.loop(from, to, 1, [&](Value k) {
        for (int64_t v = 0; v < vectors(width); ++v) {
          Value source = e.element(b, at.image, channelOf(b), k, e.add(column, v * lanes));
          e.store(loadPart(b, source, used(v, width)), panel, e.add(e.mul(e.sub(k, from), pitch), v * lanes));
        }
      });
      return;
    }
    if (width != pitch)
      e.loop(0, kPanelDepth, 1,
             [&](Value k) { e.store(e.splat(0, lanes), panel, e.add(e.mul(k, pitch), pitch - lanes)); });
    e.loop(0, width, 1, [&](Value j) {
      e.loop(from, to, 1, [&](Value k) {
        Value value = e.load(b, e.element(b, at.image, channelOf(b), e.add(column, j), k));
        e.store(value, panel, e.add(e.mul(e.sub(k, from), pitch), j));
      });
    });
  }

  void emitTile(Value row, int64_t rows, Value column, int64_t width, Value from, Value to, bool first) {
    int64_t count = vectors(width), pitch = count * lanes;
    auto resultAt = [&](int64_t r, int64_t v) {
      return e.element(y, at.image, at.channel, e.add(row, r), e.add(column, v * lanes));
    };
    SmallVector<Value> acc;
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t v = 0; v < count; ++v)
        acc.push_back(first ? e.splat(0, lanes) : loadPart(y, resultAt(r, v), used(v, width)));
    acc = e.reduce(from, to, 1, acc, [&](Value k, ValueRange sums) {
      SmallVector<Value> next, right;
      for (int64_t v = 0; v < count; ++v)
        right.push_back(e.loadVector(panel, e.add(e.mul(e.sub(k, from), pitch), v * lanes), lanes));
      for (int64_t r = 0; r < rows; ++r) {
        Value i = e.add(row, r);
        Value index = op.getTransposeLhs() ? e.element(a, at.image, channelOf(a), k, i)
                                           : e.element(a, at.image, channelOf(a), i, k);
        Value left = e.broadcast(e.load(a, index), lanes);
        for (int64_t v = 0; v < count; ++v)
          next.push_back(e.fma(left, right[v], sums[r * count + v]));
      }
      return next;
    });
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t v = 0; v < count; ++v)
        storePart(acc[r * count + v], y, resultAt(r, v), used(v, width));
  }

  kernel::MatmulOp op;
  KernelEmitter &e;
  const Buffer &a, &b, &y;
  int64_t lanes, tileRows, depth;
  Buffer panel;
  Item at;
};

class MatmulKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "matmul"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto matmul = dyn_cast<cnn::MatmulOp>(getRoot(group));
    if (!matmul || !isa<cnn::YieldOp>(matmul->getNextNode())) {
      why = "not a matrix product by itself";
      return {};
    }
    double cycles = double(matmul.getMultiplyAdds()) / double(target.lanes);
    SmallVector<Candidate> candidates;
    // Two vectors of columns, and as many rows as leave room for them.
    for (int64_t vectors : {2, 1, 3}) {
      int64_t rows = std::min<int64_t>(12, (target.registers - vectors - 1) / vectors);
      candidates.push_back({{rows, vectors}, cycles, cycles});
    }
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }
  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto matmul = cast<cnn::MatmulOp>(getRoot(lowering.group));
    const Value inputs[] = {lowering.inputs[getOperandIndex(matmul.getLhs())],
                            lowering.inputs[getOperandIndex(matmul.getRhs())]};
    kernel::MatmulOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                             matmul.getTransposeLhsAttr(), matmul.getTransposeRhsAttr(),
                             lowering.builder.getDenseI64ArrayAttr(lowering.tile));
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    cnn::PictureShape y = cnn::getPictureShape(op.getOutput());
    int64_t chunk = matmulRowsPerItem(cast<kernel::MatmulOp>(op.getOperation()));
    return {int64_t(y.channels * llvm::divideCeil(y.height, chunk)), 0};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    auto matmul = cast<kernel::MatmulOp>(op.getOperation());
    cnn::PictureShape a = cnn::getPictureShape(op.getInputs()[0]);
    return 2.0 * double(cnn::getPictureShape(op.getOutput()).elements()) *
           double(matmul.getTransposeLhs() ? a.height : a.width);
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    MatmulEmitter(cast<kernel::MatmulOp>(op.getOperation()), e).emit();
    return success();
  }
};

} // namespace

const Kernel &cnnc::getMatmulKernel() {
  static const MatmulKernel kernel;
  return kernel;
}
