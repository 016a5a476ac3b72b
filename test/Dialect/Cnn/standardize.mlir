// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// The weight of a convolution.
// CHECK-LABEL: func.func @conv
// CHECK: cnn.standardize %{{.*}} epsilon = 1.000000e-05 : tensor<64x3x3x3xf32>
func.func @conv(%w: tensor<64x3x3x3xf32>) -> tensor<64x3x3x3xf32> {
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<64x3x3x3xf32>
  return %s : tensor<64x3x3x3xf32>
}

// The weight of a dense layer.
// CHECK-LABEL: func.func @dense
// CHECK: cnn.standardize %{{.*}} epsilon = 1.000000e-03 : tensor<10x84xf32>
func.func @dense(%w: tensor<10x84xf32>) -> tensor<10x84xf32> {
  %s = cnn.standardize %w epsilon = 1.0e-3 : tensor<10x84xf32>
  return %s : tensor<10x84xf32>
}

// A filter of one number.
// CHECK-LABEL: func.func @one
// CHECK: cnn.standardize %{{.*}} : tensor<1x1x1x1xf32>
func.func @one(%w: tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32> {
  %s = cnn.standardize %w epsilon = 1.0 : tensor<1x1x1x1xf32>
  return %s : tensor<1x1x1x1xf32>
}
