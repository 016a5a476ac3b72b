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

include "dialects/Kernel/KernelOpBase.td"

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

def Kernel_BufferOp : Kernel_Op<"buffer", [MemoryEffects<[MemAlloc]>]> {
  let summary = "working memory of one tensor";
  let description = [{
    `offset` is its place in the arena in bytes per picture, once
    `kernel-plan-memory` has decided it.

    Constraints:
      - (C1) the memref is of numbers of 8 to 64 bits and has a `#cnn.layout`.
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
      - (C1) the value is a vector of numbers as long as the memref.

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

def Kernel_ViewOp : Kernel_Op<"view", [Pure]> {
  let summary = "a dense buffer in another shape, or a buffer with its border";
  let description = [{
    Constraints:
      - (C1) both have the plain nchw layout, dense, and the same elements; or both are
        nchw with the same block and pitch, and some of the source's halo are rows and
        columns of the result. What is left of it is the result's halo; then it is of
        zeros.

    Example:
    ```mlir
    %v = kernel.view %b : memref<?x8x20xf32, #dense> -> memref<?x8x4x5xf32, #dense>
    ```
  }];
  let arguments = (ins AnyMemRef:$source);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

def Kernel_DirectConvOp : Kernel_SummingKernel<"direct_conv", (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, I64Attr:$groups, DenseI64ArrayAttr:$tile,
    DenseI64ArrayAttr:$pool, OptionalAttr<Cnn_PoolKindAttr>:$pool_kind,
    DefaultValuedAttr<Cnn_PadModeAttr, "::cnnc::cnn::PadMode::zero">:$border)> {
  let summary = "direct convolution with a register tile";
  let description = [{
    weights: the packed kernel `[O/(b*V)][C/V][KH][KW][V ic][b][V oc]` and the
    bias; where input and kernel are bf16, `[V/2 ic][b][V oc][2 ic]`. `tile` is
    rows, columns and blocks of output channels (b). `pool` is the extent of a
    window (equal to its step) that is reduced in registers after the epilogue;
    `[1, 1]` is none.

    The input may also be the caller's picture of few channels: of bytes, in
    nhwc order, or without the halo that the padding needs. Then each item turns
    its rows into planes of its own, with what `border` has beyond the edge. On
    the way each element goes through `prologue`: scalar code on the element and
    on the channel's element of each weight after the bias.

    Constraints:
      - (C1) the input is a picture tensor whose block is 1 or that of the
        output; in the latter case of f32 or bf16 in nchw order, with a halo of
        at least the padding and without prologue. Bytes have a prologue.
      - (C2) `tile` is three numbers from 1 to 64.
      - (C3) rows and columns of the tile are multiples of the pool.
      - (C4) groups divides the channels of input and output.
      - (C5) there is a weight and a bias for all blocks of outputs, and further
        weights, of an element per input channel, with a prologue only, which
        takes as many.

    Example:
    ```mlir
    kernel.direct_conv ins(%x : memref<?x64x56x56xf32, #in>)
        weights(%w, %b : memref<36864xf32>, memref<64xf32>) outs(%y : memref<?x64x56x56xf32, #out>)
        {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 14, 2>,
         pool = array<i64: 1, 1>}
    ```
  }];
  let regions = (region AnyRegion:$epilogue, AnyRegion:$terms, AnyRegion:$prologue);
  let assemblyFormat = [{
    `ins` `(` $inputs `:` type($inputs) `)` `weights` `(` $weights `:` type($weights) `)`
    (`sums` `(` $sums^ `:` type($sums) `)`)? `outs` `(` $output `:` type($output) `)` attr-dict
    (`prologue` $prologue^)? (`epilogue` $epilogue^)? (`terms` $terms^)?
  }];
  let extraClassDeclaration = [{
    /// Whether items make planes with a border of their rows of the input.
    bool readsPicture();
  }];
}

def Kernel_WinogradConvOp : Kernel_SummingKernel<"winograd_conv", (ins
    DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$tile,
    DenseI64ArrayAttr:$pool, OptionalAttr<Cnn_PoolKindAttr>:$pool_kind,
    DefaultValuedAttr<I64Attr, "3">:$taps)> {
  let summary = "convolution of 3x3 or 5x5 by Winograd's algorithm";
  let description = [{
    F(m x m, r x r) with stride 1, r being `taps`. weights: the transformed kernel
    `[O/(b*V)][(m+r-1)^2][C][b][V oc]` and the bias. `tile` is m, the rows and
    columns of tiles that are transformed at once, the tiles and the blocks of
    output channels (b) of the matrix product's register tile. `pool` as that of
    `kernel.direct_conv`.

    Constraints:
      - (C1) input and output are picture tensors of the same block; the input's
        halo is at least the padding, and holds what the last tiles read.
      - (C2) `tile` is five numbers from 1 to 64, the first 2 or 4, of five taps 2; the
        rows are a multiple of the dilation; `taps` is 3 or 5.
      - (C3) m is a multiple of the pool's rows and columns; with a dilation there
        is no pool.
      - (C4) there is a weight for each point and a bias for all blocks of outputs.

    Example:
    ```mlir
    kernel.winograd_conv ins(%x : memref<?x64x56x56xf32, #in>)
        weights(%w, %b : memref<147456xf32>, memref<64xf32>) outs(%y : memref<?x64x56x56xf32, #out>)
        {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
         tile = array<i64: 4, 2, 14, 14, 2>, pool = array<i64: 1, 1>}
    ```
  }];
}

def Kernel_TransposedConvOp : Kernel_SummingKernel<"transposed_conv", (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, I64Attr:$groups, DenseI64ArrayAttr:$tile)> {
  let summary = "transposed convolution, one direct convolution for each phase of the output";
  let description = [{
    Outputs whose row and column have the same rest modulo the strides see the
    same taps of the kernel: each such phase is a convolution of stride 1 with
    its own part of the kernel. weights: the packed kernels of the phases, row by
    row, each as that of `kernel.direct_conv`, and the bias.

    Constraints:
      - (C1) the input is a picture tensor in blocks whose halo is at least what
        the phases reach beyond its edges.
      - (C2) `tile` is three numbers from 1 to 64.
      - (C3) groups divides the channels of input and output.
      - (C4) there is a weight and a bias for all blocks of outputs.
      - (C5) along an axis there are at most 8 kinds of outputs, which differ in
        the taps they see or where these begin.

    Example:
    ```mlir
    kernel.transposed_conv ins(%x : memref<?x8x4x4xf32, #in>)
        weights(%w, %b : memref<256xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #out>)
        {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>}
    ```
  }];
  let extraClassDeclaration = [{
    /// Its geometry along the rows (0) or columns (1).
    ::cnnc::kernel::TransposedAxis getAxis(int axis);
  }];
}

def Kernel_DepthwiseTransposedConvOp : Kernel_SummingKernel<"depthwise_transposed_conv", (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding)> {
  let summary = "transposed convolution of each channel by itself";
  let description = [{
    weights: `[C/V][KH][KW][V]` and the bias.

    Constraints:
      - (C1) input and output have the same channels and block, and the input's
        halo is at least what the taps reach beyond its edges.
      - (C2) kernel, strides (at most 4) and dilations are two numbers of at least
        1, padding four of at least 0; the kernel has at most 64 taps.
      - (C3) there is a weight and a bias for all blocks of channels.
  }];
  let extraClassDeclaration = [{
    /// Its geometry along the rows (0) or columns (1).
    ::cnnc::kernel::TransposedAxis getAxis(int axis);
  }];
}

def Kernel_DepthwiseConvOp : Kernel_SummingKernel<"depthwise_conv", (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$tile,
    DefaultValuedAttr<I64Attr, "1">:$group_inputs, DefaultValuedAttr<I64Attr, "1">:$multiplier)> {
  let summary = "convolution of each channel, or narrow group of channels, by itself";
  let description = [{
    A group has `group_inputs` channels and `multiplier` times as many outputs.
    weights: `[O/V][group_inputs][KH][KW][V]` and the bias. `tile` is columns held
    in registers.

    Constraints:
      - (C1) the output has `multiplier` times the input's channels, and its
        block; the input's halo is at least the padding.
      - (C2) `tile` is a number from 1 to 64.
      - (C3) there is a weight and a bias for all blocks of channels.
      - (C4) `group_inputs` divides the block and the input's channels.
      - (C5) with `sums` the multiplier is 1.
  }];
}

def Kernel_DenseOp : Kernel_Kernel<"dense", (ins DenseI64ArrayAttr:$tile)> {
  let summary = "fully connected layer";
  let description = [{
    weights: `[O/(b*V)][K][b][V]` (`[K/2][b][V][2]` where both it and the input
    are bf16) and the bias; K counts the physical elements of
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
    UnitAttr:$count_include_pad, DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    UnitAttr:$reads_halo, OptionalAttr<F64Attr>:$p, UnitAttr:$indices)> {
  let summary = "maximum, average or p-norm of a sliding window";
  let description = [{
    Windows are clipped to the picture, or (`reads_halo`) read what the input's
    halo holds. With `indices` the result is not the maximum but its place,
    `row * W + column`.

    Constraints:
      - (C1) input and output have the same channels and block.
      - (C2) `p`, at least 1, is there for a norm and for nothing else;
        `indices` goes with a maximum.
      - (C3) with `reads_halo` the input's halo is at least the padding.
  }];
}

def Kernel_AdaptivePoolOp : Kernel_Kernel<"adaptive_pool", (ins Cnn_PoolKindAttr:$kind)> {
  let summary = "maximum or average of windows that cut the picture into a grid";
  let description = [{
    The grid is the output's rows and columns; see `cnn.adaptive_pool`.

    Constraints:
      - (C1) input and output have the same channels and block.
      - (C2) the kind is max or avg.
  }];
}

def Kernel_UnpoolOp : Kernel_Kernel<"unpool"> {
  let summary = "elements back to where a maximum pooling found them";
  let description = [{
    Constraints:
      - (C1) the two inputs have one shape and block, and the output has their
        channels and block.
  }];
}

def Kernel_GlobalPoolOp : Kernel_Kernel<"global_pool", (ins
    Cnn_PoolKindAttr:$kind, OptionalAttr<F64Attr>:$p, OptionalAttr<I64Attr>:$count)> {
  let summary = "maximum, average or p-norm of each channel";
  let description = [{
    With `count` the input holds sums, of so many elements in all: see `sums` of
    `kernel.depthwise_conv`.

    Constraints:
      - (C1) input and output have the same channels and block.
      - (C2) `p`, at least 1, is there for a norm and for nothing else.
      - (C3) `count`, at least 1, is there for an average only.
  }];
}

def Kernel_SoftmaxOp : Kernel_Kernel<"softmax", (ins DefaultValuedAttr<I64Attr, "1">:$axis, UnitAttr:$log)> {
  let summary = "softmax along an axis, or its logarithm";
  let description = [{
    Constraints:
      - (C1) input and output have the same shape and block.
      - (C2) the axis is 1 (channels), 2 (rows) or 3 (columns).
  }];
}

def Kernel_LayerNormOp : Kernel_Kernel<"layer_norm", (ins DenseI64ArrayAttr:$axes, F64Attr:$epsilon)> {
  let summary = "layer normalisation";
  let description = [{
    weights: none, or scale and shift in the order of the axes, where channels
    fill whole blocks of the output: `[C/V][V]`, `[H]`, `[C/V][H][W][V]` ...

    Constraints:
      - (C1) input and output have the same shape and block.
      - (C2) `axes` are ascending numbers from 1 (channels) to 3 (columns).
      - (C3) there are no weights, or two of one number for each place in the axes.
      - (C4) epsilon is above 0.
  }];
}

def Kernel_GroupNormOp : Kernel_Kernel<"group_norm", (ins I64Attr:$groups, F64Attr:$epsilon)> {
  let summary = "group normalisation";
  let description = [{
    weights: none, or scale and shift of each channel.

    Constraints:
      - (C1) input and output have the same shape and block.
      - (C2) groups is at least 1 and divides the channels.
      - (C3) there are no weights, or two of one number for each channel.
      - (C4) epsilon is above 0.
  }];
}

def Kernel_LocalResponseNormOp : Kernel_Kernel<"local_response_norm",
    (ins I64Attr:$size, F64Attr:$alpha, F64Attr:$beta, F64Attr:$k)> {
  let summary = "local response normalisation across channels";
  let description = [{
    Constraints:
      - (C1) input and output have the same shape and block.
      - (C2) size is at least 1.
  }];
}

def Kernel_ReduceOp : Kernel_Kernel<"reduce", (ins Cnn_ReduceKindAttr:$kind, DenseI64ArrayAttr:$axes)> {
  let summary = "mean, sum, maximum or minimum over axes";
  let description = [{
    Constraints:
      - (C1) `axes` are ascending numbers from 1 (channels) to 3 (columns); the
        output has an extent of 1 there and the input's elsewhere, and its block.
  }];
}

def Kernel_ArgMaxOp : Kernel_Kernel<"argmax", (ins I64Attr:$axis, UnitAttr:$smallest)> {
  let summary = "where along an axis the greatest element is";
  let description = [{
    Constraints:
      - (C1) the axis is 1 (channels), 2 (rows) or 3 (columns); the output has an
        extent of 1 there and the input's elsewhere, and its block.
  }];
}

def Kernel_MatmulOp : Kernel_Kernel<"matmul",
    (ins UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs, DenseI64ArrayAttr:$tile)> {
  let summary = "product of matrices, for each channel";
  let description = [{
    `tile` is rows and vectors of columns held in registers.

    Constraints:
      - (C1) there are two inputs whose shapes, transposed as said, multiply to
        the output's; one channel of an input stands for all.
      - (C2) `tile` is two numbers from 1 to 64.
  }];
}

def Kernel_GatherOp : Kernel_Kernel<"gather", (ins AffineMapAttr:$map)> {
  let summary = "an element of the input for each element of the output";
  let description = [{
    `map` gives channel, row and column in the input of channel, row and column
    (d0, d1, d2) in the output: slices, transposes, reshapes, shuffles.

    Constraints:
      - (C1) `map` has three dimensions, no symbols and three results.
      - (C2) every place that it gives is within the input.

    Example:
    ```mlir
    kernel.gather ins(%x : memref<?x8x4x6xf32, #in>) outs(%y : memref<?x8x6x4xf32, #out>)
      {map = affine_map<(d0, d1, d2) -> (d0, d2, d1)>}
    ```
  }];
}

def Kernel_PadOp : Kernel_Kernel<"pad",
    (ins DenseI64ArrayAttr:$padding, Cnn_PadModeOrZero:$padding_mode, DefaultValuedAttr<F64Attr, "0.0">:$value)> {
  let summary = "a picture with a border";
  let description = [{
    Constraints:
      - (C1) input and output have the same channels and block.
      - (C2) the output's rows and columns are the input's and the padding, which
        is four numbers of at least 0.
      - (C3) with mode reflect the padding of an axis is below its extent, with
        circular at most that.
  }];
}

def Kernel_ResizeOp : Kernel_Kernel<"resize", (ins Cnn_ResizeModeAttr:$mode, UnitAttr:$align_corners)> {
  let summary = "a picture of another size, interpolated";
  let description = [{
    weights: the tables of the output's rows and of its columns, for each one the
    places of its taps and their weights.

    Constraints:
      - (C1) input and output have the same channels and block.
      - (C2) there are two weights of twice as many numbers as taps for each row
        or column: 1 tap (nearest), 2 (bilinear) or 4 (bicubic).
  }];
}

def Kernel_FillOp : Kernel_Kernel<"fill"> {
  let summary = "writes the same tensor for each picture";
  let description = [{
    weights: the elements in the order of the output's blocks, `[C/V][H][W][V]`.

    Constraints:
      - (C1) there is no input, and one weight of all elements.
  }];
}

def Kernel_ElementwiseOp : Kernel_Kernel<"elementwise"> {
  let summary = "element-wise layers, and changes of layout";
  let description = [{
    Applies the epilogue (if any) to each element of the inputs and stores it
    in the output's layout.

    Constraints:
      - (C1) the extents of picture inputs are the output's, or 1.
      - (C2) without an epilogue there is one input, of f32 or bf16.
  }];
}

def Kernel_ConcatOp : Kernel_Kernel<"concat", (ins DefaultValuedAttr<I64Attr, "1">:$axis)> {
  let summary = "copies several tensors into one, along an axis";
  let description = [{
    Only what `kernel-place-concats` could not place directly is copied.

    Constraints:
      - (C1) the axis is 1 (channels), 2 (rows) or 3 (columns); the inputs'
        extents along it add up to the output's, and the others are the same.
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

def Kernel_GenerateOp : Kernel_Op<"generate", [AttrSizedOperandSegments, SingleBlock,
    MemoryEffects<[MemRead, MemWrite]>, DeclareOpInterfaceMethods<Kernel_KernelOpInterface>]> {
  let summary = "a tensor of any rank and type, by a formula for one element";
  let description = [{
    A `cnn.generate` on buffers: the body's arguments are an index for each
    dimension of the output, then the inputs and weights, which it reads with
    `memref.load`. Weights are flat vectors.

    Constraints:
      - (C1) inputs and output are of numbers and have the plain nchw layout.
      - (C2) the body's arguments are as said, and it yields an element of the output.
      - (C3) the body holds ops of arith, math, scf and `memref.load` only.

    Example:
    ```mlir
    kernel.generate ins(%x : memref<3x4xi32, #dense>) outs(%y : memref<4x3xi32, #dense>) body {
    ^bb0(%i: index, %j: index, %a: memref<3x4xi32, #dense>):
      %e = memref.load %a[%j, %i] : memref<3x4xi32, #dense>
      kernel.yield %e : i32
    }
    ```
  }];
  let arguments = (ins Variadic<AnyMemRef>:$inputs, Variadic<AnyMemRef>:$weights, AnyMemRef:$output);
  let regions = (region SizedRegion<1>:$body, AnyRegion:$epilogue);
  let assemblyFormat = [{
    `ins` `(` ($inputs^ `:` type($inputs))? `)` (`weights` `(` $weights^ `:` type($weights) `)`)?
    `outs` `(` $output `:` type($output) `)` attr-dict `body` $body (`epilogue` $epilogue^)?
  }];
  let hasVerifier = 1;
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
    A run of n pictures of the network is `n * images` pictures for the step:
    where the batch is part of the network, each of its tensors holds several.
    `cycles` were predicted for one of these on one core; 0: they were not.

    Constraints:
      - (C1) the symbol names a function of at least as many arguments.
      - (C2) items and fixed are at least 0, images at least 1.

    Example:
    ```mlir
    kernel.launch @net_k0(%x, %y) kind = "pool" items = 64 fixed = 0 flops = 1.0e6 bytes = 2.0e6
      : memref<?x3x8x8xf32>, memref<?x3x4x4xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyMemRef>:$operands_, StrAttr:$kind,
                       I64Attr:$items, I64Attr:$fixed, F64Attr:$flops, F64Attr:$bytes,
                       DefaultValuedAttr<I64Attr, "1">:$images, DefaultValuedAttr<F64Attr, "0.0">:$cycles);
  let assemblyFormat = [{
    $kernel `(` $operands_ `)` `kind` `=` $kind `items` `=` $items `fixed` `=` $fixed
    `flops` `=` $flops `bytes` `=` $bytes (`images` `=` $images^)? (`cycles` `=` $cycles^)? attr-dict `:` type($operands_)
  }];
}

#endif // CNNC_DIALECTS_KERNEL_KERNELOPS_TD
