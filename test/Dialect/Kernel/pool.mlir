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

#r8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0, border = reflect>

// A norm of windows with gaps, which read the halo and may not read beyond it.
// CHECK-LABEL: func.func @norm
// CHECK: kernel.pool {{.*}}dilations = array<i64: 2, 1>{{.*}}pool_kind lp{{.*}}p = 3.000000e+00 : f64{{.*}}reads_halo
func.func @norm(%x: memref<?x8x5x4xf32, #r8>, %y: memref<?x8x3x2xf32, #b8>) {
  kernel.pool ins(%x : memref<?x8x5x4xf32, #r8>) outs(%y : memref<?x8x3x2xf32, #b8>) {kind = #cnn<pool_kind lp>, kernel = array<i64: 3, 3>, strides = array<i64: 1, 2>, dilations = array<i64: 2, 1>, padding = array<i64: 1, 1, 1, 1>, p = 3.0, reads_halo}
  return
}

// Where the maximum is. Clipped windows may end anywhere, so the output may be rounded up.
// CHECK-LABEL: func.func @indices
// CHECK: kernel.pool {{.*}}{indices, {{.*}}pool_kind max
func.func @indices(%x: memref<?x8x5x5xf32, #b8>, %y: memref<?x8x3x3xf32, #b8>) {
  kernel.pool ins(%x : memref<?x8x5x5xf32, #b8>) outs(%y : memref<?x8x3x3xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, indices}
  return
}
