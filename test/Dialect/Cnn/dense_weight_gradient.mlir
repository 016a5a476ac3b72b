// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// CHECK-LABEL: func.func @plain
// CHECK: cnn.dense_weight_gradient %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<?x3xf32>) -> tensor<3x8xf32>
func.func @plain(%x: tensor<?x8xf32>, %g: tensor<?x3xf32>) -> tensor<3x8xf32> {
  %dw = cnn.dense_weight_gradient %x, %g : (tensor<?x8xf32>, tensor<?x3xf32>) -> tensor<3x8xf32>
  return %dw : tensor<3x8xf32>
}
