//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gradients of layers with respect to their input. GradientOps.td includes this
// file.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTS_ADJOINT_TD
#define CNNC_DIALECTS_CNN_GRADIENTS_ADJOINT_TD

#endif // CNNC_DIALECTS_CNN_GRADIENTS_ADJOINT_TD
