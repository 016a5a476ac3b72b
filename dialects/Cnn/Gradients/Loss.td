//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses: what training makes small, and their gradients. GradientOps.td
// includes this file.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTS_LOSS_TD
#define CNNC_DIALECTS_CNN_GRADIENTS_LOSS_TD

/// A loss has one number for each picture, N x 1. Its gradient op has that of the
/// mean of these numbers over the pictures of the run, times `scale`.
class Cnn_Loss<string mnemonic, dag operands, dag attributes, string format> : Cnn_GradientLayer<mnemonic> {
  let arguments = !con(operands, attributes);
  let assemblyFormat = format # " attr-dict `:` functional-type(operands, results)";
}

def Cnn_CrossEntropyOp : Cnn_Loss<"cross_entropy", (ins AnyRankedTensor:$logits, AnyRankedTensor:$label),
    (ins F64Attr:$smoothing, OptionalAttr<DenseF64ArrayAttr>:$class_weights),
    "$logits `,` $label `smoothing` `=` $smoothing (`class_weights` `=` $class_weights^)?"> {
  let summary = "cross-entropy of softmax and a class";
  let description = [{
    Of a place (a picture of N x C, or a pixel) with class y the loss is
    `-(1 - s) w[y] log p[y] - s / C * sum over c of w[c] log p[c]`, with p the
    softmax over the channels, s the smoothing and w the class weights, 1 where
    there are none. A picture's loss is the mean over its places. With class
    weights it is divided by the mean of w[y] over all places of the run, so that
    the mean over pictures is the weighted mean. Logits may be of any size. A
    label outside 0..C-1 is ignored: loss and gradient of the place are 0, and
    its w[y] counts as 0, while without class weights the place is still counted.

    Constraints:
      - (C1) logits are N x C or N x C x H x W of f32, labels N x 1 or N x 1 x H x W of i32.
      - (C2) smoothing is at least 0 and below 1; there are no class weights, or C of at least 0.
      - (C3) the result is N x 1 of f32.

    Example:
    ```mlir
    %l = cnn.cross_entropy %x, %y smoothing = 1.0e-1 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x1xf32>
    ```
  }];
}

def Cnn_CrossEntropyGradientOp : Cnn_Loss<"cross_entropy_gradient",
    (ins AnyRankedTensor:$logits, AnyRankedTensor:$label),
    (ins F64Attr:$smoothing, OptionalAttr<DenseF64ArrayAttr>:$class_weights, F64Attr:$scale),
    "$logits `,` $label `smoothing` `=` $smoothing (`class_weights` `=` $class_weights^)? `scale` `=` $scale"> {
  let summary = "gradient of the mean of `cnn.cross_entropy` with respect to the logits";
  let description = [{
    Constraints:
      - (C1) as for `cnn.cross_entropy`.
      - (C2) as for `cnn.cross_entropy`.
      - (C3) the result has the type of the logits.

    Example:
    ```mlir
    %g = cnn.cross_entropy_gradient %x, %y smoothing = 0.0 scale = 1.0 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x10xf32>
    ```
  }];
}

def Cnn_SoftCrossEntropyOp : Cnn_Loss<"soft_cross_entropy", (ins AnyRankedTensor:$logits, AnyRankedTensor:$target),
    (ins), "$logits `,` $target"> {
  let summary = "cross-entropy of softmax and probabilities";
  let description = [{
    Of a place `-sum over c of t[c] log p[c]`, with p the softmax over the
    channels; of a picture the mean over its places.

    Constraints:
      - (C1) logits and target are N x C or N x C x H x W of f32, of one shape.
      - (C2) the result is N x 1 of f32.

    Example:
    ```mlir
    %l = cnn.soft_cross_entropy %x, %t : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x1xf32>
    ```
  }];
}

def Cnn_SoftCrossEntropyGradientOp : Cnn_Loss<"soft_cross_entropy_gradient",
    (ins AnyRankedTensor:$logits, AnyRankedTensor:$target), (ins F64Attr:$scale),
    "$logits `,` $target `scale` `=` $scale"> {
  let summary = "gradient of the mean of `cnn.soft_cross_entropy` with respect to the logits";
  let description = [{
    Constraints:
      - (C1) as for `cnn.soft_cross_entropy`.
      - (C2) the result has the type of the logits.

    Example:
    ```mlir
    %g = cnn.soft_cross_entropy_gradient %x, %t scale = 1.0 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
    ```
  }];
}

def Cnn_DifferenceLossOp : Cnn_Loss<"difference_loss", (ins AnyRankedTensor:$prediction, AnyRankedTensor:$target),
    (ins StrAttr:$kind, F64Attr:$delta), "$kind $prediction `,` $target `delta` `=` $delta"> {
  let summary = "mean over a picture's elements of what a prediction is off by";
  let description = [{
    With d = x - t of prediction and target an element's loss is, by kind:
      - "squared": `d^2`
      - "absolute": `|d|`, whose gradient at 0 is 0
      - "huber": `d^2 / 2` where `|d| <= delta`, else `delta (|d| - delta / 2)`
      - "binary": `-t log x - (1 - t) log(1 - x)`, logarithms at least -100; the
        gradient divides by at least 1e-12
      - "binary_logits": the same of sigmoid(x), for x of any size

    Only "huber" reads delta.

    Constraints:
      - (C1) prediction and target are N x C or N x C x H x W of f32, of one shape.
      - (C2) the kind is one of these, and delta is above 0.
      - (C3) the result is N x 1 of f32.

    Example:
    ```mlir
    %l = cnn.difference_loss "huber" %x, %t delta = 1.0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x1xf32>
    ```
  }];
}

def Cnn_DifferenceLossGradientOp : Cnn_Loss<"difference_loss_gradient",
    (ins AnyRankedTensor:$prediction, AnyRankedTensor:$target), (ins StrAttr:$kind, F64Attr:$delta, F64Attr:$scale),
    "$kind $prediction `,` $target `delta` `=` $delta `scale` `=` $scale"> {
  let summary = "gradient of the mean of `cnn.difference_loss` with respect to the prediction";
  let description = [{
    Constraints:
      - (C1) as for `cnn.difference_loss`.
      - (C2) as for `cnn.difference_loss`.
      - (C3) the result has the type of the prediction.

    Example:
    ```mlir
    %g = cnn.difference_loss_gradient "squared" %x, %t delta = 1.0 scale = 1.0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    ```
  }];
}

#endif // CNNC_DIALECTS_CNN_GRADIENTS_LOSS_TD
