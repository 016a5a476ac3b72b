// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: one input.
func.func @one(%a: memref<?x4x6x6xf32, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C1): there must be two inputs of f32 that lie, as the output, in planes}}
  kernel.matmul ins(%a : memref<?x4x6x6xf32, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: three inputs.
func.func @three(%a: memref<?x4x6x6xf32, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C1): there must be two inputs}}
  kernel.matmul ins(%a, %a, %a : memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xf32, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: a parameter is no matrix.
func.func @parameter(%a: memref<?x4x6x6xf32, #b1>, %b: memref<36xf32>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C1): there must be two inputs}}
  kernel.matmul ins(%a, %b : memref<?x4x6x6xf32, #b1>, memref<36xf32>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: bytes.
func.func @bytes(%a: memref<?x4x6x6xf32, #b1>, %b: memref<?x4x6x6xi8, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C1): there must be two inputs of f32}}
  kernel.matmul ins(%a, %b : memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xi8, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: other rows.
func.func @rows(%a: memref<?x4x5x6xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %y: memref<?x4x4x7xf32, #b1>) {
  // expected-error @below {{(C1): the inputs' shapes must multiply to the output's}}
  kernel.matmul ins(%a, %b : memref<?x4x5x6xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x4x7xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: other columns.
func.func @columns(%a: memref<?x4x5x6xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %y: memref<?x4x5x8xf32, #b1>) {
  // expected-error @below {{(C1): the inputs' shapes must multiply to the output's}}
  kernel.matmul ins(%a, %b : memref<?x4x5x6xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x5x8xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another depth.
func.func @depth(%a: memref<?x4x5x6xf32, #b1>, %b: memref<?x4x5x7xf32, #b1>, %y: memref<?x4x5x7xf32, #b1>) {
  // expected-error @below {{(C1): the inputs' shapes must multiply to the output's}}
  kernel.matmul ins(%a, %b : memref<?x4x5x6xf32, #b1>, memref<?x4x5x7xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: transposed, the shapes do not fit.
func.func @transposed(%a: memref<?x4x5x6xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %y: memref<?x4x5x7xf32, #b1>) {
  // expected-error @below {{(C1): the inputs' shapes must multiply to the output's}}
  kernel.matmul ins(%a, %b : memref<?x4x5x6xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 8, 2>, transpose_lhs}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: channels that are neither the output's nor one.
func.func @channels(%a: memref<?x2x5x6xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %y: memref<?x4x5x7xf32, #b1>) {
  // expected-error @below {{(C1): the inputs' shapes must multiply to the output's}}
  kernel.matmul ins(%a, %b : memref<?x2x5x6xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: one number.
func.func @count(%a: memref<?x4x6x6xf32, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C2): tile must be two numbers from 1 to 64}}
  kernel.matmul ins(%a, %a : memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xf32, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 8>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: a tile of no rows.
func.func @zero(%a: memref<?x4x6x6xf32, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C2)}}
  kernel.matmul ins(%a, %a : memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xf32, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 0, 2>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: no machine has so many registers.
func.func @large(%a: memref<?x4x6x6xf32, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C2)}}
  kernel.matmul ins(%a, %a : memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xf32, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 8, 65>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C2: the greatest number there is.
func.func @greatest(%a: memref<?x4x6x6xf32, #b1>, %y: memref<?x4x6x6xf32, #b1>) {
  // expected-error @below {{(C2)}}
  kernel.matmul ins(%a, %a : memref<?x4x6x6xf32, #b1>, memref<?x4x6x6xf32, #b1>) outs(%y : memref<?x4x6x6xf32, #b1>) {tile = array<i64: 9223372036854775807, 2>}
  return
}
