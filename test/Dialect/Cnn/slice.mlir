// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// The middle of a picture.
// CHECK-LABEL: func.func @middle
// CHECK: cnn.slice %{{.*}} starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
func.func @middle(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x2x2xf32> {
  %y = cnn.slice %x starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 1] : tensor<?x8x4x4xf32> -> tensor<?x8x2x2xf32>
  return %y : tensor<?x8x2x2xf32>
}

// Every third channel up to the last one, every second row, one column.
// CHECK-LABEL: func.func @steps
// CHECK: cnn.slice %{{.*}} starts = [1, 0, 3] sizes = [3, 2, 1] steps = [3, 2, 1] : tensor<2x8x4x4xf32> -> tensor<2x3x2x1xf32>
func.func @steps(%x: tensor<2x8x4x4xf32>) -> tensor<2x3x2x1xf32> {
  %y = cnn.slice %x starts = [1, 0, 3] sizes = [3, 2, 1] steps = [3, 2, 1] : tensor<2x8x4x4xf32> -> tensor<2x3x2x1xf32>
  return %y : tensor<2x3x2x1xf32>
}

// A vector; the step of a single element may lead anywhere.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.slice %{{.*}} starts = [9] sizes = [1] steps = [2147483648] : tensor<?x10xf32> -> tensor<?x1xf32>
func.func @vector(%x: tensor<?x10xf32>) -> tensor<?x1xf32> {
  %y = cnn.slice %x starts = [9] sizes = [1] steps = [2147483648] : tensor<?x10xf32> -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}
