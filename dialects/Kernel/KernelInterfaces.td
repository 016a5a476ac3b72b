//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface of all kernels.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELINTERFACES_TD
#define CNNC_DIALECTS_KERNEL_KERNELINTERFACES_TD

include "mlir/IR/OpBase.td"

def Kernel_KernelOpInterface : OpInterface<"KernelOpInterface"> {
  let cppNamespace = "::cnnc::kernel";
  let description = [{
    A kernel reads `inputs` and `weights` and writes `output`. inputs[0] is the
    tensor it works on; the others feed the epilogue: the same element of a
    picture tensor, or the channel's element of a vector.
  }];
  let methods = [
    InterfaceMethod<"Activations.", "::mlir::OperandRange", "getInputs">,
    InterfaceMethod<"Packed parameters.", "::mlir::OperandRange", "getWeights">,
    InterfaceMethod<"The buffer that it fills, halo included.",
      "::mlir::TypedValue<::mlir::MemRefType>", "getOutput">,
    InterfaceMethod<"What is done to each result before it is stored; may be empty.",
      "::mlir::Region &", "getEpilogue">
  ];
}

#endif // CNNC_DIALECTS_KERNEL_KERNELINTERFACES_TD
