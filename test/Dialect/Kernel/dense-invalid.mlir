// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: weights for the logical outputs only.
func.func @weight(%x: memref<?x8x2x2xf32, #b8>, %w: memref<96xf32>, %b: memref<8xf32>, %y: memref<?x3xf32, #b8>) {
  // expected-error @below {{(C1): the first weight must have outputs * inputs elements, the second one per output}}
  kernel.dense ins(%x : memref<?x8x2x2xf32, #b8>) weights(%w, %b : memref<96xf32>, memref<8xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a bias for the logical outputs only.
func.func @bias(%x: memref<?x8x2x2xf32, #b8>, %w: memref<256xf32>, %b: memref<3xf32>, %y: memref<?x3xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.dense ins(%x : memref<?x8x2x2xf32, #b8>) weights(%w, %b : memref<256xf32>, memref<3xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Weights of unknown length.
func.func @dynamic(%x: memref<?x8x2x2xf32, #b8>, %w: memref<?xf32>, %b: memref<8xf32>, %y: memref<?x3xf32, #b8>) {
  // expected-error @below {{weights must be vectors of f32 or bf16}}
  kernel.dense ins(%x : memref<?x8x2x2xf32, #b8>) weights(%w, %b : memref<?xf32>, memref<8xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 1, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: one number.
func.func @tile(%x: memref<?x8x2x2xf32, #b8>, %w: memref<256xf32>, %b: memref<8xf32>, %y: memref<?x3xf32, #b8>) {
  // expected-error @below {{(C2): tile must be two numbers from 1 to 64}}
  kernel.dense ins(%x : memref<?x8x2x2xf32, #b8>) weights(%w, %b : memref<256xf32>, memref<8xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a tile of nothing.
func.func @empty(%x: memref<?x8x2x2xf32, #b8>, %w: memref<256xf32>, %b: memref<8xf32>, %y: memref<?x3xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.dense ins(%x : memref<?x8x2x2xf32, #b8>) weights(%w, %b : memref<256xf32>, memref<8xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 0, 1>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An input without a layout.
func.func @layout(%x: memref<256xf32>, %w: memref<256xf32>, %b: memref<8xf32>, %y: memref<?x3xf32, #b8>) {
  // expected-error @below {{the first input must be of f32, bf16 or i8 and have a #cnn.layout}}
  kernel.dense ins(%x : memref<256xf32>) weights(%w, %b : memref<256xf32>, memref<8xf32>) outs(%y : memref<?x3xf32, #b8>) {tile = array<i64: 1, 1>}
  return
}
