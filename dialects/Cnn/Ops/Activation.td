//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activations and other functions of one tensor.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_ACTIVATION_TD
#define CNNC_DIALECTS_CNN_OPS_ACTIVATION_TD

include "dialects/Cnn/CnnOpBase.td"

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
def Cnn_SeluOp : Cnn_Unary<"selu", "1.0507009873554805 * (x if x > 0, else 1.6732632423543772 * (exp(x) - 1))">;
def Cnn_SoftsignOp : Cnn_Unary<"softsign", "x / (1 + |x|)">;
def Cnn_MishOp : Cnn_Unary<"mish", "x * tanh(log(1 + exp(x)))">;
def Cnn_SiluOp : Cnn_Unary<"silu", "x / (1 + exp(-x))">;
def Cnn_HardSigmoidOp : Cnn_Unary<"hard_sigmoid", "min(max(x + 3, 0), 6) / 6">;
def Cnn_HardSwishOp : Cnn_Unary<"hard_swish", "x * min(max(x + 3, 0), 6) / 6">;
def Cnn_ExpOp : Cnn_Unary<"exp", "exp(x)">;
def Cnn_LogOp : Cnn_Unary<"log", "log(x)">;
def Cnn_SqrtOp : Cnn_Unary<"sqrt", "sqrt(x)">;
def Cnn_AbsOp : Cnn_Unary<"abs", "|x|">;
def Cnn_NegateOp : Cnn_Unary<"negate", "-x">;

/// With one number.
class Cnn_UnaryWithAlpha<string mnemonic, string formula> : Cnn_ElementwiseLayer<mnemonic> {
  let summary = "element-wise " # formula;
  let description = "`y = " # formula # "`, where NaN gives NaN.\n\n"
    # "Constraints:\n  - (C1) the input is N x C or N x C x H x W of f32.\n"
    # "  - (C2) alpha is finite" # !if(!eq(mnemonic, "celu"), " and not 0", "") # ".\n\n"
    # "Example:\n```mlir\n%y = cnn." # mnemonic # " %x alpha = 1.0e-1 : tensor<?x8x4x4xf32>\n```";
  let arguments = (ins AnyRankedTensor:$input, F64Attr:$alpha);
  let assemblyFormat = "$input `alpha` `=` $alpha attr-dict `:` type($input)";
}

def Cnn_LeakyReluOp : Cnn_UnaryWithAlpha<"leaky_relu", "x if x > 0, else alpha * x">;
def Cnn_EluOp : Cnn_UnaryWithAlpha<"elu", "x if x > 0, else alpha * (exp(x) - 1)">;
def Cnn_CeluOp : Cnn_UnaryWithAlpha<"celu", "x if x > 0, else alpha * (exp(x / alpha) - 1)">;

def Cnn_SoftplusOp : Cnn_ElementwiseLayer<"softplus"> {
  let summary = "element-wise log(1 + exp(beta * x)) / beta";
  let description = [{
    `y = log(1 + exp(beta * x)) / beta`, and x where `beta * x > threshold`.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) beta and threshold are finite, and beta is not 0.

    Example:
    ```mlir
    %y = cnn.softplus %x beta = 1.0 threshold = 20.0 : tensor<?x8x4x4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, F64Attr:$beta, F64Attr:$threshold);
  let assemblyFormat = "$input `beta` `=` $beta `threshold` `=` $threshold attr-dict `:` type($input)";
}

def Cnn_GeluOp : Cnn_ElementwiseLayer<"gelu"> {
  let summary = "element-wise x times the normal distribution function of x";
  let description = [{
    `y = x * (1 + erf(x / sqrt(2))) / 2`, or with `approximate`
    `y = x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2`.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.

    Example:
    ```mlir
    %y = cnn.gelu %x approximate : tensor<?x8x4x4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, UnitAttr:$approximate);
  let assemblyFormat = "$input (`approximate` $approximate^)? attr-dict `:` type($input)";
}

def Cnn_ClipOp : Cnn_ElementwiseLayer<"clip"> {
  let summary = "element-wise min(max(x, low), high)";
  let description = [{
    `y = min(max(x, low), high)`, where NaN gives NaN.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) low is at most high.

    Example:
    ```mlir
    %y = cnn.clip %x low = 0.0 high = 1.0 : tensor<?x8x4x4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, F64Attr:$low, F64Attr:$high);
  let assemblyFormat = "$input `low` `=` $low `high` `=` $high attr-dict `:` type($input)";
}

def Cnn_PreluOp : Cnn_ElementwiseLayer<"prelu"> {
  let summary = "element-wise x if x > 0, else slope * x with a learned slope";
  let description = [{
    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) the slope is a vector of C, or of one element for all channels.

    Example:
    ```mlir
    %y = cnn.prelu %x, %slope : (tensor<?x8x4x4xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$slope);
  let assemblyFormat = "$input `,` $slope attr-dict `:` functional-type(operands, results)";
}

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
  let summary = "exponentials along an axis, divided by their sum; or the logarithm of that";
  let description = [{
    `y = exp(x - m) / sum of exp(x - m)`, m and the sum over the elements that
    differ in the axis only. With `log` the result is `x - m - log(sum of exp(x - m))`.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) the axis is a dimension other than the batch: 1 channels (as where
        none is written), 2 rows, 3 columns.

    Example:
    ```mlir
    %y = cnn.softmax %x : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, DefaultValuedAttr<I64Attr, "1">:$axis, UnitAttr:$log);
  let assemblyFormat = "$input (`axis` `=` $axis^)? (`log` $log^)? attr-dict `:` type($input)";
}

#endif // CNNC_DIALECTS_CNN_OPS_ACTIVATION_TD
