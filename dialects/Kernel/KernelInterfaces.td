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
    InterfaceMethod<"To change them.", "::mlir::MutableOperandRange", "getInputsMutable">,
    InterfaceMethod<"Packed parameters.", "::mlir::OperandRange", "getWeights">,
    InterfaceMethod<"The buffer that it fills, halo included.",
      "::mlir::TypedValue<::mlir::MemRefType>", "getOutput">,
    InterfaceMethod<"What is done to each result before it is stored; may be empty.",
      "::mlir::Region &", "getEpilogue">
  ];
}

def Kernel_SummingOpInterface : OpInterface<"SummingOpInterface", [Kernel_KernelOpInterface]> {
  let cppNamespace = "::cnnc::kernel";
  let description = [{
    A kernel that can add up, while it has them in registers, the results that it
    writes, or terms that it computes of them: for each channel, over the rows of
    each of its items. `sums` receives them, a row of it for each band of rows.
    The region `terms` takes a result and, of the inputs but the first, the number
    that the epilogue takes, and yields the terms; they fill whole blocks of
    channels, one term after the other. Without the region it is the result.

    Constraints:
      - (S1) `sums`, where present, is a column of f32 in the output's block,
        without halo, with the output's channels; with `terms` with its channels
        up to the last block for each of them.
      - (S2) with `sums` only, `terms` takes a number for each input and yields at
        least one, all of f32.
  }];
  let methods = [
    InterfaceMethod<"Where the sums go; null: nowhere.",
      "::mlir::TypedValue<::mlir::MemRefType>", "getSums">,
    InterfaceMethod<"To set it.", "::mlir::MutableOperandRange", "getSumsMutable">,
    InterfaceMethod<"What is added up; may be empty.", "::mlir::Region &", "getTerms">
  ];
  let verify = [{ return ::cnnc::kernel::verifySums(::llvm::cast<::cnnc::kernel::SummingOpInterface>($_op)); }];
}

#endif // CNNC_DIALECTS_KERNEL_KERNELINTERFACES_TD
