// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a picture must be flattened first.
func.func @picture(%x: tensor<?x8x1x1xf32>, %g: tensor<?x3xf32>) {
  // expected-error @below {{(C1): input and gradient must be N x C of f32 of one batch}}
  %dw = cnn.dense_weight_gradient %x, %g : (tensor<?x8x1x1xf32>, tensor<?x3xf32>) -> tensor<3x8xf32>
  return
}

// -----

// C1: the batches differ.
func.func @batch(%x: tensor<2x8xf32>, %g: tensor<3x3xf32>) {
  // expected-error @below {{(C1): input and gradient must be N x C of f32 of one batch}}
  %dw = cnn.dense_weight_gradient %x, %g : (tensor<2x8xf32>, tensor<3x3xf32>) -> tensor<3x8xf32>
  return
}

// -----

// C2: outputs come first.
func.func @order(%x: tensor<?x8xf32>, %g: tensor<?x3xf32>) {
  // expected-error @below {{(C2): the result must be 'tensor<3x8xf32>'}}
  %dw = cnn.dense_weight_gradient %x, %g : (tensor<?x8xf32>, tensor<?x3xf32>) -> tensor<8x3xf32>
  return
}
