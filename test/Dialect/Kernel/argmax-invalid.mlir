// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: pictures of a batch are independent.
func.func @batch(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1): axes must be ascending numbers from 1 to 3}}
  kernel.argmax ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) {axis = 0 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: there is no fourth axis.
func.func @beyond(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x5xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.argmax ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x5xf32, #b8>) {axis = 4 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: axes do not count from the end.
func.func @negative(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x1xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.argmax ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x1xf32, #b8>) {axis = -1 : i64, smallest}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: the axis that is gone is another one.
func.func @other(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x8x4x1xf32, #b8>) {
  // expected-error @below {{(C1): the output's extents must be 1 at the axes and the input's elsewhere}}
  kernel.argmax ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x8x4x1xf32, #b8>) {axis = 2 : i64}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: another order.
func.func @order(%x: memref<?x8x4x5xf32, #b1>, %y: memref<?x1x4x5xf32, #hwc>) {
  // expected-error @below {{(C1): input and output must have the same block}}
  kernel.argmax ins(%x : memref<?x8x4x5xf32, #b1>) outs(%y : memref<?x1x4x5xf32, #hwc>) {axis = 1 : i64}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Places are numbers of f32.
func.func @bytes(%x: memref<?x8x4x5xf32, #b8>, %y: memref<?x1x4x5xi8, #b8>) {
  // expected-error @below {{the output must be of f32 or bf16 and have a #cnn.layout}}
  kernel.argmax ins(%x : memref<?x8x4x5xf32, #b8>) outs(%y : memref<?x1x4x5xi8, #b8>) {axis = 1 : i64}
  return
}
