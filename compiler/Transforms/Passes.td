//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes from cnn to cnn: they give parameters their values, and fold, fuse
// and simplify the graph. Layouts and kernels come later.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TRANSFORMS_PASSES_TD
#define CNNC_COMPILER_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def InitializeParameters : Pass<"cnn-initialize-parameters", "::mlir::ModuleOp"> {
  let summary = "give parameters without a value one from their initialiser";
  let description = [{
    A parameter that no weights file has filled gets its value from its `init`.
    One that has a value keeps it.

    Draws depend on the module's attribute `cnn.seed` (an `i64`, 0 where it is
    absent), on the parameter's name and on the element's index, and on nothing
    else: not on the order of the parameters, not on the machine. The key of a
    parameter is `mix(seed) ^ fnv1a64(name)`, and elements 2k and 2k+1 come from
    the upper and the lower half of `mix(key + (k + 1) * 0x9e3779b97f4a7c15)`,
    where `mix` is the finaliser of SplitMix64. The normal distribution is a
    Box-Muller transform of the two halves, in f64.

    | `init`           | value                                                        |
    |------------------|--------------------------------------------------------------|
    | `zeros`, `ones`  | 0, 1                                                         |
    | `constant`       | `a`                                                          |
    | `uniform`        | uniform from `a` to `b`                                      |
    | `normal`         | normal, mean `a`, standard deviation `b`                     |
    | `glorot_uniform` | uniform from -r to r, r = sqrt(6 / (fan_in + fan_out))       |
    | `glorot_normal`  | normal, mean 0, deviation sqrt(2 / (fan_in + fan_out))       |
    | `he_uniform`     | uniform from -r to r, r = sqrt(6 / fan_in)                   |
    | `he_normal`      | normal, mean 0, deviation sqrt(2 / fan_in)                   |

    The fan-in is the product of all dimensions but the first; the fan-out is
    the first dimension times the product of those after the second.

    Before:
    ```mlir
    cnn.parameter @dense.weight : tensor<2x3xf32> init = <he_normal>
    cnn.parameter @dense.bias : tensor<2xf32> init = <zeros>
    ```
    After:
    ```mlir
    cnn.parameter @dense.weight : tensor<2x3xf32> init = <he_normal> value = dense_resource<dense.weight> : tensor<2x3xf32>
    cnn.parameter @dense.bias : tensor<2xf32> init = <zeros> value = dense<0.0> : tensor<2xf32>
    ```
  }];
  let statistics = [
    Statistic<"numInitialized", "initialized", "Number of parameters initialised">,
    Statistic<"numElements", "elements", "Number of elements drawn or filled">
  ];
}

def FreezeParameters : Pass<"cnn-freeze-parameters", "::mlir::ModuleOp"> {
  let summary = "turn parameters into constants";
  let description = [{
    From here on the module computes inference with the values at hand. Every
    use of a parameter becomes a constant whose location carries the
    parameter's name, and the parameters go. A parameter that is used but has no
    value is an error. Functions with a role in training (see `cnn-autodiff`) keep
    theirs.

    Before:
    ```mlir
    cnn.parameter @w : tensor<2xf32> init = <ones> value = dense<1.0> : tensor<2xf32>
    func.func @f() -> tensor<2xf32> {
      %w = cnn.get_parameter @w : tensor<2xf32>
      return %w : tensor<2xf32>
    }
    ```
    After:
    ```mlir
    func.func @f() -> tensor<2xf32> {
      %w = arith.constant dense<1.0> : tensor<2xf32> loc("w"("model.net":3:1))
      return %w : tensor<2xf32>
    }
    ```
  }];
  let statistics = [
    Statistic<"numFrozen", "frozen", "Number of uses of parameters turned into constants">,
    Statistic<"numUnused", "unused", "Number of parameters removed that nothing used">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def InferShapes : Pass<"cnn-infer-shapes", "::mlir::func::FuncOp"> {
  let summary = "infer the types of all layers from those of the arguments";
  let description = [{
    Infers, in program order, the result type of every cnn op from its operands,
    and the function's result types from what it returns. Used where the types
    of arguments have changed, say because the batch became fixed. An op whose
    constraints do not hold, and a type whose static extents contradict the
    inferred ones, are errors at the op.

    Before:
    ```mlir
    func.func @f(%x: tensor<4x3x8x8xf32>) -> tensor<?x192xf32> {
      %y = cnn.flatten %x : tensor<4x3x8x8xf32> -> tensor<?x192xf32>
      return %y : tensor<?x192xf32>
    }
    ```
    After:
    ```mlir
    func.func @f(%x: tensor<4x3x8x8xf32>) -> tensor<4x192xf32> {
      %y = cnn.flatten %x : tensor<4x3x8x8xf32> -> tensor<4x192xf32>
      return %y : tensor<4x192xf32>
    }
    ```
  }];
  let statistics = [
    Statistic<"numRefined", "refined", "Number of results whose type changed">
  ];
}

def DropDropout : Pass<"cnn-drop-dropout", "::mlir::func::FuncOp"> {
  let summary = "remove dropout, which inference does not have";
  let description = [{
    Before:
    ```mlir
    %y = cnn.dropout %x rate = 5.0e-1 : tensor<?x4096xf32>
    %z = cnn.relu %y : tensor<?x4096xf32>
    ```
    After:
    ```mlir
    %z = cnn.relu %x : tensor<?x4096xf32>
    ```
  }];
  let statistics = [
    Statistic<"numDropped", "dropped", "Number of dropouts removed">
  ];
}

def LowerNormalize : Pass<"cnn-lower-normalize", "::mlir::func::FuncOp"> {
  let summary = "turn normalize into one multiplication and addition per channel";
  let description = [{
    `(x * scale - mean) / std` is `x * (scale / std) + (-mean / std)`. Bytes are
    cast to floats first. `cnn-fold-batch-norm` may then fold the affine op into
    a convolution.

    Before:
    ```mlir
    %y = cnn.normalize %x mean = [5.0e-1] std = [2.5e-1] scale = 1.0 : tensor<?x1x8x8xui8> -> tensor<?x1x8x8xf32>
    ```
    After:
    ```mlir
    %scale = arith.constant dense_resource<normalize.scale> : tensor<1xf32>  // 4
    %shift = arith.constant dense_resource<normalize.shift> : tensor<1xf32>  // -2
    %f = cnn.cast %x : tensor<?x1x8x8xui8> -> tensor<?x1x8x8xf32>
    %y = cnn.channel_affine %f, %scale, %shift : (tensor<?x1x8x8xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1x8x8xf32>
    ```
  }];
  let statistics = [
    Statistic<"numLowered", "lowered", "Number of normalize ops lowered">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def FoldBatchNorm : Pass<"cnn-fold-batch-norm", "::mlir::func::FuncOp"> {
  let summary = "fold batch norms into the weights of their neighbours";
  let description = [{
    With constant statistics a batch norm is one multiplication and addition per
    channel, `y = x * s[c] + t[c]`, where `s = scale / sqrt(variance + epsilon)`
    and `t = shift - mean * s`. So is `cnn.channel_affine`. Both are folded, in
    this order of preference,

    1. into the convolution or dense layer before it, if nothing else uses that
       layer's result: `w'[o] = w[o] * s[o]`, `b'[o] = b[o] * s[o] + t[o]`;
    2. into the convolution or dense layer after it, if that is the only use:
       `w'[o,c] = w[o,c] * s[c]`, `b'[o] = b[o] + sum over c of w[o,c] * t[c]`.
       Zeros of a padding would have to become `-t[c] / s[c]`, so a convolution
       must have none; a padding of another mode is allowed. A `cnn.flatten` may stand between: each channel then
       covers H*W columns of the dense layer's weight;
    3. a batch norm else becomes a `cnn.channel_affine`.

    Sums are in f64. New constants are named after the old ones, with `.folded`
    at the end. Layers whose parameters are no constants stay as they are. A
    variance that makes `variance + epsilon` not positive is an error.

    Before:
    ```mlir
    %y = cnn.dense %x, %w : (tensor<?x4xf32>, tensor<2x4xf32>) -> tensor<?x2xf32>
    %z = cnn.batch_norm %y, %scale, %shift, %mean, %variance epsilon = 1.0e-5 momentum = 1.0e-1
           : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
    ```
    After:
    ```mlir
    %w2 = arith.constant dense_resource<dense.weight.folded> : tensor<2x4xf32>
    %b2 = arith.constant dense_resource<dense.bias.folded> : tensor<2xf32>
    %z = cnn.dense %x, %w2, %b2 : (tensor<?x4xf32>, tensor<2x4xf32>, tensor<2xf32>) -> tensor<?x2xf32>
    ```
  }];
  let statistics = [
    Statistic<"numBefore", "folded-before", "Number folded into the layer before">,
    Statistic<"numAfter", "folded-after", "Number folded into the layer after">,
    Statistic<"numAffine", "made-affine", "Number of batch norms turned into channel_affine">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def StandardizeWeights : Pass<"cnn-standardize-weights", "::mlir::func::FuncOp"> {
  let summary = "fold the standardisation of constant weights";
  let description = [{
    Each filter gets mean 0 and variance 1, computed in f64. The new constant is
    named after the old, with `.folded` at the end.

    Before:
    ```mlir
    %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64x3x3x3xf32>
    ```
    After:
    ```mlir
    %s = arith.constant dense_resource<conv.weight.folded> : tensor<64x3x3x3xf32>
    ```
  }];
  let statistics = [
    Statistic<"numFolded", "folded", "Number of weights standardised">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def SplitSeparable : Pass<"cnn-split-separable", "::mlir::func::FuncOp"> {
  let summary = "split convolutions of low rank into a column and a row";
  let description = [{
    A kernel that is a column times a row becomes two convolutions, KH x 1 and
    then 1 x KW. Where each filter reads one channel (a depthwise layer, a picture
    of one channel) all filters must be of rank 1; else the layer gets as many
    channels between the two as its weight, as a matrix of (input, row) by
    (output, column), has rank.

    No weight may be off by more than `tolerance` times the layer's largest, and
    the two must need at most 4/5 of the multiply-adds. What was split is written
    into the function's attribute `cnn.split`.

    Before, with the weight [1 2 1; 2 4 2; 1 2 1] in each channel:
    ```mlir
    %y = cnn.conv2d %x, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 8
           : (tensor<?x8x32x32xf32>, tensor<8x1x3x3xf32>) -> tensor<?x8x32x32xf32>
    ```
    After:
    ```mlir
    %v = cnn.conv2d %x, %column strides = [1, 1] padding = [1, 1, 0, 0] dilations = [1, 1] groups = 8
           : (tensor<?x8x32x32xf32>, tensor<8x1x3x1xf32>) -> tensor<?x8x32x32xf32>
    %y = cnn.conv2d %v, %row strides = [1, 1] padding = [0, 0, 1, 1] dilations = [1, 1] groups = 8
           : (tensor<?x8x32x32xf32>, tensor<8x1x1x3xf32>) -> tensor<?x8x32x32xf32>
    ```
  }];
  let options = [
    Option<"tolerance", "tolerance", "double", "0.0", "the error that a weight may have, as a part of the largest">];
  let statistics = [
    Statistic<"numSplit", "split", "Number of convolutions split">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def FuseLayers : Pass<"cnn-fuse-layers", "::mlir::func::FuncOp"> {
  let summary = "group layers that one kernel computes";
  let description = [{
    Puts every layer into a `cnn.fused`: a root, and after it the layers that
    are computed while the root's result is still in registers or cache, its
    epilogue. Activations come in through the operands; constants and parameters
    are used from outside.

    | root                          | epilogue                                              |
    |-------------------------------|-------------------------------------------------------|
    | `conv2d`                      | element-wise layers, then at most one pool            |
    | `dense`, `pool`, `global_pool`| element-wise layers                                   |
    | an element-wise layer         | element-wise layers                                   |
    | `concat`, `flatten`, `softmax`| none                                                  |

    A flatten that only a dense layer reads stands before it in its group.

    A layer joins the group of its producer if it is the only user of the
    producer's result. Its other operands, such as the shortcut of a residual
    block, become operands of the group. Where both sides of an addition could
    take it, convolutions and dense layers go before pools, and the later one in
    program order before the earlier. A pool joins a convolution without groups if
    its windows neither overlap nor leave gaps, have no padding and at most nine
    elements.

    A group stands where its last layer stood, so that all its operands are
    there. Its location is that of all its layers, the root's first.

    Before:
    ```mlir
    %c = cnn.conv2d %x, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
           : (tensor<?x8x4x4xf32>, tensor<8x8x3x3xf32>) -> tensor<?x8x4x4xf32>
    %s = cnn.add %c, %x : tensor<?x8x4x4xf32>
    %r = cnn.relu %s : tensor<?x8x4x4xf32>
    ```
    After:
    ```mlir
    %r = cnn.fused %x : (tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
    ^bb0(%a: tensor<?x8x4x4xf32>):
      %c = cnn.conv2d %a, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
             : (tensor<?x8x4x4xf32>, tensor<8x8x3x3xf32>) -> tensor<?x8x4x4xf32>
      %s = cnn.add %c, %a : tensor<?x8x4x4xf32>
      %t = cnn.relu %s : tensor<?x8x4x4xf32>
      cnn.yield %t : tensor<?x8x4x4xf32>
    }
    ```
  }];
  let options = [
    Option<"epilogues", "epilogues", "bool", "true", "take in epilogues; else each layer is a group of its own">];
  let statistics = [
    Statistic<"numGroups", "groups", "Number of groups made">,
    Statistic<"numEpilogue", "epilogue", "Number of layers that became part of an epilogue">
  ];
}

#endif // CNNC_COMPILER_TRANSFORMS_PASSES_TD
