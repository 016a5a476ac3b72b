//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes: what moves elements without computing with them.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_SHAPE_TD
#define CNNC_DIALECTS_CNN_OPS_SHAPE_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_FlattenOp : Cnn_Layer<"flatten"> {
  let summary = "a picture tensor as one vector, in the order channels, rows, columns";
  let description = [{
    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.

    Example:
    ```mlir
    %y = cnn.flatten %x : tensor<?x16x5x5xf32> -> tensor<?x400xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

def Cnn_ConcatOp : Cnn_Layer<"concat"> {
  let summary = "several tensors one after the other, along an axis";
  let description = [{
    Constraints:
      - (C1) there is at least one operand, and all are N x C x H x W or all N x C, of f32.
      - (C2) all have the same extents but along the axis.
      - (C3) the axis is a dimension other than the batch: 1 channels (as where
        none is written), 2 rows, 3 columns.

    Example:
    ```mlir
    %y = cnn.concat %a, %b : (tensor<?x64x8x8xf32>, tensor<?x32x8x8xf32>) -> tensor<?x96x8x8xf32>
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs, DefaultValuedAttr<I64Attr, "1">:$axis);
  let assemblyFormat = "$inputs (`axis` `=` $axis^)? attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

/// A layer of one tensor, whose constraint C1 is that it is a picture or a vector of f32.
class Cnn_Rearrange<string mnemonic, dag attributes, string format, list<Trait> traits = []>
    : Cnn_Layer<mnemonic, traits> {
  let arguments = !con((ins AnyRankedTensor:$input), attributes);
  let assemblyFormat = "$input " # format # " attr-dict `:` type($input) `->` type($result)";
}

def Cnn_ReshapeOp : Cnn_Rearrange<"reshape", (ins DenseI64ArrayAttr:$shape), "`shape` `=` $shape"> {
  let summary = "the same elements in another shape";
  let description = [{
    Elements keep their place in the order channels, rows, columns.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) `shape` is C, or C, H and W, with as many elements as the input.

    Example:
    ```mlir
    %y = cnn.reshape %x shape = [512, 4, 4] : tensor<?x8192xf32> -> tensor<?x512x4x4xf32>
    ```
  }];
}

def Cnn_TransposeOp : Cnn_Rearrange<"transpose", (ins DenseI64ArrayAttr:$order), "`order` `=` $order"> {
  let summary = "the axes of a picture in another order";
  let description = [{
    Dimension i of the result is dimension `order[i - 1]` of the input: 1
    channels, 2 rows, 3 columns.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) `order` holds 1, 2 and 3, each once.

    Example:
    ```mlir
    %y = cnn.transpose %x order = [1, 3, 2] : tensor<?x8x4x6xf32> -> tensor<?x8x6x4xf32>
    ```
  }];
}

def Cnn_SliceOp : Cnn_Rearrange<"slice",
    (ins DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$sizes, DenseI64ArrayAttr:$steps),
    "`starts` `=` $starts `sizes` `=` $sizes `steps` `=` $steps"> {
  let summary = "every step-th element of a range of channels, rows and columns";
  let description = [{
    `y[c,i,j] = x[starts[0] + c * steps[0], starts[1] + i * steps[1], starts[2] + j * steps[2]]`.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) starts, of at least 0, sizes and steps, of at least 1, are one
        number for each dimension other than the batch.
      - (C3) the last element is within the input.

    Example:
    ```mlir
    %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
    ```
  }];
}

def Cnn_PadOp : Cnn_Rearrange<"pad",
    (ins DenseI64ArrayAttr:$padding, Cnn_PadModeOrZero:$padding_mode, DefaultValuedAttr<F64Attr, "0.0">:$value),
    "`padding` `=` $padding (`mode` `=` $padding_mode^)? (`value` `=` $value^)?", [Cnn_EpilogueRoot]> {
  let summary = "a picture with a border";
  let description = [{
    The border holds `value` with mode zero, else what the mode says (see
    `#cnn.layout`).

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) `padding` is top, bottom, left, right, of at least 0; with mode
        reflect below the axis' extent, with circular at most that.
      - (C3) a value other than 0 goes with mode zero only.
      - (C4) the output has at most 2^31 elements.

    Example:
    ```mlir
    %y = cnn.pad %x padding = [1, 2, 3, 0] mode = reflect : tensor<?x8x4x4xf32> -> tensor<?x8x7x7xf32>
    ```
  }];
}

def Cnn_ResizeOp : Cnn_Rearrange<"resize",
    (ins DenseI64ArrayAttr:$size, Cnn_ResizeModeAttr:$mode, UnitAttr:$align_corners),
    "$mode `size` `=` $size (`align_corners` $align_corners^)?", [Cnn_EpilogueRoot]> {
  let summary = "a picture of another size, interpolated";
  let description = [{
    Output position i of an axis lies at `s = (i + 0.5) * n / m - 0.5` of the
    input, with n and m the extents of input and output; with `align_corners`
    at `i * (n - 1) / (m - 1)`, or 0 where m is 1. `nearest` takes the element
    at `floor(i * n / m)`. `bilinear` takes the two around s, of which s is at
    least 0, `bicubic` the four around it with the cubic of a = -0.75; what
    lies beyond the edge is the edge. Rows and columns are independent.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) `size` is two numbers of at least 1; the output has at most 2^31 elements.
      - (C3) `align_corners` does not go with nearest.

    Example:
    ```mlir
    %y = cnn.resize %x bilinear size = [8, 8] align_corners : tensor<?x8x4x4xf32> -> tensor<?x8x8x8xf32>
    ```
  }];
}

def Cnn_PixelShuffleOp : Cnn_Rearrange<"pixel_shuffle", (ins I64Attr:$factor), "`factor` `=` $factor"> {
  let summary = "channels to pixels";
  let description = [{
    `y[c, i, j] = x[c*f*f + (i mod f)*f + j mod f, i div f, j div f]`.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) the factor is at least 1, and its square divides C.

    Example:
    ```mlir
    %y = cnn.pixel_shuffle %x factor = 2 : tensor<?x8x4x4xf32> -> tensor<?x2x8x8xf32>
    ```
  }];
}

def Cnn_PixelUnshuffleOp : Cnn_Rearrange<"pixel_unshuffle", (ins I64Attr:$factor), "`factor` `=` $factor"> {
  let summary = "pixels to channels";
  let description = [{
    `y[c*f*f + p*f + q, i, j] = x[c, i*f + p, j*f + q]`.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) the factor is at least 1 and divides H and W.

    Example:
    ```mlir
    %y = cnn.pixel_unshuffle %x factor = 2 : tensor<?x2x8x8xf32> -> tensor<?x8x4x4xf32>
    ```
  }];
}

def Cnn_ChannelShuffleOp : Cnn_Rearrange<"channel_shuffle", (ins I64Attr:$groups), "`groups` `=` $groups"> {
  let summary = "the channels of all groups in turn";
  let description = [{
    `y[i*groups + g] = x[g * C/groups + i]`.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) groups is at least 1 and divides C.

    Example:
    ```mlir
    %y = cnn.channel_shuffle %x groups = 2 : tensor<?x8x4x4xf32> -> tensor<?x8x4x4xf32>
    ```
  }];
}

def Cnn_ConstantOp : Cnn_Layer<"constant"> {
  let summary = "the same tensor for each picture";
  let description = [{
    Constraints:
      - (C1) the value is of f32 and has the shape of the result without the
        batch: C, or C x H x W.

    Example:
    ```mlir
    %y = cnn.constant dense<1.0> : tensor<1x4x4xf32> -> tensor<?x1x4x4xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let assemblyFormat = "$value attr-dict `->` type($result)";
}

def Cnn_DropoutOp : Cnn_Layer<"dropout"> {
  let summary = "zeroes elements at random in training; the identity in inference";
  let description = [{
    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) the rate is at least 0 and below 1.

    Example:
    ```mlir
    %y = cnn.dropout %x rate = 5.0e-1 : tensor<?x4096xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, F64Attr:$rate);
  let assemblyFormat = "$input `rate` `=` $rate attr-dict `:` type($input)";
}

#endif // CNNC_DIALECTS_CNN_OPS_SHAPE_TD
