//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Normalisation.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_NORM_TD
#define CNNC_DIALECTS_CNN_OPS_NORM_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_NormalizeOp : Cnn_Layer<"normalize"> {
  let summary = "scale and centre the channels of a picture";
  let description = [{
    `y = (x * scale - mean[c]) / std[c]`; scale is 1/255 for pictures of bytes.

    Constraints:
      - (C1) the input is N x C x H x W of ui8 or f32.
      - (C2) mean and std have one value, or C values.
      - (C3) no std is 0.

    Example:
    ```mlir
    %y = cnn.normalize %x mean = [0.5] std = [0.5] scale = 0.00392156862 : tensor<?x3x32x32xui8> -> tensor<?x3x32x32xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, DenseF64ArrayAttr:$mean, DenseF64ArrayAttr:$std, F64Attr:$scale);
  let assemblyFormat = [{
    $input `mean` `=` $mean `std` `=` $std `scale` `=` $scale attr-dict `:` type($input) `->` type($result)
  }];
}

def Cnn_BatchNormOp : Cnn_Layer<"batch_norm"> {
  let summary = "batch normalisation";
  let description = [{
    In inference `y = (x - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + shift[c]`.
    In training mean and variance are those of the batch, and the running
    averages become `(1 - momentum) * running + momentum * batch`.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) scale, shift, mean and variance are vectors of C.
      - (C3) epsilon is above 0, and momentum from 0 to 1.

    Example:
    ```mlir
    %y = cnn.batch_norm %x, %scale, %shift, %mean, %variance epsilon = 1.0e-5 momentum = 0.1
           : (tensor<?x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$scale, AnyRankedTensor:$shift,
                       AnyRankedTensor:$mean, AnyRankedTensor:$variance, F64Attr:$epsilon, F64Attr:$momentum);
  let assemblyFormat = [{
    $input `,` $scale `,` $shift `,` $mean `,` $variance `epsilon` `=` $epsilon `momentum` `=` $momentum
    attr-dict `:` functional-type(operands, results)
  }];
}

def Cnn_ChannelAffineOp : Cnn_ElementwiseLayer<"channel_affine"> {
  let summary = "one multiplication and addition per channel";
  let description = [{
    `y = x * scale[c] + shift[c]`: what remains of a normalisation that no
    convolution could take up.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) scale and shift are vectors of C.

    Example:
    ```mlir
    %y = cnn.channel_affine %x, %a, %b : (tensor<?x3x8x8xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<?x3x8x8xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$scale, AnyRankedTensor:$shift);
  let assemblyFormat = [{
    $input `,` $scale `,` $shift attr-dict `:` functional-type(operands, results)
  }];
}

def Cnn_LayerNormOp : Cnn_Layer<"layer_norm", [Cnn_EpilogueRoot]> {
  let summary = "layer normalisation over any axes of a picture";
  let description = [{
    `y = (x - mean) / sqrt(variance + epsilon) * scale + shift`, mean and
    variance (without Bessel's correction) of the elements that differ in the
    normalised axes only.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) `axes` are ascending numbers of the input's dimensions other than
        the batch: 1 channels, 2 rows, 3 columns.
      - (C3) scale and shift, both or none present, have the extents of the
        axes in this order.
      - (C4) epsilon is above 0.

    Example:
    ```mlir
    %y = cnn.layer_norm %x, %scale, %shift axes = [1] epsilon = 1.0e-6
           : (tensor<?x96x56x56xf32>, tensor<96xf32>, tensor<96xf32>) -> tensor<?x96x56x56xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, Variadic<AnyRankedTensor>:$scale_and_shift,
                       DenseI64ArrayAttr:$axes, F64Attr:$epsilon);
  let assemblyFormat = [{
    $input (`,` $scale_and_shift^)? `axes` `=` $axes `epsilon` `=` $epsilon attr-dict
    `:` functional-type(operands, results)
  }];
}

def Cnn_GroupNormOp : Cnn_Layer<"group_norm", [Cnn_EpilogueRoot]> {
  let summary = "group normalisation; with a group for each channel, instance normalisation";
  let description = [{
    `y = (x - mean) / sqrt(variance + epsilon) * scale[c] + shift[c]`, mean and
    variance (without Bessel's correction) of all elements of the channels of a group.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) groups is at least 1 and divides C.
      - (C3) scale and shift, both or none present, are vectors of C.
      - (C4) epsilon is above 0.

    Example:
    ```mlir
    %y = cnn.group_norm %x, %scale, %shift groups = 8 epsilon = 1.0e-5
           : (tensor<?x64x28x28xf32>, tensor<64xf32>, tensor<64xf32>) -> tensor<?x64x28x28xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, Variadic<AnyRankedTensor>:$scale_and_shift,
                       I64Attr:$groups, F64Attr:$epsilon);
  let assemblyFormat = [{
    $input (`,` $scale_and_shift^)? `groups` `=` $groups `epsilon` `=` $epsilon attr-dict
    `:` functional-type(operands, results)
  }];
}

def Cnn_LocalResponseNormOp : Cnn_Layer<"local_response_norm", [Cnn_EpilogueRoot]> {
  let summary = "local response normalisation across channels";
  let description = [{
    `y[n,c,...] = x[n,c,...] / (k + alpha / size * s)^beta` with s the sum of
    the squares of the channels from c - size/2 to c + (size-1)/2 that exist.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) size is at least 1.

    Example:
    ```mlir
    %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x96x27x27xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, I64Attr:$size, F64Attr:$alpha, F64Attr:$beta, F64Attr:$k);
  let assemblyFormat = "$input `size` `=` $size `alpha` `=` $alpha `beta` `=` $beta `k` `=` $k attr-dict `:` type($input)";
}

#endif // CNNC_DIALECTS_CNN_OPS_NORM_TD
