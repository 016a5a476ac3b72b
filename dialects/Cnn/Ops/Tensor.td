//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors of any rank and element type: what a model computes beside its
// layers. ONNX needs them; the Net language does not.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_TENSOR_TD
#define CNNC_DIALECTS_CNN_OPS_TENSOR_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_GenerateOp : Cnn_Op<"generate", [Pure, IsolatedFromAbove, SingleBlock]> {
  let summary = "a tensor of any rank and type, by a formula for one element";
  let description = [{
    The body computes the element at the indices that its first arguments give;
    the inputs follow as further arguments and are read with `tensor.extract`.
    It is scalar code of arith, math and scf, without effects.

    Elements are computed as they are stored: integers are signless, and a
    bool is an i8 of 0 or 1. A first dimension without extent is the batch: its
    index in the result is the picture's, and an input with a batch may be read
    at this index only. The body must stay within the inputs' extents.

    Constraints:
      - (C1) inputs and result are ranked tensors of numbers of 8 to 64 bits or
        bools; extents are static, but for the first one, and at most 2^31
        elements come of them.
      - (C2) the body's arguments are an index for each dimension of the result,
        and the inputs with signless integers, i8 for i1, and no layout.
      - (C3) the body ends in `cnn.yield_element` of an element of the result,
        signless, i8 for i1.
      - (C4) the body holds ops of arith, math, scf and `tensor.extract` only.

    Example:
    ```mlir
    %y = cnn.generate %x : (tensor<3x4xi32>) -> tensor<4x3xi32> {
    ^bb0(%i: index, %j: index, %a: tensor<3x4xi32>):
      %e = tensor.extract %a[%j, %i] : tensor<3x4xi32>
      cnn.yield_element %e : i32
    }
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs);
  let results = (outs AnyRankedTensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results) $body";
  let hasVerifier = 1;
}

def Cnn_YieldElementOp : Cnn_Op<"yield_element", [Pure, Terminator, ReturnLike, HasParent<"GenerateOp">]> {
  let summary = "the element that a `cnn.generate` computes";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def Cnn_ViewOp : Cnn_Op<"view", [Pure]> {
  let summary = "the same elements, in row-major order, as a tensor of another shape";
  let description = [{
    Costs nothing: the result lies where the input does.

    Constraints:
      - (C1) element types are the same, and so are the numbers of elements; a
        batch stays a batch.

    Example:
    ```mlir
    %y = cnn.view %x : tensor<?x8x20xf32> -> tensor<?x8x4x5xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // CNNC_DIALECTS_CNN_OPS_TENSOR_TD
