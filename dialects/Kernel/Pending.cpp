//===- Pending.cpp - Ops whose group is still to come
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/KernelDialect.h"

using namespace mlir;
using namespace cnnc::kernel;

LogicalResult TransposedConvOp::verify() { return failure(); }
LogicalResult AdaptivePoolOp::verify() { return failure(); }
LogicalResult UnpoolOp::verify() { return failure(); }
