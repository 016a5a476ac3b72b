// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// CHECK-LABEL: func.func @plain
// CHECK: kernel.winograd_conv ins(%{{.*}} : memref<?x8x4x4xf32, {{.*}}>) weights(%{{.*}}, %{{.*}} : memref<2304xf32>, memref<8xf32>) outs(%{{.*}}) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pool = array<i64: 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>}
func.func @plain(%x: memref<?x8x4x4xf32, #h8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 1, 1, 1>, pool = array<i64: 1, 1>}
  return
}

// Tiles that reach beyond the picture, and a residual.
// CHECK-LABEL: func.func @residual
// CHECK: epilogue {
// CHECK: ^bb0(%[[A:.*]]: f32, %[[R:.*]]: f32):
// CHECK: arith.addf %[[A]], %[[R]]
func.func @residual(%x: memref<?x8x3x5xf32, #cnn.layout<nchw, block = 8, halo = [1, 2, 1, 4], pitch = 0>>, %e: memref<?x8x3x5xf32, #b8>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x3x5xf32, #b8>) {
  kernel.winograd_conv ins(%x, %e : memref<?x8x3x5xf32, #cnn.layout<nchw, block = 8, halo = [1, 2, 1, 4], pitch = 0>>, memref<?x8x3x5xf32, #b8>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x3x5xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4, 1, 2, 2, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// F(2, 3), and a window inside each tile.
// CHECK-LABEL: func.func @pool
// CHECK: pool = array<i64: 2, 2>, pool_kind = #cnn<pool_kind max>
func.func @pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<1024xf32>, %b: memref<8xf32>, %y: memref<?x8x2x2xf32, #b8>) {
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<1024xf32>, memref<8xf32>) outs(%y : memref<?x8x2x2xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 2, 2, 2, 4, 1>, pool = array<i64: 2, 2>, pool_kind = #cnn<pool_kind max>}
  return
}

// Interleaved tiles.
// CHECK-LABEL: func.func @dilated
// CHECK: dilations = array<i64: 2, 2>
func.func @dilated(%x: memref<?x8x8x8xf32, #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0>>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x8x8xf32, #b8>) {
  kernel.winograd_conv ins(%x : memref<?x8x8x8xf32, #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0>>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x8x8xf32, #b8>) {dilations = array<i64: 2, 2>, padding = array<i64: 2, 2, 2, 2>, tile = array<i64: 4, 2, 2, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// F(2, 5) takes its outputs from six inputs as F(4, 3) does.
// CHECK-LABEL: func.func @five
// CHECK: taps = 5 : i64, tile = array<i64: 2, 2, 2, 4, 1>}
func.func @five(%x: memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0>>, %w: memref<2304xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.winograd_conv ins(%x : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [2, 2, 2, 2], pitch = 0>>) weights(%w, %b : memref<2304xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {dilations = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, tile = array<i64: 2, 2, 2, 4, 1>, pool = array<i64: 1, 1>, taps = 5 : i64}
  return
}
