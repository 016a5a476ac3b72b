// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// The maximum of each channel.
// CHECK-LABEL: func.func @max
// CHECK: cnn.global_pool max %{{.*}} : tensor<?x6x3x5xf32> -> tensor<?x6xf32>
func.func @max(%x: tensor<?x6x3x5xf32>) -> tensor<?x6xf32> {
  %y = cnn.global_pool max %x : tensor<?x6x3x5xf32> -> tensor<?x6xf32>
  return %y : tensor<?x6xf32>
}

// The average of each channel.
// CHECK-LABEL: func.func @avg
// CHECK: cnn.global_pool avg %{{.*}} : tensor<?x6x3x5xf32> -> tensor<?x6xf32>
func.func @avg(%x: tensor<?x6x3x5xf32>) -> tensor<?x6xf32> {
  %y = cnn.global_pool avg %x : tensor<?x6x3x5xf32> -> tensor<?x6xf32>
  return %y : tensor<?x6xf32>
}

// The norm of each channel.
// CHECK-LABEL: func.func @norm
// CHECK: cnn.global_pool lp %{{.*}} p = 1.500000e+00 : tensor<2x6x3x5xf32> -> tensor<2x6xf32>
func.func @norm(%x: tensor<2x6x3x5xf32>) -> tensor<2x6xf32> {
  %y = cnn.global_pool lp %x p = 1.5 : tensor<2x6x3x5xf32> -> tensor<2x6xf32>
  return %y : tensor<2x6xf32>
}
