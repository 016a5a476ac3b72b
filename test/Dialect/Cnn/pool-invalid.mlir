// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x6xf32>) {
  // expected-error @below {{pool (C1): the input must be N x C x H x W of f32}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x?x8xf32>) {
  // expected-error @below {{pool (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x?x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a window of no extent.
func.func @kernel(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2): kernel and strides must be two numbers of at least 1, padding four from 0 to below the kernel}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [0, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: one number.
func.func @one(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a negative stride.
func.func @stride(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, -2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a window could lie outside of the picture.
func.func @padding(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [2, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: the window would overflow.
func.func @huge(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [9223372036854775807, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: the window is larger than the picture.
func.func @large(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C3): the output's height would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [9, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: the window is larger than the picture.
func.func @wide(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool (C3): the output's width would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = cnn.pool max %x kernel = [2, 9] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// There is no other kind.
func.func @kind(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{expected one of [max, avg] for what a pooling window computes, got: min}}
  // expected-error @below {{failed to parse Cnn_PoolKindAttr parameter}}
  %y = cnn.pool min %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}
