//===- Attributes.h - An op's attributes as those of an ONNX node
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_EXPORT_ONNX_ATTRIBUTES_H
#define CNNC_COMPILER_EXPORT_ONNX_ATTRIBUTES_H

#include "compiler/Export/Onnx/Code.h"

namespace cnnc::onnx_export {

/// The op's numbers, lists of numbers and words, so that cnnc's importer finds
/// them again: integers are INT or INTS; an f64 is a FLOAT where that loses
/// nothing, else a tensor of one DOUBLE, as lists of f64 are; words are STRING; a
/// mark that is there is the INT 1.
SmallVector<onnx::AttributeProto> encodeAttributes(mlir::Operation *op);

} // namespace cnnc::onnx_export

#endif // CNNC_COMPILER_EXPORT_ONNX_ATTRIBUTES_H
