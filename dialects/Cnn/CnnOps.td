//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of the cnn dialect. The numbered constraints are what the verifiers in
// Ops/<Group>.cpp cite and what the tests are named after.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNOPS_TD
#define CNNC_DIALECTS_CNN_CNNOPS_TD

include "dialects/Cnn/CnnAttrs.td"
include "dialects/Cnn/CnnInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Cnn_Op<string mnemonic, list<Trait> traits = []> : Op<Cnn_Dialect, mnemonic, traits>;

/// A layer: pure, result type inferred, reachable from front ends.
class Cnn_Layer<string mnemonic, list<Trait> traits = []>
    : Cnn_Op<mnemonic, !listconcat([Pure, InferTypeOpAdaptor,
        DeclareOpInterfaceMethods<Cnn_LayerOpInterface>], traits)> {
  let results = (outs AnyRankedTensor:$result);
}

/// A layer with multiply-adds to count.
class Cnn_MacLayer<string mnemonic, list<Trait> traits = []>
    : Cnn_Op<mnemonic, !listconcat([Pure, InferTypeOpAdaptor,
        DeclareOpInterfaceMethods<Cnn_LayerOpInterface, ["getMultiplyAdds"]>], traits)> {
  let results = (outs AnyRankedTensor:$result);
}

class Cnn_ElementwiseLayer<string mnemonic, list<Trait> traits = []>
    : Cnn_Layer<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<Cnn_ElementwiseOpInterface>], traits)>;

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

def Cnn_ParameterOp : Cnn_Op<"parameter", [Symbol]> {
  let summary = "a named tensor that is learned, or measured, in training";
  let description = [{
    The symbol is the path by which `--weights` files match it. `state` marks a
    tensor that training measures instead of learning (running averages).

    Constraints:
      - (C1) the type is a ranked tensor of f32 with static extents of at least 1
        and at most 2^31 elements.
      - (C2) `value`, where present, has that type.

    Example:
    ```mlir
    cnn.parameter @stage1.conv.weight : tensor<64x3x3x3xf32> init = #cnn.init<he_normal>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<AnyRankedTensor>:$type,
                       Cnn_InitAttr:$init, OptionalAttr<ElementsAttr>:$value, UnitAttr:$state);
  let assemblyFormat = [{
    $sym_name `:` $type `init` `=` $init (`value` `=` $value^)? (`state` $state^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Cnn_GetParameterOp : Cnn_Op<"get_parameter",
    [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the current value of a parameter";
  let description = [{
    Constraints:
      - (C1) the symbol names a `cnn.parameter` of the result's type.

    Example:
    ```mlir
    %w = cnn.get_parameter @conv.weight : tensor<6x1x5x5xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$parameter `:` type($result) attr-dict";
}

//===----------------------------------------------------------------------===//
// Convolution and dense layers
//===----------------------------------------------------------------------===//

def Cnn_Conv2dOp : Cnn_MacLayer<"conv2d"> {
  let summary = "2-D convolution (cross-correlation)";
  let description = [{
    `y[n,o,i,j] = bias[o] + sum over c, p, q of
      w[o,c,p,q] * x[n, g*C/groups + c, i*sh + p*dh - top, j*sw + q*dw - left]`,
    where g is the group of o and x is zero outside its extents. Extents follow
    `floor((n + before + after - d*(k-1) - 1) / s) + 1`. A depthwise convolution
    has as many groups as channels.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) the weight is O x C/groups x KH x KW of f32; groups divides C and O.
      - (C3) the bias, where present, is a vector of O.
      - (C4) strides and dilations are two numbers of at least 1, `padding` is
        top, bottom, left, right, of at least 0.
      - (C5) each output extent is at least 1, and the output has at most 2^31 elements.

    Example:
    ```mlir
    %y = cnn.conv2d %x, %w, %b strides = [2, 2] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1
           : (tensor<?x3x32x32xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>) -> tensor<?x16x16x16xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$weight, Optional<AnyRankedTensor>:$bias,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$dilations, I64Attr:$groups);
  let assemblyFormat = [{
    $input `,` $weight (`,` $bias^)? `strides` `=` $strides `padding` `=` $padding
    `dilations` `=` $dilations `groups` `=` $groups attr-dict
    `:` functional-type(operands, results)
  }];
}

def Cnn_DenseOp : Cnn_MacLayer<"dense"> {
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

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

class Cnn_Unary<string mnemonic, string formula> : Cnn_ElementwiseLayer<mnemonic> {
  let summary = "element-wise " # formula;
  let description = "`y = " # formula # "`, where NaN gives NaN.\n\n"
    # "Constraints:\n  - (C1) the input is N x C or N x C x H x W of f32.\n\n"
    # "Example:\n```mlir\n%y = cnn." # mnemonic # " %x : tensor<?x8x4x4xf32>\n```";
  let arguments = (ins AnyRankedTensor:$input);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def Cnn_ReluOp : Cnn_Unary<"relu", "max(x, 0)">;
def Cnn_Relu6Op : Cnn_Unary<"relu6", "min(max(x, 0), 6)">;
def Cnn_SigmoidOp : Cnn_Unary<"sigmoid", "1 / (1 + exp(-x))">;
def Cnn_TanhOp : Cnn_Unary<"tanh", "tanh(x)">;

def Cnn_CastOp : Cnn_ElementwiseLayer<"cast"> {
  let summary = "element type conversion";
  let description = [{
    Constraints:
      - (C1) the input is N x C or N x C x H x W of ui8 or f32; the result is f32.

    Example:
    ```mlir
    %y = cnn.cast %x : tensor<?x3x8x8xui8> -> tensor<?x3x8x8xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

def Cnn_SoftmaxOp : Cnn_Layer<"softmax"> {
  let summary = "exponentials of the channels, divided by their sum";
  let description = [{
    `y[n,c,...] = exp(x[n,c,...] - m) / sum over k of exp(x[n,k,...] - m)` with m
    the maximum over the channels.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.

    Example:
    ```mlir
    %y = cnn.softmax %x : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

def Cnn_PoolOp : Cnn_Layer<"pool"> {
  let summary = "maximum or average of a sliding window";
  let description = [{
    Padding takes no part in a maximum. An average divides by the number of
    elements inside the picture, or by the whole window with
    `count_include_pad`. Extents follow the formula of `cnn.conv2d`.

    Constraints:
      - (C1) the input is N x C x H x W of f32.
      - (C2) kernel and strides are two numbers of at least 1, `padding` is top,
        bottom, left, right, each from 0 to less than the kernel's extent.
      - (C3) each output extent is at least 1, and the output has at most 2^31 elements.

    Example:
    ```mlir
    %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>
    ```
  }];
  let arguments = (ins Cnn_PoolKindAttr:$kind, AnyRankedTensor:$input, DenseI64ArrayAttr:$kernel,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding, UnitAttr:$count_include_pad);
  let assemblyFormat = [{
    $kind $input `kernel` `=` $kernel `strides` `=` $strides `padding` `=` $padding
    (`count_include_pad` $count_include_pad^)? attr-dict `:` type($input) `->` type($result)
  }];
}

def Cnn_GlobalPoolOp : Cnn_Layer<"global_pool"> {
  let summary = "maximum or average of each channel";
  let description = [{
    Constraints:
      - (C1) the input is N x C x H x W of f32; the result is N x C.

    Example:
    ```mlir
    %y = cnn.global_pool avg %x : tensor<?x512x7x7xf32> -> tensor<?x512xf32>
    ```
  }];
  let arguments = (ins Cnn_PoolKindAttr:$kind, AnyRankedTensor:$input);
  let assemblyFormat = "$kind $input attr-dict `:` type($input) `->` type($result)";
}

//===----------------------------------------------------------------------===//
// Shape and arithmetic
//===----------------------------------------------------------------------===//

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

def Cnn_AddOp : Cnn_ElementwiseLayer<"add", [Commutative, SameTypeOperands]> {
  let summary = "element-wise sum";
  let description = [{
    Constraints:
      - (C1) both operands have the same shape and are of f32.

    Example:
    ```mlir
    %y = cnn.add %a, %b : tensor<?x64x56x56xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$lhs, AnyRankedTensor:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs)";
}

def Cnn_ConcatOp : Cnn_Layer<"concat"> {
  let summary = "channels of several tensors, one after the other";
  let description = [{
    Constraints:
      - (C1) there is at least one operand, and all are N x C x H x W or all N x C, of f32.
      - (C2) all have the same H and W.

    Example:
    ```mlir
    %y = cnn.concat %a, %b : (tensor<?x64x8x8xf32>, tensor<?x32x8x8xf32>) -> tensor<?x96x8x8xf32>
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
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

//===----------------------------------------------------------------------===//
// Fusion and layout
//===----------------------------------------------------------------------===//

def Cnn_FusedOp : Cnn_Op<"fused", [Pure, SingleBlock]> {
  let summary = "layers that one kernel computes";
  let description = [{
    Activations come in through the operands; parameters are used from outside.
    The first op of the body is the root; those after it are its epilogue. The
    operands' types may carry a layout, the body is logical.

    Constraints:
      - (C1) there is one block argument per operand, of its type without the layout.
      - (C2) the yielded type is the result's without the layout.
      - (C3) the body holds layers only: the first one's first operand is a
        block argument, and each other one, and the yield, reads the one before.

    Example:
    ```mlir
    %y = cnn.fused %x, %shortcut : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
    ^bb0(%a: tensor<?x8x4x4xf32>, %b: tensor<?x8x4x4xf32>):
      %s = cnn.add %a, %b : tensor<?x8x4x4xf32>
      %r = cnn.relu %s : tensor<?x8x4x4xf32>
      cnn.yield %r : tensor<?x8x4x4xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs);
  let results = (outs AnyRankedTensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results) $body";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The op whose kernel computes the group.
    ::mlir::Operation *getRoot() { return &getBody().front().front(); }
  }];
}

def Cnn_YieldOp : Cnn_Op<"yield", [Pure, Terminator, ReturnLike, HasParent<"FusedOp">]> {
  let summary = "the result of a `cnn.fused`";
  let arguments = (ins AnyRankedTensor:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def Cnn_ChangeLayoutOp : Cnn_Op<"change_layout", [Pure]> {
  let summary = "the same tensor in another memory layout";
  let description = [{
    Constraints:
      - (C1) shape and element type stay the same.

    Example:
    ```mlir
    %y = cnn.change_layout %x : tensor<?x8x4x4xf32, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
           -> tensor<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // CNNC_DIALECTS_CNN_CNNOPS_TD
