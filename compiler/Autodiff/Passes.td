//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes that make training of a network.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_AUTODIFF_PASSES_TD
#define CNNC_COMPILER_AUTODIFF_PASSES_TD

include "mlir/Pass/PassBase.td"

def Autodiff : Pass<"cnn-autodiff", "::mlir::ModuleOp"> {
  let summary = "make the functions that train a network";
  let description = [{
    Beside the network, which stays as it is, the module gets three functions
    whose attribute `cnn.role` says what they are:

    | role        | arguments          | computes                                            |
    |-------------|--------------------|-----------------------------------------------------|
    | `gradients` | inputs, labels     | outputs and loss in training's way, all gradients   |
    | `evaluate`  | inputs, labels     | outputs and loss with the parameters as they are    |
    | `update`    | none               | the optimiser's step                                |

    Gradients come from a walk from the losses backwards, in which each op says
    what its gradient is (`DifferentiableOpInterface`); an op that depends on a
    parameter and has none is an error. Where layers share a parameter, its gradient
    is the sum of theirs. `freeze` holds patterns of parameters'
    names, where * stands for anything: what matches gets no gradient.

    A loss, its tensor and its label are those of the attribute `cnn.train`.
    Before:
    ```mlir
    %y = cnn.relu %x : tensor<?x8x4x4xf32>
    ```
    What the walk adds, with `%g` the gradient with respect to `%y`:
    ```mlir
    %dx = cnn.map %g, %y : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
    ^bb0(%a: f32, %b: f32):
      %zero = arith.constant 0.0 : f32
      %on = arith.cmpf ogt, %b, %zero : f32
      %d = arith.select %on, %a, %zero : f32
      cnn.yield_scalars %d : f32
    }
    ```
  }];
  let options = [
    ListOption<"freeze", "freeze", "std::string", "patterns of the names of parameters that are not trained">];
  let statistics = [
    Statistic<"numDifferentiated", "differentiated", "Number of layers with a gradient">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

#endif // CNNC_COMPILER_AUTODIFF_PASSES_TD
