// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// A plane for each channel.
// CHECK-LABEL: func.func @plain
// CHECK: kernel.matmul ins(%{{.*}}, %{{.*}}) outs(%{{.*}}) {tile = array<i64: 8, 2>}
func.func @plain(%a: memref<?x4x5x6xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %y: memref<?x4x5x7xf32, #b1>) {
  kernel.matmul ins(%a, %b : memref<?x4x5x6xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}

// Rows and columns exchanged, first of the left, then of the right, then of both.
// CHECK-LABEL: func.func @transposed
// CHECK: {tile = array<i64: 1, 1>, transpose_lhs}
// CHECK: {tile = array<i64: 64, 64>, transpose_rhs}
// CHECK: {tile = array<i64: 1, 1>, transpose_lhs, transpose_rhs}
func.func @transposed(%a: memref<?x4x5x6xf32, #b1>, %t: memref<?x4x6x5xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %u: memref<?x4x7x6xf32, #b1>, %y: memref<?x4x5x7xf32, #b1>) {
  kernel.matmul ins(%t, %b : memref<?x4x6x5xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 1, 1>, transpose_lhs}
  kernel.matmul ins(%a, %u : memref<?x4x5x6xf32, #b1>, memref<?x4x7x6xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 64, 64>, transpose_rhs}
  kernel.matmul ins(%t, %u : memref<?x4x6x5xf32, #b1>, memref<?x4x7x6xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 1, 1>, transpose_lhs, transpose_rhs}
  return
}

// One channel of the left stands for all.
// CHECK-LABEL: func.func @broadcast
// CHECK: kernel.matmul ins(%{{.*}}, %{{.*}} : memref<?x1x5x6xf32, {{.*}}>, memref<?x4x6x7xf32, {{.*}}>)
func.func @broadcast(%a: memref<?x1x5x6xf32, #b1>, %b: memref<?x4x6x7xf32, #b1>, %y: memref<?x4x5x7xf32, #b1>) {
  kernel.matmul ins(%a, %b : memref<?x1x5x6xf32, #b1>, memref<?x4x6x7xf32, #b1>) outs(%y : memref<?x4x5x7xf32, #b1>) {tile = array<i64: 8, 2>}
  return
}
