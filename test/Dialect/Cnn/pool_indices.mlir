// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Windows side by side; a dilation of 1 is not printed.
// CHECK-LABEL: func.func @plain
// CHECK: cnn.pool_indices %{{.*}} kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
func.func @plain(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x4x4xf32> {
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] dilations = [1, 1] : tensor<?x6x8x8xf32> -> tensor<?x6x4x4xf32>
  return %i : tensor<?x6x4x4xf32>
}

// Everything differs between rows and columns.
// CHECK-LABEL: func.func @window
// CHECK: cnn.pool_indices %{{.*}} kernel = [2, 3] strides = [3, 1] padding = [0, 1, 2, 4] dilations = [1, 2] : tensor<?x6x8x8xf32> -> tensor<?x6x3x10xf32>
func.func @window(%x: tensor<?x6x8x8xf32>) -> tensor<?x6x3x10xf32> {
  %i = cnn.pool_indices %x kernel = [2, 3] strides = [3, 1] padding = [0, 1, 2, 4] dilations = [1, 2] : tensor<?x6x8x8xf32> -> tensor<?x6x3x10xf32>
  return %i : tensor<?x6x3x10xf32>
}

// Rounded up, the last window ends beyond the picture.
// CHECK-LABEL: func.func @ceil
// CHECK: padding = [0, 0, 0, 0] ceil : tensor<?x6x7x8xf32> -> tensor<?x6x4x4xf32>
func.func @ceil(%x: tensor<?x6x7x8xf32>) -> tensor<?x6x4x4xf32> {
  %i = cnn.pool_indices %x kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] ceil : tensor<?x6x7x8xf32> -> tensor<?x6x4x4xf32>
  return %i : tensor<?x6x4x4xf32>
}

// A plane of 2^24 places: the last one is still a number of f32.
// CHECK-LABEL: func.func @most
// CHECK: tensor<?x1x4096x4096xf32> -> tensor<?x1x1x1xf32>
func.func @most(%x: tensor<?x1x4096x4096xf32>) -> tensor<?x1x1x1xf32> {
  %i = cnn.pool_indices %x kernel = [4096, 4096] strides = [1, 1] padding = [0, 0, 0, 0] : tensor<?x1x4096x4096xf32> -> tensor<?x1x1x1xf32>
  return %i : tensor<?x1x1x1xf32>
}
