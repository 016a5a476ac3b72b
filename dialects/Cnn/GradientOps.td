//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of the cnn dialect that training adds: what gradients are made of. They
// stand apart from CnnOps.td so that inference does not depend on them.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTOPS_TD
#define CNNC_DIALECTS_CNN_GRADIENTOPS_TD

include "dialects/Cnn/CnnOpBase.td"
include "dialects/Cnn/GradientInterfaces.td"

/// Its result is summed over the pictures of the batch: a tensor without a batch.
def Cnn_BatchReduction : NativeOpTrait<"BatchReduction"> {
  let cppNamespace = "::cnnc::cnn";
}

/// A layer that no front end builds; the result type is written.
class Cnn_GradientLayer<string mnemonic, list<Trait> traits = []>
    : Cnn_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<Cnn_LayerOpInterface>], traits)> {
  let results = (outs AnyRankedTensor:$result);
  let hasVerifier = 1;
}

class Cnn_GradientMacLayer<string mnemonic, list<Trait> traits = []>
    : Cnn_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<Cnn_LayerOpInterface, ["getMultiplyAdds"]>], traits)> {
  let results = (outs AnyRankedTensor:$result);
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

def Cnn_MapOp : Cnn_GradientLayer<"map", [SingleBlock, IsolatedFromAbove, Cnn_EpilogueRoot,
    DeclareOpInterfaceMethods<Cnn_ElementwiseOpInterface>]> {
  let summary = "element-wise code";
  let description = [{
    The body computes an element of the result from one of each operand; it is
    what an element-wise layer's gradient consists of. Operands are as those of
    `cnn.add`. Where all are vectors the result is one: one number for each
    channel, the same for all pictures.

    Constraints:
      - (C1) operands are N x C, N x C x H x W or C of f32; extents are the
        result's or 1.
      - (C2) the body takes an f32 for each operand and yields one f32; it holds
        ops of arith and math only.

    Example:
    ```mlir
    %dx = cnn.map %g, %x : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
    ^bb0(%a: f32, %b: f32):
      %zero = arith.constant 0.0 : f32
      %on = arith.cmpf ogt, %b, %zero : f32
      %d = arith.select %on, %a, %zero : f32
      cnn.yield_scalars %d : f32
    }
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results) $body";
}

def Cnn_ChannelSumOp : Cnn_GradientLayer<"channel_sum", [SingleBlock, IsolatedFromAbove, Cnn_BatchReduction]> {
  let summary = "sums over all pictures, rows and columns, one for each channel";
  let description = [{
    The body computes terms from an element of each operand. For each term the
    result holds C sums, one after the other; `cnn.part` takes them apart. With
    `mean` at its place a sum is divided by the number of elements of a channel
    in the batch. Sums are in a fixed order: the same for any number of threads.
    `statistics` says that several machines which train together may average them.

    Constraints:
      - (C1) operands are N x C, N x C x H x W or vectors of C, of f32, and the
        first one has a batch; extents of pictures are its or 1.
      - (C2) the body takes an f32 for each operand and yields as many as `mean`
        has places, at least one; it holds ops of arith and math only.
      - (C3) the result is a vector of as many times C.

    Example:
    ```mlir
    %m = cnn.channel_sum %x mean = [true] : (tensor<?x8x4x4xf32>) -> tensor<8xf32> {
    ^bb0(%a: f32):
      cnn.yield_scalars %a : f32
    }
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs, DenseBoolArrayAttr:$mean, UnitAttr:$statistics);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $inputs `mean` `=` $mean (`statistics` $statistics^)? attr-dict `:` functional-type(operands, results) $body
  }];
}

def Cnn_YieldScalarsOp : Cnn_Op<"yield_scalars", [Pure, Terminator, ReturnLike]> {
  let summary = "what the body of a `cnn.map` or `cnn.channel_sum` computes";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Cnn_PartOp : Cnn_Op<"part", [Pure]> {
  let summary = "one of the vectors that lie one after the other";
  let description = [{
    Constraints:
      - (C1) the input is as many vectors of the result's length, one after the other, as
        a `cnn.channel_sum` gives them, and `index` is below their number.

    Example:
    ```mlir
    %v = cnn.part %sums at 1 : tensor<16xf32> -> tensor<8xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, I64Attr:$index);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$input `at` $index attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Cnn_BatchNormalizeOp : Cnn_GradientLayer<"batch_normalize", [
    DeclareOpInterfaceMethods<Cnn_DifferentiableOpInterface>]> {
  let summary = "normalisation with given statistics";
  let description = [{
    `y = (x - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + shift[c]`. The
    statistics are those of x: its gradient counts them as functions of x, and
    has none for them.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32, and so is the result.
      - (C2) scale, shift, mean and variance are vectors of C.

    Example:
    ```mlir
    %y = cnn.batch_normalize %x, %scale, %shift, %mean, %variance epsilon = 1.0e-5
           : (tensor<?x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$scale, AnyRankedTensor:$shift,
                       AnyRankedTensor:$mean, AnyRankedTensor:$variance, F64Attr:$epsilon);
  let assemblyFormat = [{
    $input `,` $scale `,` $shift `,` $mean `,` $variance `epsilon` `=` $epsilon attr-dict
    `:` functional-type(operands, results)
  }];
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

def Cnn_TransposeWeightOp : Cnn_Op<"transpose_weight", [Pure]> {
  let summary = "a weight with inputs and outputs exchanged, and its taps reversed";
  let description = [{
    With this weight a convolution of stride 1 is the gradient of that with the
    weight itself: `y[g*I + i, o, p, q] = w[g*O + o, i, KH-1-p, KW-1-q]`. Of a
    dense layer's weight it is the transposed matrix.

    Constraints:
      - (C1) the weight is O x I x KH x KW or O x I of f32, and groups, 1 for a
        matrix, divides O.
      - (C2) the result is groups*I x O/groups with the same taps.

    Example:
    ```mlir
    %t = cnn.transpose_weight %w groups = 1 : tensor<16x3x3x3xf32> -> tensor<3x16x3x3xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$weight, I64Attr:$groups);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$weight `groups` `=` $groups attr-dict `:` type($weight) `->` type($result)";
  let hasVerifier = 1;
}

def Cnn_Conv2dWeightGradientOp : Cnn_GradientMacLayer<"conv2d_weight_gradient", [Cnn_BatchReduction]> {
  let summary = "gradient of a convolution with respect to its weight";
  let description = [{
    `dw[o,c,p,q] = sum over n, i, j of g[n,o,i,j] * x[n, group*C/groups + c, i*sh + p*dh - top, j*sw + q*dw - left]`
    with x zero outside its extents: `g` is the gradient of the result of
    `cnn.conv2d` with these attributes. Of a `cnn.conv_transpose2d` it is the
    gradient with x and g exchanged.

    Constraints:
      - (C1) x and g are N x C x H x W and N x O x I x J of f32.
      - (C2) the result is O x C/groups x KH x KW; groups divides C and O.
      - (C3) strides, padding and dilations are as those of `cnn.conv2d`, and so are the
        extents of g, or smaller.

    Example:
    ```mlir
    %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
            : (tensor<?x3x32x32xf32>, tensor<?x16x32x32xf32>) -> tensor<16x3x3x3xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$gradient, DenseI64ArrayAttr:$strides,
                       DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilations, I64Attr:$groups);
  let assemblyFormat = [{
    $input `,` $gradient `strides` `=` $strides `padding` `=` $padding `dilations` `=` $dilations
    `groups` `=` $groups attr-dict `:` functional-type(operands, results)
  }];
}

def Cnn_WinogradTransformOp : Cnn_GradientLayer<"winograd_transform"> {
  let summary = "tiles of a picture at Winograd's points";
  let description = [{
    Of tiles of 6 x 6, 4 apart from row -top and column -left on, `B^T x B`; with
    `gradient` of tiles of 4 x 4 without padding `A x A^T`. Channel `p * C + c` of
    the result is channel c at point p of 36, its columns are the tiles, row by
    row. Beyond its extents the picture is zero.

    The product of both, summed over pictures and tiles for each point, is what a
    `cnn.conv2d_weight_gradient` of 1 x 1 in 36 groups computes;
    `cnn.winograd_weight_gradient` makes of it the gradient of a weight of 3 x 3.

    Constraints:
      - (C1) the input is N x C x H x W of f32, C at most 2^24.
      - (C2) `tiles` are two numbers of at least 1, `start` two of at least 0.
      - (C3) the result is N x 36*C x 1 x tiles of f32.

    Example:
    ```mlir
    %t = cnn.winograd_transform %x start = [1, 1] tiles = [7, 7] : (tensor<?x64x28x28xf32>) -> tensor<?x2304x1x49xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, UnitAttr:$gradient, DenseI64ArrayAttr:$start, DenseI64ArrayAttr:$tiles);
  let assemblyFormat = [{
    $input (`gradient` $gradient^)? `start` `=` $start `tiles` `=` $tiles attr-dict `:` functional-type(operands, results)
  }];
}

def Cnn_WinogradWeightGradientOp : Cnn_GradientLayer<"winograd_weight_gradient", [Cnn_BatchReduction]> {
  let summary = "gradient of a weight of 3 x 3 from that at Winograd's points";
  let description = [{
    `G^T m G` of the 36 numbers of each output and input.

    Constraints:
      - (C1) the input is 36*O x C x 1 x 1 of f32, the result O x C x 3 x 3.

    Example:
    ```mlir
    %dw = cnn.winograd_weight_gradient %m : (tensor<2304x64x1x1xf32>) -> tensor<64x64x3x3xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def Cnn_DenseWeightGradientOp : Cnn_GradientMacLayer<"dense_weight_gradient", [Cnn_BatchReduction]> {
  let summary = "gradient of a dense layer with respect to its weight";
  let description = [{
    `dw[o,c] = sum over n of g[n,o] * x[n,c]`.

    Constraints:
      - (C1) x and g are N x C and N x O of f32.
      - (C2) the result is O x C.

    Example:
    ```mlir
    %dw = cnn.dense_weight_gradient %x, %g : (tensor<?x84xf32>, tensor<?x10xf32>) -> tensor<10x84xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$gradient);
  let assemblyFormat = "$input `,` $gradient attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

def Cnn_SetGradientOp : Cnn_Op<"set_gradient", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the gradient of a parameter";
  let description = [{
    With `accumulate` the value is added to what an op before this one has set: the
    gradients of several uses are summed in their order.

    Constraints:
      - (C1) the symbol names a `cnn.parameter` with the value's type.

    Example:
    ```mlir
    cnn.set_gradient @conv.weight %dw : tensor<6x1x5x5xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, AnyRankedTensor:$value, UnitAttr:$accumulate);
  let assemblyFormat = "$parameter $value (`accumulate` $accumulate^)? `:` type($value) attr-dict";
}

def Cnn_UpdateAverageOp : Cnn_Op<"update_average", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "adds a batch to a running average";
  let description = [{
    `average = (1 - momentum) * average + momentum * value`. With `unbiased` a
    variance of `elements` numbers in each picture is multiplied by m / (m - 1),
    m those of the batch, if there are several.

    Constraints:
      - (C1) the symbol names a `cnn.parameter` with the value's type, a vector.
      - (C2) momentum is from 0 to 1, `elements` at least 1.

    Example:
    ```mlir
    cnn.update_average @bn.variance %v momentum = 1.0e-1 elements = 1024 unbiased : tensor<16xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, AnyRankedTensor:$value, F64Attr:$momentum, I64Attr:$elements,
                       UnitAttr:$unbiased);
  let assemblyFormat = [{
    $parameter $value `momentum` `=` $momentum `elements` `=` $elements (`unbiased` $unbiased^)? `:` type($value) attr-dict
  }];
  let hasVerifier = 1;
}

def Cnn_OptimizeOp : Cnn_Op<"optimize", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "one step of an optimiser for a parameter";
  let description = [{
    With the gradient g and the parameter w, element by element:

      - clip_norm: g is multiplied by what brings the norm of all gradients to
        the limit; clip_value: g is cut to [-clip_value, clip_value];
      - `g += l1 * sign(w) + (l2 + weight_decay) * w`, but for adamw, whose decay is
        `w -= rate * weight_decay * w`;
      - sgd: `v = momentum * v + g`, `w -= rate * v` (nesterov: `g + momentum * v`);
      - adam, adamw: `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g^2`,
        `w -= rate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)`;
      - rmsprop: `v = decay * v + (1 - decay) * g^2`, `u = g / (sqrt(v) + epsilon)`,
        `b = momentum * b + u`, `w -= rate * b`;
      - adagrad: `v = v + g^2`, `w -= rate * g / (sqrt(v) + epsilon)`.

    Constraints:
      - (C1) the symbol names a `cnn.parameter` that is no running average.
      - (C2) `optimizer` has the `function` and arguments of a `train` block's.

    Example:
    ```mlir
    cnn.optimize @conv.weight by {function = "sgd", momentum = 9.0e-1, nesterov = false, weight_decay = 0.0} l1 = 0.0 l2 = 5.0e-4
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, DictionaryAttr:$optimizer, F64Attr:$l1, F64Attr:$l2,
                       OptionalAttr<F64Attr>:$clip_value, UnitAttr:$clip_norm);
  let assemblyFormat = [{
    $parameter `by` $optimizer `l1` `=` $l1 `l2` `=` $l2 (`clip_value` `=` $clip_value^)? (`clip_norm` $clip_norm^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Cnn_ConstrainOp : Cnn_Op<"constrain", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "bounds the Euclidean norm of each filter of a parameter, or each element";
  let description = [{
    With "norm" filters, `w[i]` for each i, whose norm is not from low to high get
    the nearest one that is; filters of zeros stay. With `transposed` the parameter is
    the weight of a transposed convolution with so many groups, C x O/groups x KH x KW,
    and a filter is what leads into an output: `w[g * C/groups + c, o]` for all c. With
    "value" elements are cut to what is from low to high.

    Constraints:
      - (C1) the symbol names a `cnn.parameter`, with "norm" of rank 2 or more.
      - (C2) `kind` is "norm" or "value", and low is at most high; a norm's low is at
        least 0 and its high above 0.
      - (C3) `transposed` is for "norm", at least 1, and divides C.

    Example:
    ```mlir
    cnn.constrain @conv.weight "norm" from 0.0 to 3.0
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, StrAttr:$kind, F64Attr:$low, F64Attr:$high,
                       OptionalAttr<I64Attr>:$transposed);
  let assemblyFormat = "$parameter $kind `from` $low `to` $high (`transposed` $transposed^)? attr-dict";
  let hasVerifier = 1;
}
include "dialects/Cnn/Gradients/Adjoint.td"
include "dialects/Cnn/Gradients/Loss.td"

#endif // CNNC_DIALECTS_CNN_GRADIENTOPS_TD
