// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another height.
func.func @shape(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x3x4xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same shape}}
  kernel.local_response_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x3x4xf32, #b8>) {size = 5 : i64, alpha = 1.0, beta = 1.0, k = 1.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b1>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.local_response_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b1>) {size = 5 : i64, alpha = 1.0, beta = 1.0, k = 1.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a division by zero.
func.func @zero(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): size must be at least 1}}
  kernel.local_response_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {size = 0 : i64, alpha = 1.0, beta = 1.0, k = 1.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a negative size.
func.func @negative(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.local_response_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {size = -5 : i64, alpha = 1.0, beta = 1.0, k = 1.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: channel numbers would overflow.
func.func @huge(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.local_response_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {size = 9223372036854775807 : i64, alpha = 1.0, beta = 1.0, k = 1.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An attribute is missing.
func.func @missing(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{requires attribute 'k'}}
  kernel.local_response_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {size = 5 : i64, alpha = 1.0, beta = 1.0}
  return
}
