// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Averages of windows that overlap, for 7 does not divide 10.
// CHECK-LABEL: func.func @avg
// CHECK: cnn.adaptive_pool avg %{{.*}} size = [7, 6] : tensor<?x8x10x12xf32> -> tensor<?x8x7x6xf32>
func.func @avg(%x: tensor<?x8x10x12xf32>) -> tensor<?x8x7x6xf32> {
  %y = cnn.adaptive_pool avg %x size = [7, 6] : tensor<?x8x10x12xf32> -> tensor<?x8x7x6xf32>
  return %y : tensor<?x8x7x6xf32>
}

// Maxima.
// CHECK-LABEL: func.func @max
// CHECK: cnn.adaptive_pool max %{{.*}} size = [1, 1] : tensor<?x8x10x12xf32> -> tensor<?x8x1x1xf32>
func.func @max(%x: tensor<?x8x10x12xf32>) -> tensor<?x8x1x1xf32> {
  %y = cnn.adaptive_pool max %x size = [1, 1] : tensor<?x8x10x12xf32> -> tensor<?x8x1x1xf32>
  return %y : tensor<?x8x1x1xf32>
}

// The grid may be finer than the picture.
// CHECK-LABEL: func.func @finer
// CHECK: cnn.adaptive_pool avg %{{.*}} size = [5, 3] : tensor<2x8x2x3xf32> -> tensor<2x8x5x3xf32>
func.func @finer(%x: tensor<2x8x2x3xf32>) -> tensor<2x8x5x3xf32> {
  %y = cnn.adaptive_pool avg %x size = [5, 3] : tensor<2x8x2x3xf32> -> tensor<2x8x5x3xf32>
  return %y : tensor<2x8x5x3xf32>
}
