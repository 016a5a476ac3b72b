// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// What is not the default is kept.
// CHECK-LABEL: func.func @max_pool(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x2x2xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>)
// CHECK: cnn.pool_gradient max %[[A]], %[[B]] kernel = [2, 2] strides = [2, 1] padding = [0, 1, 0, 0] dilations = [1, 2] ceil mode = replicate : (tensor<?x8x2x2xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
func.func @max_pool(%a: tensor<?x8x2x2xf32>, %b: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.pool_gradient max %a, %b kernel = [2, 2] strides = [2, 1] padding = [0, 1, 0, 0] dilations = [1, 2] ceil mode = replicate : (tensor<?x8x2x2xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @norm_pool(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x2x2xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>)
// CHECK: cnn.pool_gradient lp %[[A]], %[[B]] kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 3.000000e+00 : (tensor<?x8x2x2xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
func.func @norm_pool(%a: tensor<?x8x2x2xf32>, %b: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.pool_gradient lp %a, %b kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0] p = 3.000000e+00 : (tensor<?x8x2x2xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// The gradient of a vector for each picture.
// CHECK-LABEL: func.func @global_pool(
// CHECK-SAME: %[[A:.*]]: tensor<?x8xf32>)
// CHECK: cnn.pool_gradient avg %[[A]] kernel = [4, 4] strides = [1, 1] padding = [0, 0, 0, 0] count_include_pad : (tensor<?x8xf32>) -> tensor<?x8x4x4xf32>
func.func @global_pool(%a: tensor<?x8xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.pool_gradient avg %a kernel = [4, 4] strides = [1, 1] padding = [0, 0, 0, 0] count_include_pad : (tensor<?x8xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @adaptive_pool(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x3x3xf32>)
// CHECK: cnn.adaptive_pool_gradient avg %[[A]] size = [3, 3] : (tensor<?x8x3x3xf32>) -> tensor<?x8x7x7xf32>
func.func @adaptive_pool(%a: tensor<?x8x3x3xf32>) -> tensor<?x8x7x7xf32> {
  %r = cnn.adaptive_pool_gradient avg %a size = [3, 3] : (tensor<?x8x3x3xf32>) -> tensor<?x8x7x7xf32>
  return %r : tensor<?x8x7x7xf32>
}

// CHECK-LABEL: func.func @unpool(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x8x8xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>)
// CHECK: cnn.unpool_gradient %[[A]], %[[B]] size = [8, 8] : (tensor<?x8x8x8xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
func.func @unpool(%a: tensor<?x8x8x8xf32>, %b: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.unpool_gradient %a, %b size = [8, 8] : (tensor<?x8x8x8xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @slice(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x2x2xf32>)
// CHECK: cnn.slice_gradient %[[A]] starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 2] : (tensor<?x8x2x2xf32>) -> tensor<?x8x4x4xf32>
func.func @slice(%a: tensor<?x8x2x2xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.slice_gradient %a starts = [0, 1, 1] sizes = [8, 2, 2] steps = [1, 1, 2] : (tensor<?x8x2x2xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @pad(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x7x7xf32>)
// CHECK: cnn.pad_gradient %[[A]] padding = [1, 2, 3, 0] mode = reflect : (tensor<?x8x7x7xf32>) -> tensor<?x8x4x4xf32>
func.func @pad(%a: tensor<?x8x7x7xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.pad_gradient %a padding = [1, 2, 3, 0] mode = reflect : (tensor<?x8x7x7xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @resize(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x8x8xf32>)
// CHECK: cnn.resize_gradient bilinear %[[A]] size = [8, 8] align_corners : (tensor<?x8x8x8xf32>) -> tensor<?x8x4x4xf32>
func.func @resize(%a: tensor<?x8x8x8xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.resize_gradient bilinear %a size = [8, 8] align_corners : (tensor<?x8x8x8xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @reduce(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x1x1xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>)
// CHECK: cnn.reduce_gradient max %[[A]], %[[B]] axes = [2, 3] : (tensor<?x8x1x1xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
func.func @reduce(%a: tensor<?x8x1x1xf32>, %b: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.reduce_gradient max %a, %b axes = [2, 3] : (tensor<?x8x1x1xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[A:.*]]: tensor<?x10xf32>, %[[B:.*]]: tensor<?x10xf32>)
// CHECK: cnn.softmax_gradient %[[A]], %[[B]] axis = 1 log : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
func.func @softmax(%a: tensor<?x10xf32>, %b: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %r = cnn.softmax_gradient %a, %b axis = 1 log : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return %r : tensor<?x10xf32>
}

// CHECK-LABEL: func.func @layer_norm(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x4x4xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>)
// CHECK: cnn.layer_norm_gradient %[[A]], %[[B]] axes = [1, 3] epsilon = 1.000000e-05 : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
func.func @layer_norm(%a: tensor<?x8x4x4xf32>, %b: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.layer_norm_gradient %a, %b axes = [1, 3] epsilon = 1.000000e-05 : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @local_response_norm(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x4x4xf32>, %[[B:.*]]: tensor<?x8x4x4xf32>)
// CHECK: cnn.local_response_norm_gradient %[[A]], %[[B]] size = 5 alpha = 1.000000e-04 beta = 7.500000e-01 k = 2.000000e+00 : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
func.func @local_response_norm(%a: tensor<?x8x4x4xf32>, %b: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.local_response_norm_gradient %a, %b size = 5 alpha = 1.000000e-04 beta = 7.500000e-01 k = 2.000000e+00 : (tensor<?x8x4x4xf32>, tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// Where its numbers come from is read from an operand, or not written.
// CHECK-LABEL: func.func @random_dropout(
// CHECK-SAME: %[[A:.*]]: tensor<?x8x4x4xf32>, %[[B:.*]]: tensor<?x16xf32>)
// CHECK: cnn.random_dropout %[[A]] control %[[B]] rate = 5.000000e-01 salt = 3 : (tensor<?x8x4x4xf32>, tensor<?x16xf32>) -> tensor<?x8x4x4xf32>
func.func @random_dropout(%a: tensor<?x8x4x4xf32>, %b: tensor<?x16xf32>) -> tensor<?x8x4x4xf32> {
  %r = cnn.random_dropout %a control %b rate = 5.000000e-01 salt = 3 : (tensor<?x8x4x4xf32>, tensor<?x16xf32>) -> tensor<?x8x4x4xf32>
  return %r : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func.func @random_dropout_training(
// CHECK-SAME: %[[A:.*]]: tensor<?x512xf32>)
// CHECK: cnn.random_dropout %[[A]] rate = 2.500000e-01 salt = 4 : (tensor<?x512xf32>) -> tensor<?x512xf32>
func.func @random_dropout_training(%a: tensor<?x512xf32>) -> tensor<?x512xf32> {
  %r = cnn.random_dropout %a rate = 2.500000e-01 salt = 4 : (tensor<?x512xf32>) -> tensor<?x512xf32>
  return %r : tensor<?x512xf32>
}
