// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// CHECK-LABEL: func.func @cross_entropy(
// CHECK-SAME: %[[A:.*]]: tensor<?x10xf32>, %[[B:.*]]: tensor<?x1xi32>)
// CHECK: cnn.cross_entropy %[[A]], %[[B]] smoothing = 1.000000e-01 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x1xf32>
func.func @cross_entropy(%a: tensor<?x10xf32>, %b: tensor<?x1xi32>) -> tensor<?x1xf32> {
  %r = cnn.cross_entropy %a, %b smoothing = 1.000000e-01 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x1xf32>
  return %r : tensor<?x1xf32>
}

// Of pixels, with a weight for each class.
// CHECK-LABEL: func.func @class_weights(
// CHECK-SAME: %[[A:.*]]: tensor<?x2x4x4xf32>, %[[B:.*]]: tensor<?x1x4x4xi32>)
// CHECK: cnn.cross_entropy %[[A]], %[[B]] smoothing = 0.000000e+00 class_weights = [1.000000e+00, 2.500000e+00] : (tensor<?x2x4x4xf32>, tensor<?x1x4x4xi32>) -> tensor<?x1xf32>
func.func @class_weights(%a: tensor<?x2x4x4xf32>, %b: tensor<?x1x4x4xi32>) -> tensor<?x1xf32> {
  %r = cnn.cross_entropy %a, %b smoothing = 0.000000e+00 class_weights = [1.000000e+00, 2.500000e+00] : (tensor<?x2x4x4xf32>, tensor<?x1x4x4xi32>) -> tensor<?x1xf32>
  return %r : tensor<?x1xf32>
}

// CHECK-LABEL: func.func @cross_entropy_gradient(
// CHECK-SAME: %[[A:.*]]: tensor<?x2x4x4xf32>, %[[B:.*]]: tensor<?x1x4x4xi32>)
// CHECK: cnn.cross_entropy_gradient %[[A]], %[[B]] smoothing = 0.000000e+00 class_weights = [1.000000e+00, 2.500000e+00] scale = 5.000000e-01 : (tensor<?x2x4x4xf32>, tensor<?x1x4x4xi32>) -> tensor<?x2x4x4xf32>
func.func @cross_entropy_gradient(%a: tensor<?x2x4x4xf32>, %b: tensor<?x1x4x4xi32>) -> tensor<?x2x4x4xf32> {
  %r = cnn.cross_entropy_gradient %a, %b smoothing = 0.000000e+00 class_weights = [1.000000e+00, 2.500000e+00] scale = 5.000000e-01 : (tensor<?x2x4x4xf32>, tensor<?x1x4x4xi32>) -> tensor<?x2x4x4xf32>
  return %r : tensor<?x2x4x4xf32>
}

// CHECK-LABEL: func.func @soft_cross_entropy(
// CHECK-SAME: %[[A:.*]]: tensor<?x10xf32>, %[[B:.*]]: tensor<?x10xf32>)
// CHECK: cnn.soft_cross_entropy %[[A]], %[[B]] : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x1xf32>
func.func @soft_cross_entropy(%a: tensor<?x10xf32>, %b: tensor<?x10xf32>) -> tensor<?x1xf32> {
  %r = cnn.soft_cross_entropy %a, %b : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x1xf32>
  return %r : tensor<?x1xf32>
}

// CHECK-LABEL: func.func @soft_cross_entropy_gradient(
// CHECK-SAME: %[[A:.*]]: tensor<?x10xf32>, %[[B:.*]]: tensor<?x10xf32>)
// CHECK: cnn.soft_cross_entropy_gradient %[[A]], %[[B]] scale = 2.000000e+00 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
func.func @soft_cross_entropy_gradient(%a: tensor<?x10xf32>, %b: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %r = cnn.soft_cross_entropy_gradient %a, %b scale = 2.000000e+00 : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return %r : tensor<?x10xf32>
}

// CHECK-LABEL: func.func @difference_loss(
// CHECK-SAME: %[[A:.*]]: tensor<?x4x2x2xf32>, %[[B:.*]]: tensor<?x4x2x2xf32>)
// CHECK: cnn.difference_loss "huber" %[[A]], %[[B]] delta = 5.000000e-01 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x1xf32>
func.func @difference_loss(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x2xf32>) -> tensor<?x1xf32> {
  %r = cnn.difference_loss "huber" %a, %b delta = 5.000000e-01 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x1xf32>
  return %r : tensor<?x1xf32>
}

// CHECK-LABEL: func.func @difference_loss_gradient(
// CHECK-SAME: %[[A:.*]]: tensor<?x4x2x2xf32>, %[[B:.*]]: tensor<?x4x2x2xf32>)
// CHECK: cnn.difference_loss_gradient "binary_logits" %[[A]], %[[B]] delta = 1.000000e+00 scale = 2.000000e+00 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
func.func @difference_loss_gradient(%a: tensor<?x4x2x2xf32>, %b: tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32> {
  %r = cnn.difference_loss_gradient "binary_logits" %a, %b delta = 1.000000e+00 scale = 2.000000e+00 : (tensor<?x4x2x2xf32>, tensor<?x4x2x2xf32>) -> tensor<?x4x2x2xf32>
  return %r : tensor<?x4x2x2xf32>
}
