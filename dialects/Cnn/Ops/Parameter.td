//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_OPS_PARAMETER_TD
#define CNNC_DIALECTS_CNN_OPS_PARAMETER_TD

include "dialects/Cnn/CnnOpBase.td"

def Cnn_ParameterOp : Cnn_Op<"parameter", [Symbol]> {
  let summary = "a named tensor that is learned, or measured, in training";
  let description = [{
    The symbol is the path by which `--weights` files match it. `state` marks a
    tensor that training measures instead of learning (running averages).

    Constraints:
      - (C1) the type is a ranked tensor of f32 with static extents of at least 1
        and at most 2^31 elements.
      - (C2) `value`, where present, has that type.
      - (C3) an initialiser `values` lists as many elements as the type has.

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

#endif // CNNC_DIALECTS_CNN_OPS_PARAMETER_TD
