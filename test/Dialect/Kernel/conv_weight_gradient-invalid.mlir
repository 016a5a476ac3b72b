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
func.func @halo(%x: memref<?x16x8x8xf32, #b8>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures in nchw order, the first one with a halo of zeros of at least the padding, and its block 1 or that of the other}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #b8>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C1: of zeros.
func.func @border(%x: memref<?x16x8x8xf32, #reflect>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures in nchw order, the first one with a halo of zeros of at least the padding, and its block 1 or that of the other}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #reflect>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C1: a gradient in nhwc order.
func.func @order(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #nhwc>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures in nchw order, the first one with a halo of zeros of at least the padding, and its block 1 or that of the other}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #nhwc>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C1: blocks that differ.
func.func @blocks(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b4>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures in nchw order, the first one with a halo of zeros of at least the padding, and its block 1 or that of the other}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b4>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C1: a vector is no picture.
func.func @vector(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C1): there must be two pictures in nchw order, the first one with a halo of zeros of at least the padding, and its block 1 or that of the other}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C2: half of the inputs.
func.func @inputs(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x8x3x3xf32, #plain>) {
  // expected-error @below {{(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x8x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C2: not the outputs of the gradient.
func.func @outputs(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<16x16x3x3xf32, #plain>) {
  // expected-error @below {{(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<16x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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
func.func @weight_blocks(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #b8>) {
  // expected-error @below {{(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #b8>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C2: a weight with gaps.
func.func @weight_pitch(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #pitch>) {
  // expected-error @below {{(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #pitch>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C2: a weight for each picture.
func.func @batch(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<?x16x3x3xf32, #plain>) {
  // expected-error @below {{(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<?x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C2: no group.
func.func @no_group(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C2): the output must be O x C/groups x KH x KW of f32 in the plain nchw layout}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 0 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C3: a stride of 0.
func.func @stride(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0, and the gradient no larger than the convolution}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C3: the convolution has fewer rows.
func.func @rows(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C3): strides and dilations must be two numbers of at least 1, padding four of at least 0, and the gradient no larger than the convolution}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 2, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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

// C4: four numbers.
func.func @tile_count(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1>}
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

// C4: too many rows.
func.func @tile_rows(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 65, 3, 1, 1, 1>}
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

// C4: no such kind of rows.
func.func @tile_kind(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 3>}
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

// C4: three blocks of outputs are no pairs.
func.func @tile_outputs(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 2, 1, 1>}
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

// C4: two blocks of inputs.
func.func @tile_inputs(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 3, 1>}
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

// C4: rows of more than a block of inputs.
func.func @tile_wide(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 2>}
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

// C4: planes have no vectors.
func.func @tile_planes(%x: memref<?x3x8x8xf32, #planes>, %g: memref<?x24x8x8xf32, #b8>, %dw: memref<24x3x3x3xf32, #plain>) {
  // expected-error @below {{(C4): the tile must be five numbers from 1 to 64 that fit the blocks of channels}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x3x8x8xf32, #planes>, memref<?x24x8x8xf32, #b8>) outs(%dw : memref<24x3x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
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
func.func @weights(%x: memref<?x16x8x8xf32, #in>, %g: memref<?x24x8x8xf32, #b8>, %w: memref<8xf32>, %dw: memref<24x16x3x3xf32, #plain>) {
  // expected-error @below {{(C5): there must be no weights}}
  kernel.conv_weight_gradient ins(%x, %g : memref<?x16x8x8xf32, #in>, memref<?x24x8x8xf32, #b8>) weights(%w : memref<8xf32>) outs(%dw : memref<24x16x3x3xf32, #plain>) {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 8, 3, 1, 1, 1>}
  return
}
