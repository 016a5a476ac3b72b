//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gradients of layers with respect to their input. GradientOps.td includes this
// file.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTS_ADJOINT_TD
#define CNNC_DIALECTS_CNN_GRADIENTS_ADJOINT_TD

/// The gradient of a layer's input from `gradient`, that of its result, and, where
/// it depends on it, from the input (or for softmax the result) itself. Attributes
/// are those of the layer, so that they may be copied as they are; the result has
/// the type of the layer's input. Where an element went to several places their
/// gradients are summed in a fixed order.
class Cnn_Adjoint<string mnemonic, dag attributes, string before, string format, list<Trait> traits = []>
    : Cnn_GradientLayer<mnemonic, traits> {
  let arguments = !con((ins AnyRankedTensor:$gradient, Optional<AnyRankedTensor>:$value), attributes);
  let assemblyFormat = before # "$gradient (`,` $value^)? " # format # " attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

def Cnn_PoolGradientOp : Cnn_Adjoint<"pool_gradient",
    (ins Cnn_PoolKindAttr:$kind, DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
         UnitAttr:$count_include_pad, DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations, UnitAttr:$ceil,
         Cnn_PadModeOrZero:$padding_mode, OptionalAttr<F64Attr>:$p), "$kind ", [{
    `kernel` `=` $kernel `strides` `=` $strides `padding` `=` $padding
    (`dilations` `=` $dilations^)? (`count_include_pad` $count_include_pad^)? (`ceil` $ceil^)?
    (`mode` `=` $padding_mode^)? (`p` `=` $p^)?}]> {
  let summary = "gradient of `cnn.pool`";
  let description = [{
    The gradient of a maximum goes to the first greatest element of its window, in
    the order of rows, as `cnn.pool_indices` finds it; NaN is greater than all
    numbers. That of a norm y is `g * sign(x) * (|x| / y)^(p-1)`, 0 where y is 0.
    With the picture's extents as kernel this is the gradient of
    `cnn.global_pool`, whose N x C gradient it takes as it is.

    Constraints:
      - (C1) the gradient is N x C x I x J of f32, or N x C for 1 x 1, the result N x C x H x W.
      - (C2) kernel, strides, padding and dilations are as those of `cnn.pool`, and `p`, at
        least 1, is there for a norm and for nothing else.
      - (C3) the value is the layer's input, but an average has none.
      - (C4) the gradient's windows begin before the padding ends; with a padding mode they
        end there, and the padding fits the mode.

    Example:
    ```mlir
    %dx = cnn.pool_gradient max %g, %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0]
            : (tensor<?x6x14x14xf32>, tensor<?x6x28x28xf32>) -> tensor<?x6x28x28xf32>
    ```
  }];
}

def Cnn_AdaptivePoolGradientOp : Cnn_Adjoint<"adaptive_pool_gradient",
    (ins Cnn_PoolKindAttr:$kind, DenseI64ArrayAttr:$size), "$kind ", "`size` `=` $size"> {
  let summary = "gradient of `cnn.adaptive_pool`";
  let description = [{
    Constraints:
      - (C1) the gradient is N x C x I x J of f32, the result N x C x H x W.
      - (C2) the kind is max or avg, and `size` is I and J.
      - (C3) the value is the layer's input, but an average has none.

    Example:
    ```mlir
    %dx = cnn.adaptive_pool_gradient avg %g size = [3, 3] : (tensor<?x8x3x3xf32>) -> tensor<?x8x7x7xf32>
    ```
  }];
}

def Cnn_UnpoolGradientOp : Cnn_Adjoint<"unpool_gradient", (ins DenseI64ArrayAttr:$size), "", "`size` `=` $size"> {
  let summary = "gradient of `cnn.unpool` with respect to its input";
  let description = [{
    An element whose place another one took, or that is not in the picture, has
    gradient 0. The value is the layer's indices, which have no gradient.

    Constraints:
      - (C1) gradient, indices and result are N x C x H x W of f32.
      - (C2) the gradient's extents are `size`.
      - (C3) the indices are there and have the result's shape.

    Example:
    ```mlir
    %dx = cnn.unpool_gradient %g, %i size = [28, 28] : (tensor<?x6x28x28xf32>, tensor<?x6x14x14xf32>) -> tensor<?x6x14x14xf32>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

def Cnn_SliceGradientOp : Cnn_Adjoint<"slice_gradient",
    (ins DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$sizes, DenseI64ArrayAttr:$steps), "",
    "`starts` `=` $starts `sizes` `=` $sizes `steps` `=` $steps"> {
  let summary = "gradient of `cnn.slice`: elements where they were, and zeros";
  let description = [{
    The gradient of a `cnn.concat` is a `cnn.slice` for each operand.

    Constraints:
      - (C1) gradient and result are both N x C or both N x C x H x W of f32; there is no value.
      - (C2) starts, of at least 0, sizes, those of the gradient, and steps, of at least 1, are
        one number for each dimension other than the batch.
      - (C3) the last element is within the result.

    Example:
    ```mlir
    %dx = cnn.slice_gradient %g starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : (tensor<?x8x2x2xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
}

def Cnn_PadGradientOp : Cnn_Adjoint<"pad_gradient",
    (ins DenseI64ArrayAttr:$padding, Cnn_PadModeOrZero:$padding_mode),
    "", "`padding` `=` $padding (`mode` `=` $padding_mode^)?"> {
  let summary = "gradient of `cnn.pad`";
  let description = [{
    Constraints:
      - (C1) gradient and result are N x C x H x W of f32; there is no value.
      - (C2) `padding` is top, bottom, left, right, of at least 0, fits the mode and makes the
        gradient's extents of the result's.

    Example:
    ```mlir
    %dx = cnn.pad_gradient %g padding = [1, 2, 3, 0] mode = reflect : (tensor<?x8x7x7xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
}

def Cnn_ResizeGradientOp : Cnn_Adjoint<"resize_gradient",
    (ins DenseI64ArrayAttr:$size, Cnn_ResizeModeAttr:$mode, UnitAttr:$align_corners), "$mode ",
    "`size` `=` $size (`align_corners` $align_corners^)?"> {
  let summary = "gradient of `cnn.resize`";
  let description = [{
    Constraints:
      - (C1) gradient and result are N x C x H x W of f32; there is no value.
      - (C2) `size` is the gradient's extents.
      - (C3) `align_corners` does not go with nearest.

    Example:
    ```mlir
    %dx = cnn.resize_gradient bilinear %g size = [8, 8] align_corners : (tensor<?x8x8x8xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
}

def Cnn_ReduceGradientOp : Cnn_Adjoint<"reduce_gradient",
    (ins Cnn_ReduceKindAttr:$kind, DenseI64ArrayAttr:$axes), "$kind ", "`axes` `=` $axes"> {
  let summary = "gradient of `cnn.reduce`";
  let description = [{
    That of a sum is the gradient of the whole for each element, of a mean that by
    the number of elements. A maximum's or minimum's goes to the first greatest or
    least element in the order channels, rows, columns; NaN is greater, or less,
    than all numbers. Of an operand with extents of 1 in a `cnn.add` or `cnn.mul`
    the gradient is a `cnn.reduce sum`.

    Constraints:
      - (C1) gradient and result are both N x C or both N x C x H x W of f32.
      - (C2) axes are ascending dimensions other than the batch; the gradient has extents of 1
        there, else the result's.
      - (C3) for max and min the value is the layer's input, else there is none.

    Example:
    ```mlir
    %dx = cnn.reduce_gradient mean %g axes = [2, 3] : (tensor<?x8x1x1xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

def Cnn_SoftmaxGradientOp : Cnn_Adjoint<"softmax_gradient", (ins I64Attr:$axis, UnitAttr:$log), "",
    "`axis` `=` $axis (`log` $log^)?"> {
  let summary = "gradient of `cnn.softmax`";
  let description = [{
    From the layer's result y: `y * (g - sum(g * y))`, with `log` `g - exp(y) * sum(g)`.

    Constraints:
      - (C1) gradient, value (the result of the layer) and result are N x C or N x C x H x W of f32, of one shape.
      - (C2) the axis is a dimension other than the batch.

    Example:
    ```mlir
    %dx = cnn.softmax_gradient %g, %y axis = 1 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
    ```
  }];
}

def Cnn_LayerNormGradientOp : Cnn_Adjoint<"layer_norm_gradient", (ins DenseI64ArrayAttr:$axes, F64Attr:$epsilon), "",
    "`axes` `=` $axes `epsilon` `=` $epsilon"> {
  let summary = "gradient of `cnn.layer_norm` without scale and shift";
  let description = [{
    With `h = (x - mean) / s` and `s = sqrt(variance + epsilon)`:
    `(g - mean(g) - h * mean(g * h)) / s`. A gradient is to be multiplied by the
    layer's scale before. A `cnn.group_norm` is this on a reshaped picture: N x
    groups x C/groups*H x W with axes 2 and 3.

    Constraints:
      - (C1) gradient, value (the layer's input) and result are N x C or N x C x H x W of f32, of one shape.
      - (C2) axes are ascending dimensions other than the batch.
      - (C3) epsilon is above 0.

    Example:
    ```mlir
    %dx = cnn.layer_norm_gradient %g, %x axes = [1] epsilon = 1.0e-5 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
    ```
  }];
}

def Cnn_LocalResponseNormGradientOp : Cnn_Adjoint<"local_response_norm_gradient",
    (ins I64Attr:$size, F64Attr:$alpha, F64Attr:$beta, F64Attr:$k), "",
    "`size` `=` $size `alpha` `=` $alpha `beta` `=` $beta `k` `=` $k"> {
  let summary = "gradient of `cnn.local_response_norm`";
  let description = [{
    Constraints:
      - (C1) gradient, value (the layer's input) and result are N x C or N x C x H x W of f32, of one shape.
      - (C2) size is at least 1.

    Example:
    ```mlir
    %dx = cnn.local_response_norm_gradient %g, %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0
            : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Dropout
//===----------------------------------------------------------------------===//

def Cnn_RandomDropoutOp : Cnn_GradientLayer<"random_dropout"> {
  let summary = "dropout in training, and its gradient";
  let description = [{
    An element is kept where its random number is at least `rate`, and then
    divided by 1 - rate; else it is 0. The gradient is the same op on the gradient.
    The random number of element i (in the order channels, rows, columns) of
    picture n is a hash of both, of the salt, and of numbers that change from step
    to step, so that it depends neither on layout nor on threads: with h the
    finaliser of MurmurHash3 on 32 bits,

      `k = h(h(h(h(seedLow) ^ seedHigh) ^ step) + salt)`, `a = h(k ^ (first + n))`,
      `u = h(a + i * (h(a ^ 0x9e3779b9) | 1))`, kept where `u >= floor(rate * 2^32)`.

    `control` holds the bits of i32 numbers: element 8 seedLow, 9 seedHigh, 10 the
    step, 11 `first`, the number of the run's first picture. Where it is not there the
    kernel reads those of the training step. As an operand it is a picture of the
    network's input, of which the first one counts.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32, the result likewise.
      - (C2) the rate is at least 0 and below 1.
      - (C3) control, where it is there, is N x 16 of f32.

    Example:
    ```mlir
    %y = cnn.random_dropout %x rate = 5.0e-1 salt = 3 : (tensor<?x512xf32>) -> tensor<?x512xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, Optional<AnyRankedTensor>:$control, F64Attr:$rate, I64Attr:$salt);
  let assemblyFormat = [{
    $input (`control` $control^)? `rate` `=` $rate `salt` `=` $salt attr-dict `:` functional-type(operands, results)
  }];
}

#endif // CNNC_DIALECTS_CNN_GRADIENTS_ADJOINT_TD
