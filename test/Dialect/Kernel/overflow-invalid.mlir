// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// dense C1: 2^32 outputs times 2^32 inputs are 0 in 64 bits, which any weight has.
func.func @dense(%x: memref<?x4294967296xf32, #b1>, %w: memref<1xf32>, %b: memref<4294967296xf32>, %y: memref<?x4294967296xf32, #b1>) {
  // expected-error @below {{(C1)}}
  kernel.dense ins(%x : memref<?x4294967296xf32, #b1>) weights(%w, %b : memref<1xf32>, memref<4294967296xf32>) outs(%y : memref<?x4294967296xf32, #b1>) {tile = array<i64: 1, 1>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// direct_conv C5: the same of a 1x1 convolution.
func.func @conv(%x: memref<?x4294967296x1x1xf32, #b1>, %w: memref<1xf32>, %b: memref<4294967296xf32>, %y: memref<?x4294967296x1x1xf32, #b1>) {
  // expected-error @below {{(C5)}}
  kernel.direct_conv ins(%x : memref<?x4294967296x1x1xf32, #b1>) weights(%w, %b : memref<1xf32>, memref<4294967296xf32>) outs(%y : memref<?x4294967296x1x1xf32, #b1>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// reference C2: a kernel of 2^31 by 2^31 for 4 channels has 0 weights in 64 bits.
func.func @reference(%x: memref<?x4x4x4xf32, #b1>, %w: memref<1xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  // expected-error @below {{(C2): the attributes or weights do not fit "cnn.conv2d"}}
  kernel.reference ins(%x : memref<?x4x4x4xf32, #b1>) weights(%w, %b : memref<1xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = array<i64: 2147483648, 2147483648>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}
