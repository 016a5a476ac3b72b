//===- Dense.cpp - Fully connected layer
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For one picture the weights stream from memory once; for a batch a tile of
// pictures shares each weight vector that is loaded. A work item is a group of
// output blocks and runs over all pictures, so that the weights of the group
// are read once per run whatever the batch is. Every output is summed in the
// order of the inputs: the same bits for one picture and for many.
//
// A flatten before the layer costs nothing: the weights are packed in the
// order in which the picture lies in memory, halo and unused lanes included
// (their weights are zero).
//
// With --precision=bf16 the weights are bf16, in pairs where the input is too.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// `pictures` x `blocks` outputs, from block `block` and picture `image` on.
void emitTile(kernel::DenseOp op, KernelEmitter &e, int64_t pictures, int64_t blocks, Value block, Value image) {
  const Buffer &x = e.inputs[0], &y = e.output;
  int64_t lanes = y.block, depth = x.elements;
  Value zero = e.index(0), wOrigin = e.mul(block, depth * lanes), xOrigin = e.mul(image, x.pitch);
  SmallVector<Value> acc;
  for (int64_t p = 0; p < pictures; ++p)
    for (int64_t i = 0; i < blocks; ++i)
      acc.push_back(e.loadVector(e.weights[1], e.mul(e.add(block, i), lanes), lanes));
  int64_t together = e.depthOfStep(x, e.weights[0]);
  acc = e.reduce(0, depth / together, acc, [&](Value step, ValueRange init) {
    Value k = e.mul(step, together);
    Value wIndex = e.add(wOrigin, e.mul(k, blocks * lanes)), xIndex = e.add(xOrigin, k);
    return e.multiplyStep(x, e.weights[0], wIndex, blocks, lanes, init,
                          [&](int64_t p) { return e.add(xIndex, p * x.pitch); });
  });
  for (int64_t p = 0; p < pictures; ++p)
    for (int64_t i = 0; i < blocks; ++i) {
      Value picture = e.add(image, p), at = e.add(block, i);
      Value result = e.finish(op, acc[p * blocks + i], picture, at, zero, zero);
      e.store(result, y, e.at(y, picture, at, zero, zero));
    }
}

/// All pictures of one group of output blocks.
void emitGroup(kernel::DenseOp op, KernelEmitter &e, int64_t blocks, Value block) {
  int64_t pictures = op.getTile()[0];
  Value whole = e.mul(e.div(e.images, pictures), pictures);
  if (pictures > 1)
    e.loop(e.index(0), whole, pictures, [&](Value image) { emitTile(op, e, pictures, blocks, block, image); });
  else
    whole = e.index(0);
  e.loop(whole, e.images, 1, [&](Value image) { emitTile(op, e, 1, blocks, block, image); });
}

class DenseKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "dense"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto dense = dyn_cast<cnn::DenseOp>(getRoot(group));
    if (!dense || !hasElementwiseEpilogue(group)) {
      why = "not a dense layer with an element-wise epilogue";
      return {};
    }
    int64_t most =
        std::min<int64_t>(4, llvm::divideCeil(cnn::getPictureShape(dense.getResult()).channels, target.lanes));
    double bytes = (target.useBf16 ? 2.0 : 4.0) * cast<RankedTensorType>(dense.getWeight().getType()).getNumElements();
    SmallVector<Candidate> candidates;
    for (int64_t blocks : rankBlocks(dense, target)) {
      if (blocks > most)
        continue;
      int64_t pictures = std::max<int64_t>(1, std::min<int64_t>(6, (target.registers - blocks - 1) / blocks));
      Candidate candidate{{pictures, blocks}, bytes / target.memoryBytesPerCycle};
      candidate.trafficCycles = candidate.cycles;
      candidates.push_back(candidate);
    }
    return candidates;
  }

  /// Blocks of outputs that a tile may have, the best first: as measured.
  static SmallVector<int64_t, 4> rankBlocks(cnn::DenseOp dense, const Target &target) {
    int64_t depth = cast<RankedTensorType>(dense.getWeight().getType()).getDimSize(1);
    int64_t blocks = llvm::divideCeil(cnn::getPictureShape(dense.getResult()).channels, target.lanes);
    // Few blocks: two streams of weights are faster than one.
    if (blocks == 2)
      return {1, 2};
    if (blocks == 3)
      return {2, 3, 1};
    // A long stream does not like a rest of other width.
    if (depth >= 512 && blocks % 4 && blocks % 3 == 0)
      return {3, 4, 2, 1};
    return {4, 3, 2, 1};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    // Any layout of a picture will do for the layer itself: its weights follow.
    // A residual of the same tensor is read by blocks.
    auto dense = cast<cnn::DenseOp>(getRoot(group));
    if (getOperandIndex(dense.getInput()) == operand && group.getBody().getArgument(operand).hasOneUse())
      return {};
    return blockedLayout(group.getContext(), target.lanes);
  }

  LogicalResult lower(GroupLowering &lowering) const override;

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto dense = cast<kernel::DenseOp>(op.getOperation());
    int64_t lanes = cnn::getLayout(dense.getOutput().getType()).getBlock();
    int64_t blocks = llvm::divideCeil(cnn::getPictureShape(dense.getOutput()).channels, lanes);
    return {0, int64_t(llvm::divideCeil(blocks, dense.getTile()[1]))};
  }

  double getFlops(kernel::KernelOpInterface op) const override {
    return 2.0 * cnn::getPictureShape(op.getInputs()[0]).elements() * cnn::getPictureShape(op.getOutput()).elements();
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto dense = cast<kernel::DenseOp>(op.getOperation());
    e.loop(e.begin, e.end, 1, [&](Value group) {
      e.inGroup(group, BlockGroups(e.output.blocks, dense.getTile()[1]),
                [&](int64_t blocks, Value block) { emitGroup(dense, e, blocks, block); });
    });
    return success();
  }
};

LogicalResult DenseKernel::lower(GroupLowering &lowering) const {
  auto dense = cast<cnn::DenseOp>(getRoot(lowering.group));
  OpBuilder &b = lowering.builder;
  Value x = lowering.inputs[getOperandIndex(dense.getInput())];
  cnn::LayoutAttr in = cnn::getLayout(x.getType());
  cnn::PictureShape picture = cnn::getPictureShape(x);
  ArrayRef<int64_t> logical = cast<MemRefType>(x.getType()).getShape();
  SmallVector<int64_t, 4> physical = in.physicalShape(logical);
  int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
  int64_t outputs = cnn::getPictureShape(dense.getResult()).channels, channels = picture.elements();
  int64_t depth = in.pictureElements(logical), blocks = llvm::divideCeil(outputs, lanes);
  BlockGroups tiles(blocks, lowering.tile[1]);
  auto values = lowering.readConstant(dense.getWeight());
  auto bias = lowering.packBias(dense.getBias(), outputs, lanes);
  auto inputs = collectInputs(lowering, x);
  if (failed(values) || failed(bias) || failed(inputs))
    return failure();
  // Where element k of C, H, W lies in a picture.
  SmallVector<int64_t> place(channels);
  for (int64_t c = 0, k = 0; c < picture.channels; ++c)
    for (int64_t h = 0; h < picture.height; ++h)
      for (int64_t w = 0; w < picture.width; ++w, ++k) {
        bool nhwc = in.getOrder() == cnn::Order::nhwc;
        int64_t row = h + in.getTop(), column = w + in.getLeft();
        place[k] =
            nhwc ? (h * picture.width + w) * picture.channels + c
                 : ((c / in.getBlock() * physical[1] + row) * physical[2] + column) * in.getBlock() + c % in.getBlock();
      }
  bool bf16 = lowering.target.useBf16;
  int64_t together = bf16 && isBf16(x) ? 2 : 1;
  auto write = [&](MutableArrayRef<float> out) {
    for (int64_t o = 0; o < outputs; ++o) {
      int64_t block = o / lanes, tile = tiles.of(block), first = tiles.first(tile), inTile = tiles.size(tile);
      float *panel = out.data() + first * lanes * depth + ((block - first) * lanes + o % lanes) * together;
      for (int64_t k = 0; k < channels; ++k) {
        int64_t pair = place[k] / together * together;
        panel[pair * inTile * lanes + place[k] - pair] = (*values)[o * channels + k];
      }
    }
  };
  Value weight = lowering.pack("weight", blocks * lanes * depth, write, bf16);
  auto op = kernel::DenseOp::create(b, lowering.loc(), *inputs, ValueRange{weight, *bias}, lowering.output,
                                    b.getDenseI64ArrayAttr(lowering.tile));
  buildEpilogue(lowering, op, /*mainCount=*/1);
  return success();
}

} // namespace

const Kernel &cnnc::getDenseKernel() {
  static const DenseKernel kernel;
  return kernel;
}
