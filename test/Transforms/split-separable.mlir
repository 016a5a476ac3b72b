// RUN: %cnn-opt %s --split-input-file --cnn-split-separable=tolerance=0.01 | FileCheck %s

// Sobel's two kernels on one channel: each is a column times a row.
// CHECK-LABEL: func.func @sobel
// CHECK-SAME: cnn.split = ["conv2d: 3x3 as 3x1 and 1x3 over 2 channels, error 0.00e+00"]
// CHECK-DAG: %[[V:.*]] = arith.constant dense_resource<weight.vertical> : tensor<2x1x3x1xf32>
// CHECK-DAG: %[[H:.*]] = arith.constant dense_resource<weight.horizontal> : tensor<2x1x1x3xf32>
// CHECK: %[[C:.*]] = cnn.conv2d %{{.*}}, %[[V]] strides = [1, 1] padding = [1, 1, 0, 0] dilations = [1, 1] groups = 1 mode = replicate
// CHECK: cnn.conv2d %[[C]], %[[H]], %{{.*}} strides = [1, 1] padding = [0, 0, 1, 1] dilations = [1, 1] groups = 2 mode = replicate
func.func @sobel(%x: tensor<?x1x8x8xf32>) -> tensor<?x2x8x8xf32> {
  %w = arith.constant dense<[[[[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]],
                             [[[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]]]]> : tensor<2x1x3x3xf32>
  %b = arith.constant dense<1.0> : tensor<2xf32>
  %y = cnn.conv2d %x, %w, %b strides = [1, 1] padding = [1, 1, 1, 1] dilations = [1, 1] groups = 1 mode = replicate
         : (tensor<?x1x8x8xf32>, tensor<2x1x3x3xf32>, tensor<2xf32>) -> tensor<?x2x8x8xf32>
  return %y : tensor<?x2x8x8xf32>
}

// -----

// Depthwise: one channel's kernel is a column times a row, the other's is not.
// CHECK-LABEL: func.func @one_of_two
// CHECK-NOT: cnn.split
// CHECK: cnn.conv2d
// CHECK-NOT: cnn.conv2d
func.func @one_of_two(%x: tensor<?x2x8x8xf32>) -> tensor<?x2x6x6xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]],
                             [[[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]]]> : tensor<2x1x3x3xf32>
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 2
         : (tensor<?x2x8x8xf32>, tensor<2x1x3x3xf32>) -> tensor<?x2x6x6xf32>
  return %y : tensor<?x2x6x6xf32>
}

// -----

// Strides and dilations go with their axis; the depthwise form keeps its groups.
// CHECK-LABEL: func.func @depthwise
// CHECK: cnn.conv2d {{.*}} strides = [2, 1] padding = [2, 0, 0, 0] dilations = [1, 1] groups = 2
// CHECK: cnn.conv2d {{.*}} strides = [1, 1] padding = [0, 0, 4, 3] dilations = [1, 2] groups = 2
func.func @depthwise(%x: tensor<?x2x8x8xf32>) -> tensor<?x2x4x11xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]],
                             [[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]]]> : tensor<2x1x3x3xf32>
  %y = cnn.conv2d %x, %w strides = [2, 1] padding = [2, 0, 4, 3] dilations = [1, 2] groups = 2
         : (tensor<?x2x8x8xf32>, tensor<2x1x3x3xf32>) -> tensor<?x2x4x11xf32>
  return %y : tensor<?x2x4x11xf32>
}

// -----

// Two channels to two: the same column and row in all four kernels, so that one
// channel between is enough; off by less than a hundredth of the largest.
// CHECK-LABEL: func.func @dense
// CHECK-SAME: 3x3 as 3x1 and 1x3 over 1 channel, error 1.0{{.*}}e-02
// CHECK-DAG: tensor<1x2x3x1xf32>
// CHECK-DAG: tensor<2x1x1x3xf32>
func.func @dense(%x: tensor<?x2x8x8xf32>) -> tensor<?x2x6x6xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]],
                              [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.01]]],
                             [[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]],
                              [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]]> : tensor<2x2x3x3xf32>
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x2x8x8xf32>, tensor<2x2x3x3xf32>) -> tensor<?x2x6x6xf32>
  return %y : tensor<?x2x6x6xf32>
}

// -----

// A tenth of the largest weight is too much.
// CHECK-LABEL: func.func @too_far
// CHECK-NOT: cnn.split
func.func @too_far(%x: tensor<?x1x8x8xf32>) -> tensor<?x1x6x6xf32> {
  %w = arith.constant dense<[[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.4]]]]> : tensor<1x1x3x3xf32>
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x8x8xf32>, tensor<1x1x3x3xf32>) -> tensor<?x1x6x6xf32>
  return %y : tensor<?x1x6x6xf32>
}

// -----

// Nothing is gained by splitting 2x2, nor by rows that are one column wide.
// CHECK-LABEL: func.func @not_worth_it
// CHECK-NOT: cnn.split
func.func @not_worth_it(%x: tensor<?x1x8x8xf32>) -> tensor<?x1x7x5xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1x2x2xf32>
  %u = arith.constant dense<1.0> : tensor<1x1x1x3xf32>
  %y = cnn.conv2d %x, %w strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x8x8xf32>, tensor<1x1x2x2xf32>) -> tensor<?x1x7x7xf32>
  %z = cnn.conv2d %y, %u strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x7x7xf32>, tensor<1x1x1x3xf32>) -> tensor<?x1x7x5xf32>
  return %z : tensor<?x1x7x5xf32>
}
