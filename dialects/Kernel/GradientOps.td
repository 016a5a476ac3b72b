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
      - (C1) the memref is a vector of f32 without a layout, or static with a plain one.
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
  let summary = "a range of a vector, or the elements of a parameter as one";
  let description = [{
    Constraints:
      - (C1) both are vectors of f32, and the range, from element `start`, is within the source; or the
        source is a static tensor of f32 in plain order, whose elements, from the first one, are the
        vector's, with what its memory has up to a multiple of 64 bytes.

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
    I64Attr:$input_channels, UnitAttr:$exchanged, I64Attr:$outputs, I64Attr:$blocks, I64Attr:$lanes, DefaultValuedAttr<I64Attr, "3">:$taps,
    DefaultValuedAttr<I64Attr, "1">:$groups)> {
  let summary = "the transformed kernels of a weight";
  let description = [{
    The first weight of a `kernel.winograd_conv` of `output_channels` and
    `input_channels` whose tile begins with `outputs` (m) and ends with `blocks`, and
    of whose groups of so many blocks `groups` go through the points together.
    The input is the weight, O x I x R x R for R `taps`, or with `exchanged` I x O x R x R,
    of which the taps are taken in reverse.

    Constraints:
      - (C1) there is one input, a vector of f32 of all elements of the weight.
      - (C2) `taps` is 3 and `outputs` 2 or 4, or `taps` is 5 and `outputs` 2; `blocks` and `groups` from 1 to 64, `lanes` a power of two.
      - (C3) the output is a vector of f32 of all points.
  }];
  let extraClassDeclaration = [{
    int64_t countBlocks() { return (getOutputChannels() + getLanes() - 1) / getLanes(); }
  }];
}

def Kernel_WinogradTransformOp : Kernel_Kernel<"winograd_transform", (ins UnitAttr:$gradient,
    DenseI64ArrayAttr:$start, DenseI64ArrayAttr:$tiles)> {
  let summary = "tiles of a picture at Winograd's points";
  let description = [{
    See `cnn.winograd_transform`.

    Constraints:
      - (C1) there is one input, a picture in blocks that fill all its channels, with a
        halo of zeros that holds all that the tiles read.
      - (C2) `tiles` and `start` are two numbers each.
      - (C3) the output has 36 times the channels and a column for each tile, without halo.
  }];
}

def Kernel_WinogradPictureGradientOp : Kernel_Kernel<"winograd_picture_gradient", (ins
    DenseI64ArrayAttr:$start, DenseI64ArrayAttr:$tile, DenseI64ArrayAttr:$weight)> {
  let summary = "gradient of a weight of 3x3 for each picture, at Winograd's points";
  let description = [{
    The inputs are that of a convolution with stride 1 and the gradient of its result,
    the output the gradient of a weight of shape `weight` for each picture, which
    `kernel.channel_sum` adds up. `start` is the padding above and on the left,
    `tile` the rows (outputs) and vectors (blocks of inputs) of sums in registers.

    Constraints:
      - (C1) there are two inputs, pictures of f32 in nchw order, of one block that their
        channels fill, with halos of zeros that hold all that the tiles read.
      - (C2) `start` is two numbers from 0 to 2, `tile` two from 1 to 64.
      - (C3) `weight` is O x C x 3 x 3, and the output a picture of one place that has a
        channel at least for each element.
      - (C4) there are no weights.
  }];
}

def Kernel_WinogradSumsOp : Kernel_Kernel<"winograd_sums", (ins DenseI64ArrayAttr:$start, DenseI64ArrayAttr:$tile)> {
  let summary = "sums of products at Winograd's points, of parts of the batch";
  let description = [{
    The inputs are that of a convolution with stride 1 and the gradient of its result.
    For each of eight parts of the batch (`kParts`) the output has the gradient of a weight of
    O x C x 3 x 3 at the 36 points, as 36*O x C, which `kernel.winograd_weight_gradient`
    adds up. `start` is the padding above and on the left, `tile` the rows of tiles
    that are transformed together, and rows (outputs) and vectors (blocks of inputs) of
    sums in registers.

    Constraints:
      - (C1) there are two inputs, pictures of f32 in nchw order, of one block that their
        channels fill, with halos of zeros that hold all that the tiles read.
      - (C2) `start` is two numbers from 0 to 2, `tile` three of at least 1, the last two
        of at most 64.
      - (C3) the output is static and plain, 8*36*O x C x 1 x 1 of f32.
      - (C4) there are no weights.
  }];
  let extraClassDeclaration = [{
    /// Parts of a batch, whatever the number of threads.
    static constexpr int64_t kParts = 8;
  }];
}

def Kernel_WinogradWeightGradientOp : Kernel_Kernel<"winograd_weight_gradient"> {
  let summary = "gradient of a weight from that at Winograd's points";
  let description = [{
    See `cnn.winograd_weight_gradient`.

    Constraints:
      - (C1) there is one input, n*36*O x C x 1 x 1, whose n parts are added up, and an
        output O x C x 3 x 3, both plain; n is from 1 to 64, C a multiple of 4.
  }];
}

def Kernel_VectorMapOp : Kernel_Kernel<"vector_map"> {
  let summary = "element-wise code on vectors, or a copy of one";
  let description = [{
    Constraints:
      - (C1) all inputs and the output are vectors of f32; an input has as many
        elements as the output, or more, or one.
      - (C2) without an epilogue there is one input.
  }];
}

def Kernel_PictureSumsOp : Kernel_Kernel<"picture_sums"> {
  let summary = "sums over the rows and columns of each picture, one for each channel";
  let description = [{
    The epilogue region computes the terms; see `cnn.channel_sum`. The sums of a
    term fill whole blocks of channels: what `kernel.channel_sum` adds up, and
    what can follow each picture while it is in the cache.

    Constraints:
      - (C1) the first input has a batch, and pictures have its block.
      - (C2) the region takes a number of each input and yields at least one term.
      - (C3) the output is a picture of one place in the first input's blocks, with
        the sums of each term in turn.
  }];
}

def Kernel_ChannelSumOp : Kernel_Kernel<"channel_sum", (ins DenseBoolArrayAttr:$mean,
    DenseI64ArrayAttr:$terms, I64Attr:$count, UnitAttr:$statistics)> {
  let summary = "sums over all pictures of the sums of each";
  let description = [{
    See `cnn.channel_sum`. The input has the sums of each picture, or of each band
    of its rows, one term after the other: of `kernel.picture_sums`, or of a kernel
    that adds up what it writes. `terms` says which of them each result is of. A
    mean is of `count` elements in each picture.

    Constraints:
      - (C1) there is one input, a picture of one column in blocks.
      - (C2) `mean` and `terms` have a place for each result, of which each stored term
        has one, and `count` is at least 1.
      - (C3) the output is a vector of the sums, or a weight of as many elements, up to
        the last block.
  }];
  let extraClassDeclaration = [{
    /// Terms that the input has sums of.
    int64_t countStored();
  }];
}

def Kernel_UpdateAverageOp : Kernel_Kernel<"update_average",
    (ins F64Attr:$momentum, I64Attr:$elements, UnitAttr:$unbiased)> {
  let summary = "adds a batch to a running average";
  let description = [{
    inputs: what was measured, the control vector, which says of how many machines'
    pictures it is.

    Constraints:
      - (C1) inputs and output are vectors of f32; what was measured is as long as the output.
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

def Kernel_ConstrainOp : Kernel_Kernel<"constrain", (ins StrAttr:$kind, F64Attr:$low, F64Attr:$high,
    OptionalAttr<I64Attr>:$transposed)> {
  let summary = "bounds the norm of each filter of a parameter, or each element";
  let description = [{
    The attributes are those of `cnn.constrain`.

    Constraints:
      - (C1) the output is a parameter of f32, for "norm" of rank 2 or more.
      - (C2) the kind is "norm" or "value".
  }];
}

include "dialects/Kernel/Gradients/Adjoint.td"

//===----------------------------------------------------------------------===//
// Gradients of weights
//===----------------------------------------------------------------------===//

def Kernel_ConvWeightGradientOp : Kernel_Kernel<"conv_weight_gradient", (ins
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding, I64Attr:$groups,
    DenseI64ArrayAttr:$tile, OptionalAttr<DenseI64ArrayAttr>:$weight)> {
  let summary = "gradient of a convolution's weight, as outer products";
  let description = [{
    The inputs are that of the convolution and the gradient of its result. `tile` is
    the rows and vectors of sums that are held in registers, the blocks of channels
    on the side of the rows and on that of the vectors that an item takes, and what is
    a row: a channel of the gradient (1; vectors are blocks of inputs), or an input at
    a tap (2; vectors are blocks of channels of the gradient). With `weight`, the shape
    of the weight, each picture has a gradient of its own, which
    `kernel.channel_sum` adds up: the kernel can then be joined to others.

    Constraints:
      - (C1) both inputs are picture tensors of f32 or bf16 in nchw order; the
        first one's block is 1 or that of the other, and its halo, of zeros, at
        least the padding.
      - (C2) the output is O x C/groups x KH x KW of f32 in the plain nchw layout
        without halo, and groups divides C and O. With `weight`, which says this
        shape, the output is a picture of one place that has a channel at least for
        each element.
      - (C3) strides and dilations are two numbers of at least 1, padding four of at
        least 0, and the gradient has no more rows and columns than there are windows.
      - (C4) `tile` is five numbers from 1 to 64, the last one 1 or 2; with 1 both inputs
        have one block, with 2 there are one group and one block (or planes) of inputs.
        The blocks of an item divide those of a group, or are 1.
      - (C5) there are no weights.

    Example:
    ```mlir
    kernel.conv_weight_gradient ins(%x, %g : memref<?x64x56x56xf32, #in>, memref<?x64x56x56xf32, #out>)
        outs(%dw : memref<64x64x3x3xf32, #plain>)
        {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
         groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
    ```
  }];
  let extraClassDeclaration = [{
    /// The shape of the weight.
    llvm::ArrayRef<int64_t> getWeightShape();
  }];
}

def Kernel_DepthwiseWeightGradientOp : Kernel_Kernel<"depthwise_weight_gradient", (ins
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$tile,
    OptionalAttr<DenseI64ArrayAttr>:$weight)> {
  let summary = "gradient of a depthwise convolution's weight";
  let description = [{
    The inputs are as those of `kernel.conv_weight_gradient`. `tile` is columns of the
    gradient, and rows and columns of the kernel, that are held in registers. So is
    `weight`.

    Constraints:
      - (C1) both inputs are picture tensors of f32 or bf16 in nchw order, of one block
        and the same channels; the first one's halo, of zeros, is at least the padding.
      - (C2) the output is C x 1 x KH x KW of f32 in the plain nchw layout without
        halo; with `weight`, a picture of one place.
      - (C3) strides and dilations are two numbers of at least 1, padding four of at
        least 0, and the gradient has no more rows and columns than there are windows.
      - (C4) `tile` is three numbers from 1 to 64.
      - (C5) there are no weights.
  }];
  let extraClassDeclaration = [{
    /// The shape of the weight.
    llvm::ArrayRef<int64_t> getWeightShape();
  }];
}

def Kernel_DenseWeightGradientOp : Kernel_Kernel<"dense_weight_gradient", (ins DenseI64ArrayAttr:$tile)> {
  let summary = "gradient of a dense layer's weight";
  let description = [{
    The inputs are that of the layer and the gradient of its result. `tile` is outputs,
    and vectors of inputs, that are held in registers.

    Constraints:
      - (C1) both inputs are vectors for each picture, of f32 or bf16, in nchw order
        without halo, of one block.
      - (C2) the output is O x C of f32 in the plain nchw layout without halo.
      - (C3) `tile` is two numbers from 1 to 64.
      - (C4) there are no weights.
  }];
}

#endif // CNNC_DIALECTS_KERNEL_GRADIENTOPS_TD
