// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An average.
// CHECK-LABEL: func.func @avg
// CHECK: kernel.global_pool ins(%{{.*}}) outs(%{{.*}}) {kind = #cnn<pool_kind avg>}
func.func @avg(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}

// A norm, with something after it.
// CHECK-LABEL: func.func @norm
// CHECK: kernel.global_pool ins(%{{.*}}) outs(%{{.*}}) {kind = #cnn<pool_kind lp>, p = 2.000000e+00 : f64} epilogue {
func.func @norm(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind lp>, p = 2.0} epilogue {
  ^bb0(%a: f32):
    %r = arith.negf %a : f32
    kernel.yield %r : f32
  }
  return
}
