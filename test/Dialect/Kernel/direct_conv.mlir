// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>
#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// Without an epilogue.
// CHECK-LABEL: func.func @plain
// CHECK: kernel.direct_conv ins(%{{.*}} : memref<?x8x4x4xf32, {{.*}}>) weights(%{{.*}}, %{{.*}} : memref<576xf32>, memref<8xf32>) outs(%{{.*}}) {dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, padding = array<i64: 1, 1, 1, 1>, pool = array<i64: 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 1, 4, 1>}
func.func @plain(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// A residual.
// CHECK-LABEL: func.func @residual
// CHECK: epilogue {
// CHECK: ^bb0(%[[A:.*]]: f32, %[[R:.*]]: f32):
// CHECK: arith.addf %[[A]], %[[R]]
// CHECK: kernel.yield
func.func @residual(%x: memref<?x8x4x4xf32, #h8>, %e: memref<?x8x4x4xf32, #b8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.direct_conv ins(%x, %e : memref<?x8x4x4xf32, #h8>, memref<?x8x4x4xf32, #b8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%a: f32, %r: f32):
    %s = arith.addf %a, %r : f32
    kernel.yield %s : f32
  }
  return
}

// A window that is reduced in registers.
// CHECK-LABEL: func.func @pool
// CHECK: pool = array<i64: 2, 2>, pool_kind = #cnn<pool_kind max>
func.func @pool(%x: memref<?x8x4x4xf32, #h8>, %w: memref<576xf32>, %b: memref<8xf32>, %y: memref<?x8x2x2xf32, #b8>) {
  kernel.direct_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<576xf32>, memref<8xf32>) outs(%y : memref<?x8x2x2xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 2, 4, 1>, pool = array<i64: 2, 2>, pool_kind = #cnn<pool_kind max>}
  return
}

// Planes in, blocks out.
// CHECK-LABEL: func.func @planes
// CHECK: kernel.direct_conv
func.func @planes(%x: memref<?x3x6x6xf32, #b1>, %w: memref<216xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.direct_conv ins(%x : memref<?x3x6x6xf32, #b1>) weights(%w, %b : memref<216xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// Two groups.
// CHECK-LABEL: func.func @groups
// CHECK: groups = 2
func.func @groups(%x: memref<?x16x4x4xf32, #h8>, %w: memref<1152xf32>, %b: memref<16xf32>, %y: memref<?x16x4x4xf32, #b8>) {
  kernel.direct_conv ins(%x : memref<?x16x4x4xf32, #h8>) weights(%w, %b : memref<1152xf32>, memref<16xf32>) outs(%y : memref<?x16x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 2 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>}
  return
}

// Bytes of a picture are converted; beyond its edge it repeats.
// CHECK-LABEL: func.func @bytes
// CHECK: border = #cnn<pad_mode replicate>{{.*}} prologue {
// CHECK: ^bb0(%{{.*}}: i8, %{{.*}}: f32):
// CHECK: } epilogue {
// CHECK: ^bb0(%{{.*}}: f32):
func.func @bytes(%x: memref<?x3x4x4xi8, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>, %w: memref<216xf32>, %b: memref<8xf32>, %s: memref<3xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.direct_conv ins(%x : memref<?x3x4x4xi8, #cnn.layout<nhwc, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) weights(%w, %b, %s : memref<216xf32>, memref<8xf32>, memref<3xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>, border = #cnn<pad_mode replicate>} prologue {
  ^bb0(%v: i8, %a: f32):
    %f = arith.uitofp %v : i8 to f32
    %m = arith.mulf %f, %a : f32
    kernel.yield %m : f32
  } epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  return
}
