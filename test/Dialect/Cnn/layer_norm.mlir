// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

// Over the channels, with scale and shift.
// CHECK-LABEL: func.func @channels
// CHECK: cnn.layer_norm %{{.*}}, %{{.*}}, %{{.*}} axes = [1] epsilon = 1.000000e-03 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
func.func @channels(%x: tensor<?x6x4x5xf32>, %s: tensor<6xf32>, %t: tensor<6xf32>) -> tensor<?x6x4x5xf32> {
  %y = cnn.layer_norm %x, %s, %t axes = [1] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4x5xf32>
  return %y : tensor<?x6x4x5xf32>
}

// Over rows and columns, without.
// CHECK-LABEL: func.func @plain
// CHECK: cnn.layer_norm %{{[^,]*}} axes = [2, 3] epsilon
func.func @plain(%x: tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32> {
  %y = cnn.layer_norm %x axes = [2, 3] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>) -> tensor<?x6x4x5xf32>
  return %y : tensor<?x6x4x5xf32>
}

// Over columns and channels: scale and shift have their extents in the order of the axes.
// CHECK-LABEL: func.func @two
// CHECK: axes = [1, 3] epsilon = 1.000000e-03 : (tensor<?x6x4x5xf32>, tensor<6x5xf32>, tensor<6x5xf32>)
func.func @two(%x: tensor<?x6x4x5xf32>, %s: tensor<6x5xf32>, %t: tensor<6x5xf32>) -> tensor<?x6x4x5xf32> {
  %y = cnn.layer_norm %x, %s, %t axes = [1, 3] epsilon = 1.0e-3 : (tensor<?x6x4x5xf32>, tensor<6x5xf32>, tensor<6x5xf32>) -> tensor<?x6x4x5xf32>
  return %y : tensor<?x6x4x5xf32>
}

// Over everything.
// CHECK-LABEL: func.func @all
// CHECK: axes = [1, 2, 3]
func.func @all(%x: tensor<2x6x4x5xf32>, %s: tensor<6x4x5xf32>, %t: tensor<6x4x5xf32>) -> tensor<2x6x4x5xf32> {
  %y = cnn.layer_norm %x, %s, %t axes = [1, 2, 3] epsilon = 1.0e-3 : (tensor<2x6x4x5xf32>, tensor<6x4x5xf32>, tensor<6x4x5xf32>) -> tensor<2x6x4x5xf32>
  return %y : tensor<2x6x4x5xf32>
}

// A vector; the same parameter twice.
// CHECK-LABEL: func.func @vector
// CHECK: cnn.layer_norm %{{.*}}, %[[S:.*]], %[[S]] axes = [1]
func.func @vector(%x: tensor<?x10xf32>, %s: tensor<10xf32>) -> tensor<?x10xf32> {
  %y = cnn.layer_norm %x, %s, %s axes = [1] epsilon = 1.0e-3 : (tensor<?x10xf32>, tensor<10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}
