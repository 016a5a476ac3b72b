// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// CHECK-LABEL: func.func @plain
// CHECK: cnn.conv2d_weight_gradient %{{.*}}, %{{.*}} strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
func.func @plain(%x: tensor<?x4x8x8xf32>, %g: tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32> {
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 : (tensor<?x4x8x8xf32>, tensor<?x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  return %dw : tensor<6x4x3x3xf32>
}

// Groups, and a gradient of fewer places than the convolution has.
// CHECK-LABEL: func.func @groups
// CHECK: strides = [2, 1] padding = [0, 1, 2, 3] dilations = [2, 3] groups = 2 : (tensor<3x4x8x8xf32>, tensor<3x6x2x5xf32>) -> tensor<6x2x3x3xf32>
func.func @groups(%x: tensor<3x4x8x8xf32>, %g: tensor<3x6x2x5xf32>) -> tensor<6x2x3x3xf32> {
  %dw = cnn.conv2d_weight_gradient %x, %g strides = [2, 1] padding = [0, 1, 2, 3] dilations = [2, 3] groups = 2 : (tensor<3x4x8x8xf32>, tensor<3x6x2x5xf32>) -> tensor<6x2x3x3xf32>
  return %dw : tensor<6x2x3x3xf32>
}
