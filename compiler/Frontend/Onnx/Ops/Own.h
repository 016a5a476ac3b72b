//===- Own.h - Calls that cnnc --emit=onnx wrote
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_ONNX_OPS_OWN_H
#define CNNC_COMPILER_FRONTEND_ONNX_OPS_OWN_H

#include "compiler/Frontend/Onnx/Node.h"

namespace cnnc::onnx_import {

/// The operators of the domain cnnc, named after ops of the dialect. A call's
/// name may have a dot and a number after that: bodies differ, ops do not.
ArrayRef<Operator> getOwnOperators();

} // namespace cnnc::onnx_import

#endif // CNNC_COMPILER_FRONTEND_ONNX_OPS_OWN_H
