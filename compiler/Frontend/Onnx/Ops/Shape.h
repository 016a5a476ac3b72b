//===- Shape.h - Operators of ONNX: what moves elements
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the importers of these operators share, and their entries: they are in
// several files and stand in one table.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_OPS_SHAPE_H
#define CNNC_COMPILER_FRONTEND_ONNX_OPS_SHAPE_H

#include "compiler/Frontend/Onnx/Ops/Elementwise.h"

namespace cnnc::onnx_import {

/// Integers of an input, or of the attribute that it was in older opsets.
FailureOr<SmallVector<int64_t>> readIntegers(Node &node, unsigned input, StringRef name);

/// Axes in [0, rank), each once, or an error.
FailureOr<SmallVector<int64_t>> distinctAxes(Node &node, ArrayRef<int64_t> axes, int64_t rank);

/// Reports a shape that no tensor can have: too many axes or elements, the free
/// batch elsewhere than first.
LogicalResult checkShape(Node &node, ArrayRef<int64_t> shape);

/// A formula that moves elements, shapes with a free batch too; a constant where
/// the result is empty.
FailureOr<Value> moveElements(Node &node, ArrayRef<int64_t> shape, Type element, ValueRange inputs,
                              llvm::function_ref<Value(Body &)> body);

/// Sets output 0 to this value in another shape.
LogicalResult setReshaped(Node &node, Value value, ArrayRef<int64_t> shape);

/// f32 that is computed at run time, with a batch and more, and not empty: what
/// layers take, perhaps through a view.
bool isComputedFloats(Node &node, unsigned i);

/// Groups of axes behind the batch, at most three, as a picture.
SmallVector<int64_t> pictureOfGroups(int64_t batch, ArrayRef<int64_t> groups);

/// Every step-th element of a range of each axis.
struct Cut {
  SmallVector<int64_t> starts, steps, sizes;

  explicit Cut(ArrayRef<int64_t> shape) : starts(shape.size(), 0), steps(shape.size(), 1), sizes(shape) {}
};
FailureOr<Value> cutInput(Node &node, unsigned input, Cut cut);

// Slice.cpp
LogicalResult importSlice(Node &node);
LogicalResult importSplit(Node &node);
LogicalResult importConcat(Node &node);
// Pad.cpp
LogicalResult importPad(Node &node);
// Rearrange.cpp
LogicalResult importTranspose(Node &node);
LogicalResult importDepthToSpace(Node &node);
LogicalResult importSpaceToDepth(Node &node);
LogicalResult importExpand(Node &node);
LogicalResult importTile(Node &node);
// Index.cpp
LogicalResult importGather(Node &node);
LogicalResult importGatherElements(Node &node);
LogicalResult importTopK(Node &node);
LogicalResult importCumSum(Node &node);
LogicalResult importOneHot(Node &node);
LogicalResult importTrilu(Node &node);
LogicalResult importNonZero(Node &node);
// Constant.cpp
LogicalResult importConstant(Node &node);
LogicalResult importConstantOfShape(Node &node);
LogicalResult importRange(Node &node);
LogicalResult importShape(Node &node);
LogicalResult importSize(Node &node);
LogicalResult importIdentity(Node &node);
LogicalResult importDropout(Node &node);

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_OPS_SHAPE_H
