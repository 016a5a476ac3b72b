// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// An average.
// CHECK-LABEL: func.func @avg
// CHECK: kernel.global_pool ins(%{{.*}}) outs(%{{.*}}) {kind = #cnn<pool_kind avg>}
func.func @avg(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  kernel.global_pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {kind = #cnn<pool_kind avg>}
  return
}
