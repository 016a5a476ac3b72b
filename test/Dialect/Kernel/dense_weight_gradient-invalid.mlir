// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a picture.
func.func @picture(%x: memref<?x16x1x1xf32, #b8>, %g: memref<?x10xf32, #b8>, %dw: memref<10x16xf32, #plain>) {
  // expected-error @below {{(C1): there must be two vectors for each picture in nchw order, of one block}}
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16x1x1xf32, #b8>, memref<?x10xf32, #b8>) outs(%dw : memref<10x16xf32, #plain>) {tile = array<i64: 10, 2>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: blocks that differ.
func.func @blocks(%x: memref<?x16xf32, #b8>, %g: memref<?x10xf32, #plain>, %dw: memref<10x16xf32, #plain>) {
  // expected-error @below {{(C1): there must be two vectors for each picture in nchw order, of one block}}
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16xf32, #b8>, memref<?x10xf32, #plain>) outs(%dw : memref<10x16xf32, #plain>) {tile = array<i64: 10, 2>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: outputs come first.
func.func @order(%x: memref<?x16xf32, #b8>, %g: memref<?x10xf32, #b8>, %dw: memref<16x10xf32, #plain>) {
  // expected-error @below {{(C2): the output must be O x C of f32 in the plain nchw layout}}
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16xf32, #b8>, memref<?x10xf32, #b8>) outs(%dw : memref<16x10xf32, #plain>) {tile = array<i64: 10, 2>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a weight for each picture.
func.func @batch(%x: memref<?x16xf32, #b8>, %g: memref<?x10xf32, #b8>, %dw: memref<?x16xf32, #plain>) {
  // expected-error @below {{(C2): the output must be O x C of f32 in the plain nchw layout}}
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16xf32, #b8>, memref<?x10xf32, #b8>) outs(%dw : memref<?x16xf32, #plain>) {tile = array<i64: 10, 2>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C3: no outputs.
func.func @tile(%x: memref<?x16xf32, #b8>, %g: memref<?x10xf32, #b8>, %dw: memref<10x16xf32, #plain>) {
  // expected-error @below {{(C3): the tile must be two numbers from 1 to 64}}
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16xf32, #b8>, memref<?x10xf32, #b8>) outs(%dw : memref<10x16xf32, #plain>) {tile = array<i64: 0, 2>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C4: there is nothing to read but the vectors.
func.func @weights(%x: memref<?x16xf32, #b8>, %g: memref<?x10xf32, #b8>, %w: memref<8xf32>, %dw: memref<10x16xf32, #plain>) {
  // expected-error @below {{(C4): there must be no weights}}
  kernel.dense_weight_gradient ins(%x, %g : memref<?x16xf32, #b8>, memref<?x10xf32, #b8>) weights(%w : memref<8xf32>) outs(%dw : memref<10x16xf32, #plain>) {tile = array<i64: 10, 2>}
  return
}
