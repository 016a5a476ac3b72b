// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: an element too many.
func.func @count(%x: memref<?x8x2x2xf32, #b8>, %y: memref<?x33xf32, #b8>) {
  // expected-error @below {{(C1): the output must be a vector with as many elements as the input}}
  kernel.flatten ins(%x : memref<?x8x2x2xf32, #b8>) outs(%y : memref<?x33xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a picture.
func.func @picture(%x: memref<?x8x2x2xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C1): the output must be a vector with as many elements as the input}}
  kernel.flatten ins(%x : memref<?x8x2x2xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: bytes.
func.func @bytes(%x: memref<?x8x2x2xi8, #b8>, %y: memref<?x32xf32, #b8>) {
  // expected-error @below {{(C1): the output must be a vector with as many elements as the input}}
  kernel.flatten ins(%x : memref<?x8x2x2xi8, #b8>) outs(%y : memref<?x32xf32, #b8>)
  return
}
