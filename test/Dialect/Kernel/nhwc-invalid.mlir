// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// The loops go over blocks of channels, of which nhwc has one: all others are taken for further pictures.
func.func @pool(%x: memref<?x8x4x4xf32, #hwc>, %y: memref<?x8x2x2xf32, #hwc>) {
  // expected-error @below {{(C1)}}
  kernel.pool ins(%x : memref<?x8x4x4xf32, #hwc>) outs(%y : memref<?x8x2x2xf32, #hwc>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// The same in all kernels that check with verifySameChannels, in reduce and in argmax.
func.func @reduce(%x: memref<?x8x4x4xf32, #hwc>, %y: memref<?x8x1x1xf32, #hwc>) {
  // expected-error @below {{(C1)}}
  kernel.reduce ins(%x : memref<?x8x4x4xf32, #hwc>) outs(%y : memref<?x8x1x1xf32, #hwc>) {axes = array<i64: 2, 3>, kind = #cnn<reduce_kind mean>}
  return
}

// -----

#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// And in unpool.
func.func @unpool(%x: memref<?x8x2x2xf32, #hwc>, %y: memref<?x8x4x4xf32, #hwc>) {
  // expected-error @below {{(C1)}}
  kernel.unpool ins(%x, %x : memref<?x8x2x2xf32, #hwc>, memref<?x8x2x2xf32, #hwc>) outs(%y : memref<?x8x4x4xf32, #hwc>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The matmul kernel loads neighbouring columns as one vector, which only planes have.
func.func @matmul(%a: memref<?x8x6x6xf32, #b8>, %y: memref<?x8x6x6xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.matmul ins(%a, %a : memref<?x8x6x6xf32, #b8>, memref<?x8x6x6xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) {tile = array<i64: 2, 1>}
  return
}
