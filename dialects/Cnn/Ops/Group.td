//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Groups of layers that one kernel computes, and changes of layout.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_GROUP_TD
#define CNNC_DIALECTS_CNN_OPS_GROUP_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_FusedOp : Cnn_Op<"fused", [Pure, SingleBlock]> {
  let summary = "layers that one kernel computes";
  let description = [{
    Activations come in through the operands; parameters are used from outside.
    The first op of the body is the root; those after it are its epilogue. The
    operands' types may carry a layout, the body is logical.

    Constraints:
      - (C1) there is one block argument per operand, of its type without the layout.
      - (C2) the yielded type is the result's without the layout.
      - (C3) the body holds layers only: the first one's first operand (any, of
        an element-wise layer) is a block argument, and each other one, and the
        yield, reads the one before.

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

#endif // CNNC_DIALECTS_CNN_OPS_GROUP_TD
