// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>
#h8 = #cnn.layout<nchw, block = 8, halo = [1, 1, 1, 1], pitch = 0>

// A window of three.
// CHECK-LABEL: func.func @depthwise
// CHECK: kernel.depthwise_conv ins(%{{.*}}) weights(%{{.*}}) outs(%{{.*}}) {dilations = array<i64: 1, 1>, kernel = array<i64: 3, 3>, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 4>}
func.func @depthwise(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}

// With the sums of two items.
// CHECK-LABEL: func.func @sums
// CHECK: kernel.depthwise_conv ins(%{{.*}}) weights(%{{.*}}) sums(%{{.*}} : memref<?x8x2x1xf32, {{.*}}>) outs(%{{.*}}) {
func.func @sums(%x: memref<?x8x4x4xf32, #h8>, %w: memref<72xf32>, %b: memref<8xf32>, %s: memref<?x8x2x1xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.depthwise_conv ins(%x : memref<?x8x4x4xf32, #h8>) weights(%w, %b : memref<72xf32>, memref<8xf32>) sums(%s : memref<?x8x2x1xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, tile = array<i64: 4>}
  return
}
