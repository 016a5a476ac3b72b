//===- CnnDialect.h - The cnn dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNDIALECT_H
#define CNNC_DIALECTS_CNN_CNNDIALECT_H

#include "dialects/Cnn/CnnLayer.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Cnn/CnnDialect.h.inc"
#include "dialects/Cnn/CnnEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Cnn/CnnAttrs.h.inc"

#include "dialects/Cnn/CnnInterfaces.h.inc"

namespace cnnc::cnn {
/// Trait of layers whose kernels apply element-wise layers to what they store.
template <typename Op> class EpilogueRoot : public mlir::OpTrait::TraitBase<Op, EpilogueRoot> {};
} // namespace cnnc::cnn

#define GET_OP_CLASSES
#include "dialects/Cnn/CnnOps.h.inc"

namespace cnnc::cnn {

/// The layout in a tensor's or memref's type; null where there is none.
LayoutAttr getLayout(mlir::Type type);

/// C, H and W of N x C x H x W, or C, 1 and 1 of N x C.
struct PictureShape {
  int64_t channels, height, width;
  int64_t elements() const { return channels * height * width; }
};
PictureShape getPictureShape(llvm::ArrayRef<int64_t> shape);
inline PictureShape getPictureShape(mlir::Value value) {
  return getPictureShape(llvm::cast<mlir::ShapedType>(value.getType()).getShape());
}

/// Whether an axis of `extent` elements can be continued by `before` and
/// `after` elements: a reflection has no more than the others, a circle no
/// more than all.
inline bool canPad(int64_t extent, int64_t before, int64_t after, PadMode mode) {
  int64_t most = std::max(before, after);
  return mode == PadMode::reflect ? most < extent : mode != PadMode::circular || most <= extent;
}

/// Whether a network still is on tensors: later, its arguments are buffers.
bool isOnTensors(mlir::func::FuncOp network);

/// What a location says of a layer: its path, and "resnet.net:14", the first that
/// it knows of each. Empty where it knows none.
struct LayerPlace {
  std::string name, location;
};
LayerPlace getLayerPlace(mlir::Location loc);

/// How an element lies in memory and in the body of a cnn.generate: integers
/// without a sign, a bool as i8.
mlir::Type getStorageType(mlir::Type element);

/// Elements of a tensor, of one picture where the first dimension is the free
/// batch; nothing where another extent is unknown or there are too many.
std::optional<int64_t> countUnitElements(llvm::ArrayRef<int64_t> shape);

/// The type without its layout.
mlir::RankedTensorType dropLayout(mlir::RankedTensorType type);

} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_CNNDIALECT_H
