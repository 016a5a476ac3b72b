// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The loops load eight numbers at place 8 of a vector of ten.
func.func @lanes(%x: memref<?x10x6x6xf32, #b8>, %p: memref<10xf32>, %y: memref<?x10x6x6xf32, #b8>) {
  // expected-error @below {{must fill the output's blocks of channels}}
  kernel.elementwise ins(%x, %p : memref<?x10x6x6xf32, #b8>, memref<10xf32>) outs(%y : memref<?x10x6x6xf32, #b8>) epilogue {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    kernel.yield %s : f32
  }
  return
}
