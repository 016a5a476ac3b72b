// RUN: %cnn-opt %s --split-input-file --cnn-standardize-weights | FileCheck %s

// Filters (1, 3) and (-6, 6): means 2 and 0, variances 1 and 36, epsilons 3 and 3
// leave roots of 2 and sqrt(39); -1/2, 1/2, -0.9607689, 0.9607689.
// CHECK-LABEL: func.func @conv
// CHECK: %[[W:.*]] = arith.constant dense_resource<conv.weight.folded> : tensor<2x1x1x2xf32>
// CHECK-NOT: cnn.standardize
// CHECK: cnn.conv2d %{{.*}}, %[[W]] strides
// CHECK: conv.weight.folded: "0x40000000000000BF0000003FF4F475BFF4F4753F"
func.func @conv(%x: tensor<?x1x4x4xf32>) -> tensor<?x2x4x3xf32> {
  %w = arith.constant dense<[[[[1.0, 3.0]]], [[[-6.0, 6.0]]]]> : tensor<2x1x1x2xf32> loc("conv.weight"("a.net":1:1))
  %s = cnn.standardize %w epsilon = 3.0 : tensor<2x1x1x2xf32>
  %y = cnn.conv2d %x, %s strides = [1, 1] padding = [0, 0, 0, 0] dilations = [1, 1] groups = 1
         : (tensor<?x1x4x4xf32>, tensor<2x1x1x2xf32>) -> tensor<?x2x4x3xf32>
  return %y : tensor<?x2x4x3xf32>
}

// -----

// A weight that is no constant stays, for training.
// CHECK-LABEL: func.func @parameter
// CHECK: cnn.standardize
func.func @parameter(%w: tensor<2x1x1x2xf32>) -> tensor<2x1x1x2xf32> {
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<2x1x1x2xf32>
  return %s : tensor<2x1x1x2xf32>
}

// -----

// A constant that something else reads as well is not erased.
// CHECK-LABEL: func.func @shared
// CHECK: %[[OLD:.*]] = arith.constant dense<{{.*}}> : tensor<1x2xf32>
// CHECK: %[[NEW:.*]] = arith.constant dense_resource<weight.folded> : tensor<1x2xf32>
// CHECK: return %[[OLD]], %[[NEW]]
func.func @shared() -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = arith.constant dense<[[1.0, 3.0]]> : tensor<1x2xf32>
  %s = cnn.standardize %w epsilon = 1.0e-5 : tensor<1x2xf32>
  return %w, %s : tensor<1x2xf32>, tensor<1x2xf32>
}
