// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: a vector is no picture.
func.func @vector(%x: tensor<?x6xf32>) {
  // expected-error @below {{pool_indices (C1): the input must be N x C x H x W of f32, with H * W at most 2^24}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: bytes.
func.func @bytes(%x: tensor<?x6x8x8xui8>) {
  // expected-error @below {{pool_indices (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xui8> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x6x?x8xf32>) {
  // expected-error @below {{pool_indices (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x?x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C1: one place more than f32 can tell apart.
func.func @places(%x: tensor<?x1x16777217x1xf32>) {
  // expected-error @below {{pool_indices (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [1, 1] strides = [1, 1] padding = [0, 0, 0, 0] : tensor<?x1x16777217x1xf32> -> tensor<?x1x16777217x1xf32>
  return
}

// -----

// C1: the number of places overflows 64 bits to 0.
func.func @overflow(%x: tensor<?x1x4294967296x4294967296xf32>) {
  // expected-error @below {{pool_indices (C1)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [1, 1] strides = [1, 1] padding = [0, 0, 0, 0] : tensor<?x1x4294967296x4294967296xf32> -> tensor<?x1x1x1xf32>
  return
}

// -----

// C2: a window of no extent.
func.func @kernel(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C2): kernel, strides and dilations must be two numbers of at least 1, padding four from 0 to below the kernel's extent}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 0] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a negative stride.
func.func @stride(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [-2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: one dilation.
func.func @dilations(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [2] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: the extent of the window overflows.
func.func @huge(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2147483648] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 2147483648] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: five sides.
func.func @sides(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C2: a window could lie in the padding only.
func.func @padding(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C2)}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 2] : tensor<?x6x8x8xf32> -> tensor<?x6x4x5xf32>
  return
}

// -----

// C3: the window is higher than the picture.
func.func @height(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C3): the output's height would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [9, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: the dilation makes it wider, and rounding up does not help.
func.func @width(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C3): the output's width would be 0}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 8] ceil : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// C3: padding makes too many windows.
func.func @elements(%x: tensor<?x6x8x8xf32>) {
  // expected-error @below {{pool_indices (C3): the output would have more than 2^31 elements}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [100000, 100000] strides = [1, 1] padding = [99999, 99999, 99999, 99999] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return
}

// -----

// The stated type must be the inferred one: without ceil it is rounded down.
func.func @stated(%x: tensor<?x6x7x8xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<?x6x3x4xf32>' are incompatible with return type(s) of operation 'tensor<?x6x4x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x7x8xf32> -> tensor<?x6x4x4xf32>
  return
}
