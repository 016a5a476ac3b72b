// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x9xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x9xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An input without a layout.
func.func @layout(%x: memref<8xf32>, %y: memref<?x8xf32, #b8>) {
  // expected-error @below {{the first input must be of f32 or i8 and have a #cnn.layout}}
  kernel.global_pool ins(%x : memref<8xf32>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}
