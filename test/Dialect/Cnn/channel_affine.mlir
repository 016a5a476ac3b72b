// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Pictures.
// CHECK-LABEL: func.func @picture
// CHECK: cnn.channel_affine %{{.*}} : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
func.func @picture(%x: tensor<?x4x2x2xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) -> tensor<?x4x2x2xf32> {
  %y = cnn.channel_affine %x, %v, %l : (tensor<?x4x2x2xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x2x2xf32>
  return %y : tensor<?x4x2x2xf32>
}

// Vectors.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.channel_affine
func.func @vector(%x: tensor<?x4xf32>, %v: tensor<4xf32>, %l: tensor<4xf32>) -> tensor<?x4xf32> {
  %y = cnn.channel_affine %x, %v, %l : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
