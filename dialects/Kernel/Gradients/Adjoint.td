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

def Kernel_PoolGradientOp : Kernel_LayerKernel<"pool_gradient"> {
  let summary = "gradient of pooling windows";
  let description = [{
    Constraints:
      - (C1) `layer` is cnn.pool_gradient, cnn.adaptive_pool_gradient or cnn.reduce_gradient.
      - (C2) inputs and attributes are those of the layer; pictures have one block.
  }];
}

def Kernel_LocalResponseNormGradientOp : Kernel_LayerKernel<"local_response_norm_gradient"> {
  let summary = "gradient of normalisation by neighbouring channels";
  let description = [{
    Constraints:
      - (C1) `layer` is cnn.local_response_norm_gradient.
      - (C2) inputs and attributes are those of the layer; pictures have one block.
  }];
}

def Kernel_UnpoolGradientOp : Kernel_LayerKernel<"unpool_gradient"> {
  let summary = "gradient of an unpooling";
  let description = [{
    Constraints:
      - (C1) `layer` is cnn.unpool_gradient.
      - (C2) inputs and attributes are those of the layer; pictures have one block.
  }];
}

def Kernel_RandomDropoutOp : Kernel_LayerKernel<"random_dropout"> {
  let summary = "dropout in training";
  let description = [{
    Constraints:
      - (C1) `layer` is cnn.random_dropout.
      - (C2) the inputs are the layer's input and the control vector, with or
        without a batch; the attributes are the layer's.
  }];
}

def Kernel_AxisGradientOp : Kernel_LayerKernel<"axis_gradient"> {
  let summary = "gradient of a layer that is linear along each axis by itself";
  let description = [{
    weights: for rows and for columns a table. Entry i of the first `extent + 1`
    whole numbers (the bits of an f32) is where the taps of element i begin among
    the pairs after them, of the place in the gradient and its weight.

    Constraints:
      - (C1) `layer` is cnn.slice_gradient, cnn.pad_gradient, cnn.resize_gradient or
        cnn.reduce_gradient.
      - (C2) inputs and attributes are those of the layer; pictures have one block, and there are
        two tables.
  }];
}

def Kernel_NormGradientOp : Kernel_LayerKernel<"norm_gradient"> {
  let summary = "gradient of softmax or layer normalisation";
  let description = [{
    Constraints:
      - (C1) `layer` is cnn.softmax_gradient or cnn.layer_norm_gradient.
      - (C2) inputs and attributes are those of the layer; pictures have one block.
  }];
}

#endif // CNNC_DIALECTS_KERNEL_GRADIENTS_ADJOINT_TD
