//===- ReferenceEmitter.h - What reference kernels are written with
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A reference kernel is a function that computes one element of the output
// from the layer's formula, in f64. The framework (Reference.cpp) calls it for
// each element of the picture. Nothing here is shared with the fast kernels but
// the addressing of elements.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_REFERENCEEMITTER_H
#define CNNC_COMPILER_KERNELS_REFERENCEEMITTER_H

#include "compiler/Kernels/Emitter.h"

namespace cnnc {

/// A place in a picture.
struct Place {
  mlir::Value image, channel, row, column;

  /// The index along dimension 1 (channels), 2 (rows) or 3 (columns).
  mlir::Value &operator[](int64_t axis) { return axis == 1 ? channel : axis == 2 ? row : column; }
};

class ReferenceEmitter {
public:
  ReferenceEmitter(kernel::ReferenceOp op, KernelEmitter &e)
      : op(op), e(e), y(e.output), attributes(op.getLayerAttributes()) {}

  kernel::ReferenceOp op;
  KernelEmitter &e;
  const Buffer &y;
  mlir::DictionaryAttr attributes; ///< of the cnn op

  //===--- Attributes ----------------------------------------------------===//

  llvm::ArrayRef<int64_t> list(llvm::StringRef name) const {
    return attributes.getAs<mlir::DenseI64ArrayAttr>(name).asArrayRef();
  }
  int64_t integer(llvm::StringRef name) const { return attributes.getAs<mlir::IntegerAttr>(name).getInt(); }
  double number(llvm::StringRef name) const { return attributes.getAs<mlir::FloatAttr>(name).getValueAsDouble(); }
  bool flag(llvm::StringRef name) const { return attributes.contains(name); }
  cnn::PoolKind poolKind() const { return attributes.getAs<cnn::PoolKindAttr>("kind").getValue(); }
  /// Zero where there is none.
  cnn::PadMode padMode() const;

  //===--- Arithmetic on f64 ---------------------------------------------===//

  mlir::Value real(double value);
  mlir::Value toReal(mlir::Value index);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value div(mlir::Value a, mlir::Value b);
  mlir::Value maximum(mlir::Value a, mlir::Value b);
  mlir::Value exp(mlir::Value a);
  mlir::Value sqrt(mlir::Value a);
  mlir::Value power(mlir::Value a, double exponent);
  mlir::Value multiplyAdd(mlir::Value a, mlir::Value b, mlir::Value c) { return add(mul(a, b), c); }

  //===--- Integers and conditions ---------------------------------------===//

  mlir::Value notLess(mlir::Value a, mlir::Value b);
  mlir::Value equal(mlir::Value a, mlir::Value b);
  mlir::Value both(mlir::Value a, mlir::Value b);
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b);
  /// `then` where the condition holds, else the values given.
  llvm::SmallVector<mlir::Value> branch(mlir::Value condition, mlir::ValueRange otherwise,
                                        llvm::function_ref<llvm::SmallVector<mlir::Value>()> then);
  mlir::Value branch(mlir::Value condition, mlir::Value otherwise, llvm::function_ref<mlir::Value()> then);

  //===--- Loops ---------------------------------------------------------===//

  using Step = llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)>;
  /// The last of acc = body(i, acc) over [0, count).
  mlir::Value fold(mlir::Value count, mlir::Value init, Step body);
  mlir::Value fold(int64_t count, mlir::Value init, Step body) { return fold(e.index(count), init, body); }
  /// The same over all places of the first input that differ from `place` in
  /// the axes only, in the order of channels, rows, columns.
  llvm::SmallVector<mlir::Value>
  foldAxes(llvm::ArrayRef<int64_t> axes, Place place, mlir::ValueRange init,
           llvm::function_ref<llvm::SmallVector<mlir::Value>(Place, mlir::ValueRange)> body);
  mlir::Value foldAxes(llvm::ArrayRef<int64_t> axes, Place place, mlir::Value init,
                       llvm::function_ref<mlir::Value(Place, mlir::Value)> body);

  //===--- Elements ------------------------------------------------------===//

  /// An element of an input as f64.
  mlir::Value load(Place place, unsigned input = 0);
  /// The same from an input of which extents of 1 stand for all; as f32.
  mlir::Value loadOperand(const Buffer &operand, Place place);
  mlir::Value loadWeight(unsigned weight, mlir::Value index);
  int64_t extent(int64_t axis, unsigned input = 0) const;
  /// The elements along the axes.
  int64_t count(llvm::ArrayRef<int64_t> axes) const;

  /// `then` at the place of the first input that (row, column), which may be
  /// beyond the edge, stands for; `acc` where it stands for none.
  mlir::Value inside(cnn::PadMode mode, Place place, mlir::Value acc, llvm::function_ref<mlir::Value(Place)> then);
};

/// Computes one element, in f64 (or f32, which is stored as it is). Where the
/// layer sums over the batch, the first dimension of its result is place.image.
using ReferenceBody = mlir::Value (*)(ReferenceEmitter &r, Place place);

/// Names of layers ("cnn.pool") with their kernels, group by group.
using ReferenceTable = llvm::ArrayRef<std::pair<llvm::StringRef, ReferenceBody>>;
ReferenceTable getReferenceConvolutions();
ReferenceTable getReferenceGradients(); ///< of layers that sum over the batch
ReferenceTable getReferencePools();
ReferenceTable getReferenceNorms();
ReferenceTable getReferenceReductions();
ReferenceTable getReferenceShapes();
ReferenceTable getReferenceLosses();
ReferenceTable getReferenceAdjoints();

/// The control vector of a dropout: its operand, or that of the training step.
mlir::Value getDropoutControl(GroupLowering &lowering);
mlir::Value emitReferenceDropout(ReferenceEmitter &r, Place place);

/// The class weights of a cross-entropy as a parameter, with zeros up to a whole block.
mlir::Value packClassWeights(GroupLowering &lowering, mlir::DenseF64ArrayAttr weights, int64_t block);

} // namespace cnnc

#endif // CNNC_COMPILER_KERNELS_REFERENCEEMITTER_H
