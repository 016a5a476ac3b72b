// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A maximum.
// CHECK-LABEL: func.func @max
// CHECK: kernel.pool ins(%{{.*}}) outs(%{{.*}}) {kernel = array<i64: 2, 2>, kind = #cnn<pool_kind max>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
func.func @max(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// An average of whole windows.
// CHECK-LABEL: func.func @avg
// CHECK: kernel.pool {{.*}}count_include_pad{{.*}}pool_kind avg
func.func @avg(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x2x2xf32, #b8>) {
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x2x2xf32, #b8>) {kind = #cnn<pool_kind avg>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, count_include_pad}
  return
}
