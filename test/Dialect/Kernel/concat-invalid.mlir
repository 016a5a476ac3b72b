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
  // expected-error @below {{(C1): all must be of f32 and have the same extents but along the axis}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3x4x5xf32, #b1>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a vector.
func.func @vector(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x3xf32, #b1>, %y: memref<?x11x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32 and have the same extents but along the axis}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x3xf32, #b1>) outs(%y : memref<?x11x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a vector of parameters.
func.func @parameters(%a: memref<?x8x4x4xf32, #b8>, %b: memref<11xf32>, %y: memref<?x11x4x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32 and have the same extents but along the axis}}
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

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: batches are not joined.
func.func @batch(%a: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the axis must be 1, 2 or 3, got 0}}
  kernel.concat ins(%a, %a : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axis = 0 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the greatest number there is.
func.func @greatest(%a: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the axis must be 1, 2 or 3, got 9223372036854775807}}
  kernel.concat ins(%a, %a : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axis = 9223372036854775807 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a row too few.
func.func @rows(%a: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x7x4xf32, #b8>) {
  // expected-error @below {{(C1): the inputs' rows add up to 8, not 7}}
  kernel.concat ins(%a, %a : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x7x4xf32, #b8>) {axis = 2 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: columns of one input alone.
func.func @columns(%a: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x8xf32, #b8>) {
  // expected-error @below {{(C1): the inputs' columns add up to 4, not 8}}
  kernel.concat ins(%a : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x8xf32, #b8>) {axis = 3 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: along the rows, channels must agree.
func.func @other(%a: memref<?x8x4x4xf32, #b8>, %b: memref<?x7x4x4xf32, #b8>, %y: memref<?x8x8x4xf32, #b8>) {
  // expected-error @below {{(C1): all must be of f32 and have the same extents but along the axis}}
  kernel.concat ins(%a, %b : memref<?x8x4x4xf32, #b8>, memref<?x7x4x4xf32, #b8>) outs(%y : memref<?x8x8x4xf32, #b8>) {axis = 2 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Nothing to join.
func.func @nothing(%y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{needs at least one input}}
  kernel.concat ins() outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}
