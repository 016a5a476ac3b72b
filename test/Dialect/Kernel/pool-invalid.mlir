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

// An output beyond the input.
func.func @extent(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x3x2xf32, #b8>) {
  // expected-error @below {{the output's height is 3, but only 2 windows fit into the input}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x3x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}
