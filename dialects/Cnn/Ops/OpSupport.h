//===- OpSupport.h - What the op groups' inference and verification share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_OPSUPPORT_H
#define CNNC_DIALECTS_CNN_OPS_OPSUPPORT_H

#include "dialects/Cnn/CnnDialect.h"

namespace cnnc::cnn {

/// Emits "<op> (C<n>): <message>" at the location, if there is one.
inline mlir::LogicalResult violates(std::optional<mlir::Location> loc, llvm::StringRef op, int constraint,
                                    const llvm::Twine &message) {
  return mlir::emitOptionalError(loc, op, " (C", constraint, "): ", message);
}

/// No picture or parameter has more elements, and no stride, dilation or
/// padding is larger: what is computed from them stays within 64 bits.
constexpr int64_t kMostElements = int64_t(1) << 31;

/// Whether the extents are static, at least 1 and multiply to at most
/// kMostElements.
inline bool hasSaneExtents(llvm::ArrayRef<int64_t> extents) {
  int64_t count = 1;
  return llvm::all_of(extents, [&](int64_t extent) {
    return extent >= 1 && extent <= kMostElements && (count *= extent) <= kMostElements;
  });
}

/// The type of an f32 tensor N x C or N x C x H x W, else null.
inline mlir::RankedTensorType getFloatTensor(mlir::Value value, bool vector, bool picture) {
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(value.getType());
  if (!type || !type.getElementType().isF32())
    return {};
  bool fits = (vector && type.getRank() == 2) || (picture && type.getRank() == 4);
  return fits && hasSaneExtents(type.getShape().drop_front()) ? type : mlir::RankedTensorType();
}

/// Whether `values` are `count` numbers from `least` to kMostElements.
inline bool areNumbers(llvm::ArrayRef<int64_t> values, size_t count, int64_t least) {
  return values.size() == count && llvm::all_of(values, [&](int64_t v) { return v >= least && v <= kMostElements; });
}

/// The elements of a shape that hasSaneExtents.
inline int64_t countElements(llvm::ArrayRef<int64_t> extents) {
  int64_t count = 1;
  for (int64_t extent : extents)
    count *= extent;
  return count;
}

/// The type of the same batch with other extents: C, or C, H and W.
inline mlir::RankedTensorType withExtents(mlir::RankedTensorType type, llvm::ArrayRef<int64_t> extents) {
  llvm::SmallVector<int64_t, 4> shape = {type.getDimSize(0)};
  shape.append(extents.begin(), extents.end());
  return mlir::RankedTensorType::get(shape, type.getElementType());
}

/// Whether two tensors may be of one batch: the same, or one of them not known.
inline bool isSameBatch(mlir::RankedTensorType a, mlir::RankedTensorType b) {
  return a.isDynamicDim(0) || b.isDynamicDim(0) || a.getDimSize(0) == b.getDimSize(0);
}

/// Whether a value is an f32 vector of exactly `count` elements.
inline bool isVectorOf(mlir::Value value, int64_t count) {
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(value.getType());
  return type && type.getElementType().isF32() && type.getRank() == 1 && type.getDimSize(0) == count;
}

/// The types of a binary layer: one where all three are the same, else a function's.
mlir::ParseResult parseBinaryTypes(mlir::OpAsmParser &parser, mlir::Type &lhs, mlir::Type &rhs, mlir::Type &result);
void printBinaryTypes(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::Type lhs, mlir::Type rhs,
                      mlir::Type result);

/// Creates an op whose result type is inferred. What a failed inference says is
/// reported at the call, without the op's name and the number of the constraint.
template <typename OpTy>
mlir::FailureOr<mlir::Value> createLayer(LayerCall &call, mlir::ValueRange operands,
                                         llvm::ArrayRef<mlir::NamedAttribute> attributes = {}) {
  mlir::OperationState state(call.loc, OpTy::getOperationName());
  state.addOperands(operands);
  state.addAttributes(attributes);
  // Properties come from the attributes, so that inference sees them.
  mlir::DictionaryAttr dictionary = state.attributes.getDictionary(call.builder.getContext());
  typename OpTy::Properties properties;
  OpTy::populateDefaultProperties(state.name, properties);
  auto error = [&] { return call.emitError(); };
  if (mlir::failed(OpTy::setPropertiesFromAttr(properties, dictionary, error)))
    return mlir::failure();
  llvm::SmallVector<mlir::Type> types;
  std::string why;
  auto infer = [&] {
    mlir::ScopedDiagnosticHandler handler(call.builder.getContext(), [&](mlir::Diagnostic &diagnostic) {
      why = llvm::StringRef(diagnostic.str()).split("): ").second.str();
      return mlir::success();
    });
    return OpTy::inferReturnTypes(call.builder.getContext(), call.loc, operands, dictionary,
                                  mlir::OpaqueProperties(&properties), {}, types);
  };
  if (mlir::failed(infer()))
    return call.emitError() << why;
  state.addTypes(types);
  return call.builder.create(state)->getResult(0);
}

} // namespace cnnc::cnn

#endif // CNNC_DIALECTS_CNN_OPS_OPSUPPORT_H
