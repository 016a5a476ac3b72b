//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions, dense layers and products of matrices.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_CONV_TD
#define CNNC_DIALECTS_CNN_OPS_CONV_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_Conv2dOp : Cnn_MacLayer<"conv2d", [Cnn_EpilogueRoot]> {
  let summary = "2-D convolution (cross-correlation)";
  let description = [{
    `y[n,o,i,j] = bias[o] + sum over c, p, q of
      w[o,c,p,q] * x[n, g*C/groups + c, i*sh + p*dh - top, j*sw + q*dw - left]`,
    where g is the group of o and x is what `mode` says outside its extents
    (see `#cnn.layout`; zero unless it is written). Extents follow
    `floor((n + before + after - d*(k-1) - 1) / s) + 1`. A depthwise convolution
    has as many groups as channels.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) the weight is O x C/groups x KH x KW of f32; groups divides C and O.
      - (C3) the bias, where present, is a vector of O.
      - (C4) strides and dilations are two numbers of at least 1, `padding` is
        top, bottom, left, right, of at least 0.
      - (C5) each output extent is at least 1, and the output has at most 2^31 elements.
      - (C6) with mode reflect the padding of an axis is below its extent, with
        circular at most its extent.

    Example:
    ```mlir
    %y = cnn.conv2d %x, %w, %b strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
           : (tensor<?x3x32x32xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>) -> tensor<?x16x16x16xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$weight, Optional<AnyRankedTensor>:$bias,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$dilations, I64Attr:$groups, Cnn_PadModeOrZero:$padding_mode);
  let assemblyFormat = [{
    $input `,` $weight (`,` $bias^)? `strides` `=` $strides `padding` `=` $padding
    `dilations` `=` $dilations `groups` `=` $groups (`mode` `=` $padding_mode^)? attr-dict
    `:` functional-type(operands, results)
  }];
  // Takes a pad layer before it as its padding.
  let hasCanonicalizeMethod = 1;
}

def Cnn_ConvTranspose2dOp : Cnn_MacLayer<"conv_transpose2d", [Cnn_EpilogueRoot]> {
  let summary = "transposed 2-D convolution";
  let description = [{
    What the gradient of a convolution with this weight does to its result:
    each input element adds `x * w` to a window of the output, windows stand
    `strides` apart, and `padding` is cut from the edges.

    `y[n,o,i,j] = bias[o] + sum over c, p, q with i = h*sh + p*dh - top and
      j = v*sw + q*dw - left of w[c,o,p,q] * x[n,c,h,v]`, c of the group of o.
    Extents are `(n-1)*s - before - after + d*(k-1) + output_padding + 1`.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) the weight is C x O/groups x KH x KW of f32; groups divides C and O.
      - (C3) the bias, where present, is a vector of O.
      - (C4) strides and dilations are two numbers of at least 1, `padding` four and
        `output_padding` two numbers of at least 0; the output padding of an axis
        is below its stride or below its dilation.
      - (C5) each output extent is at least 1, and the output has at most 2^31 elements.

    Example:
    ```mlir
    %y = cnn.conv_transpose2d %x, %w, %b strides = [2, 2] padding = [1, 1, 1, 1] output_padding = [0, 0]
           dilations = [1, 1] groups = 1
           : (tensor<?x64x4x4xf32>, tensor<64x32x4x4xf32>, tensor<32xf32>) -> tensor<?x32x8x8xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$weight, Optional<AnyRankedTensor>:$bias,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$output_padding,
                       DenseI64ArrayAttr:$dilations, I64Attr:$groups);
  let assemblyFormat = [{
    $input `,` $weight (`,` $bias^)? `strides` `=` $strides `padding` `=` $padding
    `output_padding` `=` $output_padding `dilations` `=` $dilations `groups` `=` $groups attr-dict
    `:` functional-type(operands, results)
  }];
}

def Cnn_MatmulOp : Cnn_MacLayer<"matmul"> {
  let summary = "product of matrices";
  let description = [{
    `y[n,c,i,j] = sum over k of a[n,c,i,k] * b[n,c,k,j]`: for each channel the
    product of the two planes, where one channel stands for all. A transposed
    operand is read with rows and columns exchanged.

    Constraints:
      - (C1) both operands are N x C x H x W of f32, with the same C or one of 1.
      - (C2) the columns of the left are as many as the rows of the right.
      - (C3) the output has at most 2^31 elements.

    Example:
    ```mlir
    %y = cnn.matmul %a, %b transpose_rhs : (tensor<?x4x49x32xf32>, tensor<?x4x49x32xf32>) -> tensor<?x4x49x49xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$lhs, AnyRankedTensor:$rhs, UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let assemblyFormat = [{
    $lhs `,` $rhs (`transpose_lhs` $transpose_lhs^)? (`transpose_rhs` $transpose_rhs^)? attr-dict
    `:` functional-type(operands, results)
  }];
}

def Cnn_StandardizeOp : Cnn_Op<"standardize", [Pure, SameOperandsAndResultType]> {
  let summary = "weight standardisation: each filter with mean 0 and variance 1";
  let description = [{
    `y[o,...] = (w[o,...] - mean of w[o]) / sqrt(variance of w[o] + epsilon)`,
    the variance without Bessel's correction. In inference it is folded once
    the parameters are constants.

    Constraints:
      - (C1) the weight is of f32, of rank 2 or more.
      - (C2) epsilon is above 0.

    Example:
    ```mlir
    %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64x3x3x3xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$weight, F64Attr:$epsilon);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$weight `epsilon` `=` $epsilon attr-dict `:` type($weight)";
  let hasVerifier = 1;
}

def Cnn_DenseOp : Cnn_MacLayer<"dense", [Cnn_EpilogueRoot]> {
  let summary = "fully connected layer";
  let description = [{
    `y[n,o] = bias[o] + sum over c of w[o,c] * x[n,c]`.

    Constraints:
      - (C1) the input is N x C of f32.
      - (C2) the weight is O x C of f32.
      - (C3) the bias, where present, is a vector of O.

    Example:
    ```mlir
    %y = cnn.dense %x, %w, %b : (tensor<?x84xf32>, tensor<10x84xf32>, tensor<10xf32>) -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$weight, Optional<AnyRankedTensor>:$bias);
  let assemblyFormat = [{
    $input `,` $weight (`,` $bias^)? attr-dict `:` functional-type(operands, results)
  }];
}

#endif // CNNC_DIALECTS_CNN_OPS_CONV_TD
