// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Rows and columns exchanged.
// CHECK-LABEL: func.func @planes
// CHECK: cnn.transpose %{{.*}} order = [1, 3, 2] : tensor<?x8x4x6xf32> -> tensor<?x8x6x4xf32>
func.func @planes(%x: tensor<?x8x4x6xf32>) -> tensor<?x8x6x4xf32> {
  %y = cnn.transpose %x order = [1, 3, 2] : tensor<?x8x4x6xf32> -> tensor<?x8x6x4xf32>
  return %y : tensor<?x8x6x4xf32>
}

// A cycle of the three, and back.
// CHECK-LABEL: func.func @cycle
// CHECK: order = [3, 1, 2] : tensor<2x8x4x6xf32> -> tensor<2x6x8x4xf32>
// CHECK: order = [2, 3, 1] : tensor<2x6x8x4xf32> -> tensor<2x8x4x6xf32>
func.func @cycle(%x: tensor<2x8x4x6xf32>) -> tensor<2x8x4x6xf32> {
  %y = cnn.transpose %x order = [3, 1, 2] : tensor<2x8x4x6xf32> -> tensor<2x6x8x4xf32>
  %z = cnn.transpose %y order = [2, 3, 1] : tensor<2x6x8x4xf32> -> tensor<2x8x4x6xf32>
  return %z : tensor<2x8x4x6xf32>
}

// Nothing moves.
// CHECK-LABEL: func.func @same
// CHECK: order = [1, 2, 3] : tensor<?x8x4x6xf32> -> tensor<?x8x4x6xf32>
func.func @same(%x: tensor<?x8x4x6xf32>) -> tensor<?x8x4x6xf32> {
  %y = cnn.transpose %x order = [1, 2, 3] : tensor<?x8x4x6xf32> -> tensor<?x8x4x6xf32>
  return %y : tensor<?x8x4x6xf32>
}
