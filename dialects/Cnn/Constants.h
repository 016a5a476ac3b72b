//===- Constants.h - The f32 data of constant tensors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights are large. They live in resources of the builtin dialect
// (`dense_resource`), which are neither hashed nor copied, and are read in
// place wherever they already are a dense row of floats.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CONSTANTS_H
#define CNNC_DIALECTS_CNN_CONSTANTS_H

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include <optional>
#include <vector>

namespace cnnc::cnn {

/// The elements of a constant f32 tensor, in row-major order. Holds a copy only
/// where the attribute does not hold them one by one (a splat).
class ConstantFloats {
public:
  /// Nothing where the attribute is no f32 tensor, or its data is not at hand:
  /// a resource that a dump elided, or of the wrong size.
  static std::optional<ConstantFloats> get(mlir::Attribute attribute);
  /// The same for a value; nothing where no constant op defines it.
  static std::optional<ConstantFloats> get(mlir::Value value);

  /// Numbers that lie elsewhere and may change.
  static ConstantFloats view(llvm::ArrayRef<float> values);

  ConstantFloats(ConstantFloats &&) = default;
  ConstantFloats &operator=(ConstantFloats &&) = default;

  llvm::ArrayRef<float> values() const { return elements; }
  size_t size() const { return elements.size(); }
  float operator[](size_t index) const { return elements[index]; }

private:
  ConstantFloats() = default;

  std::vector<float> storage; // A vector: moving it leaves `elements` valid.
  llvm::ArrayRef<float> elements;
};

/// A resource of the type's size, aligned to 64 bytes, that `fill` writes. The
/// name is a hint: a number is appended where it is taken.
mlir::DenseResourceElementsAttr createFloatResource(mlir::RankedTensorType type, llvm::StringRef name,
                                                    llvm::function_ref<void(llvm::MutableArrayRef<float>)> fill);

/// A resource with a copy of the values, of which the type has as many.
mlir::DenseResourceElementsAttr createFloatResource(mlir::RankedTensorType type, llvm::StringRef name,
                                                    llvm::ArrayRef<float> values);

/// A resource of a bf16 type's size: the values that `fill` writes, each rounded
/// to the nearest bf16, ties to even.
mlir::DenseResourceElementsAttr createBf16Resource(mlir::RankedTensorType type, llvm::StringRef name,
                                                   llvm::function_ref<void(llvm::MutableArrayRef<float>)> fill);

} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_CONSTANTS_H
