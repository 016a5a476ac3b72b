// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Averages, and what is done to each of them.
// CHECK-LABEL: func.func @avg
// CHECK: kernel.adaptive_pool ins(%{{.*}}) outs(%{{.*}}) {kind = #cnn<pool_kind avg>} epilogue {
// CHECK: arith.maximumf
func.func @avg(%x: memref<?x8x10x12xf32, #b8>, %y: memref<?x8x7x7xf32, #b8>) {
  kernel.adaptive_pool ins(%x : memref<?x8x10x12xf32, #b8>) outs(%y : memref<?x8x7x7xf32, #b8>) {kind = #cnn<pool_kind avg>} epilogue {
  ^bb0(%a: f32):
    %z = arith.constant 0.0 : f32
    %r = arith.maximumf %a, %z : f32
    kernel.yield %r : f32
  }
  return
}

// Maxima, in planes; the grid is finer than the picture.
// CHECK-LABEL: func.func @max
// CHECK: kernel.adaptive_pool ins(%{{.*}}) outs(%{{.*}}) {kind = #cnn<pool_kind max>}
func.func @max(%x: memref<?x3x2x2xf32, #b1>, %y: memref<?x3x5x1xf32, #b1>) {
  kernel.adaptive_pool ins(%x : memref<?x3x2x2xf32, #b1>) outs(%y : memref<?x3x5x1xf32, #b1>) {kind = #cnn<pool_kind max>}
  return
}
