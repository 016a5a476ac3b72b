// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// softmax, argmax, matmul, unpool, concat and fill emit no epilogue: it is dropped without a word.
func.func @softmax(%x: memref<?x8x6x6xf32, #b8>, %y: memref<?x8x6x6xf32, #b8>) {
  // expected-error @below {{no epilogue}}
  kernel.softmax ins(%x : memref<?x8x6x6xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) epilogue {
  ^bb0(%a: f32):
    %s = arith.negf %a : f32
    kernel.yield %s : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// global_pool writes one element of each channel, so 35 of these 36 stay as they were.
func.func @global(%x: memref<?x8x6x6xf32, #b8>, %y: memref<?x8x6x6xf32, #b8>) {
  // expected-error @below {{(C1)}}
  kernel.global_pool ins(%x : memref<?x8x6x6xf32, #b8>) outs(%y : memref<?x8x6x6xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}
