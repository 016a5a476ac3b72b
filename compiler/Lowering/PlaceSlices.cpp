//===- PlaceSlices.cpp - Ranges of channels, and borders, without copies
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A range of channels that starts and ends at whole blocks is a part of its
// source's memory. A padded picture is its source with a halo, which whoever
// writes the source fills with what the padding is to hold. In both cases readers
// may need a halo that the source does not have yet: it then takes a wider one, as
// long as all kernels that touch it do not mind.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/Passes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_PLACESLICES
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

class PlaceSlices final : public cnnc::impl::PlaceSlicesBase<PlaceSlices> {
public:
  using PlaceSlicesBase::PlaceSlicesBase;

  void runOnOperation() override {
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().front())) {
      if (auto gather = dyn_cast<kernel::GatherOp>(op))
        placeGather(gather);
      else if (auto pad = dyn_cast<kernel::PadOp>(op))
        placePad(pad);
    }
  }

private:
  using Halo = SmallVector<int64_t, 4>;

  /// The first channel of a range of channels.
  static std::optional<int64_t> getChannel(kernel::GatherOp gather) {
    AffineMap map = gather.getMap();
    MLIRContext *context = map.getContext();
    if (map.getResult(1) != getAffineDimExpr(1, context) || map.getResult(2) != getAffineDimExpr(2, context))
      return std::nullopt;
    AffineExpr distance = simplifyAffineExpr(map.getResult(0) - getAffineDimExpr(0, context), 3, 0);
    auto constant = dyn_cast<AffineConstantExpr>(distance);
    cnn::PictureShape in = cnn::getPictureShape(gather.getInputs()[0]), out = cnn::getPictureShape(gather.getOutput());
    if (!constant || in.height != out.height || in.width != out.width)
      return std::nullopt;
    return constant.getValue();
  }

  /// Whether a user needs a buffer's layout as it is. Dense kernels packed their weights
  /// for the one that they saw; what is no kernel has a type that follows from it.
  static bool minds(Operation *user) {
    return isa<kernel::DenseOp, kernel::ConcatOp, kernel::GenerateOp, kernel::ReferenceOp>(user) ||
           !isa<kernel::KernelOpInterface>(user);
  }

  /// Gives a buffer another layout if all of its users but one can have that. Their
  /// constraints know: few kernels ask for a buffer without halo.
  static bool changeType(Value value, MemRefType type, Operation *except) {
    Type before = value.getType();
    value.setType(type);
    ScopedDiagnosticHandler quiet(value.getContext(), [](Diagnostic &) {});
    bool fits = llvm::all_of(value.getUsers(), [&](Operation *user) {
      return user == except || (!minds(user) && succeeded(verify(user, /*verifyRecursively=*/false)));
    });
    if (!fits)
      value.setType(before);
    return fits;
  }

  /// Whether the result, a buffer of its own, may be a part of the input's memory.
  static bool fits(Value input, Value output) {
    auto buffer = output.getDefiningOp<kernel::BufferOp>();
    cnn::LayoutAttr in = cnn::getLayout(input.getType()), out = cnn::getLayout(output.getType());
    return buffer && in.getOrder() == cnn::Order::nchw && out.getOrder() == cnn::Order::nchw &&
           in.getBlock() == out.getBlock() &&
           cast<MemRefType>(input.getType()).getElementType() == cast<MemRefType>(output.getType()).getElementType();
  }

  /// Gives a buffer at least this halo; false where that cannot be.
  static bool widen(Value value, ArrayRef<int64_t> halo, cnn::PadMode border, Operation *reader) {
    auto type = cast<MemRefType>(value.getType());
    cnn::LayoutAttr layout = cnn::getLayout(type);
    bool isWider = false, wanted = llvm::any_of(halo, [](int64_t h) { return h > 0; });
    Halo widest(layout.getHalo());
    for (auto [have, want] : llvm::zip_equal(widest, halo)) {
      isWider |= have < want;
      have = std::max(have, want);
    }
    if (wanted && layout.hasHalo() && layout.getBorder() != border)
      return false;
    if (!isWider)
      return true;
    if (!value.getDefiningOp<kernel::BufferOp>())
      return false;
    auto wider = cnn::LayoutAttr::get(layout.getContext(), layout.getOrder(), layout.getBlock(), widest,
                                      layout.getPitch(), border);
    return changeType(value, MemRefType::get(type.getShape(), type.getElementType(), wider), reader);
  }

  void replace(Operation *op, Value output, Value view) {
    Operation *buffer = output.getDefiningOp();
    op->erase();
    output.replaceAllUsesWith(view);
    buffer->erase();
    ++placed;
  }

  void placeGather(kernel::GatherOp gather) {
    if (gather.getInputs().size() != 1 || !gather.getEpilogue().empty())
      return;
    Value input = gather.getInputs()[0], output = gather.getOutput();
    std::optional<int64_t> channel = getChannel(gather);
    if (!channel || !fits(input, output))
      return;
    cnn::LayoutAttr in = cnn::getLayout(input.getType()), out = cnn::getLayout(output.getType());
    int64_t channels = cnn::getPictureShape(output).channels, block = in.getBlock();
    // Lanes behind the last channel are zeros in a buffer of its own.
    if (*channel % block || (channels % block && *channel + channels != cnn::getPictureShape(input).channels))
      return;
    if (!widen(input, out.getHalo(), out.getBorder(), gather))
      return;
    OpBuilder b(gather);
    auto source = cast<MemRefType>(input.getType()), type = cast<MemRefType>(output.getType());
    cnn::LayoutAttr layout = cnn::getLayout(source);
    auto sliceType = MemRefType::get(type.getShape(), type.getElementType(),
                                     layout.withPitch(layout.pictureStride(source.getShape())));
    if (!changeType(output, sliceType, gather))
      return;
    replace(gather, output, kernel::SliceOp::create(b, gather.getLoc(), sliceType, input, *channel));
  }

  void placePad(kernel::PadOp pad) {
    if (pad.getInputs().size() != 1 || !pad.getEpilogue().empty() || !pad.getValue().isZero())
      return;
    Value input = pad.getInputs()[0], output = pad.getOutput();
    if (!input.getDefiningOp<kernel::BufferOp>() || !fits(input, output))
      return;
    cnn::LayoutAttr in = cnn::getLayout(input.getType()), out = cnn::getLayout(output.getType());
    cnn::PadMode mode = pad.getPaddingMode();
    // The border of what has a border already would be another one.
    if (in.hasHalo() || (out.hasHalo() && (mode != cnn::PadMode::zero || out.getBorder() != cnn::PadMode::zero)))
      return;
    Halo halo(out.getHalo());
    for (auto [side, padding] : llvm::zip_equal(halo, pad.getPadding()))
      side += padding;
    if (!widen(input, halo, mode, pad))
      return;
    OpBuilder b(pad);
    replace(pad, output, kernel::ViewOp::create(b, pad.getLoc(), output.getType(), input));
  }
};

} // namespace
