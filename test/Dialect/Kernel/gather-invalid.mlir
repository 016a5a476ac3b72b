// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: two dimensions.
func.func @dimensions(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): the map must have three dimensions, no symbols and three results}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1) -> (d0, d1, 0)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a symbol has no value here.
func.func @symbol(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2)[s0] -> (d0, d1, s0)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: four results.
func.func @results(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (0, d0, d1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: no results.
func.func @nothing(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> ()>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a channel too many.
func.func @channel(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x9x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 0 of the map may be anything from 0 to 8, but the input has 8}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x9x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a row before the first one.
func.func @row(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 1 of the map may be anything from -1 to 2, but the input has 4}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 - 1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a step beyond the last column.
func.func @column(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x3xf32, #b8>) {
  // expected-error @below {{(C2): result 2 of the map may be anything from 0 to 4, but the input has 4}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x3xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2 * 2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: rounded up, the quotient is one more.
func.func @ceil(%x: memref<?x8x2x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 1 of the map may be anything from 0 to 2, but the input has 2}}
  kernel.gather ins(%x : memref<?x8x2x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 ceildiv 2, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a rest is below the divisor, which is more than the input has.
func.func @rest(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 2 of the map may be anything from 0 to 4, but the input has 4}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, (d1 * 4 + d2) mod 5)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a divisor that may be 0.
func.func @divisor(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 1 of the map has no bounds within 64 bits}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 mod 0, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a negative divisor.
func.func @negative(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 0 of the map has no bounds within 64 bits}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0 floordiv -2, d1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a product that overflows 64 bits to something small.
func.func @product(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 2 of the map has no bounds within 64 bits}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2 * 9223372036854775807)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a sum that overflows 64 bits.
func.func @sum(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): result 1 of the map has no bounds within 64 bits}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1 + 9223372036854775807, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Two inputs.
func.func @inputs(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{must have one input, of f32, no weights and no epilogue}}
  kernel.gather ins(%x, %x : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Bytes.
func.func @bytes(%x: memref<?x8x4x4xi8, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{must have one input, of f32}}
  kernel.gather ins(%x : memref<?x8x4x4xi8, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights.
func.func @weights(%x: memref<?x8x4x4xf32, #b8>, %w: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{no weights and no epilogue}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) weights(%w : memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An epilogue.
func.func @epilogue(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{no weights and no epilogue}}
  kernel.gather ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>} epilogue {
  ^bb0(%a: f32):
    kernel.yield %a : f32
  }
  return
}
