//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element-wise functions of two tensors, reductions.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_ARITHMETIC_TD
#define CNNC_DIALECTS_CNN_OPS_ARITHMETIC_TD

include "dialects/Cnn/CnnOpBase.td"

/// An element-wise function of two tensors. Where all types are the same, one is written.
class Cnn_Binary<string mnemonic, string formula, list<Trait> traits = []> : Cnn_ElementwiseLayer<mnemonic, traits> {
  let summary = "element-wise " # formula;
  let description = "`y = " # formula # "`. An operand N x C counts as N x C x 1 x 1 beside a picture, and an\n"
    # "extent of 1 stands for all. A vector without batch is a parameter: C numbers, one for each channel, or\n"
    # "one for all elements.\n\n"
    # "Constraints:\n  - (C1) the operands are N x C or N x C x H x W of f32, or (not both) vectors of f32.\n"
    # "  - (C2) extents are the same, or one of them is 1; a vector has C elements or one.\n"
    # "  - (C3) the output has at most 2^31 elements.\n\n"
    # "Example:\n```mlir\n%y = cnn." # mnemonic # " %a, %b : tensor<?x64x56x56xf32>\n"
    # "%z = cnn." # mnemonic # " %a, %s : (tensor<?x64x56x56xf32>, tensor<?x64xf32>) -> tensor<?x64x56x56xf32>\n```";
  let arguments = (ins AnyRankedTensor:$lhs, AnyRankedTensor:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` custom<BinaryTypes>(type($lhs), type($rhs), type($result))";
}

def Cnn_AddOp : Cnn_Binary<"add", "a + b", [Commutative]>;
def Cnn_SubtractOp : Cnn_Binary<"subtract", "a - b">;
def Cnn_MultiplyOp : Cnn_Binary<"multiply", "a * b", [Commutative]> {
  // x * sigmoid(x) is one layer, which a convolution can take up.
  let hasCanonicalizeMethod = 1;
}
def Cnn_DivideOp : Cnn_Binary<"divide", "a / b">;
def Cnn_MaximumOp : Cnn_Binary<"maximum", "max(a, b)", [Commutative]>;
def Cnn_MinimumOp : Cnn_Binary<"minimum", "min(a, b)", [Commutative]>;
def Cnn_PowerOp : Cnn_Binary<"power", "a^b"> {
  // Small whole powers are products.
  let hasCanonicalizeMethod = 1;
}

def Cnn_ReduceOp : Cnn_Layer<"reduce", [Cnn_EpilogueRoot]> {
  let summary = "mean, sum, maximum or minimum over axes";
  let description = [{
    The reduced axes stay, with an extent of 1.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) `axes` are ascending numbers of the input's dimensions other than
        the batch: 1 channels, 2 rows, 3 columns.

    Example:
    ```mlir
    %y = cnn.reduce mean %x axes = [2, 3] : tensor<?x8x4x4xf32> -> tensor<?x8x1x1xf32>
    ```
  }];
  let arguments = (ins Cnn_ReduceKindAttr:$kind, AnyRankedTensor:$input, DenseI64ArrayAttr:$axes);
  let assemblyFormat = "$kind $input `axes` `=` $axes attr-dict `:` type($input) `->` type($result)";
}

def Cnn_ArgMaxOp : Cnn_Layer<"argmax"> {
  let summary = "where along an axis the greatest element is";
  let description = [{
    The position of the first greatest (with `smallest`, least) element along
    the axis, which stays with an extent of 1, as a whole number in f32. NaN
    counts as greater (with `smallest`, less) than all numbers.

    Constraints:
      - (C1) the input is N x C or N x C x H x W of f32.
      - (C2) the axis is a dimension other than the batch: 1 channels, 2 rows,
        3 columns; its extent is at most 2^24.

    Example:
    ```mlir
    %y = cnn.argmax %x axis = 1 : tensor<?x21x64x64xf32> -> tensor<?x1x64x64xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, I64Attr:$axis, UnitAttr:$smallest);
  let assemblyFormat = "$input `axis` `=` $axis (`smallest` $smallest^)? attr-dict `:` type($input) `->` type($result)";
}

#endif // CNNC_DIALECTS_CNN_OPS_ARITHMETIC_TD
