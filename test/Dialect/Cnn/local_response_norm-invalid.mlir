// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: bytes.
func.func @bytes(%x: tensor<?x8x4x4xui8>) {
  // expected-error @below {{local_response_norm (C1): the input must be N x C or N x C x H x W of f32}}
  %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x8x4x4xui8>
  return
}

// -----

// C1: doubles.
func.func @doubles(%x: tensor<?x8xf64>) {
  // expected-error @below {{local_response_norm (C1)}}
  %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x8xf64>
  return
}

// -----

// C1: a vector without a batch.
func.func @rank(%x: tensor<8xf32>) {
  // expected-error @below {{local_response_norm (C1)}}
  %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<8xf32>
  return
}

// -----

// C1: only the batch is dynamic.
func.func @dynamic(%x: tensor<?x?x4x4xf32>) {
  // expected-error @below {{local_response_norm (C1)}}
  %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x?x4x4xf32>
  return
}

// -----

// C1: no tensor at all.
func.func @buffer(%x: memref<?x8xf32>) {
  // expected-error @below {{invalid kind of type specified}}
  %y = cnn.local_response_norm %x size = 5 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : memref<?x8xf32>
  return
}

// -----

// C2: a division by zero.
func.func @zero(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{local_response_norm (C2): size must be at least 1}}
  %y = cnn.local_response_norm %x size = 0 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x8x4x4xf32>
  return
}

// -----

// C2: a negative size.
func.func @negative(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{local_response_norm (C2)}}
  %y = cnn.local_response_norm %x size = -9223372036854775808 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x8x4x4xf32>
  return
}

// -----

// C2: channel numbers would overflow.
func.func @huge(%x: tensor<?x8x4x4xf32>) {
  // expected-error @below {{local_response_norm (C2)}}
  %y = cnn.local_response_norm %x size = 9223372036854775807 alpha = 1.0e-4 beta = 7.5e-1 k = 2.0 : tensor<?x8x4x4xf32>
  return
}

// -----

// An attribute is missing.
func.func @missing(%x: tensor<?x8xf32>) {
  // expected-error @below {{requires attribute 'k'}}
  %y = "cnn.local_response_norm"(%x) <{size = 5 : i64, alpha = 1.0 : f64, beta = 1.0 : f64}> : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

// A size of another type.
func.func @type(%x: tensor<?x8xf32>) {
  // expected-error @below {{attribute 'size' failed to satisfy constraint: 64-bit signless integer attribute}}
  %y = "cnn.local_response_norm"(%x) <{size = 5 : i32, alpha = 1.0 : f64, beta = 1.0 : f64, k = 1.0 : f64}> : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}
