// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x9x6x6xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x9x6x6xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #b1>, %y: memref<?x8x6x6xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b1>) outs(%y : memref<?x8x6x6xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a row too many.
func.func @rows(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x7x6xf32, #b8>) {
  // expected-error @below {{(C2): the output's rows and columns must be the input's and the padding, four numbers of at least 0}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x7x6xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a column too few.
func.func @columns(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x6x5xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x6x5xf32, #b8>) {padding = array<i64: 1, 1, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: two sides.
func.func @sides(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x6x6xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) {padding = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a negative number, with the right sum.
func.func @negative(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x6x6xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) {padding = array<i64: -1, 3, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the sum of the extents overflows 64 bits to the right number.
func.func @overflow(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x6xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x6xf32, #b8>) {padding = array<i64: 9223372036854775807, 9223372036854775807, 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a reflection has all rows but the edge.
func.func @reflect(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x8x4xf32, #b8>) {
  // expected-error @below {{(C3): with mode reflect the padding must be below the extent of its axis}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x8x4xf32, #b8>) {padding = array<i64: 0, 4, 0, 0>, padding_mode = #cnn<pad_mode reflect>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a circle has each column once.
func.func @circular(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x9xf32, #b8>) {
  // expected-error @below {{(C3): with mode circular the padding must be at most the extent of its axis}}
  kernel.pad ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x9xf32, #b8>) {padding = array<i64: 0, 0, 0, 5>, padding_mode = #cnn<pad_mode circular>}
  return
}
