//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of the cnn dialect. The numbered constraints are what the verifiers in
// Ops/<Group>.cpp cite and what the tests are named after.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNOPS_TD
#define CNNC_DIALECTS_CNN_CNNOPS_TD

include "dialects/Cnn/Ops/Activation.td"
include "dialects/Cnn/Ops/Arithmetic.td"
include "dialects/Cnn/Ops/Conv.td"
include "dialects/Cnn/Ops/Group.td"
include "dialects/Cnn/Ops/Norm.td"
include "dialects/Cnn/Ops/Parameter.td"
include "dialects/Cnn/Ops/Pool.td"
include "dialects/Cnn/Ops/Shape.td"
include "dialects/Cnn/Ops/Tensor.td"

#endif // CNNC_DIALECTS_CNN_CNNOPS_TD
