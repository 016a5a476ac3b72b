//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interfaces through which front ends and passes speak with any layer op.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNINTERFACES_TD
#define CNNC_DIALECTS_CNN_CNNINTERFACES_TD

include "mlir/IR/OpBase.td"

def Cnn_LayerOpInterface : OpInterface<"LayerOpInterface"> {
  let cppNamespace = "::cnnc::cnn";
  let description = [{
    An op that a user can write as a layer. The front end looks the layers up
    through this interface, so that a new op needs no edit there.
  }];
  let methods = [
    StaticInterfaceMethod<"The layers that this op implements: name, arguments, how to build.",
      "::llvm::ArrayRef<::cnnc::cnn::LayerSpec>", "getLayerSpecs">,
    InterfaceMethod<"Multiply-adds for one picture.", "int64_t", "getMultiplyAdds", (ins),
      /*methodBody=*/"", /*defaultImplementation=*/"return 0;">
  ];
}

def Cnn_ElementwiseOpInterface : OpInterface<"ElementwiseOpInterface"> {
  let cppNamespace = "::cnnc::cnn";
  let description = [{
    An op whose result element depends on the same element of its tensor
    operands and, for operands of shape [C], on their element of that channel.
    It says once, on scalars, what it computes; reference kernels, fused
    epilogues and vectorised kernels all come from that.
  }];
  let methods = [
    InterfaceMethod<"Builds the result's scalar from one scalar per operand.",
      "::mlir::Value", "buildScalar",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Location":$loc, "::mlir::ValueRange":$scalars)>
  ];
}

#endif // CNNC_DIALECTS_CNN_CNNINTERFACES_TD
