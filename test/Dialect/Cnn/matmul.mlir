// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// A plane for each channel.
// CHECK-LABEL: func.func @plain
// CHECK: cnn.matmul %{{.*}}, %{{.*}} : (tensor<?x4x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
func.func @plain(%a: tensor<?x4x5x6xf32>, %b: tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32> {
  %y = cnn.matmul %a, %b : (tensor<?x4x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
  return %y : tensor<?x4x5x7xf32>
}

// Rows and columns of the left exchanged.
// CHECK-LABEL: func.func @lhs
// CHECK: cnn.matmul %{{.*}}, %{{.*}} transpose_lhs :
func.func @lhs(%a: tensor<?x4x6x5xf32>, %b: tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32> {
  %y = cnn.matmul %a, %b transpose_lhs : (tensor<?x4x6x5xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
  return %y : tensor<?x4x5x7xf32>
}

// A matrix and itself, as in attention.
// CHECK-LABEL: func.func @rhs
// CHECK: cnn.matmul %[[A:.*]], %[[A]] transpose_rhs :
func.func @rhs(%a: tensor<?x4x49x32xf32>) -> tensor<?x4x49x49xf32> {
  %y = cnn.matmul %a, %a transpose_rhs : (tensor<?x4x49x32xf32>, tensor<?x4x49x32xf32>) -> tensor<?x4x49x49xf32>
  return %y : tensor<?x4x49x49xf32>
}

// Both.
// CHECK-LABEL: func.func @both
// CHECK: cnn.matmul %{{.*}}, %{{.*}} transpose_lhs transpose_rhs :
func.func @both(%a: tensor<?x4x6x5xf32>, %b: tensor<?x4x7x6xf32>) -> tensor<?x4x5x7xf32> {
  %y = cnn.matmul %a, %b transpose_lhs transpose_rhs : (tensor<?x4x6x5xf32>, tensor<?x4x7x6xf32>) -> tensor<?x4x5x7xf32>
  return %y : tensor<?x4x5x7xf32>
}

// One channel of the left, then of the right, stands for all.
// CHECK-LABEL: func.func @broadcast
// CHECK: (tensor<?x1x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
// CHECK: (tensor<?x4x5x7xf32>, tensor<?x1x7x2xf32>) -> tensor<?x4x5x2xf32>
func.func @broadcast(%a: tensor<?x1x5x6xf32>, %b: tensor<?x4x6x7xf32>, %c: tensor<?x1x7x2xf32>) -> tensor<?x4x5x2xf32> {
  %y = cnn.matmul %a, %b : (tensor<?x1x5x6xf32>, tensor<?x4x6x7xf32>) -> tensor<?x4x5x7xf32>
  %z = cnn.matmul %y, %c : (tensor<?x4x5x7xf32>, tensor<?x1x7x2xf32>) -> tensor<?x4x5x2xf32>
  return %z : tensor<?x4x5x2xf32>
}

// An output of 2^31 elements, the most there can be.
// CHECK-LABEL: func.func @most
// CHECK: -> tensor<?x1x65536x32768xf32>
func.func @most(%a: tensor<?x1x65536x1xf32>, %b: tensor<?x1x1x32768xf32>) -> tensor<?x1x65536x32768xf32> {
  %y = cnn.matmul %a, %b : (tensor<?x1x65536x1xf32>, tensor<?x1x1x32768xf32>) -> tensor<?x1x65536x32768xf32>
  return %y : tensor<?x1x65536x32768xf32>
}
