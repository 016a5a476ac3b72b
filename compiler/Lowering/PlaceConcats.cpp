//===- PlaceConcats.cpp - Let producers write straight into the result of a concat
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An input can be placed if it is a buffer of its own (not an argument, not
// already a slice, not twice an input), starts and ends at whole blocks, and
// its halo is that of the result. The halo of a result may be wider than what
// an input's own readers need: the input then takes the wider one, which every
// kernel may read and write.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/Passes.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_PLACECONCATS
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class PlaceConcats final : public cnnc::impl::PlaceConcatsBase<PlaceConcats> {
public:
  using PlaceConcatsBase::PlaceConcatsBase;

  void runOnOperation() override {
    // Outer concats first, so that a concat of concats becomes slices of slices.
    auto concats = llvm::to_vector(getOperation().getOps<kernel::ConcatOp>());
    for (kernel::ConcatOp concat : llvm::reverse(concats))
      place(concat);
  }

private:
  /// The buffer of input `i` if it may become channels [channel, ...) of `out`.
  kernel::BufferOp placeable(kernel::ConcatOp concat, unsigned i, int64_t channel) {
    Value input = concat.getInputs()[i], output = concat.getOutput();
    auto buffer = input.getDefiningOp<kernel::BufferOp>();
    if (!buffer || llvm::count(concat.getInputs(), input) > 1)
      return {};
    cnn::LayoutAttr in = cnn::getLayout(input.getType()), out = cnn::getLayout(output.getType());
    if (cast<MemRefType>(input.getType()).getElementType() != cast<MemRefType>(output.getType()).getElementType())
      return {};
    int64_t channels = cnn::getPictureShape(input).channels, block = out.getBlock();
    bool last = channel + channels == cnn::getPictureShape(output).channels;
    if (in.getOrder() != out.getOrder() || in.getBlock() != block || in.getOrder() == cnn::Order::nhwc ||
        channel % block || (channels % block && !last))
      return {};
    if (in.hasHalo() && out.getBorder() != in.getBorder())
      return {};
    for (auto [have, want] : llvm::zip(out.getHalo(), in.getHalo()))
      if (have < want)
        return {};
    // Dense kernels packed their weights for the layout that they saw, and a
    // reference kernel's neighbours are no business of ours.
    for (Operation *user : input.getUsers())
      if (in != out && isa<kernel::DenseOp, kernel::ConcatOp, kernel::ViewOp, kernel::GenerateOp>(user) &&
          user != concat)
        return {};
    return buffer;
  }

  void place(kernel::ConcatOp concat) {
    Value output = concat.getOutput();
    if (concat.getAxis() != 1)
      return;
    auto outBuffer = output.getDefiningOp();
    if (!outBuffer)
      return; // the caller's memory: a copy puts it there
    int64_t channel = 0;
    SmallVector<std::pair<kernel::BufferOp, int64_t>> placements;
    bool all = true;
    for (unsigned i = 0; i < concat.getInputs().size(); ++i) {
      if (kernel::BufferOp buffer = placeable(concat, i, channel))
        placements.push_back({buffer, channel});
      else
        all = false;
      channel += cnn::getPictureShape(concat.getInputs()[i]).channels;
    }
    // A concat with some inputs in place would copy these onto themselves.
    if (!all)
      return;
    Operation *first = placements.front().first;
    for (auto &[buffer, at] : placements)
      if (buffer->isBeforeInBlock(first))
        first = buffer;
    outBuffer->moveBefore(first);
    // What the output is a slice of must come before it.
    for (Operation *user = outBuffer; auto slice = dyn_cast<kernel::SliceOp>(user);) {
      Operation *source = slice.getSource().getDefiningOp();
      if (user->isBeforeInBlock(source))
        source->moveBefore(user);
      user = source;
    }
    auto outType = cast<MemRefType>(output.getType());
    cnn::LayoutAttr layout = cnn::getLayout(outType);
    for (auto &[buffer, at] : placements) {
      OpBuilder builder(buffer);
      auto type = cast<MemRefType>(buffer.getType());
      auto sliceType = MemRefType::get(type.getShape(), type.getElementType(),
                                       layout.withPitch(layout.pictureStride(outType.getShape())));
      auto slice = kernel::SliceOp::create(builder, buffer.getLoc(), sliceType, output, at);
      buffer.getResult().replaceAllUsesWith(slice.getResult());
      buffer.erase();
      ++placed;
    }
    concat.erase();
  }
};

} // namespace
