// RUN: %cnn-opt %s -split-input-file -verify-diagnostics

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C1: other channels.
func.func @channels(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x9x2x2xf32, #b8>) {
  // expected-error @below {{(C1): input and output must have the same channels and block}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x9x2x2xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b4 = #cnn.layout<nchw, block = 4, halo = [0, 0, 0, 0], pitch = 0>

// C1: another block.
func.func @block(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b4>) {
  // expected-error @below {{(C1)}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b4>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#hwc = #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// C1: the same block, but another order.
func.func @order(%x: memref<?x8x4x4xf32, #b1>, %y: memref<?x8x2x2xf32, #hwc>) {
  // expected-error @below {{(C1)}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xf32, #b1>) outs(%y : memref<?x8x2x2xf32, #hwc>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// C2: there is no adaptive norm.
func.func @norm(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{(C2): the kind must be max or avg}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind lp>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Bytes.
func.func @bytes(%x: memref<?x8x4x4xi8, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  // expected-error @below {{the first input must be of f32 or bf16}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xi8, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The output has a layout.
func.func @output(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32>) {
  // expected-error @below {{the output must be of f32 or bf16 and have a #cnn.layout}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// Doubles have no kernel.
func.func @doubles(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf64, #b8>) {
  // expected-error @below {{the output must be of f32 or bf16 and have a #cnn.layout}}
  kernel.adaptive_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf64, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// -----

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// The epilogue reads a picture where the result is.
func.func @epilogue(%x: memref<?x8x4x4xf32, #b8>, %e: memref<?x8x4x1xf32, #b8>, %y: memref<?x8x5x2xf32, #b8>) {
  // expected-error @below {{a picture for the epilogue must have the extents of the result, or 1, and its block}}
  kernel.adaptive_pool ins(%x, %e : memref<?x8x4x4xf32, #b8>, memref<?x8x4x1xf32, #b8>) outs(%y : memref<?x8x5x2xf32, #b8>) {kind = #cnn<pool_kind avg>} epilogue {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    kernel.yield %s : f32
  }
  return
}
