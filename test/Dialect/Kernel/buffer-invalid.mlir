// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

// C1: no layout.
func.func @layout() {
  // expected-error @below {{(C1): the buffer's type must be of numbers of 8 to 64 bits and have a #cnn.layout}}
  %a = kernel.buffer : memref<?x8x4x4xf32>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: elements of unknown size.
func.func @element() {
  // expected-error @below {{(C1)}}
  %a = kernel.buffer : memref<?x8x4x4xindex, #b8>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: not aligned.
func.func @aligned() {
  // expected-error @below {{(C2): the offset must be a multiple of 64 of at least 0, got 100}}
  %a = kernel.buffer offset = 100 : memref<?x8x4x4xf32, #b8>
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: before the arena.
func.func @negative() {
  // expected-error @below {{(C2): the offset must be a multiple of 64 of at least 0, got -64}}
  %a = kernel.buffer offset = -64 : memref<?x8x4x4xf32, #b8>
  return
}
