//===- KernelSupport.h - What the verifiers of the kernel dialect share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions are in KernelOps.cpp; the verifiers themselves are there and,
// group by group, in this folder.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_OPS_KERNELSUPPORT_H
#define CNNC_DIALECTS_KERNEL_OPS_KERNELSUPPORT_H

#include "dialects/Kernel/KernelDialect.h"

namespace cnnc::kernel {

inline mlir::MemRefType typeOf(mlir::Value value) { return llvm::cast<mlir::MemRefType>(value.getType()); }
/// What a buffer may hold.
inline bool isNumber(mlir::Type element) {
  if (!element.isSignlessInteger() && !llvm::isa<mlir::FloatType>(element))
    return false;
  unsigned bits = element.getIntOrFloatBitWidth();
  return bits == 8 || bits == 16 || bits == 32 || bits == 64;
}
/// What activations and parameters are: f32, or bf16, which kernels compute with in f32.
inline bool isReal(mlir::Type element) { return element.isF32() || element.isBF16(); }
inline int64_t channelsOf(mlir::Value value) { return cnn::getPictureShape(value).channels; }

/// No tile, window or stride is beyond this.
constexpr int64_t kMost = int64_t(1) << 31;
/// No window has more taps along an axis.
constexpr int64_t kMostTaps = int64_t(1) << 24;

/// Whether `values` are `count` numbers from `least` to kMost.
bool areNumbers(llvm::ArrayRef<int64_t> values, size_t count, int64_t least);

/// Whether these are axes: at least one, ascending, from 1 (channels) to 3 (columns).
bool areAxes(llvm::ArrayRef<int64_t> axes);

/// A vector of f32 or bf16 without a layout, of at least `count` elements.
bool isPacked(mlir::Value value, int64_t count);

/// Channels of a buffer, rounded up to whole blocks.
int64_t physicalChannels(mlir::Value value);

/// What holds for all kernels: layouts, and an epilogue of the right form.
mlir::LogicalResult verifyKernel(KernelOpInterface op);

/// An epilogue yields an f32 of one number of each input.
mlir::LogicalResult verifyEpilogue(KernelOpInterface op);

/// For kernels that have none.
mlir::LogicalResult verifyNoEpilogue(KernelOpInterface op);

/// A kernel that reads blocks of channels and whose epilogue reads the others
/// where the result is, `scale` times as far apart as the output's.
mlir::LogicalResult verifyBlocked(KernelOpInterface op, llvm::ArrayRef<int64_t> scale = {1, 1});

/// (C1) of many kernels: the first input has the output's channels and block.
mlir::LogicalResult verifySameChannels(KernelOpInterface op);

/// (C1): the input's halo is at least the padding.
mlir::LogicalResult verifyHalo(KernelOpInterface op, llvm::ArrayRef<int64_t> padding);

/// A window must be legal, and the last one must end within the input.
mlir::LogicalResult verifyWindow(KernelOpInterface op, llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> strides,
                                 llvm::ArrayRef<int64_t> dilations, llvm::ArrayRef<int64_t> padding,
                                 llvm::ArrayRef<int64_t> scale = {1, 1});

/// Weights, packed for whole blocks of outputs, and their bias. The weights of an
/// output are the product of these factors, which may be beyond 64 bits.
bool hasWeights(KernelOpInterface op, llvm::ArrayRef<int64_t> perOutput);

/// Whether a packed vector has as many elements as the factors multiply to.
bool isPackedProduct(mlir::Value value, int64_t count, llvm::ArrayRef<int64_t> factors);

/// Whether what the reference kernel of a layer of the group reads is there;
/// nothing where the layer is of another group.
std::optional<bool> fitsReferenceShape(ReferenceOp op);

/// Whether inputs, weights and attributes of a kernel of a loss or of a gradient are
/// those of the layer; nothing where it is another layer.
std::optional<bool> fitsGradientLayer(KernelOpInterface op, llvm::StringRef layer, mlir::DictionaryAttr attributes);

} // namespace cnnc::kernel

#endif // CNNC_DIALECTS_KERNEL_OPS_KERNELSUPPORT_H
