//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of the kernel dialect.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELOPS_TD
#define CNNC_DIALECTS_KERNEL_KERNELOPS_TD

include "dialects/Kernel/KernelAttrs.td"
include "dialects/Kernel/KernelInterfaces.td"
include "dialects/Cnn/CnnAttrs.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

class Kernel_Op<string mnemonic, list<Trait> traits = []> : Op<Kernel_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

def Kernel_BufferOp : Kernel_Op<"buffer", [MemoryEffects<[MemAlloc]>]> {
  let summary = "working memory of one tensor";
  let description = [{
    `offset` is its place in the arena in bytes per picture, once
    `kernel-plan-memory` has decided it.

    Constraints:
      - (C1) the memref is of f32 or i8 and has a `#cnn.layout`.
      - (C2) the offset, where present, is a multiple of 64 of at least 0.

    Example:
    ```mlir
    %b = kernel.buffer offset = 4096 : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>
    ```
  }];
  let arguments = (ins OptionalAttr<I64Attr>:$offset);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "(`offset` `=` $offset^)? `:` type($result) attr-dict";
  let hasVerifier = 1;
}

def Kernel_ConstantOp : Kernel_Op<"constant", [Pure]> {
  let summary = "a packed parameter in the library's read-only data";
  let description = [{
    Constraints:
      - (C1) the value is a vector of f32 as long as the memref.

    Example:
    ```mlir
    %w = kernel.constant dense<0.0> : tensor<1024xf32> -> memref<1024xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$value `->` type($result) attr-dict";
  let hasVerifier = 1;
}

def Kernel_SliceOp : Kernel_Op<"slice", [Pure]> {
  let summary = "a range of channels of a wider buffer";
  let description = [{
    Constraints:
      - (C1) `channel` is a multiple of the layout's block, the range lies
        within the source, and the rest of type and layout, which is nchw, is
        the same.
      - (C2) the result's pitch is the distance between the source's pictures.

    Example:
    ```mlir
    %s = kernel.slice %b channel = 8
      : memref<?x16x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>>
     -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
    ```
  }];
  let arguments = (ins AnyMemRef:$source, I64Attr:$channel);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$source `channel` `=` $channel `:` type($source) `->` type($result) attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Elements from the source's start to the slice's.
    int64_t getElementOffset();
  }];
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// All kernels: inputs are of f32 or i8 with a layout, or vectors of f32 with a
/// number per channel; weights are vectors of f32; the output is of f32 with a
/// layout; the epilogue is scalar code on one element per input that yields f32.
class Kernel_Kernel<string mnemonic, dag attributes = (ins)>
    : Kernel_Op<mnemonic, [AttrSizedOperandSegments, SingleBlock, NoTerminator,
        MemoryEffects<[MemRead, MemWrite]>, DeclareOpInterfaceMethods<Kernel_KernelOpInterface>]> {
  let arguments = !con((ins Variadic<AnyMemRef>:$inputs, Variadic<AnyMemRef>:$weights,
                            AnyMemRef:$output), attributes);
  let regions = (region AnyRegion:$epilogue);
  let assemblyFormat = [{
    `ins` `(` ($inputs^ `:` type($inputs))? `)` (`weights` `(` $weights^ `:` type($weights) `)`)?
    `outs` `(` $output `:` type($output) `)` attr-dict (`epilogue` $epilogue^)?
  }];
  let hasVerifier = 1;
}

def Kernel_DirectConvOp : Kernel_Kernel<"direct_conv", (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, I64Attr:$groups, DenseI64ArrayAttr:$tile,
    DenseI64ArrayAttr:$pool, OptionalAttr<Cnn_PoolKindAttr>:$pool_kind)> {
  let summary = "direct convolution with a register tile";
  let description = [{
    weights: the packed kernel `[O/(b*V)][C/V][KH][KW][V ic][b][V oc]` and the
    bias. `tile` is rows, columns and blocks of output channels (b). `pool` is
    the extent of a window (equal to its step) that is reduced in registers
    after the epilogue; `[1, 1]` is none.

    Constraints:
      - (C1) the input is a picture tensor whose halo is at least the padding;
        block 1 or the block of the output.
      - (C2) `tile` is three numbers from 1 to 64.
      - (C3) rows and columns of the tile are multiples of the pool.
      - (C4) groups divides the channels of input and output.
      - (C5) there is a weight and a bias for all blocks of outputs.

    Example:
    ```mlir
    kernel.direct_conv ins(%x : memref<?x64x56x56xf32, #in>)
        weights(%w, %b : memref<36864xf32>, memref<64xf32>) outs(%y : memref<?x64x56x56xf32, #out>)
        {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 14, 2>,
         pool = array<i64: 1, 1>}
    ```
  }];
}

def Kernel_DepthwiseConvOp : Kernel_Kernel<"depthwise_conv", (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$tile)> {
  let summary = "convolution of each channel by itself";
  let description = [{
    weights: `[C/V][KH][KW][V]` and the bias. `tile` is columns held in registers.

    Constraints:
      - (C1) input and output have the same channels and block; the input's
        halo is at least the padding.
      - (C2) `tile` is a number from 1 to 64.
      - (C3) there is a weight and a bias for all blocks of channels.
  }];
}

def Kernel_DenseOp : Kernel_Kernel<"dense", (ins DenseI64ArrayAttr:$tile)> {
  let summary = "fully connected layer";
  let description = [{
    weights: `[O/(b*V)][K][b][V]` and the bias; K counts the physical elements of
    an input picture, so that a flatten needs no copy. `tile` is pictures and
    blocks of outputs (b) held in registers.

    Constraints:
      - (C1) the first weight has O (rounded up to the block) * K elements, the
        second one per output.
      - (C2) `tile` is two numbers from 1 to 64.
  }];
}

def Kernel_PoolOp : Kernel_Kernel<"pool", (ins Cnn_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
    UnitAttr:$count_include_pad)> {
  let summary = "maximum or average of a sliding window";
  let description = [{
    Constraints:
      - (C1) input and output have the same channels and block.
  }];
}

def Kernel_GlobalPoolOp : Kernel_Kernel<"global_pool", (ins Cnn_PoolKindAttr:$kind)> {
  let summary = "maximum or average of each channel";
  let description = [{
    Constraints:
      - (C1) input and output have the same channels and block.
  }];
}

def Kernel_SoftmaxOp : Kernel_Kernel<"softmax"> {
  let summary = "softmax over the channels";
  let description = [{
    Constraints:
      - (C1) input and output have the same shape and block.
  }];
}

def Kernel_ElementwiseOp : Kernel_Kernel<"elementwise"> {
  let summary = "element-wise layers, and changes of layout";
  let description = [{
    Applies the epilogue (if any) to each element of the inputs and stores it
    in the output's layout.

    Constraints:
      - (C1) picture inputs have the output's shape.
      - (C2) without an epilogue there is one input, of f32.
  }];
}

def Kernel_ConcatOp : Kernel_Kernel<"concat"> {
  let summary = "copies the channels of several tensors into one";
  let description = [{
    Only what `kernel-plan-memory` could not place directly is copied.

    Constraints:
      - (C1) the inputs' channels add up to the output's, and H and W are the same.
  }];
}

def Kernel_FlattenOp : Kernel_Kernel<"flatten"> {
  let summary = "copies a picture tensor into a vector in the order C, H, W";
  let description = [{
    Constraints:
      - (C1) the output is a vector with as many elements as the input.
  }];
}

def Kernel_ReferenceOp : Kernel_Kernel<"reference", (ins StrAttr:$layer, DictionaryAttr:$layer_attributes)> {
  let summary = "a layer as plain loops over scalars";
  let description = [{
    The yardstick of all other kernels: `layer` is the cnn op, `layer_attributes` its
    attributes; weights are in the op's own order. Accumulates in f64.

    Constraints:
      - (C1) there is a reference kernel for the layer.
      - (C2) its attributes, weights and inputs are there.
  }];
}

def Kernel_YieldOp : Kernel_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "the result of an epilogue";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

//===----------------------------------------------------------------------===//
// Program
//===----------------------------------------------------------------------===//

def Kernel_LaunchOp : Kernel_Op<"launch", [MemoryEffects<[MemRead, MemWrite]>,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "one step of the network: a kernel function on buffers";
  let description = [{
    The step has `items * pictures + fixed` work items; threads share them out.

    Constraints:
      - (C1) the symbol names a function of at least as many arguments.
      - (C2) items and fixed are at least 0.

    Example:
    ```mlir
    kernel.launch @net_k0(%x, %y) kind = "pool" items = 64 fixed = 0 flops = 1.0e6 bytes = 2.0e6
      : memref<?x3x8x8xf32>, memref<?x3x4x4xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyMemRef>:$operands_, StrAttr:$kind,
                       I64Attr:$items, I64Attr:$fixed, F64Attr:$flops, F64Attr:$bytes);
  let assemblyFormat = [{
    $kernel `(` $operands_ `)` `kind` `=` $kind `items` `=` $items `fixed` `=` $fixed
    `flops` `=` $flops `bytes` `=` $bytes attr-dict `:` type($operands_)
  }];
}

#endif // CNNC_DIALECTS_KERNEL_KERNELOPS_TD
