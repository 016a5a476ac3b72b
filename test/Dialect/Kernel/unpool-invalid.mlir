// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: no indices.
func.func @one(%x: memref<?x8x2x2xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): there must be two inputs of one shape, with the output's channels}}
  kernel.unpool ins(%x : memref<?x8x2x2xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: three inputs.
func.func @three(%x: memref<?x8x2x2xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.unpool ins(%x, %x, %x : memref<?x8x2x2xf32, #b8>, memref<?x8x2x2xf32, #b8>, memref<?x8x2x2xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: an index for each element.
func.func @shape(%x: memref<?x8x2x2xf32, #b8>, %i: memref<?x8x2x3xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.unpool ins(%x, %i : memref<?x8x2x2xf32, #b8>, memref<?x8x2x3xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: indices are numbers of f32.
func.func @bytes(%x: memref<?x8x2x2xf32, #b8>, %i: memref<?x8x2x2xi8, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.unpool ins(%x, %i : memref<?x8x2x2xf32, #b8>, memref<?x8x2x2xi8, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: a parameter is no picture of indices.
func.func @parameter(%x: memref<?x8x2x2xf32, #b8>, %i: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.unpool ins(%x, %i : memref<?x8x2x2xf32, #b8>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the output has other channels.
func.func @channels(%x: memref<?x8x2x2xf32, #b8>, %y: memref<?x16x4x4xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.unpool ins(%x, %x : memref<?x8x2x2xf32, #b8>, memref<?x8x2x2xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: indices in another block.
func.func @block(%x: memref<?x8x2x2xf32, #b8>, %i: memref<?x8x2x2xf32, #b1>, %y: memref<?x8x4x4xf32, #b8>) {
  // expected-error @below {{(C1): inputs and output must have the same block}}
  kernel.unpool ins(%x, %i : memref<?x8x2x2xf32, #b8>, memref<?x8x2x2xf32, #b1>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: an output in another order.
func.func @order(%x: memref<?x8x2x2xf32, #b1>, %y: memref<?x8x4x4xf32, #hwc>) {
  // expected-error @below {{(C1): inputs and output must have the same block}}
  kernel.unpool ins(%x, %x : memref<?x8x2x2xf32, #b1>, memref<?x8x2x2xf32, #b1>) outs(%y : memref<?x8x4x4xf32, #hwc>)
  return
}
