//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface through which the reverse walk asks an op for its gradient.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTINTERFACES_TD
#define CNNC_DIALECTS_CNN_GRADIENTINTERFACES_TD

include "mlir/IR/OpBase.td"

def Cnn_DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::cnnc::cnn";
  let description = [{
    An op that knows its gradient: given that of a number with respect to its
    result, it emits those with respect to its operands.
  }];
  let methods = [
    InterfaceMethod<[{
        Sets `gradients[i]`, which is null at first, for each operand that
        `wanted` asks for, to a value of the operand's type; null means zeros. An
        operand for which there is no rule is an error, which it reports.
      }],
      "::mlir::LogicalResult", "buildGradients",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Value":$gradient, "::llvm::ArrayRef<bool>":$wanted,
           "::llvm::MutableArrayRef<::mlir::Value>":$gradients)>
  ];
}

#endif // CNNC_DIALECTS_CNN_GRADIENTINTERFACES_TD
