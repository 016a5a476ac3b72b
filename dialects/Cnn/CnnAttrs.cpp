//===- CnnAttrs.cpp - Layouts and initialisers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/CnnDialect.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc::cnn;

#include "dialects/Cnn/CnnEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Cnn/CnnAttrs.cpp.inc"

void CnnDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Cnn/CnnAttrs.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// LayoutAttr
//===----------------------------------------------------------------------===//

LogicalResult LayoutAttr::verify(function_ref<InFlightDiagnostic()> emitError, Order order, int64_t block,
                                 ArrayRef<int64_t> halo, int64_t pitch, PadMode border) {
  if (block < 1 || block > 64 || !llvm::isPowerOf2_64(block))
    return emitError() << "a layout's block must be a power of two up to 64, got " << block;
  if (halo.size() != 4 || llvm::any_of(halo, [](int64_t h) { return h < 0 || h > int64_t(1) << 31; }))
    return emitError() << "a layout's halo must be four numbers from 0 to 2^31: top, bottom, left, right";
  if (order == Order::nhwc && (block != 1 || llvm::any_of(halo, [](int64_t h) { return h != 0; })))
    return emitError() << "an nhwc layout has block 1 and no halo";
  if (pitch < 0)
    return emitError() << "a layout's pitch must be at least 0, got " << pitch;
  if (border != PadMode::zero && llvm::all_of(halo, [](int64_t h) { return h == 0; }))
    return emitError() << "a layout without a halo has no border";
  return success();
}

bool LayoutAttr::hasHalo() const {
  return llvm::any_of(getHalo(), [](int64_t h) { return h != 0; });
}

LayoutAttr LayoutAttr::withHalo(ArrayRef<int64_t> halo) const { return withHalo(halo, getBorder()); }

LayoutAttr LayoutAttr::withHalo(ArrayRef<int64_t> halo, PadMode border) const {
  bool none = llvm::all_of(halo, [](int64_t h) { return h == 0; });
  return get(getContext(), getOrder(), getBlock(), halo, getPitch(), none ? PadMode::zero : border);
}

LayoutAttr LayoutAttr::withPitch(int64_t pitch) const {
  return get(getContext(), getOrder(), getBlock(), getHalo(), pitch, getBorder());
}

SmallVector<int64_t, 4> LayoutAttr::physicalShape(ArrayRef<int64_t> logical) const {
  PictureShape p = getPictureShape(logical);
  if (getOrder() == Order::nhwc)
    return {1, p.height, p.width, p.channels};
  return {int64_t(llvm::divideCeil(p.channels, getBlock())), getTop() + p.height + getBottom(),
          getLeft() + p.width + getRight(), getBlock()};
}

int64_t LayoutAttr::pictureElements(ArrayRef<int64_t> logical) const {
  int64_t count = 1;
  for (int64_t extent : physicalShape(logical))
    count *= extent;
  return count;
}

int64_t LayoutAttr::pictureStride(ArrayRef<int64_t> logical) const {
  return getPitch() ? getPitch() : pictureElements(logical);
}

AffineMap LayoutAttr::getAffineMap() const {
  // Memrefs of rank 4 only; others keep the identity in this view, since the
  // interface does not tell the rank. Kernels read the layout itself.
  MLIRContext *ctx = getContext();
  AffineExpr n, c, h, w;
  bindDims(ctx, n, c, h, w);
  if (getOrder() == Order::nhwc)
    return AffineMap::get(4, 0, {n, h, w, c}, ctx);
  if (getBlock() == 1)
    return AffineMap::get(4, 0, {n, c, h + getTop(), w + getLeft()}, ctx);
  return AffineMap::get(4, 0, {n, c.floorDiv(getBlock()), h + getTop(), w + getLeft(), c % getBlock()}, ctx);
}

bool LayoutAttr::isIdentity() const { return false; }

LogicalResult LayoutAttr::verifyLayout(ArrayRef<int64_t> shape, function_ref<InFlightDiagnostic()> emitError) const {
  bool plain = getOrder() == Order::nchw && getBlock() == 1 && !hasHalo();
  if (shape.size() != 4 && shape.size() != 2 && !plain)
    return emitError() << "a layout with blocks, halo or nhwc order needs a shape N x C x H x W or N x C";
  constexpr int64_t most = int64_t(1) << 40;
  int64_t elements = 1;
  for (int64_t extent : shape.drop_front(shape.empty() ? 0 : 1))
    if (extent < 1 || llvm::MulOverflow(elements, extent, elements) || elements > most)
      return emitError() << "a layout needs static channels, height and width of at least 1, and fewer elements";
  elements = 1;
  for (int64_t extent : physicalShape(shape))
    if (llvm::MulOverflow(elements, extent, elements) || elements > most)
      return emitError() << "with this layout's halo a picture would have too many elements";
  PictureShape p = getPictureShape(shape);
  if (!canPad(p.height, getTop(), getBottom(), getBorder()) || !canPad(p.width, getLeft(), getRight(), getBorder()))
    return emitError() << "the picture is too small for a halo with a " << stringifyPadMode(getBorder()) << " border";
  if (getPitch() && getPitch() < elements)
    return emitError() << "a layout's pitch must be at least the elements of a picture";
  return success();
}

LogicalResult LayoutAttr::verifyEncoding(ArrayRef<int64_t> shape, Type,
                                         function_ref<InFlightDiagnostic()> emitError) const {
  return verifyLayout(shape, emitError);
}

LogicalResult LayoutAttr::getStridesAndOffset(ArrayRef<int64_t>, SmallVectorImpl<int64_t> &, int64_t &) const {
  return failure(); // Blocks and halos are no strides.
}

LayoutAttr cnnc::cnn::getLayout(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return dyn_cast_or_null<LayoutAttr>(tensor.getEncoding());
  if (auto memref = dyn_cast<MemRefType>(type))
    return dyn_cast<LayoutAttr>(memref.getLayout());
  return {};
}

//===----------------------------------------------------------------------===//
// InitAttr
//===----------------------------------------------------------------------===//

LogicalResult InitAttr::verify(function_ref<InFlightDiagnostic()> emitError, InitKind kind, FloatAttr aAttr,
                               FloatAttr bAttr, DenseF64ArrayAttr valuesAttr) {
  double a = aAttr ? aAttr.getValueAsDouble() : 0, b = bAttr ? bAttr.getValueAsDouble() : 0;
  if (kind == InitKind::uniform && !(a <= b))
    return emitError() << "a uniform initialiser needs a <= b, got " << a << " and " << b;
  if ((kind == InitKind::values) != bool(valuesAttr))
    return emitError() << "the initialiser `values`, and no other, lists its elements";
  if (kind == InitKind::normal && !(b >= 0))
    return emitError() << "a normal initialiser needs a standard deviation of at least 0, got " << b;
  return success();
}
