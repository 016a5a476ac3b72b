//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of the kernel dialect that training adds. They stand apart from
// KernelOps.td so that inference does not depend on them.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_GRADIENTOPS_TD
#define CNNC_DIALECTS_KERNEL_GRADIENTOPS_TD

include "dialects/Kernel/KernelOpBase.td"

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

def Kernel_SharedOp : Kernel_Op<"shared", [MemoryEffects<[MemAlloc]>]> {
  let summary = "working memory that all pictures of a batch share";
  let description = [{
    A vector of numbers, one for each channel for instance, or a packed weight.
    `offset` is its place in the arena's shared part in bytes, once
    `kernel-plan-memory` has decided it.

    Constraints:
      - (C1) the memref is a vector of f32 without a layout.
      - (C2) the offset, where present, is a multiple of 64 of at least 0.

    Example:
    ```mlir
    %v = kernel.shared offset = 128 : memref<64xf32>
    ```
  }];
  let arguments = (ins OptionalAttr<I64Attr>:$offset);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "(`offset` `=` $offset^)? `:` type($result) attr-dict";
  let hasVerifier = 1;
}

def Kernel_StateOp : Kernel_Op<"state", [Pure]> {
  let summary = "a parameter's value, its gradient, or what the optimiser keeps of it";
  let description = [{
    Memory that outlives a run. Elements are in row-major order; the memory ends
    at a multiple of 64 bytes, and kernels may write there what they like.

    Constraints:
      - (C1) the memref is of f32, static.
      - (C2) `kind` is "value", "gradient", "slot0" or "slot1".

    Example:
    ```mlir
    %w = kernel.state @conv.weight "gradient" : memref<6x1x5x5xf32, #dense>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, StrAttr:$kind);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$parameter $kind `:` type($result) attr-dict";
  let hasVerifier = 1;
}

def Kernel_ControlOp : Kernel_Op<"control", [Pure]> {
  let summary = "numbers that change from step to step: see runtime/plan.h";
  let description = [{
    Constraints:
      - (C1) the memref is a vector of f32.

    Example:
    ```mlir
    %c = kernel.control : memref<16xf32>
    ```
  }];
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "`:` type($result) attr-dict";
  let hasVerifier = 1;
}

def Kernel_PartOp : Kernel_Op<"part", [Pure]> {
  let summary = "a range of a vector";
  let description = [{
    Constraints:
      - (C1) both are vectors of f32, and the range, from element `start`, is within the source.

    Example:
    ```mlir
    %p = kernel.part %v at 64 : memref<128xf32> -> memref<64xf32>
    ```
  }];
  let arguments = (ins AnyMemRef:$source, I64Attr:$start);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$source `at` $start `:` type($source) `->` type($result) attr-dict";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Vectors and weights
//===----------------------------------------------------------------------===//

def Kernel_PackOp : Kernel_Kernel<"pack", (ins I64Attr:$stride)> {
  let summary = "a parameter in the order in which a kernel reads it";
  let description = [{
    weights: a table of i32 pairs, one for each vector of the output: the index
    of the element that lane 0 gets, and how many lanes get one; the others are 0.
    Lane i gets the element at index + i * stride.

    Constraints:
      - (C1) there is one input, of f32.
      - (C2) the output is a vector of f32 without a layout, and the table has two
        numbers for each of its parts of equal length.
  }];
}

def Kernel_WinogradWeightsOp : Kernel_Kernel<"winograd_weights", (ins I64Attr:$output_channels,
    I64Attr:$input_channels, UnitAttr:$exchanged, I64Attr:$outputs, I64Attr:$blocks, I64Attr:$lanes)> {
  let summary = "the transformed kernels of a weight";
  let description = [{
    The first weight of a `kernel.winograd_conv` of `output_channels` and
    `input_channels` whose tile begins with `outputs` (m) and ends with `blocks`.
    The input is the weight, O x I x 3 x 3, or with `exchanged` I x O x 3 x 3, of
    which the taps are taken in reverse.

    Constraints:
      - (C1) there is one input, a vector of f32 of all elements of the weight.
      - (C2) `outputs` is 2 or 4, `blocks` from 1 to 64, `lanes` a power of two.
      - (C3) the output is a vector of f32 of all points.
  }];
  let extraClassDeclaration = [{
    int64_t countBlocks() { return (getOutputChannels() + getLanes() - 1) / getLanes(); }
  }];
}

def Kernel_VectorMapOp : Kernel_Kernel<"vector_map"> {
  let summary = "element-wise code on vectors, or a copy of one";
  let description = [{
    Constraints:
      - (C1) all inputs and the output are vectors of f32.
  }];
}

def Kernel_ChannelSumOp : Kernel_Kernel<"channel_sum", (ins DenseBoolArrayAttr:$mean, UnitAttr:$statistics)> {
  let summary = "sums over all pictures, rows and columns, one for each channel";
  let description = [{
    The epilogue region computes the terms; see `cnn.channel_sum`. The sums of a
    term fill whole blocks of channels.

    Constraints:
      - (C1) the first input has a batch, and pictures have its block.
      - (C2) the region yields as many terms as `mean` has places.
      - (C3) the output is a vector of the sums.
  }];
}

def Kernel_UpdateAverageOp : Kernel_Kernel<"update_average",
    (ins F64Attr:$momentum, I64Attr:$elements, UnitAttr:$unbiased)> {
  let summary = "adds a batch to a running average";
  let description = [{
    Constraints:
      - (C1) input and output are vectors of f32.
  }];
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

def Kernel_OptimizeOp : Kernel_Kernel<"optimize", (ins DictionaryAttr:$optimizer, F64Attr:$l1, F64Attr:$l2,
    OptionalAttr<F64Attr>:$clip_value, UnitAttr:$clip_norm)> {
  let summary = "one step of an optimiser for a parameter";
  let description = [{
    inputs: the gradient, the slots that the optimiser keeps (which are written,
    too), the control vector. Buffers stand for parameters of any size: how many
    vectors there are is the step's business.

    Constraints:
      - (C1) inputs and output are vectors of f32, and there are as many slots as
        the optimiser needs.
  }];
  let extraClassDeclaration = [{
    /// The slots that an optimiser keeps of a parameter, by name.
    static llvm::SmallVector<llvm::StringRef, 2> getSlots(mlir::DictionaryAttr optimizer);
  }];
}

def Kernel_ConstrainOp : Kernel_Kernel<"constrain", (ins F64Attr:$max_norm)> {
  let summary = "bounds the norm of each filter of a parameter";
  let description = [{
    Constraints:
      - (C1) the output is a parameter of rank 2 or more, of f32.
  }];
}
include "dialects/Kernel/Gradients/Adjoint.td"

#endif // CNNC_DIALECTS_KERNEL_GRADIENTOPS_TD
