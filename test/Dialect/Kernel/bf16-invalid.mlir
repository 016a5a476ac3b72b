// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Pairs of channels lie side by side in a block; planes have none.
func.func @planes(%x: memref<?x8x4x4xbf16, #b1>, %y: memref<?x8x4x4xf32, #b1>) {
  // expected-error @below {{a buffer of bf16 must be in blocks of channels}}
  kernel.elementwise ins(%x : memref<?x8x4x4xbf16, #b1>) outs(%y : memref<?x8x4x4xf32, #b1>)
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An epilogue knows f32 only.
func.func @epilogue(%x: memref<?x8x4x4xbf16, #b8>, %y: memref<?x8x4x4xbf16, #b8>) {
  // expected-error @below {{the epilogue's arguments must be elements of the inputs, f32 for bf16}}
  kernel.elementwise ins(%x : memref<?x8x4x4xbf16, #b8>) outs(%y : memref<?x8x4x4xbf16, #b8>) epilogue {
  ^bb0(%a: bf16):
    %z = arith.constant 0.0 : f32
    kernel.yield %z : f32
  }
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// f16 is no type of a kernel's buffer.
func.func @half(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf16, #b8>) {
  // expected-error @below {{the output must be of f32 or bf16 and have a #cnn.layout}}
  kernel.elementwise ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf16, #b8>)
  return
}
