// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x10xf32, #b8>, %y: memref<?x10xf32, #b1>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.softmax ins(%x : memref<?x10xf32, #b8>) outs(%y : memref<?x10xf32, #b1>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another shape.
func.func @shape(%x: memref<?x10x2x2xf32, #b8>, %y: memref<?x10x2x3xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same shape}}
  kernel.softmax ins(%x : memref<?x10x2x2xf32, #b8>) outs(%y : memref<?x10x2x3xf32, #b8>)
  return
}
