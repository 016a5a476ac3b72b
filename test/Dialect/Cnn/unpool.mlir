// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Back to a picture twice as large.
// CHECK-LABEL: func.func @twice
// CHECK: cnn.unpool %{{.*}}, %{{.*}} size = [28, 28] : (tensor<?x6x14x14xf32>, tensor<?x6x14x14xf32>) -> tensor<?x6x28x28xf32>
func.func @twice(%x: tensor<?x6x14x14xf32>, %i: tensor<?x6x14x14xf32>) -> tensor<?x6x28x28xf32> {
  %y = cnn.unpool %x, %i size = [28, 28] : (tensor<?x6x14x14xf32>, tensor<?x6x14x14xf32>) -> tensor<?x6x28x28xf32>
  return %y : tensor<?x6x28x28xf32>
}

// The result may be smaller than the input, and indices may be the input.
// CHECK-LABEL: func.func @smaller
// CHECK: cnn.unpool %[[X:.*]], %[[X]] size = [1, 3]
func.func @smaller(%x: tensor<2x6x4x4xf32>) -> tensor<2x6x1x3xf32> {
  %y = cnn.unpool %x, %x size = [1, 3] : (tensor<2x6x4x4xf32>, tensor<2x6x4x4xf32>) -> tensor<2x6x1x3xf32>
  return %y : tensor<2x6x1x3xf32>
}

// A plane of 2^24 places, 128 times: the most there can be.
// CHECK-LABEL: func.func @most
// CHECK: -> tensor<?x128x4096x4096xf32>
func.func @most(%x: tensor<?x128x2x2xf32>, %i: tensor<?x128x2x2xf32>) -> tensor<?x128x4096x4096xf32> {
  %y = cnn.unpool %x, %i size = [4096, 4096] : (tensor<?x128x2x2xf32>, tensor<?x128x2x2xf32>) -> tensor<?x128x4096x4096xf32>
  return %y : tensor<?x128x4096x4096xf32>
}
