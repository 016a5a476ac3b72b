//===- Pool.cpp - Operators of ONNX
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Node.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;

ArrayRef<Operator> onnx_import::getPoolOperators() { return {}; }
