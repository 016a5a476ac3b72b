// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x4x2x2xui8>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{channel_affine (C1): the input must be N x C or N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_affine %x, %v, %l : (tensor<?x4x2x2xui8>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xui8>
  return
}

// -----

// C1: a tensor of no dimensions.
func.func @scalar(%x: tensor<f32>, %v: tensor<4xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{channel_affine (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_affine %x, %v, %l : (tensor<f32>, tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

// C2: a scale per channel.
func.func @scale(%x: tensor<?x4x2x2xf32>, %v: tensor<1xf32>, %l: tensor<4xf32>) {
  // expected-error @below {{channel_affine (C2): scale and shift must be vectors of 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_affine %x, %v, %l : (tensor<?x4x2x2xf32>, tensor<1xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

// C2: a shift per channel.
func.func @shift(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<?xf32>) {
  // expected-error @below {{channel_affine (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.channel_affine %x, %v, %l : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<?xf32>) -> tensor<?x4x2x2xf32>
  return
}
