// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another width.
func.func @shape(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same shape}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b16 = #cnn.layout<nchw, block = 16, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b16>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b16>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: no axis.
func.func @none(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2): axes must be ascending numbers from 1 to 3}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the batch is no axis.
func.func @batch(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 0, 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: axes in descending order.
func.func @order(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 2, 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the greatest number there is.
func.func @greatest(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1, 9223372036854775807>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a scale without a shift.
func.func @scale(%x: memref<?x8x4x4xf32, #b8>, %s: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): the weights must be none, or two of 8 numbers}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s : memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a number for each channel, but not for each lane of the last block.
func.func @lanes(%x: memref<?x10x4x4xf32, #b8>, %s: memref<10xf32>, %y: memref<?x10x4x4xf32, #b8>) {
  // expected-error @below {{(C3): the weights must be none, or two of 16 numbers}}
  kernel.layer_norm ins(%x : memref<?x10x4x4xf32, #b8>) weights(%s, %s : memref<10xf32>, memref<10xf32>) outs(%y : memref<?x10x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: a shift that is shorter than the scale.
func.func @shift(%x: memref<?x8x4x4xf32, #b8>, %s: memref<16xf32>, %t: memref<15xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C3): the weights must be none, or two of 16 numbers}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s, %t : memref<16xf32>, memref<15xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 2, 3>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights are vectors of f32.
func.func @doubles(%x: memref<?x8x4x4xf32, #b8>, %s: memref<8xf64>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{weights must be vectors of f32 or bf16}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s, %s : memref<8xf64>, memref<8xf64>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights of unknown length.
func.func @dynamic(%x: memref<?x8x4x4xf32, #b8>, %s: memref<?xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{weights must be vectors of f32 or bf16}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s, %s : memref<?xf32>, memref<?xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights lie one after the other, without gaps.
func.func @strided(%x: memref<?x8x4x4xf32, #b8>, %s: memref<8xf32, strided<[2]>>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{weights must be vectors of f32 or bf16}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) weights(%s, %s : memref<8xf32, strided<[2]>>, memref<8xf32, strided<[2]>>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C4: an epsilon of 0.
func.func @epsilon(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4): epsilon must be above 0}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 0.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C4: NaN is not above 0.
func.func @nan(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C4)}}
  kernel.layer_norm ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 0x7FF8000000000000 : f64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A vector for the epilogue is read in whole blocks.
func.func @epilogue(%x: memref<?x10x4x4xf32, #b8>, %e: memref<10xf32>, %y: memref<?x10x4x4xf32, #b8>) {
  // expected-error @below {{a vector for the epilogue must fill the output's blocks of channels}}
  kernel.layer_norm ins(%x, %e : memref<?x10x4x4xf32, #b8>, memref<10xf32>) outs(%y : memref<?x10x4x4xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3} epilogue {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    kernel.yield %s : f32
  }
  return
}
