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

// A norm says which.
// CHECK-LABEL: func.func @norm
// CHECK: cnn.pool lp %{{.*}} padding = [0, 0, 0, 0] p = 2.000000e+00 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
func.func @norm(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x4x4xf32> {
  %y = cnn.pool lp %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 2.0 : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return %y : tensor<?x6x4x4xf32>
}

// Gaps between the elements of a window; a dilation of 1 is not printed.
// CHECK-LABEL: func.func @dilations
// CHECK: padding = [0, 2, 0, 0] dilations = [2, 3] : tensor<?x6x8x8xf32> -> tensor<?x6x6x2xf32>
// CHECK: padding = [0, 0, 0, 0] : tensor<?x6x6x2xf32>
func.func @dilations(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x6x2xf32> {
  %y = cnn.pool max %x kernel = [3, 3] strides = [1, 1] padding = [0, 2, 0, 0] dilations = [2, 3] : tensor<?x6x8x8xf32> -> tensor<?x6x6x2xf32>
  %z = cnn.pool max %y kernel = [1, 1] strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] : tensor<?x6x6x2xf32> -> tensor<?x6x6x2xf32>
  return %z : tensor<?x6x6x2xf32>
}

// Rounded up, the last row ends beyond the picture; the last column would begin there, and is left out.
// CHECK-LABEL: func.func @ceil
// CHECK: padding = [0, 0, 0, 1] ceil : tensor<?x6x7x6xf32> -> tensor<?x6x4x3xf32>
func.func @ceil(%x: tensor<?x6x7x6xf32>) -> tensor<?x6x4x3xf32> {
  %y = cnn.pool max %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 1] ceil : tensor<?x6x7x6xf32> -> tensor<?x6x4x3xf32>
  return %y : tensor<?x6x4x3xf32>
}

// What lies beyond the edge; a circle has room for as much as the picture itself.
// CHECK-LABEL: func.func @modes
// CHECK: padding = [3, 3, 3, 3] mode = reflect : tensor<?x6x4x4xf32>
// CHECK: padding = [4, 4, 4, 4] mode = replicate : tensor<?x6x4x4xf32>
// CHECK: padding = [4, 4, 4, 4] mode = circular p = 1.000000e+00 : tensor<?x6x4x4xf32>
// CHECK: padding = [1, 1, 1, 1] : tensor<?x6x4x4xf32>
func.func @modes(%x: tensor<?x6x4x4xf32>) {
  %a = cnn.pool avg %x kernel = [4, 4] strides = [2, 2] padding = [3, 3, 3, 3] mode = reflect : tensor<?x6x4x4xf32> -> tensor<?x6x4x4xf32>
  %b = cnn.pool max %x kernel = [5, 5] strides = [2, 2] padding = [4, 4, 4, 4] mode = replicate : tensor<?x6x4x4xf32> -> tensor<?x6x4x4xf32>
  %c = cnn.pool lp %x kernel = [5, 5] strides = [2, 2] padding = [4, 4, 4, 4] mode = circular p = 1.0 : tensor<?x6x4x4xf32> -> tensor<?x6x4x4xf32>
  %d = cnn.pool max %x kernel = [2, 2] strides = [1, 1] padding = [1, 1, 1, 1] mode = zero : tensor<?x6x4x4xf32> -> tensor<?x6x5x5xf32>
  return
}

// Everything at once, and an output that is not square.
// CHECK-LABEL: func.func @all
// CHECK: dilations = [2, 1] count_include_pad ceil :
func.func @all(%x: tensor<2x6x8x8xf32>) -> tensor<2x6x5x4xf32> {
  %y = cnn.pool avg %x kernel = [2, 3] strides = [2, 2] padding = [1, 1, 1, 0] dilations = [2, 1] count_include_pad ceil : tensor<2x6x8x8xf32> -> tensor<2x6x5x4xf32>
  return %y : tensor<2x6x5x4xf32>
}
