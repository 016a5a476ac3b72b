// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: no axis.
func.func @none(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1): axes must be ascending numbers from 1 to 3}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: pictures of a batch are independent.
func.func @batch(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1): axes must be ascending}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: an axis twice.
func.func @twice(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x1x5xf32, #b8>) {
  // expected-error @below {{(C1): axes must be ascending}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x1x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 2, 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the least and the greatest number there is.
func.func @extremes(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1): axes must be ascending}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: -9223372036854775808, 9223372036854775807>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a reduced axis that is still there.
func.func @reduced(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x1x5xf32, #b8>) {
  // expected-error @below {{(C1): the output's extents must be 1 at the axes and the input's elsewhere}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x1x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 2, 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: another axis that is gone.
func.func @kept(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x1x1xf32, #b8>) {
  // expected-error @below {{(C1): the output's extents must be 1 at the axes and the input's elsewhere}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x1x1xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 3>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x7x1x5xf32, #b8>) {
  // expected-error @below {{(C1): the output's extents must be 1 at the axes and the input's elsewhere}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x7x1x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x1x5xf32, #b1>) {
  // expected-error @below {{(C1): input and output must have the same block}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x1x5xf32, #b1>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Bytes.
func.func @bytes(%x: memref<?x8x4x5xi8, #b8>, %y: memref<?x8x1x5xf32, #b8>) {
  // expected-error @below {{the first input must be of f32 or bf16}}
  kernel.reduce ins(%x : memref<?x8x4x5xi8, #b8>) outs(%y : memref<?x8x1x5xf32, #b8>) {kind = #cnn<reduce_kind mean>, axes = array<i64: 2>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A kind is missing.
func.func @kind(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x1x5xf32, #b8>) {
  // expected-error @below {{requires attribute 'kind'}}
  kernel.reduce ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x1x5xf32, #b8>) {axes = array<i64: 2>}
  return
}
