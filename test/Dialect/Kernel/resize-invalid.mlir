// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x5xf32, #b8>, %r: memref<12xf32>, %c: memref<6xf32>, %y: memref<?x16x6x3xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) weights(%r, %c : memref<12xf32>, memref<6xf32>) outs(%y : memref<?x16x6x3xf32, #b8>) {mode = #cnn<resize_mode nearest>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another order.
func.func @order(%x: memref<?x8x4x5xf32, #hwc>, %r: memref<12xf32>, %c: memref<6xf32>, %y: memref<?x8x6x3xf32, #b1>) {
  // expected-error @below {{(C1)}}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #hwc>) weights(%r, %c : memref<12xf32>, memref<6xf32>) outs(%y : memref<?x8x6x3xf32, #b1>) {mode = #cnn<resize_mode nearest>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: places in the input are numbers of 32 bits.
func.func @huge(%x: memref<?x1x4294967296x1xf32, #b1>, %r: memref<12xf32>, %c: memref<6xf32>, %y: memref<?x1x6x3xf32, #b1>) {
  // expected-error @below {{(C1): the extents must be at most 2^31}}
  kernel.resize ins(%x : memref<?x1x4294967296x1xf32, #b1>) weights(%r, %c : memref<12xf32>, memref<6xf32>) outs(%y : memref<?x1x6x3xf32, #b1>) {mode = #cnn<resize_mode nearest>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: and so are those in the output.
func.func @huge_output(%x: memref<?x1x4x5xf32, #b1>, %r: memref<12xf32>, %c: memref<6xf32>, %y: memref<?x1x1x4294967296xf32, #b1>) {
  // expected-error @below {{(C1): the extents must be at most 2^31}}
  kernel.resize ins(%x : memref<?x1x4x5xf32, #b1>) weights(%r, %c : memref<12xf32>, memref<6xf32>) outs(%y : memref<?x1x1x4294967296xf32, #b1>) {mode = #cnn<resize_mode nearest>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: no tables.
func.func @none(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x6x3xf32, #b8>) {
  // expected-error @below {{(C2): the weights must be tables of the output's rows and columns, with 2 numbers for each}}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x6x3xf32, #b8>) {mode = #cnn<resize_mode nearest>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: the table of columns stands where that of rows does.
func.func @exchanged(%x: memref<?x8x4x5xf32, #b8>, %r: memref<24xf32>, %c: memref<12xf32>, %y: memref<?x8x6x3xf32, #b8>) {
  // expected-error @below {{(C2): the weights must be tables of the output's rows and columns, with 4 numbers for each}}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) weights(%c, %r : memref<12xf32>, memref<24xf32>) outs(%y : memref<?x8x6x3xf32, #b8>) {mode = #cnn<resize_mode bilinear>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: tables of two taps where there are four.
func.func @taps(%x: memref<?x8x4x5xf32, #b8>, %r: memref<24xf32>, %c: memref<12xf32>, %y: memref<?x8x6x3xf32, #b8>) {
  // expected-error @below {{(C2): the weights must be tables of the output's rows and columns, with 8 numbers for each}}
  kernel.resize ins(%x : memref<?x8x4x5xf32, #b8>) weights(%r, %c : memref<24xf32>, memref<12xf32>) outs(%y : memref<?x8x6x3xf32, #b8>) {mode = #cnn<resize_mode bicubic>}
  return
}
