// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// With a bias.
// CHECK-LABEL: func.func @bias
// CHECK: cnn.dense %{{.*}}, %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<3x8xf32>, tensor<3xf32>) -> tensor<?x3xf32>
func.func @bias(%x: tensor<?x8xf32>, %w: tensor<3x8xf32>, %b: tensor<3xf32>) -> tensor<?x3xf32> {
  %y = cnn.dense %x, %w, %b : (tensor<?x8xf32>, tensor<3x8xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// Without a bias.
// CHECK-LABEL: func.func @plain
// CHECK: cnn.dense %{{.*}}, %{{[^,]*}} : (tensor<?x8xf32>, tensor<3x8xf32>) -> tensor<?x3xf32>
func.func @plain(%x: tensor<?x8xf32>, %w: tensor<3x8xf32>) -> tensor<?x3xf32> {
  %y = cnn.dense %x, %w : (tensor<?x8xf32>, tensor<3x8xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
