// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// With a bias.
// CHECK-LABEL: func.func @bias
// CHECK: cnn.conv2d %{{.*}}, %{{.*}}, %{{.*}} strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
func.func @bias(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) -> tensor<?x6x6x6xf32> {
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x6x6xf32>
  return %y : tensor<?x6x6x6xf32>
}

// Without a bias.
// CHECK-LABEL: func.func @plain
// CHECK: cnn.conv2d %{{.*}}, %{{[^,]*}} strides
func.func @plain(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32> {
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x6x6xf32>
  return %y : tensor<?x6x6x6xf32>
}

// Strides, padding that differs on all sides, and dilation.
// CHECK-LABEL: func.func @window
// CHECK: strides = [2, 1] padding = [0, 1, 2, 3] dilations = [2, 3] groups = 1
func.func @window(%x: tensor<?x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) -> tensor<?x6x3x7xf32> {
  %y = cnn.conv2d %x, %w, %b strides = [2, 1] padding = [0, 1, 2, 3] dilations = [2, 3] groups = 1 : (tensor<?x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<?x6x3x7xf32>
  return %y : tensor<?x6x3x7xf32>
}

// A depthwise convolution has as many groups as channels.
// CHECK-LABEL: func.func @depthwise
// CHECK: groups = 4
func.func @depthwise(%x: tensor<?x4x8x8xf32>, %w: tensor<8x1x3x3xf32>, %b: tensor<8xf32>) -> tensor<?x8x6x6xf32> {
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 4 : (tensor<?x4x8x8xf32>, tensor<8x1x3x3xf32>, tensor<8xf32>) -> tensor<?x8x6x6xf32>
  return %y : tensor<?x8x6x6xf32>
}

// The batch may be static.
// CHECK-LABEL: func.func @batch
// CHECK: tensor<2x6x6x6xf32>
func.func @batch(%x: tensor<2x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<6xf32>) -> tensor<2x6x6x6xf32> {
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1 : (tensor<2x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>) -> tensor<2x6x6x6xf32>
  return %y : tensor<2x6x6x6xf32>
}

// What lies beyond the edge; a reflection has all but the edge, a circle each element once.
// CHECK-LABEL: func.func @modes
// CHECK: padding = [3, 3, 3, 3] dilations = [1, 1] groups = 1 mode = reflect :
// CHECK: padding = [9, 0, 0, 0] dilations = [1, 1] groups = 1 mode = replicate :
// CHECK: padding = [4, 4, 4, 4] dilations = [1, 1] groups = 1 mode = circular :
// CHECK: padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 :
func.func @modes(%x: tensor<?x4x4x4xf32>, %w: tensor<6x4x3x3xf32>) {
  %a = cnn.conv2d %x, %w strides = [1, 1] padding = [3, 3, 3, 3] dilations = [1, 1] groups = 1 mode = reflect : (tensor<?x4x4x4xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x8x8xf32>
  %b = cnn.conv2d %x, %w strides = [1, 1] padding = [9, 0, 0, 0] dilations = [1, 1] groups = 1 mode = replicate : (tensor<?x4x4x4xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x11x2xf32>
  %c = cnn.conv2d %x, %w strides = [1, 1] padding = [4, 4, 4, 4] dilations = [1, 1] groups = 1 mode = circular : (tensor<?x4x4x4xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x10x10xf32>
  %d = cnn.conv2d %x, %w strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 mode = zero : (tensor<?x4x4x4xf32>, tensor<6x4x3x3xf32>) -> tensor<?x6x4x4xf32>
  return
}
