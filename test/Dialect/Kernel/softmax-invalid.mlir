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

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: pictures of a batch are independent.
func.func @batch(%x: memref<?x10x2x2xf32, #b8>, %y: memref<?x10x2x2xf32, #b8>) {
  // expected-error @below {{(C2): the axis must be 1, 2 or 3, got 0}}
  kernel.softmax ins(%x : memref<?x10x2x2xf32, #b8>) outs(%y : memref<?x10x2x2xf32, #b8>) {axis = 0 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: there is no fourth axis.
func.func @beyond(%x: memref<?x10x2x2xf32, #b8>, %y: memref<?x10x2x2xf32, #b8>) {
  // expected-error @below {{(C2): the axis must be 1, 2 or 3, got 4}}
  kernel.softmax ins(%x : memref<?x10x2x2xf32, #b8>) outs(%y : memref<?x10x2x2xf32, #b8>) {axis = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: axes do not count from the end.
func.func @negative(%x: memref<?x10x2x2xf32, #b8>, %y: memref<?x10x2x2xf32, #b8>) {
  // expected-error @below {{(C2): the axis must be 1, 2 or 3, got -1}}
  kernel.softmax ins(%x : memref<?x10x2x2xf32, #b8>) outs(%y : memref<?x10x2x2xf32, #b8>) {axis = -1 : i64, log}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the least number there is.
func.func @least(%x: memref<?x10x2x2xf32, #b8>, %y: memref<?x10x2x2xf32, #b8>) {
  // expected-error @below {{(C2): the axis must be 1, 2 or 3, got -9223372036854775808}}
  kernel.softmax ins(%x : memref<?x10x2x2xf32, #b8>) outs(%y : memref<?x10x2x2xf32, #b8>) {axis = -9223372036854775808 : i64}
  return
}
