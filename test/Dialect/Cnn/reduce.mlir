// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Every kind, over one axis after the other.
// CHECK-LABEL: func.func @kinds
// CHECK: cnn.reduce mean %{{.*}} axes = [1] : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
// CHECK: cnn.reduce sum %{{.*}} axes = [2] : tensor<?x8x4x5xf32> -> tensor<?x8x1x5xf32>
// CHECK: cnn.reduce max %{{.*}} axes = [3] : tensor<?x8x4x5xf32> -> tensor<?x8x4x1xf32>
// CHECK: cnn.reduce min %{{.*}} axes = [2, 3] : tensor<?x8x4x5xf32> -> tensor<?x8x1x1xf32>
func.func @kinds(%x: tensor<?x8x4x5xf32>) {
  %0 = cnn.reduce mean %x axes = [1] : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
  %1 = cnn.reduce sum %x axes = [2] : tensor<?x8x4x5xf32> -> tensor<?x8x1x5xf32>
  %2 = cnn.reduce max %x axes = [3] : tensor<?x8x4x5xf32> -> tensor<?x8x4x1xf32>
  %3 = cnn.reduce min %x axes = [2, 3] : tensor<?x8x4x5xf32> -> tensor<?x8x1x1xf32>
  return
}

// Everything, and what is 1 already.
// CHECK-LABEL: func.func @all
// CHECK: axes = [1, 2, 3] : tensor<2x8x4x5xf32> -> tensor<2x1x1x1xf32>
// CHECK: axes = [1, 3] : tensor<2x1x1x1xf32> -> tensor<2x1x1x1xf32>
func.func @all(%x: tensor<2x8x4x5xf32>) -> tensor<2x1x1x1xf32> {
  %y = cnn.reduce sum %x axes = [1, 2, 3] : tensor<2x8x4x5xf32> -> tensor<2x1x1x1xf32>
  %z = cnn.reduce sum %y axes = [1, 3] : tensor<2x1x1x1xf32> -> tensor<2x1x1x1xf32>
  return %z : tensor<2x1x1x1xf32>
}

// A vector.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.reduce mean %{{.*}} axes = [1] : tensor<?x10xf32> -> tensor<?x1xf32>
func.func @vector(%x: tensor<?x10xf32>) -> tensor<?x1xf32> {
  %y = cnn.reduce mean %x axes = [1] : tensor<?x10xf32> -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}
