// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#b1 = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>

// A convolution.
// CHECK-LABEL: func.func @conv
// CHECK: kernel.reference ins(%{{.*}}) weights(%{{.*}}) outs(%{{.*}}) {layer = "cnn.conv2d", layer_attributes = {dilations = array<i64: 1, 1>
func.func @conv(%x: memref<?x3x4x4xf32, #b1>, %w: memref<54xf32>, %b: memref<2xf32>, %y: memref<?x2x4x4xf32, #b1>) {
  kernel.reference ins(%x : memref<?x3x4x4xf32, #b1>) weights(%w, %b : memref<54xf32>, memref<2xf32>) outs(%y : memref<?x2x4x4xf32, #b1>) {layer = "cnn.conv2d", layer_attributes = {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}

// A gradient of a weight, which has no batch.
// CHECK-LABEL: func.func @weight_gradient
// CHECK: kernel.reference ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : memref<2x3x3x3xf32, {{.*}}>) {layer = "cnn.conv2d_weight_gradient"
func.func @weight_gradient(%x: memref<?x3x4x4xf32, #b1>, %g: memref<?x2x4x4xf32, #b1>, %w: memref<2x3x3x3xf32, #b1>) {
  kernel.reference ins(%x, %g : memref<?x3x4x4xf32, #b1>, memref<?x2x4x4xf32, #b1>) outs(%w : memref<2x3x3x3xf32, #b1>) {layer = "cnn.conv2d_weight_gradient", layer_attributes = {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, groups = 1 : i64}}
  return
}
