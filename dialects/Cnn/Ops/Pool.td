//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pooling.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_POOL_TD
#define CNNC_DIALECTS_CNN_OPS_POOL_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_PoolOp : Cnn_Layer<"pool", [Cnn_EpilogueRoot]> {
  let summary = "maximum, average or p-norm of a sliding window";
  let description = [{
    Padding of mode zero takes no part in a maximum or a norm. An average
    divides by the number of elements inside the picture, or by the whole window
    with `count_include_pad`. With another mode the picture goes on beyond its
    edge, and all windows are whole. A p-norm is `(sum of |x|^p)^(1/p)`.

    Extents follow the formula of `cnn.conv2d`; with `ceil`, rounded up instead
    of down, unless the last window would begin beyond the picture and its
    padding before. Such windows end with the padding.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) kernel, strides and dilations are two numbers of at least 1,
        `padding` is top, bottom, left, right, each from 0 to less than the
        kernel's extent.
      - (C3) each output extent is at least 1, and the output has at most 2^31 elements.
      - (C4) `p`, at least 1, is there for a norm and for nothing else.
      - (C5) with mode reflect the padding of an axis is below its extent, with
        circular at most its extent; `ceil` goes with mode zero.

    Example:
    ```mlir
    %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>
    ```
  }];
  let arguments = (ins Cnn_PoolKindAttr:$kind, AnyRankedTensor:$input, DenseI64ArrayAttr:$kernel,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding, UnitAttr:$count_include_pad,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations, UnitAttr:$ceil,
                       Cnn_PadModeOrZero:$padding_mode, OptionalAttr<F64Attr>:$p);
  let assemblyFormat = [{
    $kind $input `kernel` `=` $kernel `strides` `=` $strides `padding` `=` $padding
    (`dilations` `=` $dilations^)? (`count_include_pad` $count_include_pad^)? (`ceil` $ceil^)?
    (`mode` `=` $padding_mode^)? (`p` `=` $p^)? attr-dict `:` type($input) `->` type($result)
  }];
  // Takes a pad layer before it as its padding.
  let hasCanonicalizeMethod = 1;
}

def Cnn_PoolIndicesOp : Cnn_Layer<"pool_indices"> {
  let summary = "where the maximum of each window is";
  let description = [{
    `row * W + column` of the first greatest element of the window of
    `cnn.pool max` with the same attributes, as a whole number in f32. NaN is
    greater than all numbers.

    Constraints:
      - (C1) the input is N x C x H x W of f32, and H * W is at most 2^24.
      - (C2) as for `cnn.pool`.
      - (C3) as for `cnn.pool`.

    Example:
    ```mlir
    %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides,
                       DenseI64ArrayAttr:$padding, DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
                       UnitAttr:$ceil);
  let assemblyFormat = [{
    $input `kernel` `=` $kernel `strides` `=` $strides `padding` `=` $padding
    (`dilations` `=` $dilations^)? (`ceil` $ceil^)? attr-dict `:` type($input) `->` type($result)
  }];
}

def Cnn_UnpoolOp : Cnn_Layer<"unpool"> {
  let summary = "elements back to where a maximum pooling found them";
  let description = [{
    A picture of H x W zeros in which each element of the input stands at its
    index `row * W + column`. Of several with one index the last one counts, in
    the order of rows; an index that is not in the picture is passed over.

    Constraints:
      - (C1) input and indices are N x C x h x w of f32, of one shape.
      - (C2) `size` is H and W, each at least 1; the output has at most 2^31
        elements, and H * W is at most 2^24.

    Example:
    ```mlir
    %y = cnn.unpool %x, %i size = [28, 28] : (tensor<?x6x14x14xf32>, tensor<?x6x14x14xf32>) -> tensor<?x6x28x28xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$indices, DenseI64ArrayAttr:$size);
  let assemblyFormat = "$input `,` $indices `size` `=` $size attr-dict `:` functional-type(operands, results)";
}

def Cnn_GlobalPoolOp : Cnn_Layer<"global_pool", [Cnn_EpilogueRoot]> {
  let summary = "maximum, average or p-norm of each channel";
  let description = [{
    Constraints:
      - (C1) the input is N x C x H x W of f32; the result is N x C.
      - (C2) `p`, at least 1, is there for a norm and for nothing else.

    Example:
    ```mlir
    %y = cnn.global_pool avg %x : tensor<?x512x7x7xf32> -> tensor<?x512xf32>
    ```
  }];
  let arguments = (ins Cnn_PoolKindAttr:$kind, AnyRankedTensor:$input, OptionalAttr<F64Attr>:$p);
  let assemblyFormat = "$kind $input (`p` `=` $p^)? attr-dict `:` type($input) `->` type($result)";
}

def Cnn_AdaptivePoolOp : Cnn_Layer<"adaptive_pool", [Cnn_EpilogueRoot]> {
  let summary = "maximum or average of windows that cut the picture into a grid";
  let description = [{
    Of `size` rows, row i covers those from `floor(i * H / size)` to before
    `ceil((i + 1) * H / size)`; columns likewise.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) the kind is max or avg.
      - (C3) `size` is two numbers of at least 1; the output has at most 2^31 elements.

    Example:
    ```mlir
    %y = cnn.adaptive_pool avg %x size = [7, 7] : tensor<?x512x10x12xf32> -> tensor<?x512x7x7xf32>
    ```
  }];
  let arguments = (ins Cnn_PoolKindAttr:$kind, AnyRankedTensor:$input, DenseI64ArrayAttr:$size);
  let assemblyFormat = "$kind $input `size` `=` $size attr-dict `:` type($input) `->` type($result)";
}

#endif // CNNC_DIALECTS_CNN_OPS_POOL_TD
