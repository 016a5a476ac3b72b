// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Pictures.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.batch_norm %{{.*}} epsilon = 1.000000e-05 momentum = 1.000000e-01 : (tensor<?x4x2x2xf32>, tensor<4xf32>
func.func @picture(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) -> tensor<?x4x2x2xf32> {
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0.1 : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return %y : tensor<?x4x2x2xf32>
}

// Vectors.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.batch_norm %{{.*}} : (tensor<?x4xf32>, tensor<4xf32>
func.func @vector(%x: tensor<?x4xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) -> tensor<?x4xf32> {
  %y = cnn.batch_norm %x, %v, %v, %v, %l epsilon = 1.0e-5 momentum = 0.1 : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
