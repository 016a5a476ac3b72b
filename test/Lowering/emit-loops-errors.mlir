// RUN: %cnn-opt %s -split-input-file -verify-diagnostics --kernel-emit-loops

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The function of a kernel has its operands as arguments, in order.
func.func @order(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {kernel.kernel} {
  // expected-error @below {{this kernel does not stand alone on its function's arguments; run kernel-outline-kernels first}}
  kernel.pool ins(%y : memref<?x8x4x4xf32, #b8>) outs(%x : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// -----

#b2 = #cnn.layout<nchw, block = 2, halo = [0, 0, 0, 0], pitch = 0>

// A store past the caches is of a whole vector.
func.func @stream(%x: memref<?x4x4x4xf32, #b2>, %y: memref<?x4x4x4xf32, #b2>) attributes {kernel.kernel} {
  // expected-error-re @below {{kernel.stream needs an output of f32 in blocks of {{[0-9]+}} channels}}
  kernel.elementwise ins(%x : memref<?x4x4x4xf32, #b2>) outs(%y : memref<?x4x4x4xf32, #b2>) {kernel.stream}
  return
}
