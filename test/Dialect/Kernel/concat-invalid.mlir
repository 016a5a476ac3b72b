// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a channel too many.
func.func @channels(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x3x4x4xf32, #b1>, %y: memref<?x12x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the inputs' channels add up to 11, not 12}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3x4x4xf32, #b1>) outs(%y : memref<?x12x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another width.
func.func @width(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x3x4x5xf32, #b1>, %y: memref<?x11x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32 and have the same H and W}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3x4x5xf32, #b1>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a vector.
func.func @vector(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x3xf32, #b1>, %y: memref<?x11x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32 and have the same H and W}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3xf32, #b1>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a vector of parameters.
func.func @parameters(%a: memref<?x8x4x4xf32, #b8>, %b: memref<11xf32>, %y: memref<?x11x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32 and have the same H and W}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<11xf32>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: bytes.
func.func @bytes(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x3x4x4xi8, #b1>, %y: memref<?x11x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3x4x4xi8, #b1>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}
