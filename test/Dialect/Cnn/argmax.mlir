// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Along each axis.
// CHECK-LABEL: func.func @axes
// CHECK: cnn.argmax %{{.*}} axis = 1 : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
// CHECK: cnn.argmax %{{.*}} axis = 2 : tensor<?x8x4x5xf32> -> tensor<?x8x1x5xf32>
// CHECK: cnn.argmax %{{.*}} axis = 3 : tensor<?x8x4x5xf32> -> tensor<?x8x4x1xf32>
func.func @axes(%x: tensor<?x8x4x5xf32>) {
  %0 = cnn.argmax %x axis = 1 : tensor<?x8x4x5xf32> -> tensor<?x1x4x5xf32>
  %1 = cnn.argmax %x axis = 2 : tensor<?x8x4x5xf32> -> tensor<?x8x1x5xf32>
  %2 = cnn.argmax %x axis = 3 : tensor<?x8x4x5xf32> -> tensor<?x8x4x1xf32>
  return
}

// The least element, of a vector.
// CHECK-LABEL: func.func @smallest
// CHECK: cnn.argmax %{{.*}} axis = 1 smallest : tensor<2x10xf32> -> tensor<2x1xf32>
func.func @smallest(%x: tensor<2x10xf32>) -> tensor<2x1xf32> {
  %y = cnn.argmax %x axis = 1 smallest : tensor<2x10xf32> -> tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}

// 2^24 places can be told apart.
// CHECK-LABEL: func.func @most
// CHECK: tensor<?x16777216xf32> -> tensor<?x1xf32>
func.func @most(%x: tensor<?x16777216xf32>) -> tensor<?x1xf32> {
  %y = cnn.argmax %x axis = 1 : tensor<?x16777216xf32> -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}
