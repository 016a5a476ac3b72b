// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C1: the input needs a halo.
func.func @halo(%x: memref<?x16x8x8xf32, #b8>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures of the same channels and block in nchw order, the first one with a halo of zeros of at least the padding}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #b8>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C1: as many channels.
func.func @channels(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures of the same channels and block in nchw order, the first one with a halo of zeros of at least the padding}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C1: planes have no vectors.
func.func @planes(%x: memref<?x16x8x8xf32, #planes>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures of the same channels and block in nchw order, the first one with a halo of zeros of at least the padding}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #planes>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C2: one input for each output.
func.func @inputs(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x2x3x3xf32, #plain>) {
  // expected-error @below {{(C2): the output must be C x 1 x KH x KW of f32 in the plain nchw layout}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x2x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C2: a weight in blocks.
func.func @weight_blocks(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #b8>) {
  // expected-error @below {{(C2): the output must be C x 1 x KH x KW of f32 in the plain nchw layout}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #b8>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C3: the convolution has fewer columns.
func.func @columns(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #plain>) {
  // expected-error @below {{(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0, and the gradient no larger than the convolution}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C4: two numbers.
func.func @tile(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x16x8x8xf32, #b8>, %dw: memref<16x1x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be three numbers from 1 to 64}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x16x8x8xf32, #b8>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3>}
  return
}

// -----

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#in = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#planes = #cnn.layout<nchw, block = 1, halo = [1, 1, 1, 1], pitch = 0>
#reflect = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>
#nhwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>
#pitch = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 1024>

// C5: there is nothing to read but the pictures.
func.func @weights(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x16x8x8xf32, #b8>, %w: memref<8xf32>, %dw: memref<16x1x3x3xf32, #plain>) {
  // expected-error @below {{(C5): there must be no weights}}
  kernel.depthwise_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x16x8x8xf32, #b8>) weights(%w : memref<8xf32>) outs(%dw : memref<16x1x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 3, 3>}
  return
}
