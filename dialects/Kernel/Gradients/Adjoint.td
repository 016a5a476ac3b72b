//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels of losses and of gradients of layers. GradientOps.td includes this
// file.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_GRADIENTS_ADJOINT_TD
#define CNNC_DIALECTS_KERNEL_GRADIENTS_ADJOINT_TD

/// A kernel for several layers of the cnn dialect; it has the name and the
/// attributes of the one that it computes.
class Kernel_LayerKernel<string mnemonic>
    : Kernel_Kernel<mnemonic, (ins StrAttr:$layer, DictionaryAttr:$layer_attributes)>;

def Kernel_LossOp : Kernel_LayerKernel<"loss"> {
  let summary = "a loss, or the gradient of one";
  let description = [{
    Constraints:
      - (C1) `layer` is one of cnn.cross_entropy, cnn.soft_cross_entropy and
        cnn.difference_loss, or its gradient.
      - (C2) inputs, attributes and class weights are those of the layer; pictures
        have one block.
  }];
}

#endif // CNNC_DIALECTS_KERNEL_GRADIENTS_ADJOINT_TD
