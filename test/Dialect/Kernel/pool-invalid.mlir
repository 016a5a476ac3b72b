// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x16x2x2xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x16x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another order.
func.func @order(%x: memref<?x8x4x4xf32, #hwc>, %y: memref<?x8x2x2xf32, #b1>) {
  // expected-error @below {{(C1)}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #hwc>) outs(%y : memref<?x8x2x2xf32, #b1>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// One number.
func.func @kernel(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be two numbers}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A stride of nothing.
func.func @stride(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be two numbers}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 0, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A dilation of 0.
func.func @dilation(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be two numbers of at least 1, padding four of at least 0}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Three sides.
func.func @sides(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{padding four of at least 0}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A window of more than 2^24 rows.
func.func @taps(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be two numbers}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 16777217, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The greatest stride there is.
func.func @greatest(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{kernel, strides and dilations must be two numbers}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 9223372036854775807>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: a norm without p.
func.func @no_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C2): p, at least 1, must be there for a norm and for nothing else; indices go with a maximum}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind lp>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: an average has no p.
func.func @avg_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind avg>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, p = 2.0}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: NaN is not at least 1.
func.func @nan_p(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind lp>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, p = 0x7FF8000000000000 : f64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: an average is nowhere.
func.func @indices(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C2)}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind avg>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, indices}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 0], pitch = 0, border = reflect>

// C3: the halo lacks a column on the right.
func.func @halo(%x: memref<?x8x4x4xf32, #r8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C3): the input's halo must be at least the padding}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #r8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, reads_halo}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// Windows that are not clipped must end within the halo.
func.func @height(%x: memref<?x8x4x4xf32, #r8>, %y: memref<?x8x3x2xf32, #b8>) {
  // expected-error @below {{the output's height is 3, but only 2 windows fit into the input}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #r8>) outs(%y : memref<?x8x3x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, reads_halo}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// The dilation leads beyond it.
func.func @width(%x: memref<?x8x4x4xf32, #r8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{the output's width is 2, but only 1 windows fit into the input}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #r8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 2>, padding = array<i64: 1, 1, 1, 1>, reads_halo}
  return
}
