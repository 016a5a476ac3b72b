// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A maximum.
// CHECK-LABEL: func.func @max
// CHECK: cnn.pool max %{{.*}} kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
func.func @max(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x4x4xf32> {
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return %y : tensor<?x6x4x4xf32>
}

// An average of what lies inside the picture.
// CHECK-LABEL: func.func @avg
// CHECK: cnn.pool avg %{{.*}} padding = [1, 1, 1, 1] :
func.func @avg(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x4x4xf32> {
  %y = cnn.pool avg %x kernel = [3, 3] strides = [2, 2] padding = [1, 1, 1, 1] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return %y : tensor<?x6x4x4xf32>
}

// An average of the whole window.
// CHECK-LABEL: func.func @include
// CHECK: cnn.pool avg %{{.*}} padding = [1, 1, 1, 1] count_include_pad :
func.func @include(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x4x4xf32> {
  %y = cnn.pool avg %x kernel = [3, 3] strides = [2, 2] padding = [1, 1, 1, 1] count_include_pad : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return %y : tensor<?x6x4x4xf32>
}
