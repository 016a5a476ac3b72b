// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Ten channels fill two blocks of eight.
// CHECK-LABEL: func.func @channels
// CHECK: kernel.layer_norm ins(%{{.*}}) weights(%{{.*}}, %{{.*}} : memref<16xf32>, memref<16xf32>) outs(%{{.*}}) {axes = array<i64: 1>, epsilon = 1.000000e-03 : f64}
func.func @channels(%x: memref<?x10x4x5xf32, #b8>, %s: memref<16xf32>, %t: memref<16xf32>, %y: memref<?x10x4x5xf32, #b8>) {
  kernel.layer_norm ins(%x : memref<?x10x4x5xf32, #b8>) weights(%s, %t : memref<16xf32>, memref<16xf32>) outs(%y : memref<?x10x4x5xf32, #b8>) {axes = array<i64: 1>, epsilon = 1.0e-3}
  return
}

// Rows and columns need no blocks.
// CHECK-LABEL: func.func @planes
// CHECK: memref<20xf32>, memref<20xf32>) {{.*}}axes = array<i64: 2, 3>
func.func @planes(%x: memref<?x10x4x5xf32, #b8>, %s: memref<20xf32>, %t: memref<20xf32>, %y: memref<?x10x4x5xf32, #b8>) {
  kernel.layer_norm ins(%x : memref<?x10x4x5xf32, #b8>) weights(%s, %t : memref<20xf32>, memref<20xf32>) outs(%y : memref<?x10x4x5xf32, #b8>) {axes = array<i64: 2, 3>, epsilon = 1.0e-3}
  return
}

// All axes, without weights, with something after it.
// CHECK-LABEL: func.func @all
// CHECK: kernel.layer_norm ins(%{{.*}}) outs(%{{.*}}) {axes = array<i64: 1, 2, 3>, {{.*}}} epilogue
func.func @all(%x: memref<?x10x4x5xf32, #b1>, %y: memref<?x10x4x5xf32, #b1>) {
  kernel.layer_norm ins(%x : memref<?x10x4x5xf32, #b1>) outs(%y : memref<?x10x4x5xf32, #b1>) {axes = array<i64: 1, 2, 3>, epsilon = 1.0e-3} epilogue {
  ^bb0(%a: f32):
    %r = arith.mulf %a, %a : f32
    kernel.yield %r : f32
  }
  return
}
